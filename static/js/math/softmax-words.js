// @ts-check
/** Numbers as p − y writes them: short, of one width, with a true minus; and lists of them. */
import { format, formatPower, subscript } from "./format.js";

/** 0.2399 → "0.24", 0.0004 → "0.0004", 123.4 → "123". @param {number | null | undefined} value @param {number} [places] */
export function short(value, places = 2) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size > 0 && size < 0.5 * 10 ** -places) return format(value, 1);
  return size >= 1000 ? format(value, 3) : value.toFixed(size >= 100 ? 0 : places).replace(/^-/, "−").replace(/^−(0\.?0*)$/, "$1");
}

/** A logit: with two places, also where it is shifted by hundreds. @param {number | null | undefined} value */
export const logit = (value) => (value === null || value === undefined || !Number.isFinite(value) ? format(value) : Math.abs(value) >= 1e5 ? formatPower(Number(value.toPrecision(2))) : value.toFixed(2).replace(/^-/, "−").replace(/^−(0\.00)$/, "$1"));

/** A factor in a product: a negative one in brackets. @param {number | null} value @param {number} [places] */
export const factor = (value, places) => (value !== null && value < 0 ? `(${short(value, places)})` : short(value, places));

/** @param {readonly (number | null)[]} values @param {number} [places] */
export const listed = (values, places) => `[${values.map((value) => short(value, places)).join(", ")}]`;

/** W with its row and column, counted from one; beyond the inputs it is b. @param {readonly [number, number]} cell @param {number} inputs */
export const entryName = ([k, j], inputs) => (j === inputs ? `b${below(k)}` : `W${below(k)}${below(j)}`);

/** @param {number} at counted from one */
export const below = (at) => subscript(at + 1);

/** What may have overflowed comes as a word. @param {number | string | null} value @param {number} [digits] */
export const said = (value, digits = 3) => (typeof value === "string" ? { inf: "inf", "-inf": "−inf", nan: "NaN" }[value] ?? value : format(value, digits));
