import assert from "node:assert/strict";
import test from "node:test";

import { classRamps, heightRamp, paint, paintClasses, parseColour, signRamp, signSteps } from "../../static/js/math/colour.js";

const theme = {
  panel: "#ffffff", zero: "rgb(247 246 242)", positive: "#2a6fb0", negative: "#cf6a0c",
  classes: ["#cf6a0c", "#2a6fb0", "#1f5130", "#581c87"], height: ["#26325e", "#248a82", "#fcf6e2"],
};
const bytes = (colour) => [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255, colour >>> 24];

test("colours are read as CSS writes them", () => {
  assert.deepEqual(parseColour("#2a6fb0"), [42, 111, 176]);
  assert.deepEqual(parseColour("#fff"), [255, 255, 255]);
  assert.deepEqual(parseColour("rgb(42 111 176)"), [42, 111, 176]);
  assert.deepEqual(parseColour("rgba(42, 111, 176, 0.5)"), [42, 111, 176]);
  assert.throws(() => parseColour("teal"), /got teal/);
});

test("the sign's ramp is orange at 1, the zero colour at 128, blue at 255, red first in memory", () => {
  const ramp = signRamp(theme);
  assert.deepEqual(bytes(ramp[1]), [207, 106, 12, 255]);
  assert.deepEqual(bytes(ramp[128]), [247, 246, 242, 255]);
  assert.deepEqual(bytes(ramp[255]), [42, 111, 176, 255]);
  const pixels = new Uint32Array(2);
  paint(pixels, Uint8Array.of(255, 1), ramp);
  assert.deepEqual([...new Uint8Array(pixels.buffer)], [42, 111, 176, 255, 207, 106, 12, 255]);
});

test("a weaker ramp stays nearer to zero's colour", () => {
  const [full] = bytes(signRamp(theme)[255]), [half] = bytes(signRamp(theme, 0.5)[255]);
  assert.equal(half, Math.round((247 + 42) / 2));
  assert.ok(full < half);
});

test("tables are made once a theme", () => {
  assert.equal(signRamp(theme), signRamp(theme));
  assert.notEqual(signRamp(theme), signRamp({ ...theme }));
});

test("lines of every step can be told from the panel, and the middle step is zero", () => {
  const steps = signSteps(theme, 5);
  assert.equal(steps.length, 5);
  assert.equal(steps[0], "rgb(207 106 12)");
  assert.equal(steps[4], "rgb(42 111 176)");
});

test("the height's ramp goes through its stops", () => {
  const ramp = heightRamp(theme);
  assert.deepEqual(bytes(ramp[0]).slice(0, 3), [0x26, 0x32, 0x5e]);
  assert.deepEqual(bytes(ramp[255]).slice(0, 3), [0xfc, 0xf6, 0xe2]);
});

test("three classes: sure is the class's colour, no idea is the ground", () => {
  const pixels = new Uint32Array(2);
  const third = 85;
  paintClasses(pixels, Uint8Array.of(0, third, 0, third, 255, third), classRamps(theme, 3, 1), parseColour(theme.zero));
  assert.deepEqual(bytes(pixels[0]).slice(0, 3), [0x1f, 0x51, 0x30]);
  assert.deepEqual(bytes(pixels[1]).slice(0, 3), [247, 246, 242]);
});
