// @ts-check
/**
 * The map's ground: filled contours with level lines as a picture of its own window, laid under another window that may be nearer, farther
 * or elsewhere; what has no finite height is hatched; walls are thick.
 */
import { bandRamp } from "../math/colour.js";
import { toUnit } from "../math/landscape.js";
import { reliefOf } from "../math/relief.js";
import { groundOf, LEVELS } from "./landscape.js";

/** @typedef {import("./walk.js").Context} Context */
/** @typedef {import("../math/landscape.js").Box} Box */
/** @typedef {import("../math/landscape.js").Window} Window */
/** @typedef {import("../theme.js").Theme} Theme */
/** @typedef {{canvas: OffscreenCanvas, window: Window}} Picture */
/** @typedef {{z: ArrayLike<number>, n: number, window: Window}} Heights */

/** A grid coarser than this is a first sketch and drawn with half the pixels. */
const SKETCH = 100, SIDE = 161;
const HATCH = 7;

/** @param {Heights} heights @param {import("../math/relief.js").LossScale} scale @param {number} width device pixels @param {number} height @param {number} ratio @param {Theme} theme @returns {Picture} */
export function pictureOf({ z, n, window }, scale, width, height, ratio, theme) {
  const share = n < SKETCH ? 0.5 : 1, canvas = groundOf(reliefOf(z, n, scale, SIDE), Math.round(width * share), Math.round(height * share), ratio * share, theme, bandRamp(theme, LEVELS));
  if (Array.prototype.some.call(z, (f) => !Number.isFinite(f))) hatch(canvas, z, n, ratio * share, theme);
  return { canvas, window };
}

/** Where there is no height: paper with slanting lines. @param {OffscreenCanvas} canvas @param {ArrayLike<number>} z @param {number} n @param {number} ratio @param {Theme} theme */
function hatch(canvas, z, n, ratio, theme) {
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d")), { width, height } = canvas, across = width / (n - 1), down = height / (n - 1);
  context.save();
  context.beginPath();
  for (let at = 0; at < n * n; at++) {
    if (!Number.isFinite(z[at])) context.rect((at % n - 0.5) * across, height - (Math.floor(at / n) + 0.5) * down, across + 0.5, down + 0.5);
  }
  context.clip();
  context.fillStyle = theme.paper;
  context.fillRect(0, 0, width, height);
  Object.assign(context, { strokeStyle: theme.quiet, lineWidth: 1.2 * ratio, globalAlpha: 0.55 });
  context.beginPath();
  for (let x = -height; x < width; x += HATCH * ratio) {
    context.moveTo(x, height);
    context.lineTo(x + height, 0);
  }
  context.stroke();
  context.restore();
}

/** A picture where its window lies in the shown one. @param {Context} context @param {Picture} picture @param {Window} window @param {Box} box */
export function drawGround(context, { canvas, window: own }, window, box) {
  const [u0, v0] = toUnit(window, own[0], own[2]), [u1, v1] = toUnit(window, own[1], own[3]);
  context.imageSmoothingEnabled = true;
  context.drawImage(canvas, box.left + u0 * box.width, box.top + (1 - v1) * box.height, (u1 - u0) * box.width, (v1 - v0) * box.height);
}

/** The map's frame with round corners; what is drawn next stays inside. @param {Context} context @param {Box} box @param {Theme} theme */
export function clipToBox(context, box, theme) {
  context.beginPath();
  context.roundRect(box.left, box.top, box.width, box.height, 6);
  context.fillStyle = theme.paper;
  context.fill();
  context.clip();
}

/** The walls of a mountain that would fall for ever without them. @param {Context} context @param {Window} walls @param {Window} window @param {Box} box @param {Theme} theme */
export function drawWalls(context, walls, window, box, theme) {
  const [u0, v0] = toUnit(window, walls[0], walls[2]), [u1, v1] = toUnit(window, walls[1], walls[3]);
  const left = box.left + u0 * box.width, top = box.top + (1 - v1) * box.height;
  for (const [colour, width, dash] of /** @type {[string, number, number[]][]} */ ([[theme.panel, 6, []], [theme.ink, 3, []], [theme.panel, 1.6, [1, 6]]])) {
    Object.assign(context, { strokeStyle: colour, lineWidth: width, lineCap: "butt" });
    context.setLineDash(dash);
    context.strokeRect(left, top, (u1 - u0) * box.width, (v1 - v0) * box.height);
  }
  context.setLineDash([]);
}
