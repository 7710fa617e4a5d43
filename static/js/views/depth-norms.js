// @ts-check
/** ‖∂L/∂W‖ of every layer on a logarithmic axis, a line for each curve; zeros stand at the foot. */
import { svg } from "../dom.js";
import { t } from "../i18n.js";
import { columnsOf, decadesOf, marksOf, pathOf, written } from "../math/depth-chart.js";
import { format, formatFull } from "../math/format.js";
import { log } from "../math/scale.js";
import { curve, layerName, line, marker, nameOf, power, text } from "./depth-parts.js";

/** @param {import("./depth-parts.js").Model} model @returns {import("./depth-parts.js").Picture} */
export function normsPicture({ answer, curves, size: { width, height, font }, layer }) {
  const n = answer.layers + 1, zeros = curves.some(({ norms, start }) => [...norms, ...start].includes(0));
  const left = 3.6 * font, right = width - 22, top = 0.6 * font, floor = height - 1.6 * font, bottom = floor - (zeros ? 1.5 * font : 4);
  const decades = decadesOf(curves), Y = log([10 ** decades[0], 10 ** decades[1]], [bottom, top]), columns = columnsOf(n, left, right);
  const foot = zeros ? (bottom + floor) / 2 + 2 : bottom;
  const y = (/** @type {number} */ norm) => (norm === 0 ? foot : Math.max(top - 3, Math.min(bottom, Y(norm))));
  const points = (/** @type {readonly (number | null)[]} */ norms) => norms.map((norm, at) => (norm === null ? null : /** @type {[number, number]} */ ([columns.at(at), y(norm)])));
  const numbered = written(n - 1, columns.width);
  /** @type {SVGElement[]} */
  const nodes = [];
  for (const mark of marksOf(decades, bottom - top)) nodes.push(line(left, Y(10 ** mark), right, Y(10 ** mark)), text(left - 6, Y(10 ** mark) + 0.35 * font, power(mark), "end"));
  if (zeros) nodes.push(line(left, foot, right, foot, "depth-level zero"), text(left - 6, foot + 0.35 * font, "0", "end"));
  for (let at = 0; at < n; at++) {
    if (at === n - 1) nodes.push(text(Math.min(columns.at(at), width - font), height - 0.3 * font, t("depth.output.short")));
    else if (numbered(at)) nodes.push(text(columns.at(at), height - 0.3 * font, String(at + 1)));
  }
  if (layer !== null && layer < n) nodes.push(line(columns.at(layer), top, columns.at(layer), floor, "depth-cursor"));
  const order = curves.map((_, at) => at).sort((a, b) => Number(a === answer.picked) - Number(b === answer.picked));
  for (const at of order) {
    const { slot, norms, start } = curves[at], now = points(norms), bold = at === answer.picked ? " picked" : "";
    if (answer.step > 0) nodes.push(curve(slot, pathOf(points(start)), "depth-curve past"));
    nodes.push(curve(slot, pathOf(now), `depth-curve${bold}`));
    now.forEach((point, column) => {
      if (!point) return;
      const dot = marker(slot, ...point, column === layer ? 5.2 : n > 14 ? 3 : 3.8);
      dot.append(svg("title", null, `${nameOf(curves[at])} · ${layerName(column, answer.layers)}: ${formatFull(norms[column])}`));
      nodes.push(dot);
    });
  }
  const ends = curves.map(({ norms }) => {
    const last = norms[n - 1];
    return last === null ? top : y(last);
  });
  return {
    nodes, ends,
    hit(px, py) {
      if (px < left - 8 || px > right + 8) return null;
      const column = columns.hit(px);
      const near = curves.map(({ norms }, at) => ({ at, away: Math.abs((norms[column] === null ? Infinity : y(/** @type {number} */ (norms[column]))) - py) })).sort((a, b) => a.away - b.away)[0];
      return { layer: column, curve: near.away < 30 ? near.at : undefined };
    },
  };
}

/** What is known of a layer, in words. @param {import("./depth-parts.js").Model} model @param {number} layer @param {number} at  the curve */
export function normWords({ answer, curves }, layer, at) {
  const { norms, start } = curves[at], now = norms[layer];
  const before = answer.step > 0 ? t("depth.read.start", { norm: format(start[layer]) }) : "";
  return `${nameOf(curves[at])} · ${layerName(layer, answer.layers)}: ‖∂L/∂W‖ = ${format(now, 6)}${before}`;
}
