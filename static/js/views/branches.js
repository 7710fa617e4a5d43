// @ts-check
/** The ghosts as a list: where each parts from the run, how far it went, and a button to return to it. Opened by B. */
import { branchTaken, dialogClosed, dialogOpened } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { format, formatInteger } from "../math/format.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../store.js").Store} Store */

/** @param {HTMLElement} element @param {Store} store */
export function mount(element, store) {
  const list = h("ul", { id: "branch-list", class: "branch-list", hidden: true });
  const toggle = () => store.dispatch(store.get().dialog === "branches" ? dialogClosed() : dialogOpened("branches"));
  const button = h("button", { type: "button", class: "button small", "aria-controls": "branch-list", onclick: toggle });
  const outside = (/** @type {Event} */ event) => {
    if (store.get().dialog === "branches" && !element.contains(/** @type {Node} */ (event.target))) store.dispatch(dialogClosed());
  };
  document.addEventListener("pointerdown", outside);
  element.append(button, list);
  return {
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (state.branches === previous.branches && state.dialog === previous.dialog && state.lang === previous.lang) return;
      const open = state.dialog === "branches";
      setText(button, t("branches.button", { n: state.branches.length }));
      setAttribute(button, "title", t("branches.hint"));
      setAttribute(button, "aria-expanded", String(open));
      button.hidden = !state.branches.length;
      list.hidden = !open;
      if (!open) return;
      list.replaceChildren(...(state.branches.length ? [...state.branches].reverse().map((branch) => item(branch, store)) : [h("li", { class: "none" }, t("branches.none"))]));
      if (previous.dialog !== "branches") list.querySelector("button")?.focus();
    },
    destroy() {
      document.removeEventListener("pointerdown", outside);
      element.replaceChildren();
    },
  };
}

/** @param {import("../state.js").Branch} branch @param {Store} store */
function item({ id, from, horizon, history }, store) {
  const last = history.length ? history.row(history.length - 1) : null;
  const take = () => {
    store.dispatch(dialogClosed());
    store.dispatch(branchTaken(id));
  };
  return h("li", null,
    h("span", null, t("branches.parts", { from: formatInteger(from), horizon: formatInteger(horizon) })),
    h("span", { class: "loss" }, t("branches.loss", { loss: format(last?.train.last) })),
    h("button", { type: "button", class: "button small", onclick: take }, t("branches.take")));
}
