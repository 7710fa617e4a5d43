// @ts-check
/** Those who walk, over their paths: where they began, where each stands, where one left the picture, and a foot put out. */
import { disc, label, ring } from "./walk.js";

/** @typedef {import("./walk.js").Context} Context */
/** @typedef {[number, number]} Pixel */
/** @typedef {{halo: string, ink: string, font: string}} Look */
/** @typedef {import("../math/markers.js").Shape} Shape */
/** @typedef {ReturnType<typeof import("./words.js").createShelf>} Shelf */

/** How wide the map's buttons are, at its right edge: no words under them. */
const BUTTONS = 46;

/** @param {Context} context @param {Shape} shape @param {Pixel} at @param {number} radius */
function outline(context, shape, [x, y], radius) {
  context.beginPath();
  for (const [dx, dy] of shape) context.lineTo(x + dx * radius, y + dy * radius);
  context.closePath();
}

/** Where a walker is. @param {Context} context @param {Shape} shape @param {Pixel} at @param {number} radius @param {string} colour @param {string} halo */
export function drawMarker(context, shape, at, radius, colour, halo) {
  outline(context, shape, at, radius);
  Object.assign(context, { lineJoin: "round", strokeStyle: halo, lineWidth: radius > 5 ? 4.6 : 3, fillStyle: colour });
  context.stroke();
  context.fill();
}

/** Where everybody begins, with the word. @param {Context} context @param {Pixel} at @param {string} word @param {Look} look */
export function drawStart(context, [x, y], word, look) {
  ring(context, [x, y], look.ink, look.halo);
  context.font = look.font;
  label(context, word, [x - context.measureText(word).width / 2, y - 18], look);
}

/** Where somebody left the picture: an arrow head on the edge, and the words for it if there are any. @param {Context} context @param {{x: number, y: number, dx: number, dy: number}} exit @param {string} words @param {string} colour @param {Look} look @param {Shelf} shelf @param {{left: number, width: number}} box  of the picture */
export function drawExit(context, { x, y, dx, dy }, words, colour, look, shelf, box) {
  const tip = /** @type {Pixel} */ ([x - dx * 3, y - dy * 3]), back = /** @type {Pixel} */ ([tip[0] - dx * 13, tip[1] - dy * 13]);
  context.beginPath();
  for (const [px, py] of [tip, [back[0] - dy * 7, back[1] + dx * 7], [back[0] + dx * 4, back[1] + dy * 4], [back[0] + dy * 7, back[1] - dx * 7]]) context.lineTo(px, py);
  context.closePath();
  Object.assign(context, { lineJoin: "round", strokeStyle: look.halo, lineWidth: 4, fillStyle: colour });
  context.stroke();
  context.fill();
  if (!words) return;
  context.font = look.font;
  const width = context.measureText(words).width;
  const left = Math.max(box.left + 4, Math.min(box.left + box.width - BUTTONS - width, tip[0] - dx * (26 + width / 2) - width / 2));
  label(context, words, [left, shelf(left, left + width, tip[1] - dy * 26)], look);
}

/** Where f was no number any more: the walker ends. @param {Context} context @param {Pixel} at @param {string} words @param {string} colour @param {Look} look @param {Shelf} shelf */
export function drawEnd(context, [x, y], words, colour, look, shelf) {
  context.beginPath();
  for (const way of [-1, 1]) {
    context.moveTo(x - 6, y - 6 * way);
    context.lineTo(x + 6, y + 6 * way);
  }
  for (const [ink, width] of /** @type {[string, number][]} */ ([[look.halo, 7], [colour, 3.4]])) {
    Object.assign(context, { strokeStyle: ink, lineWidth: width, lineCap: "round" });
    context.stroke();
  }
  context.font = look.font;
  label(context, words, [x + 12, shelf(x + 12, x + 12 + context.measureText(words).width, y)], look);
}

/**
 * A foot that was put out: down is filled and points down, up is hollow and points up; around the walker the reach of the next one.
 * @param {Context} context @param {{from: Pixel, to: Pixel, down: boolean, about: Pixel, reach: number}} foot pixels @param {{down: string, up: string}} colours @param {Look} look
 */
export function drawFoot(context, { from, to, down, about, reach }, colours, look) {
  context.beginPath();
  context.arc(about[0], about[1], reach, 0, 2 * Math.PI);
  drawThin(context, look, [4, 4]);
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  drawThin(context, look, [2, 3]);
  const colour = down ? colours.down : colours.up, sign = down ? 1 : -1;
  disc(context, to, 8.5, look.halo, colour, 2.4);
  context.beginPath();
  for (const [dx, dy] of [[-4.6, -3], [4.6, -3], [0, 5]]) context.lineTo(to[0] + dx, to[1] + dy * sign);
  context.closePath();
  Object.assign(context, { lineJoin: "round", lineWidth: 1.8, strokeStyle: colour, fillStyle: down ? colour : look.halo });
  context.fill();
  context.stroke();
}

/** @param {Context} context @param {Look} look @param {number[]} dash */
function drawThin(context, look, dash) {
  for (const [colour, width] of /** @type {[string, number][]} */ ([[look.halo, 3.4], [look.ink, 1.3]])) {
    Object.assign(context, { strokeStyle: colour, lineWidth: width, lineCap: "butt" });
    context.setLineDash(colour === look.ink ? dash : []);
    context.stroke();
  }
  context.setLineDash([]);
}
