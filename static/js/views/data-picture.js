// @ts-check
/**
 * The data's canvas: ground (the output, or one unit's map), boundary, points, rings. What did not change since the last frame is
 * kept: the ground as a bitmap, the boundary as pieces, the points as one picture.
 */
import { boundary, drawBoundary, drawField, paintField } from "../draw/field.js";
import { drawCrosshair, drawFocus, drawPoints, drawRings } from "../draw/points.js";
import { exists, unitIndex } from "../math/network-geometry.js";
import { theme } from "../theme.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Point} Point */
/** @typedef {import("../draw/field.js").Field} Field */
/** @typedef {{width: number, ratio: number}} Size   CSS pixels of the square, device pixels per CSS pixel */
/** @typedef {{focus: number | null, held: boolean, cursor: {x: number, y: number} | null}} Aim   what the keyboard holds: a point's id, whether arrows move it, or a free place */

/** @param {HTMLCanvasElement} canvas */
export function createPicture(canvas) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const ground = remembered(paintField), line = remembered((_, /** @type {Field} */ field) => boundary(field));
  const layer = remembered(paintPoints), byId = remembered((_, /** @type {readonly Point[]} */ points) => new Map(points.map((point) => [point.id, point])));
  // Rings round all points would say nothing.
  const training = remembered((_, /** @type {readonly Point[]} */ points) => points.filter((point) => !point.test).length);
  return {
    /** @param {State} state @param {Aim} aim @param {Size} size */
    draw(state, aim, { width: size, ratio }) {
      const colours = theme(), output = state.frame?.field, map = unitMap(state);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, size, size);
      const field = map ?? output;
      if (field) drawField(context, ground(field, colours), 0, 0, size);
      if (output && !map && !isRegression(state)) drawBoundary(context, line(output), output.side, size, colours);
      const style = styleOf(state, size, ratio);
      context.drawImage(layer(state.points, state.view.hideTest, style.radius, size, ratio, style.task, colours), 0, 0, size, size);
      const points = byId(state.points);
      const batch = state.frame?.batch ?? [];
      if (batch.length < training(state.points)) drawRings(context, found(points, batch), style, colours, state.run.playing);
      drawAim(context, aim, points, style, colours);
    },
  };
}

/** @param {State} state */
export const isRegression = (state) => state.spec?.data.task === "regression";

/** The unit whose map is shown instead of the output: the one pointed at, else the chosen one. @param {State} state @returns {import("../state.js").UnitRef | null} */
export function shownUnit({ hovered, selected, frame, maps }) {
  const ref = hovered?.kind === "unit" ? hovered : selected;
  if (ref?.kind !== "unit" || !frame || !exists(frame.sizes, ref)) return null;
  return maps.units[unitIndex(frame.sizes, ref.layer, ref.unit)] ? ref : null;
}

/** @param {State} state @returns {Field | null} */
function unitMap(state) {
  const ref = shownUnit(state);
  if (!ref || !state.frame) return null;
  const data = /** @type {Uint8Array} */ (state.maps.units[unitIndex(state.frame.sizes, ref.layer, ref.unit)]);
  const field = fields.get(data) ?? { classes: 1, side: state.maps.size, data };
  fields.set(data, field);
  return field;
}

/** So that the same map is the same field, and is painted once. @type {WeakMap<Uint8Array, Field>} */
const fields = new WeakMap();

/** Marks shrink where there are many. @param {State} state @param {number} size @param {number} ratio @returns {import("../draw/points.js").Style} */
export function styleOf(state, size, ratio) {
  const crowd = Math.min(1, Math.max(0.62, Math.sqrt(260 / Math.max(1, state.points.length))));
  return { task: isRegression(state) ? "regression" : "classification", size, ratio, radius: Math.max(3.2, Math.min(9, size / 74)) * crowd };
}

/** @param {OffscreenCanvas | null} old @param {readonly Point[]} points @param {boolean} hideTest @param {number} radius @param {number} size @param {number} ratio @param {string} task @param {import("../theme.js").Theme} colours */
function paintPoints(old, points, hideTest, radius, size, ratio, task, colours) {
  const side = Math.max(1, Math.round(size * ratio));
  const layer = old?.width === side ? old : new OffscreenCanvas(side, side);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (layer.getContext("2d"));
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, size, size);
  const style = { task, size, ratio, radius };
  if (!hideTest) drawPoints(context, points.filter((point) => point.test), style, colours);
  drawPoints(context, points.filter((point) => !point.test), style, colours);
  return layer;
}

/** @param {Map<number, Point>} points @param {ArrayLike<number>} ids */
function found(points, ids) {
  const some = [];
  for (let at = 0; at < ids.length; at++) {
    const point = points.get(ids[at]);
    if (point) some.push(point);
  }
  return some;
}

/** @param {CanvasRenderingContext2D} context @param {Aim} aim @param {Map<number, Point>} points @param {import("../draw/points.js").Style} style @param {import("../theme.js").Theme} colours */
function drawAim(context, { focus, held, cursor }, points, style, colours) {
  const point = focus === null ? undefined : points.get(focus);
  if (point) drawFocus(context, point, held, style, colours);
  if (cursor) drawCrosshair(context, cursor, style, colours);
}

/**
 * A function that is called only when one of its arguments is another than last time; it gets its last result first.
 * @template {any[]} A @template R @param {(last: R | null, ...args: A) => R} make @returns {(...args: A) => R}
 */
function remembered(make) {
  /** @type {A | null} */
  let last = null;
  /** @type {R | null} */
  let result = null;
  return (...args) => {
    if (!last || args.some((arg, at) => arg !== /** @type {A} */ (last)[at])) result = make(result, ...args);
    last = args;
    return /** @type {R} */ (result);
  };
}
