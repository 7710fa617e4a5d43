import assert from "node:assert/strict";
import test from "node:test";

import { fromPixels, pointAt, pointToward, strokePlaces, toPixels, within } from "../../static/js/math/data-window.js";
import { biasPlace, edgeEnds, exists, hit, layoutNetwork, neighbour, unitIndex, weightAt, weightIndex, weightOffsets } from "../../static/js/math/network-geometry.js";

const frame = { width: 540, height: 330 };

test("theta: layers one after the other, row by row, the bias last", () => {
  const sizes = [2, 3, 1];
  assert.deepEqual(weightOffsets(sizes), [0, 9, 13]);
  assert.equal(weightIndex(sizes, { kind: "edge", layer: 0, unit: 1, input: 1 }), 4);
  assert.equal(weightIndex(sizes, { kind: "bias", layer: 0, unit: 2 }), 8);
  assert.equal(weightIndex(sizes, { kind: "bias", layer: 1, unit: 0 }), 12);
  assert.equal(unitIndex(sizes, 2, 0), 5);
});

test("boxes never overlap and stay inside, from 0 to 6 hidden layers of 1 to 32 units", () => {
  for (const hidden of [[], [1], [6, 4], [32], [8, 8, 8], [32, 32, 32, 32, 32, 32]]) {
    const layout = layoutNetwork([2, ...hidden, 1], frame);
    layout.columns.forEach(({ x, side, ys }, layer) => {
      assert.ok(x - side / 2 >= 0 && x + side / 2 <= frame.width, `[${hidden}] column ${layer} at ${x}`);
      assert.ok(ys[0] - side / 2 >= 0 && ys[ys.length - 1] + side / 2 <= frame.height, `[${hidden}] column ${layer}: ${ys[0]} … ${ys[ys.length - 1]}`);
      for (let unit = 1; unit < ys.length; unit++) assert.ok(ys[unit] - ys[unit - 1] > side, `[${hidden}] column ${layer}: pitch ${ys[unit] - ys[unit - 1]}, side ${side}`);
      const next = layout.columns[layer + 1];
      if (next) assert.ok(next.x - next.side / 2 - (x + side / 2) > 8, `[${hidden}] gap after column ${layer}`);
    });
  }
});

test("small boxes go without pictures", () => {
  assert.equal(layoutNetwork([2, 6, 4, 1], frame).pictures, true);
  assert.equal(layoutNetwork([2, 32, 1], { width: 540, height: 200 }).pictures, false);
});

test("the middle of a box is its unit, its lower left corner its bias, the middle of an edge that edge", () => {
  const layout = layoutNetwork([2, 6, 4, 1], frame);
  const { x, ys } = layout.columns[2];
  assert.deepEqual(hit(layout, x, ys[3]), { kind: "unit", layer: 2, unit: 3 });
  const bias = biasPlace(layout, 2, 3);
  assert.deepEqual(hit(layout, bias.x, bias.y), { kind: "bias", layer: 1, unit: 3 });
  for (const ref of [{ kind: "edge", layer: 0, unit: 5, input: 0 }, { kind: "edge", layer: 2, unit: 0, input: 3 }]) {
    const { x0, y0, x1, y1 } = edgeEnds(layout, ref);
    assert.deepEqual(hit(layout, (x0 + x1) / 2, (y0 + y1) / 2), ref);
    const t = 0.9, near = { x: x0 + (x1 - x0) * (1.5 * t * (1 - t) + t ** 3), y: y0 + (y1 - y0) * t * t * (3 - 2 * t) };
    assert.deepEqual(hit(layout, near.x, near.y), ref);
  }
  assert.equal(hit(layout, 3, 3), null);
});

test("a steep edge can be hit from its side", () => {
  const layout = layoutNetwork([2, 6, 4, 1], frame);
  const ref = { kind: "edge", layer: 0, unit: 0, input: 1 };
  const { x0, y0, x1, y1 } = edgeEnds(layout, ref);
  const slope = ((y1 - y0) * 1.5) / ((x1 - x0) * 0.75);
  const far = 5 / Math.hypot(1, slope);
  assert.deepEqual(hit(layout, (x0 + x1) / 2 - far * slope, (y0 + y1) / 2 + far), ref);
});

