// @ts-check
/** A neuron's card: δ = upstream × f′(z), and for every input what goes down to it and what its weight gets. */
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { formatFull, formatWire } from "../math/format.js";
import { nameOf, number } from "./graph-words-card.js";

/** More inputs are not told one by one. */
const MOST = 24;

/** z, then the value: "z = 0.42 → tanh(z) = 0.40". @param {import("../math/graph-fold.js").Given} node @param {string} label */
export const neuronForward = ({ z, value }, label) => `z = Σ w·a + b = ${formatWire(number(z))} → ${label === "z" ? "" : `${label}(z) = `}${formatWire(number(value))}`;

/** @param {import("../math/graph-now.js").Now} now @param {number} at @returns {HTMLElement[]} */
export function neuronLines(now, at) {
  const { nodes } = now.picture, { node, inputs, sent, grad } = nodes[at], { weights = [], weight_grads = [], bias, bias_grad, grad_z } = node;
  const cell = (/** @type {any} */ value, kind = "") => h("td", { class: kind, title: formatFull(number(value)) }, formatWire(number(value)));
  const delta = h("p", { class: "graph-delta" }, t("graph.card.delta"), " ", h("b", { class: "back", title: formatFull(number(grad_z)) }, formatWire(number(grad_z))), h("small", null, ` ${t("graph.card.from", { up: formatWire(number(grad)) })}`));
  const rows = inputs.slice(0, MOST).map((from, k) => h("tr", null, h("th", { scope: "row" }, nameOf(now, from)), cell(nodes[from].value), cell(weights[k]), cell(sent[k], "back"), cell(weight_grads[k], "back")));
  const heads = ["input", "a", "w", "wδ", "aδ"].map((key) => h("th", { scope: "col" }, key === "input" ? t("graph.card.input") : key === "wδ" ? t("graph.card.wdelta") : key === "aδ" ? "∂L/∂w = aδ" : key));
  return [delta, h("table", { class: "graph-lines neuron" }, h("thead", null, h("tr", null, heads)), h("tbody", null, rows, h("tr", null, h("th", { scope: "row" }, "b"), h("td", null, "1"), cell(bias), h("td", null, ""), cell(bias_grad, "back"))))];
}
