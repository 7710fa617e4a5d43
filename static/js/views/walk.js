// @ts-check
/** The walk through the graph, a chip a node. */

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  void store;
  return { update() {}, destroy: () => element.replaceChildren() };
}
