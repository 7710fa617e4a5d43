import assert from "node:assert/strict";
import { test } from "node:test";
import { equality } from "../../static/js/math/equal.js";
import { standingsOf } from "../../static/js/math/standings.js";
import { Trails } from "../../static/js/math/trails.js";

const method = (optimizer, more = {}) => ({ blocks: [{ optimizer, rate: 0.1 }], schedule: { kind: "constant" }, ...more });
const METHODS = { optimizers: { adam: { rated: true }, sgd: { rated: true }, random_search: { rated: false } } };
const RUNNING = [-1, 0];

/** A race of three steps: the searcher asks for one value a step, Adam for one gradient. */
function race(by, over = {}) {
  const steps = [0, 1, 2, 3];
  const losses = { search: [9, 7, 7, 5], adam: [9, 6, 4, 1] };
  const values = steps.flatMap((step) => [0, 0, losses.search[step], step, 0, 0, losses.adam[step], 3 * step]);
  return {
    spec: { objective: { start: [1, 2] }, methods: [method("random_search"), method("adam")] }, run: { step: 3 }, view: { descent: { by } },
    trails: new Trails().append(steps, values, 2),
    frame: { step: 3, loss: [5, 1], evaluations: [3, 0, 0, 3], status: [...RUNNING, ...RUNNING], search: [3, 2, 0, 0] }, ...over,
  };
}

test("after as many steps the lowest stands first, with what it has cost", () => {
  const order = standingsOf(race("steps")).map(({ key, place, loss, cost, step }) => [key, place, loss, cost, step]);
  assert.deepEqual(order, [["adam", 1, 1, 9, 3], ["random_search", 2, 5, 3, 3]]);
});

test("for as many evaluations Adam stands where it stood when it had spent the searcher's three", () => {
  const order = standingsOf(race("evaluations")).map(({ key, place, loss, cost, step }) => [key, place, loss, cost, step]);
  assert.deepEqual(order, [["random_search", 1, 5, 3, 3], ["adam", 2, 6, 3, 1]]);
});

test("who is lost stands last, tells when and how, and does not hold up those who go on", () => {
  const frame = { step: 3, loss: [NaN, 1], evaluations: [1, 0, 0, 3], status: [1, 2, ...RUNNING], search: [1, 0, 0, 0] };
  const [first, last] = standingsOf(race("evaluations", { frame }));
  assert.deepEqual([first.key, first.loss, first.step], ["adam", 1, 3]);
  assert.deepEqual([last.key, last.lost], ["random_search", { step: 1, how: "nan" }]);
});

test("seeds are told as the middle one, the lowest and the highest of those that are left", () => {
  const spec = { objective: { start: [1, 2] }, methods: [1, 2, 3, 4].map((seed) => method("random_search", { seed, start: [1, 2] })) };
  const frame = { step: 2, loss: [4, 2, 8, 1e9], evaluations: Array(8).fill(2), status: [...RUNNING, ...RUNNING, ...RUNNING, 1, 1], search: [2, 1, 2, 1, 2, 2, 2, 0] };
  const [one] = standingsOf({ ...race("steps"), spec, frame });
  assert.deepEqual([one.rows.length, one.low, one.loss, one.high, one.search, one.lost], [4, 2, 4, 8, [8, 4], null]);
});

test("who is equally low shares a place", () => {
  const spec = { objective: {}, methods: [method("sgd", { noise: 0 }), method("sgd"), method("adam")] };
  const frame = { step: 1, loss: [2, 2, 3], evaluations: Array(6).fill(1), status: [...RUNNING, ...RUNNING, ...RUNNING], search: Array(6).fill(0) };
  const order = standingsOf({ ...race("steps"), spec, frame });
  assert.deepEqual(order.map(({ key, place }) => [key, place]), [["gradient_descent", 1], ["sgd", 1], ["adam", 3]]);
});

test("nobody stands anywhere while a frame is of other rows", () => {
  assert.deepEqual(standingsOf(race("steps", { frame: { step: 0, loss: [1], evaluations: [0, 0] } })), []);
});

test("rates and noise are compared among those who have them, and gradient descent feels none", () => {
  const spec = { objective: { start: [1, 2], noise: 2 }, methods: [method("random_search"), method("adam"), method("sgd", { noise: 0 })] };
  assert.deepEqual(equality(spec, "steps", METHODS), { start: true, noise: false, rate: true, steps: true, evaluations: false });
  const calm = { ...spec, objective: { ...spec.objective, noise: 0 }, methods: [method("adam"), { ...method("sgd", { seed: 3, start: [1, 2] }), blocks: [{ optimizer: "sgd", rate: 1 }] }] };
  assert.deepEqual(equality(calm, "evaluations", METHODS), { start: true, noise: true, rate: false, steps: false, evaluations: true });
});
