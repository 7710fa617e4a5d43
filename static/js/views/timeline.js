// @ts-check
/**
 * The scrubber: the loss curve, with the gradient seismograph under it. Dragging it seeks, and every panel follows.
 * What does not move with `now` is a bitmap of its own, drawn again only when the history, the size or the theme changes.
 */
import { runSought, runStepped, viewChanged } from "../actions.js";
import { fitCanvas, h, setAttribute, setText } from "../dom.js";
import { createBitmap } from "../draw/bitmap.js";
import { drawNow, drawRun, paintStrips } from "../draw/timeline.js";
import { draggable, place } from "../drag.js";
import { t } from "../i18n.js";
import { heightRamp, pack } from "../math/colour.js";
import { stepsAnEpoch } from "../math/epochs.js";
import { formatInteger, formatShort } from "../math/format.js";
import { marksOf, plannedOf } from "../math/marks.js";
import { linear, log } from "../math/scale.js";
import { clusters, lossDomain, normRange, reach } from "../math/timeline.js";
import { rgb, theme } from "../theme.js";
import { floorOf, linesOf, numbersAt, sentenceOf } from "./timeline-lines.js";

/** @typedef {import("../state.js").State} State */

/** @typedef {import("../draw/timeline.js").Run & {floor: number, last: number}} Model */

/** Points of all curves together that a frame has time for, and how long a drawing lasts where there are more. */
const MANY = 4000, PACE = 150;
/** Below this width the legend of the strips gives its room to the curve. */
const NARROW = 480;
/** From here on the axis has room for its choice. */
const WITH_CHOICE = 560;
/** In letters: a timeline of one line. */
const LOW = 7;

/** What the bitmap depends on. @param {State} state */
const picture = ({ history, trails, branches, journal, view, lang, run, spec, outset, survey }) => [history, trails, branches, journal, view.log, view.descent?.picked, lang, run.horizon, spec?.methods, view.descent?.run, outset, survey];

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  const canvas = h("canvas", { role: "slider", tabindex: "0", "aria-valuemin": "0" });
  const axis = axisOf(store), tip = h("div", { class: "tip", hidden: true });
  element.classList.add("timeline");
  element.append(canvas, axis.element, tip);
  const g = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const bitmap = new OffscreenCanvas(1, 1), under = /** @type {OffscreenCanvasRenderingContext2D} */ (bitmap.getContext("2d"));

  let size = { width: 0, height: 0, ratio: 1, changed: true }, choice = true, font = { font: 12, family: "sans-serif" };
  /** @type {Model | null} */
  let run = null;
  /** @type {import("../theme.js").Theme | null} */
  let colours = null;
  const strips = createStrips();
  let said = -Infinity, drawnAt = -Infinity, behind = false;
  /** @type {number | null} the step that is wanted while the scrubber is dragged, until the run is there */
  let wanted = null;
  let dragging = false;
  /** @type {number | null} */
  let hover = null;

  const stepAt = (/** @type {number} */ x) => Math.round(Math.max(0, Math.min(store.get().run.horizon, run?.X.invert(x) ?? 0)));
  const seek = (/** @type {number} */ x) => {
    wanted = stepAt(x);
    store.dispatch(runSought(wanted));
    present(store.get());
  };
  const undrag = draggable(canvas, {
    hit: () => (run ? "now" : null),
    start: (_, x) => { dragging = true; seek(x); },
    move: (_, x) => seek(x),
    end: () => { dragging = false; },
    keyboard: (dx, dy) => store.dispatch(runStepped(dx || dy > 0 ? (dx > 0 || dy > 0 ? 1 : -1) : -1, "batch")),
  });
  const key = (/** @type {KeyboardEvent} */ event) => {
    const go = KEYS[event.key];
    if (!go || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    store.dispatch(go(store.get()));
  };
  const point = (/** @type {PointerEvent | null} */ event) => {
    hover = event && run && event.pointerType !== "touch" ? Math.max(0, run.X.invert(place(canvas, event)[0])) : null;
    present(store.get());
  };
  const leave = () => point(null);
  canvas.addEventListener("keydown", key);
  canvas.addEventListener("pointermove", point);
  canvas.addEventListener("pointerleave", leave);

  const present = (/** @type {State} */ state) => {
    if (!run || !colours) return;
    if (!dragging && wanted === state.run.step) wanted = null;
    const step = wanted ?? state.run.step;
    g.setTransform(1, 0, 0, 1, 0, 0);
    g.clearRect(0, 0, canvas.width, canvas.height);
    g.drawImage(bitmap, 0, 0);
    g.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
    drawNow(g, run, { step, horizon: Math.max(state.run.horizon, run.last), dots: dotsOf(run, state, step, wanted === null), hover: dragging ? null : hover }, colours);
    showTip(tip, run, state, dragging ? step : hover);
  };
  const speak = (/** @type {State} */ state) => {
    setAttribute(canvas, "aria-label", t("timeline.label"));
    setAttribute(canvas, "aria-valuemax", state.run.horizon);
    setAttribute(canvas, "aria-valuenow", state.run.step);
    // A screen reader reads every change: once a second is enough while it runs.
    if (state.run.playing && performance.now() - said < 1000) return;
    said = performance.now();
    setAttribute(canvas, "aria-valuetext", sentenceOf(state));
  };

  return {
    measure() {
      size = fitCanvas(canvas);
      if (!size.changed && run) return;
      choice = axis.element.clientHeight > 0 && size.width >= WITH_CHOICE;
      const style = getComputedStyle(canvas);
      font = { font: parseFloat(style.fontSize), family: style.fontFamily };
    },
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      const mine = theme(), old = picture(previous);
      const differs = size.changed || mine !== colours || !run || picture(state).some((value, i) => value !== old[i]);
      const changed = differs || behind;
      behind = changed && state.run.playing && !size.changed && mine === colours && performance.now() - drawnAt < paceOf(run);
      if (changed && !behind && size.width > 0) {
        drawnAt = performance.now();
        colours = mine;
        run = modelOf(state, { ...size, choice }, font, strips, mine);
        axis.show(state);
        Object.assign(bitmap, { width: canvas.width, height: canvas.height });
        under.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
        drawRun(under, run, mine);
        size.changed = false;
      }
      if (changed || state.run !== previous.run || state.frame !== previous.frame) {
        present(state);
        speak(state);
      }
    },
    destroy() {
      undrag();
      canvas.removeEventListener("keydown", key);
      canvas.removeEventListener("pointermove", point);
      canvas.removeEventListener("pointerleave", leave);
      element.replaceChildren();
    },
  };
}

