import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { countOf, hasLines, linesOf, seen } from "../../static/js/math/update-lines.js";

const STORED = JSON.parse(readFileSync(new URL("../reference/updates.json", import.meta.url), "utf8")).rosenbrock;
/** Where every stored run begins on (1 − x)² + 100(y − x²)², and the gradient there, by hand. */
const START = [-1.2, 1], GRADIENT = [-215.6, -88];
const DEFAULTS = { momentum: 0.9, alpha: 0.99, rho: 0.9, beta1: 0.9, beta2: 0.999, momentum_decay: 0.004 };
const EPSILON = { adagrad: 1e-10, adadelta: 1e-6 };
const CLIPS = { "sgd clipped by norm": { kind: "norm", at: 30 }, "sgd clipped by value": { kind: "value", at: 20 } };

/** A rule's averages after its first step, from a gradient g: each has taken its share of it. */
function first(optimizer, k, g, moved) {
  const own = {
    adagrad: { v: g * g }, rmsprop: { v: (1 - k.alpha) * g * g, mean: (1 - k.alpha) * g }, adadelta: { v: (1 - k.rho) * g * g, u: (1 - k.rho) * moved * moved },
    adamax: { m: (1 - k.beta1) * g, u: Math.abs(g) + k.epsilon }, lion: { m: (1 - k.beta2) * g },
  };
  return { b: g, m: (1 - k.beta1) * g, v: (1 - k.beta2) * g * g, vmax: (1 - k.beta2) * g * g, ...own[optimizer] };
}

test("of every rule the numbers filled in give PyTorch's first step", () => {
  const rules = STORED.filter(({ name }) => !name.includes("clipped") && name !== "rmsprop momentum" && name !== "rmsprop both");
  assert.equal(new Set(rules.map(({ block }) => block.optimizer)).size, 13);
  for (const { name, block, after: { 1: there } } of rules) {
    const { optimizer, rate: eta } = block, decay = optimizer === "adamw" ? 0.01 : 0;
    const numbers = { ...DEFAULTS, epsilon: EPSILON[optimizer] ?? 1e-8, decay, ...(optimizer === "lion" && { beta2: 0.99 }), ...(optimizer === "rmsprop" && { momentum: 0 }), ...block };
    const delta = there.map((to, part) => to - START[part]);
    const axes = GRADIENT.map((g, part) => ({ g, theta: START[part], ...first(optimizer, numbers, g, (delta[part] + eta * numbers.decay * START[part]) / eta) }));
    const mu = numbers.beta1 * (1 - 0.5 * 0.96 ** numbers.momentum_decay), rate_decay = numbers.rate_decay ?? 0;
    const scalars = { "beta1^t": numbers.beta1, "beta2^t": numbers.beta2, mu_product: mu, "0.96^(t*psi)": 0.96 ** numbers.momentum_decay, "t+1": 2, slowing: 1 + rate_decay };
    const { values } = linesOf(optimizer, { eta, numbers, scalars, axes, delta });
    values.forEach((value, part) => assert.ok(Math.abs(value - delta[part]) <= 1e-9 * Math.abs(delta[part]) + 1e-15, `${name}: expected ${delta[part]}, got ${value}`));
  }
});

test("the filled-in line shows the numbers of the table above it", () => {
  const axes = [{ g: -2, theta: 1, m: -0.2, v: 0.004 }, { g: 0.5, theta: 2, m: 0.05, v: 0.00025 }];
  const update = linesOf("adam", { eta: 0.1, numbers: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }, scalars: { "beta1^t": 0.9, "beta2^t": 0.999 }, axes, delta: [0.1, -0.1] });
  assert.deepEqual(update.lines.map(({ name }) => name), ["m", "v", "m̂", "v̂"]);
  assert.equal(update.rule, "−η·m̂/(√v̂ + ε)");
  assert.equal(update.filled[0], "−0.1·(−2.000)/(√4.000 + 10⁻⁸)");
  assert.ok(Math.abs(update.values[0] - 0.1) < 1e-8 && Math.abs(update.values[1] + 0.1) < 1e-8);
});

test("weight decay is a term of its own", () => {
  const update = linesOf("sgd", { eta: 0.5, numbers: { decay: 0.1 }, scalars: {}, axes: [{ g: 2, theta: 4 }, { g: 0, theta: -1 }], delta: [-1.2, 0.05] });
  assert.deepEqual([update.rule, update.filled[0]], ["−ηλθ − η·g", "−0.5·0.1·4.000 − 0.5·2.000"]);
  update.values.forEach((value, part) => assert.ok(Math.abs(value - [-1.2, 0.05][part]) < 1e-15));
});

test("clipping by value keeps each part in its limits, by norm the direction", () => {
  assert.deepEqual(seen([-3, 0.5], { kind: "value", at: 1 }), [-1, 0.5]);
  const [x, y] = seen([3, 4], { kind: "norm", at: 1 });
  assert.ok(Math.abs(Math.hypot(x, y) - 1) < 1e-6 && Math.abs(y / x - 4 / 3) < 1e-12);
  assert.deepEqual(seen([3, 4], undefined), [3, 4]);
});

test("which step comes is read off the powers, and a search that compares has no formula", () => {
  assert.equal(countOf({ beta1: 0.9, beta2: 0.999 }, { "beta1^t": 0.9 ** 7, "beta2^t": 0.999 ** 7 }), 7);
  assert.equal(countOf({ momentum: 0.9 }, {}), null);
  assert.deepEqual(["adam", "random_search", "random_local_search"].map(hasLines), [true, false, false]);
});
