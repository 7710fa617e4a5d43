// @ts-check
/** In which direction the mountain is cut, with which h, from the walker on or to both sides of it. */
import { h, setAttribute, setText, svg } from "../dom.js";
import { draggable } from "../drag.js";
import { t } from "../i18n.js";
import { numberField } from "./control-number.js";
import { logSlider } from "./control-slider.js";

/** @typedef {import("../state.js").Descent} Descent */
/** @typedef {import("./slice.js").Change} Change */

export const LEAST = 1e-15, MOST = 10;
const WAYS = /** @type {Descent["along"][]} */ (["gradient", "x", "y", "free"]);
/** One press of an arrow on the dial. */
const TURN = Math.PI / 36;

/** @param {Change} change */
export function createControls(change) {
  const ways = WAYS.map((along) => h("button", { type: "button", "data-t": `slice.along.${along}`, onclick: () => change({ along }) }, t(`slice.along.${along}`)));
  const sides = [false, true].map((central) => {
    const key = central ? "slice.central" : "slice.forward";
    return h("button", { type: "button", "data-t": key, onclick: () => change({ central }) }, t(key));
  });
  const dial = createDial(change);
  const slider = logSlider({ name: "slice.h", min: LEAST, max: MOST, onInput: (step) => change({ h: step }) });
  const number = numberField({ name: "slice.h", min: LEAST, max: 1000, onCommit: (step) => change({ h: step }) });
  return {
    element: h("div", { class: "slice-controls" },
      h("div", { class: "slice-row" }, h("div", { class: "choices small", role: "group", "data-t-label": "slice.along", "aria-label": t("slice.along") }, ways), dial.element),
      h("div", { class: "slice-row" }, h("div", { class: "choices small", role: "group", "data-t-label": "slice.sides", "aria-label": t("slice.sides") }, sides), h("span", { class: "slice-h" }, h("i", { "aria-hidden": "true" }, "h"), slider.element, number.element))),
    /** @param {Descent} descent @param {import("../state.js").Survey} survey */
    show(descent, survey) {
      WAYS.forEach((along, at) => setAttribute(ways[at], "aria-pressed", String(along === descent.along)));
      sides.forEach((side, at) => setAttribute(side, "aria-pressed", String(descent.central === (at === 1))));
      dial.show(survey.angle);
      slider.show(descent.h);
      number.show(descent.h);
    },
  };
}

/** The direction as the hand of a dial: to be pulled, or turned with the arrows. @param {Change} change */
function createDial(change) {
  let angle = 0;
  const hand = svg("line", { x1: 20, y1: 20 }), tip = svg("circle", { r: 4.5 }), words = h("output");
  const dial = svg("svg", { class: "slice-dial", viewBox: "0 0 40 40", tabindex: 0, role: "slider", "aria-valuemin": -180, "aria-valuemax": 180, "data-t-label": "slice.angle", "aria-label": t("slice.angle") }, svg("circle", { cx: 20, cy: 20, r: 16 }), hand, tip);
  const turn = (/** @type {number} */ to) => change({ along: "free", angle: Math.atan2(Math.sin(to), Math.cos(to)) });
  const aim = (/** @type {number} */ x, /** @type {number} */ y) => turn(Math.atan2(dial.clientHeight / 2 - y, x - dial.clientWidth / 2));
  draggable(dial, {
    hit: () => dial,
    start: (_, x, y) => aim(x, y),
    move: (_, x, y) => aim(x, y),
    keyboard: (dx, dy) => turn(angle - dx * TURN + dy * TURN),
  });
  return {
    element: h("span", { class: "slice-turn" }, dial, words),
    /** @param {number} shown */
    show(shown) {
      angle = shown;
      const [x, y] = [20 + 16 * Math.cos(angle), 20 - 16 * Math.sin(angle)], degrees = Math.round((angle * 180) / Math.PI);
      for (const [name, value] of Object.entries({ x2: x, y2: y })) setAttribute(hand, name, value);
      for (const [name, value] of Object.entries({ cx: x, cy: y })) setAttribute(tip, name, value);
      setAttribute(dial, "aria-valuenow", degrees);
      setAttribute(dial, "aria-valuetext", `${degrees}°`);
      setText(words, `${degrees}°`.replace("-", "−"));
    },
  };
}
