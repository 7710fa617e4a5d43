import assert from "node:assert/strict";
import { test } from "node:test";

import { againWith, chosen, mostPoints } from "../../static/js/views/data-edits.js";

const at = (data) => ({ spec: { data: { preset: "circle", count: 400, noise: 0.3, test: 0.2, task: "classification", classes: 2, ...data } } });
const sent = (edit) => JSON.parse(JSON.stringify(edit)).data;
const choose = (data, preset) => sent(chosen(at(data), preset).edit);
const again = (data, change) => sent(againWith(at(data), change));

test("another preset keeps number, noise, test share, outliers and balance", () => {
  assert.deepEqual(choose({ outliers: 0.1, balance: 0.3 }, "heart"), { preset: "heart", count: 400, noise: 0.3, test: 0.2, outliers: 0.1, balance: 0.3 });
});

test("real data come as they are, and after them number and noise are the usual ones again", () => {
  assert.deepEqual(choose({ balance: 0.3 }, "iris"), { preset: "iris", test: 0.2 });
  assert.deepEqual(choose({ preset: "iris", count: 150, noise: 0 }, "xor"), { preset: "xor", test: 0.2 });
});

test("a regression takes no balance", () => {
  assert.equal(choose({ balance: 0.3 }, "plane").balance, undefined);
  assert.equal(again({ preset: "formula", formula: "x", balance: 0.3 }, { preset: "formula_value" }).balance, undefined);
  assert.equal(again({ preset: "formula", formula: "x" }, { preset: "formula_value" }).formula, "x");
});

test("the same preset made anew keeps what it was told, rings their number, and no points", () => {
  assert.deepEqual(again({ preset: "digits", digits: [1, 2], points: [[0, 0, 1, 0, 0]] }, { noise: 0 }),
    { preset: "digits", digits: [1, 2], count: 400, noise: 0, test: 0.2 });
  assert.equal(again({ preset: "rings", classes: 4 }, { noise: 0 }).classes, 4);
  assert.equal(again({ preset: "circle", classes: 3 }, { noise: 0 }).classes, undefined);
});

test("there are as many points as a real set has", () => {
  assert.deepEqual([{ preset: "iris" }, { preset: "digits", digits: [0, 1, 2] }, { preset: "xor" }].map(mostPoints), [150, 522, 1000]);
});
