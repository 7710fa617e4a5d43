// @ts-check
/** One neuron as a machine. */

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  void store;
  return { update() {}, destroy: () => element.replaceChildren() };
}
