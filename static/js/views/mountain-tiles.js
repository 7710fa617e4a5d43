// @ts-check
/** The mountains as small pictures of their real heights; the chosen one is outlined, the one that is pointed at named. */
import { h, setAttribute, setText } from "../dom.js";
import { heightRamp } from "../math/colour.js";
import { t } from "../i18n.js";
import { mountains } from "../mountains.js";
import { theme } from "../theme.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {{side: number, heights: string}} Picture   heights: base64 of bytes, the row of the least y first, 0 the lowest */

/** @param {(name: string) => void} choose @param {() => void} write  to type a formula of one's own @param {() => void} gather  onto one's own points */
export function mountainTiles(choose, write, gather) {
  const tiles = Object.keys(mountains()).map((name) => tile(name, () => choose(name)));
  const formula = named("formula", write, "f"), points = named("points", gather, "∴");
  const said = h("p", { class: "mountain-name" });
  const element = h("div", { class: "mountains", role: "group", "data-t-label": "mountains.choose", "aria-label": t("mountains.choose") }, tiles.map(({ button }) => button), formula, points);
  let chosen = "";
  /** @type {Record<string, Picture>} */
  let pictures = {};
  /** @type {import("../theme.js").Theme | null} */
  let drawn = null;
  const draw = () => {
    drawn = theme();
    for (const { name, canvas } of tiles) if (pictures[name]) drawTile(canvas, pictures[name], heightRamp(drawn));
  };
  const name = (/** @type {string | undefined} */ pointed) => setText(said, t(`mountain.${pointed ?? chosen}`));
  for (const { name: one, button } of [...tiles, { name: "formula", button: formula }, { name: "points", button: points }]) {
    for (const start of ["pointerenter", "focus"]) button.addEventListener(start, () => name(one));
    for (const end of ["pointerleave", "blur"]) button.addEventListener(end, () => name(undefined));
  }
  fetchPictures().then((found) => {
    pictures = found;
    draw();
  }).catch((error) => console.error(error));
  return {
    element, said,
    /** @param {State} state */
    show({ spec }) {
      if (drawn !== theme()) draw();
      chosen = spec?.objective.function ?? (spec?.objective.kind === "points" ? "points" : "formula");
      for (const { name: one, button } of tiles) setAttribute(button, "aria-pressed", String(one === chosen));
      setAttribute(formula, "aria-pressed", String(chosen === "formula"));
      setAttribute(points, "aria-pressed", String(chosen === "points"));
      name(undefined);
    },
  };
}

/** @param {string} name @param {() => void} onclick */
function tile(name, onclick) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  return { name, canvas, button: named(name, onclick, canvas) };
}

/** @param {string} name @param {() => void} onclick @param {HTMLElement | string} face  a picture, or a word where there is none */
function named(name, onclick, face) {
  const key = `mountain.${name}`, own = typeof face === "string";
  return h("button", { type: "button", class: own ? "mountain-tile own" : "mountain-tile", "data-t-label": key, "data-t-title": key, "aria-label": t(key), title: t(key), onclick }, face);
}

/** @returns {Promise<Record<string, Picture>>} */
async function fetchPictures() {
  const answer = await fetch("/api/mountains");
  if (!answer.ok) throw new Error(`mountains: ${answer.status}`);
  return answer.json();
}

/** @param {HTMLCanvasElement} canvas @param {Picture} picture @param {Uint32Array} ramp */
function drawTile(canvas, { side, heights }, ramp) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")), image = new ImageData(side, side);
  const bytes = atob(heights), pixels = new Uint32Array(image.data.buffer);
  Object.assign(canvas, { width: side, height: side });
  for (let at = 0; at < pixels.length; at++) pixels[(side - 1 - Math.floor(at / side)) * side + (at % side)] = ramp[bytes.charCodeAt(at)];
  context.putImageData(image, 0, 0);
}
