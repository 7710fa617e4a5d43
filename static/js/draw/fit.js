// @ts-check
/** What two weights make of points, on the data's square: lines in the walkers' colours, what is left of each point, and the axes that a line is read on. */
import { toPixels } from "../math/data-window.js";
import { faded } from "../theme.js";

/** @typedef {import("../theme.js").Theme} Theme */
/** @typedef {import("../math/line.js").Segment} Segment */
/** @typedef {{segment: Segment, colour: string, dash: readonly number[], bold: boolean}} Fitted */

/** The cross of x = 0 and y = 0. @param {CanvasRenderingContext2D} g @param {number} size @param {Theme} theme */
export function drawCross(g, size, theme) {
  trace(g, [[-2, 0, 2, 0], [0, -2, 0, 2]], size);
  Object.assign(g, { strokeStyle: theme.line, lineWidth: 1 });
  g.stroke();
}

/** Thin upright lines: their squares are the loss. @param {CanvasRenderingContext2D} g @param {readonly Segment[]} residuals @param {number} size @param {Theme} theme */
export function drawResiduals(g, residuals, size, theme) {
  trace(g, residuals, size);
  Object.assign(g, { strokeStyle: faded(theme.negative, 0.75), lineWidth: 1.25 });
  g.stroke();
}

/** The others faint, the chosen one's above them with a halo. @param {CanvasRenderingContext2D} g @param {readonly Fitted[]} lines @param {number} size @param {Theme} theme */
export function drawFits(g, lines, size, theme) {
  g.lineCap = "round";
  for (const { segment, colour, dash, bold } of [...lines].sort((a, b) => Number(a.bold) - Number(b.bold))) {
    trace(g, [segment], size);
    if (bold) stroke(g, theme.panel, 5.5, []);
    stroke(g, bold ? colour : faded(colour, 0.5), bold ? 2.6 : 1.4, dash);
  }
  g.setLineDash([]);
}

/** The line of a place that is pointed at on the map. @param {CanvasRenderingContext2D} g @param {Segment} segment @param {number} size @param {Theme} theme */
export function drawPointed(g, segment, size, theme) {
  trace(g, [segment], size);
  stroke(g, theme.panel, 4.5, []);
  stroke(g, theme.accent, 2, [5, 4]);
  g.setLineDash([]);
}

/** @param {CanvasRenderingContext2D} g @param {readonly Segment[]} segments @param {number} size */
function trace(g, segments, size) {
  g.beginPath();
  for (const [x0, y0, x1, y1] of segments) {
    const a = toPixels(size, { x: x0, y: y0 }), b = toPixels(size, { x: x1, y: y1 });
    g.moveTo(a.x, a.y);
    g.lineTo(b.x, b.y);
  }
}

/** @param {CanvasRenderingContext2D} g @param {string} colour @param {number} width @param {readonly number[]} dash */
function stroke(g, colour, width, dash) {
  Object.assign(g, { strokeStyle: colour, lineWidth: width });
  g.setLineDash([...dash]);
  g.stroke();
}
