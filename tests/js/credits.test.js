import { test } from "node:test";
import assert from "node:assert/strict";
import { createCredits } from "../../static/js/credits.js";

/** Credits with a clock turned by hand. */
function till(over = {}) {
  const timers = new Map(), paid = [];
  let now = 0, next = 1;
  const credits = createCredits({
    pay: (n) => (paid.push(n), true), visible: () => true, later: (what, ms) => (timers.set(next, [now + ms, what]), next++), never: (timer) => timers.delete(timer), ...over,
  });
  return { credits, paid, turn(ms) {
    const end = now + ms;
    for (;;) {
      const [id, [at, what]] = [...timers].sort((a, b) => a[1][0] - b[1][0])[0] ?? [0, [Infinity]];
      if (at > end) break;
      now = at, timers.delete(id), what();
    }
    now = end;
  } };
}

test("so many drawn frames are one payment, for every number from 1 to 8", () => {
  for (let every = 1; every <= 8; every++) {
    const { credits, paid } = till();
    credits.each(every);
    for (let frame = 1; frame <= 24; frame++) credits.came(), credits.drawn();
    assert.deepEqual(paid, Array(24 / every | 0).fill(every), String(every));
  }
});

test("what is owed beside that is paid after 250 ms without a frame, not before", () => {
  for (let every = 2; every <= 8; every++) {
    const { credits, paid, turn } = till();
    credits.each(every);
    for (let frame = 1; frame < every; frame++) credits.came(), credits.drawn(), turn(100);
    turn(149), assert.deepEqual(paid, []);
    turn(1), assert.deepEqual(paid, [every - 1]);
  }
});

/** A server that keeps at most `window` frames on their way and has one ready every 33 ms. @returns {number} frames in ten seconds */
function played(window, every) {
  let credit = window, frames = 0;
  const { credits, turn } = till({ pay: (n) => (credit += n, true) });
  credits.each(every);
  for (let time = 0; time < 10_000; time += 11) {
    if (time % 33 === 0 && credit > 0) credit--, frames++, credits.came();
    if (time % 22 === 0) credits.drawn();
    turn(11);
  }
  return frames;
}

test("no window of the server's stands still, and one that the page fills goes at full speed", () => {
  for (let window = 1; window <= 8; window++) {
    for (let every = 1; every <= 8; every++) {
      const frames = played(window, every);
      assert.ok(frames >= (every <= window ? 280 : 10 * window), `window ${window}, a payment in ${every}: ${frames} frames in 10 s`);
    }
  }
});

test("a hidden page pays nothing; when it is drawn again it pays, at once or after the silence", () => {
  for (const [every, wait] of [[1, 0], [4, 250]]) {
    let visible = false;
    const { credits, paid, turn } = till({ visible: () => visible });
    credits.each(every);
    credits.came(), credits.came(), credits.drawn();
    turn(60_000), assert.deepEqual(paid, []);
    visible = true;
    credits.drawn();
    turn(wait), assert.deepEqual(paid, [2], String(every));
  }
});

test("a page that draws all the time does not put off the silence", () => {
  const { credits, paid, turn } = till();
  credits.each(4);
  credits.came();
  for (let frame = 0; frame < 20; frame++) credits.drawn(), turn(16);
  assert.deepEqual(paid, [1]);
});

test("what could not be sent is still owed, until another connection begins", () => {
  let up = false;
  const { credits, paid } = till({ pay: (n) => up && (paid.push(n), true) });
  credits.came(), credits.drawn();
  up = true;
  credits.came(), credits.drawn();
  assert.deepEqual(paid, [2]);
  credits.came();
  credits.begin();
  credits.drawn();
  assert.deepEqual(paid, [2]);
});
