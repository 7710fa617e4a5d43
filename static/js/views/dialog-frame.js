// @ts-check
/** What every dialog has: the browser's own modal, a title, a close button; open while `state.dialog` is its name. */
import { dialogClosed } from "../actions.js";
import { h } from "../dom.js";
import { t, translate } from "../i18n.js";

/** @typedef {import("../state.js").State} State */

let ids = 0;

/** @param {import("../store.js").Store} store @param {string} name @param {string} title key @param {...import("../dom.js").Child} content */
export function dialogFrame(store, name, title, ...content) {
  const id = `dialog-${++ids}`;
  const close = h("button", { type: "button", class: "button", "data-t": "dialog.close", onclick: () => element.close() }, t("dialog.close"));
  const element = h("dialog", { class: `dialog ${name}`, "aria-labelledby": id },
    h("div", { class: "head" }, h("h2", { id, "data-t": title }, t(title)), close), content);
  element.addEventListener("close", () => store.get().dialog === name && store.dispatch(dialogClosed()));
  // A click on the dimmed page is a click on the dialog itself.
  element.addEventListener("click", (event) => event.target === element && element.close());
  return {
    element,
    /** @param {State} state @param {State} previous @returns {boolean} whether it has just opened */
    update(state, previous) {
      if (state.lang !== previous.lang) translate(element);
      const open = state.dialog === name;
      if (open === element.open) return false;
      if (open) element.showModal();
      else element.close();
      return open;
    },
  };
}
