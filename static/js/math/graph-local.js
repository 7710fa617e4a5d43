// @ts-check
/** The local slope of a node as people write it, with the present numbers in it: −1/1.37². Nothing is computed here. */
import { formatWire } from "./format.js";

/** @typedef {(values: readonly string[], f: string, slot: number, raw: readonly number[]) => string} Written */

/** A number as a factor or a base: in parentheses if it is negative. @param {string} text */
const held = (text) => (/^[−-]/.test(text) ? `(${text})` : text);

/** @type {Record<string, Written>} */
const LOCAL = {
  multiply: (v, f, slot) => v[1 - slot],
  divide: ([a, b], f, slot) => (slot === 0 ? `1/${held(b)}` : a === "1" ? `−1/${held(b)}²` : `−${held(a)}/${held(b)}²`),
  power: ([a, b], f, slot) => (slot === 0 ? (b === "2" ? `2·${held(a)}` : `${held(b)}·${held(a)}^(${b}−1)`) : `${held(f)}·ln ${held(a)}`),
  exp: ([a]) => `e^${held(a)}`,
  log: ([a]) => `1/${held(a)}`,
  sqrt: (v, f) => `1/(2·${held(f)})`,
  sin: ([a]) => `cos ${held(a)}`,
  cos: ([a]) => `−sin ${held(a)}`,
  tan: (v, f) => `1 + ${held(f)}²`,
  tanh: (v, f) => `1 − ${held(f)}²`,
  sigmoid: (v, f) => `${f}·(1 − ${f})`,
  atan: ([a]) => `1/(1 + ${held(a)}²)`,
  sinh: ([a]) => `cosh ${held(a)}`,
  cosh: ([a]) => `sinh ${held(a)}`,
  relu: (v, f, slot, [a]) => (a > 0 ? `${v[0]} > 0` : `${v[0]} ≤ 0`),
};

/** "" where the number says it already. @param {string} op @param {readonly (number | null)[]} values  of the inputs @param {number | null} f @param {number} slot */
export function localText(op, values, f, slot) {
  const numbers = values.map((value) => (typeof value === "number" ? value : NaN));
  if (!LOCAL[op] || numbers.some(Number.isNaN) || typeof f !== "number") return "";
  return LOCAL[op](numbers.map(formatWire), formatWire(f), slot, numbers);
}

/** The step itself, as it is written: "2 × (−1)", "exp(−1)". @param {string} op @param {string} label @param {readonly (number | null)[]} values */
export function stepText(op, label, values) {
  const texts = values.map((value) => formatWire(value));
  if (texts.length === 2 && /^[+−×÷^]$/.test(label)) return `${texts[0]} ${label} ${held(texts[1])}`;
  if (texts.length === 2 && INFIX[op]) return `${texts[0]} ${INFIX[op]} ${held(texts[1])}`;
  if (op === "negate") return `−${held(texts[0])}`;
  return `${label === "|·|" ? "abs" : label}(${texts.join(", ")})`;
}

/** @type {Record<string, string>} */
const INFIX = { add: "+", subtract: "−", multiply: "×", divide: "÷", power: "^" };
