// @ts-check
/**
 * f(x, y), as it is typed: the server reads it with every key. While it can be read the mountain follows; what cannot be read stays as it
 * was typed, with the place marked and a sentence under it. Below, the derivative as the server found it and its check by numbers.
 */
import { formulaAsked, newGesture } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { has, t } from "../i18n.js";
import { format } from "../math/format.js";
import { marked } from "../math/marked.js";
import { terrainOf } from "../mountains.js";
import { type } from "./mountain-edits.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../store.js").Store} Store */

/** A derivative that agrees with central differences better than this is right; what is left is their own error. */
const AGREES = 1e-5;

/** The formula of what is walked on. @param {State} state */
const formulaOf = ({ spec }) => spec?.objective.formula ?? terrainOf(spec?.objective)?.formula ?? "";

/** @param {Store} store */
export function formulaBox(store) {
  const input = h("textarea", { class: "formula", rows: 1, spellcheck: "false", autocomplete: "off", autocapitalize: "off", maxlength: 200, "aria-describedby": "mountain-wrong", "data-t-label": "mountains.formula", "aria-label": t("mountains.formula") });
  const under = h("div", { class: "formula formula-under", "aria-hidden": "true" });
  const wrong = h("p", { class: "wrong", id: "mountain-wrong", "aria-live": "polite" }), facts = formulaFacts();
  const label = h("span", { class: "formula-label", "aria-hidden": "true" }, "f(x, y) =");
  const line = h("div", { class: "formula-line" }, label, h("div", { class: "formula-area" }, under, input)), fixed = h("p", { class: "formula-fixed" });
  const element = h("div", { class: "mountain-formula" }, line, fixed, wrong, facts.element);
  let gesture = 0, shown = "", asked = "", typed = false;

  const ask = (/** @type {string} */ text) => {
    asked = text;
    store.dispatch(formulaAsked(text));
  };
  const giveBack = () => {
    typed = false;
    input.value = shown;
    if (shown) ask(shown);
    else answered(null);
  };
  input.addEventListener("focus", () => (gesture = newGesture()));
  input.addEventListener("input", () => {
    typed = true;
    input.value = input.value.replace(/\s*\n\s*/g, " ");
    ask(input.value.trim());
  });
  input.addEventListener("scroll", () => (under.scrollTop = input.scrollTop));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
    if (event.key !== "Escape" || !typed) return;
    event.stopPropagation();
    giveBack();
  });

  /** The mountain that is walked on is another: its formula, unless it is the one that was typed. @param {string} formula */
  const follow = (formula) => {
    if (formula === shown) return;
    shown = formula;
    if (typed && formula === input.value.trim()) return;
    typed = false;
    input.value = formula;
    if (formula && asked !== formula) ask(formula);
    else if (!formula) answered(null);
  };
  /** @param {State["formula"]} answer */
  const answered = (answer) => {
    const mine = answer?.text === asked, error = mine ? answer.error : null;
    setAttribute(input, "aria-invalid", error ? "true" : null);
    setText(wrong, error ? said(error) : "");
    const at = error ? marked(asked, error.column) : null;
    under.replaceChildren(...(at ? [at.before, h("mark", null, at.at), at.after] : []));
    facts.show(mine && !error ? answer : null);
    if (!mine || !typed || error || asked === shown) return;
    shown = asked; // ours: what has been typed since stays
    type(store, asked, gesture);
  };
  /** The loss of points is nothing that can be typed: it is only shown. @param {string} formula */
  const ofPoints = (formula) => {
    setText(fixed, `L = ${formula}`);
    facts.show(null);
    if (line.hidden) setText(wrong, shown = "");
  };
  return {
    element,
    write() {
      line.hidden = false;
      input.focus();
      input.select();
    },
    /** @param {State} state @param {State} previous */
    show(state, previous) {
      const own = state.spec?.objective.kind === "points";
      line.hidden = own && document.activeElement !== input;
      fixed.hidden = !line.hidden;
      if (own) return ofPoints(formulaOf(state));
      follow(formulaOf(state));
      if (state.formula !== previous.formula || state.lang !== previous.lang) answered(state.formula);
    },
  };
}

/** @param {{key: string, text: string, values?: Record<string, any>, column?: number}} error */
const said = ({ key, text, values, column }) => t(has(key) ? key : "error.text", { ...values, text, column });

/** The derivative, and how well it agrees with differences. */
function formulaFacts() {
  const lines = ["x", "y"].map(() => h("p", { class: "derivative" })), check = h("p", { class: "derivative-check" });
  const element = h("div", { class: "formula-facts" }, lines, check);
  return {
    element,
    /** @param {State["formula"]} answer */
    show(answer) {
      element.hidden = !answer?.derivative;
      if (element.hidden) return;
      lines.forEach((line, at) => {
        const text = `∂f/∂${"xy"[at]} = ${answer.derivative[at]}`;
        setText(line, text);
        line.title = text;
      });
      const { places, worst } = answer.checked;
      setText(check, t(places ? `mountains.${worst < AGREES ? "checked" : "doubtful"}` : "mountains.unchecked", { worst: format(worst, 1), places }));
    },
  };
}
