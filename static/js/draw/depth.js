// @ts-check
/** The weights of deep layers as small matrices, and the gradient of every layer over the steps as a strip: pure functions of (context, model, scales, theme). */
import { heightRamp, signRamp } from "../math/colour.js";
import { createBitmap } from "./bitmap.js";

/** @typedef {import("../theme.js").Theme} Theme */
/** @typedef {import("../math/depth-question.js").Weights} Weights */
/** @typedef {{left: number, top: number, width: number, height: number}} Box */

/**
 * A unit a row, an input a column, the bias last; blue for positive weights, each layer against its own largest.
 * @param {CanvasRenderingContext2D} g @param {Weights} weights @param {Box} box @param {Theme} theme
 */
export function drawWeights(g, { rows, columns, values, most }, box, theme) {
  const bitmap = createBitmap(columns, rows), ramp = signRamp(theme);
  for (let at = 0; at < values.length; at++) bitmap.pixels[at] = ramp[128 + Math.round((127 * (values[at] ?? 0)) / (most || 1))];
  blown(g, bitmap, box);
  frame(g, box, theme);
}

/**
 * A layer a row, the last one on top; a step a column; bright where much gradient is, fog where there is none.
 * @param {CanvasRenderingContext2D} g @param {{strip: readonly (readonly (number | null)[] | null)[], decades: readonly [number, number]}} model @param {Box} box of these columns @param {Theme} theme
 */
export function drawStrip(g, { strip, decades: [low, high] }, box, theme) {
  const known = strip.filter((column) => column !== null), layers = known[0]?.length ?? 0;
  if (!layers) return;
  const bitmap = createBitmap(strip.length, layers), ramp = heightRamp(theme);
  strip.forEach((column, x) => column?.forEach((norm, layer) => {
    const share = norm !== null && norm > 0 ? (Math.log10(norm) - low) / (high - low) : -1;
    if (share >= 0) bitmap.pixels[(layers - 1 - layer) * strip.length + x] = ramp[Math.min(255, Math.round(255 * share))];
  }));
  g.fillStyle = theme.fog;
  g.fillRect(box.left, box.top, box.width, box.height);
  blown(g, bitmap, box);
}

/** What the strip's colours mean, from low to high. @param {CanvasRenderingContext2D} g @param {Box} box @param {Theme} theme */
export function drawScale(g, box, theme) {
  const bitmap = createBitmap(256, 1), ramp = heightRamp(theme);
  bitmap.pixels.set(ramp);
  blown(g, bitmap, box);
}

/** @param {CanvasRenderingContext2D} g @param {import("./bitmap.js").Bitmap} bitmap @param {Box} box */
function blown(g, bitmap, { left, top, width, height }) {
  bitmap.write();
  g.imageSmoothingEnabled = false;
  g.drawImage(bitmap.canvas, left, top, width, height);
}

/** @param {CanvasRenderingContext2D} g @param {Box} box @param {Theme} theme */
function frame(g, { left, top, width, height }, theme) {
  Object.assign(g, { strokeStyle: theme.line, lineWidth: 1 });
  g.strokeRect(left - 0.5, top - 0.5, width + 1, height + 1);
}
