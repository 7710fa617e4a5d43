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
 * Draws a field over a square: values are of the centres of cells, as pixels are.
 * @param {CanvasRenderingContext2D} context @param {Bitmap} bitmap @param {number} x @param {number} y @param {number} size
 */
export function drawField(context, bitmap, x, y, size) {
  context.imageSmoothingEnabled = true;
  context.drawImage(bitmap.canvas, x, y, size, size);
}

/** The pieces of the boundaries between classes, in cells: (0, 0) is the square's upper left corner. @param {Field} field @returns {number[]} */
export function boundary(field) {
  const { classes, side, data } = field;
  if (classes === 1) return lines(data, side, 127.5);
  const pieces = [];
  for (let k = 0; k < classes - 1; k++) pieces.push(...lines(lead(field, k), side, 0));
  return pieces;
}

/** Level lines that run on to the square's edge, half a cell beyond the outermost centres. @param {ArrayLike<number>} z @param {number} side @param {number} level */
function lines(z, side, level) {
  const wide = side + 2, padded = new Float32Array(wide * wide);
  const inside = (/** @type {number} */ at) => Math.max(0, Math.min(side - 1, at - 1));
  for (let j = 0; j < wide; j++) for (let i = 0; i < wide; i++) padded[j * wide + i] = z[inside(j) * side + inside(i)];
  return isolines(padded, wide, level).map((at) => at - 0.5);
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
 * @param {CanvasRenderingContext2D} context @param {readonly number[]} pieces in cells @param {number} side cells @param {number} size pixels @param {Theme} theme
 */
export function drawBoundary(context, pieces, side, size, theme) {
  const k = size / side;
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
