import assert from "node:assert/strict";
import { test } from "node:test";
import { History } from "../../static/js/math/history.js";
import { initialState } from "../../static/js/state.js";
import { createSurveyor } from "../../static/js/surveyor.js";

const TABLES = { functions: { bowl: { window: [-5, 5, -5, 5] } }, points: {}, typed: { window: [-5, 5, -5, 5], starts: [] } };
Object.assign(globalThis, { document: { getElementById: () => ({ textContent: JSON.stringify(TABLES) }) } });

/** A race under way whose frames come, a line that answers nothing by itself, and a clock that only the test moves. */
function world() {
  const first = initialState({ lab: "descent" }, new History()), asked = [];
  const spec = { objective: { start: [1, 2], function: "bowl" }, methods: [{ blocks: [{ optimizer: "adam", rate: 1 }] }] };
  const all = { time: 1000, state: { ...first, spec, link: { status: "live" }, run: { ...first.run, playing: true }, frame: { theta: [0, 0], grad: [1, 1] } } };
  const { look } = createSurveyor({ get: () => all.state, dispatch: (action) => asked.push([all.time, action.id]), visible: () => new Set(["slice"]), now: () => all.time });
  const wait = (seconds) => {
    for (const end = all.time + 1000 * seconds; all.time < end; all.time += 20) {
      all.state = { ...all.state, frame: { ...all.state.frame, theta: [all.time, 0] } };
      look();
    }
  };
  const answer = () => (all.state = { ...all.state, survey: { id: asked.at(-1)[1] } });
  return { asked, wait, answer };
}

test("a question without an answer is asked again more and more seldom", () => {
  const { asked, wait } = world();
  wait(10);
  const pauses = asked.slice(1).map(([time], at) => time - asked[at][0]);
  assert.deepEqual(pauses, [600, 1200, 2400, 4800]);
});

test("a slow line's surveys take a quarter of its time, a quick one's come four times a second", () => {
  for (const [trip, pause] of [[0.02, 260], [0.5, 2000]]) {
    const { asked, wait, answer } = world();
    for (let n = 0; n < 4; n++) {
      const { length } = asked;
      while (asked.length === length) wait(0.02);
      wait(trip - 0.02);
      answer();
    }
    const [[before], [last]] = asked.slice(-2);
    assert.ok(Math.abs(last - before - pause) <= 60, `a question after ${last - before} ms`);
  }
});
