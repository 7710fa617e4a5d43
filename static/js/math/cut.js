// @ts-check
/** A cut through the mountain at a walker's place: in which direction, how far, and the slopes along it. No screen here. */

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Descent} Descent */

/** Half as far as the map is wide is all of it; a quarter shows what lies round the walker. */
const REACH = 1 / 4;

/** The direction of the cut in radians: straight down, along an axis, or free. @param {Descent} descent @param {ArrayLike<number> | undefined} grad (R, 2) @param {number} row */
export function angleOf({ along, angle }, grad, row) {
  if (along === "x") return 0;
  if (along === "y") return Math.PI / 2;
  const gx = grad?.[2 * row] ?? 0, gy = grad?.[2 * row + 1] ?? 0;
  return along === "free" || !(Math.hypot(gx, gy) > 0) ? angle : Math.atan2(-gy, -gx);
}

/** How far the cut goes to either side. @param {Descent} descent @param {readonly number[]} own  the mountain's window */
export function spanOf({ window, span }, own) {
  const [x0, x1] = window ?? own;
  return span ?? (x1 - x0) * REACH;
}

/** The two ends of the cut on the map. @param {{at: readonly [number, number], angle: number, span: number}} survey @returns {[number, number, number, number]} x0, y0, x1, y1 */
export function endsOf({ at: [x, y], angle, span }) {
  const dx = span * Math.cos(angle), dy = span * Math.sin(angle);
  return [x - dx, y - dy, x + dx, y + dy];
}
