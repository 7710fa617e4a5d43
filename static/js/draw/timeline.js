// @ts-check
/**
 * The timeline on a canvas: pure functions of (context, model, theme), in CSS pixels. The caller keeps what does not change with `now`
 * (`drawRun`) as a bitmap and lays the present over it (`drawNow`).
 */
import { formatShort, subscript } from "../math/format.js";
import { upTo } from "../math/curve.js";
import { polyline } from "../math/timeline.js";
import { faded } from "../theme.js";

/** @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Context */
/** @typedef {import("../theme.js").Theme} Theme */
/** @typedef {import("../math/scale.js").Scale} Scale */
/** @typedef {import("../math/history.js").History} History */
/** @typedef {import("../math/curve.js").Curve} Curve */
/** @typedef {{from: number, to: number, colour: string, dash: readonly number[]}} Leg   steps between which a method walks */
/**
 * @typedef {object} Run
 * @property {readonly {curve: Curve, colour: string, width: number, dash: readonly number[], name: string, legs?: readonly Leg[]}[]} lines @property {readonly {curve: Curve, from: number}[]} ghosts
 * @property {Scale} X @property {Scale} Y
 * @property {{width: number, height: number, curve: number, strip: number, right: number, font: number, family: string, choice: boolean}} box  curve: height of the curve; strip: of one layer's strip; right: width of the margin; choice: whether the axis has its choice in the corner, and no number under it
 * @property {readonly {step: number, text: string}[]} marks
 * @property {CanvasImageSource | null} strips @property {number} layers @property {readonly [number, number]} norms  the powers of ten between which the strips' colours lie
 */

const GAP = 3;
/** Pixels: where it is narrower, names of lines do not reach into the axis. */
const NARROW = 560;

/** @param {Context} g @param {Run} run @param {Theme} theme */
export function drawRun(g, run, theme) {
  g.clearRect(0, 0, run.box.width, run.box.height);
  g.font = `${run.box.font}px ${run.box.family}`;
  drawAxis(g, run, theme);
  drawMarks(g, run, theme);
  g.save();
  g.beginPath();
  g.rect(0, 0, run.box.width - run.box.right, run.box.height);
  g.clip(); // a ghost may have gone further than the axis
  for (const { curve, from } of run.ghosts) stroke(g, polyline(curve, run.X, run.Y, from), faded(theme.quiet, 0.5), 1.25);
  g.restore();
  for (const { curve, colour, width, dash, legs } of run.lines) {
    if (!legs?.length) stroke(g, polyline(curve, run.X, run.Y), colour, width, dash);
    for (const leg of legs ?? []) stroke(g, polyline(upTo(curve, leg.to), run.X, run.Y, leg.from), leg.colour, width, leg.dash);
  }
  drawNames(g, run, theme);
  drawStrips(g, run, theme);
  drawRamp(g, run, theme);
}

/**
 * The present: what lies beyond it is paler, a line and a dot are on it. @param {Context} g
 * @param {Run} run @param {{step: number, horizon: number, dots: readonly {loss: number, colour: string}[], hover: number | null}} now @param {Theme} theme
 */
export function drawNow(g, { X, Y, box }, { step, horizon, dots, hover }, theme) {
  const x = X(step), end = X(horizon);
  if (end > x + 1) {
    g.fillStyle = faded(theme.panel, 0.62);
    g.fillRect(x + 1, 0, end - x + 3, box.height);
  }
  if (hover !== null) rule(g, X(hover), box.height, theme.quiet, 1);
  rule(g, x, box.height, theme.ink, 1.5);
  for (const { loss, colour } of dots) drawDot(g, x, heightOf(Y, loss), colour, theme);
}

/** What is not finite lies at the top. @param {Scale} Y @param {number} loss */
export const heightOf = (Y, loss) => (Number.isFinite(loss) ? Math.max(Math.min(...Y.range), Math.min(Math.max(...Y.range), Y(loss))) : Math.min(...Y.range));

