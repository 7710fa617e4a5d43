import { test } from "node:test";
import assert from "node:assert/strict";
import { History } from "../../static/js/math/history.js";

/** Rows of one step each: loss(step), test loss twice that, one norm a layer. */
function rows(from, to, loss = (k) => 1 / (1 + k), layers = 2) {
  const curve = [], norms = [];
  for (let k = from; k <= to; k++) {
    curve.push(k, loss(k), loss(k), loss(k), 2 * loss(k), 2 * loss(k), 2 * loss(k));
    for (let l = 0; l < layers; l++) norms.push(k + l / 8);
  }
  return [curve, norms, to - from + 1, layers];
}

test("what was appended can be read at its step, and between two rows the earlier one counts", () => {
  const history = new History().append(...rows(0, 9));
  assert.equal(history.length, 10);
  assert.deepEqual(history.at(4.5), { step: 4, train: { min: 0.2, max: 0.2, last: 0.2 }, test: { min: 0.4, max: 0.4, last: 0.4 }, norms: [4, 4.125] });
  assert.equal(history.at(-1), null);
});

test("an older History keeps its rows when others append to it, twice over", () => {
  const old = new History().append(...rows(0, 9));
  const one = old.append(...rows(10, 12, () => 7)), two = old.append(...rows(10, 12, () => 8));
  assert.equal(old.last, 9);
  assert.equal(one.at(11).train.last, 7);
  assert.equal(two.at(11).train.last, 8);
});

test("a past that is gone through again adds nothing and gives the same History", () => {
  const history = new History().append(...rows(0, 20));
  assert.equal(history.append(...rows(5, 20)), history);
  assert.equal(history.append(...rows(5, 19, () => 99)), history);
  assert.equal(history.append(...rows(15, 22)).length, 23);
});

test("rows from before the first known one are put in front, frame by frame", () => {
  const late = new History().append(...rows(50, 55));
  const whole = late.append(...rows(0, 3)).append(...rows(56, 57)).append(...rows(2, 6)).append(...rows(48, 51));
  assert.deepEqual([...Array(whole.length).keys()].map((r) => whole.step(r)), [0, 1, 2, 3, 4, 5, 6, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57]);
  assert.equal(late.at(50).train.last, 1 / 51);
});

test("100,000 steps fit in 4096 rows and one spike among them is still there", () => {
  let history = new History();
  for (let k = 0; k < 100_000; k += 100) history = history.append(...rows(k, k + 99, (s) => (s === 77_777 ? 1000 : 0.5)));
  assert.ok(history.length <= 4096, `${history.length} rows`);
  assert.equal(history.last, 99_999);
  const at = [...Array(history.length).keys()].filter((r) => history.train(r).max === 1000);
  assert.equal(at.length, 1);
  assert.ok(history.step(at[0]) >= 77_777 && history.step(at[0] - 1) < 77_777);
  assert.equal(history.train(at[0]).min, 0.5);
});

test("cut keeps the rows up to a step and leaves the original whole", () => {
  const history = new History().append(...rows(0, 100)), cut = history.cut(40);
  assert.equal(cut.last, 40);
  assert.equal(history.last, 100);
  assert.equal(cut.append(...rows(41, 41, () => 3)).at(41).train.last, 3);
  assert.equal(history.at(41).train.last, 1 / 42);
});

test("a layer that is added later has no norm before", () => {
  const history = new History().append(...rows(0, 1, undefined, 2)).append(...rows(2, 3, undefined, 3));
  assert.deepEqual(history.at(1).norms, [1, 1.125]);
  assert.deepEqual(history.at(3).norms, [3, 3.125, 3.25]);
  assert.deepEqual(history.append(...rows(4, 4, undefined, 1)).at(4).norms, [4]);
});

test("NaN is kept as +∞, so that it counts as worse than anything", () => {
  const history = new History().append([3, 1, NaN, NaN, 1, 2, 2], [NaN], 1, 1);
  assert.equal(history.at(3).train.max, Infinity);
  assert.deepEqual(history.at(3).norms, [Infinity]);
});

test("JSON and back: the same steps, the losses to seven digits", () => {
  const history = new History().append(...rows(0, 30));
  const back = History.fromJSON(JSON.parse(JSON.stringify(history)));
  assert.equal(back.length, 31);
  assert.equal(back.last, 30);
  assert.ok(Math.abs(back.at(6).train.last - 1 / 7) < 1e-8);
  assert.deepEqual(back.at(6).norms, [6, 6.125]);
});

test("the newest row again after an edit at its step: its last values are the new ones, its spike stays", () => {
  const before = new History().append([5, 1, 9, 2, 1, 9, 2], [1], 1, 1);
  const after = before.append([5, 3, 3, 3, 4, 4, 4, 6, 2, 2, 2, 2, 2, 2], [7, 8], 2, 1);
  assert.deepEqual([after.at(5).train, after.at(5).test, after.at(5).norms, after.last], [{ min: 1, max: 9, last: 3 }, { min: 1, max: 9, last: 4 }, [7], 6]);
  assert.equal(before.at(5).train.last, 2);
});
