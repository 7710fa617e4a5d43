import assert from "node:assert/strict";
import { test } from "node:test";
import { above, upTo } from "../../static/js/math/curve.js";
import { paced } from "../../static/js/math/rates.js";
import { exchanged, followed, isEstimated, questionOf, ranked, readRelay, relayOf, retuned, rowsOf, suggestionIn, withRelay } from "../../static/js/math/relay.js";
import { keyOf, walkersOf } from "../../static/js/math/roster.js";

const METHODS = {
  optimizers: { adam: { rate: 0.03, numbers: { beta1: 0.9 } }, sgd: { rate: 0.3, numbers: {} }, momentum: { rate: 0.1, numbers: { momentum: 0.9 } } },
  swats: { after: ["adam"], by: ["sgd", "momentum"] },
};
const block = (optimizer, rate, more = {}) => ({ optimizer, rate, ...more });
const method = (...blocks) => ({ blocks, schedule: { kind: "constant" } });
const [ADAM, SGD] = [method(block("adam", 1, { beta1: 0.9 })), method(block("sgd", 0.002))];
const ROWS = rowsOf({ first: ADAM, second: SGD, until: 50, after: block("sgd", 0.002) });
const journal = (edits = []) => ({ spec: { objective: { kind: "surface" }, methods: ROWS }, edits });
const edited = (step, row, method) => ({ step, edit: { kind: "method", row, method } });

test("a relay is Adam, SGD, and Adam that hands over, each as it walks, as it rested, or at the mountain's rate", () => {
  const walking = method(block("adam", 0.7)), resting = { ...method(block("sgd", 0.01)), seed: 3, start: [1, 2] };
  const [first, second, third] = relayOf({ spec: { methods: [walking] }, view: { descent: { bench: { sgd: resting } } } }, METHODS, {});
  assert.deepEqual(first, walking);
  assert.deepEqual(second, method(block("sgd", 0.01)));
  assert.deepEqual(third.blocks, [block("adam", 0.7, { until: 100 }), block("sgd", 0.01)]);
  const fresh = relayOf({ spec: { methods: [] }, view: { descent: { bench: {} } } }, METHODS, { adam: 1, sgd: 0.002 });
  assert.deepEqual(fresh, rowsOf({ first: ADAM, second: SGD, until: 100, after: SGD.blocks[0] }));
});

test("three rows of which the third changes hands are a relay, with a walker each", () => {
  assert.equal(readRelay(ROWS).until, 50);
  assert.equal(readRelay([ADAM, SGD]), null);
  assert.equal(readRelay([ADAM, SGD, SGD]), null);
  assert.deepEqual(walkersOf(ROWS).map(({ key }) => key), ["adam", "sgd", "relay"]);
  assert.equal(keyOf(ROWS[2]), "relay");
});

test("another boundary changes the third row alone, and it takes over what was changed of the first", () => {
  const faster = method(block("adam", 2)), before = journal([edited(10, 0, faster), edited(12, 1, method(block("sgd", 0.1))), edited(20, 2, ADAM)]);
  const { spec, edits } = withRelay(before, { until: 80 });
  assert.deepEqual(spec.methods.slice(0, 2), ROWS.slice(0, 2));
  assert.equal(spec.methods[2].blocks[0].until, 80);
  assert.deepEqual(edits.map(({ step, edit }) => [step, edit.row]), [[10, 0], [10, 2], [12, 1]]);
  assert.deepEqual(edits[1].edit.method.blocks, [block("adam", 2, { until: 80 }), block("sgd", 0.002)]);
});

test("another optimizer takes its place without the old one's edits; who is at the other end changes places", () => {
  const momentum = method(block("momentum", 0.1, { momentum: 0.9 })), relay = readRelay(ROWS);
  const { spec, edits } = withRelay(journal([edited(10, 0, ADAM), edited(11, 1, SGD)]), exchanged(relay, "second", momentum));
  assert.deepEqual(spec.methods.map(({ blocks }) => blocks.map(({ optimizer }) => optimizer)), [["adam"], ["momentum"], ["adam", "momentum"]]);
  assert.deepEqual(edits.map(({ edit }) => edit.row), [0, 2]);
  const swapped = exchanged(relay, "first", method(block("sgd", 9)));
  assert.deepEqual([swapped.first, swapped.second, swapped.after.optimizer], [SGD, ADAM, "adam"]);
});

test("on another mountain all three go at the rates that suit it", () => {
  const rates = retuned(ROWS, { adam: 0.1, sgd: 0.5 }).flatMap(({ blocks }) => blocks.map(({ rate }) => rate));
  assert.deepEqual(rates, [0.1, 0.5, 0.1, 0.5]);
  assert.equal(retuned([ADAM], { adam: 0.1 })[0], ADAM);
});

test("a number of the first that is changed by hand is the third's too; of the second it is not", () => {
  const faster = method(block("adam", 2)), changed = followed(ROWS, [faster, ROWS[1], ROWS[2]]);
  assert.deepEqual(changed[2].blocks, [block("adam", 2, { until: 50 }), block("sgd", 0.002)]);
  const other = [ROWS[0], method(block("sgd", 1)), ROWS[2]];
  assert.equal(followed(ROWS, other), other);
  assert.deepEqual(followed([ADAM], [SGD]), [SGD]);
});

test("SWATS is asked with the estimate and without, up to the switch; a rate set by hand is no estimate", () => {
  const relay = readRelay(ROWS), { journal: asked, steps } = questionOf(journal([edited(10, 0, ADAM), edited(60, 0, ADAM), edited(5, 1, SGD), { step: 3, edit: { kind: "theta", theta: [0] } }]), relay, 50);
  assert.equal(steps, 50);
  assert.deepEqual(asked.spec.methods.map(({ blocks: [, after] }) => after.swats), [true, undefined]);
  assert.deepEqual(asked.edits.map(({ step, edit }) => [step, edit.row, edit.method.blocks[1].swats]), [[10, 0, true], [10, 1, undefined]]);
  const lines = (a, b) => [{ step: 50, rows: [{ rate: a }, { rate: b }] }, { theta: [] }];
  assert.equal(suggestionIn(lines(0.006, 0.001), relay, 50), 0.012, "a schedule that halves both is taken out");
  assert.equal(suggestionIn(lines(0.002, 0.002), relay, 50), null);
  assert.equal(suggestionIn(null, relay, 50), null);
  assert.deepEqual(paced({ ...block("sgd", 1), swats: true }, 2), block("sgd", 2));
  assert.ok(isEstimated(METHODS, relay));
  assert.ok(!isEstimated(METHODS, { first: SGD, after: block("adam", 1) }));
});

test("who was lost stands last, however low it got", () => {
  assert.deepEqual(ranked({ loss: [3, 1, 2] }), [1, 2, 0]);
  assert.deepEqual(ranked({ loss: [3, -9, 2], status: [-1, 0, 40, 1, -1, 0] }), [2, 0, 1]);
  assert.deepEqual(ranked({ loss: [NaN, NaN, 2] }), [2, 0, 1]);
});

test("a curve is cut at a step and raised by a floor without being copied", () => {
  const steps = [0, 2, 4, 6], curve = { length: 4, step: (at) => steps[at], min: (at) => at, max: (at) => at, last: (at) => at, indexAt: (step) => steps.filter((other) => other <= step).length - 1 };
  assert.deepEqual([3, 4, 9].map((step) => upTo(curve, step).length), [2, 3, 4]);
  assert.equal(above(curve, -1).last(1), 2);
});
