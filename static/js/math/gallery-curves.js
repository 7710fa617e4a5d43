// @ts-check
/**
 * The engine's tables of a function as lines on the screen: kinks are drawn as kinks, a jump of the slope as a jump.
 *
 * @typedef {import("./scale.js").Scale} Scale
 * @typedef {{z: number, f: number, left: number, right: number}} Kink
 * @typedef {{value: number, reached: boolean}} Bound
 * @typedef {{f: (number | null)[], slope: (number | null)[], kinks: Kink[], steepest: number, low: Bound | null, high: Bound | null,
 *   flat: [number | null, number | null][], centre: number, lines?: [number, number][], hyper?: [number, number][]}} Curve   as the study `activations` tells it
 * @typedef {{from: number, to: number, curves: Record<string, Curve>}} Tables
 */
import { formatShort } from "./format.js";

/** The points of f or f′ in order; at a kink f has a corner of its own, and f′ two values. @param {Tables} tables @param {string} name @param {"f" | "slope"} kind @returns {[number, number][]} */
export function pointsOf({ from, to, curves }, name, kind) {
  const { kinks, [kind]: values } = curves[name], step = (to - from) / (values.length - 1);
  const all = /** @type {[number, number][]} */ (values.map((value, at) => [from + at * step, value ?? NaN]));
  for (const kink of kinks) {
    if (!(kink.z > from && kink.z < to)) continue;
    const at = all.findIndex(([z]) => z > kink.z - 1e-9), on = Math.abs(all[at][0] - kink.z) < 1e-9;
    all.splice(at, on ? 1 : 0, ...corners(kink, kind));
  }
  return all;
}

/** @param {Kink} kink @param {"f" | "slope"} kind @returns {[number, number][]} */
const corners = ({ z, f, left, right }, kind) => (kind === "f" ? [[z, f]] : [[z, left], [z, right]]);

/** A path of SVG. @param {readonly (readonly [number, number])[]} points @param {Scale} X @param {Scale} Y */
export function pathOf(points, X, Y) {
  const far = (/** @type {number} */ y) => Math.max(-1e4, Math.min(1e4, y));
  const known = points.filter(([, value]) => Number.isFinite(value));
  return known.map(([z, value], at) => `${at ? "L" : "M"}${X(z).toFixed(1)} ${far(Y(value)).toFixed(1)}`).join("");
}

/** Between two points of a table, at the cursor; at a jump on its left side. @param {readonly (readonly [number, number])[]} points @param {number} z */
export function sampled(points, z) {
  const at = Math.max(1, points.findIndex(([x]) => x >= z - 1e-9));
  const [[a, low], [b, high]] = [points[at - 1], points[at]];
  return b === a ? high : low + ((high - low) * (z - a)) / (b - a);
}

/** "(0, 1)", "[0, ∞)": square where the value is reached. @param {Curve} curve */
export function rangeOf({ low, high }) {
  const first = low ? `${low.reached ? "[" : "("}${formatShort(low.value)}` : "(−∞";
  return `${first}, ${high ? `${formatShort(high.value)}${high.reached ? "]" : ")"}` : "∞)"}`;
}

/** "z < −4.36", "z > 4.36": each in one piece, not to be broken. @param {Curve} curve @returns {string[]} */
export const flatOf = ({ flat }) => flat.map(([from, to]) => {
  const words = from === null ? ["z", ...(to === null ? [] : [to === 0 ? "≤" : "<", two(to)])] : to === null ? ["z", ">", two(from)] : [two(from), "<", "z", "<", two(to)];
  return words.join("\u00a0");
});

/** @param {number} z */
const two = (z) => z.toFixed(2).replace("-", "−").replace(/\.?0+$/, "");

/** Where the flat parts begin and end on the picture: left and width. @param {Curve} curve @param {Scale} X @returns {[number, number][]} */
export function bandsOf({ flat }, X) {
  const [from, to] = X.domain, inside = (/** @type {number} */ z) => Math.max(from, Math.min(to, z));
  return flat.map(([a, b]) => [X(inside(a ?? from)), X(inside(b ?? to)) - X(inside(a ?? from))]);
}

/** A line is held at these places. */
export const HELD = [-2, 2];

/** The line through two heights over HELD. @param {number} left @param {number} right @returns {[number, number]} w, b */
export function lineThrough(left, right) {
  const round = (/** @type {number} */ value) => Math.round(value * 1e4) / 1e4 + 0;
  return [round((right - left) / (HELD[1] - HELD[0])), round((left + right) / 2)];
}

/** A tile's neighbour by an arrow, columns wide. @param {number} at @param {number} dx @param {number} dy  upwards @param {number} columns @param {number} count */
export function neighbour(at, dx, dy, columns, count) {
  const next = at + dx - dy * columns;
  return next >= 0 && next < count ? next : at;
}
