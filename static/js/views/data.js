// @ts-check
/** The data panel: presets, what is said of the chosen one, the picture with its points, the tools, the settings. */
import { h } from "../dom.js";
import { past } from "./data-past.js";
import { presets } from "./data-presets.js";
import { settings } from "./data-settings.js";
import { source } from "./data-source.js";
import { stage } from "./data-stage.js";
import { tools } from "./data-tools.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {{element: HTMLElement, measure?: () => void, update: (state: State, previous: State) => void, destroy?: () => void}} Part */

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  /** @type {Part[]} */
  const parts = [presets(store), source(store), stage(store), tools(store), past(store), settings(store)];
  const [choice, said, picture, foot, ...head] = parts.map((part) => part.element);
  element.replaceChildren(h("div", { class: "data" }, choice, said, picture, foot, h("div", { class: "data-head" }, head)));
  return {
    measure: () => parts.forEach((part) => part.measure?.()),
    /** @param {State} state @param {State} previous */
    update: (state, previous) => parts.forEach((part) => part.update(state, previous)),
    destroy() {
      parts.forEach((part) => part.destroy?.());
      element.replaceChildren();
    },
  };
}
