// @ts-check
/** What is said of a neuron: its numbers as the engine answered them, in lines of pieces. */
import { t } from "../i18n.js";
import { format, formatFull, subscript } from "../math/format.js";
import { layerName } from "./network-words.js";

/** @typedef {import("../neuron.js").Machine} Machine */
/** @typedef {import("./machine-plot.js").Piece} Piece */
/**
 * @typedef {{norm: number, threshold: number | null, offset: number | null, distance: number | null, normal: number[] | null}} LineTold
 * @typedef {{x: number[], rows: number[][], axes: number[], activation: string, own: Record<string, number>, h: number, products: number[][], rests: number[], before: number[],
 *   z: number[], a: number, winner: number, slopes: number[], grad: {x: number[], rows: number[][]}, numeric: {x: number[], rows: number[][]},
 *   lines: LineTold[], crossings: number[], rise: number | null}} Told   the answer to the study `neuron` (docs/studies.md)
 */

/** @param {number | null | undefined} value @param {string} [tone] @returns {Piece} */
export const number = (value, tone) => ({ text: format(value), full: formatFull(value), tone });
/** @param {string} text @returns {Piece} */
export const word = (text) => ({ text });

/** A number in a sum: its sign stands before it. @param {number} value @param {boolean} first @returns {Piece[]} */
const term = (value, first = false) => (first ? [factor(value)] : [word(value < 0 ? " − " : " + "), { ...number(Math.abs(value)), full: formatFull(value) }]);

/** A number in a product: in brackets if it has a sign. @param {number} value @returns {Piece} */
const factor = (value) => ({ text: value < 0 ? `(${format(value)})` : format(value), full: formatFull(value) });

/** The newest answer, if it is about a neuron like this one. @param {import("../state.js").State} state @param {Machine} machine @returns {Told | null} */
export function toldOf({ studies: { neuron } }, { x, rows, axes }) {
  const fits = neuron && !neuron.error && neuron.x.length === x.length && neuron.rows.length === rows.length && String(neuron.axes) === String(axes);
  return fits ? neuron : null;
}

/** "1.80 × 1.20 = 2.16". @param {Told} told @param {number} piece @returns {Piece[]} */
export function productLine({ x, rows, products, axes: [axis] }, piece) {
  return [factor(rows[piece][axis]), word(" × "), factor(x[axis]), word(" = "), number(products[piece][axis], "strong")];
}

/** "2.16 − 1.00 = 1.16", with what the other inputs add. @param {Told} told @param {number} piece @returns {Piece[]} */
export function biasLine({ x, rows, products, rests, z, axes: [axis] }, piece) {
  const rest = x.length > 1 ? term(rests[piece]) : [];
  return [number(products[piece][axis]), ...rest, ...term(rows[piece][x.length]), word(" = "), number(z[piece], "strong")];
}

/** "z = 0.20 = 1.80·1.20 − 1.20·0.80 − 1.00": what does not fit is cut off behind. @param {Told} told @param {number} piece @returns {Piece[]} */
export function sumLine({ x, rows, rests, z, axes }, piece) {
  const rest = x.length > axes.length ? term(rests[piece]) : [];
  const terms = axes.flatMap((axis, at) => [...(at ? [word(" + ")] : []), factor(rows[piece][axis]), word("·"), factor(x[axis])]);
  return [word("z = "), number(z[piece], "strong"), word(" = "), ...terms, ...rest, ...term(rows[piece][x.length])];
}

/** "σ(1.16) = 0.761". @param {Told} told @returns {Piece[]} */
export function bendLine({ activation, z, a }) {
  const inside = z.flatMap((value, at) => [...(at ? [word(", ")] : []), number(value)]);
  return [word(activation === "linear" ? "z = " : `${functionName(activation)}(`), ...(activation === "linear" ? [] : [...inside, word(") = ")]), number(a, "strong")];
}

/** As it stands in formulas. @param {string} activation */
const functionName = (activation) => ({ sigmoid: "σ", maxout: "max" })[activation] ?? t(`activation.${activation}`);

/**
 * The slopes of a, each with its numerical value: what they are called, how they are made, both numbers.
 * @param {Told} told @param {Machine} machine @returns {{name: string, how: string, value: number, numeric: number}[]}
 */
export function slopesOf({ x, axes, grad, numeric, slopes }, { piece, rows }) {
  const one = axes.length === 1, several = rows.length > 1, of = (/** @type {number} */ at) => (one ? "" : subscript(at + 1));
  const f = several ? `∂a/∂z${subscript(piece + 1)}` : "f′(z)";
  return [
    ...axes.map((axis, at) => ({ name: `∂a/∂x${of(at)}`, how: one && !several ? `${f}·w` : "", value: grad.x[axis], numeric: numeric.x[axis] })),
    ...axes.map((axis, at) => ({ name: `∂a/∂w${of(at)}`, how: one ? `${f}·x` : "", value: grad.rows[piece][axis], numeric: numeric.rows[piece][axis] })),
    { name: "∂a/∂b", how: one || !several ? f : "", value: slopes[piece], numeric: numeric.rows[piece][x.length] },
  ];
}

/** "fires from x = θ/w = 0.56". @param {Told} told @param {number} piece @param {string} name of the input */
export function firesWords({ lines, rows, axes: [axis] }, piece, name) {
  const { threshold } = lines[piece];
  return threshold === null ? "" : t(rows[piece][axis] > 0 ? "neuron.fires.from" : "neuron.fires.until", { x: name, at: format(threshold) });
}

/** "Hidden 1 unit 3". @param {{layer: number, unit: number, layers: number, units: number}} place */
export function placeWords({ layer, unit, layers, units }) {
  const name = layerName(layer, layers);
  return layer === layers - 1 && units === 1 ? name : t("network.ref.unit", { layer: name, n: unit + 1 });
}
