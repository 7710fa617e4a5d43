import assert from "node:assert/strict";
import test from "node:test";

import { isolines, polylines } from "../../static/js/math/contour.js";

const grid = (...rows) => rows.flatMap((row) => [...row].map(Number));
const sampled = (n, f) => Float64Array.from({ length: n * n }, (_, at) => f(at % n, Math.floor(at / n)));

test("a single high value is cut off by a diamond half-way to its neighbours", () => {
  const z = grid("000", "010", "000");
  const [curve, ...others] = polylines(z, 3, 0.5);
  assert.equal(others.length, 0);
  assert.deepEqual(curve.slice(0, 2), curve.slice(-2), "closed");
  const corners = new Set();
  for (let at = 0; at < curve.length - 2; at += 2) corners.add(`${curve[at]},${curve[at + 1]}`);
  assert.deepEqual([...corners].sort(), ["0.5,1", "1,0.5", "1,1.5", "1.5,1"]);
});

test("an open line runs from border to border in one piece", () => {
  const curves = polylines(grid("0011", "0011", "0011"), 4, 0.5);
  assert.equal(curves.length, 1);
  assert.deepEqual(curves[0], [1.5, 0, 1.5, 1, 1.5, 2]);
});

test("a saddle is parted by the value in its middle", () => {
  const joined = isolines([1, 0, 0, 0.9], 2, 0.4); // middle 0.475: the high corners belong together
  const apart = isolines([1, 0, 0, 0.9], 2, 0.6); // middle 0.475: each high corner stands alone
  const ends = (pieces) => [0, 4].map((at) => (pieces[at + 1] === 0 || pieces[at + 3] === 0 ? "top" : "bottom") + (pieces[at] === 0 || pieces[at + 2] === 0 ? "left" : "right"));
  assert.deepEqual(ends(joined), ["topright", "bottomleft"]);
  assert.deepEqual(ends(apart), ["topleft", "bottomright"]);
});

test("all places of a circle's line lie on the circle", () => {
  const z = sampled(41, (i, j) => Math.hypot(i - 20, j - 20));
  const pieces = isolines(z, 41, 12);
  assert.ok(pieces.length > 200, `${pieces.length} numbers`);
  for (let at = 0; at < pieces.length; at += 2) {
    const radius = Math.hypot(pieces[at] - 20, pieces[at + 1] - 20);
    assert.ok(Math.abs(radius - 12) < 0.02, `radius ${radius}, expected 12`);
  }
  assert.equal(polylines(z, 41, 12).length, 1);
});

test("joined lines have as many pieces as loose ones, on a bumpy ground", () => {
  const z = sampled(33, (i, j) => Math.sin(i * 0.9) * Math.cos(j * 0.7));
  for (const level of [-0.6, 0, 0.31]) {
    const loose = isolines(z, 33, level).length / 4;
    const joined = polylines(z, 33, level).reduce((sum, curve) => sum + curve.length / 2 - 1, 0);
    assert.equal(joined, loose, `level ${level}`);
  }
});

test("cells with an infinite or missing corner are left out", () => {
  assert.deepEqual(isolines([0, Infinity, 0, 1], 2, 0.5), []);
  assert.deepEqual(isolines([0, NaN, 1, 1], 2, 0.5), []);
});

test("a grid need not be square", () => {
  assert.deepEqual(isolines([0, 1, 0, 1, 0, 1], 2, 0.25), [0.25, 0, 0.25, 1, 0.25, 1, 0.25, 2]);
});
