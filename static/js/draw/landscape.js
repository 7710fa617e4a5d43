// @ts-check
/**
 * The 2-D map: heights as colour, level lines, axes, and the scale of the loss's colours. The ground is painted once a landscape into
 * a bitmap (`groundOf`); a running path only lies over it.
 */
import { cssColour, heightRamp } from "../math/colour.js";
import { polylines } from "../math/contour.js";
import { lookup, ticks, toUnit, underPixel } from "../math/landscape.js";
import { heightOf, lossTicks } from "../math/relief.js";

/** @typedef {import("./walk.js").Context} Context */
/** @typedef {import("../math/landscape.js").Box} Box */
/** @typedef {import("../math/relief.js").LossScale} LossScale */
/** @typedef {import("../theme.js").Theme} Theme */
/** @typedef {{axis: string, number: (value: number) => string, place?: (value: number, span: number) => string, loss: string, axes: readonly [string, string]}} Words
 *   axis: the font; place: a number on an axis that spans so much; loss: the word over the scale; axes: their names */

/** As many bands as a lecture hall can tell apart. */
export const LEVELS = 14;
const LINE = "rgb(255 255 255 / 0.42)";

/** The map's box in a canvas: words to the left and below, the colours' scale to the right. @param {number} width @param {number} height @param {number} [left] for the words there @returns {Box} */
export function mapBox(width, height, left = 26) {
  return { left, top: 6, width: Math.max(1, width - left - 56), height: Math.max(1, height - 6 - 24) };
}

/**
 * The ground as a picture of its own, made anew when the landscape, the size or the theme changes. @param {Float32Array} relief a square
 * @param {number} width device pixels @param {number} height @param {number} ratio @param {Theme} theme @param {Uint32Array} [ramp] colours, valley first
 */
export function groundOf(relief, width, height, ratio, theme, ramp = heightRamp(theme)) {
  const picture = new OffscreenCanvas(Math.max(1, width), Math.max(1, height));
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (picture.getContext("2d"));
  const image = context.createImageData(picture.width, picture.height);
  paintHeights(new Uint32Array(image.data.buffer), picture.width, relief, ramp);
  context.putImageData(image, 0, 0);
  drawLevels(context, relief, { left: 0, top: 0, width: picture.width, height: picture.height }, 1.1 * ratio);
  return picture;
}

/** @param {Uint32Array} pixels top row first @param {number} width @param {ArrayLike<number>} relief @param {Uint32Array} ramp */
export function paintHeights(pixels, width, relief, ramp) {
  const height = pixels.length / width, side = Math.sqrt(relief.length), top = ramp.length - 1;
  for (let y = 0; y < height; y++) {
    const v = 1 - (y + 0.5) / height;
    for (let x = 0; x < width; x++) pixels[y * width + x] = ramp[Math.min(top, Math.round(top * lookup(relief, side, (x + 0.5) / width, v)))];
  }
}

/** @param {Context} context @param {Float32Array} relief @param {Box} box @param {number} width */
function drawLevels(context, relief, box, width) {
  const side = Math.sqrt(relief.length), across = box.width / (side - 1), down = box.height / (side - 1), bottom = box.top + box.height;
  Object.assign(context, { strokeStyle: LINE, lineWidth: width, lineJoin: "round" });
  context.beginPath();
  for (let level = 1; level <= LEVELS; level++) {
    for (const line of polylines(relief, side, level / LEVELS)) {
      context.moveTo(box.left + line[0] * across, bottom - line[1] * down);
      for (let at = 2; at < line.length; at += 2) context.lineTo(box.left + line[at] * across, bottom - line[at + 1] * down);
    }
  }
  context.stroke();
}

