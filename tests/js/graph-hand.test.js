import test from "node:test";
import assert from "node:assert/strict";
import { shownOf } from "../../static/js/math/graph-fold.js";
import { localText, stepText } from "../../static/js/math/graph-local.js";
import { refolded } from "../../static/js/math/graph-now.js";
import { scrubbed, stepped } from "../../static/js/math/graph-scrub.js";
import { overflows, readable, towards, whole, within, zoomed } from "../../static/js/math/graph-sight.js";
import { knownAt, walkOf } from "../../static/js/math/graph-walk.js";
import { NEURON } from "./graphs.js";

test("a hundred pixels move a leaf by about itself, and leave no dust of binary fractions", () => {
  assert.deepEqual([scrubbed(-2, 50, false), scrubbed(0.1, 10, false), scrubbed(0.3, 1, true), scrubbed(40, 100, false)], [-1, 0.3, 0.302, 60]);
  assert.deepEqual([stepped(0.1, 2, false), stepped(2, -1, false), stepped(2, 1, true), stepped(-12, 1, false)], [0.3, 1.9, 2.01, -11]);
});

test("a graph that fits is seen whole, a larger one no smaller than 12 of 14 px, its edges at the room's", () => {
  const room = { w: 800, h: 400 };
  assert.deepEqual(readable({ w: 400, h: 200 }, room, 1), { k: 1, x: 200, y: 100 });
  assert.equal(readable({ w: 880, h: 200 }, room, 1).k, 800 / 880);
  const long = readable({ w: 3000, h: 200 }, room, 1);
  assert.ok(long.k * 14 >= 11.999 && long.x === 0 && overflows(long, { w: 3000, h: 200 }, room));
  assert.equal(overflows(whole({ w: 3000, h: 200 }, room, 1), { w: 3000, h: 200 }, room), false);
  assert.equal(within({ k: 1, x: 50, y: 0 }, { w: 3000, h: 200 }, room).x, 0);
  assert.equal(within({ k: 1, x: -9000, y: 0 }, { w: 3000, h: 200 }, room).x, 800 - 3000);
});

test("what lies under the pointer stays there while it is zoomed", () => {
  const graph = { w: 3000, h: 2000 }, room = { w: 800, h: 400 }, before = { k: 1, x: -500, y: -300 }, after = zoomed(before, 1.5, [200, 100], graph, room, 1);
  for (const [axis, at] of [["x", 200], ["y", 100]]) assert.ok(Math.abs((at - before[axis]) / before.k - (at - after[axis]) / after.k) < 1e-9);
});

test("the picture moves only as far as the node at hand needs", () => {
  const graph = { w: 3000, h: 400 }, room = { w: 800, h: 400 }, sight = { k: 1, x: 0, y: 0 };
  assert.deepEqual(towards(sight, { x: 400, y: 200, w: 42, h: 42 }, graph, room), sight);
  assert.equal(towards(sight, { x: 1000, y: 200, w: 42, h: 42 }, graph, room).x, 800 - 1000 - 21 - 70);
});

test("local slopes are written with the present numbers in them, as on the slide", () => {
  assert.equal(localText("divide", [1, 1.37], 0.73, 1), "−1/1.37²");
  assert.equal(localText("exp", [-1], 0.37, 0), "e^(−1)");
  assert.equal(localText("power", [3, 2], 9, 0), "2·3");
  assert.equal(localText("multiply", [2, -1], -2, 0), "−1");
  assert.equal(localText("add", [2, -1], 1, 0), "");
  assert.equal(localText("log", [null], null, 0), "");
  assert.deepEqual([stepText("multiply", "×", [2, -1]), stepText("add", "+1", [1, 0.37]), stepText("exp", "exp", [-1])], ["2 × (−1)", "1 + 0.37", "exp(−1)"]);
});

test("whoever folds or opens stays at the same node of the walk", () => {
  const now = (folded, at) => {
    const picture = shownOf(NEURON, folded), walk = walkOf(picture);
    return { answer: NEURON, picture, walk, known: knownAt(picture, walk, at), error: null };
  };
  assert.equal(refolded(now([], 0), ["s"]), 0);
  assert.equal(refolded(now([], 6), ["s"]), 5); // exp, forward → σ, forward
  assert.equal(refolded(now([], 11), ["s"]), 6); // exp, backward → σ, backward
  assert.equal(refolded(now([], 16), ["s"]), 10);
  assert.equal(refolded(now(["s"], 5), []), 8); // σ has its value: all of it has
  assert.equal(refolded(now(["s"], 6), []), 12); // σ has sent its gradient back: ×−1 has
});

test("a layer of neurons folds into a vector, and what comes back to it is one", () => {
  const leaf = { key: "x", op: "input", kind: "leaf", label: "x", inputs: [], value: 1, grad: 5, slopes: [], sent: [] };
  const neuron = (key, inputs, value, grad, sent) => ({ key, op: "neuron", kind: "step", label: "tanh", inputs, value, grad, slopes: inputs.map(() => 1), sent });
  const nodes = [leaf, neuron("a1[0]", [0], 2, 7, [7]), neuron("a1[1]", [0], 3, 8, [8]), neuron("p[0]", [1, 2], 4, 1, [7, 8])];
  const groups = [{ key: "layer1", kind: "layer", label: "1", nodes: [1, 2], out: 2, inputs: [0], slopes: [null], sent: [15] }];
  const [x, layer, p] = shownOf({ nodes, groups }, ["layer1"]).nodes;
  assert.deepEqual([layer.value, layer.grad, layer.sent, layer.inputs], [[[2], [3]], [[7], [8]], [15], [0]]);
  assert.deepEqual([p.inputs, p.sent, x.users, layer.users], [[1], [[[7], [8]]], [{ to: 1, slot: 0 }], [{ to: 2, slot: 0 }]]);
});
