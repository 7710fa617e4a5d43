import { test } from "node:test";
import assert from "node:assert/strict";
import * as act from "../../static/js/actions.js";
import { followAddress, followedIn } from "../../static/js/follow.js";
import { History } from "../../static/js/math/history.js";
import { reduce } from "../../static/js/reduce.js";
import { initialState } from "../../static/js/state.js";

const FRAME = { step: 3, horizon: 3, epoch: 0, version: 1, playing: true, diverged: false, sizes: [2, 1], loss: Float64Array.of(1), norms: Float32Array.of(1) };
const NETWORK = { spec: { objective: { kind: "network" } }, edits: [] }, MOUNTAIN = { spec: { objective: { kind: "surface" } }, edits: [] };
const looker = () => initialState({ follow: { code: "abcdefgh", here: true, elsewhere: false } }, new History());
const play = (state, ...actions) => actions.reduce(reduce, state);
const say = (type, fields = {}) => act.serverMessage({ type, ...fields });

test("a code stands behind the # and comes back out of it; anything else is none", () => {
  assert.equal(followedIn(new URL(followAddress("https://here", "Ab-_12345678")).hash), "Ab-_12345678");
  assert.equal(new URL(followAddress("https://here", "Ab-_12345678")).search, "");
  for (const hash of ["", "#s=abc", "#follow=", "#follow=short", "#follow=<script>x", `#follow=${"a".repeat(41)}`, "#follow=abcdefgh&x"]) assert.equal(followedIn(hash), null, hash);
});

test("whoever looks on changes nothing, and is told so once", () => {
  const before = play(looker(), act.serverFrame(FRAME));
  const tries = [act.runPlayed(), act.runPaused(), act.runStepped(1), act.runSought(1), act.runRestarted(), act.runSpeed(5), act.editMade({ kind: "move", point: 1, x: 0, y: 0 }), act.editUndone(),
    act.branchTaken(1), act.placePreviewed(0, 0), act.placeTaken(), act.journalLoaded(NETWORK), act.rerun(NETWORK, 0), act.checkAsked(), act.shareAsked()];
  const after = play(before, ...tries);
  assert.deepEqual(after.notices.map(({ key }) => key), ["follow.only"]);
  assert.deepEqual({ ...after, notices: [], count: 0 }, { ...before, notices: [], count: 0 });
});

test("looking is the page's own: what is chosen, hovered, and how it is drawn", () => {
  const state = play(looker(), act.refSelected({ kind: "point", id: 4 }), act.viewChanged({ dimension: "2d" }), act.langChanged("en"));
  assert.deepEqual([state.selected, state.view.dimension, state.lang, state.notices.length], [{ kind: "point", id: 4 }, "2d", "en", 0]);
});

test("the presenter goes and comes back", () => {
  let state = play(looker(), act.serverFrame(FRAME), say("left"));
  assert.equal(state.follow.here, false);
  state = play(state, act.serverFrame({ ...FRAME, step: 4 }));
  assert.deepEqual([state.follow.here, state.run.step], [true, 4]);
});

test("while the presenter walks on mountains the last picture of the network stays", () => {
  let state = play(looker(), say("journal", { journal: NETWORK }), act.serverFrame(FRAME));
  state = play(state, say("journal", { journal: MOUNTAIN }), say("spec", { version: 1, spec: {}, points: [], notes: [] }), say("status", { playing: false, step: 0, horizon: 0, diverged: null }), act.serverFrame({ ...FRAME, step: 90, sizes: [2] }));
  assert.deepEqual([state.follow.elsewhere, state.run.step, state.run.playing, state.frame.sizes], [true, 3, true, [2, 1]]);
  assert.equal(play(state, say("left")).follow.here, false);
  state = play(state, say("journal", { journal: NETWORK }), act.serverFrame({ ...FRAME, step: 5 }));
  assert.deepEqual([state.follow.elsewhere, state.run.step], [false, 5]);
});

test("the curve stays when the presenter comes back with the same journal, and begins anew with another", () => {
  const curved = { ...FRAME, curve: Float64Array.of(3, 1, 1, 1, 1, 1, 1), curve_norms: Float32Array.of(1) };
  const state = play(looker(), say("journal", { journal: NETWORK }), act.serverFrame(curved));
  assert.equal(state.history.length, 1);
  assert.equal(play(state, say("left"), say("journal", { journal: structuredClone(NETWORK) })).history.length, 1);
  const fresh = play(state, say("journal", { journal: { ...NETWORK, spec: { ...NETWORK.spec, batch: 5 } } }));
  assert.deepEqual([fresh.history.length, fresh.run.step, fresh.journal.spec.batch], [0, 0, 5]);
});

test("a page with a run of its own knows nothing of this", () => {
  const state = play(initialState({}, new History()), say("left"), say("following"), act.runPlayed());
  assert.deepEqual([state.follow, state.run.playing, state.notices], [null, true, []]);
});
