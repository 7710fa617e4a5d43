// @ts-check
/** The weights of every hidden layer as a small matrix, a unit a row: where all rows are the same, many units are one. */
import { svg } from "../dom.js";
import { drawWeights } from "../draw/depth.js";
import { t } from "../i18n.js";
import { columnsOf } from "../math/depth-chart.js";
import { formatFull } from "../math/format.js";
import { layerName, nameOf, text } from "./depth-parts.js";

/** @param {import("./depth-parts.js").Model} model @returns {import("./depth-parts.js").Picture} */
export function unitsPicture({ answer, curves, size: { width, height, font }, layer, theme }) {
  const { weights = [], picked } = answer, { distinct, distinct_at_start: first } = curves[picked], left = 4.4 * font, right = width - 6, columns = columnsOf(weights.length, left, right);
  const rows = [{ name: t("depth.now"), counts: distinct }, { name: t("depth.first"), counts: first }].filter((_, at) => answer.step > 0 || at === 0);
  const top = 3, bottom = height - (rows.length + 1.2) * 1.25 * font, every = Math.max(1, Math.ceil((1.5 * font) / columns.width));
  const boxes = weights.map((_, at) => ({ left: Math.round(columns.at(at) - columns.width / 2) + 3, top, width: Math.max(3, Math.round(columns.width) - 6), height: Math.max(3, Math.round(bottom - top)) }));
  /** @type {SVGElement[]} */
  const nodes = [];
  boxes.forEach((box, at) => {
    const alike = svg("rect", { class: `depth-matrix${at === layer ? " lit" : ""}`, x: box.left - 1, y: box.top - 1, width: box.width + 2, height: box.height + 2 }, svg("title", null, unitWords({ answer, curves }, at)));
    nodes.push(alike);
    if (at % every) return;
    nodes.push(text(columns.at(at), bottom + 1.2 * font, String(at + 1), "middle", "depth-number"));
    rows.forEach(({ counts }, row) => nodes.push(text(columns.at(at), bottom + (2.45 + 1.25 * row) * font, counts ? String(counts[at]) : "–", "middle", counts?.[at] === 1 ? "depth-one" : "")));
  });
  rows.forEach(({ name }, row) => nodes.push(text(left - 6, bottom + (2.45 + 1.25 * row) * font, name, "end")));
  nodes.push(text(left - 6, bottom + 1.2 * font, t("depth.layer.short"), "end"), text(left - 6, top + 1.1 * font, t("depth.units.rows"), "end"));
  return {
    nodes, paint: (g) => weights.forEach((one, at) => drawWeights(g, one, boxes[at], theme)),
    hit: (x) => (x < left || x > right ? null : { layer: columns.hit(x) }),
  };
}

/** @param {Pick<import("./depth-parts.js").Model, "answer" | "curves">} model @param {number} layer */
export function unitWords({ answer, curves }, layer) {
  const { weights = [], picked, units, layers } = answer, { distinct, distinct_at_start: first } = curves[picked];
  return `${nameOf(curves[picked])} · ${layerName(layer, layers)}: ${t("depth.read.units", { units, now: distinct?.[layer] ?? "–", first: first[layer] ?? "–", most: formatFull(weights[layer]?.most) })}`;
}
