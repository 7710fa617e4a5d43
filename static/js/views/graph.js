// @ts-check
/** The computation graph: every node's value and gradient. */
import { h } from "../dom.js";
import { format } from "../math/format.js";

/** @typedef {import("../state.js").State} State */

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  void store;
  const list = h("ol", { class: "graph-words" });
  element.replaceChildren(list);
  return {
    /** @param {State} state @param {State} previous */
    update({ studies: { graph } }, previous) {
      if (!graph || graph === previous.studies?.graph || graph.error) return;
      list.replaceChildren(...graph.nodes.map((/** @type {any} */ node) => h("li", null, `${node.label} ${format(node.value)} ${format(node.grad)}`)));
    },
    destroy: () => element.replaceChildren(),
  };
}
