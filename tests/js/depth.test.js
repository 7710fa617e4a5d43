import assert from "node:assert/strict";
import { test } from "node:test";
import { apart, columnsOf, decadesOf, marksOf, pathOf, written } from "../../static/js/math/depth-chart.js";
import { CURVE_DASHES, freeSlot, markerPath, MOST_CURVES } from "../../static/js/math/curve-look.js";
import { DEPTH, depthQuestion, MOST_STEPS, soundDepth } from "../../static/js/math/depth-question.js";

const asked = (depth, answer) => depthQuestion({ view: { neuron: { depth: { ...DEPTH, ...depth } } }, studies: { depth: answer } });
const at = (step, change = {}) => ({ layers: 12, units: 16, seed: 0, optimizer: "sgd", rate: 0.1, step, error: null, ...change });

test("a long way is asked for in hops from where the networks stand", () => {
  const steps = [];
  for (let answer; steps.at(-1) !== 50; answer = at(steps.at(-1))) steps.push(asked({ step: 50 }, answer).step);
  assert.deepEqual(steps, [20, 40, 50]);
});

test("the way back is asked for at once", () => {
  assert.equal(asked({ step: 3 }, at(300)).step, 3);
});

test("while it plays every answer is the ground of the next question, up to the last step", () => {
  assert.equal(asked({ playing: true, pace: 7, step: 0 }, at(21)).step, 28);
  assert.equal(asked({ playing: true, pace: 7 }, at(297)).step, MOST_STEPS);
  assert.equal(asked({ playing: true, pace: 7 }, at(MOST_STEPS)).step, MOST_STEPS);
});

test("an answer about other networks, or an error, is no ground", () => {
  for (const answer of [at(200, { layers: 3 }), at(200, { rate: 1 }), { error: { text: "no" } }, undefined]) assert.equal(asked({ step: 250 }, answer).step, 20);
});

test("a curve's colour is the page's own affair", () => {
  assert.deepEqual(asked({}).curves[1], { activation: "relu", init: "xavier" });
});

test("the axis holds the start, the present and what was between, and moves four decades at once", () => {
  const curve = (range, start) => ({ range, start });
  assert.deepEqual(decadesOf([curve([2e-9, 0.3], [1e-9, 0.3])]), [-12, 0]);
  assert.deepEqual(decadesOf([curve([3e-11, 0.3], [1e-9, 0.3])]), [-12, 0]);
  assert.deepEqual(decadesOf([curve([1e-3, 20], [1e-3, 1])]), [-4, 2]);
  assert.deepEqual(decadesOf([curve(null, [0, 0, null])]), [-4, 0]);
  assert.deepEqual(decadesOf([curve([1e-170, 1], [1])]), [-40, 0]);
});

test("marks are powers of ten that leave room for their words", () => {
  assert.deepEqual(marksOf([-12, 0], 150), [-12, -10, -8, -6, -4, -2, 0]);
  assert.deepEqual(marksOf([-12, 0], 90), [-12, -8, -4, 0]);
  assert.ok(marksOf([-40, 6], 60).length <= 3);
});

test("labels stay apart, inside, in the order of their ends and as near to them as they can", () => {
  assert.deepEqual(apart([10, 50, 90], 20, 10, 100), [10, 50, 90]);
  assert.deepEqual(apart([50, 50], 20, 0, 100), [40, 60]);
  assert.deepEqual(apart([99, 98, 97], 20, 10, 90), [90, 70, 50]);
  let seed = 1;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let round = 0; round < 200; round++) {
    const n = 1 + Math.floor(random() * 6), wished = Array.from({ length: n }, () => random() * 160 - 10), places = apart(wished, 24, 12, 148);
    const sorted = [...places].sort((a, b) => a - b);
    assert.ok(sorted[0] >= 12 - 1e-6 && sorted[n - 1] <= 148 + 1e-6, `${places} leave 12 … 148`);
    sorted.forEach((place, k) => k && assert.ok(place - sorted[k - 1] >= 24 - 1e-6, `${places} overlap`));
    wished.forEach((a, i) => wished.forEach((b, j) => a < b && assert.ok(places[i] < places[j], `${wished} became ${places}`)));
  }
});

test("a column is found where it stands", () => {
  const columns = columnsOf(13, 43, 563);
  for (let k = 0; k < 13; k++) assert.equal(columns.hit(columns.at(k)), k);
  assert.equal(columns.hit(-100), 0);
  assert.equal(columns.hit(9999), 12);
});

test("narrow columns leave numbers out, never the first", () => {
  const shown = Array.from({ length: 20 }, (_, k) => k).filter(written(20, 8));
  assert.deepEqual(shown.map((k) => k + 1), [1, 5, 10, 15, 20]);
  assert.deepEqual(Array.from({ length: 6 }, (_, k) => k).filter(written(6, 12)), [0, 2, 4]);
});

test("a path breaks where there is no number", () => {
  assert.equal(pathOf([[0, 1], [2, 3], null, [4, 5]]), "M0.0 1.0L2.0 3.0M4.0 5.0");
});

test("six curves differ in dash and in marker, and a new one takes a free look", () => {
  assert.equal(new Set(CURVE_DASHES.map(String)).size, MOST_CURVES);
  assert.equal(new Set(CURVE_DASHES.map((_, slot) => markerPath(slot, 0, 0, 4))).size, MOST_CURVES);
  assert.equal(freeSlot([{ slot: 0 }, { slot: 2 }]), 1);
});

test("what a link brings is made sound, and what is sound stays", () => {
  const whole = { ...DEPTH, layers: 7, picked: 1, show: "time" };
  assert.deepEqual(soundDepth(whole), whole);
  for (const broken of [null, undefined, { layers: 1e9, units: "x", curves: null, picked: -1, rate: NaN, show: "all" }, { curves: [{ activation: "eval", init: "he", slot: 0 }, null], step: 0.5 }]) {
    const { picked, ...sound } = soundDepth(broken), { picked: usual, ...first } = DEPTH;
    assert.deepEqual(sound, first);
    assert.ok([0, usual].includes(picked));
  }
});
