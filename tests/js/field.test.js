import assert from "node:assert/strict";
import test from "node:test";

import { boundary } from "../../static/js/draw/field.js";

const field = (classes, side, f) => ({ classes, side, data: Uint8Array.from({ length: classes * side * side }, (_, at) => f(Math.floor(at / (side * side)), at % side, Math.floor(at / side) % side)) });
const ends = (pieces, along) => pieces.filter((_, at) => at % 2 === along);

test("the boundary between a left and a right half is the middle line, from edge to edge", () => {
  const pieces = boundary(field(1, 8, (_, i) => (i < 4 ? 0 : 255)));
  for (const x of ends(pieces, 0)) assert.equal(x, 4);
  assert.ok(Math.min(...ends(pieces, 1)) <= 0 && Math.max(...ends(pieces, 1)) >= 8, `from ${Math.min(...ends(pieces, 1))} to ${Math.max(...ends(pieces, 1))}`);
});

test("three stripes of classes have two boundaries", () => {
  const stripe = (i) => Math.floor(i / 3);
  const pieces = boundary(field(3, 9, (k, i) => (stripe(i) === k ? 255 : 0)));
  assert.deepEqual([...new Set(ends(pieces, 0))].sort(), [3, 6]);
});
