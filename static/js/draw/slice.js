// @ts-check
/**
 * A cut through the mountain with its tangent and its secant, and the errors of both differences against h: pure functions of (context, model,
 * theme), in CSS pixels.
 */
import { LEAST_ERROR } from "../math/cut.js";
import { formatShort } from "../math/format.js";
import { begin, decades, line } from "./chart.js";
import { clipped } from "./clipped.js";

/** @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Context */
/** @typedef {import("../theme.js").Theme} Theme */
/** @typedef {import("../math/scale.js").Scale} Scale */
/** @typedef {{width: number, height: number, left: number, foot: number, font: number, family: string}} Box  left, foot: of the axes */
/** @typedef {{box: Box, X: Scale, Y: Scale, f: readonly (number | null)[], here: number, slope: number, secant: {level: number, slope: number}, h: number, central: boolean, colour: string, names: {tangent: string, secant: string}}} Cut */
/** @typedef {{box: Box, X: Scale, Y: Scale, h: readonly number[], forward: readonly (number | null)[], central: readonly (number | null)[], best: {forward: number | null, central: number | null}, now: number, name: string}} Errors */

const KNOB = 7;

/** @param {Context} g @param {Cut} cut @param {Theme} theme */
export function drawCut(g, cut, theme) {
  const { box, X, Y, f, here, slope, secant, h, central } = cut, [from, to] = X.domain;
  begin(g, box);
  axes(g, box, X.ticks(5), X, Y.ticks(Math.max(2, Math.floor(box.height / 46))), Y, theme);
  g.save();
  g.beginPath();
  g.rect(box.left, 0, box.width - box.left, box.height - box.foot);
  g.clip();
  line(g, f.map((height, at) => [X(from + ((to - from) * at) / (f.length - 1)), height === null ? NaN : Y(height)]), theme.ink, 2.2);
  const reach = (/** @type {number} */ level, /** @type {number} */ steep) => [from, to].map((t) => [X(t), Y(level + steep * t)]);
  line(g, reach(here, slope), theme.accent, 2, [7, 5]);
  line(g, reach(secant.level, secant.slope), secantColour(theme, central), 2);
  g.restore();
  const ends = central ? [-h, h] : [h];
  for (const t of ends) if (Math.abs(t) <= to) knob(g, X(t), within(Y, secant.level + secant.slope * t), theme.panel, secantColour(theme, central));
  knob(g, X(0), Y(here), cut.colour, theme.panel);
  named(g, cut, theme);
}

/** @param {Context} g @param {Errors} errors @param {Theme} theme */
export function drawErrors(g, errors, theme) {
  const { box, X, Y, h, best, now } = errors;
  begin(g, box);
  axes(g, box, decades(X, box.width < 300 ? 5 : 3), X, decades(Y, Math.ceil(Math.log10(Y.domain[1] / Y.domain[0]) / 4)), Y, theme);
  rule(g, X(now), box, theme.ink);
  for (const kind of /** @type {const} */ (["forward", "central"])) {
    const colour = secantColour(theme, kind === "central");
    const points = errors[kind].map((error, at) => [X(h[at]), error === null ? NaN : Y(Math.max(LEAST_ERROR, error))]);
    line(g, points, colour, 2, kind === "forward" ? [6, 4] : []);
    const at = h.findIndex((one) => one === best[kind]);
    if (at >= 0) marker(g, points[at][0], points[at][1], colour, theme.panel);
  }
  knob(g, X(now), box.height - box.foot, theme.panel, theme.ink);
  // Both curves fall towards their middle: there is room above it.
  Object.assign(g, { textAlign: "center", textBaseline: "top", fillStyle: theme.quiet });
  g.fillText(errors.name, (box.left + box.width) / 2, 0);
}

/** On a map, where a cut goes: dashed, with a bar at each end. @param {Context} g @param {{left: number, top: number, width: number, height: number}} box @param {readonly [number, number]} from @param {readonly [number, number]} to @param {{halo: string, ink: string}} look */
export function drawSection(g, box, from, to, { halo, ink }) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]], length = Math.hypot(dx, dy) || 1, [nx, ny] = [(-8 * dy) / length, (8 * dx) / length];
  const bar = (/** @type {readonly [number, number]} */ [x, y]) => [[x - nx, y - ny], [x + nx, y + ny]];
  clipped(g, box, () => {
    for (const [colour, width, dash] of /** @type {[string, number, number[]][]} */ ([[halo, 5, []], [ink, 2, [9, 5]]])) {
      line(g, [from, to], colour, width, dash);
      for (const end of [from, to]) line(g, bar(end), colour, width);
    }
  });
}

