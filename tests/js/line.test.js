import assert from "node:assert/strict";
import { test } from "node:test";
import { lineOf, residualsOf, sidesOf } from "../../static/js/math/line.js";

const near = (got, wanted) => wanted.forEach((value, at) => assert.ok(Math.abs(got[at] - value) < 1e-12, `${got} for ${wanted}`));

test("a fitted line runs through the window from edge to edge", () => {
  near(lineOf("squared", [0.5, 0.25]), [-1.2, -0.35, 1.2, 0.85]);
  near(lineOf("squared", [2, 0]), [-0.6, -1.2, 0.6, 1.2]);
  near(lineOf("squared", [0, -1]), [-1.2, -1, 1.2, -1]);
  assert.equal(lineOf("squared", [0, 1.3]), null, "above the window");
  assert.equal(lineOf("squared", [0.5, 3]), null);
  assert.equal(lineOf("squared", [NaN, 0]), null);
});

test("a border goes through the origin, across its weights", () => {
  const [x0, y0, x1, y1] = lineOf("softmax", [3, 4]); // 3x + 4y = 0: at x = 1.2 y = −0.9
  near([3 * x0 + 4 * y0, 3 * x1 + 4 * y1, Math.abs(x0), Math.abs(y1)], [0, 0, 1.2, 0.9]);
  near(lineOf("softmax", [1, 0]), [0, -1.2, 0, 1.2]);
  assert.equal(lineOf("softmax", [0, 0]), null, "two weights of zero tell nothing apart");
});

test("residuals stand upright between points and line", () => {
  assert.deepEqual(residualsOf([{ x: 1, y: 0.5 }, { x: -1, y: 0 }], [1, -0.5]), [[1, 0.5, 1, 0.5], [-1, 0, -1, -1.2]]);
  assert.deepEqual(residualsOf([{ x: 0, y: 0 }], [Infinity, 0]), []);
});

test("on the border both sides are equally probable, and on each side one wins", () => {
  const { side, data } = sidesOf([0, 50], 5); // z = 50y; rows from y = 0.96 down to −0.96
  assert.deepEqual([...data].filter((_, cell) => cell % side === 0), [255, 255, 128, 0, 0]);
  const pale = sidesOf([1, 0], 3).data; // x = −0.8, 0, 0.8: σ(±0.8) = 0.31 and 0.69
  assert.deepEqual([...pale.slice(0, 3)], [79, 128, 176]);
});