/** Milliseconds between two drawings of the curves while it plays: many long ones take longer to draw than a frame has. @param {Model | null} run */
const paceOf = (run) => ((run?.lines.reduce((sum, { curve }) => sum + curve.length, 0) ?? 0) > MANY ? PACE : 0);

/** @type {Record<string, (state: State) => import("../store.js").Action>} */
const KEYS = {
  PageUp: () => runStepped(1, "epoch"),
  PageDown: () => runStepped(-1, "epoch"),
  Home: () => runSought(0),
  End: ({ run }) => runSought(run.horizon),
};

/** @param {State} state @param {{width: number, height: number, choice: boolean}} size @param {{font: number, family: string}} font @param {ReturnType<typeof createStrips>} strips @param {import("../theme.js").Theme} colours */
function modelOf(state, { width, height, choice }, { font, family }, strips, colours) {
  const { history, view } = state, { lines, ghosts, floor, layers, last } = linesOf(state, colours), most = Math.max(layers, 1);
  const strip = Math.max(4, Math.min(Math.round(font * 0.85), Math.floor((height * 0.34) / most) - 1));
  const right = Math.ceil(font * (width < NARROW || !layers ? 3.6 : 7.4)), curve = height - layers * (strip + 1) - 3;
  const X = linear([0, reach(Math.max(state.run.horizon, last), ghosts)], [0, width - right]);
  const domain = lossDomain([...lines, ...ghosts].map((line) => line.curve), view.log);
  const marks = marksIn(state, X, font * 5), head = height > LOW * font || marks.length ? 1.5 : 0.5; // where there is little room, only the words of a mark take it
  const Y = (view.log ? log : linear)(domain, [curve - 4, font * head]);
  return {
    lines, ghosts, floor, last, X, Y, box: { width, height, curve, strip, right, font, family, choice }, layers, norms: normRange(history),
    marks, strips: layers ? strips.draw(history, X, Math.round(width - right), colours) : null,
  };
}

