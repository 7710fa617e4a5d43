// @ts-check
/** The network's output over the data window, or one unit's map, as the ground of a square picture. */

import { classRamps, paint, paintClasses, parseColour, signRamp } from "../math/colour.js";
import { isolines } from "../math/contour.js";
import { createBitmap } from "./bitmap.js";

/** @typedef {import("../theme.js").Theme} Theme */
/** @typedef {import("./bitmap.js").Bitmap} Bitmap */
/** @typedef {{classes: number, side: number, data: Uint8Array}} Field   classes: 1 for the sign's ramp */

/** Pale, so that the points on it are what one sees first. */
const STRENGTH = 0.46;

/** The field as a bitmap; a bitmap of the right side is used again. @param {Bitmap | null} bitmap @param {Field} field @param {Theme} theme @param {number} [strength] @returns {Bitmap} */
export function paintField(bitmap, field, theme, strength = STRENGTH) {
  const target = bitmap?.canvas.width === field.side ? bitmap : createBitmap(field.side);
  if (field.classes === 1) paint(target.pixels, field.data, signRamp(theme, strength));
  else paintClasses(target.pixels, field.data, classRamps(theme, field.classes, strength), parseColour(theme.zero));
  target.write();
  return target;
}

/**
 * Draws a field over a square. Its outermost values stand on the square's edge, so half a pixel of the bitmap lies outside.
 * @param {CanvasRenderingContext2D} context @param {Bitmap} bitmap @param {number} x @param {number} y @param {number} size
 */
export function drawField(context, bitmap, x, y, size) {
  const side = bitmap.canvas.width;
  context.imageSmoothingEnabled = true;
  context.drawImage(bitmap.canvas, 0.5, 0.5, side - 1, side - 1, x, y, size, size);
}

/** The pieces of the boundaries between classes, in grid units. @param {Field} field @returns {number[]} */
export function boundary(field) {
  if (field.classes === 1) return isolines(field.data, field.side, 127.5);
  const pieces = [];
  for (let k = 0; k < field.classes - 1; k++) pieces.push(...isolines(lead(field, k), field.side, 0));
  return pieces;
}

/** How far class k is ahead of the best other one. @param {Field} field @param {number} k */
function lead({ classes, side, data }, k) {
  const size = side * side;
  return Float32Array.from({ length: size }, (_, at) => {
    let other = 0;
    for (let j = 0; j < classes; j++) if (j !== k) other = Math.max(other, data[j * size + at]);
    return data[k * size + at] - other;
  });
}

/**
 * Where the two sides are equal: an ink line on a light one, so it reads on every ground.
 * @param {CanvasRenderingContext2D} context @param {readonly number[]} pieces @param {number} side of the grid @param {number} size pixels @param {Theme} theme
 */
export function drawBoundary(context, pieces, side, size, theme) {
  const k = size / (side - 1);
  const path = new Path2D();
  for (let at = 0; at < pieces.length; at += 4) {
    path.moveTo(pieces[at] * k, pieces[at + 1] * k);
    path.lineTo(pieces[at + 2] * k, pieces[at + 3] * k);
  }
  context.lineCap = "round";
  strokePath(context, path, theme.panel, 3.6);
  strokePath(context, path, theme.ink, 1.6);
}

/** @param {CanvasRenderingContext2D} context @param {Path2D} path @param {string} colour @param {number} width */
function strokePath(context, path, colour, width) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke(path);
}
