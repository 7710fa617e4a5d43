// @ts-check
/** The network's canvas. Maps are repainted only when they are new; everything else is drawn in one go. */
import { drawMark } from "../draw/points.js";
import { drawBiases, drawEdges, drawLabels, drawMarked, drawUnits, paintMaps } from "../draw/network.js";
import { exists } from "../math/network-geometry.js";
import { theme } from "../theme.js";
import { FEATURES } from "../math/feature-names.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../math/network-geometry.js").Layout} Layout */

/** @param {HTMLCanvasElement} canvas */
export function createPicture(canvas) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  /** @type {import("../draw/network.js").Atlas | null} */
  let atlas = null;
  let tick = -1;
  return {
    /** @param {State} state @param {Layout} layout @param {{ratio: number, font: string}} size */
    draw(state, layout, { ratio, font }) {
      const { frame, maps } = state, colours = theme();
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, canvas.width / ratio, canvas.height / ratio);
      if (!frame?.theta) return;
      if (tick !== maps.tick || atlas?.theme !== colours) atlas = paintMaps(atlas, maps, colours);
      tick = maps.tick;
      drawEdges(context, layout, frame.theta, colours);
      const marks = marked(state);
      for (const { ref, chosen } of marks.filter(({ ref }) => ref?.kind === "edge")) drawMarked(context, layout, frame.theta, ref, chosen, colours);
      drawUnits(context, layout, atlas?.from.length === total(layout) ? atlas : null, colours);
      drawBiases(context, layout, frame.theta, colours);
      for (const { ref, chosen } of marks.filter(({ ref }) => ref?.kind !== "edge")) drawMarked(context, layout, frame.theta, ref, chosen, colours);
      drawLabels(context, layout, (state.spec?.model.features ?? []).map((name) => FEATURES[name]), font, colours);
      drawClasses(context, layout, state, colours);
    },
  };
}

/** @param {Layout} layout */
const total = ({ sizes }) => sizes.reduce((sum, units) => sum + units, 0);

/** @param {State} state */
function marked({ selected, hovered, frame }) {
  return [{ ref: selected, chosen: true }, { ref: hovered, chosen: false }].filter(({ ref }) => frame && exists(frame.sizes, ref));
}

/** Beside each output the mark of the class that it speaks for. @param {CanvasRenderingContext2D} context @param {Layout} layout @param {State} state @param {import("../theme.js").Theme} colours */
function drawClasses(context, layout, { spec }, colours) {
  if (!spec || spec.data.task === "regression") return;
  const { x, side, ys } = layout.columns[layout.columns.length - 1];
  ys.forEach((y, unit) => drawMark(context, x + side / 2 + 11, y, ys.length === 1 ? 1 : unit, false, { task: "classification", radius: 5 }, colours));
}
