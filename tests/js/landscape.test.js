import assert from "node:assert/strict";
import { test } from "node:test";
import { paintHeights } from "../../static/js/draw/landscape.js";
import { stretchesOf } from "../../static/js/draw/walk.js";
import { beads, lookup, thin, ticks, toPixel, toPlace, toUnit, underPixel } from "../../static/js/math/landscape.js";
import { heightOf, lossOf, lossScale, lossTicks, reliefOf, SIDE } from "../../static/js/math/relief.js";
import { trailOf } from "../../static/js/math/trail.js";
import { grown, joined, NO_TAIL, optimizerAt, reached, spansOf } from "../../static/js/math/walk.js";

const near = (got, wanted, within = 1e-9) => assert.ok(Math.abs(got - wanted) <= within, `got ${got}, wanted ${wanted}`);

test("a place goes to the window's share and comes back", () => {
  const window = [-2, 6, 10, 14];
  assert.deepEqual(toUnit(window, 0, 13), [0.25, 0.75]);
  assert.deepEqual(toPlace(window, 0.25, 0.75), [0, 13]);
});

test("PC 2 grows upwards on the screen, and outside the box there is no place", () => {
  const box = { left: 10, top: 20, width: 100, height: 50 };
  assert.deepEqual(toPixel(box, 0, 0), [10, 70]);
  assert.deepEqual(toPixel(box, 1, 1), [110, 20]);
  assert.deepEqual(underPixel(box, 35, 45), [0.25, 0.5]);
  assert.equal(underPixel(box, 9, 45), null);
  assert.equal(underPixel(box, 35, 71), null);
});

test("a plane is looked up exactly between the grid's values, row v = 0 first", () => {
  const z = [0, 1, 2, 10, 11, 12, 20, 21, 22];
  near(lookup(z, 3, 0.5, 0), 1);
  near(lookup(z, 3, 0, 0.5), 10);
  near(lookup(z, 3, 0.3, 0.9), 0.6 + 18);
  near(lookup(z, 3, 2, -1), 2);
});

test("a value beside an infinite one is still itself", () => {
  assert.equal(lookup([1, Infinity, 2, Infinity], 2, 0, 0.5), 1.5);
  assert.equal(lookup([1, Infinity, 2, Infinity], 2, 0.5, 0), Infinity);
});

test("thinning leaves out what is too near, never the ends nor what must stay", () => {
  const xy = [0, 0, 0.1, 0, 0.2, 0, 1, 0, 1.05, 0, 2, 0, 2.01, 0];
  assert.deepEqual(thin(xy, 0.5), [0, 3, 5, 6]);
  assert.deepEqual(thin(xy, 0.5, new Set([4])), [0, 3, 4, 5, 6]);
  assert.deepEqual(thin([], 1), []);
});

test("beads keep their distance from one another and from the end", () => {
  const line = Array.from({ length: 11 }, (_, k) => [k, 0]).flat();
  assert.deepEqual(beads(line, 3), [3, 6]);
  assert.deepEqual(beads(line, 3, 8), [3]);
});

test("trembling on one spot threads no beads", () => {
  assert.deepEqual(beads(Array.from({ length: 400 }, (_, k) => [k % 2, 0]).flat(), 3), []);
});

test("ticks are round and lie inside", () => {
  assert.deepEqual(ticks(-1.3, 2.2, 4), [-1, 0, 1, 2]);
  assert.deepEqual(ticks(0.61, 1.04, 4), [0.7, 0.8, 0.9, 1]);
  assert.deepEqual(ticks(0, 0, 4), []);
});

test("a log scale makes equal factors equal heights", () => {
  const scale = lossScale([0.01, 1, 100], [1], true);
  assert.deepEqual(scale, { log: true, lo: 0.01, hi: 10 });
  near(heightOf(scale, 0.01), 0);
  near(heightOf(scale, 0.1), 1 / 3);
  near(lossOf(scale, 2 / 3), 1);
});

test("a steep corner does not press the valley flat: the picture ends a little above the path", () => {
  assert.equal(lossScale([0.1, 1e9, Infinity], [0.1, 2], false).hi, 3.2);
  assert.equal(lossScale([0.1, 2.5], [0.1, 2], false).hi, 2.5);
});

