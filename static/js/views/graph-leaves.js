// @ts-check
/**
 * What happens when a leaf is changed: a value of the formula, a coordinate of the point that goes through the network, or a weight of the run
 * (a real edit that can be undone).
 */
import { editMade, labChanged } from "../actions.js";
import { graphPoint } from "../math/graph-question.js";

/** @typedef {import("../math/graph-fold.js").Shown} Shown */

const MOST = 1e6;

/** What changing the leaf means. @param {import("../state.js").State} state @param {Shown} one @returns {"value" | "point" | "weight" | null}  null: it cannot be changed */
export function meaningOf({ view: { backprop: { source } } }, { node }) {
  if (source === "formula") return "value";
  if (Array.isArray(node.value)) return null;
  if (node.op === "input") return node.label === "x" || node.label === "y" ? "point" : null;
  return (node.op === "weight" || node.op === "bias") && node.place ? "weight" : null;
}

/** @param {import("../store.js").Store} store @param {Shown} one @param {number | string} value  a text: of a formula's leaf, "ln(0.2)" @param {number} gesture */
export function setLeaf({ get, dispatch }, one, value, gesture) {
  const state = get(), { backprop } = state.view, meaning = meaningOf(state, one), { node } = one, held = typeof value === "string" ? value : Math.max(-MOST, Math.min(MOST, value));
  if (typeof value === "string" ? meaning !== "value" : !Number.isFinite(value)) return;
  if (meaning === "value") dispatch(labChanged("backprop", { values: { ...backprop.values, [node.label]: held } }, gesture));
  const point = graphPoint(state);
  if (meaning === "point" && point && typeof held === "number") dispatch(labChanged("backprop", { point: { ...point, [node.label]: held } }, gesture));
  if (meaning === "weight" && node.place) dispatch(editMade({ kind: "weight", layer: node.place.layer, unit: node.place.unit, input: node.place.input, value: held }, gesture));
}
