// @ts-check
/** What an epoch is to a run: a pass over the points it trains on. Where there are none, or all of them at once, it is a step, and is called so. */

/** @typedef {"epoch" | "step"} Unit */
/** @typedef {{unit: Unit, now: number, horizon: number}} Clock   both in epochs */

/** @param {Pick<import("../state.js").State, "spec" | "points">} state */
export function stepsAnEpoch({ spec, points }) {
  if (!spec || spec.objective?.kind === "surface") return 1;
  return Math.max(1, Math.ceil(points.filter(({ test }) => !test).length / spec.batch));
}

/** @param {import("../state.js").State} state @returns {Clock} */
export function clockOf(state) {
  const each = stepsAnEpoch(state), { run, spec } = state;
  const planar = spec !== null && spec.objective?.kind !== undefined && spec.objective.kind !== "network";
  return { unit: planar && each === 1 ? "step" : "epoch", now: run.epoch, horizon: run.horizon / each };
}
