import { test } from "node:test";
import assert from "node:assert/strict";
import { clusters, lossDomain, normRange, polyline, reach } from "../../static/js/math/timeline.js";
import { marksOf, switchesOf } from "../../static/js/math/marks.js";
import { linear, log } from "../../static/js/math/scale.js";
import { History } from "../../static/js/math/history.js";
import { drawRun, drawNow, paintStrips } from "../../static/js/draw/timeline.js";
import { nearest, SPEEDS } from "../../static/js/views/transport.js";
import { calming, stepBefore } from "../../static/js/views/blowup.js";

/** A curve of n steps with train loss f(k), test loss 2 f(k) and one norm. */
function curve(n, f, norm = () => 1) {
  const rows = Array.from({ length: n }, (_, k) => [k, f(k), f(k), f(k), 2 * f(k), 2 * f(k), 2 * f(k)]).flat();
  return new History().append(rows, Array.from({ length: n }, (_, k) => norm(k)), n, 1);
}

const curves = (/** @type {History} */ history) => [history.curve("train"), history.curve("test")];

test("at most a quarter of the axis lies beyond the newest step, and the axis seldom changes", () => {
  const ends = new Set();
  for (let horizon = 40; horizon < 100_000; horizon = Math.ceil(horizon * 1.01)) {
    const end = reach(horizon, []);
    ends.add(end);
    assert.ok(end > horizon && horizon / end > 0.74, `${horizon} of ${end}`);
  }
  assert.ok(ends.size < 40, `${ends.size} axes`);
});

test("a ghost that went further stays on the axis; one that went a thousand times further does not squeeze the run", () => {
  assert.ok(reach(20, [{ from: 20, horizon: 1500 }]) >= 1500);
  assert.ok(reach(1000, [{ from: 0, horizon: 1_000_000 }]) <= 6000);
});

test("the loss axis holds every finite loss, on a log axis only positive ones", () => {
  const history = curve(100, (k) => (k === 50 ? Infinity : k === 60 ? 0 : 1 / (1 + k)));
  const [low, high] = lossDomain(curves(history), true);
  assert.ok(low <= 0.01 && low > 0.005 && high >= 2 && high < 4, `${low} ${high}`);
  assert.deepEqual(lossDomain(curves(history), false), [0, 2.1]);
  assert.deepEqual(lossDomain(curves(new History()), true), [0.01, 1]);
});

test("a blow-up leaves the axis at the top, a thousand times above the beginning at most", () => {
  const history = curve(100, (k) => (k < 90 ? 1 / (1 + k) : 10 ** (2 * (k - 80))), (k) => (k < 90 ? 0.1 : 10 ** (k - 80)));
  const [low, high] = lossDomain(curves(history), true);
  assert.ok(low < 0.012 && high <= 3600, `${low} ${high}`);
  assert.deepEqual(normRange(history), [-1, 2]);
});

test("a spike of one step among 3,000 is still in the line of 300 columns, at its height", () => {
  const history = curve(3000, (k) => (k === 1234 ? 8 : 0.5));
  const points = polyline(history.curve("train"), linear([0, 3000], [0, 300]), linear([0, 10], [100, 0]));
  const ys = points.filter((_, i) => i % 2);
  assert.equal(Math.min(...ys), 20);
  assert.ok(points.length < 3 * 2 * 302);
});

test("where the loss is not finite the line is at the top", () => {
  const points = polyline(curve(3, (k) => (k === 2 ? NaN : 1)).curve("train"), linear([0, 2], [0, 20]), log([0.1, 10], [100, 10]));
  assert.deepEqual(points, [0, 55, 10, 55, 20, 10]);
});

test("norms lie between whole powers of ten; exact powers do not widen them", () => {
  assert.deepEqual(normRange(curve(10, () => 1, (k) => 10 ** -(k % 4))), [-3, 0]);
  assert.deepEqual(normRange(curve(2, () => 1, () => 0.5)), [-1, 0]);
  assert.deepEqual(normRange(curve(2, () => 1, () => 0)), [-4, 0]);
});

test("strips: one colour a column, the greatest norm the last colour, what is not finite the alarm's", () => {
  const history = curve(4, () => 1, (k) => [0.01, 1, Infinity, 0][k]);
  const pixels = new Uint32Array(8), ramp = Uint32Array.from({ length: 256 }, (_, i) => i + 1);
  paintStrips(pixels, { history, X: linear([0, 4], [0, 4]), width: 8, first: 0, range: [-2, 0] }, ramp, 999);
  assert.deepEqual([...pixels], [1, 256, 999, 1, 0, 0, 0, 0]);
});

test("strips: before the first step that is known there is nothing", () => {
  const history = new History().append([5, 1, 1, 1, 1, 1, 1, 6, 1, 1, 1, 1, 1, 1], [1, 1], 2, 1), pixels = new Uint32Array(8);
  paintStrips(pixels, { history, X: linear([0, 8], [0, 8]), width: 8, first: 0, range: [-2, 0] }, Uint32Array.from({ length: 256 }, () => 7), 999);
  assert.deepEqual([...pixels], [0, 0, 0, 0, 0, 7, 7, 0]);
});

