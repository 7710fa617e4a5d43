// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { graphPoint, graphQuestion } from "../../static/js/math/graph-question.js";
import { apartDomain, chosenOf, dotAt, influenceQuestion, ratioOf, reachOf, refOf } from "../../static/js/math/influence.js";
import { initialState } from "../../static/js/state.js";

const POINTS = [{ id: 3, x: 0.1, y: 0.2, label: 0, test: true }, { id: 4, x: -0.5, y: 0.6, label: 1, test: false }, { id: 9, x: 1, y: -1, label: 0, test: false }];
const spec = /** @type {any} */ ({ data: { task: "classification", classes: 2 } });
/** @param {object} [backprop] @param {object} [over] */
const stateOf = (backprop = {}, over = {}) => initialState(/** @type {any} */ ({ points: POINTS, spec, view: { backprop }, ...over }));

test("the network is asked about the lab's point, else the chosen one, else the first it learns from", () => {
  assert.deepEqual(graphPoint(stateOf()), { x: -0.5, y: 0.6, label: 1 });
  assert.deepEqual(graphPoint(stateOf({}, { selected: { kind: "point", id: 9 } })), { x: 1, y: -1, label: 0 });
  assert.deepEqual(graphPoint(stateOf({ point: { x: 0.3, y: 0, label: 1 } }, { selected: { kind: "point", id: 9 } })), { x: 0.3, y: 0, label: 1 });
  assert.deepEqual(graphPoint(stateOf({}, { selected: { kind: "unit", layer: 1, unit: 0 } })), { x: -0.5, y: 0.6, label: 1 });
  assert.deepEqual(graphPoint(stateOf({}, { points: [] })), { x: 0, y: 0, label: 0 });
});

test("a point whose class the data no longer have is not asked about", () => {
  assert.deepEqual(graphPoint(stateOf({ point: { x: 0, y: 0, label: 2 } })), { x: -0.5, y: 0.6, label: 1 });
  const regression = { data: { task: "regression", classes: 1 } };
  assert.deepEqual(graphPoint(stateOf({ point: { x: 0, y: 0, label: 0.37 } }, { spec: regression })), { x: 0, y: 0, label: 0.37 });
});

test("without a run there is nothing to ask about the network", () => {
  assert.equal(graphQuestion(stateOf({ source: "network" }, { points: [], spec: null })), null);
  assert.deepEqual(graphQuestion(stateOf({ source: "network", level: "layer" })), { source: { kind: "network", point: { x: -0.5, y: 0.6, label: 1 }, level: "layer" }, h: 1e-4, nudge: null });
});

test("the chosen weight is asked for by its place in theta, and nothing else is a weight", () => {
  const frame = { sizes: [2, 3, 1] };
  assert.equal(chosenOf(/** @type {any} */ ({ frame, selected: { kind: "edge", layer: 1, unit: 0, input: 2 } })), 11);
  assert.equal(chosenOf(/** @type {any} */ ({ frame, selected: { kind: "bias", layer: 0, unit: 1 } })), 5);
  for (const selected of [null, { kind: "unit", layer: 1, unit: 0 }, { kind: "point", id: 3 }, { kind: "edge", layer: 1, unit: 4, input: 0 }]) assert.equal(chosenOf(/** @type {any} */ ({ frame, selected })), null);
  assert.deepEqual(influenceQuestion(stateOf({ delta: 0.5 }, { frame })), { delta: 0.5, top: 10, chosen: null });
  assert.deepEqual(refOf(/** @type {any} */ ({ bias: true, layer: 0, unit: 1, input: 2 })), { kind: "bias", layer: 0, unit: 1 });
});

test("pictures hold every number that there is, and stand still without any", () => {
  assert.ok(reachOf({ index: [0, 1], predicted: [1, -2], measured: [3, null] }) > 3);
  assert.equal(reachOf({ index: [], predicted: [], measured: [] }), 1);
  assert.equal(reachOf({ index: [0], predicted: [null], measured: [0] }), 1);
  assert.deepEqual(apartDomain([[3e-7, null, 0.2], null]), [1e-7, 10]);
  assert.deepEqual(apartDomain([null]), [1e-4, 10]);
  assert.deepEqual(apartDomain([[0, 1e-30]]), [1e-10, 10]);
});

test("how many times the first is the last of those in order", () => {
  const weights = Array.from({ length: 11 }, (_, rank) => /** @type {any} */ ({ rank, grad: -20 / (rank + 1), update: rank ? 0.01 : -0.02 }));
  assert.equal(ratioOf(weights, "grad"), 10);
  assert.equal(ratioOf(weights, "update"), 2);
  assert.equal(ratioOf([{ .../** @type {any} */ (weights[0]), grad: 0 }], "grad"), null);
  assert.equal(ratioOf([], "grad"), null);
});

test("the nearest dot within reach is meant", () => {
  const dots = [{ x: 10, y: 10, index: 4 }, { x: 14, y: 10, index: 7 }];
  assert.equal(dotAt(dots, 13, 11, 14), 7);
  assert.equal(dotAt(dots, 60, 60, 14), null);
});
