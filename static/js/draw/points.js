// @ts-check
/**
 * The data's points: colour and shape say the class, hollow says test. Each kind of mark is drawn once into a sprite; a data set is
 * then a row of copies, and the whole of it can be kept as one picture while the network trains.
 */

import { cssColour, signColour } from "../math/colour.js";
import { toPixels } from "../math/data-window.js";

/** @typedef {import("../theme.js").Theme} Theme */
/** @typedef {import("../state.js").Point} Point */
/** @typedef {{task: string, radius: number, ratio: number, size: number}} Style   size: of the window, CSS pixels; ratio: device pixels per CSS pixel */
/** @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Context */

const SHAPES = ["square", "circle", "triangle", "diamond"];

/** The outline of a class's mark round (x, y). @param {Context | Path2D} path @param {string} shape @param {number} x @param {number} y @param {number} r */
export function tracePoint(path, shape, x, y, r) {
  if (shape === "circle") return void (path.moveTo(x + r, y), path.arc(x, y, r, 0, 2 * Math.PI));
  const corners = CORNERS[/** @type {keyof typeof CORNERS} */ (shape)];
  corners.forEach(([dx, dy], at) => (at ? path.lineTo(x + dx * r, y + dy * r) : path.moveTo(x + dx * r, y + dy * r)));
  path.closePath();
}

/** Of equal area to the eye, not of equal width. */
const CORNERS = {
  square: [[-0.87, -0.87], [0.87, -0.87], [0.87, 0.87], [-0.87, 0.87]],
  triangle: [[0, -1.2], [1.08, 0.75], [-1.08, 0.75]],
  diamond: [[0, -1.24], [1.24, 0], [0, 1.24], [-1.24, 0]],
};

/** task: a "place" says nothing but where it is. @param {number} label @param {string} task */
export const shapeOf = (label, task) => (task === "classification" ? (SHAPES[label] ?? "circle") : "circle");

/** @param {number} label @param {string} task @param {Theme} theme */
export function colourOf(label, task, theme) {
  if (task === "place") return theme.ink;
  return task === "regression" ? cssColour(signColour(theme, label)) : (theme.classes[label] ?? theme.quiet);
}

/** @param {Context} context CSS pixels @param {readonly Point[]} points @param {Style} style @param {Theme} theme */
export function drawPoints(context, points, style, theme) {
  const half = spriteSide(style) / 2;
  /** @type {Map<string, OffscreenCanvas>} */
  const sprites = new Map();
  for (const point of points) {
    const label = style.task === "regression" ? Math.round(Math.max(-1, Math.min(1, point.label)) * 8) / 8 : point.label;
    const key = `${label} ${point.test}`;
    let sprite = sprites.get(key);
    if (!sprite) sprites.set(key, (sprite = drawSprite(label, point.test, style, theme)));
    const { x, y } = toPixels(style.size, point);
    context.drawImage(sprite, x - half, y - half, 2 * half, 2 * half);
  }
}

/** @param {Style} style CSS pixels: the mark, its corners and its halo */
const spriteSide = ({ radius }) => Math.ceil(radius * 2.5 + 4);

/** @param {number} label @param {boolean} test @param {Style} style @param {Theme} theme */
function drawSprite(label, test, style, theme) {
  const side = spriteSide(style);
  const sprite = new OffscreenCanvas(Math.ceil(side * style.ratio), Math.ceil(side * style.ratio));
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (sprite.getContext("2d"));
  context.scale(sprite.width / side, sprite.height / side);
  drawMark(context, side / 2, side / 2, label, test, style, theme);
  return sprite;
}

/**
 * Training points are filled and have a light rim, test points are hollow. A value near zero has the ground's colour, so the points of a
 * regression have a rim that is seen on any.
 * @param {Context} context @param {number} x @param {number} y @param {number} label @param {boolean} test @param {{task: string, radius: number, rim?: number}} style @param {Theme} theme
 */
export function drawMark(context, x, y, label, test, { task, radius, rim = Math.max(1, radius * 0.3) }, theme) {
  const colour = colourOf(label, task, theme), byValue = task === "regression" && rim > 0;
  context.beginPath();
  tracePoint(context, shapeOf(label, task), x, y, test ? radius * 0.86 : radius);
  context.lineJoin = "round";
  context.lineWidth = byValue ? 1 : test ? radius * 0.42 : rim;
  context.fillStyle = test && !byValue ? theme.panel : colour;
  context.strokeStyle = byValue ? theme.quiet : test ? colour : theme.panel;
  context.globalAlpha = test ? (byValue ? 0.5 : 0.72) : 1;
  context.fill();
  if (test || rim) context.stroke();
  context.globalAlpha = 1;
}

/** Rings round some points, those of the coming minibatch; thin while they change with every frame. @param {Context} context @param {readonly Point[]} points @param {Style} style @param {Theme} theme @param {boolean} thin */
export function drawRings(context, points, { size, radius }, theme, thin) {
  if (!points.length) return;
  context.beginPath();
  for (const point of points) {
    const { x, y } = toPixels(size, point);
    context.moveTo(x + radius * 1.75, y);
    context.arc(x, y, radius * 1.75, 0, 2 * Math.PI);
  }
  if (!thin) strokeAs(context, theme.panel, 3.4);
  strokeAs(context, theme.ink, thin ? 1 : 1.7);
}

/** @param {Context} context @param {string} colour @param {number} width */
function strokeAs(context, colour, width) {
  context.lineWidth = width;
  context.strokeStyle = colour;
  context.stroke();
}

/** The chosen point (or place): a larger ring in the accent; held, it is closed by four ticks. @param {Context} context @param {{x: number, y: number}} place @param {boolean} held @param {Style} style @param {Theme} theme */
export function drawFocus(context, place, held, { size, radius }, theme) {
  const { x, y } = toPixels(size, place);
  const r = radius * 2.4;
  context.beginPath();
  context.arc(x, y, r, 0, 2 * Math.PI);
  for (const [dx, dy] of held ? [[1, 0], [-1, 0], [0, 1], [0, -1]] : []) {
    context.moveTo(x + dx * r, y + dy * r);
    context.lineTo(x + dx * r * 1.7, y + dy * r * 1.7);
  }
  strokeAs(context, theme.panel, 4.5);
  strokeAs(context, theme.accent, 2.5);
}

/** Where a new point would come. @param {Context} context @param {{x: number, y: number}} place @param {{size: number}} style @param {Theme} theme */
export function drawCrosshair(context, place, { size }, theme) {
  const { x, y } = toPixels(size, place);
  context.beginPath();
  for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
    context.moveTo(x + dx * 5, y + dy * 5);
    context.lineTo(x + dx * 15, y + dy * 15);
  }
  strokeAs(context, theme.panel, 4);
  strokeAs(context, theme.accent, 2);
}