test("marks that would lie over each other become one", () => {
  const marks = [0, 10, 200, 205, 400].map((step) => ({ step }));
  assert.deepEqual(clusters(marks, linear([0, 1000], [0, 1000]), 60).map((c) => c.length), [2, 2, 1]);
});

const method = (...blocks) => ({ blocks: blocks.map(([optimizer, rate, until]) => ({ optimizer, rate, ...(until && { until }) })), schedule: { kind: "constant", every: 20 } });

test("a mark says what has changed: the optimizer, the rate, how many points", () => {
  const spec = { methods: [method(["adam", 0.03])] };
  const edits = [{ kind: "method", method: method(["sgd", 0.03]) }, { kind: "method", method: method(["sgd", 0.3]) }, { kind: "add", points: [[0, 0, 1], [1, 1, 0]] },
    { kind: "method", method: method(["sgd", 0.3, 20], ["adam", 0.01]) }].map((edit, i) => ({ step: i * 10, edit }));
  assert.deepEqual(marksOf({ spec, edits }).map(({ step, key, values }) => [step, key, values]), [
    [0, "mark.switch", { from: "adam", to: "sgd" }], [10, "mark.rate", { rate: "0.3" }], [20, "mark.add", { n: 2 }], [30, "mark.method", {}]]);
});

test("blocks meet at their epochs, reckoned from now", () => {
  const marks = switchesOf(method(["adam", 0.03, 10], ["sgd", 0.1]), { step: 250, epoch: 25 }, 10);
  assert.deepEqual(marks, [{ step: 100, key: "mark.switch", values: { from: "adam", to: "sgd" } }]);
  assert.deepEqual(switchesOf(method(["adam", 0.03]), { step: 1, epoch: 1 }, 10), []);
});

test("after a blow-up the rate is a tenth, or so many tenths that it is below what the curvature allowed", () => {
  const after = (/** @type {number} */ rate, /** @type {any} */ cause) => calming({ run: { diverged: { step: 6, rate } }, check: { diverged: { step: 6, rate, cause } } });
  assert.equal(after(1000, null), 10);
  assert.equal(after(1000, { limit: null }), 10);
  assert.equal(after(1000, { limit: 2.76 }), 1000);
  assert.equal(after(1, { limit: 0.5 }), 10);
});

test("after a blow-up one goes back a tenth, further if the loss was no number there, and at least one step", () => {
  const at = (step, f) => stepBefore({ run: { step, diverged: { step } }, history: curve(step + 1, f) });
  assert.equal(at(100, () => 1), 90);
  assert.equal(at(100, (k) => (k > 70 ? Infinity : 1)), 70);
  assert.equal(at(1, () => 1), 0);
});

test("every speed of the slider is found again, others go to the nearest", () => {
  for (const [i, speed] of SPEEDS.entries()) assert.equal(nearest(speed), i);
  assert.equal(SPEEDS[nearest(26)], 30);
});

/** A context that only lists what it is asked to do. */
function recorder() {
  const calls = [];
  const context = new Proxy({}, { get: (target, name) => (name in target ? target[name] : name === "measureText" ? () => ({ width: 40 }) : (...args) => calls.push([name, ...args])),
    set: (target, name, value) => ((target[name] = value), true) });
  return { calls, context };
}

test("drawing: the ghost from where it parts, the names at the lines' ends, the dot at now, and paper over what lies beyond", () => {
  const theme = { panel: "rgb(255 255 255)", ink: "rgb(0 0 0)", quiet: "rgb(90 90 90)", line: "rgb(200 200 200)", accent: "rgb(0 90 90)", train: "rgb(0 0 0)", test: "rgb(90 90 90)", height: [] };
  const { calls, context } = recorder();
  const X = linear([0, 100], [0, 100]), Y = linear([0, 2], [100, 0]);
  const history = curve(81, () => 1), [train, test] = curves(history);
  const lines = [{ curve: test, colour: theme.test, width: 1, dash: [], name: "test" }, { curve: train, colour: theme.train, width: 1, dash: [], name: "train" }];
  const run = { lines, ghosts: [{ curve: curve(91, () => 0.5).curve("train"), from: 40 }], X, Y, layers: 1, strips: null, norms: [-1, 0],
    marks: [{ step: 40, text: "point" }], box: { width: 180, height: 120, curve: 100, strip: 10, right: 40, font: 12, family: "serif", choice: false } };
  drawRun(context, run, theme);
  assert.ok(calls.some(([name, x, y]) => name === "moveTo" && x === 40 && y === 75), "the ghost begins at step 40");
  assert.deepEqual(calls.filter(([name]) => name === "fillText").map(([, text]) => text).filter((text) => /[a-z]/.test(text)), ["point", "test", "train"]);
  calls.length = 0;
  drawNow(context, run, { step: 50, horizon: 80, dots: [{ loss: 1, colour: theme.ink }], hover: null }, theme);
  assert.deepEqual(calls.find(([name]) => name === "fillRect"), ["fillRect", 51, 0, 33, 120]);
  assert.deepEqual(calls.find(([name]) => name === "arc").slice(0, 3), ["arc", 50, 50]);
});
