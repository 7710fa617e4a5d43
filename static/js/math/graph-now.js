// @ts-check
/**
 * The graph as it is shown now: of the newest answer that could be read, folded as chosen, known as far as the walk has come.
 *
 * @typedef {{answer: import("./graph-fold.js").Answer, picture: import("./graph-fold.js").Picture, walk: import("./graph-walk.js").Walk, known: import("./graph-walk.js").Known, error: any}} Now
 *   error: of a text that cannot be read, while the graph before it is shown
 */
import { shownOf } from "./graph-fold.js";
import { knownAt, walkOf } from "./graph-walk.js";

/** Each view has its own: it remembers the last answer without an error. @returns {(state: import("../state.js").State) => Now | null}  null: nothing came yet */
export function graphNow() {
  /** @type {any} */
  let answer = null;
  let folds = "", picture = /** @type {any} */ (null), walk = /** @type {any} */ (null);
  return ({ studies, view: { backprop } }) => {
    const { graph } = studies, chosen = JSON.stringify(backprop.folded ?? []);
    const fresh = graph && !graph.error && graph !== answer;
    if (fresh) answer = graph;
    if (!answer) return null;
    if (fresh || chosen !== folds) {
      picture = shownOf(answer, backprop.folded ?? []);
      walk = walkOf(picture);
      folds = chosen;
    }
    return { answer, picture, walk, known: knownAt(picture, walk, backprop.at), error: graph?.error ?? null };
  };
}
