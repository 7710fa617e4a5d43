// @ts-check
/** The mountain: one of those that are known, a formula of one's own, or the loss on one's own points. */
import { translate } from "../i18n.js";
import { pointsOfNetwork } from "../keep.js";
import { formulaBox } from "./mountain-formula.js";
import { mountainStarts } from "./mountain-starts.js";
import { mountainTiles } from "./mountain-tiles.js";
import { climb } from "./mountain-edits.js";
import { settle } from "./own-edits.js";

/** @typedef {import("../state.js").State} State */

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  const formula = formulaBox(store), starts = mountainStarts(store), tiles = mountainTiles({ climb: (name) => climb(store, name), write: formula.write, gather: () => settle(store, pointsOfNetwork(sessionStorage)) });
  element.replaceChildren(tiles.said, tiles.element, formula.element, starts.element);
  return {
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (state.lang !== previous.lang) translate(element);
      if (!state.spec || (state.spec === previous.spec && state.formula === previous.formula && state.lang === previous.lang && state.theme === previous.theme)) return;
      tiles.show(state);
      starts.show(state);
      formula.show(state, previous);
    },
    destroy: () => element.replaceChildren(),
  };
}
