// @ts-check
/**
 * What two weights say about points, as a line through the data's window: y = wx + b (squared loss), or the border w₁x + w₂y = 0 of two classes
 * (softmax), with how sure each side is. Only geometry: what is a good line the server says.
 */
import { EDGE } from "./data-window.js";

/** @typedef {"squared" | "softmax"} Loss */
/** @typedef {readonly [number, number, number, number]} Segment   x0, y0, x1, y1 */
/** @typedef {{x: number, y: number}} Place */

/** The line inside the window; null where it does not pass, or there is none. @param {Loss} loss @param {readonly [number, number]} theta @returns {Segment | null} */
export function lineOf(loss, [first, second]) {
  if (!Number.isFinite(first) || !Number.isFinite(second)) return null;
  return loss === "squared" ? clipped([0, second], [1, first]) : clipped([0, 0], [-second, first]);
}

/** A line through a place in a direction, within ±EDGE (Liang and Barsky 1984). @param {[number, number]} place @param {[number, number]} direction @returns {Segment | null} */
function clipped(place, direction) {
  let low = -Infinity, high = Infinity;
  for (const axis of [0, 1]) {
    if (direction[axis] === 0) {
      if (Math.abs(place[axis]) > EDGE) return null;
      continue;
    }
    const ends = [-EDGE, EDGE].map((edge) => (edge - place[axis]) / direction[axis]);
    [low, high] = [Math.max(low, Math.min(...ends)), Math.min(high, Math.max(...ends))];
  }
  if (!(low < high) || low === -Infinity) return null;
  return [place[0] + low * direction[0], place[1] + low * direction[1], place[0] + high * direction[0], place[1] + high * direction[1]];
}

/** From each point straight up or down to the line, as far as the window. @param {readonly Place[]} points @param {readonly [number, number]} theta @returns {Segment[]} */
export function residualsOf(points, [w, b]) {
  if (!Number.isFinite(w) || !Number.isFinite(b)) return [];
  return points.map(({ x, y }) => [x, y, x, Math.max(-EDGE, Math.min(EDGE, w * x + b))]);
}

/** How probable it is that a place is not of the first class, 0 … 255, at the centres of side × side cells, top row first. @param {readonly [number, number]} theta @param {number} side @returns {{classes: number, side: number, data: Uint8Array}} */
export function sidesOf([first, second], side) {
  const at = (/** @type {number} */ cell) => ((2 * cell + 1) / side - 1) * EDGE;
  const data = Uint8Array.from({ length: side * side }, (_, cell) => {
    const z = first * at(cell % side) - second * at(Math.floor(cell / side));
    return Math.round(255 / (1 + Math.exp(-z)));
  });
  return { classes: 1, side, data };
}