/** @param {Context} g @param {number} x @param {number} y @param {string} colour @param {Theme} theme */
export function drawDot(g, x, y, colour, theme) {
  g.beginPath();
  g.arc(x, y, 4.5, 0, 2 * Math.PI);
  g.fillStyle = colour;
  g.strokeStyle = theme.panel;
  g.lineWidth = 2;
  g.fill();
  g.stroke();
}

/**
 * One pixel a column and a layer, transparent where nothing is known; only columns from `first` on are written.
 * @param {Uint32Array} pixels  (layers, width) @param {{history: History, X: Scale, width: number, first: number, range: [number, number]}} model
 * @param {Uint32Array} ramp  256 colours @param {number} broken  the colour of what is not finite
 */
export function paintStrips(pixels, { history, X, width, first, range: [low, high] }, ramp, broken) {
  // Who looks on from the middle knows nothing of what was before.
  const begin = Math.max(first, Math.floor(X(history.step(0)))), end = Math.min(width, Math.ceil(X(history.last)) + 1);
  for (let x = begin; x < end; x++) {
    const row = Math.max(0, history.indexAt(X.invert(x + 0.5)));
    for (let layer = 0; layer < history.layers; layer++) {
      const norm = history.norm(row, layer);
      if (Number.isNaN(norm)) continue;
      const share = norm > 0 ? (Math.log10(norm) - low) / (high - low) : 0;
      pixels[layer * width + x] = norm === Infinity ? broken : ramp[Math.round(255 * Math.max(0, Math.min(1, share)))];
    }
  }
}

/** @param {Context} g @param {Run} run @param {Theme} theme */
function drawAxis(g, { Y, box, layers }, theme) {
  g.strokeStyle = theme.line;
  g.fillStyle = theme.quiet;
  g.lineWidth = 1;
  g.textBaseline = "middle";
  g.textAlign = "left";
  const marks = Y.ticks(Math.max(3, Math.floor(box.curve / (box.font * 1.8))));
  const top = box.font * (box.choice ? 2.6 : 0.5), bottom = layers ? box.curve + GAP + box.strip / 2 - box.font : box.curve - box.font * 0.3; // under it the strips are named
  let last = Infinity;
  for (const value of marks) {
    const y = Math.round(Y(value)) + 0.5;
    g.beginPath();
    g.moveTo(0, y);
    g.lineTo(box.width - box.right, y);
    g.stroke();
    if (y < top || y > bottom || Math.abs(last - y) < box.font) continue;
    g.fillText(formatShort(value), box.width - box.right + 6, y);
    last = y;
  }
}

/** @param {Context} g @param {Run} run @param {Theme} theme */
function drawMarks(g, { marks, X, box }, theme) {
  g.strokeStyle = g.fillStyle = theme.accent;
  g.lineWidth = 1;
  g.textBaseline = "top";
  g.setLineDash([3, 3]);
  for (const { step } of marks) {
    const x = Math.round(X(step)) + 0.5;
    g.beginPath();
    g.moveTo(x, 0);
    g.lineTo(x, box.curve);
    g.stroke();
  }
  g.setLineDash([]);
  drawLabels(g, marks.filter(({ text }) => text !== ""), X, box, theme);
}

/** The newest first; one that would lie over a newer one goes a line lower, and where there is no room there either, its mark says enough. @param {Context} g @param {readonly {step: number, text: string}[]} marks @param {Scale} X @param {Run["box"]} box @param {Theme} theme */
function drawLabels(g, marks, X, box, theme) {
  const free = [Infinity, Infinity]; // where each line's labels begin
  for (const { step, text } of [...marks].reverse()) {
    const { width } = g.measureText(text), x = beside(X(step), width, box);
    const line = free.findIndex((end) => x + width + box.font / 2 < end);
    if (line < 0) continue;
    haloed(g, text, x, 1 + line * box.font * 1.25, theme.panel);
    free[line] = x;
  }
}

/** Right of a mark, or left of it where the plot ends. @param {number} x @param {number} width @param {Run["box"]} box */
const beside = (x, width, box) => (x + 4 + width > box.width - box.right ? x - 4 - width : x + 4);

