// @ts-check
/**
 * A curve over steps, as the timeline reads it: numbers by index, nothing copied. An entry may stand for several steps and then has a least and a
 * greatest value.
 *
 * @typedef {object} Curve
 * @property {number} length
 * @property {(at: number) => number} step @property {(at: number) => number} min @property {(at: number) => number} max @property {(at: number) => number} last
 * @property {(step: number) => number} indexAt  of the last entry at or before a step, or −1
 */

/** The same curve over another zero. @param {Curve} curve @param {number} floor @returns {Curve} */
export function above(curve, floor) {
  if (floor === 0) return curve;
  return { ...curve, min: (at) => curve.min(at) - floor, max: (at) => curve.max(at) - floor, last: (at) => curve.last(at) - floor };
}

/** The curve as far as a step. @param {Curve} curve @param {number} step @returns {Curve} */
export const upTo = (curve, step) => ({ ...curve, length: Math.min(curve.length, curve.indexAt(step) + 1) });
