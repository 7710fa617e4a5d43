// @ts-check
/**
 * Scales: a number to a place, and back. `X(value) → pixel`, `X.invert(pixel) → value`, `X.ticks(count)`.
 * @typedef {((value: number) => number) & {invert(place: number): number, ticks(count?: number): number[], domain: readonly [number, number], range: readonly [number, number]}} Scale
 */

/** @param {readonly [number, number]} domain @param {readonly [number, number]} range @returns {Scale} */
export function linear(domain, range) {
  const slope = (range[1] - range[0]) / (domain[1] - domain[0] || 1);
  return scale(
    (value) => range[0] + (value - domain[0]) * slope,
    (place) => domain[0] + (place - range[0]) / (slope || 1),
    (count) => ticks(domain[0], domain[1], count), domain, range,
  );
}

/** Base 10. What is not positive lies at the domain's lower end. @param {readonly [number, number]} domain @param {readonly [number, number]} range @returns {Scale} */
export function log(domain, range) {
  const inner = linear([Math.log10(domain[0]), Math.log10(domain[1])], range);
  return scale(
    (value) => inner(Math.log10(value > 0 ? value : domain[0])),
    (place) => 10 ** inner.invert(place),
    (count) => logTicks(domain[0], domain[1], count), domain, range,
  );
}

/** Round numbers from low to high, about `count` of them: 1, 2 or 5 times a power of ten apart. @param {number} low @param {number} high @param {number} [count] */
export function ticks(low, high, count = 5) {
  if (!(high > low)) return [];
  const step = niceStep((high - low) / Math.max(1, count));
  const first = Math.ceil(low / step - 1e-9), last = Math.floor(high / step + 1e-9);
  // Through a division, so that 0.3 is 0.3 and not 0.30000000000000004.
  const inverse = Math.round(1 / step);
  return Array.from({ length: last - first + 1 }, (_, i) => (step < 1 ? (first + i) / inverse : (first + i) * step));
}

/** Powers of ten, with 2 and 5 between them where there is room. @param {number} low @param {number} high @param {number} [count] */
export function logTicks(low, high, count = 5) {
  if (!(high > low && low > 0)) return [];
  const from = Math.floor(Math.log10(low)), to = Math.ceil(Math.log10(high));
  const decades = Math.log10(high / low);
  const marks = decades * 3 <= count ? [1, 2, 5] : decades * 2 <= count ? [1, 3] : [1];
  const every = Math.max(1, Math.ceil(decades / Math.max(1, count)));
  const all = [];
  for (let e = from; e <= to; e++) if (e % every === 0) for (const m of marks) all.push(Number(`${m}e${e}`));
  const inside = all.filter((v) => v >= low * (1 - 1e-9) && v <= high * (1 + 1e-9));
  return inside.length > 1 ? inside : ticks(low, high, count).filter((v) => v > 0);
}

/** The least of 1, 2, 5 × 10ⁿ that is not smaller. @param {number} rough */
export function niceStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  const digit = rough / power;
  const nice = digit <= 1 + 1e-9 ? 1 : digit <= 2 + 1e-9 ? 2 : digit <= 5 + 1e-9 ? 5 : 10;
  return nice * power;
}

/**
 * @param {(value: number) => number} to @param {(place: number) => number} invert @param {(count?: number) => number[]} marks
 * @param {readonly [number, number]} domain @param {readonly [number, number]} range @returns {Scale}
 */
function scale(to, invert, marks, domain, range) {
  return Object.assign((/** @type {number} */ value) => to(value), { invert, ticks: marks, domain, range });
}
