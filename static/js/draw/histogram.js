// @ts-check
/** Counts over −range … range as bars, coloured by the sign of where they stand. */

import { signSteps } from "../math/colour.js";

/** @typedef {import("../theme.js").Theme} Theme */

/**
 * @param {CanvasRenderingContext2D} context CSS pixels @param {{counts: ArrayLike<number>}} model @param {{width: number, height: number}} scales @param {Theme} theme
 */
export function drawHistogram(context, { counts }, { width, height }, theme) {
  const colours = signSteps(theme, counts.length % 2 ? counts.length : counts.length + 1);
  const step = width / counts.length, floor = height - 1;
  const most = Math.max(1, ...Array.from(counts));
  for (let bin = 0; bin < counts.length; bin++) {
    if (counts[bin] <= 0) continue;
    const tall = Math.max(1.5, (counts[bin] / most) * (floor - 2));
    context.fillStyle = colours[bin];
    context.fillRect(bin * step + 0.5, floor - tall, Math.max(1, step - 1), tall);
  }
  drawAxis(context, width, height, theme);
}

/** The ground line and the place of zero. @param {CanvasRenderingContext2D} context @param {number} width @param {number} height @param {Theme} theme */
function drawAxis(context, width, height, theme) {
  context.fillStyle = theme.quiet;
  context.fillRect(0, height - 1, width, 1);
  context.globalAlpha = 0.55;
  context.fillRect(width / 2 - 0.5, 0, 1, height);
  context.globalAlpha = 1;
}
