// @ts-check
/** How far a leaf moves: a hundred pixels are about as much as the number itself, never less than 1; Shift a tenth of it. */

/** Of arrows, a step; of pixels, a fifth of it. */
const PIXELS = 5;

/** One press of an arrow. @param {number} value @param {boolean} fine */
export const strideOf = (value, fine) => (10 ** Math.floor(Math.log10(Math.max(1, Math.abs(value)))) / 10) * (fine ? 0.1 : 1);

/** @param {number} value  where the drag began @param {number} pixels @param {boolean} fine */
export function scrubbed(value, pixels, fine) {
  const stride = strideOf(value, fine) / PIXELS;
  return even(value + pixels * stride, stride);
}

/** @param {number} value @param {number} steps @param {boolean} fine */
export const stepped = (value, steps, fine) => even(value + steps * strideOf(value, fine), strideOf(value, fine) / 10);

/** On whole strides, without the dust of binary fractions. @param {number} value @param {number} stride */
const even = (value, stride) => Number((Math.round(value / stride) * stride).toPrecision(10));
