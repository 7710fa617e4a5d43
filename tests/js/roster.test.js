import assert from "node:assert/strict";
import { test } from "node:test";
import { joined, keyOf, walkersOf, withRows, withSeeds, withStart, without } from "../../static/js/math/roster.js";
import { MOST, Trails } from "../../static/js/math/trails.js";
import { Tries } from "../../static/js/math/tries.js";

const method = (optimizer, rate = 0.1, more = {}) => ({ blocks: [{ optimizer, rate }], schedule: { kind: "constant" }, ...more });
const journal = (methods, edits = []) => ({ spec: { objective: { kind: "surface", function: "bowl", start: [1, 2] }, methods }, edits });

test("gradient descent is SGD without noise; rows that differ in their seed alone are one walker", () => {
  assert.equal(keyOf(method("sgd", 0.1, { noise: 0 })), "gradient_descent");
  assert.equal(keyOf(method("sgd")), "sgd");
  const walkers = walkersOf([method("adam"), method("random_search", 0.3, { seed: 1, start: [1, 2] }), method("random_search", 0.3, { seed: 2, start: [1, 2] }), method("adam", 0.2)]);
  assert.deepEqual(walkers.map(({ key, rows }) => [key, rows]), [["adam", [0]], ["random_search", [1, 2]], ["adam", [3]]]);
});

test("who joins stands in the deck's order, and the others' edits go on with them", () => {
  const before = journal([method("random_search"), method("adam")], [{ step: 5, edit: { kind: "method", row: 1, method: method("adam", 0.5) } }]);
  const after = joined(before, method("momentum"));
  assert.deepEqual(after.spec.methods.map(keyOf), ["random_search", "momentum", "adam"]);
  assert.deepEqual(after.edits, [{ step: 5, edit: { kind: "method", row: 2, method: method("adam", 0.5) } }]);
  assert.deepEqual(without(after, "adam").edits, []);
  assert.deepEqual(without(after, "momentum"), before);
});

test("seeds are rows of the random walkers, all from the same start, and one seed is none", () => {
  const three = withSeeds(journal([method("random_search"), method("adam")]), 3);
  assert.deepEqual(three.spec.methods.map(({ seed, start }) => [seed, start]), [[1, [1, 2]], [2, [1, 2]], [3, [1, 2]], [undefined, undefined]]);
  assert.deepEqual(withStart(three, [4, 5]).spec.methods.map(({ start }) => start), [[4, 5], [4, 5], [4, 5], undefined]);
  assert.deepEqual(withSeeds(three, 1).spec.methods, [method("random_search"), method("adam")]);
});

test("a place set by hand goes with the rows that it was for", () => {
  const before = journal([method("sgd"), method("adam")], [{ step: 3, edit: { kind: "theta", theta: [1, 1] } }]);
  assert.equal(withRows(before, [{ method: method("adam"), from: 1 }]).edits.length, 0);
});

const entry = (step, rows) => Array.from({ length: rows * 4 }, (_, at) => step + at / 8);
const grow = (trails, steps, rows = 2) => trails.append([...steps, NaN], [...steps.flatMap((step) => entry(step, rows)), ...entry(NaN, rows)], rows);

test("trails hold every row's way; what is gone through again adds nothing, and older trails keep theirs", () => {
  const first = grow(new Trails(), [0, 1, 2]), second = grow(first, [2, 3]), other = grow(first, [7]);
  assert.deepEqual([first.length, second.length, other.length], [3, 4, 4]);
  assert.deepEqual([second.x(3, 1), second.y(3, 1), second.loss(3, 1), second.cost(3, 1)], [3.5, 3.625, 3.75, 3.875]);
  assert.deepEqual([second.last, other.last, second.indexAt(1.5), second.indexWithin(0, 2.375)], [3, 7, 1, 2]);
  assert.equal(grow(second, [3]), second);
  assert.deepEqual([second.cut(1).length, second.length], [2, 4]);
});

test("the newest entry again, moved by an edit, takes its own place", () => {
  const trails = grow(new Trails(), [0, 1]), moved = trails.append([1], entry(9, 2), 2);
  assert.deepEqual([moved.length, moved.x(1, 0), trails.x(1, 0)], [2, 9, 1]);
});

test("long trails are thinned by three, and a walker that jumps from side to side still does", () => {
  let trails = new Trails();
  for (let step = 0; step < MOST + 10; step++) trails = trails.append([step], [step % 2, 0, 1, step], 1);
  assert.ok(trails.length <= MOST && trails.last === MOST + 9);
  const sides = new Set(Array.from({ length: 20 }, (_, at) => trails.x(at, 0)));
  assert.equal(sides.size, 2);
});

test("tries are appended once, counted up to a step, and cut", () => {
  const tries = new Tries().append([1, 0, 0.5, 0.5, 3, 1, 2, 0, 0.25, 0.5, 4, 0, NaN, 0, 0, 0, 0, 0]);
  assert.deepEqual([tries.length, tries.count(1), tries.last], [2, 1, 2]);
  assert.deepEqual(tries.get(1), { step: 2, row: 0, x: 0.25, y: 0.5, loss: 4, accepted: false });
  assert.equal(tries.append([2, 0, 0, 0, 0, 0]), tries);
  assert.equal(tries.cut(1).length, 1);
});
