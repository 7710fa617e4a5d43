// @ts-check
/** A race of the walkers, a fan of one, or a relay of two: which of them is on the way. */
import { h, setAttribute } from "../dom.js";
import { t } from "../i18n.js";
import { enter } from "../modes.js";

const MODES = /** @type {import("../state.js").Mode[]} */ (["race", "fan", "relay"]);

/** @param {import("../store.js").Store} store */
export function modesControl(store) {
  const buttons = MODES.map((mode) => h("button", { type: "button", "data-mode-choice": mode, "data-t": `mode.${mode}`, "data-t-title": `mode.${mode}.hint`, title: t(`mode.${mode}.hint`), onclick: () => enter(store, mode) }, t(`mode.${mode}`)));
  return {
    field: h("div", { class: "choices", role: "group", "data-t-label": "mode", "aria-label": t("mode") }, buttons),
    /** @param {import("../state.js").State} state */
    show: ({ view }) => MODES.forEach((mode, at) => setAttribute(buttons[at], "aria-pressed", String(mode === view.descent.mode))),
  };
}
