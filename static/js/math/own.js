// @ts-check
/**
 * The class's own points as a mountain: the Spec of two weights on data. Data may come from the Network lab, from a preset of the server, or be one
 * of three small sets of here, made for a line.
 *
 * @typedef {import("../state.js").Journal} Journal
 * @typedef {import("../state.js").Spec} Spec
 * @typedef {import("./line.js").Loss} Loss
 * @typedef {{preset?: string, count?: number, test: number, task?: string, classes?: number, points?: number[][]}} Data   as docs/spec.md
 */

/** How far each point of a small set lies from its line: drawn once, of σ = 0.12. */
const STRAY = [0.06, -0.14, 0.02, 0.17, -0.05, -0.11, 0.09, 0.13, -0.18, 0.04, -0.02, 0.11, -0.09, -0.16, 0.08, 0.15, -0.07, 0.01, -0.12, 0.1];

/** Points round a curve, of class 1 above it. @param {(x: number) => number} curve @returns {number[][]} */
function round(curve) {
  return STRAY.map((stray, at) => {
    const x = -1 + (2 * at) / (STRAY.length - 1);
    return [Number(x.toFixed(3)), Number((curve(x) + stray).toFixed(3)), stray > 0 ? 1 : 0, 0];
  });
}

const LINE = round((x) => 0.6 * x + 0.1);

/** name → x, y, label, test. */
export const SETS = /** @type {Readonly<Record<string, number[][]>>} */ (Object.freeze({
  line: LINE,
  outlier: [...LINE, [0.95, -1.1, 0, 0], [0.8, -1.05, 0, 0]], // of the squares a few far ones are most of the sum
  curve: round((x) => 1.4 * x * x - 0.75),
}));

/** What may be chosen from for each loss; the first is what it begins with. @type {Readonly<Record<Loss, readonly string[]>>} */
export const NAMES = Object.freeze({ squared: ["line", "outlier", "curve", "gauss"], softmax: ["gauss", "moons", "xor", "line"] });
/** Few enough that each can be dragged. */
const COUNT = 60;

/** A set by its name. @param {string} name @returns {Data} */
export function dataOf(name) {
  const points = SETS[name];
  return points ? { task: "classification", classes: 2, points: points.map((point) => [...point]), test: 0 } : { preset: name, count: COUNT, test: 0 };
}

/** The Network lab's points: all of them are trained on, and values become the classes below and above 0, since softmax asks for classes and a line for none. @param {{task: string, classes: number, points: number[][]}} kept @returns {Data} */
export function ofNetwork({ task, classes, points }) {
  const valued = task === "regression";
  return { task: "classification", classes: valued ? 2 : Math.max(2, classes), points: points.map(([x, y, label]) => [x, y, valued ? Number(label > 0) : label, 0]), test: 0 };
}

/** The present points as they are, for another journal: whatever was dragged stays dragged. @param {Spec["data"]} data @param {readonly import("../state.js").Point[]} points @returns {Data} */
export function asTheyAre({ classes }, points) {
  return { task: "classification", classes, points: points.map(({ id, x, y, label, test }) => [x, y, label, Number(test), id]), test: 0 };
}

/** The same walkers on the points, from the beginning. @param {Journal} journal @param {Spec["objective"]} objective @param {Data} data @returns {Journal} */
export function onPoints({ spec, edits }, objective, data) {
  const { start, ...plain } = objective, { methods, seeds, dtype } = spec;
  const own = { objective: { ...plain, ...(start && { start }) }, data, methods: methods.map((method) => (method.start && start ? { ...method, start } : method)), seeds, dtype };
  return { spec: /** @type {Spec} */ (/** @type {unknown} */ (own)), edits: edits.filter(({ edit }) => edit.kind === "method") };
}

/** What stands beside the map: points can only stand beside their own. @param {import("../state.js").State} state */
export function sideOf({ view: { descent: { side } }, spec, journal }) {
  return side === "data" && (spec ?? journal.spec).objective?.kind !== "points" ? "mountain" : side;
}
