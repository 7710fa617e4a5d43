// @ts-check
/** The map in words: what is pointed at, line by line, and where each walker is and how high for those who do not see it. */
import { t } from "../i18n.js";
import { format, formatInteger, formatPercent, formatShort } from "../math/format.js";
import { reachOf } from "../math/foot.js";
import { walkersOf } from "../math/roster.js";
import { lostOf, placeOf } from "./map-walkers.js";

/** @typedef {import("./map-scene.js").Scene} Scene */
/** @typedef {import("./map-hits.js").Hit} Hit */

/** @param {Scene} scene @param {Hit} hit @returns {string[]} */
export const linesOf = (scene, hit) => LINES[hit.kind](scene, hit);

/** @type {Record<Hit["kind"], (scene: Scene, hit: any) => string[]>} */
const LINES = {
  start: (_, hit) => [t("map.start"), place(hit)],
  walker: walked,
  way: walked,
  mark: (_, { of, x, y, f }) => [t(`map.${of}`), `${place({ x, y })}  f = ${format(f)}`],
  suggested: (_, hit) => [t("map.suggested"), place(hit)],
  ground: (scene, { x, y, f }) => [place({ x, y }), f === null ? (scene.fog ? t("map.unfelt") : "") : `f ≈ ${format(f)}`].filter(Boolean),
};

/** Of a foot that is put out, also how far it reaches: the circle on the map. @param {Scene} scene @param {{kind: string, row: number, step: number, x: number, y: number, f: number}} hit */
function walked({ rows, state: { spec } }, { kind, row, step, x, y, f }) {
  const key = rows.find((one) => one.row === row)?.key ?? "sgd", s = spec?.methods[row]?.blocks[0].step;
  const reach = kind === "walker" && key === "random_local_search" && s ? [t("map.reach", { reach: formatShort(reachOf(s)) })] : [];
  return [t("map.at", { name: t(`optimizer.${key}`), step: formatInteger(step) }), `${place({ x, y })}  f = ${format(f)}`, ...reach];
}

/** @param {{x: number, y: number}} place */
export const place = ({ x, y }) => `(${formatShort(x)}, ${formatShort(y)})`;

/** Where each walker is and how high, then what the keys do. @param {Scene} scene @param {import("../math/landscape.js").Window} window @param {string} keys */
export function sentenceOf({ state, rows, entries, start, fog }, window, keys) {
  const [x0, x1, y0, y1] = window.map(formatShort), walkers = walkersOf((state.spec ?? state.journal.spec).methods);
  const each = walkers.slice(0, 12).map(({ key, rows: [row] }) => told(state, key, row, entries - 1));
  const head = t("map.sentence", { x0, x1, y0, y1, step: formatInteger(state.run.step), start: start ? place({ x: start[0], y: start[1] }) : "–" });
  return [head, fog ? t("map.foggy", { share: formatPercent(fog.covered()) }) : "", ...(rows.length ? each : []), keys].filter(Boolean).join(" ");
}

/** @param {import("../state.js").State} state @param {string} key @param {number} row @param {number} entry */
function told(state, key, row, entry) {
  const lost = lostOf(state, row), name = t(`optimizer.${key}`);
  if (lost) return t("map.told.lost", { name, words: lostWords(lost) });
  const at = placeOf(state, row, entry);
  return t("map.told", { name, place: place(at), f: format(at.f) });
}

/** @param {{step: number, left: boolean}} lost */
export const lostWords = ({ step, left }) => t(left ? "map.left" : "map.broke", { step: formatInteger(step) });
