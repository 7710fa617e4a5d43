// @ts-check
/** Language and theme: in the header of a desk, in the sheet of a phone. */
import { langChanged, themeChanged } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { isDark } from "../theme.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../store.js").Store} Store */

/** Says the other language in its own words: who cannot read this one can read that. @param {Store} store */
export function languageButton(store) {
  const other = () => (store.get().lang === "ko" ? "en" : "ko");
  const element = h("button", { type: "button", class: "button language", onclick: () => store.dispatch(langChanged(other())) });
  return {
    element,
    /** @param {State} state */
    show(state) {
      setText(element, state.lang === "ko" ? "English" : "한국어");
      setAttribute(element, "lang", other());
    },
  };
}

/** @param {Store} store */
export function themeButton(store) {
  const text = h("span", null);
  const element = h("button", { type: "button", class: "button theme", onclick: () => store.dispatch(themeChanged(isDark(store.get()) ? "light" : "dark")) },
    h("span", { "aria-hidden": "true" }, "◐"), text);
  return {
    element,
    /** @param {State} state */
    show: (state) => setText(text, t(isDark(state) ? "header.light" : "header.dark")),
  };
}