test("things of a larger network do not exist in a smaller one", () => {
  const sizes = [2, 3, 1];
  assert.ok(exists(sizes, { kind: "edge", layer: 1, unit: 0, input: 2 }));
  assert.ok(!exists(sizes, { kind: "edge", layer: 1, unit: 0, input: 3 }));
  assert.ok(!exists(sizes, { kind: "unit", layer: 3, unit: 0 }));
  assert.ok(!exists(sizes, { kind: "bias", layer: 2, unit: 0 }));
  assert.ok(!exists(sizes, null));
});

test("arrows walk through the units and stop at the border", () => {
  const layout = layoutNetwork([2, 6, 4, 1], frame);
  const start = { kind: "unit", layer: 1, unit: 0 };
  assert.deepEqual(neighbour(layout, start, "up"), start);
  assert.deepEqual(neighbour(layout, start, "down"), { kind: "unit", layer: 1, unit: 1 });
  assert.deepEqual(neighbour(layout, start, "right"), { kind: "unit", layer: 2, unit: 0 });
  assert.deepEqual(neighbour(layout, { kind: "unit", layer: 3, unit: 0 }, "right"), { kind: "unit", layer: 3, unit: 0 });
});

test("pixels and places of the data window are each other's inverse, y up", () => {
  assert.deepEqual(toPixels(240, { x: -1.2, y: 1.2 }), { x: 0, y: 0 });
  assert.deepEqual(fromPixels(240, { x: 240, y: 240 }), { x: 1.2, y: -1.2 });
  assert.deepEqual(fromPixels(240, toPixels(240, { x: 0.3, y: -0.45 })), { x: 0.3, y: -0.45 });
  assert.deepEqual(within({ x: 7, y: -0.123456 }), { x: 1.2, y: -0.1235 });
});

const cross = [[0, 0], [0.5, 0.1], [0.2, 0.9], [-0.4, 0], [0, -0.3]].map(([x, y], id) => ({ id, x, y, label: 0, test: false }));

test("the nearest point within reach is hit", () => {
  const at = toPixels(240, { x: 0.48, y: 0.1 });
  assert.equal(pointAt(cross, 240, at, 10)?.id, 1);
  assert.equal(pointAt(cross, 240, { x: 3, y: 3 }, 10), null);
});

test("arrows go to the nearest point ahead, not to one beside", () => {
  const from = { x: 0, y: 0 };
  assert.equal(pointToward(cross, from, "right", 0)?.id, 1);
  assert.equal(pointToward(cross, from, "up", 0)?.id, 2);
  assert.equal(pointToward(cross, from, "left", 0)?.id, 3);
  assert.equal(pointToward(cross, from, "down", 0)?.id, 4);
  assert.equal(pointToward(cross, { x: 1.1, y: 0 }, "right"), null);
});

test("a stroke puts points evenly and leaves the rest of the way for the next move", () => {
  const places = strokePlaces({ x: 0, y: 0 }, { x: 0.2, y: 0 });
  assert.deepEqual(places, [{ x: 0.07, y: 0 }, { x: 0.14, y: 0 }]);
  assert.deepEqual(strokePlaces({ x: 0, y: 0 }, { x: 0.05, y: 0 }), []);
});

test("every place in theta is one weight, and back", () => {
  const sizes = [2, 3, 2, 1], count = 3 * 3 + 2 * 4 + 1 * 3;
  for (let index = 0; index < count; index++) assert.equal(weightIndex(sizes, weightAt(sizes, index)), index);
  assert.deepEqual(weightAt(sizes, 9 + 4 + 3), { kind: "bias", layer: 1, unit: 1 });
  assert.deepEqual(weightAt(sizes, 9 + 4 + 2), { kind: "edge", layer: 1, unit: 1, input: 2 });
  for (const nowhere of [-1, count, NaN]) assert.equal(weightAt(sizes, nowhere), null);
  const maxout = Object.assign([2, 2, 1], { pieces: [3, 1] }); // rows 0 1 2 | 3 4 5 of the first layer
  assert.deepEqual([0, 3, 9, 12].map((index) => weightAt(maxout, index)?.unit), [0, undefined, 1, undefined]);
  assert.equal(weightIndex(maxout, weightAt(maxout, 10)), 10);
});
