import assert from "node:assert/strict";
import { test } from "node:test";
import { Paths } from "../../static/js/draw/paths.js";
import { Follower } from "../../static/js/math/follow.js";
import { MOST, Trails } from "../../static/js/math/trails.js";
import { MOST as MOST_TRIES, Tries } from "../../static/js/math/tries.js";

const BOX = { left: 0, top: 0, width: 100, height: 100 };

/** A context that lists what it is told. */
function recorder() {
  const calls = [], state = { canvas: { width: 100, height: 100 } };
  const say = (name) => (...values) => void calls.push([name, ...values]);
  const context = new Proxy(state, {
    get: (_, name) => (name in state ? state[name] : name === "calls" ? calls : name === "stroke" ? () => void calls.push(["stroke", state.strokeStyle, state.globalCompositeOperation]) : say(name)),
    set: (_, name, value) => ((state[name] = value), true),
  });
  return context;
}

/** Trails of one row along x: a pixel a step. */
const along = (from, to, trails = new Trails()) => trails.append(Array.from({ length: to - from }, (_, k) => from + k), Array.from({ length: to - from }, (_, k) => [from + k, 50, 1, 0]).flat(), 1);
const viewOf = (trails, key = "a") => ({ box: BOX, place: (entry, row, into) => Object.assign(into, { x: trails.x(entry, row), y: trails.y(entry, row), front: true }), halo: "halo", key });
const line = (row = 0) => ({ row, width: 3, bare: false, stretches: [{ from: 0, colour: "ink", dash: [] }] });
const ends = (context) => context.calls.filter(([name]) => name === "lineTo").map(([, x]) => x);

test("only what is new of a path is drawn, from where it ended", () => {
  const context = recorder(), paths = new Paths(context), first = along(0, 5), more = along(5, 8, first);
  paths.draw(first, first.length, [line()], viewOf(first));
  assert.deepEqual(ends(context), [1, 2, 3, 4]);
  context.calls.length = 0;
  paths.draw(more, more.length, [line()], viewOf(more));
  assert.deepEqual(context.calls.find(([name]) => name === "moveTo"), ["moveTo", 4, 50]);
  assert.deepEqual(ends(context), [5, 6, 7]);
  assert.ok(!context.calls.some(([name]) => name === "clearRect"));
});

test("the halo lies under every line, also under those that were there before", () => {
  const context = recorder(), paths = new Paths(context), trails = along(0, 5);
  paths.draw(trails, trails.length, [line()], viewOf(trails));
  assert.deepEqual(context.calls.filter(([name]) => name === "stroke"), [["stroke", "ink", "source-over"], ["stroke", "halo", "destination-over"]]);
});

test("a rewind, another view and another run begin anew", () => {
  const context = recorder(), paths = new Paths(context), trails = along(0, 9), other = along(0, 9);
  const cleared = (...now) => {
    context.calls.length = 0;
    paths.draw(...now);
    return context.calls.some(([name]) => name === "clearRect");
  };
  cleared(trails, 9, [line()], viewOf(trails));
  assert.equal(cleared(trails, 9, [line()], viewOf(trails)), false);
  assert.equal(cleared(trails, 4, [line()], viewOf(trails)), true);
  assert.equal(cleared(trails, 6, [line()], viewOf(trails)), false);
  assert.equal(cleared(trails, 6, [line()], viewOf(trails, "b")), true);
  assert.equal(cleared(other, 6, [line()], viewOf(other, "b")), true);
});

test("a path that leaves the picture is cut at its edge and goes on where it comes back", () => {
  const context = recorder(), paths = new Paths(context), trails = new Trails().append([0, 1, 2], [50, 50, 1, 0, 250, 50, 1, 0, 50, 60, 1, 0], 1);
  paths.draw(trails, 3, [line()], viewOf(trails));
  assert.deepEqual(context.calls.filter(([name]) => name === "moveTo" || name === "lineTo"), [["moveTo", 50, 50], ["lineTo", 100, 50], ["moveTo", 100, 57.5], ["lineTo", 50, 60]]);
});

test("another optimizer's steps have its colour from the step after which it took over", () => {
  const context = recorder(), paths = new Paths(context), trails = along(0, 5);
  paths.draw(trails, 5, [{ ...line(), bare: true, stretches: [{ from: 0, colour: "adam", dash: [] }, { from: 2, colour: "sgd", dash: [] }] }], viewOf(trails));
  const order = context.calls.filter(([name]) => name === "lineTo" || name === "stroke").map(([name, value]) => (name === "stroke" ? value : value));
  assert.deepEqual(order, [1, 2, "adam", 3, 4, "sgd"]);
});

test("what is too much for one picture is drawn by an odd stride and then, asked to, whole", () => {
  const context = recorder(), paths = new Paths(context), trails = along(0, 5001);
  const wide = { ...viewOf(trails), box: { ...BOX, width: 1e5 } };
  paths.draw(trails, 5001, [line()], wide);
  assert.ok(paths.coarse);
  const coarse = ends(context);
  assert.equal(coarse[0] % 2, 1);
  assert.equal(coarse.at(-1), 5000);
  assert.ok(coarse.length < 4001, `${coarse.length} pieces`);
  context.calls.length = 0;
  paths.refine();
  paths.draw(trails, 5001, [line()], wide);
  assert.equal(ends(context).length, 5000);
  assert.ok(!paths.coarse);
});

test("trails that grow or are thinned are followed without beginning anew; a cut is another past", () => {
  const follower = new Follower(), at = [];
  let trails = new Trails();
  for (let step = 0; step < MOST + 500; step += 100) {
    trails = along(step, step + 100, trails);
    at.push(follower.next(trails, trails.length));
  }
  assert.deepEqual(at.filter(({ anew }) => anew).length, 1);
  assert.ok(trails.length < MOST / 2, "they were thinned on the way");
  assert.ok(at.every(({ from, to }) => to - from > 0 && to - from <= 100));
  const cut = trails.cut(1000);
  assert.equal(follower.next(cut, cut.length).anew, true);
});

test("forgotten tries have been seen: only the new ones come", () => {
  const follower = new Follower();
  let tries = new Tries();
  const grow = (from, count) => (tries = tries.append(Array.from({ length: count }, (_, k) => [from + k, 0, 0, 0, 0, 0]).flat()));
  grow(0, MOST_TRIES - 10);
  follower.next(tries, tries.length);
  grow(MOST_TRIES, 20);
  assert.ok(tries.gone > 0);
  const { from, to, anew } = follower.next(tries, tries.length);
  assert.deepEqual([to - from, anew], [20, false]);
});
