// @ts-check
/**
 * Which part of the plane a map shows. x and y have one scale, so that a circle is round and the steepest way stands at a right angle on
 * the level lines; a window takes the shape of the picture.
 */

/** @typedef {import("./landscape.js").Window} Window */
/** @typedef {[number, number, number, number]} Sides */

/** How near and how far one may go, in widths of the mountain's own window; trails come in 32 bits. */
const NEAREST = 1e-4, FARTHEST = 16;
/** Walkers are lost long before. */
const FAR = 1e5;

/** The smallest window of a shape that holds another one about the same middle. @param {Window} window @param {number} aspect width ÷ height @returns {Sides} */
export function fitted([x0, x1, y0, y1], aspect) {
  const width = Math.max(x1 - x0, (y1 - y0) * aspect), height = width / aspect, x = (x0 + x1) / 2, y = (y0 + y1) / 2;
  return [x - width / 2, x + width / 2, y - height / 2, y + height / 2];
}

/** So many times as wide; the place under (u, v) stays where it is. @param {Window} window @param {number} factor @param {number} u @param {number} v @returns {Sides} */
export function zoomed([x0, x1, y0, y1], factor, u = 0.5, v = 0.5) {
  const width = (x1 - x0) * factor, height = (y1 - y0) * factor, left = x0 + u * (x1 - x0) - u * width, low = y0 + v * (y1 - y0) - v * height;
  return [left, left + width, low, low + height];
}

/** Moved by shares of its sides. @param {Window} window @param {number} du @param {number} dv @returns {Sides} */
export function panned([x0, x1, y0, y1], du, dv) {
  const dx = du * (x1 - x0), dy = dv * (y1 - y0);
  return [x0 + dx, x1 + dx, y0 + dy, y1 + dy];
}

/** Whether one may look at a window: neither lost in it nor out of it. @param {Window} window @param {Window} home the mountain's own */
export function isWithin([x0, x1, y0, y1], home) {
  const share = Math.max((x1 - x0) / (home[1] - home[0]), (y1 - y0) / (home[3] - home[2]));
  return share > NEAREST && share < FARTHEST && [x0, x1, y0, y1].every((side) => Math.abs(side) < FAR) && x1 > x0 && y1 > y0;
}

/** A place as a round number: a step of it is smaller than a pixel of the picture. @param {Window} window @param {readonly [number, number]} place @returns {[number, number]} */
export function rounded([x0, x1, y0, y1], [x, y]) {
  const digits = Math.max(0, Math.min(12, Math.ceil(-Math.log10(Math.min(x1 - x0, y1 - y0) / 800))));
  return [Number(x.toFixed(digits)), Number(y.toFixed(digits))];
}
