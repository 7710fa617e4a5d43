// @ts-check
/**
 * What comes up from the bottom of a phone: the settings, or the inspector of what was tapped. It only says which (the CSS
 * moves the same elements that stand beside each other on a desk) and brings its own head, and the tools of the header.
 */
import { dialogClosed, dialogOpened, refSelected } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { t, translate } from "../i18n.js";
import { languageButton, themeButton } from "./tool-buttons.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../store.js").Store} Store */

/** @param {HTMLElement} element @param {Store} store */
export function mount(element, store) {
  const close = () => store.dispatch(shownSheet(store.get()) === "controls" ? dialogClosed() : refSelected(null));
  const title = h("h2", { id: "sheet-title" });
  const button = h("button", { type: "button", class: "button", "data-t": "dialog.close", onclick: close }, t("dialog.close"));
  const language = languageButton(store);
  const theme = themeButton(store);
  const help = h("button", { type: "button", class: "button", "data-t": "header.help", onclick: () => store.dispatch(dialogOpened("help")) }, t("header.help"));
  const tools = h("div", { class: "sheet-tools" }, language.element, theme.element, help);
  element.append(h("div", { class: "sheet-head" }, title, button), tools);
  // A popover in front of the sheet is closed first, by the browser.
  const escape = (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && store.get().dialog === "controls" && !document.querySelector(":popover-open") && close();
  document.addEventListener("keydown", escape);
  return {
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (state.dialog === previous.dialog && state.selected === previous.selected && state.lang === previous.lang && state.theme === previous.theme) return;
      const sheet = shownSheet(state);
      translate(element);
      language.show(state);
      theme.show(state);
      tools.hidden = sheet !== "controls";
      setText(title, sheet === null ? "" : t(`sheet.${sheet}`));
      setAttribute(document.documentElement, "data-sheet", sheet);
      if (state.dialog === "controls" && previous.dialog !== "controls") button.focus();
    },
    destroy() {
      document.removeEventListener("keydown", escape);
      document.documentElement.removeAttribute("data-sheet");
      element.replaceChildren();
    },
  };
}

/** Only the Network lab has an inspector. @param {State} state @returns {"controls" | "inspector" | null} */
function shownSheet({ lab, dialog, selected }) {
  if (dialog === "controls") return "controls";
  return lab === "network" && selected !== null && dialog === null ? "inspector" : null;
}
