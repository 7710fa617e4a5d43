// @ts-check
/**
 * What the chosen set is, under the presets: the formula that makes it, which digits are shown, a sentence on real data. Nothing for
 * the others, so the picture keeps its place.
 */
import { editMade, newGesture, refusalDismissed } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { has, t } from "../i18n.js";
import { againWith, FORMULAS, REAL } from "./data-edits.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../store.js").Store} Store */

/** A formula is sent when typing rests so long, milliseconds. */
const REST = 450;
const FORMULA_FIELD = "edit.data.formula";
const [FEWEST, MOST] = [2, 4]; // digits that are shown

/** @param {Store} store @returns {import("./data.js").Part} */
export function source(store) {
  const formula = formulaBox(store), digits = digitChoice(store);
  const about = h("p", { class: "data-about" });
  const element = h("div", { class: "data-source", hidden: true }, formula.element, about, digits.element);
  return {
    element,
    update(state, previous) {
      if (state.spec === previous.spec && state.refusal === previous.refusal && state.lang === previous.lang) return;
      const preset = state.spec?.data.preset ?? "";
      const written = FORMULAS.includes(preset), real = REAL.has(preset);
      element.hidden = !written && !real;
      formula.element.hidden = !written;
      digits.element.hidden = preset !== "digits";
      about.hidden = !real;
      setText(about, real ? t(`data.about.${preset}`) : "");
      if (written) formula.show(state);
      digits.show(state.spec?.data.digits ?? []);
    },
    destroy: formula.stop,
  };
}

/** The formula, whether it says a class or a value, and what is wrong with it. @param {Store} store */
function formulaBox(store) {
  const input = h("input", { type: "text", class: "formula", spellcheck: "false", autocomplete: "off", autocapitalize: "off", maxlength: 200,
    "aria-describedby": "formula-wrong", "data-t-label": "data.formula", "aria-label": t("data.formula") });
  const kinds = FORMULAS.map((preset) => h("button", { type: "button", "data-t": `data.formula.${preset}`, onclick: () => send(preset) }, t(`data.formula.${preset}`)));
  const wrong = h("p", { class: "wrong", id: "formula-wrong", "aria-live": "polite" });
  const element = h("div", { class: "formula-box" }, h("label", null, h("span", { "aria-hidden": "true" }, "f(x, y) ="), input),
    h("div", { class: "choices", role: "group", "data-t-label": "data.formula.kind", "aria-label": t("data.formula.kind") }, kinds), wrong);
  let gesture = 0, timer = 0, sent = "";

  /** @param {string} [preset] */
  function send(preset) {
    clearTimeout(timer);
    const data = store.get().spec?.data;
    if (!data || (!preset && input.value.trim() === sent)) return;
    sent = input.value.trim();
    store.dispatch(editMade(againWith(store.get(), { preset: preset ?? data.preset, formula: sent }), gesture));
  }
  input.addEventListener("focus", () => (gesture = newGesture()));
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(send, REST);
  });
  input.addEventListener("change", () => send());
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") send();
    if (event.key !== "Escape") return;
    event.stopPropagation();
    clearTimeout(timer);
    input.value = sent = store.get().spec?.data.formula ?? "";
    store.dispatch(refusalDismissed());
  });
  return {
    element,
    stop: () => clearTimeout(timer),
    /** @param {State} state */
    show({ spec, refusal }) {
      const { formula = "", preset } = spec?.data ?? {}, mine = refusal?.field === FORMULA_FIELD ? refusal : null;
      // What is being typed, or was refused, stays as it was typed.
      if (document.activeElement !== input && !mine && input.value !== formula) input.value = sent = formula;
      kinds.forEach((kind, at) => setAttribute(kind, "aria-pressed", String(FORMULAS[at] === preset)));
      setAttribute(input, "aria-invalid", mine ? "true" : null);
      setText(wrong, mine ? (has(mine.key) ? t(mine.key, mine.values) : t("error.text", mine.values)) : "");
    },
  };
}

/** Which digits are shown. The second last cannot go, and four are enough. @param {Store} store */
function digitChoice(store) {
  const pick = (/** @type {number} */ digit) => {
    const shown = store.get().spec?.data.digits ?? [];
    const digits = shown.includes(digit) ? shown.filter((other) => other !== digit) : [...shown, digit].sort();
    if (digits.length >= FEWEST && digits.length <= MOST) store.dispatch(editMade(againWith(store.get(), { digits })));
  };
  const buttons = Array.from({ length: 10 }, (_, digit) => h("button", { type: "button", onclick: () => pick(digit) }, String(digit)));
  return {
    element: h("div", { class: "choices digits", role: "group", "data-t-label": "data.digits", "aria-label": t("data.digits") }, buttons),
    /** @param {readonly number[]} shown */
    show(shown) {
      buttons.forEach((button, digit) => {
        const pressed = shown.includes(digit);
        setAttribute(button, "aria-pressed", String(pressed));
        button.disabled = pressed ? shown.length <= FEWEST : shown.length >= MOST;
      });
    },
  };
}
