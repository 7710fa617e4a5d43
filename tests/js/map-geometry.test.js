import assert from "node:assert/strict";
import { test } from "node:test";
import { altitudeScale, settled } from "../../static/js/math/altitude.js";
import { clipped, exitOf } from "../../static/js/math/crossing.js";
import { DASHES } from "../../static/js/math/dashes.js";
import { before, newestOf, reachOf } from "../../static/js/math/foot.js";
import { toUnit } from "../../static/js/math/landscape.js";
import { MARKERS } from "../../static/js/math/markers.js";
import { fitted, isWithin, panned, rounded, zoomed } from "../../static/js/math/outlook.js";
import { heightOf, lossOf, lossTicks } from "../../static/js/math/relief.js";
import { WALKERS } from "../../static/js/math/roster.js";
import { factorFor, strideOf } from "../../static/js/math/stride.js";
import { Trails } from "../../static/js/math/trails.js";
import { Tries } from "../../static/js/math/tries.js";

const near = (got, wanted, within = 1e-9) => assert.ok(Math.abs(got - wanted) <= within, `got ${got}, wanted ${wanted}`);
const BOX = { left: 10, top: 20, width: 100, height: 50 };

test("a window takes the picture's shape by growing about its middle", () => {
  assert.deepEqual(fitted([-2, 2, -1, 3], 2), [-4, 4, -1, 3]);
  assert.deepEqual(fitted([-2, 2, -1, 3], 0.5), [-2, 2, -3, 5]);
  assert.deepEqual(fitted([0, 2, 0, 1], 2), [0, 2, 0, 1]);
});

test("zooming keeps the place under the pointer, panning keeps the size", () => {
  const window = [-2, 2, -1, 3], next = zoomed(window, 0.5, 0.25, 0.75);
  assert.deepEqual(toUnit(next, -1, 2), [0.25, 0.75]);
  near(next[1] - next[0], 2);
  assert.deepEqual(panned(window, 0.25, -0.5), [-1, 3, -3, 1]);
});

test("one may look neither so near nor so far that one is lost", () => {
  const home = [-2, 2, -1, 3];
  assert.ok(isWithin(home, home));
  assert.ok(!isWithin(zoomed(home, 1e-6), home));
  assert.ok(!isWithin(zoomed(home, 40), home));
  assert.ok(!isWithin([1e6, 1e6 + 4, -1, 3], home));
});

test("a start is a round number, finer the nearer one looks", () => {
  assert.deepEqual(rounded([-2, 2, -1, 3], [-0.123456, 0.987654]), [-0.123, 0.988]);
  assert.deepEqual(rounded([-1000, 1000, -1000, 1000], [12.345, -6.7]), [12, -7]);
});

test("of a step only what is in the box is drawn, also of one that blew up", () => {
  assert.deepEqual(clipped(BOX, 60, 45, 260, 45), [60, 45, 110, 45]);
  assert.equal(clipped(BOX, 0, 0, 5, 100), null);
  const [x0, y0, x1, y1] = clipped(BOX, 60, 45, 1e30, 45);
  near(x0, 60);
  near(y0, 45);
  near(x1, 110, 1e-6);
  near(y1, 45);
  assert.equal(clipped(BOX, 60, 45, NaN, 45), null);
});

test("who left is shown on the edge where the last way out crosses it, also after one step", () => {
  const exit = (...points) => exitOf(BOX, points.length, (at) => points[at]);
  assert.deepEqual(exit([60, 45], [260, 45]), { x: 110, y: 45, dx: 1, dy: 0 });
  assert.deepEqual(exit([60, 45], [60, -1e6], [60, -2e6], [NaN, NaN]), { x: 60, y: 20, dx: 0, dy: -1 });
  assert.equal(exit([60, 45], [200, 45], [61, 45]), null);
  assert.equal(exit([500, 500], [600, 600]), null);
  assert.equal(exit([NaN, NaN]), null);
});

test("every walker has a shape, and those of one colour family differ in it", () => {
  assert.deepEqual([...WALKERS, ...Object.keys(DASHES)].filter((key) => !MARKERS[key]), []);
  for (const [a, b] of [["gradient_descent", "sgd"], ["momentum", "nesterov"], ["adam", "nadam"], ["adam", "adamw"], ["random_search", "random_local_search"]]) assert.notDeepEqual(MARKERS[a], MARKERS[b]);
  for (const [key, shape] of Object.entries(MARKERS)) for (const [x, y] of shape) assert.ok(Math.hypot(x, y) < 1.6, key);
});

/** f on a grid over a window. */
const grid = (f, n, [x0, x1, y0, y1]) => ({ n, window: [x0, x1, y0, y1], z: Float32Array.from({ length: n * n }, (_, k) => f(x0 + ((x1 - x0) * (k % n)) / (n - 1), y0 + ((y1 - y0) * Math.floor(k / n)) / (n - 1))) });

