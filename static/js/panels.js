// @ts-check
/** Which views are on the screen: only what is looked at is computed by the server. */

/**
 * @param {() => void} changed @param {ParentNode} [root]
 * @returns {{visible: () => ReadonlySet<string>, end: () => void}}
 */
export function watchPanels(changed, root = document) {
  /** @type {Set<string>} */
  const visible = new Set();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const name = /** @type {HTMLElement} */ (target).dataset.view ?? "";
      if (isIntersecting) visible.add(name);
      else visible.delete(name);
    }
    changed();
  });
  for (const element of root.querySelectorAll("[data-view]")) observer.observe(element);
  return { visible: () => visible, end: () => observer.disconnect() };
}
