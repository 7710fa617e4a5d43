// @ts-check
/** Which curves there are: an activation and an initialisation each; added, changed, taken away. */
import { newGesture } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { freeSlot, MOST_CURVES } from "../math/curve-look.js";
import { ACTIVATIONS, INITS } from "../math/depth-question.js";
import { choice } from "./control-choice.js";
import { popoverField } from "./control-popover.js";
import { sample } from "./depth-parts.js";

/** @typedef {import("../math/depth-question.js").Depth} Depth */
/** @typedef {import("../math/depth-question.js").Curve} Curve */

/** What is added when nothing is said: the first of these that is not there. */
const SUGGESTED = [["tanh", "zero"], ["tanh", "small"], ["relu", "large"], ["sigmoid", "large"], ["gelu", "he"], ["tanh", "lecun"]];

/** @param {import("./depth-controls.js").Change} change @param {() => Depth} now */
export function createCurves(change, now) {
  const list = h("div", { class: "depth-edit" });
  const add = h("button", { type: "button", class: "button", "data-t": "depth.add", onclick: () => change(added(now()), newGesture()) }, t("depth.add"));
  const popover = popoverField("depth.curves", list, h("div", { class: "row" }, add));
  /** @type {{element: HTMLElement, show: (curve: Curve, alone: boolean) => void}[]} */
  let rows = [];
  return {
    element: popover.element,
    /** @param {Depth} depth */
    show({ curves }) {
      popover.setText(String(curves.length));
      if (rows.length !== curves.length) list.replaceChildren(...(rows = curves.map((_, at) => rowOf(at, change, now))).map(({ element }) => element));
      curves.forEach((curve, at) => rows[at].show(curve, curves.length === 1));
      setAttribute(add, "disabled", curves.length >= MOST_CURVES);
    },
  };
}

/** @param {number} at @param {import("./depth-controls.js").Change} change @param {() => Depth} now */
function rowOf(at, change, now) {
  const set = (/** @type {Partial<Curve>} */ part) => change({ curves: now().curves.map((curve, other) => (other === at ? { ...curve, ...part } : curve)), picked: at }, newGesture());
  const activation = choice({ name: "depth.activation", keys: Object.fromEntries(ACTIVATIONS.map((name) => [name, `activation.${name}`])), onPick: (value) => set({ activation: value }) });
  const init = choice({ name: "depth.init", keys: Object.fromEntries(INITS.map((name) => [name, `depth.init.${name}`])), onPick: (value) => set({ init: value }) });
  const remove = h("button", { type: "button", class: "button quiet", onclick: () => change(removed(now(), at), newGesture()) }, "×"), look = h("span", { class: "depth-look" });
  const element = h("div", { class: "row" }, look, activation.element, init.element, remove);
  let slot = -1;
  return {
    element,
    /** @param {Curve} curve @param {boolean} alone */
    show(curve, alone) {
      if (slot !== curve.slot) look.replaceChildren(sample((slot = curve.slot)));
      activation.show(curve.activation);
      init.show(curve.init);
      setAttribute(remove, "disabled", alone);
      const name = t("depth.remove", { name: `${t(`activation.${curve.activation}`)}, ${t(`depth.init.${curve.init}`)}` });
      setAttribute(remove, "aria-label", name);
      setAttribute(remove, "title", name);
      setText(remove, "×");
    },
  };
}

/** @param {Depth} depth @returns {Partial<Depth>} */
function added({ curves }) {
  const [activation, init] = SUGGESTED.find(([f, start]) => !curves.some((curve) => curve.activation === f && curve.init === start)) ?? SUGGESTED[0];
  return { curves: [...curves, { activation, init, slot: freeSlot(curves) }], picked: curves.length };
}

/** @param {Depth} depth @param {number} at @returns {Partial<Depth>} */
const removed = ({ curves, picked }, at) => ({ curves: curves.filter((_, other) => other !== at), picked: Math.min(curves.length - 2, picked > at ? picked - 1 : picked) });