test("colours of a large range are of the logarithm above the lowest place, and the marks on the scale are round", () => {
  const scale = altitudeScale(grid((x, y) => (1 - x) ** 2 + 100 * (y - x * x) ** 2, 41, [-2, 2, -1, 3]), { log: true, window: [-2, 2, -1, 3], lowest: [[1, 1, 0]] });
  assert.equal(scale.lo, 0);
  near(scale.hi, 9 + 100 * 25, 1e-3);
  near(heightOf(scale, scale.lo), 0);
  near(heightOf(scale, scale.hi), 1);
  near(lossOf(scale, heightOf(scale, 24.2)), 24.2, 1e-9);
  assert.ok(heightOf(scale, 1) > 0.1, "the valley's floor keeps its differences");
  assert.deepEqual(lossTicks(scale, 6), [0, 1000, 100, 10, 1]);
});

test("where one looks so near that the range is small, colours are linear again", () => {
  const near = grid((x, y) => (1 - x) ** 2 + 100 * (y - x * x) ** 2, 41, [0, 0.1, 0.8, 0.9]);
  assert.equal(altitudeScale(near, { log: true, window: [-2, 2, -1, 3], lowest: [[1, 1, 0]] }).log, false);
});

test("what a mountain does outside its own window does not press its valleys flat", () => {
  const wide = grid((x, y) => (Math.abs(x) <= 1 && Math.abs(y) <= 1 ? x * x + y * y : 1e6), 41, [-2, 2, -2, 2]);
  assert.equal(altitudeScale(wide, { log: false, window: [-1, 1, -1, 1], lowest: [] }).hi, 2);
});

test("of a formula that nobody described a large range is found by itself, and holes do not count", () => {
  const square = [-2, 2, -2, 2], unknown = { log: null, window: square, lowest: [] };
  assert.equal(altitudeScale(grid((x, y) => x * x + y * y, 21, square), unknown).log, false);
  assert.equal(altitudeScale(grid((x, y) => Math.exp(4 * (x * x + y * y)), 21, square), unknown).log, true);
  assert.equal(altitudeScale(grid((x) => (x < 0 ? NaN : x), 21, square), unknown).hi, 2);
  assert.deepEqual(altitudeScale(grid(() => NaN, 5, square), unknown), { log: false, lo: 0, hi: 1 });
});

test("the colours stay while one looks a little nearer, and change when they would tell nothing", () => {
  const old = { log: false, lo: 0, hi: 100 };
  assert.equal(settled(old, { log: false, lo: 10, hi: 90 }), old);
  assert.deepEqual(settled(old, { log: false, lo: 10, hi: 20 }).hi, 20);
  assert.deepEqual(settled(old, { log: false, lo: 0, hi: 150 }).hi, 150);
  assert.deepEqual(settled(old, { log: false, lo: -30, hi: 100 }).lo, -30);
});

test("the foot is the newest try of its row, put out from where the row stood before", () => {
  const trails = new Trails().append([0, 1, 2], [0, 0, 5, 1, 1, 0, 4, 4, 1, 0, 4, 7], 1);
  const tries = new Tries().append([1, 0, 1, 0, 4, 1, 1, 3, 9, 9, 9, 0, 2, 0, 2, 0, 6, 0]);
  assert.deepEqual(newestOf(tries, 3, 0), { step: 2, row: 0, x: 2, y: 0, loss: 6, accepted: false });
  assert.deepEqual(newestOf(tries, 2, 0), { step: 1, row: 0, x: 1, y: 0, loss: 4, accepted: true });
  assert.equal(newestOf(tries, 1, 3), null);
  assert.deepEqual(before(trails, 0, 1), [0, 0]);
  assert.equal(before(trails, 0, 0), null);
  near(reachOf(0.1), 0.1414213562, 1e-9);
});

test("Adam's step per axis is η/(√v̂ + ε), and its coming step is drawn as the run says", () => {
  const rule = { rate: 0.1, epsilon: 1e-8, grad: [4, -2], delta: [-0.1, 0.1], moments: { m: [0.4, -0.2], v: [0.016, 0.004] }, scalars: { "beta1^t": 0.9, "beta2^t": 0.999 } };
  const { down, momentum, step, axes } = strideOf("adam", rule);
  assert.deepEqual([down, momentum, step], [[-4, 2], [-0.4, 0.2], [-0.1, 0.1]]);
  near(axes[0], 0.1 / 4, 1e-6); // v̂ = 0.016/0.001 = 16 = g²
  near(axes[1], 0.1 / 2, 1e-6);
  assert.equal(strideOf("sgd", { ...rule, moments: {} }).axes, null);
  assert.equal(strideOf("momentum", { ...rule, moments: { b: [0, 0] } }).momentum, null);
});

test("a factor is 1, 2 or 5 times a power of ten and stays while the arrow can be seen", () => {
  assert.equal(factorFor(3, 30, 120), 20);
  assert.equal(factorFor(4, 30, 120, 20), 20);
  assert.equal(factorFor(1, 30, 120, 20), 50);
  assert.equal(factorFor(5000, 30, 120), 0.01);
  assert.equal(factorFor(0, 30, 120), 1);
});
