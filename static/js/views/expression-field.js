// @ts-check
/**
 * The expression, as it is typed: the graph follows with every key. What cannot be read stays as it was typed, with its place marked and a
 * sentence under it, and the graph before it stays. All that is typed at one go is one undo of the lab; in the field the browser's own undo works.
 */
import { labChanged, newGesture } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { markedAll } from "../math/marked.js";
import { faultsOf } from "./graph-faults.js";

/** @typedef {import("../state.js").State} State */

/** Characters; sentences about what is wrong. */
const MOST = 600, SAID = 3;

/** @param {import("../store.js").Store} store */
export function expressionField(store) {
  const input = h("input", { type: "text", class: "expression", spellcheck: "false", autocomplete: "off", autocapitalize: "off", autocorrect: "off", maxlength: MOST, "aria-describedby": "expression-wrong", "data-t-label": "control.expression", "aria-label": t("control.expression") });
  const under = h("div", { class: "expression expression-under", "aria-hidden": "true" }), wrong = h("p", { class: "wrong", id: "expression-wrong", "aria-live": "polite" });
  const field = h("div", { class: "field expression-field" }, h("span", { class: "label", "data-t": "control.expression" }, t("control.expression")), h("div", { class: "value" }, h("div", { class: "expression-area" }, under, input)), wrong);
  let gesture = 0, declared = /** @type {Record<string, number | null>} */ ({}), seen = /** @type {any} */ (null);

  const type = () => store.dispatch(labChanged("backprop", { text: input.value }, gesture));
  const follow = () => (under.scrollLeft = input.scrollLeft);
  input.addEventListener("focus", () => (gesture = newGesture()));
  input.addEventListener("input", type);
  input.addEventListener("scroll", follow);
  // Lines are statements: in one line they need their semicolons.
  input.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!text.includes("\n")) return;
    event.preventDefault();
    document.execCommand("insertText", false, text.trim().replace(/\s*;?\s*\n\s*/g, "; "));
  });

  /** Where the text says another value than before, the text counts. @param {State} state */
  const declare = ({ studies: { graph }, view: { backprop: { values } } }) => {
    if (graph === seen || !graph?.leaves || graph.error) return;
    seen = graph;
    const told = Object.fromEntries(graph.leaves.map((/** @type {any} */ leaf) => [leaf.name, leaf.declared])), was = declared;
    declared = told;
    const retyped = Object.keys(told).filter((name) => told[name] !== null && name in was && was[name] !== told[name] && name in values);
    if (!retyped.length || document.activeElement !== input) return;
    store.dispatch(labChanged("backprop", { values: Object.fromEntries(Object.entries(values).filter(([name]) => !retyped.includes(name))) }, gesture));
  };
  return {
    field,
    /** @param {State} state */
    show(state) {
      const { text } = state.view.backprop, faults = faultsOf(state), more = faults.length - SAID;
      if (input.value !== text) input.value = text;
      setAttribute(input, "aria-invalid", faults.length && state.studies.graph?.error && !faults[0].leaf ? "true" : null);
      setText(wrong, faults.slice(0, SAID).map(({ said }) => said).join("\n") + (more > 0 ? ` ${t("graph.faults.more", { count: more })}` : ""));
      under.replaceChildren(...(faults.length ? markedAll(text, faults.map(({ column }) => column)).map((part, i) => (i % 2 ? h("mark", null, part) : part)) : []));
      follow();
      declare(state);
    },
  };
}
