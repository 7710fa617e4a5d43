// @ts-check
/**
 * Which height of a mountain has which colour. Linear, or logarithmic above the lowest place where the range is large; what the mountain
 * does outside its own window does not count, for there it may rise without end. While one looks nearer or elsewhere the colours stay as
 * long as they tell enough.
 */
import { heightOf } from "./relief.js";

/** @typedef {import("./relief.js").LossScale} LossScale */
/** @typedef {import("./landscape.js").Window} Window */
/** @typedef {{z: ArrayLike<number>, n: number, window: Window}} Ground */
/** @typedef {{log: boolean | null, window: Window, lowest: readonly (readonly [number, number, number])[]}} Known   log: null where nobody has said; lowest: x, y, f of known minima */

/** The logarithm begins this share of the way up to the tenth lowest of a hundred places: the valley's floor keeps its differences. */
const FLOOR = 0.05;
/** So many times higher than the median is a large range: of a mountain nobody has described, and of one that is known to have it somewhere. */
const LARGE = 30, KNOWN = 5;
/** The colours stay while they are used to this share, and are exceeded by no more than this. */
const USED = 0.5, OVER = 1.04;

/** @param {Ground} ground @param {Known} known @returns {LossScale} */
export function altitudeScale(ground, { log, window, lowest }) {
  const heights = inside(ground, window).sort(), [x0, x1, y0, y1] = ground.window;
  const marks = lowest.filter(([x, y]) => x >= x0 && x <= x1 && y >= y0 && y <= y1).map(([, , f]) => f);
  const at = (/** @type {number} */ share) => heights[Math.round(share * (heights.length - 1))];
  const lo = Math.min(at(0), ...marks), hi = at(1);
  if (!(hi > lo)) return { log: false, lo: Number.isFinite(lo) ? lo : 0, hi: Number.isFinite(lo) ? lo + 1 : 1 };
  if (log === false || hi - lo < (log ? KNOWN : LARGE) * (at(0.5) - lo)) return { log: false, lo, hi };
  return { log: true, lo, hi, base: lo - Math.max(FLOOR * (at(0.1) - lo), 1e-9 * (hi - lo)) };
}

/** The finite heights inside the mountain's own window, if there are enough of them in the picture; else all. @param {Ground} ground @param {Window} own */
function inside({ z, n, window: [x0, x1, y0, y1] }, own) {
  const all = [], within = [];
  for (let at = 0; at < n * n; at++) {
    if (!Number.isFinite(z[at])) continue;
    const x = x0 + ((x1 - x0) * (at % n)) / (n - 1), y = y0 + ((y1 - y0) * Math.floor(at / n)) / (n - 1);
    all.push(z[at]);
    if (x >= own[0] && x <= own[1] && y >= own[2] && y <= own[3]) within.push(z[at]);
  }
  return Float64Array.from(within.length > 0.2 * n * n ? within : all);
}

/** The old colours if they still tell the new range apart, else the new ones. @param {LossScale | null} old @param {LossScale} fresh @returns {LossScale} */
export function settled(old, fresh) {
  if (!old || old.log !== fresh.log || fresh.lo < old.lo - 0.02 * (fresh.hi - fresh.lo)) return fresh;
  const low = heightOf(old, fresh.lo), high = heightOf(old, fresh.hi);
  return high - low > USED && high <= OVER ? old : fresh;
}
