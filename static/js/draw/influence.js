// @ts-check
/** What nudging every weight does against what its gradient says, and how far apart the two are for every δ: pure functions of (context, model, theme), in CSS pixels. */
import { formatPower, formatShort } from "../math/format.js";
import { ROOM } from "../math/influence.js";
import { begin, decades, line } from "./chart.js";

/** @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Context */
/** @typedef {import("../theme.js").Theme} Theme */
/** @typedef {import("../math/scale.js").Scale} Scale */
/** @typedef {{width: number, height: number, left: number, top: number, foot: number, font: number, family: string}} Box */
/** @typedef {{x: number, y: number, index: number}} Dot */
/** @typedef {{box: Box, X: Scale, Y: Scale, dots: readonly Dot[], top: ReadonlySet<number>, chosen: number | null, names: {x: string, y: string, equal: string}}} Scatter */
/** @typedef {{box: Box, X: Scale, Y: Scale, delta: readonly number[], each: readonly (readonly (number | null)[])[], middle: readonly (number | null)[] | null, chosen: readonly (number | null)[] | null, now: number, names: {x: string, y: string}}} Apart */

const DOT = 3, BIG = 4.5, KNOB = 6;

/** @param {Context} g @param {Scatter} scatter @param {Theme} theme */
export function drawScatter(g, { box, X, Y, dots, top, chosen, names }, theme) {
  const { width, height, left, foot, font } = box, [low, high] = X.domain;
  begin(g, box);
  line(g, [[left, Math.round(Y(0)) + 0.5], [width, Math.round(Y(0)) + 0.5]], theme.line, 1);
  line(g, [[Math.round(X(0)) + 0.5, box.top], [Math.round(X(0)) + 0.5, height - foot]], theme.line, 1);
  line(g, [[X(low), Y(low)], [X(high), Y(high)]], theme.accent, 1.5, [6, 4]);
  for (const { x, y, index } of dots) if (!top.has(index) && index !== chosen) dot(g, x, y, DOT, theme.quiet);
  for (const { x, y, index } of dots) if (top.has(index) && index !== chosen) dot(g, x, y, BIG, theme.ink, theme.panel);
  const mine = dots.find(({ index }) => index === chosen);
  if (mine) dot(g, mine.x, mine.y, BIG + 2, theme.accent, theme.panel);
  Object.assign(g, { fillStyle: theme.quiet, textBaseline: "middle", textAlign: "right" });
  for (const value of [low, high]) g.fillText(reachName(value), left - 4, Y(value / ROOM));
  Object.assign(g, { textBaseline: "bottom", textAlign: "right" });
  g.fillText(names.x, width, height - 1);
  Object.assign(g, { textBaseline: "top", textAlign: "left" });
  g.fillText(names.y, 0, 0);
  // Below the diagonal on its right is room, whatever the loss is like.
  Object.assign(g, { fillStyle: theme.accent, textAlign: "right", textBaseline: "bottom", strokeStyle: theme.panel, lineWidth: 4 });
  g.strokeText(names.equal, width, height - foot - font * 0.4);
  g.fillText(names.equal, width, height - foot - font * 0.4);
}

/** @param {Context} g @param {Apart} apart @param {Theme} theme */
export function drawApart(g, { box, X, Y, delta, each, middle, chosen, now, names }, theme) {
  const { width, height, left, foot, top } = box;
  begin(g, box);
  Object.assign(g, { fillStyle: theme.quiet, textBaseline: "middle", textAlign: "right" });
  for (const value of decades(Y, Math.ceil(Math.log10(Y.domain[1] / Y.domain[0]) / Math.max(2, (height - foot - top) / 22)))) {
    const y = Math.round(Y(value)) + 0.5;
    line(g, [[left, y], [width, y]], theme.line, 1);
    if (y > top - 2 && y < height - foot + 2) g.fillText(value >= 1e-2 ? `${value * 100}%` : formatPower(value), left - 4, y);
  }
  Object.assign(g, { textBaseline: "bottom", textAlign: "center" });
  for (const value of decades(X, 4)) g.fillText(value === 1 ? "δ = 1" : formatPower(value), inside(g, value === 1 ? "δ = 1" : formatPower(value), X(value), left, width), height);
  g.save();
  g.beginPath();
  g.rect(left, top - 2, width - left, height - foot - top + 4);
  g.clip();
  const curve = (/** @type {readonly (number | null)[]} */ values) => values.map((value, at) => [X(delta[at]), value === null ? NaN : Y(Math.max(Y.domain[0], value))]);
  for (const values of each) line(g, curve(values), theme.line, 1.5);
  if (middle) line(g, curve(middle), theme.ink, 2.2);
  if (chosen) line(g, curve(chosen), theme.accent, 2.2);
  g.restore();
  line(g, [[X(now), top], [X(now), height - foot]], theme.ink, 1.5, [3, 3]);
  dot(g, X(now), height - foot, KNOB, theme.accent, theme.panel);
  Object.assign(g, { textBaseline: "top", textAlign: "left", fillStyle: theme.quiet });
  g.fillText(names.y, 0, 0);
}

/** @param {Context} g @param {number} x @param {number} y @param {number} radius @param {string} fill @param {string} [halo] */
function dot(g, x, y, radius, fill, halo) {
  g.fillStyle = fill;
  g.beginPath();
  g.arc(x, y, radius, 0, 2 * Math.PI);
  g.fill();
  if (!halo) return;
  Object.assign(g, { strokeStyle: halo, lineWidth: 1.5 });
  g.stroke();
}

/** What stands at the end of an axis: the largest change that there is. @param {number} end */
export const reachName = (end) => formatShort(Number((end / ROOM).toPrecision(2)));

/** Where a centred text stays in the picture. @param {Context} g @param {string} text @param {number} x @param {number} left @param {number} right */
function inside(g, text, x, left, right) {
  const half = g.measureText(text).width / 2;
  return Math.max(left + half - 4, Math.min(right - half, x));
}
