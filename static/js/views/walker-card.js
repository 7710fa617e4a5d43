// @ts-check
/** The chosen walker: its rate and its own numbers, what it does in a step, and where its usual numbers come from. */
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { keyOf, tuned } from "../math/roster.js";
import { atRate } from "../math/rates.js";
import { toldBy } from "../math/sources.js";
import { spreadOf } from "../math/fan.js";
import { methods } from "../methods.js";
import { methodOf } from "../modes.js";
import { ratesOf } from "../mountains.js";
import { written } from "./control-number.js";
import { formulaOf, labelled, part, rateField, SYMBOLS } from "./control-part.js";
import { alter, usual, withNumbers } from "./walker-edits.js";
import { swatch } from "./walker-words.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../store.js").Store} Store */

/** @param {Store} store */
export function walkerCard(store) {
  const change = (/** @type {(method: import("../state.js").Method) => import("../state.js").Method} */ how) => alter(store, store.get().view.descent.picked, how);
  const line = h("span", { class: "card-line" }), name = h("strong", null);
  const suits = h("button", { type: "button", class: "button" }), defaults = h("button", { type: "button", class: "button", "data-t": "walkers.defaults", onclick: () => change(usual) }, t("walkers.defaults"));
  suits.addEventListener("click", () => change((method) => atRate(method, tuned(keyOf(method), ratesOf(store.get().spec)))));
  const rate = rateField((value) => change((method) => atRate(method, value))), eta = labelled("η", rate.element);
  eta.classList.add("eta");
  const parts = Object.keys(SYMBOLS).map((number) => part(number, (value) => change((method) => withNumbers(method, { [number]: value }))));
  const formula = h("p", { class: "rule-line" }), sources = h("p", { class: "sources" });
  const element = h("div", { class: "walker-card", role: "group" },
    h("div", { class: "card-head" }, line, name, suits, defaults), h("div", { class: "card-numbers" }, eta, parts.map((one) => one.element)), formula, sources);
  return {
    element,
    /** @param {State} state */
    show(state) {
      const { picked: key, mode } = state.view.descent, [block] = methodOf(state).blocks, { rated, numbers } = methods().optimizers[block.optimizer];
      const spread = mode === "fan" ? spreadOf(block.optimizer) : null; // the fan sets that one, row by row
      setText(name, t(`optimizer.${key}`));
      name.title = name.textContent ?? "";
      setAttribute(element, "aria-label", t("walkers.card", { name: t(`optimizer.${key}`) }));
      if (line.dataset.key !== key) line.replaceChildren(swatch(key));
      line.dataset.key = key;
      eta.hidden = !rated || spread === "rate";
      rate.show(block.rate);
      for (const one of parts) one.show(block, spread);
      defaults.hidden = spread !== null;
      showSuiting(suits, rated && !spread ? tuned(key, ratesOf(state.spec)) : undefined, block.rate);
      setText(formula, t(key === "gradient_descent" ? "optimizer.gradient_descent.formula" : formulaOf(block)));
      setText(sources, `${t("walkers.sources")} ${toldBy(key, numbers).map(sentence).join(" · ")}`);
    },
  };
}

/** @param {HTMLButtonElement} button @param {number | undefined} rate @param {number} now */
function showSuiting(button, rate, now) {
  button.hidden = rate === undefined;
  button.disabled = rate === now;
  button.title = t("walkers.suits.hint");
  setText(button, t("walkers.suits", { rate: rate === undefined ? "" : written(rate) }));
}

/** "Keras η 0.001, ε 1e-7" @param {{name: string, numbers: [string, number][]}} source */
function sentence({ name, numbers }) {
  const said = numbers.map(([number, value]) => `${number === "rate" ? "η" : SYMBOLS[number] || t(`optimizer.${number}`)} ${written(value)}`);
  // Broken between sources, not within one.
  return [name, said.join(", ")].filter(Boolean).join(" ").replaceAll(" ", "\u00a0").replaceAll("-", "\u2011");
}
