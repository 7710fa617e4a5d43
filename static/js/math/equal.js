// @ts-check
/** What the walkers of a race have alike, and what not: no race is fair in everything. */
import { isRated } from "./rates.js";

/** @typedef {import("../state.js").Spec} Spec */
/** @typedef {import("../state.js").Method} Method */

export const ASPECTS = /** @type {const} */ (["start", "noise", "rate", "steps", "evaluations"]);

/**
 * Searches have no rate and no gradient: they are not asked about either.
 * @param {Spec} spec @param {"steps" | "evaluations"} by @param {import("../methods.js").Methods} methods @returns {Record<typeof ASPECTS[number], boolean>}
 */
export function equality({ objective, methods: all }, by, methods) {
  const descending = all.filter((method) => isRated(methods, method)), one = (/** @type {(method: Method) => any} */ of) => new Set(descending.map(of)).size <= 1;
  const starts = new Set(all.map(({ seed, start }) => String(start ?? (seed ? `seed ${seed}` : objective.start))));
  return {
    start: starts.size <= 1, noise: one(({ noise }) => noise ?? objective.noise ?? 0),
    rate: one(({ blocks, schedule }) => JSON.stringify([blocks.map(({ rate }) => rate), schedule])), steps: by === "steps", evaluations: by === "evaluations",
  };
}
