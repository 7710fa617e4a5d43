// @ts-check
/** p − y. */

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  void store;
  return { update() {}, destroy: () => element.replaceChildren() };
}
