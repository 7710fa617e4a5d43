// @ts-check
/** The points' canvas: what the chosen walker makes of them (its line, what is left of each point, or how sure each side is), the others' lines faint. */
import { drawField, paintField } from "../draw/field.js";
import { drawCross, drawFits, drawPointed, drawResiduals } from "../draw/fit.js";
import { DASHES } from "../math/dashes.js";
import { lineOf, residualsOf, sidesOf } from "../math/line.js";
import { reused } from "../math/remembered.js";
import { walkersOf } from "../math/roster.js";
import { rowOf } from "../modes.js";
import { theme } from "../theme.js";
import { createMarks } from "./data-marks.js";
import { lossOf } from "./own-edits.js";

/** @typedef {import("../state.js").State} State */

const SIDE = 64;

/** The two weights of a row; NaN without a frame. @param {State} state @param {number} row @returns {[number, number]} */
export const thetaOf = ({ frame }, row) => [frame?.theta?.[2 * row] ?? NaN, frame?.theta?.[2 * row + 1] ?? NaN];

/** The walker that is looked at: the picked one, else the first. @param {State} state */
export const lookedAt = (state) => Math.max(0, rowOf(state));

/** @param {HTMLCanvasElement} canvas */
export function createOwnPicture(canvas) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const marks = createMarks(), ground = reused(paintField), field = reused((_, /** @type {number} */ a, /** @type {number} */ b) => sidesOf([a, b], SIDE));
  return {
    /** @param {State} state @param {import("./data-marks.js").Aim} aim @param {import("./data-picture.js").Size} size */
    draw(state, aim, { width: size, ratio }) {
      const colours = theme(), loss = lossOf(state), theta = thetaOf(state, lookedAt(state)), style = marks.styleOf(state, size, ratio);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, size, size);
      if (loss === "softmax" && theta.every(Number.isFinite)) drawField(context, ground(field(...theta), colours), 0, 0, size);
      drawCross(context, size, colours);
      if (loss === "squared") drawResiduals(context, residualsOf(state.points.filter(({ test }) => !test), theta), size, colours);
      drawFits(context, fitsOf(state, loss, colours), size, colours);
      marks.draw(context, state, style, colours);
      const pointed = state.spot && lineOf(loss, [state.spot.x, state.spot.y]);
      if (pointed) drawPointed(context, pointed, size, colours);
      marks.aim(context, state, aim, style, colours);
    },
  };
}

/** Everybody's line who is still on the way. @param {State} state @param {import("../math/line.js").Loss} loss @param {import("../theme.js").Theme} colours @returns {import("../draw/fit.js").Fitted[]} */
function fitsOf(state, loss, colours) {
  const looked = lookedAt(state), rows = state.frame?.loss.length ?? 0;
  return walkersOf(state.spec?.methods ?? []).flatMap(({ key, rows: own }) => own.filter((row) => row < rows && (state.frame?.status?.[2 * row] ?? -1) < 0).flatMap((row) => {
    const segment = lineOf(loss, thetaOf(state, row));
    return segment ? [{ segment, colour: colours.methods[key], dash: DASHES[key].map((length) => length / 2), bold: row === looked }] : [];
  }));
}
