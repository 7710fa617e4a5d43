import assert from "node:assert/strict";
import { test } from "node:test";
import { HOME, homeFor, inBox, isSeen, lensOf, matrixOf, pick, rayOf, seen, turned, zoomed } from "../../static/js/gl/camera.js";

const near = (got, wanted, within = 1e-6) => assert.ok(Math.abs(got - wanted) <= within, `got ${got}, wanted ${wanted}`);
const hill = (u, v) => 0.2 + 0.7 * Math.exp(-((u - 0.5) ** 2 + (v - 0.5) ** 2) * 20);

for (const aspect of [0.6, 1, 2.4]) {
  test(`from home the whole box is in a picture of aspect ${aspect}`, () => {
    const lens = lensOf(HOME, aspect);
    for (const u of [0, 1]) for (const v of [0, 1]) for (const up of [0, 1]) {
      const [x, y] = seen(lens, inBox(lens, u, v, up));
      assert.ok(Math.abs(x) <= 0.9 && Math.abs(y) <= 0.9, `corner ${u} ${v} ${up} is seen at ${x}, ${y}`);
    }
  });
}

test("the shader's matrix and the pixels agree", () => {
  for (const camera of [HOME, { yaw: 2.1, pitch: 1.2, zoom: 2 }]) {
    const lens = lensOf(camera, 1.3), m = matrixOf(lens), point = [...inBox(lens, 0.2, 0.9, 0.7), 1];
    const clip = [0, 1, 2, 3].map((row) => point.reduce((sum, value, column) => sum + m[4 * column + row] * value, 0));
    const [x, y, depth] = seen(lens, point);
    near(clip[0] / clip[3], x);
    near(clip[1] / clip[3], y);
    near(clip[3], depth);
    assert.ok(Math.abs(clip[2] / clip[3]) < 1, `depth ${clip[2] / clip[3]}`);
  }
});

test("a ray goes through the point that is seen there", () => {
  const lens = lensOf({ yaw: 0.4, pitch: 0.9, zoom: 1.4 }, 0.9), point = inBox(lens, 0.8, 0.3, 0.5);
  const [x, y, depth] = seen(lens, point), ray = rayOf(lens, x, y);
  point.forEach((value, k) => near(lens.eye[k] + ray[k] * depth, value));
});

test("what is picked is what is seen: a place goes to the picture and comes back", () => {
  const lens = lensOf(HOME, 1.1);
  for (const [u, v] of [[0.5, 0.5], [0.1, 0.2], [0.85, 0.3], [0.4, 0.35]]) {
    const [x, y] = seen(lens, inBox(lens, u, v, hill(u, v))), found = pick(lens, x, y, hill);
    near(found?.[0] ?? NaN, u, 0.004);
    near(found?.[1] ?? NaN, v, 0.004);
  }
});

test("beside the mountain, and where it is cut off, nothing is picked", () => {
  const lens = lensOf(HOME, 1.1);
  assert.equal(pick(lens, 0.98, 0.98, hill), null);
  assert.equal(pick(lens, ...seen(lens, inBox(lens, 0.5, 0.5, 1)).slice(0, 2), () => 1.4), null);
});

test("the hill hides what lies behind it, and only that", () => {
  const lens = lensOf({ yaw: 0, pitch: 0.15, zoom: 1 }, 1);
  assert.equal(isSeen(lens, 0.5, 0.15, hill(0.5, 0.15), hill), true);
  assert.equal(isSeen(lens, 0.5, 0.5, hill(0.5, 0.5), hill), true);
  assert.equal(isSeen(lens, 0.5, 0.85, hill(0.5, 0.85), hill), false);
  assert.equal(isSeen(lens, 0.05, 0.85, hill(0.05, 0.85), hill), true);
});

test("one looks up the valley: the low side stands before the eye", () => {
  for (const [slope, u, v] of [[(a) => 1 - a, 1, 0.5], [(a) => a, 0, 0.5], [(_, b) => b, 0.5, 0], [(_, b) => 1 - b, 0.5, 1]]) {
    const lens = lensOf(homeFor(slope), 1);
    const low = seen(lens, inBox(lens, u, v, 0))[2], high = seen(lens, inBox(lens, 1 - u, 1 - v, 0))[2];
    assert.ok(low < high, `the low side is ${low} away, the high one ${high}`);
  }
});

test("the camera stays above the ground and within reach", () => {
  assert.equal(turned(HOME, 0, -9).pitch, 0.08);
  assert.equal(turned(HOME, 0, 9).pitch, 1.5);
  assert.equal(zoomed(HOME, 1e9).zoom, 6);
  near(turned(HOME, 0.3, 0).yaw, HOME.yaw + 0.3);
});