test("a loss of exactly zero, one flat value, and a path that blew up still give a scale", () => {
  near(lossScale([0, 1], [1], true).lo, 1e-6);
  assert.deepEqual(lossScale([3, 3], [3], true), { log: false, lo: 3, hi: 4 });
  assert.deepEqual(lossScale([Infinity, NaN], [Infinity], true), { log: false, lo: 0, hi: 1 });
  assert.ok(heightOf(lossScale([1, 2], [Infinity, 1], false), Infinity) > 1);
});

test("the loss axis has decades when there are many, and more between when there are few", () => {
  assert.deepEqual(lossTicks({ log: true, lo: 0.008, hi: 1.3 }, 7), [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1]);
  assert.deepEqual(lossTicks({ log: true, lo: 0.008, hi: 1.3 }, 3), [0.01, 0.1, 1]);
  assert.deepEqual(lossTicks({ log: true, lo: 0.6, hi: 1.01 }, 4), [0.6, 0.7, 0.8, 0.9, 1]);
});

for (const n of [11, 21, 41, 81]) {
  test(`the relief of ${n} values a side holds every one of them as it was`, () => {
    const z = Float32Array.from({ length: n * n }, (_, at) => Math.sin(at * 12.9898) * 0.5 + 0.5);
    const scale = { log: false, lo: 0, hi: 1 }, relief = reliefOf(z, n, scale), every = (SIDE - 1) / (n - 1);
    for (let j = 0; j < n; j += 5) for (let i = 0; i < n; i += 5) near(relief[j * every * SIDE + i * every], z[j * n + i], 1e-6);
  });
}

test("between the values the relief is smooth, and never beyond them", () => {
  const n = 11, z = Array.from({ length: n * n }, (_, at) => ((at % n) / 10 - 0.5) ** 2 + (Math.floor(at / n) / 10 - 0.5) ** 2);
  const relief = reliefOf(z, n, { log: false, lo: 0, hi: 1 });
  near(lookup(relief, SIDE, 0.33, 0.71), 0.17 ** 2 + 0.21 ** 2, 0.003);
  assert.ok(Math.min(...relief) >= 0, `lowest ${Math.min(...relief)}`);
  const cliff = reliefOf(Array.from({ length: n * n }, (_, at) => (at % n > 5 ? Infinity : 0.2)), n, { log: false, lo: 0, hi: 1 });
  near(Math.min(...cliff), 0.2, 1e-6);
});

test("the map's top row is the window's far side", () => {
  const relief = Float32Array.from({ length: SIDE * SIDE }, (_, at) => Math.floor(at / SIDE) / (SIDE - 1));
  const pixels = new Uint32Array(4), ramp = Uint32Array.from({ length: 256 }, (_, k) => k);
  paintHeights(pixels, 2, relief, ramp);
  assert.deepEqual([...pixels], [191, 191, 64, 64]);
});

const landscape = { plane: 4, window: [0, 10, -1, 1], path: Float32Array.from([0, 0, 0, 1, 0, 2, 1, 0, 0.5, 0.1, 4, 2, 0, 0.25, 0.2]) };
const frame = (step, a, plane = 4) => ({ step, plane, place: Float64Array.from([a, 0, 0.3]), loss: [0.2], penalty: [0.05] });

test("the frames' places go on from the landscape's path, with loss and penalty together", () => {
  const tail = grown(grown(NO_TAIL, frame(6, 3), landscape), frame(8, 4), landscape);
  assert.deepEqual(tail.points.map(([step, a]) => [step, a]), [[6, 3], [8, 4]]);
  assert.equal(joined(landscape, tail).length, 5);
  assert.equal(joined(landscape, tail)[4][3], 0.25);
});

test("rewinding takes the tail back, and another plane begins a new one", () => {
  const tail = grown(grown(NO_TAIL, frame(6, 3), landscape), frame(8, 4), landscape);
  assert.deepEqual(grown(tail, frame(7, 3.5), landscape).points.map(([step]) => step), [6, 7]);
  assert.deepEqual(grown(tail, frame(2, 1), landscape).points, []);
  assert.deepEqual(grown(tail, frame(9, 9, 5), { ...landscape, plane: 5 }).points.map(([step]) => step), [9]);
});