/** @param {Theme} theme @param {boolean} central */
const secantColour = (theme, central) => (central ? theme.positive : theme.negative);

/** @param {Context} g @param {Box} box @param {readonly number[]} xs @param {Scale} X @param {readonly number[]} ys @param {Scale} Y @param {Theme} theme */
function axes(g, { width, height, left, foot, font }, xs, X, ys, Y, theme) {
  Object.assign(g, { strokeStyle: theme.line, fillStyle: theme.quiet, lineWidth: 1, textBaseline: "middle", textAlign: "right" });
  for (const value of ys) {
    const y = Math.round(Y(value)) + 0.5;
    line(g, [[left, y], [width, y]], theme.line, 1);
    if (y > font * 0.5 && y < height - foot - font * 0.3) g.fillText(formatShort(value), left - 5, y);
  }
  line(g, [[left, height - foot + 0.5], [width, height - foot + 0.5]], theme.quiet, 1);
  Object.assign(g, { textAlign: "center", textBaseline: "bottom" });
  for (const value of xs) {
    const text = formatShort(value), half = g.measureText(text).width / 2;
    g.fillText(text, Math.max(left + half - 4, Math.min(width - half, X(value))), height);
  }
}

/** @param {Context} g @param {number} x @param {Box} box @param {string} colour */
const rule = (g, x, { height, foot }, colour) => line(g, [[x, 0], [x, height - foot]], colour, 1.5);

/** @param {Context} g @param {number} x @param {number} y @param {string} fill @param {string} edge */
function knob(g, x, y, fill, edge) {
  Object.assign(g, { fillStyle: fill, strokeStyle: edge, lineWidth: 2.5 });
  g.beginPath();
  g.arc(x, y, KNOB - 1, 0, 2 * Math.PI);
  g.fill();
  g.stroke();
}

/** The best step: a triangle that stands on its error. @param {Context} g @param {number} x @param {number} y @param {string} colour @param {string} halo */
function marker(g, x, y, colour, halo) {
  Object.assign(g, { fillStyle: colour, strokeStyle: halo, lineWidth: 2 });
  g.beginPath();
  g.moveTo(x, y - 2);
  g.lineTo(x - 6, y - 13);
  g.lineTo(x + 6, y - 13);
  g.closePath();
  g.stroke();
  g.fill();
}

/** @param {Scale} Y @param {number} value */
const within = (Y, value) => Math.max(Math.min(...Y.range), Math.min(Math.max(...Y.range), Y(value)));

/** Which line is which, at that of the upper corners or the middle where there is most room. @param {Context} g @param {Cut} cut @param {Theme} theme */
function named(g, cut, theme) {
  const { box, names, central } = cut, texts = /** @type {[string, string][]} */ ([[names.tangent, theme.accent], [names.secant, secantColour(theme, central)]]);
  const width = Math.max(...texts.map(([text]) => g.measureText(text).width)), left = box.left + 6, right = box.width - 4 - width;
  const room = [right, left, (left + right) / 2].map((x) => ({ x, y: highest(cut, x - 6, x + width + 6) }));
  const { x } = room.reduce((best, one) => (one.y > best.y + 4 ? one : best));
  Object.assign(g, { textAlign: "left", textBaseline: "top", strokeStyle: theme.panel, lineWidth: 4 });
  texts.forEach(([text, colour], at) => {
    g.strokeText(text, x, 2 + at * box.font * 1.25);
    g.fillStyle = colour;
    g.fillText(text, x, 2 + at * box.font * 1.25);
  });
}

/** The pixel of the highest that is drawn between two. @param {Cut} cut @param {number} from @param {number} to */
function highest({ X, Y, f, here, slope, secant }, from, to) {
  const [first, last] = X.domain, ends = [from, to].map(X.invert);
  const along = f.filter((height, at) => height !== null && Math.abs(X(first + ((last - first) * at) / (f.length - 1)) - (from + to) / 2) <= (to - from) / 2);
  return Math.min(...[...along, ...ends.flatMap((t) => [here + slope * t, secant.level + secant.slope * t])].map((height) => Y(height ?? 0)));
}
