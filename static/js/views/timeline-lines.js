// @ts-check
/** Which curves the timeline shows: of a network its training and test loss, of walkers everybody's height. */
import { t } from "../i18n.js";
import { DASHES } from "../math/dashes.js";
import { formatFull, formatInteger, format } from "../math/format.js";
import { above } from "../math/curve.js";
import { walkersOf } from "../math/roster.js";
import { zonesOf } from "../modes.js";
import { mountains } from "../mountains.js";
import { spansOf } from "../math/walk.js";
import { trainOf } from "./map-walkers.js";
import { toldOf } from "./told-words.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../theme.js").Theme} Theme */
/** @typedef {import("../math/curve.js").Curve} Curve */
/** @typedef {import("../draw/timeline.js").Leg} Leg */
/** @typedef {{curve: Curve, colour: string, width: number, dash: readonly number[], name: string, legs?: readonly Leg[]}} Line   legs: of one who changed the optimizer on the way */
/** @typedef {{lines: Line[], ghosts: {curve: Curve, from: number, horizon: number}[], floor: number, layers: number, last: number}} Lines   floor: what is taken from every value; last: the newest step */

/** A line of this width takes a method's dash, which is drawn for the wider ones of a map. */
const WIDTH = 1.75, DASHED = 0.5;

/** @param {State} state @param {Theme} colours @returns {Lines} */
export const linesOf = (state, colours) => (state.lab === "descent" ? ofWalkers(state, colours) : ofNetwork(state, colours));

/** @param {State} state @param {Theme} colours @returns {Lines} */
function ofNetwork({ history, branches }, colours) {
  return {
    lines: [
      { curve: history.curve("test"), colour: colours.test, width: 1.5, dash: [4, 3], name: t("timeline.test") },
      { curve: history.curve("train"), colour: colours.train, width: 2, dash: [], name: t("timeline.train") },
    ],
    ghosts: branches.map(({ history: past, from, horizon }) => ({ curve: past.curve("train"), from, horizon })), floor: 0, layers: history.layers, last: history.last,
  };
}

/** Of several seeds each has its line, thinner. @param {State} state @param {Theme} colours @returns {Lines} */
function ofWalkers(state, colours) {
  const { trails, branches, spec, view } = state, zones = zonesOf(state);
  const floor = floorOf(spec), walkers = walkersOf(spec?.methods ?? []).filter(({ rows }) => rows.every((row) => row < trails.rows));
  const lines = walkers.flatMap(({ key, rows }) => rows.map((row) => ({
    curve: above(trails.curve(row), floor), colour: colours.zones[zones[row] ?? ""] ?? colours.methods[key], name: "", dash: DASHES[key].map((length) => length * DASHED),
    width: (rows.length > 1 ? 0.6 : 1) * (key === view.descent.picked ? 2.5 : WIDTH), legs: legsOf(state, row, colours),
  })));
  const ghosts = branches.flatMap(({ trails: past, from, horizon }) => (past ? Array.from({ length: past.rows }, (_, row) => ({ curve: above(past.curve(row), floor), from, horizon })) : []));
  return { lines, ghosts, floor, layers: 0, last: trails.last };
}

/** The stretches of a row that changed hands, in the colours of who walked them; none of a row that did not. @param {State} state @param {number} row @param {Theme} colours @returns {Leg[]} */
function legsOf(state, row, colours) {
  const { journal } = state, spans = row < journal.spec.methods.length ? spansOf(journal, trainOf(state), row) : [];
  return spans.length < 2 ? [] : spans.map(({ from, optimizer }, at) => ({ from, to: spans[at + 1]?.from ?? Infinity, colour: colours.methods[optimizer], dash: DASHES[optimizer].map((length) => length * DASHED) }));
}

/** How high the lowest place lies, where that is known: a logarithm is of what is above it. @param {State["spec"]} spec */
export function floorOf(spec) {
  const name = spec?.objective.function;
  return name ? mountains()[name]?.minima[0]?.[2] ?? 0 : 0;
}

/** The numbers at a step, for the tip. @param {State} state @param {number} step @returns {{step: number, lines: string[]} | null} */
export function numbersAt(state, step) {
  if (state.lab !== "descent") return ofRow(state.history.at(step));
  const { trails, spec } = state, at = trails.indexAt(step);
  if (at < 0) return null;
  const heights = walkersOf(spec?.methods ?? []).filter(({ rows }) => rows[0] < trails.rows).map(({ key, rows: [row] }) => ({ key, loss: trails.loss(at, row) }));
  return { step: trails.step(at), lines: heights.sort((a, b) => a.loss - b.loss).slice(0, 6).map(({ key, loss }) => `${t(`optimizer.${key}`)} ${format(loss)}`) };
}

/** @param {import("../math/history.js").Row | null} row */
function ofRow(row) {
  if (!row) return null;
  const norms = row.norms.map((norm, layer) => `∇W${String.fromCharCode(0x2081 + layer)} ${format(norm)}`).join(" · ");
  return { step: row.step, lines: [`${t("transport.train")} ${formatFull(row.train.last)}`, `${t("transport.test")} ${formatFull(row.test.last)}`, norms] };
}

/** The present in words, and what cannot be given. @param {State} state */
export const sentenceOf = (state) => [presentOf(state), toldOf(state).text].filter(Boolean).join(". ");

/** @param {State} state */
function presentOf({ lab, run, frame, spec }) {
  const step = formatInteger(run.step);
  if (lab !== "descent") return t("timeline.value", { step, epoch: format(run.epoch), loss: format(frame?.loss[0]), test: format(frame?.test_loss[0]) });
  const heights = walkersOf(spec?.methods ?? []).map(({ key, rows: [row] }) => `${t(`optimizer.${key}`)} ${format(frame?.loss[row])}`);
  return t("timeline.walkers", { step, heights: heights.join(", ") });
}