/** The two axes: a below, b at the left. @param {Context} context @param {Box} box @param {import("../math/landscape.js").Window} window @param {Theme} theme @param {Words} words */
export function drawAxes(context, box, window, theme, words) {
  const bottom = box.top + box.height;
  Object.assign(context, { font: words.axis, fillStyle: theme.quiet, strokeStyle: theme.line, lineWidth: 1, textBaseline: "middle", textAlign: "center" });
  const across = ticks(window[0], window[1], box.width / 80), name = box.left + box.width, said = words.place ?? words.number;
  for (const value of across) {
    const x = box.left + toUnit(window, value, 0)[0] * box.width;
    if (x < name - 52) tick(context, said(value, window[1] - window[0]), x, bottom + 13, [x, bottom, x, bottom + 4]);
  }
  for (const value of ticks(window[2], window[3], box.height / 70)) {
    const y = bottom - toUnit(window, 0, value)[1] * box.height;
    if (y > box.top + 34 && y < bottom - 4) tick(context, said(value, window[3] - window[2]), box.left / 2 - 1, y, [box.left - 4, y, box.left, y]);
  }
  Object.assign(context, { fillStyle: theme.ink, textAlign: "right" });
  context.fillText(words.axes[0], name, bottom + 13);
  upright(context, words.axes[1], box.left / 2, box.top + 17);
}

/** @param {Context} context @param {string} text @param {number} x @param {number} y @param {[number, number, number, number]} line */
function tick(context, text, x, y, line) {
  context.fillText(text, x, y);
  context.beginPath();
  context.moveTo(line[0], line[1]);
  context.lineTo(line[2], line[3]);
  context.stroke();
}

/** @param {Context} context @param {string} text @param {number} x @param {number} y */
function upright(context, text, x, y) {
  context.save();
  context.translate(x, y);
  context.rotate(-Math.PI / 2);
  context.textAlign = "center";
  context.fillText(text, 0, 0);
  context.restore();
}

/** The scale of the colours, with pointers at the losses that are being looked at. @param {Context} context @param {Box} box @param {LossScale} scale @param {Theme} theme @param {Words} words @param {{loss: number, colour: string}[]} pointers */
export function drawScale(context, box, scale, theme, words, pointers) {
  const ramp = heightRamp(theme), bottom = box.top + box.height;
  for (let y = 0; y < box.height; y++) {
    context.fillStyle = rampCss(ramp, 1 - (y + 0.5) / box.height);
    context.fillRect(box.left, box.top + y, box.width, 1.5);
  }
  Object.assign(context, { strokeStyle: theme.quiet, lineWidth: 0.75, font: words.axis, textBaseline: "middle", textAlign: "left" });
  context.strokeRect(box.left, box.top, box.width, box.height);
  context.fillStyle = theme.quiet;
  for (const loss of lossTicks(scale, box.height / 38)) {
    const y = bottom - heightOf(scale, loss) * box.height;
    if (y < box.top - 1 || y > bottom + 1) continue;
    tick(context, words.number(loss), box.left + box.width + 6, Math.min(bottom - 5, Math.max(box.top + 6, y)), [box.left + box.width, y, box.left + box.width + 3, y]);
  }
  drawPointers(context, box, scale, theme, pointers);
}

/** Beside the scale: where on it the losses are. @param {Context} context @param {Box} box the scale's @param {LossScale} scale @param {Theme} theme @param {{loss: number, colour: string}[]} pointers */
export function drawPointers(context, box, scale, theme, pointers) {
  for (const { loss, colour } of pointers) pointer(context, box.left - 1, box.top + box.height * (1 - Math.min(1, heightOf(scale, loss))), colour, theme.panel);
}

/** @param {Context} context @param {number} x @param {number} y @param {string} colour @param {string} halo */
function pointer(context, x, y, colour, halo) {
  Object.assign(context, { fillStyle: colour, strokeStyle: halo, lineWidth: 1.5, lineJoin: "round" });
  context.beginPath();
  context.moveTo(x + 3, y);
  context.lineTo(x - 6, y - 5);
  context.lineTo(x - 6, y + 5);
  context.closePath();
  context.stroke();
  context.fill();
}

/** @param {Uint32Array} ramp @param {number} height 0 … 1 */
export function rampCss(ramp, height) {
  const packed = ramp[Math.max(0, Math.min(255, Math.round(height * 255)))];
  return cssColour([packed & 255, (packed >> 8) & 255, (packed >> 16) & 255]);
}

/** The (u, v) under a point of the canvas. @param {number} width @param {number} height @param {number} x @param {number} y */
export function underMap(width, height, x, y) {
  return underPixel(mapBox(width, height), x, y);
}
