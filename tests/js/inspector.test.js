import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { setLanguage, setTexts } from "../../static/js/i18n.js";
import { exampleLine, linesOf } from "../../static/js/views/inspector-lines.js";

setTexts("en", JSON.parse(readFileSync(new URL("../../static/i18n/en.json", import.meta.url), "utf8")));
setLanguage("en");

/** A 2–1–1 network with numbers that can be followed by hand: hidden w = (0.5, −1), b = 0.25; output w = 2, b = −1. */
function stateOf(over = {}) {
  const frame = {
    sizes: [2, 1, 1], epoch: 0, rate: [0.1],
    theta: Float64Array.of(0.5, -1, 0.25, 2, -1), grad: Float32Array.of(0.5, 0.25, 0, 1, 0.125),
    probe: Float64Array.of(0.5, 0.25, 0.25, -0.5, 0.5, 0.25, 0.25, 0.375, NaN, NaN, -1.25, -0.625), probe_at: Float64Array.of(7, 0.5, 0.25, 1),
  };
  const spec = {
    data: { task: "classification", classes: 2 }, model: { features: ["x", "y"], hidden: [{ units: 1, activation: "linear" }] }, loss: "cross_entropy",
    penalty: { kind: "none", lambda: 0.5 }, methods: [{ blocks: [{ optimizer: "sgd", rate: 0.1 }] }],
  };
  return { frame, spec: { ...spec, ...over }, points: [{ id: 7, x: 0.5, y: 0.25, label: 1, test: false }] };
}

const texts = (lines) => lines.map((line) => line.map(({ text }) => text).join(""));

test("a unit's sum stands with its numbers, its bias and its result", () => {
  const [z, a, delta] = texts(linesOf(stateOf(), { kind: "unit", layer: 1, unit: 0 }));
  assert.equal(z, "z = Σ w·x + b = 0.500·0.500 + (−1.00)·0.250 + 0.250 = 0.2500");
  assert.equal(a, "a = linear(z) = 0.2500");
  assert.equal(delta, "δ = ∂L/∂z = −1.250");
});

test("a weight's gradient is δ·a of the example, and the minibatch's mean stands beside it", () => {
  const [example, batch, next] = texts(linesOf(stateOf(), { kind: "edge", layer: 1, unit: 0, input: 0 }));
  assert.match(example, /w = 2\.000 +∂L\/∂w = δ·a = −0\.6250 × 0\.2500 = −0\.1563$/);
  assert.match(batch, /∂L\/∂w = 1\.000$/);
  assert.match(next, /w − η·∂L\/∂w = 2\.000 − 0\.100 × 1\.000 = 1\.900$/);
});

test("the gradient carries the penalty: λ∂R/∂w is taken out of it and said apart, 2λw for L2", () => {
  const [, batch] = texts(linesOf(stateOf({ penalty: { kind: "l2", lambda: 0.125 } }), { kind: "edge", layer: 1, unit: 0, input: 0 }));
  assert.match(batch, /∂L\/∂w = 0\.5000, {2}\+ λ·∂R\/∂w 0\.5000 = 1\.000$/);
});

test("a bias has no penalty and its gradient is δ", () => {
  const [example, batch] = texts(linesOf(stateOf({ penalty: { kind: "l1", lambda: 1 } }), { kind: "bias", layer: 0, unit: 0 }));
  assert.match(example, /b = 0\.2500 +∂L\/∂b = δ = −1\.250$/);
  assert.match(batch, /∂L\/∂b = 0$/);
});

test("no next value is promised for an optimizer that remembers", () => {
  const adam = { methods: [{ blocks: [{ optimizer: "adam", rate: 0.1 }] }] };
  assert.equal(linesOf(stateOf(adam), { kind: "edge", layer: 0, unit: 0, input: 1 }).length, 2);
});

test("a point's prediction and loss: −ln p of its class, also where p is rounded to 0", () => {
  const state = stateOf(), lines = texts(linesOf(state, { kind: "point", id: 7 }));
  assert.equal(lines[1], "p(class 1) = 0.3750");
  assert.equal(lines[2], "L = 0.9741"); // ln(1 + e^0.5)
  [state.frame.probe[3], state.frame.probe[7]] = [-800, 0];
  assert.equal(texts(linesOf(state, { kind: "point", id: 7 }))[2], "L = 800.0");
  assert.equal(linesOf({ ...stateOf(), points: [] }, { kind: "point", id: 7 }).length, 0);
});

test("squared loss as the Spec says, ½(o − t)²", () => {
  const lines = texts(linesOf(stateOf({ loss: "squared" }), { kind: "point", id: 7 }));
  assert.equal(lines[2], "L = 0.1953");
});

test("what flows backward is marked, and every number has all its digits at hand", () => {
  const state = stateOf();
  state.frame.theta[3] = 2.0123456789;
  const [[, weight, back]] = linesOf(state, { kind: "edge", layer: 1, unit: 0, input: 0 });
  assert.deepEqual([weight.text, weight.full], ["2.012", "2.0123456789"]);
  assert.equal(back.tone, "back");
  assert.equal(exampleLine(state, { kind: "unit", layer: 1, unit: 0 })[0].text, "Example: point 7 (0.500, 0.250), class 1");
});

test("a maxout unit shows the sum of the piece that wins, and what the others have", () => {
  const state = stateOf({ model: { features: ["x", "y"], hidden: [{ units: 1, activation: "maxout", pieces: 2 }] } });
  state.frame.sizes = Object.assign([2, 1, 1], { pieces: [2, 1] });
  state.frame.theta = Float64Array.of(0.5, -1, 0.125, 0, 1, 0, 2, -1);
  const lines = texts(linesOf(state, { kind: "unit", layer: 1, unit: 0 }));
  assert.equal(lines[0], "z₂ = 0·0.500 + 1.00·0.250 + 0 = 0.2500");
  assert.equal(lines[1], "a = max(0.125, 0.250) = 0.2500");
  assert.match(lines[2], /^δ = ∂L\/∂a = /);
});

test("a point's loss is that of the chosen loss", () => {
  const lossWith = (over, label, output) => {
    const state = stateOf(over);
    state.points[0].label = label;
    state.frame.probe_at[3] = label;
    state.frame.probe[7] = output;
    return texts(linesOf(state, { kind: "point", id: 7 })).at(-1);
  };
  assert.equal(lossWith({ loss: "hinge" }, 1, 0.375), "L = 0.6250"); // 1 − z
  assert.equal(lossWith({ loss: "hinge" }, 0, 0.375), "L = 1.375");
  assert.equal(lossWith({ loss: "squared_tanh" }, 0, 0.5), "L = 1.125"); // ½(0.5 + 1)²
  const regression = { data: { task: "regression", classes: 1 }, loss: "huber", huber: 0.5 };
  assert.equal(lossWith(regression, 0, 2), "L = 0.8750"); // δ(|r| − ½δ) = 0.5 · 1.75
  assert.equal(lossWith(regression, 0, 0.25), "L = 0.03125");
});
