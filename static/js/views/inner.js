// @ts-check
/** @param {HTMLElement} element */
export function mount(element) {
  return { update() {}, destroy: () => element.replaceChildren() };
}
