// @ts-check
/** Who walks down, and the numbers of the one that is chosen. */
import { translate } from "../i18n.js";
import { walkerCard } from "./walker-card.js";
import { walkerList } from "./walker-list.js";

/** @typedef {import("../state.js").State} State */

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  const list = walkerList(store), card = walkerCard(store);
  element.replaceChildren(list.element, card.element);
  return {
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (state.lang !== previous.lang) translate(element);
      // A refused edit changes no Spec, but what was typed must fall back: hence the notices.
      if (!state.spec || (state.spec === previous.spec && state.view === previous.view && state.lang === previous.lang && state.notices === previous.notices)) return;
      list.show(state);
      card.show(state);
    },
    destroy: () => element.replaceChildren(),
  };
}