/** @param {State} state @param {import("../math/scale.js").Scale} X @param {number} gap */
function marksIn(state, X, gap) {
  const { journal, run, spec } = state;
  const all = [...marksOf(journal), ...plannedOf(spec?.methods ?? [], run, stepsAnEpoch(state), X.domain[1])];
  const inside = all.filter(({ step }) => step >= 0 && step <= X.domain[1]).sort((a, b) => a.step - b.step);
  // A line for each, but one label for those that are too close.
  return clusters(inside, X, gap).flatMap((marks) => marks.map(({ step }, i) => ({ step, text: i === 0 ? labelOf(marks) : "" })));
}

/** The values of a mark in the person's words. @param {Record<string, any>} values */
function named({ from, to, activation, ...values }) {
  if (activation) return { name: t(`activation.${activation}`) };
  return from ? { from: t(`optimizer.${from}`), to: t(`optimizer.${to}`) } : values;
}

/** @param {import("../math/marks.js").Mark[]} marks */
function labelOf(marks) {
  const name = (/** @type {import("../math/marks.js").Mark} */ { key, values }) => t(key, named(values));
  const last = name(marks[marks.length - 1]);
  return marks.length > 1 ? t("mark.several", { last, n: marks.length - 1 }) : last;
}

/** The strips' bitmap: while the axis rests only the newest columns are painted. */
function createStrips() {
  /** @type {import("../draw/bitmap.js").Bitmap | null} */
  let bitmap = null;
  let key = "", done = 0;
  /** @type {any} */
  let before = null;
  return {
    /** @param {import("../math/history.js").History} history @param {import("../math/scale.js").Scale} X @param {number} width @param {import("../theme.js").Theme} colours */
    draw(history, X, width, colours) {
      if (!history.layers || !history.length || width < 1) return null;
      const range = normRange(history), now = [X.domain[1], width, history.layers, ...range, history.step(0), history.step(Math.min(history.length - 1, 8))].join(" ");
      const goesOn = now === key && before?.colours === colours && history.length >= before.length && history.last >= before.last;
      if (!goesOn || !bitmap) bitmap = createBitmap(width, history.layers);
      const first = goesOn ? done : 0;
      paintStrips(bitmap.pixels, { history, X, width, first, range }, heightRamp(colours), pack(rgb(colours.alarm)));
      bitmap.write();
      [key, before, done] = [now, { colours, length: history.length, last: history.last }, Math.max(0, Math.floor(X(history.last)) - 1)];
      return bitmap.canvas;
    },
  };
}

/** The heights at a step: the run's newest, or what the curves remember. @param {Model} run @param {State} state @param {number} step @param {boolean} now */
function dotsOf({ lines, floor }, { lab, frame, spec }, step, now) {
  if (lab !== "descent") return [{ loss: now ? frame?.loss[0] ?? NaN : at(lines[1].curve, step), colour: lines[1].colour }];
  return lines.map(({ curve, colour, legs }, line) => ({ loss: now && frame && lines.length === spec?.methods.length ? frame.loss[line] - floor : at(curve, step), colour: legs?.find(({ to }) => step <= to)?.colour ?? colour }));
}

/** @param {import("../math/curve.js").Curve} curve @param {number} step */
const at = (curve, step) => curve.last(Math.max(0, curve.indexAt(step)));

/** @param {HTMLElement} tip @param {Model} run @param {State} state @param {number | null} step */
function showTip(tip, run, state, step) {
  const numbers = step === null ? null : numbersAt(state, step);
  tip.hidden = !numbers;
  if (!numbers) return;
  tip.replaceChildren(h("b", null, t("timeline.step", { step: formatInteger(numbers.step) })), ...numbers.lines.map((line) => h("span", null, line)));
  const x = run.X(/** @type {number} */ (step));
  tip.style.insetInlineStart = `${Math.max(0, Math.min(x + 10, run.box.width - run.box.right - tip.offsetWidth))}px`;
}

/** The choice of the axis. @param {import("../store.js").Store} store */
function axisOf(store) {
  const element = h("button", { type: "button", class: "axis", onclick: () => store.dispatch(viewChanged({ log: !store.get().view.log })) });
  return {
    element,
    /** @param {State} state */
    show({ view, spec }) {
      const floor = floorOf(spec);
      setText(element, `${t(view.log ? "timeline.log" : "timeline.linear")}${floor ? ` f ${floor < 0 ? "+" : "−"} ${formatShort(Math.abs(floor))}` : ""}`);
      setAttribute(element, "title", t(floor ? "timeline.axis.floor" : "timeline.axis"));
    },
  };
}
