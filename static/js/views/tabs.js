// @ts-check
/** A phone shows one panel at a time; these choose it. */
import { viewChanged } from "../actions.js";
import { h, setAttribute } from "../dom.js";
import { t, translate } from "../i18n.js";
import { PANELS } from "../state.js";

/** @typedef {import("../state.js").State} State */

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  const panels = PANELS[store.get().lab];
  const tabs = panels.map((panel) => h("button", { type: "button", "data-t": `tab.${panel}`, onclick: () => store.dispatch(viewChanged({ panel })) }, t(`tab.${panel}`)));
  element.append(...tabs);
  return {
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (state.lang !== previous.lang) translate(element);
      if (state.view.panel === previous.view.panel) return;
      tabs.forEach((tab, at) => setAttribute(tab, "aria-pressed", String(panels[at] === state.view.panel)));
    },
    destroy: () => element.replaceChildren(),
  };
}
