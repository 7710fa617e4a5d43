// @ts-check
/**
 * The expression, as it is typed: the graph follows with every key. What cannot be read stays as it was typed, with its place marked and a
 * sentence under it, and the graph before it stays. All that is typed at one go is one undo of the lab; in the field the browser's own undo works.
 */
import { labChanged, newGesture } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { has, t } from "../i18n.js";
import { marked } from "../math/marked.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {{key: string, text: string, values?: Record<string, any>, column?: number}} Wrong */

const MOST = 600;

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
      const { text, source } = state.view.backprop, { graph } = state.studies;
      if (input.value !== text) input.value = text;
      const problem = source === "formula" ? graph?.error ?? graph?.faults?.[0] ?? null : null, at = problem ? marked(text, columnOf(problem)) : null;
      setAttribute(input, "aria-invalid", graph?.error && source === "formula" ? "true" : null);
      setText(wrong, problem ? said(problem) : "");
      under.replaceChildren(...(at ? [at.before, h("mark", null, at.at), at.after] : []));
      follow();
      declare(state);
    },
  };
}

/** @param {Wrong} wrong */
const columnOf = ({ column, values }) => column ?? values?.column;

/** @param {Wrong} wrong */
const said = (wrong) => t(has(wrong.key) ? wrong.key : "error.text", { ...wrong.values, text: wrong.text, column: columnOf(wrong) });
