// @ts-check
/** A cut through the mountain at a walker's place: in which direction, how far, what it shows, and the errors of differences along it. No screen here. */

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Survey} Survey */
/** @typedef {import("../state.js").Descent} Descent */

/** Half as far as the map is wide is all of it; a quarter shows what lies round the walker. */
const REACH = 1 / 4;
/** Walls may be a thousand times as high as the walker stands: so many times its height above the lowest place is enough to be seen. */
const HIGH = 3;
/** A difference that is right to the last bit has the error 0, which has no logarithm. */
export const LEAST_ERROR = 1e-17;

/** The direction of the cut in radians: straight down, along an axis, or free. @param {Descent} descent @param {ArrayLike<number> | undefined} grad (R, 2) @param {number} row */
export function angleOf({ along, angle }, grad, row) {
  if (along === "x") return 0;
  if (along === "y") return Math.PI / 2;
  const gx = grad?.[2 * row] ?? 0, gy = grad?.[2 * row + 1] ?? 0;
  return along === "free" || !(Math.hypot(gx, gy) > 0) ? angle : Math.atan2(-gy, -gx);
}

/** How far the cut goes to either side: who looks closer at the map cuts less of it. @param {Descent} descent @param {readonly number[]} own  the mountain's window */
export function spanOf({ window }, own) {
  const [x0, x1] = window ?? own;
  return (x1 - x0) * REACH;
}

/** The two ends of the cut on the map: x0, y0, x1, y1. @param {Survey} survey @returns {[number, number, number, number]} */
export function endsOf({ at: [x, y], angle, slice: { to } }) {
  const dx = to * Math.cos(angle), dy = to * Math.sin(angle);
  return [x - dx, y - dy, x + dx, y + dy];
}

/** The heights that the picture of a cut shows. @param {Survey} survey @returns {[number, number]} */
export function heightsOf({ f, slice }) {
  const known = slice.f.filter((height) => height !== null), low = Math.min(f, ...known), high = Math.max(f, ...known);
  const middle = [...known].sort((a, b) => a - b)[known.length >> 1] ?? high;
  const top = Math.min(high, low + HIGH * Math.max(f - low, middle - low)), room = Math.max(top - low, 1e-9 * Math.max(1, Math.abs(low)));
  return [low - 0.08 * room, top + 0.08 * room];
}

/** A line through the walker's height, or through both sides of it: at t = 0 and its slope. @param {Survey} survey @param {boolean} central @returns {{level: number, slope: number}} */
export function secantOf({ f, h, derivative: { forward, central: both } }, central) {
  // f(h) is f + h·forward, f(−h) is that less 2h·central: their mean is where the line between them passes the walker.
  return central ? { level: f + h * (forward - both), slope: both } : { level: f, slope: forward };
}

/** The powers of ten between which errors lie. @param {Survey["errors"]} errors @returns {[number, number]} */
export function errorsDomain({ forward, central }) {
  const all = [...forward, ...central].filter((error) => error !== null && Number.isFinite(error)).map((error) => Math.max(LEAST_ERROR, error));
  if (!all.length) return [1e-12, 1];
  return [10 ** Math.floor(Math.log10(Math.min(...all))), 10 ** Math.ceil(Math.log10(Math.max(...all)) + 1e-9)];
}
