// @ts-check
/** The network panel: input features and layers above, the drawn network, each layer's name and units under it. */
import { dialogOpened } from "../actions.js";
import { h, setText } from "../dom.js";
import { t } from "../i18n.js";
import { formatInteger } from "../math/format.js";
import { weightOffsets } from "../math/network-geometry.js";
import { columns } from "./network-columns.js";
import { row } from "./network-row.js";
import { stage } from "./network-stage.js";

/** @typedef {import("../state.js").State} State */

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  const above = row(store), heads = columns(store);
  const picture = stage(store, heads.place);
  const sheet = h("div", { class: "network-sheet" }, heads.head, picture.element, heads.foot);
  const said = h("span", null);
  const check = h("button", { type: "button", class: "button", "data-t": "check.title", onclick: () => store.dispatch(dialogOpened("check")) }, t("check.title"));
  element.replaceChildren(h("div", { class: "network" }, h("p", { class: "network-sizes" }, said, check), above.element, h("div", { class: "network-scroll" }, sheet)));
  const parts = [above, heads, picture];
  return {
    measure: picture.measure,
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      for (const part of parts) part.update(state, previous);
      if (state.spec !== previous.spec) sheet.style.setProperty("--layers", String((state.spec?.model.hidden.length ?? 0) + 2));
      if (state.lang !== previous.lang) setText(check, t("check.title"));
      if (state.frame?.sizes !== previous.frame?.sizes || state.lang !== previous.lang) writeSizes(said, state);
    },
    destroy() {
      picture.destroy();
      element.replaceChildren();
    },
  };
}

/** "2 – 6 – 4 – 1, 51 parameters" on the panel's title line. @param {HTMLElement} said @param {State} state */
function writeSizes(said, { frame }) {
  if (!frame) return;
  const parameters = formatInteger(weightOffsets(frame.sizes)[frame.sizes.length - 1]);
  setText(said, t("network.sizes", { sizes: frame.sizes.join(" – "), parameters }));
}
