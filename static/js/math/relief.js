// @ts-check
/**
 * Losses into heights. A scale says which loss is height 0 and which is height 1, on a linear or a logarithmic rule; a relief is the
 * landscape in heights on a grid of always the same size, so that pictures need not know how fine the level is that came.
 */
import { clamp, ticks } from "./landscape.js";

/** @typedef {{log: boolean, lo: number, hi: number, base?: number}} LossScale   the losses at height 0 and height 1; base: what is taken off before the logarithm (0) */

/** 80 is divisible by what the levels' sides 11, 21, 41, 81 have between: their own values stay in the relief as they are. */
export const SIDE = 81;
/** Heights above 1 are cut off from the picture; they are kept up to here so that the cut runs where it should. */
const CEILING = 1.5;
/** How far above the path's own highest loss the picture goes: beyond it a steep corner would press the valley flat. */
const ROOM = { linear: 1.6, log: 10 };

/** @param {ArrayLike<number>} z @param {ArrayLike<number>} losses of the path @param {boolean} log @returns {LossScale} */
export function lossScale(z, losses, log) {
  const grid = extent(z), path = extent(losses);
  const top = Number.isFinite(path.high) ? path.high * (log ? ROOM.log : ROOM.linear) : Infinity;
  const hi = Math.max(Math.min(grid.high, top), path.high);
  const lo = Math.min(grid.low, path.low);
  if (!(hi > lo)) return { log: false, lo: Number.isFinite(lo) ? lo : 0, hi: Number.isFinite(lo) ? lo + 1 : 1 };
  // A squared loss may be exactly 0, which has no logarithm: six decades are as deep as the valley is shown.
  return log && hi > 0 ? { log, lo: Math.max(lo, hi * 1e-6), hi } : { log: false, lo, hi };
}

/** @param {ArrayLike<number>} values */
function extent(values) {
  let low = Infinity, high = -Infinity;
  for (let at = 0; at < values.length; at++) {
    if (!Number.isFinite(values[at])) continue;
    low = Math.min(low, values[at]);
    high = Math.max(high, values[at]);
  }
  return { low, high };
}

/** Height of a loss; infinity and NaN are as high as it goes. @param {LossScale} scale @param {number} loss */
export function heightOf({ log, lo, hi, base = 0 }, loss) {
  if (!(loss < Infinity)) return CEILING;
  const height = log ? Math.log((Math.max(loss, lo) - base) / (lo - base)) / Math.log((hi - base) / (lo - base)) : (loss - lo) / (hi - lo);
  return clamp(height, 0, CEILING);
}

/** @param {LossScale} scale @param {number} height */
export function lossOf({ log, lo, hi, base = 0 }, height) {
  return log ? base + (lo - base) * ((hi - base) / (lo - base)) ** height : lo + height * (hi - lo);
}

/** Round losses for the axis; 1, 2, 5 a decade or whole decades, whichever are few enough. @param {LossScale} scale @param {number} count @returns {number[]} */
export function lossTicks(scale, count) {
  if (scale.log && scale.base !== undefined) return above(scale.base, scale, count);
  if (!scale.log || scale.hi / scale.lo < 4) return ticks(scale.lo, scale.hi, count);
  const inside = [[1, 2, 5], [1, 3], [1]].map((heads) => decades(scale, heads));
  return inside.find((found) => found.length <= count + 1) ?? inside[2].filter((_, at) => at % Math.ceil(inside[2].length / count) === 0);
}

/** @param {LossScale} scale @param {number[]} heads */
function decades({ lo, hi }, heads) {
  const found = [];
  for (let power = Math.floor(Math.log10(lo)); power <= Math.log10(hi); power++) {
    for (const head of heads) if (head * 10 ** power >= lo * 0.999 && head * 10 ** power <= hi * 1.001) found.push(Number(`${head}e${power}`));
  }
  return found;
}

/** So much above the base as whole decades are, each rounded to its decade: −0.9, 0, 10, 100 above a base of −1.03. @param {number} base @param {LossScale} scale @param {number} count */
function above(base, { lo, hi }, count) {
  const least = Math.ceil(Math.log10(lo - base) + 0.3), most = Math.floor(Math.log10(hi - base)), every = Math.max(1, Math.ceil((most - least + 1) / count));
  const found = [Math.abs(lo) < 1e-5 * (hi - lo) ? 0 : lo];
  for (let power = most; power >= least; power -= every) found.push(Number((Math.round((base + 10 ** power) / 10 ** power) * 10 ** power).toPrecision(12)));
  return found;
}

/**
 * The landscape as SIDE × SIDE heights, cubic between the grid's values but never beyond the values near by: no valley is invented.
 * @param {ArrayLike<number>} z @param {number} n @param {LossScale} scale @param {number} [side] of the relief @returns {Float32Array<ArrayBuffer>}
 */
export function reliefOf(z, n, scale, side = SIDE) {
  const heights = Float64Array.from({ length: n * n }, (_, at) => heightOf(scale, z[at]));
  const weights = cubicWeights(n, side);
  const rows = new Float64Array(n * side);
  for (let j = 0; j < n; j++) for (let i = 0; i < side; i++) rows[j * side + i] = between(heights, j * n, 1, n, weights[i]);
  const relief = new Float32Array(side * side);
  for (let j = 0; j < side; j++) for (let i = 0; i < side; i++) relief[j * side + i] = between(rows, i, side, n, weights[j]);
  return relief;
}

/** For each line of the relief: the grid line before it, and Catmull and Rom's weights of the four around. @param {number} n @param {number} side */
function cubicWeights(n, side) {
  return Array.from({ length: side }, (_, at) => {
    const place = (at * (n - 1)) / (side - 1), first = Math.min(n - 2, Math.floor(place + 1e-9)), t = Math.max(0, place - first);
    return { first, share: [-t * (1 - t) ** 2, 2 - 5 * t * t + 3 * t ** 3, t * (1 + 4 * t - 3 * t * t), -t * t * (1 - t)].map((w) => w / 2) };
  });
}

/** @param {Float64Array} values @param {number} start @param {number} stride @param {number} n @param {{first: number, share: number[]}} weight */
function between(values, start, stride, n, { first, share }) {
  let sum = 0, low = Infinity, high = -Infinity;
  for (let k = 0; k < 4; k++) {
    const value = values[start + clamp(first + k - 1, 0, n - 1) * stride];
    sum += share[k] * value;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return clamp(sum, low, high);
}
