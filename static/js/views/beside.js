// @ts-check
/** What stands beside the graph: p − y, or the influence of the network's weights. */
import { labChanged } from "../actions.js";
import { h, setAttribute } from "../dom.js";
import { t, translate } from "../i18n.js";

/** @typedef {import("../state.js").State} State */

const BESIDE = /** @type {const} */ (["softmax", "influence"]);

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  const buttons = BESIDE.map((beside) => h("button", { type: "button", "data-t": `beside.${beside}`, onclick: () => store.dispatch(labChanged("backprop", { beside })) }, t(`beside.${beside}`)));
  element.append(h("div", { class: "choices", role: "group", "data-t-label": "panel.beside" }, buttons));
  return {
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (state.lang !== previous.lang) translate(element);
      buttons.forEach((button, at) => setAttribute(button, "aria-pressed", String(BESIDE[at] === state.view.backprop.beside)));
    },
    destroy: () => element.replaceChildren(),
  };
}
