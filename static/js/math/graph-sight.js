// @ts-check
/**
 * Which part of the graph is seen: x, y: where its corner stands in the room, k: pixels a pixel of the picture.
 *
 * @typedef {{k: number, x: number, y: number}} Sight @typedef {{w: number, h: number}} Size
 */

/** The type of 14 px may shrink to 11 if then all is seen, else to 12. */
const LEAST = 11 / 14, PART = 12 / 14;
const CLOSEST = 3;

/** All of it, in the middle. @param {Size} graph @param {Size} room @param {number} unit  its usual size @returns {Sight} */
export function whole(graph, room, unit) {
  const k = Math.min(unit, room.w / graph.w, room.h / graph.h);
  return { k, x: (room.w - graph.w * k) / 2, y: (room.h - graph.h * k) / 2 };
}

/** All of it if it can then be read, else its left end as small as can be read. @param {Size} graph @param {Size} room @param {number} unit @returns {Sight} */
export function readable(graph, room, unit) {
  const all = whole(graph, room, unit);
  return all.k >= LEAST ? all : within({ k: PART * unit, x: 0, y: (room.h - graph.h * PART * unit) / 2 }, graph, room);
}

/** Whether there is more than is seen. @param {Sight} sight @param {Size} graph @param {Size} room */
export const overflows = ({ k }, graph, room) => graph.w * k > room.w + 1 || graph.h * k > room.h + 1;

/** Nearer or further about a place of the room. @param {Sight} sight @param {number} factor @param {[number, number]} at @param {Size} graph @param {Size} room @param {number} unit @returns {Sight} */
export function zoomed(sight, factor, [x, y], graph, room, unit) {
  const k = Math.max(Math.min(whole(graph, room, unit).k, unit), Math.min(CLOSEST * unit, sight.k * factor)), grown = k / sight.k;
  return within({ k, x: x - (x - sight.x) * grown, y: y - (y - sight.y) * grown }, graph, room);
}

/** No empty edge while there is more on the other side; in the middle if all is seen. @param {Sight} sight @param {Size} graph @param {Size} room @returns {Sight} */
export function within({ k, x, y }, graph, room) {
  const held = (/** @type {number} */ at, /** @type {number} */ length, /** @type {number} */ space) => (length <= space ? (space - length) / 2 : Math.min(0, Math.max(space - length, at)));
  return { k, x: held(x, graph.w * k, room.w), y: held(y, graph.h * k, room.h) };
}

/** Moved only as far as a node needs to be seen with its numbers. @param {Sight} sight @param {{x: number, y: number, w: number, h: number}} box @param {Size} graph @param {Size} room @returns {Sight} */
export function towards({ k, x, y }, box, graph, room) {
  const near = (/** @type {number} */ at, /** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ space) => (at + from * k < 0 ? -from * k : at + to * k > space ? space - to * k : at);
  return within({ k, x: near(x, box.x - box.w / 2 - 70, box.x + box.w / 2 + 70, room.w), y: near(y, box.y - box.h / 2 - 24, box.y + box.h / 2 + 24, room.h) }, graph, room);
}
