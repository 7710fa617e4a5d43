// @ts-check
/** The data sets to begin from, as small pictures of real points, and the tiles for one's own: a formula, a CSV. */
import { dialogOpened } from "../actions.js";
import { fitCanvas, h, setAttribute } from "../dom.js";
import { t } from "../i18n.js";
import { theme } from "../theme.js";
import { chosen, FORMULAS, REGRESSIONS } from "./data-edits.js";
import { drawTiles, fetchSamples, own, tile } from "./data-tiles.js";

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
    if (fit()) drawTiles(tiles, samples, taskOf);
  });
  const fit = () => tiles.map(({ canvas }) => fitCanvas(canvas).changed).some(Boolean);
  for (const { canvas } of tiles) watch.observe(canvas);
  fetchSamples().then((found) => {
    samples = found;
    drawTiles(tiles, samples, taskOf);
  }).catch((error) => console.error(error));
  return {
    element,
    measure() {
      if (fit()) drawn = null;
    },
    update(state, previous) {
      if (drawn !== theme()) {
        drawn = theme();
        drawTiles(tiles, samples, taskOf);
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

/** @param {string} name */
const taskOf = (name) => (REGRESSIONS.has(name) ? "regression" : "classification");
