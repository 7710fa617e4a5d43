import { test } from "node:test";
import assert from "node:assert/strict";
import { createWatch } from "../../static/js/watch.js";

/** A watch over a line that answers or does not, with clocks turned by hand; a machine asleep turns only the calendar. */
function guard(over = {}) {
  const done = [], timers = [];
  const world = { time: 0, date: 1e12, lastWord: 0, said: null, due: true, live: true, visible: true, answers: true, open: true, ...over };
  const watch = createWatch({
    heard: () => world.time - world.lastWord, silence: () => world.time - (world.said ?? world.lastWord), due: () => world.due, live: () => world.live, visible: () => world.visible,
    ask() {
      if (!world.open) return false;
      done.push("ask");
      world.said ??= world.time;
      if (world.answers) timers.push([world.time + 50, () => { world.lastWord = world.time, world.said = null; }]);
      return true;
    },
    renew: () => done.push("renew"), later: (what, ms) => timers.push([world.time + ms, what]), now: () => world.time, date: () => world.date,
  });
  return Object.assign(world, { watch, done, turn(ms) {
    for (let left = ms; left > 0; left -= 50) {
      world.time += 50, world.date += 50;
      for (const timer of timers.filter(([at]) => at <= world.time)) timers.splice(timers.indexOf(timer), 1), timer[1]();
    }
  }, sleep: (ms) => (world.date += ms) });
}

test("a run that rests may be silent for ever: nothing is asked, nothing renewed", () => {
  const { watch, done, turn } = guard({ due: false, answers: false });
  watch.start();
  turn(600_000);
  assert.deepEqual(done, []);
});

test("five seconds of silence where a word is due are asked about; no answer, another connection; not before", () => {
  const world = guard({ answers: false });
  world.watch.start();
  world.turn(4900), assert.deepEqual(world.done, []);
  world.turn(1200), assert.deepEqual(world.done, ["ask"]);
  world.turn(2000), assert.deepEqual(world.done, ["ask"]);
  world.turn(1500), assert.deepEqual(world.done, ["ask", "renew"]);
});

test("an answer ends it, and a run that is slow is asked again and again, never given up", () => {
  const world = guard();
  world.watch.start();
  world.turn(60_000);
  assert.ok(world.done.length > 5 && !world.done.includes("renew"), world.done.join());
});

test("a machine that has slept asks at its first look, though no clock but the calendar has gone on; also for a run that rests", () => {
  for (const answers of [true, false]) {
    const world = guard({ due: false, answers });
    world.watch.start();
    world.turn(30_000);
    world.sleep(600_000);
    world.turn(1050), assert.deepEqual(world.done, ["ask"]);
    world.turn(5000), assert.deepEqual(world.done, answers ? ["ask"] : ["ask", "renew"]);
  }
});

test("looked at again after a while: asked at once; after a moment: not; what cannot be asked is renewed", () => {
  const world = guard({ due: false });
  world.turn(500);
  world.watch.wake(), assert.deepEqual(world.done, []);
  world.turn(60_000);
  world.watch.wake(), assert.deepEqual(world.done, ["ask"]);
  world.turn(60_000);
  world.open = false;
  world.watch.wake(), assert.deepEqual(world.done, ["ask", "renew"]);
});

test("a hidden page is not watched, and a question from before counts no more when it is back", () => {
  const world = guard({ answers: false });
  world.watch.start();
  world.turn(6000), assert.deepEqual(world.done, ["ask"]);
  world.visible = false;
  world.turn(120_000), assert.deepEqual(world.done, ["ask"]);
  [world.visible, world.answers] = [true, true];
  world.watch.wake();
  world.turn(5000), assert.deepEqual(world.done.filter((what) => what === "renew"), []);
});

test("a connection that does not come about in twenty seconds is begun anew", () => {
  const world = guard({ live: false });
  world.watch.start();
  world.turn(19_900), assert.deepEqual(world.done, []);
  world.turn(1200), assert.deepEqual(world.done.slice(0, 1), ["renew"]);
});
