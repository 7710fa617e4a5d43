// @ts-check
/** The activation functions, f and f′ under one cursor. */

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  void store;
  return { update() {}, destroy: () => element.replaceChildren() };
}
