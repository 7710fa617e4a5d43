// @ts-check
/** Formulas of the slides to choose from; one that was changed by hand says so, and choosing it again brings it back. */
import { labChanged, newGesture } from "../actions.js";
import { h, setText } from "../dom.js";
import { t } from "../i18n.js";
import { GRAPH_PRESETS } from "../math/graph-presets.js";
import { field } from "./control-choice.js";

/** @typedef {import("../state.js").State} State */

/** @param {import("../store.js").Store} store */
export function presetControl(store) {
  const changed = h("option", { value: "", hidden: true }), text = (/** @type {string} */ key) => `graph.preset.${key}`;
  const options = GRAPH_PRESETS.map(({ key }) => h("option", { value: key, "data-t": text(key) }, t(text(key))));
  const select = h("select", { class: "choice", "data-t-label": "graph.examples", "aria-label": t("graph.examples") }, changed, options);
  select.addEventListener("change", () => {
    const preset = GRAPH_PRESETS.find(({ key }) => key === select.value);
    if (preset) store.dispatch(labChanged("backprop", { preset: preset.key, text: preset.text, values: preset.values, at: 0, picked: null, nudge: null, folded: [] }, newGesture()));
  });
  return {
    field: field("graph.preset", select),
    /** @param {State} state */
    show({ view: { backprop } }) {
      const same = GRAPH_PRESETS.find((preset) => preset.text === backprop.text && alike(preset.values, backprop.values)), from = GRAPH_PRESETS.find(({ key }) => key === backprop.preset);
      setText(changed, from ? t("expression.changed", { name: t(text(from.key)) }) : t("expression.own"));
      if (select.value !== (same?.key ?? "")) select.value = same?.key ?? "";
      select.title = select.selectedOptions[0]?.textContent ?? "";
    },
  };
}

/** The same leaves with the same values, in any order: what was moved and moved back is the same. @param {Readonly<Record<string, number | string>>} a @param {Readonly<Record<string, number | string>>} b */
const alike = (a, b) => Object.keys(a).length === Object.keys(b).length && Object.keys(a).every((name) => a[name] === b[name]);
