import assert from "node:assert/strict";
import { test } from "node:test";
import { createErrand } from "../../static/js/errand.js";
import { clockOf, stepsAnEpoch } from "../../static/js/math/epochs.js";
import { decaysOf, marksOf, plannedOf } from "../../static/js/math/marks.js";
import { dropsOf, reachOf, usual } from "../../static/js/math/schedules.js";

const point = (id, test = false) => ({ id, x: 0, y: 0, label: 0, test });
const method = (schedule, ...blocks) => ({ blocks: blocks.length ? blocks : [{ optimizer: "sgd", rate: 1 }], schedule });

test("without data an epoch is a step, with data it is a pass over what is trained on", () => {
  const points = [...Array(25).keys()].map((id) => point(id, id < 5));
  const run = { epoch: 3, horizon: 12 };
  assert.equal(stepsAnEpoch({ spec: { objective: { kind: "surface" } }, points: [] }), 1);
  assert.equal(stepsAnEpoch({ spec: { objective: { kind: "network" }, batch: 10 }, points }), 2);
  assert.deepEqual(clockOf({ spec: { objective: { kind: "surface" } }, points, run }), { unit: "step", now: 3, horizon: 12 });
  assert.deepEqual(clockOf({ spec: { objective: { kind: "network" }, batch: 10 }, points, run }), { unit: "epoch", now: 3, horizon: 6 });
  assert.equal(clockOf({ spec: { objective: { kind: "points" }, batch: 2000 }, points, run }).unit, "step");
  assert.equal(clockOf({ spec: { objective: { kind: "points" }, batch: 4 }, points, run }).unit, "epoch");
});

test("what is usual in epochs is five times as long in steps", () => {
  assert.deepEqual(usual("halve", { every: 20 }, "epoch"), { kind: "halve", every: 20 });
  assert.deepEqual(usual("halve", { every: 20 }, "step"), { kind: "halve", every: 100 });
  assert.deepEqual(usual("piecewise", { points: [[0, 1], [60, 0.1]] }, "step").points, [[0, 1], [300, 0.1]]);
  assert.equal(usual("exponential", { gamma: 0.95 }, "step").gamma, 0.99); // 0.99⁵ = 0.951
  assert.deepEqual(usual("step", { every: 20, gamma: 0.1 }, "step"), { kind: "step", every: 100, gamma: 0.1 });
});

test("a rate drops at the multiples of n, and a picture reaches a few drops far", () => {
  assert.deepEqual(dropsOf({ kind: "halve", every: 30 }, 100), [{ epoch: 30, factor: 0.5 }, { epoch: 60, factor: 0.25 }, { epoch: 90, factor: 0.125 }]);
  assert.deepEqual(dropsOf({ kind: "cosine", total: 30 }, 100), []);
  assert.deepEqual(dropsOf({ kind: "halve", every: 1 }, 100), [], "a hatching says nothing");
  assert.equal(reachOf({ kind: "halve", every: 100 }, { unit: "step", now: 0, horizon: 10 }), 400);
  assert.equal(reachOf({ kind: "constant" }, { unit: "epoch", now: 0, horizon: 90 }), 90);
});

test("marks of decay count from the beginning of their block, and from where the run stands", () => {
  const halve = { kind: "halve", every: 20 };
  assert.deepEqual(decaysOf(method(halve), { step: 0, epoch: 0 }, 1, 50).map(({ step, values }) => [step, values.factor]), [[20, "0.5"], [40, "0.25"]]);
  assert.deepEqual(decaysOf(method(halve), { step: 100, epoch: 10 }, 10, 300).map(({ step }) => step), [200]);
  const two = method(halve, { optimizer: "adam", rate: 1, until: 30 }, { optimizer: "sgd", rate: 1 });
  assert.deepEqual(decaysOf(two, { step: 5, epoch: 5 }, 1, 80).map(({ step }) => step), [20, 50, 70]);
  assert.equal(plannedOf([method(halve), method(halve)], { step: 0, epoch: 0 }, 1, 50).length, 2, "the same mark of two methods is one");
});

test("of the questions that come while one is asked, only the last is asked", async () => {
  const asked = [], answers = [];
  const ask = createErrand(async (_, { body }) => {
    asked.push(JSON.parse(body).steps);
    await null;
    return { ok: true, text: async () => `{"step": 0}\n{"theta": [[${asked.at(-1)}]]}\n` };
  });
  await new Promise((resolve) => {
    for (const steps of [1, 2, 3]) ask({ steps }, (lines) => (answers.push(lines.at(-1).theta[0][0]), resolve()));
  });
  assert.deepEqual([asked, answers], [[1, 3], [3]]);
});

test("a change is told by what its own row was before, and that of all rows at once is one", () => {
  const [adam, sgd, slower] = [["adam", 1], ["sgd", 0.1], ["sgd", 0.05]].map(([optimizer, rate]) => method({ kind: "constant" }, { optimizer, rate }));
  const edit = (step, row, method) => ({ step, edit: { kind: "method", row, method } });
  const marks = marksOf({ spec: { methods: [adam, sgd, sgd] }, edits: [edit(5, 1, slower), edit(5, 2, slower), edit(9, 0, sgd)] });
  assert.deepEqual(marks.map(({ step, key, values }) => [step, key, values.rate ?? values.to]), [[5, "mark.rate", "0.05"], [9, "mark.switch", "sgd"]]);
});
