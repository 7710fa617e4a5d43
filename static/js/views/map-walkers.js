// @ts-check
/**
 * How the walkers look on map and mountain: of each row its line, shape and colour, where it stands, and whether it is lost. The chosen
 * walker is drawn last, so that it lies on top; of a walker's seeds the first is the one that is named.
 */
import { DASHES } from "../math/dashes.js";
import { mix, parseColour, cssColour } from "../math/colour.js";
import { MARKERS } from "../math/markers.js";
import { keyOf, walkersOf } from "../math/roster.js";
import { spansOf } from "../math/walk.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Method} Method */
/** @typedef {import("../theme.js").Theme} Theme */
/**
 * @typedef {object} Row
 * @property {number} row @property {string} key  of its walker @property {boolean} picked @property {number} seed  which one of its walker, from 0
 * @property {string} colour @property {import("../math/markers.js").Shape} shape @property {import("../draw/paths.js").Line} line
 */

/** Widths of a line: the chosen walker's, another's, another seed's. */
const WIDE = 3.6, PLAIN = 2.8, THIN = 1.6;
/** Who does not walk: its line only says where the best one was found next. */
const LEAPS = "random_search";
/** How much of its colour a further seed keeps. */
const FAINT = 0.5;

/**
 * @param {import("../state.js").Journal} journal @param {readonly Method[]} methods  as they are now @param {string} picked @param {number} train @param {Theme} theme
 * @param {string} [zones]  of a fan: what each row's rate is foreseen to do @param {number} [run]  of a fan: the row that is looked at @returns {Row[]} in the order in which they are drawn */
export function rowsOf(journal, methods, picked, train, theme, zones = "", run = -1) {
  const walkers = walkersOf(methods), rows = walkers.flatMap((walker) => walker.rows.map((row, seed) => rowOf(journal, methods[row], row, seed, shareOf(walkers, walker), picked, train, theme)));
  if (run >= 0) zoned(rows, zones.split(" "), run, theme);
  return rows.sort((a, b) => Number(a.picked) - Number(b.picked) || b.seed - a.seed || a.row - b.row);
}

/** The runs of a fan in the colours of their zones, on top the one that is looked at. @param {Row[]} rows @param {readonly string[]} zones @param {number} run @param {Theme} theme */
function zoned(rows, zones, run, theme) {
  for (const row of rows) {
    const colour = theme.zones[zones[row.row]] ?? row.colour, picked = row.row === run;
    Object.assign(row, { picked, colour, line: { ...row.line, width: picked ? WIDE : THIN, stretches: row.line.stretches.map((one) => ({ ...one, colour })) } });
  }
}

/** Walkers of one method differ in their rates: the slower, the paler. @param {readonly import("../math/roster.js").Walker[]} walkers @param {import("../math/roster.js").Walker} walker */
function shareOf(walkers, walker) {
  const like = walkers.filter(({ key }) => key === walker.key);
  return like.length < 2 ? 1 : 0.4 + (0.6 * like.indexOf(walker)) / (like.length - 1);
}

/** @param {import("../state.js").Journal} journal @param {Method} method @param {number} row @param {number} seed @param {number} share @param {string} picked @param {number} train @param {Theme} theme @returns {Row} */
function rowOf(journal, method, row, seed, share, picked, train, theme) {
  const key = keyOf(method), chosen = key === picked, strength = (seed ? FAINT : 1) * share;
  const paint = (/** @type {string} */ name) => cssColour(mix(parseColour(theme.panel), parseColour(theme.methods[name] ?? theme.ink), strength));
  const named = (/** @type {string} */ optimizer) => (optimizer === "sgd" && method.noise === 0 ? "gradient_descent" : optimizer);
  const spans = row < journal.spec.methods.length ? spansOf(journal, train, row) : [];
  const stretches = spans.map(({ from, optimizer }) => ({ from, name: named(optimizer), colour: paint(named(optimizer)), dash: DASHES[named(optimizer)] ?? [] }));
  return {
    row, key, seed, picked: chosen, shape: MARKERS[key] ?? MARKERS.sgd, colour: stretches.at(-1)?.colour ?? paint(key),
    line: { row, width: widthOf(key, seed, chosen), bare: key === LEAPS, stretches: stretches.length ? stretches : [{ from: 0, name: key, colour: paint(key), dash: [] }] },
  };
}

/** @param {string} key @param {number} seed @param {boolean} chosen */
function widthOf(key, seed, chosen) {
  if (key === LEAPS) return chosen ? PLAIN : THIN;
  return seed ? THIN : chosen ? WIDE : PLAIN;
}

/** How many points a step's epoch has: none on a mountain, where every step is one. @param {State} state */
export function trainOf({ points, spec }) {
  if (spec?.objective.kind !== "points") return 1;
  return Math.max(1, points.reduce((sum, { test }) => sum + (test ? 0 : 1), 0));
}

/** Where a row is now: of the frame, which has all digits, or of its trail. @param {State} state @param {number} row @param {number} entry @returns {{x: number, y: number, f: number}} */
export function placeOf({ frame, run, trails }, row, entry) {
  const known = frame?.theta && frame.step === run.step && 2 * row + 1 < frame.theta.length;
  if (known) return { x: frame.theta?.[2 * row] ?? NaN, y: frame.theta?.[2 * row + 1] ?? NaN, f: frame.loss[row] };
  if (entry < 0 || row >= trails.rows) return { x: NaN, y: NaN, f: NaN };
  return { x: trails.x(entry, row), y: trails.y(entry, row), f: trails.loss(entry, row) };
}

/** Whether a row was lost by now, when and how. @param {State} state @param {number} row @returns {{step: number, left: boolean} | null} */
export function lostOf({ frame, run }, row) {
  const step = frame?.status?.[2 * row] ?? -1;
  return step < 0 || step > run.step ? null : { step, left: frame?.status?.[2 * row + 1] === 1 };
}
