// @ts-check
/** Edits that make a whole data set: another preset, or the present one made anew with something changed. */
import { editMade } from "../actions.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Edit} Edit */

/** The real sets, and about how many points each has; of the digits, each of those that are shown. @type {Map<string, number>} */
export const REAL = new Map([["iris", 150], ["wine", 178], ["digits", 174]]);
export const FORMULAS = ["formula", "formula_value"];
export const REGRESSIONS = new Set(["plane", "hills", "formula_value"]);

/**
 * Another data set with what of the present one's settings makes sense for it. Real data come as they are, as many as there are;
 * what follows them begins with the usual number and noise.
 * @param {State} state @param {string} preset
 */
export function chosen({ spec }, preset) {
  const { preset: before, count, noise, test, outliers, balance } = spec?.data ?? {};
  const kept = REAL.has(preset) || REAL.has(before ?? "") ? {} : { count, noise };
  const classes = REAL.has(preset) || REGRESSIONS.has(preset) ? {} : { balance };
  return editMade({ kind: "data", data: { preset, test, outliers, ...kept, ...classes } });
}

/** How many points there may be, for the slider. @param {import("../state.js").Spec["data"]} data */
export const mostPoints = ({ preset, digits }) => (REAL.get(preset ?? "") ?? 1000) * (digits?.length ?? 1);

/** The same preset, made anew with a change. Class balance goes with classes only. @param {State} state @param {Record<string, any>} change @returns {Edit} */
export function againWith({ spec }, change) {
  const { points, task, classes, ...present } = /** @type {import("../state.js").Spec} */ (spec).data;
  const data = { ...present, ...(present.preset === "rings" ? { classes } : {}), ...change };
  return { kind: "data", data: REGRESSIONS.has(data.preset ?? "") ? { ...data, balance: undefined } : data };
}
