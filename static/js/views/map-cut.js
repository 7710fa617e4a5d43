// @ts-check
/** On the map: where the slice beside it cuts the mountain. */
import { drawSection } from "../draw/slice.js";
import { endsOf } from "../math/cut.js";

/** @param {CanvasRenderingContext2D} context @param {import("./map-scene.js").Scene} scene @param {import("./map-over.js").Sight} sight */
export function drawCutOf(context, { state, look }, sight) {
  const { survey, view: { descent } } = state;
  if (descent.side !== "slice" || !survey || !sight.flat) return;
  const [x0, y0, x1, y1] = endsOf(survey), [ax, ay] = sight.project(x0, y0), [bx, by] = sight.project(x1, y1);
  drawSection(context, sight.box, [ax, ay], [bx, by], look);
}
