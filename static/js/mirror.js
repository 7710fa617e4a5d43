// @ts-check
/**
 * What an edit does to the points and the Spec, in the page: so that a dragged point moves at once, before the server has
 * answered. Only what needs no arithmetic of the engine is mirrored; the rest waits for `spec`.
 *
 * @typedef {import("./state.js").Edit} Edit
 * @typedef {import("./state.js").Point} Point
 * @typedef {import("./state.js").Spec} Spec
 * @typedef {{spec: Spec | null, points: readonly Point[]}} Data
 */

/** @param {Data} data @param {Edit} edit @returns {Data} */
export function mirror(data, edit) {
  const points = POINTS[edit.kind], spec = SPEC[edit.kind];
  if (points) return { ...data, points: points(data.points, edit) };
  if (spec && data.spec) return { ...data, spec: spec(data.spec, edit) };
  return data;
}

/** Whether it is an edit of single points, which the browser folds by itself (docs/protocol.md, "version"). @param {Edit} edit */
export const ofPoints = (edit) => edit.kind in POINTS;

/** An `add` with ids, so that both sides know the new points by the same names. @param {Edit} edit @param {number} next @returns {Edit} */
export function named(edit, next) {
  if (edit.kind !== "add" || edit.ids) return edit;
  return { ...edit, ids: edit.points.map((/** @type {number[]} */ _, /** @type {number} */ i) => next + i) };
}

/** [[x, y, label, test, id] …] → points. @param {number[][]} rows @returns {Point[]} */
export const pointsOf = (rows) => rows.map(([x, y, label, test, id]) => ({ id, x, y, label, test: test === 1 }));

/** @type {Record<string, (points: readonly Point[], edit: Edit) => readonly Point[]>} */
const POINTS = {
  move: (points, { point, x, y }) => points.map((p) => (p.id === point ? { ...p, x, y } : p)),
  add: (points, { points: rows, ids = [] }) => {
    const taken = new Set(points.map((p) => p.id));
    const full = rows.map((/** @type {number[]} */ [x, y, label, test = 0], /** @type {number} */ i) => [x, y, label, test, ids[i]]);
    return [...points, ...pointsOf(full).filter((p) => !taken.has(p.id))];
  },
  delete: (points, { points: ids }) => points.filter((p) => !ids.includes(p.id)),
};

/** What a method is without more being said: a script may leave it out. */
const PLAIN = { schedule: { kind: "constant" }, clip: { kind: "none", at: 1 } };

/** A Spec as it is shown before the server has said it whole. @param {Spec} spec @returns {Spec} */
export const said = (spec) => ({ ...spec, methods: (spec.methods ?? []).map((method) => ({ ...method, schedule: method.schedule ?? PLAIN.schedule })) });

/** @type {Record<string, (spec: Spec, edit: Edit) => Spec>} */
const SPEC = {
  method: (spec, { method, row = 0 }) => ({ ...spec, methods: spec.methods.map((m, i) => (i === row ? { ...PLAIN, ...method } : m)) }),
  penalty: (spec, { penalty }) => ({ ...spec, penalty }),
  loss: (spec, { loss, huber }) => ({ ...spec, loss, ...(huber === undefined ? {} : { huber }) }),
  batch: (spec, { batch }) => ({ ...spec, batch }),
  init: (spec, { init }) => ({ ...spec, model: { ...spec.model, init } }),
  dropout: (spec, { dropout }) => ({ ...spec, model: { ...spec.model, dropout } }),
  activation: (spec, { kind, layer, weights, ...bend }) => ({
    ...spec, model: { ...spec.model, hidden: spec.model.hidden.map((h, i) => (i === layer ? /** @type {any} */ ({ units: h.units, ...bend }) : h)) },
  }),
};
