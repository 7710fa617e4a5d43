// @ts-check
/**
 * Places on the loss landscape. Three ways to say where: (a, b) in the plane's own units; (u, v) from 0 to 1 across the window,
 * u along PC 1 and v along PC 2; and pixels in a box whose y points down. No canvas here.
 */

/** @typedef {readonly [number, number, number, number]} Window   a0, a1, b0, b1 */
/** @typedef {{left: number, top: number, width: number, height: number}} Box   in CSS pixels */

/**
 * The axes' names by the variance that they explain. Axes keep their place from one plane to the next, so the first component may come to
 * lie along b. @param {readonly [number, number]} explained @returns {[string, string]}
 */
export const axisNames = ([a, b]) => (b > a ? ["PC 2", "PC 1"] : ["PC 1", "PC 2"]);

/** @param {Window} window @param {number} a @param {number} b @returns {[number, number]} */
export function toUnit([a0, a1, b0, b1], a, b) {
  return [(a - a0) / (a1 - a0), (b - b0) / (b1 - b0)];
}

/** @param {Window} window @param {number} u @param {number} v @returns {[number, number]} */
export function toPlace([a0, a1, b0, b1], u, v) {
  return [a0 + u * (a1 - a0), b0 + v * (b1 - b0)];
}

/** @param {Box} box @param {number} u @param {number} v @returns {[number, number]} */
export function toPixel(box, u, v) {
  return [box.left + u * box.width, box.top + (1 - v) * box.height];
}

/** (u, v) under a pixel, or null outside the box. @param {Box} box @param {number} x @param {number} y @returns {[number, number] | null} */
export function underPixel(box, x, y) {
  const u = (x - box.left) / box.width, v = 1 - (y - box.top) / box.height;
  return u < 0 || u > 1 || v < 0 || v > 1 ? null : [u, v];
}

/** The value at (u, v) between the four grid values around it. @param {ArrayLike<number>} z row v = 0 first @param {number} n @param {number} u @param {number} v */
export function lookup(z, n, u, v) {
  const x = clamp(u, 0, 1) * (n - 1), y = clamp(v, 0, 1) * (n - 1);
  const i = Math.min(n - 2, Math.floor(x)), j = Math.min(n - 2, Math.floor(y));
  const o = j * n + i;
  return blend(blend(z[o], z[o + 1], x - i), blend(z[o + n], z[o + n + 1], x - i), y - j);
}

/** An infinite neighbour with no weight must not make the sum NaN. @param {number} p @param {number} q @param {number} share */
function blend(p, q, share) {
  if (share === 0) return p;
  return share === 1 ? q : p + (q - p) * share;
}

/** @param {number} value @param {number} low @param {number} high */
export function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}

/**
 * Which points of a line may stay so that no step shorter than `least` is drawn; the ends and the points of `keep` always stay.
 * @param {ArrayLike<number>} xy [x0, y0, x1, y1, …] @param {number} least @param {ReadonlySet<number>} [keep] point numbers @returns {number[]} point numbers
 */
export function thin(xy, least, keep) {
  const count = xy.length / 2, kept = [];
  let x = NaN, y = NaN;
  for (let at = 0; at < count; at++) {
    const near = (xy[2 * at] - x) ** 2 + (xy[2 * at + 1] - y) ** 2 < least * least;
    if (near && at < count - 1 && !keep?.has(at)) continue;
    x = xy[2 * at];
    y = xy[2 * at + 1];
    kept.push(at);
  }
  return kept;
}

/**
 * Points at which to thread beads: `apart` from the bead before and from the line's end, so that trembling on one spot adds none.
 * @param {ArrayLike<number>} xy @param {number} apart @param {number} [count] of the line's points, from its start @returns {number[]} point numbers
 */
export function beads(xy, apart, count = xy.length / 2) {
  const chosen = [], far = (/** @type {number} */ p, /** @type {number} */ q) => Math.hypot(xy[2 * p] - xy[2 * q], xy[2 * p + 1] - xy[2 * q + 1]) >= apart;
  for (let at = 1; at < count; at++) if (far(at, chosen.at(-1) ?? 0) && far(at, count - 1)) chosen.push(at);
  return chosen;
}

/** Round numbers from low to high, about `count` of them. @param {number} low @param {number} high @param {number} count @returns {number[]} */
export function ticks(low, high, count) {
  const rough = (high - low) / count;
  if (!(rough > 0) || !Number.isFinite(rough)) return [];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough * 0.8) ?? 10 * power;
  const found = [];
  // Beyond 2⁵³ counting on changes nothing: a window far from 0 and next to nothing wide has no round numbers.
  for (let at = Math.ceil(low / step - 1e-9); Number.isSafeInteger(at) && at * step <= high + step * 1e-9; at++) found.push(Number((at * step).toPrecision(12)));
  return found;
}
