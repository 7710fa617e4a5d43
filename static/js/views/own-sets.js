// @ts-check
/** A few small sets of points to begin with, as pictures; which of them, the loss decides. */
import { fitCanvas, h, setAttribute } from "../dom.js";
import { t } from "../i18n.js";
import { NAMES, SETS } from "../math/own.js";
import { theme } from "../theme.js";
import { drawTiles, fetchSamples, tile } from "./data-tiles.js";
import { lossOf, pick } from "./own-edits.js";

/** @typedef {import("../state.js").State} State */

const ALL = [...new Set([...NAMES.squared, ...NAMES.softmax])];

/** @param {import("../store.js").Store} store */
export function ownSets(store) {
  const tiles = ALL.map((name) => tile(name, () => pick(store, name)));
  const element = h("div", { class: "own-sets", role: "group", "data-t-label": "data.presets", "aria-label": t("data.presets") }, tiles.map(({ button }) => button));
  let samples = /** @type {Record<string, number[][]>} */ ({ ...SETS }), drawn = "", colours = /** @type {import("../theme.js").Theme | null} */ (null);
  let resized = false;
  const draw = (/** @type {string} */ loss) => drawTiles(tiles, samples, () => (loss === "squared" ? "place" : "classification"));
  fetchSamples().then((found) => {
    samples = { ...found, ...SETS };
    if (drawn) draw(drawn);
  }).catch((error) => console.error(error));
  return {
    element,
    measure() {
      resized = tiles.map(({ canvas }) => fitCanvas(canvas).changed).some(Boolean) || resized;
    },
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      const loss = lossOf(state), { preset } = state.spec?.data ?? {};
      if (state.spec !== previous.spec) {
        for (const { name, button } of tiles) {
          button.hidden = !NAMES[loss].includes(name);
          setAttribute(button, "aria-pressed", String(name === preset));
        }
      }
      if (loss === drawn && colours === theme() && !resized) return;
      [drawn, colours, resized] = [loss, theme(), false];
      draw(loss);
    },
    destroy: () => element.replaceChildren(),
  };
}
