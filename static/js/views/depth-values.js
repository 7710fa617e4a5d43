// @ts-check
/**
 * What the units of every layer hold over all points, as histograms: the figure of Saito's book turned by a quarter, so that all layers share one
 * axis of values. Beside each its mean and its spread; below, in numbers, how wide it is and how much of it is flat.
 */
import { svg } from "../dom.js";
import { t } from "../i18n.js";
import { columnsOf, written } from "../math/depth-chart.js";
import { format, formatFull, formatPercent, formatPower, formatShort } from "../math/format.js";
import { linear } from "../math/scale.js";
import { line, layerName, nameOf, text } from "./depth-parts.js";

/** @typedef {import("../math/depth-question.js").Spread} Spread */

/** @param {import("./depth-parts.js").Model} model @returns {import("./depth-parts.js").Picture} */
export function valuesPicture({ answer, curves, size: { width, height, font }, layer }) {
  const { spreads = [], common, bounded, kind, picked } = answer, left = (width < 420 ? 5.6 : 4.4) * font, right = width - 6, n = spreads.length, columns = columnsOf(n, left, right);
  const rows = [
    { name: "σ", say: (/** @type {Spread} */ one, /** @type {number} */ room) => short(one.std, room, font) },
    { name: t(bounded ? "depth.flat" : "depth.off"), say: (/** @type {Spread} */ one, /** @type {number} */ room) => percent(one.flat, room, font) },
    { name: t("depth.mean"), say: (/** @type {Spread} */ one, /** @type {number} */ room) => short(one.mean, room, font) },
  ].filter((_, at) => (kind !== "gradient" || at !== 1) && height - (at + 3.3) * 1.25 * font > 50);
  const top = (common ? 0.6 : 1.7) * font, bottom = height - (rows.length + 1.5) * 1.25 * font, slot = curves[picked].slot;
  /** @type {SVGElement[]} */
  const nodes = [];
  if (common && n) {
    const { low, high } = spreads[0], Y = linear([low, high], [bottom, top]);
    for (const mark of Y.ticks(Math.max(2, Math.floor((bottom - top) / 30)))) nodes.push(line(left, Y(mark), right, Y(mark)), text(left - 6, Y(mark) + 0.35 * font, formatShort(mark), "end"));
  }
  const every = Math.max(1, Math.ceil((2.9 * font) / columns.width)), room = every * columns.width, numbered = written(n, columns.width), scales = spreads.map(({ high }) => `±${formatPower(high)}`);
  const scaled = Math.max(1, Math.ceil((Math.max(0, ...scales.map((scale) => scale.length)) * 0.56 * font + 4) / columns.width));
  spreads.forEach((one, at) => {
    const x = columns.at(at) - columns.width / 2 + 5, wide = columns.width - 9, Y = linear([one.low, one.high], [bottom, top]), lit = at === layer ? " lit" : "";
    if (!common && at % scaled === 0) nodes.push(text(columns.at(at), 0.95 * font, scales[at]));
    nodes.push(line(x, top, x, bottom, "depth-stem"));
    nodes.push(svg("path", { class: `depth-bars${lit}`, "data-slot": slot, d: bars(one, x, wide, Y) }, svg("title", null, valueWords({ answer, curves }, at))));
    if (one.mean !== null && one.std !== null) {
      const inside = (/** @type {number} */ value) => Math.max(top, Math.min(bottom, Y(value)));
      nodes.push(line(x, inside(one.mean - one.std), x, inside(one.mean + one.std), "depth-spread"), line(x - 3, inside(one.mean), x + 4, inside(one.mean), "depth-mean"));
    }
    if (numbered(at)) nodes.push(text(columns.at(at), bottom + 1.55 * font, String(at + 1), "middle", "depth-number"));
    rows.forEach(({ say }, row) => at % every === 0 && nodes.push(text(columns.at(at), bottom + (2.8 + 1.25 * row) * font, say(one, room))));
  });
  const named = left - 6 - (every > 1 ? 0.9 * font : 0);
  rows.forEach(({ name }, row) => nodes.push(text(named, bottom + (2.8 + 1.25 * row) * font, name, "end")));
  nodes.push(text(named, bottom + 1.55 * font, t("depth.layer.short"), "end"));
  return { nodes, hit: (x) => (x < left || x > right ? null : { layer: columns.hit(x) }) };
}

/**
 * Bars to the right, the fullest as wide as there is room. Where one bin holds most of all, as the zeros of a ReLU, its bar is broken so that the
 * others can be seen. @param {Spread} spread @param {number} x @param {number} wide @param {import("../math/scale.js").Scale} Y
 */
function bars({ counts, low, high }, x, wide, Y) {
  const step = (high - low) / counts.length, all = counts.reduce((sum, count) => sum + count, 0), [most, second = 0] = [...counts].sort((a, b) => b - a);
  const full = Math.max(1, Math.min(most, Math.max(2 * second, 0.1 * all)));
  return counts.map((count, at) => {
    if (!count) return "";
    const y0 = Y(low + at * step), y1 = Y(low + (at + 1) * step), gap = y0 - y1 > 3 ? 0.6 : 0;
    const bar = (/** @type {number} */ from, /** @type {number} */ to) => `M${from.toFixed(1)} ${(y0 - gap).toFixed(1)}H${to.toFixed(1)}V${y1.toFixed(1)}H${from.toFixed(1)}Z`;
    return count > full ? bar(x, x + wide - 6) + bar(x + wide - 4, x + wide) : bar(x, x + Math.max(1, (count / full) * wide));
  }).join("");
}

/** As many digits as a column has room for. @param {number | null} value @param {number} width @param {number} font */
function short(value, width, font) {
  const choices = [format(value, 3), format(value, 2), formatShort(value ? Number(value.toPrecision(1)) : 0)];
  return choices.find((said) => said.length * 0.58 * font < width - 3) ?? (value ? formatPower(Math.sign(value) * 10 ** Math.round(Math.log10(Math.abs(value)))) : "0");
}

/** @param {number} share @param {number} width @param {number} font */
const percent = (share, width, font) => (width > 5.2 * font ? formatPercent(share) : `${Math.round(100 * share)}%`);

/** @param {Pick<import("./depth-parts.js").Model, "answer" | "curves">} model @param {number} layer */
export function valueWords({ answer, curves }, layer) {
  const { spreads = [], bounded, kind, picked, layers } = answer, one = spreads[layer];
  if (!one) return nameOf(curves[picked]);
  const flat = kind === "gradient" ? "" : t(bounded ? "depth.read.flat" : "depth.read.off", { share: formatPercent(one.flat), dead: one.dead });
  return `${nameOf(curves[picked])} · ${layerName(layer, layers)}: ${t("depth.read.values", { mean: format(one.mean, 4), std: format(one.std, 4), low: formatFull(one.low), high: formatFull(one.high) })}${flat}`;
}
