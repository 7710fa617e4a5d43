// @ts-check
/**
 * The data's square window: x and y from −1.2 to 1.2, y up, drawn `size` pixels wide. Hit tests, walking from point to point
 * by arrow keys, and the points of a brush stroke. No canvas.
 */

/** @typedef {import("../state.js").Point} Point */
/** @typedef {{x: number, y: number}} Place */

export const EDGE = 1.2;
/** Points of a stroke stand this far apart, in the data's units. */
const BRUSH_STEP = 0.07;

/** @param {number} size @param {Place} place @returns {Place} pixels */
export function toPixels(size, { x, y }) {
  return { x: (x / EDGE + 1) * (size / 2), y: (1 - y / EDGE) * (size / 2) };
}

/** Never outside the window, and with four decimals: what is sent is what is drawn. @param {number} size @param {Place} pixels @returns {Place} */
export function fromPixels(size, { x, y }) {
  return within({ x: (x / (size / 2) - 1) * EDGE, y: (1 - y / (size / 2)) * EDGE });
}

/** @param {Place} place @returns {Place} */
export function within({ x, y }) {
  return { x: clean(x), y: clean(y) };
}

/** @param {number} value */
const clean = (value) => Math.round(Math.max(-EDGE, Math.min(EDGE, value)) * 1e4) / 1e4 + 0;

/** The point nearest to a place, if it is within reach (pixels). @param {readonly Point[]} points @param {number} size @param {Place} at pixels @param {number} reach @returns {Point | null} */
export function pointAt(points, size, at, reach) {
  let best = reach;
  let found = null;
  for (const point of points) {
    const pixels = toPixels(size, point);
    const distance = Math.hypot(pixels.x - at.x, pixels.y - at.y);
    if (distance <= best) [best, found] = [distance, point];
  }
  return found;
}

/** @typedef {"left" | "right" | "up" | "down"} Direction */
/** @type {Record<Direction, [number, number]>} */
export const DIRECTIONS = { left: [-1, 0], right: [1, 0], up: [0, 1], down: [0, -1] };

/**
 * The nearest point in a direction: ahead within 45° counts once, what lies more to the side twice. Null if nothing lies ahead.
 * @param {readonly Point[]} points @param {Place} from @param {Direction} direction @param {number} [except] id @returns {Point | null}
 */
export function pointToward(points, from, direction, except) {
  const [east, north] = DIRECTIONS[direction];
  let best = Infinity;
  let found = null;
  for (const point of points) {
    const ahead = (point.x - from.x) * east + (point.y - from.y) * north;
    const aside = Math.abs((point.x - from.x) * north) + Math.abs((point.y - from.y) * east);
    if (point.id === except || ahead <= 0) continue;
    const distance = Math.hypot(ahead, aside) * (aside > ahead ? 2 : 1);
    if (distance < best) [best, found] = [distance, point];
  }
  return found;
}

/** Where a stroke from a to b puts points: evenly, the first one step away from `a`. @param {Place} a the last point that was put @param {Place} b the pointer @returns {Place[]} */
export function strokePlaces(a, b) {
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  const count = Math.floor(length / BRUSH_STEP + 1e-9);
  return Array.from({ length: count }, (_, at) => {
    const share = ((at + 1) * BRUSH_STEP) / length;
    return within({ x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share });
  });
}
