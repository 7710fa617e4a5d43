import assert from "node:assert/strict";
import { test } from "node:test";
import { createKeeper, pointsOfNetwork } from "../../static/js/keep.js";
import { asTheyAre, dataOf, NAMES, ofNetwork, onPoints, SETS, sideOf } from "../../static/js/math/own.js";
import { initialState } from "../../static/js/state.js";

/** A sessionStorage. */
function room() {
  const kept = new Map();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => kept.set(key, text), removeItem: (key) => kept.delete(key) };
}

test("the Network lab keeps its points for the other lab, dragged ones where they are", () => {
  const drawer = room(), spec = { data: { task: "classification", classes: 3, preset: null } };
  const state = { ...initialState({ spec }, { toJSON: () => null }), points: [{ id: 7, x: 0.5, y: -0.25, label: 2, test: true }] };
  assert.equal(pointsOfNetwork(drawer), null);
  createKeeper({ get: () => state, room: drawer, hash: () => "" }).write();
  assert.deepEqual(pointsOfNetwork(drawer), { task: "classification", classes: 3, byHand: true, points: [[0.5, -0.25, 2]] });
  const other = room();
  createKeeper({ get: () => ({ ...state, lab: "descent" }), room: other, hash: () => "" }).write();
  assert.equal(pointsOfNetwork(other), null);
});

test("all points of the Network lab are trained on; values become two classes", () => {
  assert.deepEqual(ofNetwork({ task: "classification", classes: 3, points: [[1, 0, 2]] }), { task: "classification", classes: 3, points: [[1, 0, 2, 0]], test: 0 });
  assert.deepEqual(ofNetwork({ task: "regression", classes: 1, points: [[1, 0, -0.5], [0, 1, 0.5]] }), { task: "classification", classes: 2, points: [[1, 0, 0, 0], [0, 1, 1, 0]], test: 0 });
});

test("every set that is offered is one of here or a preset, and lies in the window", () => {
  for (const name of [...NAMES.squared, ...NAMES.softmax]) assert.ok(dataOf(name).preset === name || SETS[name], name);
  for (const [name, points] of Object.entries(SETS)) for (const [x, y] of points) assert.ok(Math.max(Math.abs(x), Math.abs(y)) <= 1.2, `${name}: ${x}, ${y}`);
  assert.equal(SETS.outlier.length, SETS.line.length + 2);
});

test("onto points the walkers come as they are, with their start and without what only a surface has", () => {
  const methods = [{ blocks: [{ optimizer: "adam", rate: 1 }] }, { blocks: [{ optimizer: "random_search", rate: 1 }], seed: 1, start: [9, 9] }];
  const journal = { spec: { objective: { kind: "surface", function: "bowl" }, methods, seeds: {}, dtype: "float64" }, edits: [{ step: 3, edit: { kind: "theta", theta: [] } }] };
  const { spec, edits } = onPoints(journal, { kind: "points", loss: "squared", start: [1, 2], noise: 0 }, dataOf("gauss"));
  assert.deepEqual(Object.keys(spec), ["objective", "data", "methods", "seeds", "dtype"]);
  assert.deepEqual(spec.methods.map(({ start }) => start), [undefined, [1, 2]]);
  assert.deepEqual(edits, []);
});

test("under another loss the points stay as they were dragged, by the same ids", () => {
  const data = asTheyAre({ classes: 2 }, [{ id: 4, x: 0.1, y: 0.2, label: 1, test: false }]);
  assert.deepEqual(data.points, [[0.1, 0.2, 1, 0, 4]]);
});

test("the points stand beside no mountain but their own", () => {
  const state = (side, kind) => ({ view: { descent: { side } }, spec: null, journal: { spec: { objective: { kind } } } });
  assert.equal(sideOf(state("data", "points")), "data");
  assert.equal(sideOf(state("data", "surface")), "mountain");
  assert.equal(sideOf(state("slice", "surface")), "slice");
});
