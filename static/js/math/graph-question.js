// @ts-check
/** What is asked of the engine about the graph: of a formula, or of the network at a point. No screen here. */

/** @typedef {import("../state.js").State} State */
/** @typedef {{x: number, y: number, label: number}} GraphPoint */

/** @param {State} state */
export function graphQuestion(state) {
  const { source, text, values, h, level } = state.view.backprop, nudge = nudgeOf(state);
  if (source === "formula") return { source: { kind: source, text, values }, h, nudge };
  const point = graphPoint(state);
  return point && { source: { kind: source, point, level }, h, nudge };
}

/** The point that goes through the network: that of the lab, else the chosen one, else the first one it learns from, without any the origin; null without a run. @param {State} state @returns {GraphPoint | null} */
export function graphPoint(state) {
  const { spec, view: { backprop: { point } } } = state;
  if (point && fits(point, spec)) return point;
  const found = dataPoint(state);
  return found ? { x: found.x, y: found.y, label: found.label } : spec ? { x: 0, y: 0, label: 0 } : null;
}

/** The same example as the frames' probe knows it (docs/protocol.md). @param {State} state @returns {import("../neuron.js").Whose | undefined} */
export function graphExample(state) {
  const { spec, view: { backprop: { point } } } = state;
  return point && fits(point, spec) ? [point.x, point.y, point.label] : dataPoint(state)?.id;
}

/** @param {State} state */
function dataPoint({ points, selected }) {
  const chosen = selected?.kind === "point" ? points.find(({ id }) => id === selected.id) : undefined;
  return chosen ?? points.find(({ test }) => !test) ?? points[0];
}

/** The nudge, if its node is one of this graph. @param {Pick<State, "view">} state @returns {{key: string, by: number} | null} */
export function nudgeOf({ view: { backprop: { source, text, level, nudge } } }) {
  return nudge && nudge.of === (source === "formula" ? text : level) ? { key: nudge.key, by: nudge.by } : null;
}

/** A point that was set may be of data that had other classes. @param {GraphPoint} point @param {State["spec"]} spec */
const fits = ({ label }, spec) => !spec || spec.data.task === "regression" || (Number.isInteger(label) && label >= 0 && label < Math.max(2, spec.data.classes));
