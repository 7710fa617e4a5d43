// @ts-check
/** How far the walk through the graph goes: for the reducer, which has no view to remember the picture for it. No screen here. */
import { shownOf } from "./graph-fold.js";
import { walkOf } from "./graph-walk.js";

/** @type {WeakMap<object, {folds: string, end: number}>} */
const known = new WeakMap();

/** 0 while there is no graph. @param {import("../state.js").State} state */
export function walkEnd({ studies: { graph }, view: { backprop: { folded } } }) {
  if (!graph?.nodes) return 0;
  const folds = folded.join("\n"), before = known.get(graph);
  if (before?.folds === folds) return before.end;
  const { end } = walkOf(shownOf(graph, folded));
  known.set(graph, { folds, end });
  return end;
}
