// @ts-check
/**
 * How large each node of the picture is, pixels at the usual type size: a circle for a step, a box for a leaf, cells for a vector or a matrix.
 *
 * @typedef {import("./graph-fold.js").Shown} Shown
 * @typedef {{shape: "circle" | "pill" | "leaf" | "number" | "cells", w: number, h: number, cell: {w: number, h: number, rows: number, columns: number, stacked: boolean} | null}} Form
 *   stacked: the gradient's cells stand under the value's, since there are more columns than rows
 */

import { formatShort } from "./format.js";

const ROUND = 42, PILL = 36, LEAF = 34, TITLE = 20, PAD = 5, BETWEEN = 5;
/** The sides of the field of cells, at most; the cells, at least and at most; from this width on a number is written in it. */
const FIELD = { w: 140, h: 150 }, CELL = { least: 4, w: 40, h: 20 };
export const NUMBERED = 40;

/** @param {Shown} one @param {string} [label]  as it is written @returns {Form} */
export function formOf({ kind, label: own, value, grad }, label = own) {
  const cells = Array.isArray(value) ? value : Array.isArray(grad) ? grad : null, text = widthOf(label);
  if (cells) return celled(cells.length, cells[0]?.length ?? 1, text);
  if (kind === "leaf") return { shape: "leaf", w: Math.max(52, text + 22), h: LEAF, cell: null };
  if (kind === "number") return { shape: "number", w: Math.max(26, text + 10), h: 28, cell: null };
  return text > ROUND - 10 ? { shape: "pill", w: text + 24, h: PILL, cell: null } : { shape: "circle", w: ROUND, h: ROUND, cell: null };
}

/** The value's cells, and beside or under them those of the gradient. @param {number} rows @param {number} columns @param {number} text @returns {Form} */
function celled(rows, columns, text) {
  const w = Math.max(CELL.least, Math.min(CELL.w, FIELD.w / columns)), h = Math.max(CELL.least, Math.min(CELL.h, FIELD.h / rows)), stacked = columns > rows || columns * rows === 1;
  const cell = { w: w < NUMBERED ? Math.min(w, h) : w, h: w < NUMBERED ? Math.min(w, h) : h, rows, columns, stacked }, [across, down] = stacked ? [1, 2] : [2, 1];
  const wide = across * cell.w * columns + (across - 1) * BETWEEN, tall = down * cell.h * rows + (down - 1) * BETWEEN;
  return { shape: "cells", w: Math.max(text + 16, wide + 2 * PAD), h: TITLE + tall + 2 * PAD, cell };
}

/** Where the cells of the value and of the gradient begin, from the node's middle. @param {Form} form */
export function cellsAt({ h, cell }) {
  const { w, h: high, rows, columns, stacked } = /** @type {NonNullable<Form["cell"]>} */ (cell), width = w * columns, y = -h / 2 + TITLE + PAD;
  /** @type {{value: [number, number], grad: [number, number]}} */
  const at = stacked ? { value: [-width / 2, y], grad: [-width / 2, y + high * rows + BETWEEN] } : { value: [-width - BETWEEN / 2, y], grad: [BETWEEN / 2, y] };
  return at;
}

/** In a cell, which is narrow. @param {number | null} value */
export const cellText = (value) => (value === null ? "" : Math.abs(value) >= 100 ? formatShort(Number(value.toPrecision(2))) : Number.isInteger(value) ? formatShort(value) : value.toFixed(Math.abs(value) < 9.995 ? 2 : 1).replace("-", "−"));

/** About as wide as a text is in bold at 14 px. @param {string} text */
export const widthOf = (text) => [...text].reduce((sum, sign) => sum + (/[\u1100-\uffdc]/.test(sign) ? 14 : /[MWmw@∂Σ]/.test(sign) ? 12 : /[ijl.,|()'′]/.test(sign) ? 5 : 8.4), 0);
