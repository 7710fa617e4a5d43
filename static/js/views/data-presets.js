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

/** So many stand in the one row of a low window (data.css). */
const SEEN = 7;
const NAMES = ["circle", "xor", "gauss", "spiral", "moons", "spiral3", "rings", "checkerboard", "heart", "iris", "wine", "digits", "plane", "hills"];

/** @param {import("../store.js").Store} store @returns {import("./data.js").Part} */
export function presets(store) {
  const tiles = NAMES.map((name) => tile(name, () => store.dispatch(chosen(store.get(), name))));
  const formula = own("f(x,y)", "data.preset.formula", () => store.dispatch(chosen(store.get(), FORMULAS[0])));
  const csv = own("CSV", "data.csv.hint", () => store.dispatch(dialogOpened("paste")));
  const element = h("div", { class: "presets", role: "group", "data-t-label": "data.presets", "aria-label": t("data.presets") }, tiles.map(({ button }) => button), formula, csv);
  const folds = unfolding(element);
  /** @type {Record<string, number[][]>} */
  let samples = {};
  /** @type {import("../theme.js").Theme | null} */
  let drawn = null;
  // Tiles come and go without the window knowing.
  const watch = new ResizeObserver(() => {
    if (fit()) drawTiles(tiles, samples);
  });
  const fit = () => tiles.map(({ canvas }) => fitCanvas(canvas).changed).some(Boolean);
  for (const { canvas } of tiles) watch.observe(canvas);
  fetchSamples().then((found) => {
    samples = found;
    drawTiles(tiles, samples);
  }).catch((error) => console.error(error));
  return {
    element,
    measure() {
      if (fit()) drawn = null;
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
      folds.close(); // not before: the chosen tile stays in the row, and keeps the focus
    },
    destroy() {
      folds.stop();
      watch.disconnect();
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

/** In a low window CSS leaves one row, and at its end a button that lays all of them over the picture. @param {HTMLElement} element */
function unfolding(element) {
  const more = h("button", { type: "button", class: "preset own more", "data-t-title": "data.presets.more", title: t("data.presets.more"), "data-t-label": "data.presets.more", "aria-label": t("data.presets.more"), "aria-expanded": "false" }, `+${element.children.length - SEEN}`);
  const set = (/** @type {boolean} */ open) => {
    element.classList.toggle("open", open);
    setAttribute(more, "aria-expanded", String(open));
  };
  more.addEventListener("click", () => {
    set(true);
    /** @type {HTMLElement} */ (element.children[SEEN]).focus();
  });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !element.classList.contains("open")) return;
    event.stopPropagation();
    set(false);
    more.focus();
  });
  element.addEventListener("focusout", ({ relatedTarget }) => {
    if (!element.contains(/** @type {Node | null} */ (relatedTarget))) set(false);
  });
  const outside = (/** @type {Event} */ event) => {
    if (!element.contains(/** @type {Node} */ (event.target))) set(false);
  };
  document.addEventListener("pointerdown", outside);
  element.append(more);
  return { close: () => set(false), stop: () => document.removeEventListener("pointerdown", outside) };
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
