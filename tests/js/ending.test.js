import { test } from "node:test";
import assert from "node:assert/strict";
import { waitOf, whyOf } from "../../static/js/ending.js";

test("without a reason the pause is between 0 and 0.25 s · 2ⁿ, at most 8 s", () => {
  assert.deepEqual([0, 1, 5, 20].map((n) => waitOf("gone", n, () => 1)), [250, 500, 8000, 8000]);
  assert.equal(waitOf("gone", 9, () => 0), 0);
});

test("500 pages that a restart has cut off come back over four seconds, none in the first, evenly", () => {
  const times = Array.from({ length: 500 }, (_, i) => waitOf("restart", 0, () => i / 500));
  assert.ok(Math.min(...times) >= 1000 && Math.max(...times) < 5000);
  for (let second = 1; second < 5; second++) assert.equal(times.filter((ms) => Math.floor(ms / 1000) === second).length, 125);
});

test("an error before the close says more than the code, but not of a connection that just broke", () => {
  assert.deepEqual([[1008, "too_fast"], [1008, "no_room"], [1008, "edit"], [1013, null], [1006, "too_fast"], [4001, null], [1000, null]].map(([code, told]) => whyOf(code, told)),
    ["too_fast", "no_room", "refused", "full", "gone", "taken", "gone"]);
});
