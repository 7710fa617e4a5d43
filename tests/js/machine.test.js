import assert from "node:assert/strict";
import test from "node:test";

import * as edits from "../../static/js/math/machine-edits.js";
import * as geometry from "../../static/js/math/machine-geometry.js";
import { machineNow, machineOf, neuronQuestion, taken } from "../../static/js/opened.js";
import { showOf } from "../../static/js/commands.js";
import { NEURON } from "../../static/js/neuron.js";

const own = NEURON.machine;
const near = (got, wanted, within = 1e-9) => assert.ok(Math.abs(got - wanted) < within, `${got} is not ${wanted}`);
/** |z| by hand, with its corner. */
const ABSOLUTE = { z: [-10, 0, 10], a: [10, 0, 10], range: [0, null] };

test("a table is read between its numbers and goes on as at its ends", () => {
  near(geometry.sample(ABSOLUTE, -2.5), 2.5);
  near(geometry.sample(ABSOLUTE, 0), 0);
  near(geometry.sample(ABSOLUTE, 99), 10);
});

test("the curve over x is the table moved: its corner lies where slope·x + level = 0, rising or falling", () => {
  for (const slope of [2, -2]) {
    const curve = geometry.curveOver(ABSOLUTE, slope, -3, -3, 3), corner = curve.find(([, a]) => a === 0);
    near(slope * corner[0] - 3, 0);
    assert.deepEqual(curve.map(([x]) => x), [...curve.map(([x]) => x)].sort((a, b) => a - b));
    near(curve[0][1], Math.abs(slope * -3 - 3));
  }
  assert.deepEqual(geometry.curveOver(ABSOLUTE, 0, 5, -1, 1).map(([, a]) => a), [5, 5]);
});

test("the upper envelope of lines is the highest of them everywhere", () => {
  assert.deepEqual(geometry.envelopeOver([[1, 0], [-1, 0]], [0], -2, 2), [[-2, 2], [0, 0], [2, 2]]);
});

test("the line in the plane is where w·x + level = 0, its ends on the frame, its foot nearest to 0", () => {
  const w = [3, 4], level = -5, frame = { across: 3, up: 2 };
  for (const [x, y] of geometry.segmentOf(w, level, frame)) {
    near(3 * x + 4 * y, 5);
    near(Math.max(Math.abs(x) / 3, Math.abs(y) / 2), 1);
  }
  const [x, y] = geometry.footOf(w, level);
  near(Math.hypot(x, y), 1); // 5 / ‖(3, 4)‖
  near(x * 4 - y * 3, 0); // along w
  assert.equal(geometry.segmentOf(w, -500, frame), null);
  assert.equal(geometry.segmentOf([0, 0], 1, frame), null);
  near(geometry.distanceOf(w, level, [0, 0]), 1);
});

test("w can be taken from its arrow again, however long it is", () => {
  for (const w of [[0.01, 0], [3, -4], [-300, 400]]) {
    const norm = Math.hypot(...w), share = geometry.arrowShare(norm), [w1, w2] = geometry.arrowOf(w.map((value) => (value / norm) * share));
    near(w1, w[0], 1e-6 * norm);
    near(w2, w[1], 1e-6 * norm);
  }
  assert.ok(geometry.arrowShare(1e6) < 1);
});

test("the parts of a maxout unit's plane fill the frame, and in each its piece is the highest", () => {
  const planes = [[1, 0, 0], [-1, 0.5, 0.3], [0, -1, -0.2]], frame = { across: 2, up: 1 };
  const regions = planes.map((_, which) => geometry.regionOf(planes, which, frame));
  const area = (corners) => Math.abs(corners.reduce((sum, [x, y], at) => sum + x * corners[(at + 1) % corners.length][1] - y * corners[(at + 1) % corners.length][0], 0)) / 2;
  near(regions.reduce((sum, corners) => sum + area(corners), 0), 8);
  regions.forEach((corners, which) => {
    const middle = [0, 1].map((axis) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length), heights = planes.map(([w1, w2, level]) => w1 * middle[0] + w2 * middle[1] + level);
    assert.equal(heights.indexOf(Math.max(...heights)), which);
  });
});

test("heights are found on both sides of a corner", () => {
  assert.deepEqual(geometry.levelsOf(ABSOLUTE, [4]), [-4, 4]);
});

test("steepness scales w and b together: the threshold stays", () => {
  const steep = edits.withSteepness(own, 90), threshold = ({ rows: [[w, b]] }) => -b / w;
  near(edits.steepnessOf(steep), 90);
  near(threshold(steep), threshold(own));
  assert.equal(edits.withSteepness({ ...own, rows: [[0, 1]] }, 5).rows[0][0], 0);
});

test("the second input of a neuron made by hand comes and goes with its weight", () => {
  const two = edits.withInputs(edits.showing(own, 2), { 1: -0.4 });
  assert.equal(two.x.length, 2);
  assert.equal(two.rows[0].length, 3);
  assert.equal(two.rows[0][2], own.rows[0][1]);
  const one = edits.showing(two, 1);
  assert.deepEqual([one.x, one.rows], [own.x, own.rows]);
  assert.deepEqual(edits.showing(one, 2).x, two.x);
});

test("maxout brings another line, and goes back to the one that is held", () => {
  const out = edits.withBend(own, { activation: "maxout", pieces: 3 });
  assert.equal(out.rows.length, 3);
  assert.deepEqual(out.rows[1], [-1.8, 1]);
  const back = edits.withBend({ ...out, piece: 1 }, { activation: "relu" });
  assert.deepEqual([back.rows, back.piece], [[[-1.8, 1]], 0]);
});

