// @ts-check
/**
 * The data's canvas: ground (the output, or one unit's map), boundary, points, rings. What did not change since the last frame is
 * kept: the ground as a bitmap, the boundary as pieces, the points as one picture.
 */
import { boundary, drawBoundary, drawField, paintField } from "../draw/field.js";
import { drawRings } from "../draw/points.js";
import { exists, unitIndex } from "../math/network-geometry.js";
import { remembered, reused } from "../math/remembered.js";
import { theme } from "../theme.js";
import { createMarks, isRegression } from "./data-marks.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Point} Point */
/** @typedef {import("../draw/field.js").Field} Field */
/** @typedef {import("./data-marks.js").Aim} Aim */
/** @typedef {{width: number, ratio: number}} Size   CSS pixels of the square, device pixels per CSS pixel */

/** @param {HTMLCanvasElement} canvas */
export function createPicture(canvas) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const ground = reused(paintField), line = remembered((/** @type {Field} */ field) => boundary(field)), marks = createMarks();
  // Rings round all points would say nothing.
  const training = remembered((/** @type {readonly Point[]} */ points) => points.filter((point) => !point.test).length);
  return {
    /** @param {State} state @param {Aim} aim @param {Size} size */
    draw(state, aim, { width: size, ratio }) {
      const colours = theme(), output = state.frame?.field, map = unitMap(state);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, size, size);
      const field = map ?? output;
      if (field) drawField(context, ground(field, colours), 0, 0, size);
      if (output && !map && !isRegression(state)) drawBoundary(context, line(output), output.side, size, colours);
      const style = marks.styleOf(state, size, ratio), batch = state.frame?.batch ?? [];
      marks.draw(context, state, style, colours);
      if (batch.length < training(state.points)) drawRings(context, found(marks.byId(state.points), batch), style, colours, state.run.playing);
      marks.aim(context, state, aim, style, colours);
    },
  };
}

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

/** @param {Map<number, Point>} points @param {ArrayLike<number>} ids */
function found(points, ids) {
  const some = [];
  for (let at = 0; at < ids.length; at++) {
    const point = points.get(ids[at]);
    if (point) some.push(point);
  }
  return some;
}
