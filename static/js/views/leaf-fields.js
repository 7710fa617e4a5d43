// @ts-check
/** The leaves of a formula, each as a number to be typed and a slider: for those who do not drag, and for phones. Everything follows at once. */
import { labChanged, newGesture } from "../actions.js";
import { h, setAttribute } from "../dom.js";
import { formatWire } from "../math/format.js";
import { numberField } from "./control-number.js";
import { faultsOf } from "./graph-faults.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {{name: string, value: number, fault: {text: string, said: string} | null}} Leaf  fault: of a value that was typed and cannot be read */

const MOST = 1e9;

/** The leaves with what they are now: what was just dragged is ahead of the answer; what was typed as a formula is told by it. @param {State} state @returns {Leaf[]} */
export function leavesOf(state) {
  const { studies: { graph }, view: { backprop: { source, values } } } = state;
  if (source !== "formula" || !graph?.leaves || graph.source !== "formula") return [];
  const fault = faultsOf(state).find(({ leaf }) => leaf !== null);
  return graph.leaves.map((/** @type {Leaf} */ { name, value }) => ({
    name, value: typeof values[name] === "number" ? values[name] : value, fault: fault?.leaf === name ? { text: String(values[name]), said: fault.said } : null,
  }));
}

/** "x −2, y 5" @param {readonly Leaf[]} leaves */
export const leafWords = (leaves) => leaves.map(({ name, value }) => `${name} ${formatWire(value)}`).join(", ");

/** @param {import("../store.js").Store} store */
export function leafList(store) {
  const element = h("ul", { class: "leaf-fields" });
  /** @type {Map<string, ReturnType<typeof row>>} */
  let rows = new Map();
  const put = (/** @type {string} */ name, /** @type {number | string} */ value, /** @type {number} */ gesture) =>
    store.dispatch(labChanged("backprop", { values: { ...store.get().view.backprop.values, [name]: value } }, gesture));
  return {
    element,
    /** @param {readonly Leaf[]} leaves */
    show(leaves) {
      if (leaves.map(({ name }) => name).join() !== [...rows.keys()].join()) {
        rows = new Map(leaves.map(({ name }) => [name, rows.get(name) ?? row(name, put)]));
        element.replaceChildren(...[...rows.values()].map((one) => one.element));
      }
      for (const { name, value, fault } of leaves) rows.get(name)?.show(value, fault);
    },
  };
}

/** @param {string} name @param {(name: string, value: number | string, gesture: number) => void} put */
function row(name, put) {
  const number = numberField({ name: "control.leaf", called: name, min: -MOST, max: MOST, onCommit: (value) => put(name, value, newGesture()), onText: (text) => put(name, text, newGesture()) });
  const slider = h("input", { type: "range", class: "slider", "aria-label": name });
  let gesture = /** @type {number | null} */ (null);
  slider.addEventListener("input", () => {
    gesture ??= newGesture();
    put(name, slider.valueAsNumber, gesture);
  });
  for (const end of ["change", "pointerup", "pointercancel", "blur"]) slider.addEventListener(end, () => (gesture = null));
  return {
    element: h("li", null, h("span", { class: "leaf-name", "aria-hidden": "true" }, name), number.element, slider),
    /** @param {number} value @param {Leaf["fault"]} fault */
    show(value, fault) {
      number.show(Number(value.toPrecision(12)), fault);
      setAttribute(slider, "aria-valuetext", formatWire(value));
      if (gesture !== null) return;
      const span = Math.max(10, 10 ** Math.ceil(Math.log10(Math.abs(value) || 1)));
      for (const [key, to] of /** @type {[string, number][]} */ ([["min", -span], ["max", span], ["step", span / 1000]])) setAttribute(slider, key, to);
      if (slider.valueAsNumber !== value) slider.valueAsNumber = value;
    },
  };
}
