// @ts-check
/** How places and paths are seen on the mountain: on its ground, hidden by what stands before them, and no farther than its edge. */
import { drawFrame, projector } from "../draw/mountain.js";
import { isSeen } from "../gl/camera.js";
import { exitOf, isInside } from "../math/crossing.js";
import { toUnit } from "../math/landscape.js";
import { remembered } from "../math/remembered.js";
import { heightsOf } from "./landscape-scene.js";

/** @typedef {import("../math/landscape.js").Window} Window */
/** @typedef {import("../gl/camera.js").Camera} Camera */

const UNIT = { left: 0, top: 0, width: 1, height: 1 };
/** How many pixels wide the mountain counts as when one points at something on it. */
const FLAT = 420;
/** A path is looked at for what hides it each time that it has gone this share of the window, and no share smaller than the other is drawn. */
const LOOK = 1 / 70, LEAST = 1 / 500;

/** @param {Window} window */
export const unitOf = ([x0, x1]) => FLAT / (x1 - x0);

/**
 * How places are seen on the mountain. @param {import("../state.js").Landscape} landscape @param {Float32Array<ArrayBuffer>} relief
 * @param {import("../math/relief.js").LossScale} scale @param {import("../draw/landscape.js").Words} words @param {import("../theme.js").Theme} theme
 * @param {import("../gl/camera.js").Lens} lens @param {Camera} camera @param {number} width @param {number} height @returns {import("./map-over.js").Sight}
 */
export function sightOf(landscape, relief, scale, words, theme, lens, camera, width, height) {
  const { window } = landscape, to = projector({ lens, width, height }), heightAt = heightsOf(relief);
  const high = (/** @type {number} */ u, /** @type {number} */ v) => Math.min(1, heightAt(u, v));
  const pathOf = (/** @type {import("../math/trails.js").Trails} */ trails, /** @type {number} */ row) => (/** @type {number} */ entry) => toUnit(window, trails.x(entry, row), trails.y(entry, row));
  const seen = (/** @type {number} */ u, /** @type {number} */ v) => isSeen(lens, u, v, high(u, v), heightAt);
  return {
    box: { left: 0, top: 0, width, height }, key: viewKey(camera, relief, width, height), unit: unitOf(window), flat: false,
    before: (context) => drawFrame(context, { lens, width, height }, scale, window, theme, words),
    project(x, y) {
      const [u, v] = toUnit(window, x, y), [px, py] = to(u, v, high(u, v));
      return [px, py, u >= 0 && u <= 1 && v >= 0 && v <= 1 && seen(u, v)];
    },
    exit(trails, entries, row) {
      const found = exitOf(UNIT, entries, pathOf(trails, row));
      if (!found) return null;
      const [x, y] = to(found.x, found.y, high(found.x, found.y)), [bx, by] = to(found.x - found.dx / 50, found.y - found.dy / 50, high(found.x, found.y)), length = Math.hypot(x - bx, y - by) || 1;
      return { x, y, dx: (x - bx) / length, dy: (y - by) / length };
    },
    placing(trails) {
      /** Of each row: the last spot that was worked out. @type {Map<number, {u: number, v: number, x: number, y: number, lookedU: number, lookedV: number, front: boolean}>} */
      const last = new Map();
      return (entry, row, into) => {
        const [u, v] = onMountain(pathOf(trails, row), entry), known = last.get(row);
        if (known && Math.abs(u - known.u) + Math.abs(v - known.v) < LEAST) return void Object.assign(into, { x: known.x, y: known.y, front: known.front });
        const [x, y] = Number.isFinite(u) ? to(u, v, high(u, v)) : [NaN, NaN], look = !known || !(Math.abs(u - known.lookedU) + Math.abs(v - known.lookedV) < LOOK);
        const front = look ? Number.isFinite(u) && seen(u, v) : known.front;
        last.set(row, { u, v, x, y, front, lookedU: look ? u : known.lookedU, lookedV: look ? v : known.lookedV });
        Object.assign(into, { x, y, front });
      };
    },
  };
}

/** A place of a path on the mountain; of one beyond it where the step went over the edge, or NaN. @param {(entry: number) => [number, number]} unit @param {number} entry @returns {[number, number]} */
function onMountain(unit, entry) {
  const at = unit(entry);
  if (isInside(UNIT, ...at)) return at;
  const out = entry && isInside(UNIT, ...unit(entry - 1)) ? exitOf(UNIT, 2, (k) => unit(entry - 1 + k)) : null;
  return out ? [out.x, out.y] : [NaN, NaN];
}

/** The same object for the same view. */
const viewKey = remembered((/** @type {any[]} */ ...parts) => parts);
