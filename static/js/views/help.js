// @ts-check
/** The table of keys, as keys.js has it. */
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { KEYS } from "../keys.js";
import { dialogFrame } from "./dialog-frame.js";

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  const { lab } = store.get();
  const rows = KEYS.filter(({ labs }) => !labs || labs.includes(lab)).map(({ keys, text }) => h("div", null, h("dt", null, keys.map(keyCap)), h("dd", { "data-t": text }, t(text))));
  const map = lab === "descent" && h("p", { class: "hint", "data-t": "map.keys" }, t("map.keys"));
  const frame = dialogFrame(store, "help", "help.title",
    h("p", { class: "hint", "data-t": "help.hint" }, t("help.hint")), h("dl", { class: "keys" }, rows), map);
  element.append(frame.element);
  return { update: frame.update, destroy: () => element.replaceChildren() };
}

/** "Ctrl+Z" is two caps. @param {string} key */
const keyCap = (key) => h("span", { class: "chord" }, (key.length > 1 ? key.split("+") : [key]).map((cap) => h("kbd", null, cap)));
