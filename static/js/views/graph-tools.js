// @ts-check
/** Nearer, further, all of it: shown while there is more of the graph than is seen, or less than its usual size. */
import { h, setAttribute } from "../dom.js";
import { t, translate } from "../i18n.js";

/** @param {(factor: number) => void} zoom @param {() => void} fit */
export function graphTools(zoom, fit) {
  const button = (/** @type {string} */ key, /** @type {string} */ sign, /** @type {() => void} */ act) => h("button", { type: "button", class: "button", "data-t-label": key, "aria-label": t(key), "data-t-title": key, title: t(key), onclick: act }, sign);
  const closer = button("graph.closer", "+", () => zoom(1.3)), further = button("graph.further", "−", () => zoom(1 / 1.3)), all = button("graph.whole", "⤢", fit);
  const words = ["mouse", "finger"].map((hand) => h("span", { class: `for-${hand}`, "data-t": `graph.movable.${hand}` }, t(`graph.movable.${hand}`)));
  const more = h("span", { class: "graph-tools-more" }, words);
  const element = h("div", { class: "graph-tools idle" }, more, further, closer, all);
  return {
    element,
    /** @param {boolean} needed @param {boolean} movable  there is more than is seen */
    show(needed, movable) {
      element.classList.toggle("idle", !needed);
      setAttribute(more, "hidden", !movable);
    },
    speak: () => translate(element),
  };
}
