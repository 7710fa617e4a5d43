// @ts-check
/** Who stands how low: from the newest frame, or, for equal evaluations, from the trails. No screen here. */
import { walkersOf } from "./roster.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {{key: string, rows: number[], loss: number, low: number, high: number, cost: number, lost: null | {step: number, how: "left" | "nan"}}} Standing
 *   loss: of the middle one of its seeds; low, high: of all of them; lost: when the last of its rows was */

/** What a gradient costs, in evaluations of f: a forward and a backward pass. */
export const GRADIENT = 3;

/** Lowest first; who is lost comes last. @param {State} state @returns {Standing[]} */
export function standingsOf({ spec, frame, trails, view, run }) {
  const walkers = walkersOf(spec?.methods ?? []), rows = frame?.loss.length ?? 0;
  if (!frame || walkers.some((walker) => walker.rows.some((row) => row >= rows))) return [];
  const now = Array.from({ length: rows }, (_, row) => ({ loss: frame.loss[row], cost: frame.evaluations[2 * row] + GRADIENT * frame.evaluations[2 * row + 1] }));
  const places = view.descent.by === "evaluations" ? atEqualCost(now, trails, run.step) : now;
  return walkers.map(({ key, rows }) => standing(key, rows, places, frame)).sort((a, b) => Number(a.lost !== null) - Number(b.lost !== null) || height(a.loss) - height(b.loss));
}

/** @param {string} key @param {number[]} rows @param {{loss: number, cost: number}[]} places @param {import("../state.js").Frame} frame @returns {Standing} */
function standing(key, rows, places, { status }) {
  const order = [...rows].sort((a, b) => height(places[a].loss) - height(places[b].loss)), middle = order[Math.floor((order.length - 1) / 2)];
  const gone = rows.filter((row) => (status?.[2 * row] ?? -1) >= 0), last = Math.max(...gone.map((row) => status?.[2 * row] ?? 0));
  const how = status?.[2 * gone[0] + 1] === 1 ? "left" : "nan";
  return {
    key, rows, loss: places[middle].loss, cost: places[middle].cost, low: places[order[0]].loss, high: places[order[order.length - 1]].loss,
    lost: gone.length === rows.length ? { step: last, how } : null,
  };
}

/** Everybody where they stood when they had spent no more than the one who has spent least. @param {{loss: number, cost: number}[]} now @param {import("./trails.js").Trails} trails @param {number} step */
function atEqualCost(now, trails, step) {
  const budget = Math.min(...now.map(({ cost }) => cost)), until = trails.indexAt(step) + 1;
  return now.map((place, row) => {
    const at = place.cost <= budget ? -1 : trails.indexWithin(row, budget, until);
    return at < 0 ? place : { loss: trails.loss(at, row), cost: trails.cost(at, row) };
  });
}

/** @param {number} loss */
const height = (loss) => (Number.isNaN(loss) ? Infinity : loss);
