// @ts-check
/** What stands beside the map: the mountain in three dimensions, a cut through it, the chosen walker's inner state, the class's own points. */
import { viewChanged } from "../actions.js";
import { h, setAttribute } from "../dom.js";
import { t, translate } from "../i18n.js";
import { sideOf } from "../math/own.js";

/** @typedef {import("../state.js").State} State */

const SIDES = /** @type {State["view"]["descent"]["side"][]} */ (["mountain", "slice", "inner", "data"]);

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  const choose = (/** @type {State["view"]["descent"]["side"]} */ side) => store.dispatch(viewChanged({ descent: { ...store.get().view.descent, side } }));
  const buttons = SIDES.map((side) => h("button", { type: "button", "data-t": `side.${side}`, onclick: () => choose(side) }, t(`side.${side}`)));
  const group = h("div", { class: "choices", role: "group", "data-t-label": "panel.side" }, buttons);
  element.append(group);
  return {
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (state.lang !== previous.lang) translate(element);
      const own = state.spec?.objective.kind === "points";
      buttons.forEach((button, at) => {
        setAttribute(button, "aria-pressed", String(SIDES[at] === sideOf(state)));
        button.hidden = SIDES[at] === "data" && !own;
      });
    },
    destroy: () => element.replaceChildren(),
  };
}
