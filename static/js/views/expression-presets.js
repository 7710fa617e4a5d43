// @ts-check
/** Formulas of the slides to choose from; one that was changed by hand says so, and choosing it again brings it back. */
import { labChanged, newGesture } from "../actions.js";
import { h, setText } from "../dom.js";
import { t } from "../i18n.js";
import { EXPRESSIONS } from "../expressions.js";
import { field } from "./control-choice.js";

/** @typedef {import("../state.js").State} State */

/** @param {import("../store.js").Store} store */
export function presetControl(store) {
  const changed = h("option", { value: "", hidden: true }), names = Object.keys(EXPRESSIONS);
  const options = names.map((name) => h("option", { value: name, "data-t": `expression.${name}` }, t(`expression.${name}`)));
  const select = h("select", { class: "choice", "data-t-label": "control.preset", "aria-label": t("control.preset") }, changed, options);
  select.addEventListener("change", () => {
    const { text, values } = EXPRESSIONS[select.value];
    store.dispatch(labChanged("backprop", { preset: select.value, text, values, at: 0, picked: null, nudge: null, folded: [] }, newGesture()));
  });
  return {
    field: field("control.preset", select),
    /** @param {State} state */
    show({ view: { backprop: { preset, text, values } } }) {
      const same = names.find((name) => EXPRESSIONS[name].text === text && JSON.stringify(EXPRESSIONS[name].values) === JSON.stringify(pruned(values, name)));
      const from = preset && preset in EXPRESSIONS ? preset : null;
      setText(changed, from ? t("expression.changed", { name: t(`expression.${from}`) }) : t("expression.own"));
      const value = same ?? "";
      if (select.value !== value) select.value = value;
      select.title = select.selectedOptions[0]?.textContent ?? "";
    },
  };
}

/** In the preset's order: whatever was moved and moved back is the same. @param {Readonly<Record<string, number>>} values @param {string} name */
const pruned = (values, name) => Object.fromEntries([...Object.keys(EXPRESSIONS[name].values), ...Object.keys(values)].filter((key) => key in values).map((key) => [key, values[key]]));
