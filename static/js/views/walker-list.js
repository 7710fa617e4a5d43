// @ts-check
/** Everybody there is: the box says who walks, with its line; the name chooses whose numbers are shown, and lets who rests join. */
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { WALKERS } from "../math/roster.js";
import { join, rest, walks } from "./walker-edits.js";
import { swatch } from "./walker-words.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../store.js").Store} Store */

/** @param {Store} store */
export function walkerList(store) {
  const items = WALKERS.map((key) => item(store, key));
  return {
    element: h("ul", { class: "walkers", "data-t-label": "panel.walkers", "aria-label": t("panel.walkers") }, items.map(({ element }) => element)),
    /** @param {State} state */
    show(state) {
      for (const one of items) one.show(state);
    },
  };
}

/** @param {Store} store @param {string} key */
function item(store, key) {
  const name = h("span", { class: "full" }), short = h("span", { class: "short", "aria-hidden": "true" });
  const box = h("input", { type: "checkbox", onchange: () => (box.checked ? join(store, key) : rest(store, key)) });
  const toggle = h("label", { class: "walker-box" }, box, swatch(key));
  const button = h("button", { type: "button", class: "walker-name", onclick: () => join(store, key) }, name, short);
  const element = h("li", { class: "walker" }, toggle, button);
  return {
    element,
    /** @param {State} state */
    show(state) {
      const walking = walks(state, key), full = t(`optimizer.${key}`);
      if (box.checked !== walking) box.checked = walking;
      setAttribute(box, "aria-label", t("walkers.walks", { name: full }));
      setText(name, full);
      setText(short, t(`walker.${key}`));
      setAttribute(button, "aria-label", walking ? full : t("walkers.join", { name: full }));
      setAttribute(button, "aria-pressed", String(state.view.descent.picked === key));
      setAttribute(element, "title", full);
      element.classList.toggle("rests", !walking);
    },
  };
}
