// @ts-check
/** The data sets to begin from, as small pictures of real points, and the tiles for one's own: a formula, a CSV. */
import { dialogOpened } from "../actions.js";
import { fitCanvas, h, setAttribute } from "../dom.js";
import { drawMark } from "../draw/points.js";
import { t } from "../i18n.js";
import { toPixels } from "../math/data-window.js";
import { theme } from "../theme.js";
import { chosen, FORMULAS, REGRESSIONS } from "./data-edits.js";

/** @typedef {import("../state.js").State} State */

const NAMES = ["circle", "xor", "gauss", "spiral", "moons", "spiral3", "rings", "checkerboard", "heart", "iris", "wine", "digits", "plane", "hills"];

/** @param {import("../store.js").Store} store @returns {import("./data.js").Part} */
export function presets(store) {
  const tiles = NAMES.map((name) => tile(name, () => store.dispatch(chosen(store.get(), name))));
  const formula = own("f(x,y)", "data.preset.formula", () => store.dispatch(chosen(store.get(), FORMULAS[0])));
  const csv = own("CSV", "data.csv.hint", () => store.dispatch(dialogOpened("paste")));
  const element = h("div", { class: "presets", role: "group", "data-t-label": "data.presets", "aria-label": t("data.presets") }, tiles.map(({ button }) => button), formula, csv);
  /** @type {Record<string, number[][]>} */
  let samples = {};
  /** @type {import("../theme.js").Theme | null} */
  let drawn = null;
  fetchSamples().then((found) => {
    samples = found;
    drawTiles(tiles, samples);
  }).catch((error) => console.error(error));
  return {
    element,
    measure() {
      const resized = tiles.map(({ canvas }) => fitCanvas(canvas).changed).some(Boolean);
      if (resized) drawn = null;
    },
    update(state, previous) {
      if (drawn !== theme()) {
        drawn = theme();
        drawTiles(tiles, samples);
      }
      if (state.spec === previous.spec) return;
      for (const { name, button } of tiles) setAttribute(button, "aria-pressed", String(state.spec?.data.preset === name));
      setAttribute(formula, "aria-pressed", String(FORMULAS.includes(state.spec?.data.preset ?? "")));
      setAttribute(csv, "aria-pressed", String(state.spec !== null && state.spec.data.preset === null));
    },
  };
}

/** @param {string} name @param {() => void} onclick */
function tile(name, onclick) {
  const key = `data.preset.${name}`;
  const canvas = h("canvas", { "aria-hidden": "true" });
  const button = h("button", { type: "button", class: "preset", "aria-pressed": "false", "data-t-label": key, "data-t-title": key, "aria-label": t(key), title: t(key), onclick }, canvas);
  return { name, button, canvas };
}

/** A tile for what a person makes: a word instead of a picture. @param {string} word @param {string} key @param {() => void} onclick */
function own(word, key, onclick) {
  return h("button", { type: "button", class: "preset own", "aria-pressed": "false", "data-t-title": key, title: t(key), onclick }, word);
}

/** @returns {Promise<Record<string, number[][]>>} */
async function fetchSamples() {
  const answer = await fetch("/api/presets");
  if (!answer.ok) throw new Error(`presets: ${answer.status}`);
  return answer.json();
}

/** @param {{name: string, canvas: HTMLCanvasElement}[]} tiles @param {Record<string, number[][]>} samples */
function drawTiles(tiles, samples) {
  for (const { name, canvas } of tiles) drawTile(canvas, samples[name] ?? [], REGRESSIONS.has(name) ? "regression" : "classification");
}

/** @param {HTMLCanvasElement} canvas @param {number[][]} points @param {string} task */
function drawTile(canvas, points, task) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const size = canvas.width, radius = size / 36;
  context.clearRect(0, 0, size, size);
  for (const [px, py, label] of points) {
    const { x, y } = toPixels(size, { x: px, y: py });
    drawMark(context, x, y, label, false, { task, radius, rim: 0 }, theme());
  }
}