/** A 2–2–1 network with numbers that can be followed by hand. */
function stateOf(over = {}) {
  const frame = {
    step: 120, sizes: [2, 2, 1], theta: Float64Array.of(0.5, -1, 0.25, 2, 3, -0.5, 1.5, -2, 0.75), probe_at: Float64Array.of(7, 0.5, 0.25, 1),
    probe: Float64Array.of(...[0.5, 0.25, 0.25, 1.25, -1], ...[0.5, 0.25, 0.24, 0.85, 0.27], ...[NaN, NaN, 0, 0, 0]),
  };
  const spec = { data: { task: "classification" }, model: { features: ["x", "y2"], hidden: [{ units: 2, activation: "leaky_relu", leak: 0.1 }] }, loss: "cross_entropy" };
  return { frame: { ...frame, ...over.frame }, spec: { ...spec, ...over.spec }, view: { neuron: NEURON } };
}

test("a hidden neuron is opened with its weights, its activation and what comes into it", () => {
  const { x, rows, names, bend, axes, from } = machineOf(stateOf(), 1, 1);
  assert.deepEqual([x, rows, names, bend, axes], [[0.5, 0.25], [[2, 3, -0.5]], ["x", "y²"], { activation: "leaky_relu", leak: 0.1 }, [0, 1]]);
  assert.deepEqual(from, { layer: 1, unit: 1, layers: 3, units: 2, step: 120, point: 7, softmax: false, touched: false });
});

test("an output has the function of the loss; of a softmax only z is shown", () => {
  assert.deepEqual([machineOf(stateOf(), 2, 0).bend, machineOf(stateOf(), 2, 0).x], [{ activation: "sigmoid" }, [0.24, 0.85]]);
  assert.deepEqual(machineOf(stateOf({ spec: { loss: "hinge" } }), 2, 0).bend, { activation: "linear" });
  const several = stateOf({ frame: { sizes: [2, 1, 2], theta: Float64Array.of(0.5, -1, 0.25, 2, 3, -0.5, 1.5) } });
  const { bend, from } = machineOf(several, 2, 1);
  assert.deepEqual([bend.activation, from.softmax], ["linear", true]);
});

test("there is no machine of inputs, of what is not there, and of numbers that are not finite", () => {
  for (const [layer, unit] of [[0, 0], [1, 2], [3, 0]]) assert.equal(machineOf(stateOf(), layer, unit), null);
  assert.equal(machineOf(stateOf({ frame: { theta: Float64Array.of(NaN, 0, 0, 0, 0, 0, 0, 0, 0) } }), 1, 0), null);
});

test("a followed neuron has the network's numbers of now; without it those that were taken stay", () => {
  const opened = machineOf(stateOf(), 1, 1), view = { neuron: { machine: { ...opened, follow: true } } };
  const later = { ...stateOf({ frame: { step: 121, theta: Float64Array.of(0, 0, 0, 7, 8, 9, 0, 0, 0) } }), view };
  assert.deepEqual([machineNow(later).rows, machineNow(later).from.step], [[[7, 8, 9]], 121]);
  assert.deepEqual(neuronQuestion(later).rows, [[7, 8, 9]]);
  assert.deepEqual(machineNow({ ...later, view: { neuron: { machine: opened } } }).rows, [[2, 3, -0.5]]);
  const smaller = { ...later, frame: { ...later.frame, sizes: [2, 1, 1], theta: Float64Array.of(1, 2, 3, 4, 5) } };
  assert.equal(taken(smaller, view.neuron.machine), null);
  assert.equal(machineNow(smaller), view.neuron.machine);
});

test("a followed neuron keeps its example: a point by its id, a place by itself, and until a frame tells of it what came in", () => {
  const far = { frame: { probe_at: Float64Array.of(3, -1, -1, 0), probe: Float64Array.of(...Array(5).fill(-1), ...Array(5).fill(-1), ...Array(5).fill(0)) } };
  const seven = { ...machineOf(stateOf(), 1, 1), follow: true };
  assert.deepEqual(taken(stateOf(far), seven).x, [0.5, 0.25]);
  const place = { ...machineOf(stateOf(), 2, 0, [0.1, 0.2], [0.7, -0.7, 1]), follow: true };
  assert.deepEqual([place.x, place.from.point, taken(stateOf(), place).x], [[0.1, 0.2], [0.7, -0.7, 1], [0.1, 0.2]]);
  const told = stateOf({ frame: { probe_at: Float64Array.of(-1, 0.7, -0.7, 1) } });
  assert.deepEqual([taken(told, place).x, taken(told, place).from.point], [[0.24, 0.85], [0.7, -0.7, 1]]);
  assert.deepEqual(showOf({ lab: "neuron", selected: null, hovered: null, view: { backprop: {}, neuron: { machine: place } } }, new Set(["machine"])).probe, [0.7, -0.7, 1]);
});

test("a neuron that has another input now is followed with it", () => {
  const frame = { sizes: [3, 2, 1], theta: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0), probe: Float64Array.of(...[0.5, 0.25, 9, 0, 0, 0], ...[0.5, 0.25, 9, 0, 0, 0], ...Array(6).fill(0)) };
  const opened = machineOf(stateOf(), 1, 1), now = taken(stateOf({ frame, spec: { model: { features: ["x", "y2", "x2"], hidden: [{ units: 2, activation: "relu" }] } } }), opened);
  assert.deepEqual([now.x, now.rows, now.axes], [[0.5, 0.25, 9], [[5, 6, 7, 8]], [0, 1]]);
});

test("what is changed by hand is no longer followed, and said to be changed", () => {
  const opened = { ...machineOf(stateOf(), 1, 1), follow: true }, changed = edits.withWeights(opened, { 2: 1 });
  assert.deepEqual([changed.follow, changed.from.touched, changed.rows], [false, true, [[2, 3, 1]]]);
});
