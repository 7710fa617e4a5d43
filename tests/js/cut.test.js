import assert from "node:assert/strict";
import { test } from "node:test";
import { angleOf, endsOf, errorsDomain, heightsOf, secantOf, spanOf } from "../../static/js/math/cut.js";
import { drawCut, drawErrors } from "../../static/js/draw/slice.js";
import { linear, log } from "../../static/js/math/scale.js";

const LOOK = { along: "gradient", angle: 1, window: null };

test("a cut goes straight down, along an axis, or where it is turned to", () => {
  assert.equal(angleOf(LOOK, [9, 9, 3, 4], 1), Math.atan2(-4, -3));
  assert.deepEqual(["x", "y", "free"].map((along) => angleOf({ ...LOOK, along }, [1, 1], 0)), [0, Math.PI / 2, 1]);
  assert.equal(angleOf(LOOK, [0, 0], 0), 1, "where nothing falls it stays as it was turned");
});

test("it goes a quarter of what the map shows to either side", () => {
  assert.deepEqual([spanOf(LOOK, [-4, 4, 0, 1]), spanOf({ ...LOOK, window: [0, 2, 0, 2] }, [-4, 4, 0, 1])], [2, 0.5]);
  const ends = endsOf({ at: [1, 2], angle: Math.PI / 2, slice: { to: 3 } });
  [1, -1, 1, 5].forEach((value, at) => assert.ok(Math.abs(ends[at] - value) < 1e-12));
});

// f = t² along the cut, at t = 2 with h = 1: f = 4, f(3) = 9, f(1) = 1.
const SQUARE = { f: 4, h: 1, derivative: { exact: 4, forward: 5, central: 4 }, slice: { from: -2, to: 2, f: [0, 1, 4, 9, 16] } };

test("the secant goes through both of its ends on the curve", () => {
  const ahead = secantOf(SQUARE, false), both = secantOf(SQUARE, true);
  assert.deepEqual([ahead.level, ahead.level + ahead.slope], [4, 9]);
  assert.deepEqual([both.level - both.slope, both.level + both.slope], [1, 9]);
});

test("walls a thousand times as high do not press the walker flat, and what is not known is left out", () => {
  const [low, high] = heightsOf({ f: 1, slice: { f: [0, 1, 2, null, 1e6, 0.5, 1] } });
  assert.ok(low < 0 && high > 2 && high < 10, `${low} … ${high}`);
});

test("errors lie between whole powers of ten, and an error of 0 counts as 1e-17", () => {
  assert.deepEqual(errorsDomain({ forward: [0.3, null], central: [0, 2e-9] }).map(Math.log10).map(Math.round), [-17, 0]);
  assert.deepEqual(errorsDomain({ forward: [], central: [null] }), [1e-12, 1]);
});

/** A context that lists what is drawn. */
function recorder() {
  const calls = [], state = { measureText: () => ({ width: 10 }) };
  return { calls, g: new Proxy(state, { get: (own, name) => own[name] ?? ((...values) => calls.push([name, ...values])), set: (own, name, value) => ((own[name] = value), true) }) };
}
const BOX = { width: 200, height: 100, left: 40, foot: 18, font: 12, family: "sans" };
const THEME = new Proxy({ methods: {}, zones: {} }, { get: (own, name) => own[name] ?? String(name) });

test("a cut is drawn with knobs on the curve, the tangent through the walker", () => {
  const { g, calls } = recorder(), X = linear([-2, 2], [40, 200]), Y = linear([0, 16], [82, 2]);
  drawCut(g, { box: BOX, X, Y, f: SQUARE.slice.f, here: 4, slope: 4, secant: secantOf(SQUARE, true), h: 1, central: true, colour: "c", names: { tangent: "T", secant: "S" } }, THEME);
  const knobs = calls.filter(([name]) => name === "arc").map(([, x, y]) => [x, y]);
  assert.deepEqual(knobs, [[X(-1), Y(1)], [X(1), Y(9)], [X(0), Y(4)]]);
});

test("errors that are not known break the line, and the best step is marked", () => {
  const { g, calls } = recorder(), X = log([1e-4, 1], [40, 200]), Y = log([1e-9, 1], [82, 2]);
  drawErrors(g, { box: BOX, X, Y, h: [1, 0.1, 0.01], forward: [0.5, null, 0.01], central: [0.1, 1e-6, 0], best: { forward: 0.01, central: null }, now: 0.1, name: "error" }, THEME);
  assert.equal(calls.filter(([name]) => name === "fill").length, 2, "one triangle and the knob of h");
  assert.ok(calls.every((call) => call.slice(1).every((value) => typeof value !== "number" || !Number.isNaN(value))));
});
