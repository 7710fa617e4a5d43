// @ts-check
/** The tools at the end of the header: who looks on, help, language, theme, share, present. The names beside them are the template's. */
import { dialogOpened, presentToggled } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { t, translate } from "../i18n.js";
import { languageButton, themeButton } from "./tool-buttons.js";

/** @typedef {import("../state.js").State} State */

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  const opener = (/** @type {string} */ dialog, /** @type {string} */ key) =>
    h("button", { type: "button", class: "button", "data-t": key, onclick: () => store.dispatch(dialogOpened(dialog)) }, t(key));
  const language = languageButton(store);
  const theme = themeButton(store);
  const present = h("button", { type: "button", class: "button present", onclick: () => store.dispatch(presentToggled()) },
    h("span", { "data-t": "header.present" }, t("header.present")), h("kbd", { "aria-hidden": "true" }, "P"));
  const share = opener("share", "header.share");
  const settings = opener("controls", "header.settings");
  share.classList.add("share");
  settings.classList.add("settings");
  const watched = h("p", { class: "watched", role: "status" });
  const tools = [watched, opener("help", "header.help"), language.element, theme.element, share, settings, present];
  element.append(...tools);
  // On a phone the names of the labs are wider than the room that is left for them.
  document.querySelector(".labs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  return {
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (state.lang === previous.lang && state.theme === previous.theme && state.present === previous.present && state.share === previous.share) return;
      translate(element);
      language.show(state);
      theme.show(state);
      setAttribute(present, "aria-pressed", String(state.present));
      setText(watched, state.share?.followers ? t("header.watched", { n: state.share.followers }) : "");
    },
    destroy: () => element.replaceChildren(),
  };
}
