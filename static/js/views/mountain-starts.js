// @ts-check
/** The starts that a mountain is known for, where there are several. */
import { h, setAttribute } from "../dom.js";
import { t } from "../i18n.js";
import { formatFull } from "../math/format.js";
import { terrainOf } from "../mountains.js";
import { begin } from "./mountain-edits.js";

/** @typedef {import("../state.js").State} State */

/** @param {import("../store.js").Store} store */
export function mountainStarts(store) {
  const group = h("div", { class: "choices", role: "group", "data-t-label": "mountains.starts", "aria-label": t("mountains.starts") });
  const element = h("div", { class: "mountain-starts" }, h("span", { "data-t": "mountains.starts" }, t("mountains.starts")), group);
  let known = "";
  /** @type {{start: [number, number], button: HTMLButtonElement}[]} */
  let buttons = [];
  return {
    element,
    /** @param {State} state */
    show({ spec }) {
      const { function: own, loss, start } = spec?.objective ?? {}, name = own ?? loss ?? "", starts = terrainOf(spec?.objective)?.starts ?? [];
      if (known !== name) {
        buttons = starts.map((one) => ({ start: one, button: h("button", { type: "button", onclick: () => begin(store, one) }, `(${one.map(formatFull).join(", ")})`) }));
        group.replaceChildren(...buttons.map(({ button }) => button));
      }
      known = name;
      element.hidden = starts.length < 2;
      for (const one of buttons) setAttribute(one.button, "aria-pressed", String(String(one.start) === String(start)));
    },
  };
}
