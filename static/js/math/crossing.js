// @ts-check
/** Lines and the edge of a box: what of a step can be seen, and where somebody left the picture. Coordinates are pixels. */

/** @typedef {import("./landscape.js").Box} Box */

/**
 * The part of a line inside a box, or null. A step that blew up may end 10³⁰ pixels away: dashes along it would never end.
 * @param {Box} box @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 @returns {[number, number, number, number] | null}
 */
export function clipped(box, x0, y0, x1, y1) {
  const dx = x1 - x0, dy = y1 - y0, right = box.left + box.width, bottom = box.top + box.height;
  if ((x0 < box.left && x1 < box.left) || (x0 > right && x1 > right) || (y0 < box.top && y1 < box.top) || (y0 > bottom && y1 > bottom)) return null;
  if (x0 >= box.left && x0 <= right && x1 >= box.left && x1 <= right && y0 >= box.top && y0 <= bottom && y1 >= box.top && y1 <= bottom) return [x0, y0, x1, y1];
  let from = 0, to = 1;
  for (const [way, room] of [[-dx, x0 - box.left], [dx, right - x0], [-dy, y0 - box.top], [dy, bottom - y0]]) {
    if (!(way === 0 ? room >= 0 : Number.isFinite(way))) return null;
    if (way < 0) from = Math.max(from, room / way);
    else if (way > 0) to = Math.min(to, room / way);
  }
  return from > to ? null : [x0 + dx * from, y0 + dy * from, x0 + dx * to, y0 + dy * to];
}

/** @param {Box} box @param {number} x @param {number} y */
export function isInside({ left, top, width, height }, x, y) {
  return x >= left && x <= left + width && y >= top && y <= top + height;
}

/**
 * Where a way left the box for good: the place on the edge and the direction it went, or null if it ends inside or was never there.
 * What is not finite was no place: the way then ends before it. @param {Box} box @param {number} count of its points
 * @param {(at: number) => readonly [number, number]} pointAt pixels @returns {{x: number, y: number, dx: number, dy: number} | null}
 */
export function exitOf(box, count, pointAt) {
  let at = count - 1, end = at < 0 ? NOWHERE : pointAt(at);
  while (at > 0 && !Number.isFinite(end[0] + end[1])) end = pointAt(--at);
  if (!Number.isFinite(end[0] + end[1]) || isInside(box, ...end)) return null;
  for (let begin = end; at > 0; at--, end = begin) {
    begin = pointAt(at - 1);
    const seen = clipped(box, begin[0], begin[1], end[0], end[1]);
    if (!seen) continue;
    const dx = end[0] - begin[0], dy = end[1] - begin[1], length = Math.hypot(dx, dy) || 1;
    return { x: seen[2], y: seen[3], dx: dx / length, dy: dy / length };
  }
  return null;
}

const NOWHERE = /** @type {const} */ ([NaN, NaN]);
