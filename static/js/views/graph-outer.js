// @ts-check
/** A step between vectors in cells: δ, xᵀ, and the outer product that fills ∂L/∂W. */
import { h, svg } from "../dom.js";
import { t } from "../i18n.js";
import { formatFull, formatWire } from "../math/format.js";
import { cellText } from "../math/graph-sizes.js";
import { shaded, squeezed } from "./graph-cells.js";
import { nameOf } from "./graph-words-card.js";

const SIDE = { w: 250, h: 92 }, CELL = { w: 38, h: 18, least: 4 };

/** @param {import("../math/graph-now.js").Now} now @param {number} at */
export function cellsPicture(now, at) {
  const { nodes } = now.picture, { inputs, sent, grad, node, group } = nodes[at], name = (/** @type {number} */ slot) => nameOf(now, inputs[slot]), up = named(node.op === "linear" ? `δ = ∂L/∂${nameOf(now, at)}` : t("graph.card.up"), grad, "back");
  const matrix = inputs.findIndex((i, slot) => nodes[i].node.op === "weight" && isMatrix(sent[slot])), vector = inputs.findIndex((i, slot) => slot !== matrix && isMatrix(nodes[i].value) && nodes[i].node.op !== "bias");
  if (!group && node.op === "linear" && matrix >= 0 && vector >= 0) {
    const down = nodes[inputs[vector]].kind === "step" ? [h("span", { class: "times" }, "·"), named(t("graph.card.towards", { name: name(vector) }), sent[vector], "back")] : [];
    return h("div", { class: "graph-outer" }, up, sign("×"), named(`${name(vector)}ᵀ`, transposed(nodes[inputs[vector]].value), ""), sign("="), named(`∂L/∂${name(matrix)}`, sent[matrix], "back"), down);
  }
  const local = group ? null : node.local?.[0];
  if (inputs.length >= 1 && isMatrix(local) && node.op === "activation") return h("div", { class: "graph-outer" }, up, sign("⊙"), named(t("graph.card.local"), local, ""), sign("="), named(t("graph.card.towards", { name: name(0) }), sent[0], "back"));
  return h("div", { class: "graph-outer" }, up, sign("→"), inputs.flatMap((_, slot) => (sent[slot] === null ? [] : [named(t("graph.card.towards", { name: name(slot) }), sent[slot], "back")])));
}

/** @param {string} text */
const sign = (text) => h("span", { class: "times" }, text);

/** @param {any} value */
const isMatrix = (value) => Array.isArray(value);

/** @param {any} value */
const transposed = (value) => (Array.isArray(value) ? value[0].map((/** @type {any} */ _, /** @type {number} */ j) => value.map((row) => row[j])) : value);

/** @param {string} name @param {any} value @param {string} kind */
function named(name, value, kind) {
  return h("figure", { class: kind }, Array.isArray(value) ? cells(value) : h("b", { title: formatFull(value) }, formatWire(value)), h("figcaption", null, name));
}

/** @param {readonly (readonly (number | null)[])[]} rows */
function cells(rows) {
  const columns = rows[0]?.length ?? 1, wide = Math.max(CELL.least, Math.min(CELL.w, SIDE.w / columns)), high = Math.max(CELL.least, Math.min(CELL.h, SIDE.h / rows.length));
  const numbered = wide >= 32 && high >= 14, [w, hh] = numbered ? [wide, high] : [Math.min(wide, high), Math.min(wide, high)], most = Math.max(1e-300, ...rows.flat().map((v) => Math.abs(v ?? 0)));
  const colours = numbered ? null : shaded({ rows: rows.length, columns, w, h: hh, x: 0, y: 0 });
  colours?.show(rows.flat());
  return svg("svg", { width: w * columns + 2, height: hh * rows.length + 2, viewBox: `-1 -1 ${w * columns + 2} ${hh * rows.length + 2}`, role: "img", "aria-label": `${rows.length}×${columns}` },
    colours?.element ?? rows.flatMap((row, i) => row.map((value, j) => [
      svg("rect", { class: `graph-cell ${(value ?? 0) < 0 ? "negative" : "positive"}`, x: j * w, y: i * hh, width: w, height: hh, "fill-opacity": (0.08 + (0.62 * Math.abs(value ?? 0)) / most).toFixed(2) }, svg("title", null, formatFull(value))),
      squeezed(svg("text", { class: "graph-cell-text", x: j * w + w / 2, y: i * hh + hh / 2 + 4 }), cellText(value), w - 1),
    ])), svg("rect", { class: "graph-frame", width: w * columns, height: hh * rows.length }));
}
