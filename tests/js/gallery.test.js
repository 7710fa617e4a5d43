// The engine's tables as lines on the screen, and what the gallery asks and does.
import assert from "node:assert/strict";
import test from "node:test";
import { bandsOf, flatOf, lineThrough, neighbour, pathOf, pointsOf, rangeOf, sampled } from "../../static/js/math/gallery-curves.js";
import { bendOf, bends, dataQuestion, layerOf, targetsOf } from "../../static/js/math/gallery-questions.js";
import { linear } from "../../static/js/math/scale.js";
import { initialState } from "../../static/js/state.js";

/** ReLU on five numbers, as the engine tells it. */
const relu = { f: [0, 0, 0, 1, 2], slope: [0, 0, 0, 1, 1], kinks: [{ z: 0, f: 0, left: 0, right: 1 }], steepest: 1, low: { value: 0, reached: true }, high: null, flat: [[null, 0]], centre: 0.4 };
/** |z − ½|: its kink lies between two numbers of the table. */
const corner = { ...relu, f: [2.5, 1.5, 0.5, 0.5, 1.5], slope: [-1, -1, -1, 1, 1], kinks: [{ z: 0.5, f: 0, left: -1, right: 1 }], flat: [] };
const tables = /** @type {any} */ ({ from: -2, to: 2, curves: { relu, corner } });

test("at a kink the slope jumps, it does not climb", () => {
  assert.deepEqual(pointsOf(tables, "relu", "slope"), [[-2, 0], [-1, 0], [0, 0], [0, 1], [1, 1], [2, 1]]);
});

test("a kink between two numbers of the table is a corner of its own", () => {
  assert.deepEqual(pointsOf(tables, "corner", "f").slice(2, 5), [[0, 0.5], [0.5, 0], [1, 0.5]]);
  assert.deepEqual(pointsOf(tables, "corner", "slope").slice(2, 6), [[0, -1], [0.5, -1], [0.5, 1], [1, 1]]);
});

test("a dot lies on the drawn line, at a jump on its left side", () => {
  assert.equal(sampled(pointsOf(tables, "corner", "f"), 0.25), 0.25);
  assert.equal(sampled(pointsOf(tables, "relu", "slope"), 0), 0);
  assert.equal(sampled(pointsOf(tables, "relu", "slope"), 0.05), 1);
  assert.equal(sampled(pointsOf(tables, "relu", "f"), -2), 0);
  assert.equal(sampled(pointsOf(tables, "relu", "f"), 2), 2);
});

test("a path goes through its points and leaves out what has no value", () => {
  const X = linear([-2, 2], [0, 40]), Y = linear([0, 2], [20, 0]);
  assert.equal(pathOf([[-2, 0], [0, NaN], [2, 2]], X, Y), "M0.0 20.0L40.0 0.0");
});

test("a range is square where its end is reached", () => {
  assert.equal(rangeOf(/** @type {any} */ (relu)), "[0, ∞)");
  assert.equal(rangeOf(/** @type {any} */ ({ low: { value: -1, reached: false }, high: { value: 1, reached: false } })), "(−1, 1)");
  assert.equal(rangeOf(/** @type {any} */ ({ low: null, high: null })), "(−∞, ∞)");
});

test("flat parts are told with their ends", () => {
  const told = (/** @type {any} */ flat) => flatOf(/** @type {any} */ ({ flat })).map((text) => text.replaceAll("\u00a0", " "));
  assert.deepEqual(told([[null, -4.359999], [4.359999, null]]), ["z < −4.36", "z > 4.36"]);
  assert.deepEqual(told([[null, 0], [-0.9, -0.635]]), ["z ≤ 0", "−0.9 < z < −0.64"]);
});

test("bands end at the picture's edges", () => {
  assert.deepEqual(bandsOf(/** @type {any} */ ({ flat: [[null, -1], [1, 9]] }), linear([-2, 2], [0, 40])), [[0, 10], [30, 10]]);
});

test("a line goes through the two heights at which it is held", () => {
  assert.deepEqual(lineThrough(2, -2), [-1, 0]);
  assert.deepEqual(lineThrough(0.5, 1), [0.125, 0.75]);
});

test("arrows stay inside the tiles", () => {
  assert.equal(neighbour(4, 0, 1, 3, 9), 1);
  assert.equal(neighbour(4, 1, 0, 3, 9), 5);
  assert.equal(neighbour(7, 0, -1, 3, 9), 7);
  assert.equal(neighbour(0, -1, 0, 3, 9), 0);
});

const state = (/** @type {object} */ change = {}) => {
  const first = initialState({ spec: /** @type {any} */ ({ model: { hidden: [{ units: 6, activation: "tanh" }, { units: 4, activation: "leaky_relu", leak: 0.1 }] } }) });
  return { ...first, view: { ...first.view, neuron: { ...first.view.neuron, gallery: { ...first.view.neuron.gallery, ...change } } } };
};

test("a function goes into all hidden layers, or into the chosen one as long as it is there", () => {
  assert.deepEqual(targetsOf(state()), [0, 1]);
  assert.deepEqual(targetsOf(state({ layer: 1 })), [1]);
  assert.equal(layerOf(state({ layer: 2 })), null);
  assert.equal(dataQuestion(state({ layer: 2 })).layer, null);
});

test("a layer bends as asked only with the same number of its own, the usual one if it has none", () => {
  const { gallery } = state().view.neuron;
  assert.deepEqual(bendOf(gallery, "leaky_relu"), { activation: "leaky_relu", leak: 0.01 });
  assert.deepEqual(bendOf(gallery, "maxout"), { activation: "maxout", pieces: 2 });
  assert.equal(bends({ activation: "leaky_relu" }, bendOf(gallery, "leaky_relu")), true);
  assert.equal(bends({ activation: "leaky_relu", leak: 0.1 }, bendOf(gallery, "leaky_relu")), false);
});
