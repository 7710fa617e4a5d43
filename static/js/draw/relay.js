// @ts-check
/**
 * The three runs of a relay, one under the other over the same axes: each with its own line, the others' faint behind it, and below it a track in the
 * colours of who walks. Where the third changes hands there is a diamond. Pure functions of (context, model, theme), in CSS pixels.
 */
import { formatShort } from "../math/format.js";
import { upTo } from "../math/curve.js";
import { polyline } from "../math/timeline.js";
import { faded } from "../theme.js";
import { drawDot, heightOf, stroke } from "./timeline.js";

/** @typedef {import("../theme.js").Theme} Theme */
/** @typedef {import("../math/scale.js").Scale} Scale */
/** @typedef {import("../math/curve.js").Curve} Curve */
/** @typedef {import("./timeline.js").Leg} Leg */
/** @typedef {{curve: Curve, legs: readonly Leg[], loss: number}} Lane */
/** @typedef {{lanes: readonly Lane[], X: Scale, Ys: readonly Scale[], width: number, height: number, step: number, turn: number, font: string}} Model   Ys: of each lane; turn: the step of the switch */

const TRACK = 4;

/** @param {CanvasRenderingContext2D} g @param {Model} model @param {Theme} theme */
export function drawRelay(g, model, theme) {
  g.clearRect(0, 0, model.width, model.height);
  model.lanes.forEach((lane, at) => drawLane(g, model, lane, at, theme));
  drawAxis(g, model, theme);
  const x = model.X(model.step);
  g.fillStyle = faded(theme.panel, 0.62);
  g.fillRect(x + 1, 0, model.width - x, model.height);
  g.fillStyle = theme.ink;
  g.fillRect(x - 0.75, 0, 1.5, model.height);
  model.lanes.forEach(({ loss, legs }, at) => drawDot(g, x, heightOf(model.Ys[at], loss), colourAt(legs, model.step), theme));
}

/** @param {CanvasRenderingContext2D} g @param {Model} model @param {Lane} lane @param {number} at @param {Theme} theme */
function drawLane(g, { lanes, X, Ys, width, turn }, lane, at, theme) {
  const Y = Ys[at], foot = Math.max(...Y.range);
  g.fillStyle = theme.line;
  g.fillRect(0, foot + TRACK, width, 1);
  for (const other of lanes) if (other !== lane) stroke(g, polyline(other.curve, X, Y), faded(theme.quiet, 0.35), 1);
  for (const { from, to, colour, dash } of lane.legs) {
    stroke(g, polyline(upTo(lane.curve, to), X, Y, from), colour, 2.25, dash);
    g.fillStyle = colour;
    g.fillRect(X(from), foot, Math.min(width, X(to)) - X(from), TRACK);
  }
  if (lane.legs.length < 2) return;
  const there = lane.curve.indexAt(turn), known = lane.curve.length > 0 && lane.curve.step(lane.curve.length - 1) >= turn;
  if (known) diamond(g, X(turn), heightOf(Y, lane.curve.last(there)), lane.legs[1].colour, theme);
}

/** The first and the last value of the steps, small, in the last lane. @param {CanvasRenderingContext2D} g @param {Model} model @param {Theme} theme */
function drawAxis(g, { X, width, height, font }, theme) {
  Object.assign(g, { font, fillStyle: theme.quiet, textBaseline: "bottom", textAlign: "center" });
  for (const step of X.ticks(Math.max(2, Math.floor(width / 70)))) {
    const half = g.measureText(formatShort(step)).width / 2;
    g.fillText(formatShort(step), Math.max(half, Math.min(width - half, X(step))), height);
  }
}

/** @param {readonly Leg[]} legs @param {number} step */
const colourAt = (legs, step) => (legs.find(({ to }) => step <= to) ?? legs[legs.length - 1]).colour;

/** @param {CanvasRenderingContext2D} g @param {number} x @param {number} y @param {string} colour @param {Theme} theme */
function diamond(g, x, y, colour, theme) {
  Object.assign(g, { fillStyle: colour, strokeStyle: theme.panel, lineWidth: 2 });
  g.beginPath();
  for (const [dx, dy] of [[0, -6], [6, 0], [0, 6], [-6, 0]]) g.lineTo(x + dx, y + dy);
  g.closePath();
  g.stroke();
  g.fill();
}
