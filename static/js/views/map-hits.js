// @ts-check
/** What of a scene is pointed at, most important things first: the start, a walker, a mark, a suggested start, a path, the ground. */
import { lookup, toUnit } from "../math/landscape.js";
import { lostOf, placeOf } from "./map-walkers.js";

/** @typedef {import("./map-scene.js").Scene} Scene */
/**
 * @typedef {{kind: "start", x: number, y: number} | {kind: "walker" | "way", x: number, y: number, f: number, row: number, step: number}
 *   | {kind: "mark", of: import("../draw/landmarks.js").Kind, x: number, y: number, f: number} | {kind: "suggested", x: number, y: number}
 *   | {kind: "ground", x: number, y: number, f: number | null}} Hit   f of the ground is between the grid's values; null: under fog or outside
 */

export const KINDS = /** @type {const} */ (["minima", "locals", "saddles", "maxima"]);

/** @param {Scene} scene @param {{x: number, y: number}} spot that is pointed at @param {number} unit pixels of a length of 1 @param {number} [reach] in pixels, that counts as there @returns {Hit} */
export function hitAt(scene, spot, unit, reach = 10) {
  const near = (/** @type {{x: number, y: number}} */ { x, y }) => Math.hypot(x - spot.x, y - spot.y) * unit <= reach;
  return atStart(scene, near) ?? atWalker(scene, near) ?? atMark(scene, near) ?? atWay(scene, spot, (0.6 * reach) / unit) ?? { kind: "ground", ...spot, f: heightAt(scene, spot.x, spot.y) };
}

/** @typedef {(place: {x: number, y: number}) => boolean} Near */

/** @param {Scene} scene @param {Near} near @returns {Hit | null} */
function atStart({ start }, near) {
  const place = start && { x: start[0], y: start[1] };
  return place && near(place) ? { kind: "start", ...place } : null;
}

/** The one on top counts. @param {Scene} scene @param {Near} near @returns {Hit | null} */
function atWalker({ state, rows, entries }, near) {
  for (const { row } of [...rows].reverse()) {
    const place = placeOf(state, row, entries - 1);
    if (near(place)) return { kind: "walker", row, step: lostOf(state, row)?.step ?? state.run.step, ...place };
  }
  return null;
}

/** Marks of the mountain that are not under fog, and the starts that it suggests. @param {Scene} scene @param {Near} near @returns {Hit | null} */
function atMark(scene, near) {
  for (const { kind, x, y, f } of marksOf(scene)) if (near({ x, y })) return { kind: "mark", of: kind, x, y, f };
  const found = scene.mountain.starts.find(([x, y]) => near({ x, y }));
  return found ? { kind: "suggested", x: found[0], y: found[1] } : null;
}

/** @param {Scene} scene @param {{x: number, y: number}} spot @param {number} reach a length @returns {Hit | null} */
function atWay({ state: { trails }, rows, entries }, spot, reach) {
  let least = reach, best = [-1, -1];
  for (const { row } of [...rows].reverse()) {
    if (row >= trails.rows) continue;
    for (let entry = 0; entry < entries; entry++) {
      const away = Math.max(Math.abs(trails.x(entry, row) - spot.x), Math.abs(trails.y(entry, row) - spot.y));
      if (away < least) [least, best] = [away, [entry, row]];
    }
  }
  const [entry, row] = best;
  return entry < 0 ? null : { kind: "way", row, x: trails.x(entry, row), y: trails.y(entry, row), f: trails.loss(entry, row), step: trails.step(entry) };
}

/** The mountain's marks that may be seen: under fog only those that somebody has come near. @param {Scene} scene */
export function marksOf(scene) {
  return KINDS.flatMap((kind) => scene.mountain[kind].map(([x, y, f]) => ({ kind, x, y, f }))).filter(({ x, y }) => isFelt(scene, x, y));
}

/** Whether there is no fog at a place. @param {Scene} scene @param {number} x @param {number} y */
function isFelt({ fog, over }, x, y) {
  return !fog || fog.at(...toUnit(over, x, y)) > 110;
}

/** The height between the grid's values; null where nothing is known of it. @param {Scene} scene @param {number} x @param {number} y */
export function heightAt(scene, x, y) {
  const { landscape } = scene, [u, v] = landscape ? toUnit(landscape.window, x, y) : [-1, -1];
  if (!landscape || u < 0 || u > 1 || v < 0 || v > 1 || !isFelt(scene, x, y)) return null;
  return lookup(landscape.z, landscape.n, u, v);
}
