import { test } from "node:test";
import assert from "node:assert/strict";
import { linear, log, logTicks, niceStep, ticks } from "../../static/js/math/scale.js";
import { format, formatFull, formatInteger, formatPercent, formatPlace, formatShort } from "../../static/js/math/format.js";

test("a linear scale maps its ends, extends beyond them, and inverts", () => {
  const X = linear([10, 20], [100, 300]);
  assert.deepEqual([X(10), X(20), X(15), X(25), X.invert(200)], [100, 300, 200, 400, 15]);
});

test("a log scale gives every decade the same room; zero lies at the lower end", () => {
  const Y = log([0.01, 100], [400, 0]);
  assert.deepEqual([Y(0.01), Y(1), Y(100), Y(0)].map(Math.round), [400, 200, 0, 400]);
  assert.ok(Math.abs(Y.invert(200) - 1) < 1e-12);
});

test("ticks are round and exact", () => {
  assert.deepEqual(ticks(0, 1, 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(ticks(0.25, 0.45, 4), [0.25, 0.3, 0.35, 0.4, 0.45]);
  assert.deepEqual(ticks(0, 4237, 4), [0, 2000, 4000]);
  assert.deepEqual(ticks(5, 5), []);
});

test("a nice step is the least of 1, 2, 5 × 10ⁿ that is not smaller", () => {
  assert.deepEqual([0.9, 1, 1.1, 2.1, 5.1, 43].map(niceStep), [1, 1, 2, 5, 10, 50]);
});

test("ticks of a log scale: decades, with 2 and 5 where there is room, and never one alone", () => {
  assert.deepEqual(logTicks(0.001, 1, 3), [0.001, 0.01, 0.1, 1]);
  assert.deepEqual(logTicks(0.1, 1, 5), [0.1, 0.2, 0.5, 1]);
  assert.deepEqual(logTicks(1e-9, 1, 3), [1e-9, 1e-6, 0.001, 1]);
  assert.ok(logTicks(0.21, 0.27, 3).length >= 2);
});

test("readouts have three significant digits and a true minus", () => {
  const cases = [[0, "0"], [0.03, "0.0300"], [12.345, "12.3"], [-0.5, "−0.500"], [999.6, "1,000"], [12345, "12,345"], [1.234e-5, "1.23·10⁻⁵"], [-3e12, "−3.00·10¹²"], [NaN, "–"], [Infinity, "∞"]];
  for (const [value, text] of cases) assert.equal(format(value), text, `format(${value})`);
});

test("all digits on demand; ticks as short as they can be said; shares in percent", () => {
  assert.equal(formatFull(-0.1234567890123), "−0.1234567890123");
  assert.equal(formatInteger(1234567), "1,234,567");
  assert.deepEqual([0.03, 1e-7, 3e-6, 10, 1e6, -1e-5].map(formatShort), ["0.03", "10⁻⁷", "3·10⁻⁶", "10", "10⁶", "−10⁻⁵"]);
  assert.equal(formatPercent(0.985), "98.5%");
});

test("marks of an axis have as many digits as tell them apart", () => {
  assert.deepEqual([formatPlace(0.8862, 0.003), formatPlace(0.8864, 0.003), formatPlace(-2, 4), formatPlace(0.5, 4), formatPlace(20, 60)], ["0.8862", "0.8864", "−2", "0.5", "20"]);
});
