import assert from "node:assert/strict";
import { test } from "node:test";
import { createGround } from "../../static/js/views/map-ground.js";

const heights = (plane, finest = true) => ({ kind: "xy", plane, finest });

test("the heights of the mountain before stay, marked as stale, until the new one's come", () => {
  const ground = createGround(false), old = heights(3), fresh = heights(4, false);
  assert.deepEqual(ground(null, "bowl"), { landscape: null, stale: true });
  assert.deepEqual(ground(old, "bowl"), { landscape: old, stale: false });
  assert.deepEqual(ground(old, "saddle"), { landscape: old, stale: true });
  assert.deepEqual(ground(fresh, "saddle"), { landscape: fresh, stale: false });
});

test("heights that the state lets go of are kept while the mountain is the same", () => {
  const ground = createGround(false), own = heights(1);
  ground(own, "bowl");
  assert.deepEqual(ground(null, "bowl"), { landscape: own, stale: false });
});

test("who waits for the finest takes a sketch only of another mountain", () => {
  const ground = createGround(true), first = heights(1, false), whole = heights(1), near = heights(2, false);
  assert.equal(ground(first, "bowl").landscape, first);
  assert.equal(ground(whole, "bowl").landscape, whole);
  assert.equal(ground(near, "bowl").landscape, whole);
});
