// @ts-check
/** How the curves of the depth panel are told apart beside their colours `--curve-…`: by dash and marker, one of each a slot. */
import { MARKERS } from "./markers.js";

export const MOST_CURVES = 6;

/** @type {readonly (readonly number[])[]} */
export const CURVE_DASHES = Object.freeze([[], [9, 5], [3, 5], [11, 4, 2, 4], [5, 4], [14, 4, 2, 4, 2, 4]]);

const SHAPES = /** @type {const} */ (["gradient_descent", "momentum", "adagrad", "nesterov", "rmsprop", "amsgrad"]).map((name) => MARKERS[name]);

/** A slot's marker as an SVG path. @param {number} slot @param {number} x @param {number} y @param {number} radius */
export function markerPath(slot, x, y, radius) {
  return `M${SHAPES[slot % SHAPES.length].map(([dx, dy]) => `${(x + radius * dx).toFixed(1)} ${(y + radius * dy).toFixed(1)}`).join("L")}Z`;
}

/** The first that no curve has. @param {readonly {slot: number}[]} curves */
export const freeSlot = (curves) => Array.from({ length: MOST_CURVES }, (_, slot) => slot).find((slot) => curves.every((curve) => curve.slot !== slot)) ?? 0;
