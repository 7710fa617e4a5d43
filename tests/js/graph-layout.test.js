import test from "node:test";
import assert from "node:assert/strict";
import { shownOf } from "../../static/js/math/graph-fold.js";
import { layoutOf } from "../../static/js/math/graph-layout.js";
import { CIRCUIT, NEURON } from "./graphs.js";

const ROOM = { w: 760, h: 360 };
const graphOf = (inputs) => ({ inputs, sizes: inputs.map((froms) => (froms.length ? { w: 44, h: 44 } : { w: 56, h: 34 })) });
const ofAnswer = (answer) => graphOf(shownOf(answer, []).nodes.map(({ inputs }) => inputs));

/** Graphs that nobody has tuned the layout for: each node takes one to three of the nodes before it. */
function random(seed, count, leaves) {
  let state = seed;
  const next = (below) => ((state = (state * 1103515245 + 12345) % 2147483648), Math.floor((state / 2147483648) * below));
  return graphOf(Array.from({ length: count }, (_, i) => (i < leaves ? [] : Array.from({ length: 1 + next(3) }, () => Math.max(0, i - 1 - next(Math.min(i, 24)))))));
}

const CASES = [["circuit", ofAnswer(CIRCUIT)], ["sigmoid neuron", ofAnswer(NEURON)], ["200 nodes", random(7, 200, 30)], ["60 nodes", random(3, 60, 8)], ["one leaf", graphOf([[]])], ["x·x", graphOf([[], [0, 0]])]];

for (const [name, graph] of CASES) {
  const { boxes, wires, width, height } = layoutOf(graph, ROOM);

  test(`${name}: no two nodes overlap, and all are in the picture`, () => {
    boxes.forEach((a, i) => {
      assert.ok(a.x - a.w / 2 >= 0 && a.x + a.w / 2 <= width && a.y - a.h / 2 >= 0 && a.y + a.h / 2 <= height, `node ${i} at ${a.x}, ${a.y} of ${width} × ${height}`);
      for (const b of boxes.slice(0, i)) assert.ok(Math.abs(a.x - b.x) >= (a.w + b.w) / 2 || Math.abs(a.y - b.y) >= (a.h + b.h) / 2, `${JSON.stringify(a)} and ${JSON.stringify(b)}`);
    });
  });

  test(`${name}: every wire goes to the right`, () => {
    for (const { from, to } of wires) assert.ok(boxes[from].x + boxes[from].w / 2 < boxes[to].x - boxes[to].w / 2, `${from} → ${to}`);
    assert.equal(wires.length, graph.inputs.flat().length);
  });

  test(`${name}: no wire runs through a node that it does not belong to`, () => {
    for (const { from, to, d } of wires) {
      for (const [x, y] of sampled(d)) {
        const hit = boxes.findIndex((box, i) => i !== from && i !== to && Math.hypot(Math.max(0, Math.abs(x - box.x) - box.w / 2 + 2), Math.max(0, Math.abs(y - box.y) - box.h / 2 + 2)) === 0);
        assert.equal(hit, -1, `${from} → ${to} through ${hit}: ${d}`);
      }
    }
  });
}

test("the same structure gives the same picture", () => {
  assert.deepEqual(layoutOf(random(7, 200, 30), ROOM), layoutOf(random(7, 200, 30), ROOM));
});

test("the sigmoid neuron has no crossing, and its names stand as they are written", () => {
  const picture = shownOf(NEURON, []).nodes, { boxes, crossings } = layoutOf(ofAnswer(NEURON), ROOM);
  assert.equal(crossings, 0);
  const leaves = picture.flatMap(({ kind, label }, i) => (kind === "leaf" ? [[label, boxes[i].y]] : [])).sort((a, b) => a[1] - b[1]);
  assert.deepEqual(leaves.map(([label]) => label), ["w0", "x0", "w1", "x1", "w2"]);
});

test("sweeps undo a crossing that the text's order would have", () => {
  // a + d and b + c, then their product: whoever reads in order crosses nothing; a·c + b·d + a·b must cross once at least
  assert.equal(layoutOf(graphOf([[], [], [], [], [0, 3], [1, 2], [4, 5]]), ROOM).crossings, 0);
  assert.ok(layoutOf(graphOf([[], [], [], [], [0, 2], [1, 3], [0, 1], [4, 5], [7, 6]]), ROOM).crossings <= 2);
});

test("200 nodes are laid out in less than a fifth of a second", () => {
  const graph = random(11, 200, 30), start = performance.now();
  layoutOf(graph, ROOM);
  assert.ok(performance.now() - start < 200, `${performance.now() - start} ms`);
});

/** Points on the wire: its straight parts and curves. */
function sampled(d) {
  const points = [];
  let x = 0, y = 0;
  for (const [, letter, text] of d.matchAll(/([MHLC])([^MHLC]*)/g)) {
    const n = text.trim().split(/[ ,]+/).map(Number);
    const end = letter === "H" ? [n[0], y] : n.slice(-2), [a, b] = letter === "C" ? [n.slice(0, 2), n.slice(2, 4)] : [[x, y], end];
    if (letter !== "M") for (let t = 0; t <= 1; t += 0.05) points.push([0, 1].map((k) => (1 - t) ** 3 * [x, y][k] + 3 * (1 - t) ** 2 * t * a[k] + 3 * (1 - t) * t * t * b[k] + t ** 3 * end[k]));
    [x, y] = end;
  }
  return points;
}
