import { test } from "node:test";
import assert from "node:assert/strict";
import { createAbsence } from "../../static/js/absence.js";
import * as act from "../../static/js/actions.js";
import { History } from "../../static/js/math/history.js";
import { reduce } from "../../static/js/reduce.js";
import { initialState } from "../../static/js/state.js";

const play = (state, ...actions) => actions.reduce(reduce, state);
const say = (type, fields = {}) => act.serverMessage({ type, ...fields });
const begin = (over) => initialState(over, new History());
const lost = (why) => act.linkChanged({ status: "lost", attempt: 1, why, until: null });

test("what plays when the link is lost is to play again; a restart is lost with it", () => {
  const state = play(begin(), act.linkChanged({ status: "live" }), act.runPlayed(), lost("restart"));
  assert.deepEqual([state.run.playing, state.run.wish.playing, state.link.why], [true, true, "restart"]);
  const resting = play(begin(), act.linkChanged({ status: "live" }), act.runRestarted(), lost("gone"));
  assert.deepEqual([resting.run.fresh, resting.run.playing], [false, false]);
});

test("a change that was too big is not sent again; after any other end it is", () => {
  const points = [[0.5, 0.5, 0, 0, 3]], spec = { methods: [] };
  for (const [why, kept] of [["too_big", 0], ["gone", 1], ["too_fast", 1]]) {
    const state = play(begin(), act.linkChanged({ status: "live" }), say("spec", { version: 1, spec, points, notes: [] }), act.editMade({ kind: "move", point: 3, x: 0.1, y: 0 }), lost(why));
    assert.deepEqual([state.pending.length, state.points[0].x], [kept, kept ? 0.1 : 0.5], why);
  }
});

test("an error that ends the connection is the link's to say; any other is a notice", () => {
  for (const code of ["full", "taken", "no_room", "too_fast", "internal"]) assert.equal(play(begin(), say("error", { code, text: "" })).notices.length, 0, code);
  assert.equal(play(begin(), say("error", { code: "plane", text: "" })).notices.length, 1);
});

test("pace is kept while something is cut, steps or frames, and ends with it or with the link", () => {
  const live = play(begin(), act.linkChanged({ status: "live" }), say("welcome", { boot: "b", fingerprint: "f", fps: 30 }));
  const cut = play(live, say("pace", { fps: 30, wanted: 5, done: 2 }));
  assert.deepEqual(cut.pace, { fps: 30, wanted: 5, done: 2 });
  assert.deepEqual(play(cut, say("pace", { fps: 15, wanted: null, done: null })).pace, { fps: 15, wanted: null, done: null });
  assert.equal(play(cut, say("pace", { fps: 30, wanted: null, done: null })).pace, null);
  assert.equal(play(cut, lost("gone")).pace, null);
});

test("the code and how many look on are remembered", () => {
  assert.deepEqual(play(begin(), say("shared", { code: "abcdefgh", followers: 3 })).share, { code: "abcdefgh", followers: 3 });
});

test("who comes back is told once that the run waited: only of a run that plays, after two seconds, and not who presents or is looked on", () => {
  const playing = { ...begin().run, playing: true };
  const told = (over, away) => {
    let time = 0, state = begin({ run: playing, ...over });
    const seen = [], absence = createAbsence({ get: () => state, dispatch: ({ key }) => seen.push(key), now: () => time });
    for (let times = 0; times < 2; times++) absence.left(), time += away, absence.returned();
    return seen;
  };
  assert.deepEqual(told({}, 3000), ["run.waited"]);
  assert.deepEqual(told({}, 1500), []);
  assert.deepEqual(told({ run: { ...playing, playing: false } }, 60_000), []);
  assert.deepEqual(told({ present: true }, 60_000), []);
  assert.deepEqual(told({ share: { code: "abcdefgh", followers: 1 } }, 60_000), []);
  assert.deepEqual(told({ share: { code: "abcdefgh", followers: 0 } }, 60_000), ["run.waited"]);
});
