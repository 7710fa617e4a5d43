// @ts-check
/** On the map's corner: nearer, farther, the whole mountain. */
import { h, setAttribute } from "../dom.js";
import { t } from "../i18n.js";

const STEP = 1.4;

/** @param {{zoom: (factor: number) => void, home: () => void}} hands */
export function createButtons({ zoom, home }) {
  const all = /** @type {const} */ ([["+", "map.nearer", () => zoom(1 / STEP)], ["−", "map.farther", () => zoom(STEP)], ["⌂", "map.home", home]]);
  const buttons = all.map(([sign, , onclick]) => h("button", { type: "button", class: "button", onclick }, sign));
  return {
    element: h("div", { class: "map-buttons" }, buttons),
    /** @param {import("../state.js").State} state @param {import("../state.js").State} previous */
    update({ lang }, previous) {
      if (lang === previous.lang) return;
      all.forEach(([, key], at) => {
        setAttribute(buttons[at], "aria-label", t(key));
        setAttribute(buttons[at], "title", t(key));
      });
    },
  };
}
