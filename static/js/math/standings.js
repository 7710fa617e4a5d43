// @ts-check
/** Who stands how low: from the newest frame, or, for equal evaluations, from the trails. No screen here. */
import { TRYING, walkersOf } from "./roster.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Frame} Frame */
/** @typedef {{loss: number, cost: number, step: number}} Stand */
/**
 * @typedef {object} Standing   of one walker, all its seeds
 * @property {string} key @property {number[]} rows @property {number} place  from 1; who is equally low has the same
 * @property {number} loss @property {number} cost @property {number} step  of the middle one of its seeds
 * @property {number} low @property {number} high  of all of them
 * @property {readonly [number, number]} search  of who tries: its steps, and how many of them led down
 * @property {null | {step: number, how: "left" | "nan"}} lost  when the last of its rows was
 */

/** What a gradient costs, in evaluations of f: a forward and a backward pass. */
export const GRADIENT = 3;

/** Lowest first; who is lost comes last. @param {State} state @returns {Standing[]} */
export function standingsOf({ spec, frame, trails, view, run }) {
  const walkers = walkersOf(spec?.methods ?? []), rows = frame?.loss.length ?? 0;
  if (!frame || walkers.some((walker) => walker.rows.some((row) => row >= rows))) return [];
  const now = Array.from({ length: rows }, (_, row) => ({ loss: frame.loss[row], cost: costOf(frame, row), step: frame.step }));
  const stands = view.descent.by === "evaluations" ? atEqualCost(now, trails, run.step, lostRows(frame)) : now;
  return placed(walkers.map(({ key, rows }) => standing(key, rows, stands, frame)));
}

/** How many evaluations of f a row has asked for, a gradient counted as three. @param {Frame} frame @param {number} row */
const costOf = ({ evaluations }, row) => evaluations[2 * row] + GRADIENT * evaluations[2 * row + 1];

/** @param {Frame} frame @returns {(row: number) => boolean} */
const lostRows = ({ status }) => (row) => (status?.[2 * row] ?? -1) >= 0;

/** @param {string} key @param {number[]} rows @param {Stand[]} stands @param {Frame} frame @returns {Standing} */
function standing(key, rows, stands, frame) {
  const gone = rows.filter(lostRows(frame)), left = rows.filter((row) => !gone.includes(row));
  const order = [...(left.length ? left : rows)].sort((a, b) => height(stands[a].loss) - height(stands[b].loss));
  const middle = stands[order[Math.floor((order.length - 1) / 2)]];
  return {
    key, rows, place: 0, ...middle, low: stands[order[0]].loss, high: stands[order[order.length - 1]].loss,
    search: TRYING.includes(key) ? searched(rows, frame) : [0, 0], lost: left.length ? null : lossOf(gone, frame),
  };
}

/** @param {number[]} rows @param {Frame} frame @returns {[number, number]} */
function searched(rows, { search }) {
  const sum = (/** @type {number} */ column) => rows.reduce((total, row) => total + (search?.[2 * row + column] ?? 0), 0);
  return [sum(0), sum(1)];
}

/** The last of its rows to go. @param {number[]} gone @param {Frame} frame @returns {Standing["lost"]} */
function lossOf(gone, { status = new Float64Array() }) {
  const last = gone.reduce((late, row) => (status[2 * row] > status[2 * late] ? row : late));
  return { step: status[2 * last], how: status[2 * last + 1] === 1 ? "left" : "nan" };
}

/** Who is as low as the one before shares its place. @param {Standing[]} all @returns {Standing[]} */
function placed(all) {
  const order = [...all].sort((a, b) => Number(a.lost !== null) - Number(b.lost !== null) || height(a.loss) - height(b.loss));
  order.forEach((one, at) => {
    const before = order[at - 1];
    one.place = before && before.loss === one.loss && !one.lost === !before.lost ? before.place : at + 1;
  });
  return order;
}

/** Everybody where they stood when they had spent no more than the one who has spent least; who is lost spends no more, and holds nobody up. @param {Stand[]} now @param {import("./trails.js").Trails} trails @param {number} step @param {(row: number) => boolean} lost */
function atEqualCost(now, trails, step, lost) {
  const budget = Math.min(...now.filter((_, row) => !lost(row)).map(({ cost }) => cost)), until = trails.indexAt(step) + 1;
  return now.map((stand, row) => {
    const at = stand.cost <= budget ? -1 : trails.indexWithin(row, budget, until);
    return at < 0 ? stand : { loss: trails.loss(at, row), cost: trails.cost(at, row), step: trails.step(at) };
  });
}

/** @param {number} loss */
const height = (loss) => (Number.isNaN(loss) ? Infinity : loss);