test("a frame that tells its place on the plane before, or on the next, is not on this one's path", () => {
  const tail = grown(NO_TAIL, frame(6, 3), landscape);
  for (const plane of [3, 5, 0]) assert.deepEqual(grown(tail, frame(8, 9, plane), landscape).points.map(([step]) => step), [6]);
});

test("weights that were put elsewhere without a step move the path's end, rounding does not", () => {
  assert.deepEqual(grown(NO_TAIL, frame(4, 2.00001), landscape).points, []);
  const moved = grown(NO_TAIL, frame(4, 7), landscape);
  assert.deepEqual(moved.points.map(([step, a]) => [step, a]), [[4, 7]]);
  assert.deepEqual(grown(moved, frame(5, 7.5), landscape).points.map(([, a]) => a), [7, 7.5]);
});

test("how far the run has come on the path", () => {
  const points = joined(landscape, NO_TAIL);
  assert.deepEqual([-1, 0, 3, 4, 99].map((step) => reached(points, step)), [0, 1, 2, 3, 3]);
});

const block = (optimizer, until) => ({ optimizer, rate: 0.1, until });
const journal = (edits, blocks = [block("adam", 10), block("sgd")]) => ({ spec: { methods: [{ blocks }], batch: 10 }, edits });

test("Adam for ten epochs, then SGD: 100 points in batches of 10 are 100 steps", () => {
  const spans = spansOf(journal([]), 100);
  assert.deepEqual(spans, [{ from: 0, optimizer: "adam" }, { from: 100, optimizer: "sgd" }]);
  assert.equal(optimizerAt(spans, 100), "adam");
  assert.equal(optimizerAt(spans, 101), "sgd");
});

test("edits change the optimizer at their step, and the batch moves the end of an epoch", () => {
  const method = { blocks: [block("momentum")], schedule: {} };
  assert.deepEqual(spansOf(journal([{ step: 40, edit: { kind: "method", method } }]), 100), [{ from: 0, optimizer: "adam" }, { from: 40, optimizer: "momentum" }]);
  assert.deepEqual(spansOf(journal([{ step: 50, edit: { kind: "batch", batch: 20 } }]), 100), [{ from: 0, optimizer: "adam" }, { from: 75, optimizer: "sgd" }]);
  assert.deepEqual(spansOf(journal([{ step: 30, edit: { kind: "move" } }], [block("sgd")]), 100), [{ from: 0, optimizer: "sgd" }]);
});

test("a trail knows its future, its optimizers and its turns", () => {
  const points = Array.from({ length: 11 }, (_, k) => [k, k, 0, 1 / (k + 1), 0]);
  const trail = trailOf(points, [0, 10, -1, 1], [{ from: 0, optimizer: "adam" }, { from: 4, optimizer: "sgd" }], 7);
  assert.equal(trail.count, 8);
  assert.deepEqual(trail.uv.slice(0, 4), [0, 0.5, 0.1, 0.5]);
  assert.deepEqual(trail.switches, [4]);
  assert.deepEqual([trail.optimizers[4], trail.optimizers[5]], ["adam", "sgd"]);
  assert.deepEqual(trailOf([...points.slice(0, 3), [2, 9, 0, 1, 0]], [0, 10, -1, 1], [], 2).jumps, [3]);
});

test("a line is cut where it goes behind the mountain and where the optimizer changes", () => {
  const trail = { count: 5, optimizers: ["adam", "adam", "adam", "sgd", "sgd"], jumps: [] };
  assert.deepEqual(stretchesOf({ xy: [], seen: [1, 1, 0, 1, 1], trail }).map(({ from, to, front }) => [from, to, front]), [
    [0, 1, true], [1, 2, false], [2, 3, false], [3, 4, true],
  ]);
  assert.deepEqual(stretchesOf({ xy: [], seen: null, trail: { ...trail, jumps: [2] } }).map(({ from, to, jump }) => [from, to, jump]), [
    [0, 1, false], [1, 2, true], [2, 4, false],
  ]);
});
