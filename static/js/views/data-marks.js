// @ts-check
/** The points of any picture of the data: what their marks say, all of them as one kept layer, and what the keyboard holds. */
import { drawCrosshair, drawFocus, drawPoints } from "../draw/points.js";
import { remembered, reused } from "../math/remembered.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Point} Point */
/** @typedef {import("../draw/points.js").Style} Style */
/** @typedef {import("../theme.js").Theme} Theme */
/** @typedef {{focus: number | null, held: boolean, cursor: {x: number, y: number} | null}} Aim   what the keyboard holds: a point's id, whether arrows move it, or a free place */

/** @param {State} state */
export const isRegression = (state) => kindOf(state) === "regression";

/** What a point says: its class, its value, or nothing but where it is. @param {State} state */
export function kindOf({ spec }) {
  if (spec?.objective?.kind === "points" && spec.objective.loss === "squared") return "place";
  return spec?.data.task === "regression" ? "regression" : "classification";
}

export function createMarks() {
  const layer = reused(paintPoints), byId = remembered((/** @type {readonly Point[]} */ points) => new Map(points.map((point) => [point.id, point])));
  return {
    byId, styleOf,
    /** @param {CanvasRenderingContext2D} context @param {State} state @param {Style} style @param {Theme} colours */
    draw(context, { points, view }, { size, ratio, radius, task }, colours) {
      context.drawImage(layer(points, view.hideTest, radius, size, ratio, task, colours), 0, 0, size, size);
    },
    /** @param {CanvasRenderingContext2D} context @param {State} state @param {Aim} aim @param {Style} style @param {Theme} colours */
    aim(context, { points }, { focus, held, cursor }, style, colours) {
      const point = focus === null ? undefined : byId(points).get(focus);
      if (point) drawFocus(context, point, held, style, colours);
      if (cursor) drawCrosshair(context, cursor, style, colours);
    },
  };
}

/** Marks shrink where there are many. @param {State} state @param {number} size @param {number} ratio @returns {Style} */
function styleOf(state, size, ratio) {
  const crowd = Math.min(1, Math.max(0.62, Math.sqrt(260 / Math.max(1, state.points.length))));
  return { task: kindOf(state), size, ratio, radius: Math.max(3.2, Math.min(9, size / 74)) * crowd };
}

/** @param {OffscreenCanvas | null} old @param {readonly Point[]} points @param {boolean} hideTest @param {number} radius @param {number} size @param {number} ratio @param {string} task @param {Theme} colours */
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
