// @ts-check
/** The leaf list under the graph of a phone. */
import { leafList, leavesOf } from "./leaf-fields.js";

/** @typedef {import("../state.js").State} State */

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  const list = leafList(store);
  element.append(list.element);
  return {
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (state.studies.graph === previous.studies?.graph && state.view.backprop === previous.view.backprop) return;
      const leaves = leavesOf(state);
      element.hidden = leaves.length === 0;
      list.show(leaves);
    },
    destroy: () => element.replaceChildren(),
  };
}
