// @ts-check
/** What is wrong with the formula, all of it: that it cannot be read, or a leaf's value cannot, or where it has no value. */
import { has, t } from "../i18n.js";

/** @typedef {{key: string, text: string, field?: string, values?: Record<string, any>, column?: number}} Wrong */
/** @typedef {{said: string, column: number | undefined, leaf: string | null}} Fault  leaf: whose value it is */

/** Sentences that say themselves whose value it is. */
const NAMED = new Set(["error.number", "error.graph_not_finite"]);
const LEAF = "source.values.";

/** @param {import("../state.js").State} state @returns {Fault[]} */
export function faultsOf({ studies: { graph }, view: { backprop: { source } } }) {
  if (source !== "formula" || !graph) return [];
  return (graph.error ? [graph.error] : graph.faults ?? []).map(faultOf);
}

/** @param {Wrong} wrong @returns {Fault} */
function faultOf({ key, text, field, values, column = values?.column }) {
  const leaf = field?.startsWith(LEAF) ? field.slice(LEAF.length) : null;
  const said = t(has(key) ? key : "error.text", { ...values, text, column, ...(leaf !== null && { field: leaf }) });
  if (leaf === null) return { said, column, leaf };
  return { said: NAMED.has(key) ? said : t("graph.value.wrong", { name: leaf, text: said }), column: undefined, leaf };
}
