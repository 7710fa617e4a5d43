// @ts-check
/**
 * The numbers of a rule as fields: which symbol each has, its limits, and under them what the rule does. A block of the Network lab and a
 * walker of the Descent lab show the same.
 *
 * @typedef {import("../state.js").Block} Block
 */
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { methods } from "../methods.js";
import { numberField } from "./control-number.js";

/** @type {Record<string, string>} */
export const SYMBOLS = {
  momentum: "μ", dampening: "τ", alpha: "α", rho: "ρ", beta1: "β₁", beta2: "β₂", momentum_decay: "ψ", rate_decay: "κ",
  epsilon: "ε", centered: "", decay: "λ", reach: "r", step: "s", candidates: "n", h: "h", central: "",
};

/** A Spec may hold numbers that its rule does not have: they do nothing, and say nothing. @param {Block} block */
export const formulaOf = ({ optimizer, central }) => `optimizer.${optimizer}.formula${optimizer === "numerical_gradient" && central === 0 ? ".forward" : ""}`;

/** @param {(rate: number) => void} onCommit */
export const rateField = (onCommit) => numberField({ name: "control.rate", min: 1e-6, max: 1000, onCommit });

/** One of a rule's numbers, shown where the rule has it. @param {string} name @param {(value: number) => void} onCommit */
export function part(name, onCommit) {
  const [min, max, whole] = methods().limits[name], symbol = SYMBOLS[name], key = `optimizer.${name}`;
  const box = symbol === "" ? checkbox(key, (on) => onCommit(Number(on))) : null;
  const number = numberField({ name: key, min, max, whole, onCommit });
  const element = box?.element ?? labelled(symbol, number.element);
  return {
    element,
    /** @param {Block} block @param {string | null} [without] a number that is set elsewhere */
    show(block, without = null) {
      const { numbers } = methods().optimizers[block.optimizer];
      const value = Number(/** @type {Record<string, any>} */ (block)[name] ?? numbers[name]);
      element.hidden = !(name in numbers) || name === without;
      if (element.hidden) return;
      if (box) box.show(value !== 0);
      else number.show(value);
      element.title = t(key);
    },
  };
}

/** @param {string} key @param {(on: boolean) => void} onPick */
export function checkbox(key, onPick) {
  const input = h("input", { type: "checkbox", onchange: () => onPick(input.checked) });
  const element = h("label", { class: "part check" }, input, h("span", { "data-t": key }, t(key)));
  return {
    element,
    /** @param {boolean} on */
    show(on) {
      input.checked = on;
    },
  };
}

/** @param {string} symbol @param {HTMLElement} element */
export const labelled = (symbol, element) => h("span", { class: "part" }, h("span", { "aria-hidden": "true" }, symbol), element);