/** Text that can be read over lines. @param {Context} g @param {string} text @param {number} x @param {number} y @param {string} ground */
function haloed(g, text, x, y, ground) {
  const { strokeStyle, lineWidth } = g;
  Object.assign(g, { strokeStyle: ground, lineWidth: 4, lineJoin: "round", textAlign: "left" });
  g.strokeText(text, x, y);
  g.fillText(text, x, y);
  Object.assign(g, { strokeStyle, lineWidth });
}

/** Each line's name at its end, where the axis keeps room for it. @param {Context} g @param {Run} run @param {Theme} theme */
function drawNames(g, { lines, X, Y, box }, theme) {
  const named = lines.filter(({ name, curve }) => name !== "" && curve.length);
  if (!named.length) return;
  const { curve } = named[0], x = X(curve.step(curve.length - 1)) + 9;
  const ends = named.map(({ name, curve, colour }) => ({ text: name, y: Y(curve.last(curve.length - 1)), colour })).filter(({ y }) => Number.isFinite(y));
  const [upper, lower] = ends.sort((a, b) => a.y - b.y);
  if (lower && lower.y - upper.y < box.font) {
    const middle = Math.min((upper.y + lower.y) / 2, box.curve - box.font);
    [upper.y, lower.y] = [middle - box.font / 2, middle + box.font / 2];
  }
  g.textBaseline = "middle";
  if (box.width < NARROW && ends.some(({ text }) => x + g.measureText(text).width > box.width - box.right)) return;
  for (const { text, y, colour } of ends) {
    g.fillStyle = colour;
    haloed(g, text, x, y, theme.panel);
  }
}

/** What the strips' colours mean: the greatest norm above. @param {Context} g @param {Run} run @param {Theme} theme */
function drawRamp(g, { strips, layers, norms: [low, high], box }, theme) {
  if (!strips || box.right < box.font * 6) return;
  const height = Math.max(layers * (box.strip + 1) - 1, box.font * 2), bottom = box.curve + GAP + layers * (box.strip + 1) - 1;
  const x = box.width - box.right + box.font * 3.1, part = height / theme.height.length;
  theme.height.forEach((colour, i) => {
    g.fillStyle = colour;
    g.fillRect(x, bottom - (i + 1) * part, 7, part + 0.5);
  });
  g.fillStyle = theme.quiet;
  g.textAlign = "left";
  g.textBaseline = "top";
  g.fillText(formatShort(10 ** high), x + 11, bottom - height - 1);
  g.textBaseline = "bottom";
  g.fillText(formatShort(10 ** low), x + 11, bottom + 2);
}

/** @param {Context} g @param {Run} run @param {Theme} theme */
function drawStrips(g, { strips, layers, box }, theme) {
  if (!strips) return;
  const width = box.width - box.right;
  g.imageSmoothingEnabled = false;
  g.textAlign = "left";
  g.textBaseline = "middle";
  g.fillStyle = theme.quiet;
  let last = -Infinity;
  for (let layer = 0; layer < layers; layer++) {
    const y = box.curve + GAP + layer * (box.strip + 1);
    g.drawImage(strips, 0, layer, /** @type {any} */ (strips).width, 1, 0, y, width, box.strip);
    const at = Math.min(y + box.strip / 2, box.height - box.font / 2);
    if (at - last < box.font * 0.95) continue;
    g.fillText(`∇W${subscript(layer + 1)}`, width + 6, at);
    last = at;
  }
}

/** @param {Context} g @param {number[]} points @param {string} colour @param {number} width @param {readonly number[]} [dash] */
export function stroke(g, points, colour, width, dash = []) {
  if (points.length < 4) return;
  g.beginPath();
  g.moveTo(points[0], points[1]);
  for (let i = 2; i < points.length; i += 2) g.lineTo(points[i], points[i + 1]);
  g.strokeStyle = colour;
  g.lineWidth = width;
  g.lineJoin = "bevel";
  g.setLineDash([...dash]);
  g.stroke();
  g.setLineDash([]);
}

/** @param {Context} g @param {number} x @param {number} height @param {string} colour @param {number} width */
function rule(g, x, height, colour, width) {
  g.fillStyle = colour;
  g.fillRect(x - width / 2, 0, width, height);
}
