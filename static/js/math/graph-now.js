// @ts-check
/**
 * The graph as it is shown now: of the newest answer that could be read, folded as chosen, known as far as the walk has come.
 *
 * @typedef {{answer: import("./graph-fold.js").Answer, picture: import("./graph-fold.js").Picture, walk: import("./graph-walk.js").Walk, known: import("./graph-walk.js").Known, error: any}} Now
 *   error: of a text that cannot be read, while the graph before it is shown
 */
import { shownOf } from "./graph-fold.js";
import { knownAt, positionOf, walkOf } from "./graph-walk.js";

/** Each view has its own: it remembers the picture while only the walk moves. Of a text that cannot be read the answer before it stands, with the error (reduce-lab.js). @returns {(state: import("../state.js").State) => Now | null}  null: nothing came yet */
export function graphNow() {
  /** @type {any} */
  let answer = null;
  let folds = "", picture = /** @type {any} */ (null), walk = /** @type {any} */ (null);
  return ({ studies, view: { backprop } }) => {
    const { graph } = studies, chosen = JSON.stringify(backprop.folded ?? []);
    const fresh = graph?.nodes && graph.nodes !== answer?.nodes;
    if (graph?.nodes) answer = graph;
    if (!answer) return null;
    if (fresh || chosen !== folds) {
      picture = shownOf(answer, backprop.folded ?? []);
      walk = walkOf(picture);
      folds = chosen;
    }
    return { answer, picture, walk, known: knownAt(picture, walk, backprop.at), error: graph?.error ?? null };
  };
}

/** Where the walk stands at the same node when something is folded or opened. @param {Now} now @param {readonly string[]} folded @returns {number} */
export function refolded({ answer, picture, known, walk }, folded) {
  if (known.current === null) return 0;
  const next = shownOf(answer, folded), steps = walkOf(next), { group, index } = picture.nodes[known.current], back = known.phase === "backward";
  const inside = back && group ? group.nodes.find((i) => answer.nodes[i].kind === "step" && next.places[i] >= 0) ?? index : index;
  return known.at === walk.end ? steps.end : positionOf(next, steps, next.places[inside], back ? Infinity : 0);
}
