// @ts-check
/** The controls of the Backprop lab, as a sentence. */

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  void store;
  return { update() {}, destroy: () => element.replaceChildren() };
}
