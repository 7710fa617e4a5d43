// @ts-check
/** Over the steps: the loss of each curve, and the gradient of every layer of the picked one as a strip, a seismograph of the deep network. */
import { svg } from "../dom.js";
import { drawScale, drawStrip } from "../draw/depth.js";
import { t } from "../i18n.js";
import { decadesOf, marksOf, pathOf } from "../math/depth-chart.js";
import { format, formatShort } from "../math/format.js";
import { linear, log } from "../math/scale.js";
import { curve, line, marker, nameOf, power, text } from "./depth-parts.js";

/** @param {import("./depth-parts.js").Model} model @returns {import("./depth-parts.js").Picture} */
export function timePicture(model) {
  const { answer, curves, size: { width, height, font }, theme } = model, { steps = [], strip = [], most, step, picked } = answer;
  const bottom = height - 1.6 * font, top = 1.7 * font, middle = 0.46 * width, left = 3.4 * font;
  const losses = linear([0, most], [left, middle - 14]), strips = linear([0, most], [middle + 3 * font, width - 8]);
  const nodes = lossNodes(model, losses, top, bottom);
  const layers = answer.layers + 1, tall = (bottom - top) / layers, decades = decadesOf([curves[picked]]);
  const row = (/** @type {number} */ layer) => bottom - (layer + 0.5) * tall + 0.35 * font;
  const [from, to] = strips.range;
  for (const X of [losses, strips]) for (const mark of to - from < 14 * font ? [0, most / 2, most] : [0, 100, 200, most]) nodes.push(text(X(mark), height - 0.3 * font, String(mark), mark === most ? "end" : "middle"));
  for (const layer of [...new Set([0, Math.floor((layers - 1) / 2), layers - 1])]) nodes.push(text(from - 5, row(layer), layer === layers - 1 ? t("depth.output.short") : String(layer + 1), "end"));
  nodes.push(text(losses.range[0], 0.95 * font, t("depth.time.loss"), "start", "depth-title"), to - from < 12 * font ? svg("g", null) : text(from, 0.95 * font, "‖∂L/∂W‖", "start", "depth-title"));
  const scale = { left: to - 7.2 * font, top: 0.25 * font, width: 3.6 * font, height: 0.7 * font };
  nodes.push(text(scale.left - 4, 0.95 * font, power(decades[0]), "end"), text(scale.left + scale.width + 4, 0.95 * font, power(decades[1]), "start"));
  nodes.push(svg("rect", { class: "depth-frame", x: from, y: top, width: to - from, height: bottom - top }), line(strips(step), top, strips(step), bottom, "depth-cursor"));
  const every = steps.length > 1 ? steps[1] - steps[0] : 5, across = strips(every) - strips(0);
  return {
    nodes,
    paint(g) {
      if (strip.length) drawStrip(g, { strip, decades }, { left: from, top, width: Math.min(to - from, across * strip.length), height: bottom - top }, theme);
      drawScale(g, scale, theme);
    },
    hit(x) {
      const X = x < middle ? losses : strips;
      return { step: Math.max(0, Math.min(most, Math.round(X.invert(x)))) };
    },
  };
}

/** @param {import("./depth-parts.js").Model} model @param {import("../math/scale.js").Scale} X @param {number} top @param {number} bottom */
function lossNodes({ answer, curves, size: { font } }, X, top, bottom) {
  const { steps = [], losses = [], step, guess, picked } = answer, [from, to] = X.range;
  const known = [...losses.flat(), ...curves.map(({ loss }) => loss), guess].filter((loss) => loss !== null && loss > 0).map((loss) => Math.log10(/** @type {number} */ (loss)));
  const decades = /** @type {[number, number]} */ ([Math.max(-8, Math.floor(Math.min(-1, ...known))), Math.ceil(Math.max(0, ...known))]), Y = log([10 ** decades[0], 10 ** decades[1]], [bottom, top]);
  const y = (/** @type {number} */ loss) => Math.max(top, Math.min(bottom, Y(loss)));
  /** @type {SVGElement[]} */
  const nodes = marksOf(decades, bottom - top).flatMap((mark) => [line(from, Y(10 ** mark), to, Y(10 ** mark)), text(from - 5, Y(10 ** mark) + 0.35 * font, formatShort(10 ** mark), "end")]);
  if (guess !== null) nodes.push(line(from, y(guess), to, y(guess), "depth-guess"), text(to, y(guess) - 4, t("depth.guess", { loss: format(guess) }), "end", "depth-halo"));
  nodes.push(line(X(step), top, X(step), bottom, "depth-cursor"));
  const order = curves.map((_, at) => at).sort((a, b) => Number(a === picked) - Number(b === picked));
  for (const at of order) {
    const { slot, loss } = curves[at], points = (losses[at] ?? []).map((one, index) => (one === null || steps[index] > step ? null : /** @type {[number, number]} */ ([X(steps[index]), y(one)])));
    if (loss !== null) points.push([X(step), y(loss)]);
    nodes.push(curve(slot, pathOf(points), `depth-curve${at === picked ? " picked" : ""}`));
    if (loss !== null) nodes.push(marker(slot, X(step), y(loss), 4));
  }
  return nodes;
}

/** @param {import("./depth-parts.js").Model} model */
export function timeWords({ answer: { step }, curves }) {
  return t("depth.read.time", { step, losses: curves.map((one) => `${nameOf(one)} ${format(one.loss)}`).join(" · ") });
}
