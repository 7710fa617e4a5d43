import assert from "node:assert/strict";
import { test } from "node:test";
import { arrowOf, barsOf, heightOf, heldAt, shareAt } from "../../static/js/math/softmax-bars.js";
import { PRESETS, SOFTMAX, certain, from, logitFor, presetOf, questionOf, shared, sound, withClasses, withPreset } from "../../static/js/math/softmax-state.js";
import { entryName, factor, listed, logit, said, short } from "../../static/js/math/softmax-words.js";

const sum = (list) => list.reduce((all, one) => all + one, 0);
const softmax = (o) => o.map((one) => Math.exp(one) / sum(o.map(Math.exp)));

test("a share of the target that is dragged leaves the others what they had of the rest", () => {
  assert.deepEqual(shared([0.5, 0.3, 0.2], 0, 0), [0, 0.6, 0.4]);
  assert.deepEqual(shared([1, 0, 0], 0, 0.4), [0.4, 0.3, 0.3], "who had nothing gets equally much");
  assert.deepEqual(shared([0.2, 0.8], 1, 7), [0, 1]);
  for (let n = 0; n < 300; n += 1) assert.ok(Math.abs(sum(shared([0.17, 0.33, 0.1, 0.4], n % 4, n / 300)) - 1) < 1e-12);
});

test("a bar that is pulled ends where it is pulled to", () => {
  const o = [0.8, 1.8, 0], p = softmax(o);
  for (const wanted of [0.05, 0.3, 0.9]) {
    const moved = softmax([o[0], logitFor(o[1], p[1], wanted), o[2]]);
    assert.ok(Math.abs(moved[1] - wanted) < 1e-3, `${moved[1]} instead of ${wanted}`);
  }
  assert.ok(Number.isFinite(logitFor(0, 0.5, 2)) && Number.isFinite(logitFor(0, 0, 0)), "beyond the top and the base there is an end");
});

test("what a hand changes begins at the step where it is; where W was lost, at the start", () => {
  const walked = { ...SOFTMAX, steps: 5 }, now = { w: SOFTMAX.w.map((row) => row.map(() => 9)), b: [1, 2, 3] };
  assert.deepEqual(from(walked, now), { ...SOFTMAX, w: now.w, b: now.b });
  assert.equal(from(SOFTMAX, now), SOFTMAX, "without a step nothing is taken over");
  assert.deepEqual(from(walked, { ...now, b: [1, null, 3] }), SOFTMAX);
  assert.deepEqual(from(walked, null), SOFTMAX);
});

test("classes come with their rows, and who goes leaves the target whole", () => {
  const five = withClasses({ ...SOFTMAX, y: [0.5, 0.2, 0.3], chosen: 2, cell: [2, 1] }, 5);
  assert.deepEqual([five.w.length, five.b.length, five.y], [5, 5, [0.5, 0.2, 0.3, 0, 0]]);
  const two = withClasses({ ...five, chosen: 4, cell: [4, 1] }, 2);
  assert.deepEqual([two.w, two.chosen, two.cell], [SOFTMAX.w.slice(0, 2), 1, [1, 1]]);
  assert.equal(sum(two.y), 1);
  assert.deepEqual(withClasses({ ...SOFTMAX, y: certain(3, 2) }, 2).y, [1, 0], "the right class is gone");
});

test("presets are what they are called", () => {
  const logits = ({ x, w, b }) => w.map((row, k) => sum(row.map((one, j) => one * x[j])) + b[k]);
  const near = (got, wanted) => got.forEach((one, k) => assert.ok(Math.abs(one - wanted[k]) < 1e-12, `${got} instead of ${wanted}`));
  near(logits(PRESETS.first), [0.8, 1.8, 0]);
  near(softmax(logits(PRESETS.cs231n)), [0.2, 0.3, 0.5]);
  near(softmax(logits(PRESETS.uniform)), [1 / 3, 1 / 3, 1 / 3]);
  assert.ok(softmax(logits(PRESETS.wrong))[0] < 0.001 && softmax(logits(PRESETS.right))[0] > 0.99);
  for (const key of Object.keys(PRESETS)) assert.equal(presetOf(withPreset(SOFTMAX, key)), key);
  assert.equal(presetOf({ ...SOFTMAX, b: [3, 0, 0] }), "");
});

test("logits are shifted and curves asked for where they are looked at only", () => {
  const { shift, curves } = questionOf({ ...SOFTMAX, shift: 800, section: "outer" });
  assert.deepEqual([shift, curves], [0, false]);
  assert.equal(questionOf({ ...SOFTMAX, shift: 800, section: "shift" }).shift, 800);
  assert.equal(questionOf({ ...SOFTMAX, section: "squared" }).curves, true);
});

test("bars lie side by side, and the arrow goes from y to p", () => {
  for (const [width, classes] of [[446, 3], [394, 5], [300, 2]]) {
    const bars = barsOf(width, 150, classes, { head: 18, foot: 36, em: 13 });
    for (const { left, right, bar, target, arrow } of bars.columns) assert.ok(left <= bar[0] && bar[0] + bar[1] <= target[0] && target[0] + target[1] < arrow && arrow < right, `${width} ${classes}`);
    assert.ok(Math.abs(shareAt(bars, heightOf(bars, 0.37)) - 0.37) < 1e-12);
    const { bar, target } = bars.columns[1];
    assert.deepEqual([heldAt(bars, bar[0] + 3, 60), heldAt(bars, target[0] + 3, 60), heldAt(bars, bar[0] + 3, 999)], [{ k: 1, part: "bar" }, { k: 1, part: "target" }, null]);
    const down = arrowOf(bars, 1, 0.2), up = arrowOf(bars, 0, 0.05);
    assert.ok(down.way === 1 && down.from < down.neck && down.neck < down.to);
    assert.ok(up.way === -1 && up.head <= up.from - up.to + 1e-9, "an arrow is never longer than the difference");
  }
});

test("numbers are short, with a true minus, and never −0.00", () => {
  assert.deepEqual([short(-0.756), short(0.0004), short(-0.0000001, 3), short(null), short(-0), short(801.8)], ["−0.76", "0.0004", "−1·10⁻⁷", "–", "0.00", "802"]);
  assert.deepEqual([factor(-0.4), listed([0.2, -0.7]), entryName([0, 2], 4), entryName([1, 4], 4)], ["(−0.40)", "[0.20, −0.70]", "W₁₃", "b₂"]);
  assert.deepEqual([said("inf"), said("nan"), said(2.5), logit(801.8), logit(-1e-9)], ["inf", "NaN", "2.50", "801.80", "0.00"]);
});

test("what a link brings is drawn if it can be, else the beginning", () => {
  const mine = withClasses({ ...SOFTMAX, section: "shift" }, 5);
  assert.equal(sound(mine), mine);
  for (const bad of [undefined, {}, { ...SOFTMAX, w: [[1]] }, { ...SOFTMAX, y: [1, 0, "a"] }, { ...SOFTMAX, section: "no" }, { ...SOFTMAX, steps: null }]) assert.equal(sound(bad), SOFTMAX);
});
