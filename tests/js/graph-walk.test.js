import test from "node:test";
import assert from "node:assert/strict";
import { shownOf } from "../../static/js/math/graph-fold.js";
import { chipOf, knownAt, positionOf, walkOf } from "../../static/js/math/graph-walk.js";
import { CIRCUIT, NEURON } from "./graphs.js";

test("(x + y) · z: forward a value a step, then f, then what each step sends back", () => {
  const picture = shownOf(CIRCUIT, []), walk = walkOf(picture);
  assert.deepEqual(picture.nodes.map(({ key }) => key), ["x", "y", "#2", "z", "#4"]);
  assert.deepEqual([walk.steps, walk.count, walk.end], [[2, 4], 2, 4]);
  const seen = [0, 1, 2, 3, 4].map((at) => knownAt(picture, walk, at));
  assert.deepEqual(seen.map(({ values }) => values.filter(Boolean).length), [3, 4, 5, 5, 5]);
  assert.deepEqual(seen.map(({ current }) => current), [null, 2, 4, 4, 2]);
  assert.deepEqual(seen.map(({ phase }) => phase), ["start", "forward", "forward", "backward", "backward"]);
  assert.deepEqual(seen[2].grads, ["none", "none", "none", "none", "none"]);
  assert.deepEqual(seen[3].grads, ["none", "none", "all", "all", "all"]);
  assert.deepEqual(seen[4].grads, ["all", "all", "all", "all", "all"]);
  assert.deepEqual(seen[3].sent, [false, false, false, false, true]);
});

test("of a fork a part of the gradient is known before the whole", () => {
  const node = (key, kind, inputs) => ({ key, op: "", kind, label: key, inputs, value: 1, grad: 1, slopes: inputs.map(() => 1), sent: inputs.map(() => 1) });
  const picture = shownOf({ nodes: [node("x", "leaf", []), node("a", "step", [0]), node("b", "step", [0, 1])] }, []), walk = walkOf(picture);
  assert.deepEqual([0, 2, 3, 4].map((at) => knownAt(picture, walk, at).grads[0]), ["none", "none", "part", "all"]);
});

test("a node is at hand forward until f is known, and backward after it", () => {
  const picture = shownOf(CIRCUIT, []), walk = walkOf(picture);
  assert.deepEqual([positionOf(picture, walk, 2, 0), positionOf(picture, walk, 2, 3), positionOf(picture, walk, 4, 4)], [1, 4, 3]);
  assert.deepEqual([positionOf(picture, walk, 0, 1), positionOf(picture, walk, 0, 3), positionOf(picture, walk, 3, 4)], [0, 4, 3]);
});

test("a walk of a single name has no steps, and everything of it is known", () => {
  const picture = shownOf({ nodes: [CIRCUIT.nodes[0]] }, []), known = knownAt(picture, walkOf(picture), 7);
  assert.deepEqual([known.at, known.current, known.grads], [0, null, ["all"]]);
});

test("chips of the sigmoid neuron are as short as on the slide", () => {
  const picture = shownOf(NEURON, []);
  assert.deepEqual(walkOf(picture).steps.map((step) => chipOf(picture, step)), ["w0·x0", "w1·x1", "+", "+ w2", "×−1", "exp", "+1", "1/x"]);
});
