import assert from "node:assert/strict";
import { test } from "node:test";
import { createInquirer } from "../../static/js/inquirer.js";
import { History } from "../../static/js/math/history.js";
import { initialState } from "../../static/js/state.js";

/** A page with two studies, one of which follows the run; a clock that only the test moves, and a server that answers when the test says so. */
function world() {
  const first = initialState({ lab: "backprop" }, new History()), asked = [];
  const all = { time: 1000, seen: new Set(["first", "second"]), state: { ...first, link: { status: "live", attempt: 0 }, frame: { step: 0 }, x: 1 } };
  const studies = {
    still: { readers: ["first"], question: ({ x }) => (x === null ? null : { x }) },
    following: { readers: ["second"], question: () => ({}), about: ({ frame }) => frame.step },
  };
  const { look } = createInquirer({ get: () => all.state, dispatch: (action) => asked.push(action), visible: () => all.seen, now: () => all.time, studies });
  return {
    all, asked, of: (about) => asked.filter((action) => action.about === about),
    wait: (ms) => { for (const end = all.time + ms; all.time < end; all.time += 10) look(); },
    answer: (about) => (all.state = { ...all.state, studies: { ...all.state.studies, [about]: asked.filter((action) => action.about === about).at(-1) } }),
    change: (change) => (all.state = { ...all.state, ...change }),
  };
}

test("each study is asked once, and again only when its question changes", () => {
  const { of, wait, answer, change } = world();
  wait(500);
  for (const about of ["still", "following"]) answer(about);
  wait(5000);
  assert.deepEqual([of("still").length, of("following").length], [1, 1]);
  change({ x: 2 });
  wait(500);
  assert.deepEqual(of("still").map(({ question }) => question.x), [1, 2]);
});

test("a frame asks several studies at once, and all frames together thirty questions a second", () => {
  const { asked, of, wait, answer, change } = world();
  wait(10);
  assert.deepEqual(asked.map(({ about }) => about), ["still", "following"]);
  for (let x = 2; x < 202; x++) {
    for (const about of ["still", "following"]) answer(about);
    change({ x, frame: { step: x } });
    wait(10);
  }
  assert.ok(asked.length > 50 && asked.length <= 64, `${asked.length} questions in 2 s`);
  assert.ok(Math.abs(of("still").length - of("following").length) <= 1, "each has its turn");
});

test("what is dragged while an answer is awaited is asked when it has come, and only the latest", () => {
  const { of, wait, answer, change } = world();
  wait(100);
  for (let x = 2; x < 30; x++) {
    change({ x });
    wait(20);
  }
  assert.equal(of("still").length, 1);
  answer("still");
  wait(100);
  assert.deepEqual(of("still").map(({ question }) => question.x), [1, 29]);
});

test("what follows the run is asked again at another step, in a quarter of the time while it plays", () => {
  const { all, of, wait, answer, change } = world();
  change({ run: { ...all.state.run, playing: true } });
  wait(100);
  for (let step = 1; step < 200; step++) {
    change({ frame: { step } });
    wait(10);
    if (step % 10 === 0) answer("following"); // an answer takes up to 100 ms: without rests there were twenty
  }
  assert.ok(of("following").length >= 4 && of("following").length <= 10, `${of("following").length} questions in 2 s`);
});

test("nobody looks: nothing is asked; a null question is none; a new link asks anew", () => {
  const { all, asked, of, wait, answer, change } = world();
  all.seen = new Set();
  wait(200);
  assert.equal(asked.length, 0);
  all.seen = new Set(["first"]);
  change({ x: null });
  wait(200);
  assert.equal(asked.length, 0);
  change({ x: 1 });
  wait(100);
  answer("still");
  change({ link: { status: "lost", attempt: 1 } });
  wait(100);
  change({ link: { status: "live", attempt: 1 } });
  wait(100);
  assert.equal(of("still").length, 2);
});

test("a question whose answer is lost is asked again, more and more seldom", () => {
  const { of, wait } = world();
  wait(22_000);
  assert.equal(of("still").length, 4); // at 0, 3, 9 and 21 seconds
});
