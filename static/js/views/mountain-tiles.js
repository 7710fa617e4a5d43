// @ts-check
/** The mountains as small pictures of their real heights; the chosen one is outlined, the one that is pointed at named. */
import { h, setAttribute, setText, svg } from "../dom.js";
import { createBitmap } from "../draw/bitmap.js";
import { heightRamp } from "../math/colour.js";
import { t } from "../i18n.js";
import { mountains } from "../mountains.js";
import { theme } from "../theme.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {{side: number, heights: string}} Picture   heights: base64 of bytes, the row of the least y first, 0 the lowest */

/** @param {{climb: (name: string) => void, write: () => void, gather: () => void}} to  a test function, a formula of one's own, one's own points */
export function mountainTiles({ climb, write, gather }) {
  const tiles = Object.keys(mountains()).map((name) => tile(name, () => climb(name)));
  const own = [{ name: "formula", button: named("formula", write, "f") }, { name: "points", button: named("points", gather, scatter()) }], all = [...tiles, ...own];
  const said = h("p", { class: "mountain-name" });
  const element = h("div", { class: "mountains", role: "group", "data-t-label": "mountains.choose", "aria-label": t("mountains.choose") }, all.map(({ button }) => button));
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
  for (const { name: one, button } of all) {
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
      for (const { name: one, button } of all) setAttribute(button, "aria-pressed", String(one === chosen));
      name(undefined);
    },
  };
}

/** @param {string} name @param {() => void} onclick */
function tile(name, onclick) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  return { name, canvas, button: named(name, onclick, canvas) };
}

/** @param {string} name @param {() => void} onclick @param {Element | string} face */
function named(name, onclick, face) {
  const key = `mountain.${name}`, own = !(face instanceof HTMLCanvasElement);
  return h("button", { type: "button", class: own ? "mountain-tile word" : "mountain-tile", "data-t-label": key, "data-t-title": key, "aria-label": t(key), title: t(key), onclick }, face);
}

/** Points and a line through them. */
function scatter() {
  const points = [[3, 12], [6, 7], [9, 9], [12, 3], [13.5, 6]].map(([cx, cy]) => svg("circle", { cx, cy, r: 1.1 }));
  return svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("line", { x1: 1.5, y1: 13, x2: 14.5, y2: 3.5 }), points);
}

/** @returns {Promise<Record<string, Picture>>} */
async function fetchPictures() {
  const answer = await fetch("/api/mountains");
  if (!answer.ok) throw new Error(`mountains: ${answer.status}`);
  return answer.json();
}

/** @param {HTMLCanvasElement} canvas @param {Picture} picture @param {Uint32Array} ramp */
function drawTile(canvas, { side, heights }, ramp) {
  const bytes = atob(heights), { canvas: tile, pixels, write } = createBitmap(side);
  for (let at = 0; at < pixels.length; at++) pixels[(side - 1 - Math.floor(at / side)) * side + (at % side)] = ramp[bytes.charCodeAt(at)];
  write();
  Object.assign(canvas, { width: side, height: side });
  canvas.getContext("2d")?.drawImage(tile, 0, 0);
}
