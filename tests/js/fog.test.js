import assert from "node:assert/strict";
import { test } from "node:test";
import { paintFog, cloudOf } from "../../static/js/draw/fog.js";
import { Fog, REACH } from "../../static/js/math/fog.js";

const theme = { fog: "#dfe2e6", panel: "#ffffff" };

test("a place that was felt clears a disc of the stated share of the window, and nothing beyond it", () => {
  const fog = new Fog(200, 100);
  fog.feel(0.5, 0.5);
  assert.equal(fog.at(0.5, 0.5), 255);
  assert.equal(fog.at(0.5 + 0.3 * REACH, 0.5), 255);
  const half = fog.at(0.5 + 0.75 * REACH, 0.5);
  assert.ok(half > 0 && half < 255, `got ${half}`);
  assert.equal(fog.at(0.5 + 1.2 * REACH, 0.5), 0);
  assert.equal(fog.at(0.1, 0.1), 0);
});

test("the disc is round though the window is twice as wide as high", () => {
  const fog = new Fog(2000, 1000);
  fog.feel(0.5, 0.5);
  for (const share of [0.6, 0.75, 0.9]) {
    const across = fog.at(0.5 + share * REACH, 0.5), up = fog.at(0.5, 0.5 + 2 * share * REACH);
    assert.ok(Math.abs(across - up) <= 25, `at ${share}: ${across} across, ${up} up`);
  }
});

test("one place felt a thousand times is one place, and two near ones never fog each other", () => {
  const fog = new Fog(200, 100);
  for (let k = 0; k < 1000; k++) fog.feel(0.5, 0.5);
  assert.equal(fog.tick, 1);
  fog.feel(0.5 + REACH / 2, 0.5);
  assert.equal(fog.at(0.5, 0.5), 255);
});

test("a place beside the window clears only what reaches in, and one far off or lost is nothing", () => {
  const fog = new Fog(100, 100);
  fog.feel(-REACH / 4, 0.5);
  assert.ok(fog.at(0.001, 0.5) > 200);
  for (const place of [[5, 0.5], [NaN, 0.5], [0.5, Infinity], [1e30, -1e30]]) fog.feel(...place);
  assert.equal(fog.tick, 1);
});

test("the square that a surface wears has its first row at v = 0", () => {
  const fog = new Fog(90, 90);
  fog.feel(0.945, 0.055);
  const square = fog.square(9);
  assert.equal(square[8], 255);
  assert.equal(square[72], 0);
});

test("fog is wholly opaque where nobody was, and wholly gone where somebody was", () => {
  globalThis.OffscreenCanvas = class { constructor(width, height) { Object.assign(this, { width, height }); } getContext() { return { putImageData() {} }; } };
  globalThis.ImageData = class { constructor(width, height) { this.data = new Uint8ClampedArray(4 * width * height); } };
  const fog = new Fog(60, 40);
  fog.feel(0.5, 0.5);
  const { pixels } = paintFog(null, fog, cloudOf(60, 40, theme));
  assert.equal(pixels[0] >>> 24, 255);
  assert.equal(pixels[20 * 60 + 30] >>> 24, 0);
});
