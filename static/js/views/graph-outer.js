// @ts-check
/** A step between vectors in cells: δ, xᵀ, and the outer product that fills ∂L/∂W. */
import { h, svg } from "../dom.js";
import { t } from "../i18n.js";
import { formatFull, formatWire } from "../math/format.js";

const SIDE = { w: 150, h: 74 }, CELL = { w: 38, h: 18, least: 4 };

/** @param {import("../math/graph-now.js").Now} now @param {number} at */
export function cellsPicture({ picture: { nodes } }, at) {
  const { inputs, sent, grad, node } = nodes[at], matrix = inputs.findIndex((i, slot) => isWide(nodes[i].value) && Array.isArray(sent[slot]));
  const column = inputs.findIndex((i, slot) => slot !== matrix && Array.isArray(nodes[i].value) && !isWide(nodes[i].value) && node.op === "linear" && nodes[i].node.op !== "bias");
  const parts = matrix >= 0 && column >= 0 && Array.isArray(grad)
    ? [named("δ", grad, "back"), "×", named(`${nodes[inputs[column]].label}ᵀ`, transposed(nodes[inputs[column]].value), ""), "=", named(`∂L/∂${nodes[inputs[matrix]].label}`, sent[matrix], "back")]
    : [named(t("graph.card.up"), grad, "back"), "→", ...inputs.flatMap((i, slot) => (sent[slot] === null ? [] : [named(nodes[i].label, sent[slot], "back")]))];
  return h("div", { class: "graph-outer" }, parts.map((part) => (typeof part === "string" ? h("span", { class: "times" }, part) : part)));
}

/** @param {any} value */
const isWide = (value) => Array.isArray(value) && (value[0]?.length ?? 0) > 1;

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
  return svg("svg", { width: w * columns + 2, height: hh * rows.length + 2, viewBox: `-1 -1 ${w * columns + 2} ${hh * rows.length + 2}`, role: "img", "aria-label": `${rows.length}×${columns}` },
    rows.flatMap((row, i) => row.map((value, j) => [
      svg("rect", { class: `graph-cell ${(value ?? 0) < 0 ? "negative" : "positive"}`, x: j * w, y: i * hh, width: w, height: hh, "fill-opacity": (0.08 + (0.62 * Math.abs(value ?? 0)) / most).toFixed(2) }, svg("title", null, formatFull(value))),
      numbered && svg("text", { class: "graph-cell-text", x: j * w + w / 2, y: i * hh + hh / 2 + 4 }, formatWire(value)),
    ])), svg("rect", { class: "graph-frame", width: w * columns, height: hh * rows.length }));
}
