// @ts-check
/** Undo and redo, of whatever was changed last: a point, a weight, a rate. */
import { editRedone, editUndone } from "../actions.js";
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { lastOf } from "../reduce-lab.js";

/** @param {import("../store.js").Store} store @returns {import("./data.js").Part} */
export function past(store) {
  const undo = h("button", { type: "button", class: "button", "data-t": "data.undo", onclick: () => store.dispatch(editUndone()) }, t("data.undo"));
  const redo = h("button", { type: "button", class: "button", "data-t": "data.redo", onclick: () => store.dispatch(editRedone()) }, t("data.redo"));
  return {
    element: h("div", { class: "data-past" }, undo, redo),
    update(state, previous) {
      if (state.past === previous.past) return;
      undo.disabled = lastOf(state, "undo") < 0;
      redo.disabled = lastOf(state, "redo") < 0;
    },
  };
}
