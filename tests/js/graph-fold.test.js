import test from "node:test";
import assert from "node:assert/strict";
import { shownOf } from "../../static/js/math/graph-fold.js";
import { walkOf } from "../../static/js/math/graph-walk.js";
import { NEURON } from "./graphs.js";

test("a folded group is one node with its last node's value and what the whole sends back", () => {
  const { nodes, open, places } = shownOf(NEURON, ["s"]), last = nodes.at(-1);
  assert.deepEqual([last.key, last.label, last.value, last.grad], ["s", "σ", 0.73, 1]);
  assert.deepEqual(last.inputs.map((i) => nodes[i].key), ["#8"]);
  assert.deepEqual([last.slopes, last.sent], [[0.2], [0.2]]);
  assert.deepEqual(open, []);
  assert.equal(new Set(places.slice(-4)).size, 1);
  assert.equal(walkOf({ nodes }).count, 5);
});

test("an open group knows its shown nodes, and a number that a label says is not drawn", () => {
  const { nodes, open } = shownOf(NEURON, []);
  assert.deepEqual(open.map(({ nodes: inside }) => inside.map((i) => nodes[i].label)), [["×−1", "exp", "+1", "1/x"]]);
  assert.equal(nodes.filter(({ kind }) => kind === "number").length, 0);
});

test("of groups in groups the larger fold is shown", () => {
  const inner = { ...NEURON.groups[0], key: "i", nodes: [9, 10, 11], out: 11, inputs: [8] };
  const { nodes, open } = shownOf({ ...NEURON, groups: [inner, NEURON.groups[0]] }, ["i", "s"]);
  assert.deepEqual([nodes.at(-1).key, open.length], ["s", 0]);
  assert.deepEqual(shownOf({ ...NEURON, groups: [inner, NEURON.groups[0]] }, ["i"]).nodes.slice(-3).map(({ key }) => key), ["i", "#13", "#15"]);
});

test("every gradient is the sum of what its users send, folded or not", () => {
  for (const folded of [[], ["s"]]) {
    const { nodes } = shownOf(NEURON, folded);
    for (const { users, grad, key } of nodes.slice(0, -1)) {
      const sum = users.reduce((all, { to, slot }) => all + nodes[to].sent[slot], 0);
      assert.ok(Math.abs(sum - grad) < 0.02, `${key}: ${sum} against ${grad}`);
    }
  }
});
