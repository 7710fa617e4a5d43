// @ts-check
/**
 * The path made ready for drawing, the same for the map and for the mountain: points too near one another to be told apart are left
 * out, and each point knows which optimizer brought it there. Places are (u, v) in the window.
 */
import { thin, toUnit } from "./landscape.js";
import { optimizerAt, reached } from "./walk.js";

/** @typedef {import("./walk.js").Point} Point */
/** @typedef {import("./walk.js").Span} Span */
/**
 * @typedef {object} Trail
 * @property {number[]} uv  [u0, v0, u1, v1, …]
 * @property {number[]} losses  the true ones
 * @property {string[]} optimizers  which one took the step to this point
 * @property {number} count  so many points are behind the present step; the others are the known future
 * @property {number[]} switches  point numbers at which another optimizer takes over
 * @property {number[]} jumps  point numbers that were not walked to: the weights were put there by hand
 */

/** A step shorter than this share of the window cannot be seen. */
const LEAST = 1 / 500;

/** @param {readonly Point[]} points @param {import("./landscape.js").Window} window @param {readonly Span[]} spans @param {number} step @returns {Trail} */
export function trailOf(points, window, spans, step) {
  const all = points.flatMap(([, a, b]) => toUnit(window, a, b));
  const behind = reached(points, step), last = Math.max(0, behind - 1);
  const turns = turnsOf(points, spans), jumps = points.flatMap(([step], at) => (step === points[at - 1]?.[0] ? [at] : []));
  const kept = thin(all, LEAST, new Set([last, ...turns, ...jumps, ...jumps.map((at) => at - 1)]));
  const uv = kept.flatMap((at) => [all[2 * at], all[2 * at + 1]]);
  const count = kept.filter((at) => at < behind).length;
  return {
    uv, count,
    losses: kept.map((at) => points[at][3]),
    optimizers: kept.map((at) => optimizerAt(spans, points[at][0])),
    switches: turns.map((at) => kept.indexOf(at)),
    jumps: jumps.map((at) => kept.indexOf(at)),
  };
}

/** The last points before another optimizer takes over. @param {readonly Point[]} points @param {readonly Span[]} spans */
function turnsOf(points, spans) {
  const turns = spans.slice(1).map(({ from }) => reached(points, from) - 1);
  return turns.filter((at) => at >= 0 && at < points.length - 1);
}
