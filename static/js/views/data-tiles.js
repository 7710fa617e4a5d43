// @ts-check
/** Data sets as small pictures of real points, to be pressed. */
import { h } from "../dom.js";
import { drawMark } from "../draw/points.js";
import { t } from "../i18n.js";
import { toPixels } from "../math/data-window.js";
import { theme } from "../theme.js";

/** @typedef {{name: string, button: HTMLButtonElement, canvas: HTMLCanvasElement}} Tile */

/** @param {string} name @param {() => void} onclick @returns {Tile} */
export function tile(name, onclick) {
  const key = `data.preset.${name}`;
  const canvas = h("canvas", { "aria-hidden": "true" });
  const button = h("button", { type: "button", class: "preset", "aria-pressed": "false", "data-t-label": key, "data-t-title": key, "aria-label": t(key), title: t(key), onclick }, canvas);
  return { name, button, canvas };
}

/** A tile for what a person makes: a word instead of a picture. @param {string} word @param {string} key @param {() => void} onclick */
export function own(word, key, onclick) {
  return h("button", { type: "button", class: "preset own", "aria-pressed": "false", "data-t-title": key, title: t(key), onclick }, word);
}

/** Points of each preset of the server: x, y, label. @returns {Promise<Record<string, number[][]>>} */
export async function fetchSamples() {
  const answer = await fetch("/api/presets");
  if (!answer.ok) throw new Error(`presets: ${answer.status}`);
  return answer.json();
}

/** @param {readonly Tile[]} tiles @param {Record<string, readonly (readonly number[])[]>} samples @param {(name: string) => string} taskOf  what the points of a set say */
export function drawTiles(tiles, samples, taskOf) {
  for (const { name, canvas } of tiles) drawTile(canvas, samples[name] ?? [], taskOf(name));
}

/** @param {HTMLCanvasElement} canvas @param {readonly (readonly number[])[]} points @param {string} task */
function drawTile(canvas, points, task) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const size = canvas.width, radius = size / (points.length > 40 ? 36 : 22);
  context.clearRect(0, 0, size, size);
  for (const [px, py, label] of points) {
    const { x, y } = toPixels(size, { x: px, y: py });
    drawMark(context, x, y, label, false, { task, radius, rim: 0 }, theme());
  }
}
