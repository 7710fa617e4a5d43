// @ts-check
/** Fog as a small picture that is drawn large: opaque where nobody has felt the ground, with a little of the look of clouds. */
import { mix, pack, parseColour } from "../math/colour.js";
import { createBitmap } from "./bitmap.js";

/** @typedef {import("./bitmap.js").Bitmap} Bitmap */
/** @typedef {import("../math/fog.js").Fog} Fog */
/** @typedef {{fog: string, panel: string}} Palette */

/** How far the lightest cloud is from the fog's colour to the panel's. */
const DEPTH = 0.75;

/** Colours of a cloud of that size, without their opacity. @param {number} width @param {number} height @param {Palette} theme @returns {Uint32Array} */
export function cloudOf(width, height, theme) {
  const shades = Array.from({ length: 64 }, (_, k) => pack(mix(parseColour(theme.fog), parseColour(theme.panel), (DEPTH * k) / 63)) & 0xffffff);
  return Uint32Array.from({ length: width * height }, (_, at) => shades[Math.round(63 * billow((at % width) / width, Math.floor(at / width) / width))]);
}

/** The fog's small picture; one of the right size is used again. @param {Bitmap | null} bitmap @param {Fog} fog @param {Uint32Array} cloud @returns {Bitmap} */
export function paintFog(bitmap, fog, cloud) {
  const { width, height, clear } = fog, target = bitmap?.canvas.width === width && bitmap.canvas.height === height ? bitmap : createBitmap(width, height);
  for (let at = 0; at < clear.length; at++) target.pixels[at] = (((255 - clear[at]) << 24) | cloud[at]) >>> 0;
  target.write();
  return target;
}

/** Soft noise, 0 … 1: three octaves, each half as strong. @param {number} x @param {number} y */
function billow(x, y) {
  let sum = 0;
  for (let octave = 0, size = 4, share = 4 / 7; octave < 3; octave++, size *= 2.3, share /= 2) sum += share * smooth(x * size, y * size);
  return Math.min(1, Math.max(0, 0.5 + (sum - 0.5) * 1.7));
}

/** Between the random numbers of the four corners of a cell. @param {number} x @param {number} y */
function smooth(x, y) {
  const i = Math.floor(x), j = Math.floor(y), u = ease(x - i), v = ease(y - j);
  const low = corner(i, j) + (corner(i + 1, j) - corner(i, j)) * u, high = corner(i, j + 1) + (corner(i + 1, j + 1) - corner(i, j + 1)) * u;
  return low + (high - low) * v;
}

/** @param {number} share */
const ease = (share) => share * share * (3 - 2 * share);

/** A number for a corner, always the same: 0 … 1. @param {number} i @param {number} j */
function corner(i, j) {
  const mixed = Math.imul(i * 374761393 + j * 668265263, 1274126177);
  return (((mixed ^ (mixed >>> 15)) >>> 0) % 1024) / 1023;
}
