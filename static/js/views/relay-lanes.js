// @ts-check
/** The three loss curves over the same steps, and the boundary on them: dragged by mouse or finger, moved by arrows (Shift: ten steps). */
import { newGesture } from "../actions.js";
import { fitCanvas, h, setAttribute } from "../dom.js";
import { draggable } from "../drag.js";
import { drawRelay } from "../draw/relay.js";
import { t } from "../i18n.js";
import { above } from "../math/curve.js";
import { DASHES } from "../math/dashes.js";
import { stepsAnEpoch } from "../math/epochs.js";
import { format, formatInteger } from "../math/format.js";
import { MOST_STEPS, SWITCH } from "../math/relay.js";
import { linear, log } from "../math/scale.js";
import { lossDomain, reach } from "../math/timeline.js";
import { theme } from "../theme.js";
import { nameOf } from "./relay.js";
import { floorOf } from "./timeline-lines.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../math/relay.js").Relay} Relay */

const LANES = 3, FOOT = 16, TRACK = 7, TOP = 6;
const FAR = 10;

/** @param {import("./relay.js").Change} change */
export function relayLanes(change) {
  const canvas = h("canvas", { role: "img" });
  const handle = h("div", { class: "relay-handle", role: "slider", tabindex: 0, "data-t-label": "relay.until", "aria-label": t("relay.until"), "aria-valuemin": 1 });
  const element = h("div", { class: "relay-picture" }, canvas, handle);
  const g = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  let size = { width: 0, height: 0, ratio: 1, changed: false }, font = "12px sans-serif", X = linear([0, 1], [0, 1]), until = 1, each = 1, gesture = 0, held = false;
  /** @type {any[]} what the picture was drawn of */
  let drawn = [];

  const put = (/** @type {number} */ n) => {
    until = Math.max(1, Math.min(MOST_STEPS, Math.round(n))); // the next key may come before the next picture
    change({ until }, gesture);
  };
  const release = draggable(handle, {
    hit: () => ((gesture = newGesture()), (held = true), "boundary"),
    at: () => ({ x: X(until * each) - handle.offsetLeft, y: 0 }),
    move: (_, x) => put(X.invert(Math.max(0, Math.min(size.width, x + handle.offsetLeft))) / each),
    end: () => { held = false; },
    keyboard: (dx, dy, event) => {
      gesture = newGesture();
      put(until + (dx || dy) * (event.shiftKey ? FAR : 1));
    },
  });

  /** @param {State} state @param {Relay} relay @returns {import("../draw/relay.js").Model} */
  const modelOf = (state, { first, second }) => {
    const { trails, spec, frame, run, view } = state, colours = theme(), floor = floorOf(spec), turn = until * each;
    const legOf = (/** @type {Relay["first"]} */ { blocks: [{ optimizer }] }, from = 0, to = X.domain[1]) => ({ from, to, colour: colours.methods[optimizer], dash: DASHES[optimizer].map((length) => length / 2) });
    const curves = Array.from({ length: LANES }, (_, row) => above(trails.curve(row), floor)), domain = lossDomain(curves, view.log);
    const legs = [[legOf(first)], [legOf(second)], [legOf(first, 0, turn), legOf(second, turn)]], lane = (size.height - FOOT) / LANES;
    return {
      lanes: curves.map((curve, row) => ({ curve, legs: legs[row], loss: (frame?.loss[row] ?? NaN) - floor })),
      X, Ys: curves.map((_, row) => (view.log ? log : linear)(domain, [(row + 1) * lane - TRACK, row * lane + TOP])),
      width: size.width, height: size.height, step: run.step, turn, font,
    };
  };
  /** @param {State} state @param {Relay} relay */
  const speak = ({ frame }, { first, second }) => {
    const names = { first: nameOf(first), second: nameOf(second) }, loss = (/** @type {number} */ row) => format(frame?.loss[row]);
    setAttribute(canvas, "aria-label", t("relay.alt", { ...names, a: loss(0), b: loss(1), c: loss(SWITCH) }));
    setAttribute(handle, "aria-valuenow", until);
    setAttribute(handle, "aria-valuemax", Math.round(X.domain[1] / each));
    setAttribute(handle, "aria-valuetext", t("relay.value", { ...names, n: formatInteger(until) }));
  };
  return {
    element,
    measure() {
      size = fitCanvas(canvas);
      if (size.changed) font = `${getComputedStyle(canvas).fontSize} ${getComputedStyle(canvas).fontFamily}`;
    },
    /** @param {State} state @param {Relay} relay */
    show(state, relay) {
      [until, each] = [relay.until, stepsAnEpoch(state)];
      const { trails, frame, run, spec, view, lang } = state, now = [trails, frame, run.step, run.horizon, spec, view.log, lang, theme()];
      if (!size.width || trails.rows !== LANES || (!size.changed && now.every((value, at) => value === drawn[at]))) return;
      drawn = now;
      size.changed = false;
      const last = Math.max(reach(run.horizon, []), Math.ceil(1.25 * until * each), 100);
      X = linear([0, held ? X.domain[1] : last], [0, size.width]);
      g.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
      drawRelay(g, modelOf(state, relay), theme());
      handle.style.setProperty("--at", `${Math.min(size.width, X(until * each))}px`);
      speak(state, relay);
    },
    destroy: release,
  };
}
