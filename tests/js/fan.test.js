import assert from "node:assert/strict";
import { test } from "node:test";
import { apart, around, fanned, outcomesOf, spreadOf, textbook, wide, zoneOf, ZONES } from "../../static/js/math/fan.js";
import { walkersOf } from "../../static/js/math/roster.js";
import { Trails } from "../../static/js/math/trails.js";

/** Rows given as lists of heights, each a step to the right; a row may be given as places [x, f] instead. */
function trailsOf(...rows) {
  const at = (row, step) => (Array.isArray(row[step]) ? row[step] : [step, row[step]]);
  const steps = rows[0].map((_, step) => step), values = steps.flatMap((step) => rows.flatMap((row) => [at(row, step)[0], 0, at(row, step)[1], 0]));
  return new Trails().append(steps, values, rows.length);
}
const running = (rows) => Float64Array.from({ length: 2 * rows }, (_, at) => (at % 2 ? 0 : -1));

test("a zone ends at a twentieth, at half and at all of the limit, where the next one begins", () => {
  const rates = [0.049, 0.05, 0.49, 0.5, 0.99, 1, 7];
  assert.deepEqual(rates.map((rate) => zoneOf(rate, 1)), ["crawl", "good", "good", "oscillates", "oscillates", "diverges", "diverges"]);
  assert.deepEqual([null, undefined, 0, NaN].map((limit) => zoneOf(1, limit)), [null, null, null, null]);
});

test("around a limit all four zones are tried, by rising rates, whatever the limit is", () => {
  for (const limit of [1, 0.002, 3.8, 7e-5]) {
    const rates = around(limit), zones = new Set(rates.map((rate) => zoneOf(rate, limit)));
    assert.deepEqual([rates.length, [...zones]], [9, [...ZONES]], `limit ${limit}: ${rates}`);
    assert.ok(rates.every((rate, at) => at === 0 || rate > rates[at - 1]));
  }
});

test("where no limit is known the values go from a three-hundredth to thirty times the usual one, within what is allowed", () => {
  assert.deepEqual([wide(0.1)[0], wide(0.1)[5], wide(0.1)[8]], [0.00032, 0.1, 3.2]);
  assert.deepEqual([wide(1, [0.01, 2])[0], wide(1, [0.01, 2])[8]], [0.01, 2]);
});

test("a fan is one method at nine values, each a walker of its own; a local search's step is fanned out", () => {
  const method = { blocks: [{ optimizer: "adam", rate: 1, until: 5 }, { optimizer: "sgd", rate: 0.5 }], schedule: { kind: "constant" }, seed: 3, start: [1, 2] };
  const rows = fanned(method, [0.1, 0.2]);
  assert.deepEqual(rows.map(({ blocks }) => blocks.map(({ rate }) => rate)), [[0.1, 0.5], [0.2, 0.5]]);
  assert.deepEqual([rows[0].seed, rows[0].start, walkersOf(rows).length], [undefined, undefined, 2]);
  assert.equal(spreadOf("random_local_search"), "step");
  assert.deepEqual(fanned({ blocks: [{ optimizer: "random_local_search", step: 0.1 }], schedule: {} }, [3])[0].blocks[0].step, 3);
});

test("what became of a run is told by the run: who fell, who crawled, who swung, who climbed, who was lost", () => {
  const fell = [100, 10, 1, 0.1, 0.1, 0.1], crawled = [100, 99, 98, 97, 96, 95], climbed = [100, 90, 110, 120, 130, 140];
  const swung = [[2, 100], [-1.6, 60], [1.3, 40], [-1, 20], [0.8, 12], [-0.7, 8]];
  const lost = [100, 1e4, 1e6, 1e6, 1e6, 1e6], status = running(5);
  status[8] = 2;
  const found = outcomesOf(trailsOf(fell, crawled, swung, climbed, lost), status, 5, 0);
  assert.deepEqual(found.map(({ fate }) => fate), ["good", "crawl", "oscillates", "rose", "diverges"]);
  assert.ok(Math.abs(found[0].fall - 3) < 1e-6 && found[2].turned > 0.6 && found[0].turned === 0);
});

test("before five steps nobody's fate is told but that of the lost; the past is told as it was then", () => {
  const status = running(2);
  status[2] = 4;
  const trails = trailsOf([9, 8, 7, 6, 5, 4, 3], [9, 99, 999, 1e5, 1e6, 1e6, 1e6]);
  assert.deepEqual(outcomesOf(trails, status, 4, 0).map(({ fate }) => fate), [null, "diverges"]);
  assert.deepEqual(outcomesOf(trails, status, 3, 0).map(({ fate }) => fate), [null, null]);
});

test("trembling at the floor is no oscillation", () => {
  const still = [[5, 25], [2, 4], [0, 1e-9], ...Array.from({ length: 20 }, (_, at) => [at % 2 ? 1e-9 : -1e-9, 1e-18])];
  const [{ fate, turned }] = outcomesOf(trailsOf(still), running(1), 22, 0);
  assert.deepEqual([fate, turned], ["good", 0]);
});

test("heights are counted from the lowest place, also where that is below 0", () => {
  const [a, b] = outcomesOf(trailsOf([-10, -50, -70, -75, -77, -78], [-10, -11, -12, -13, -14, -15]), running(2), 5, -78.33);
  assert.deepEqual([a.fate, b.fate], ["good", "crawl"]);
});

test("the textbook's four curves are the runs that show them best, and what no run shows has none", () => {
  const of = (...fates) => fates.map((fate) => ({ fate, fall: 0, turned: 0 }));
  const all = of("crawl", "crawl", "good", "good", "oscillates", "oscillates", "rose", "diverges");
  assert.deepEqual(textbook(all, [9, 8, 3, 2, 1, 4, 99, 999]), { low: 1, good: 3, high: 5, very_high: 6 });
  assert.deepEqual(textbook(of("good", "good"), [3, 2]), { low: 0, good: 1, high: null, very_high: null });
  assert.deepEqual(textbook(of(null, null), [3, 2]), { low: null, good: null, high: null, very_high: null });
});

test("names at the ends of lines lie apart, none below the last place", () => {
  assert.deepEqual(apart([50, 52, 10], 13, 100), [39, 52, 10]);
  assert.deepEqual(apart([99, 99], 13, 90), [90, 77]);
});
