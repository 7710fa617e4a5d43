import { test } from "node:test";
import assert from "node:assert/strict";
import { reduce } from "../../static/js/reduce.js";
import { initialState } from "../../static/js/state.js";
import { History } from "../../static/js/math/history.js";
import * as act from "../../static/js/actions.js";

const SPEC = { batch: 10, methods: [{ blocks: [{ optimizer: "adam", rate: 0.03 }], schedule: { kind: "constant", every: 20 } }] };
const live = () => play(initialState({ journal: { spec: SPEC, edits: [] } }, new History()),
  act.linkChanged({ status: "live" }), say("spec", { version: 1, spec: SPEC, points: [[0.5, 0.5, 0, 0, 3], [-0.5, 0, 1, 1, 4]], notes: [] }));
const play = (state, ...actions) => actions.reduce(reduce, state);
const say = (type, fields) => act.serverMessage({ type, ...fields });
const edited = (id, step, edit, inverse, over = {}) => say("edited", { id, step, version: 2, edit, inverse: [inverse], branch: false, replaces: false, spec: null, notes: [], ...over });
const move = (x, point = 3) => ({ kind: "move", point, x, y: 0 });
const xOf = (state, id = 3) => state.points.find((p) => p.id === id)?.x;
const id = (state) => state.pending.at(-1).id;

/** A frame as decode gives it: step k with one bucket, loss 1/(1+k). */
function frame(step, over = {}) {
  const loss = 1 / (1 + step);
  return act.serverFrame({ step, horizon: step, epoch: step / 10, version: 1, speed: 200, playing: true, diverged: false, behind: false, sizes: [2, 3, 1],
    loss: Float64Array.of(loss), norms: Float32Array.of(1, 2), curve: Float64Array.of(step, loss, loss, loss, loss, loss, loss), curve_norms: Float32Array.of(1, 2), ...over });
}
const frames = (from, to, over) => Array.from({ length: to - from + 1 }, (_, i) => frame(from + i, over));

test("a dragged point moves at once, and a spec that comes before the answer does not throw it back", () => {
  let state = play(live(), act.editMade(move(0.1), 1));
  assert.equal(xOf(state), 0.1);
  state = play(state, say("spec", { version: 1, spec: SPEC, points: [[0.5, 0.5, 0, 0, 3]], notes: [] }));
  assert.equal(xOf(state), 0.1);
  state = play(state, edited(id(state), 7, move(0.1), move(0.5)));
  assert.equal(xOf(state), 0.1);
  assert.deepEqual([state.pending.length, state.version], [0, 2]);
  assert.deepEqual(state.journal.edits, [{ step: 7, edit: move(0.1) }]);
});

test("an answer to an early edit of a drag leaves the point where the finger is now", () => {
  let state = play(live(), act.editMade(move(0.1), 1));
  const first = id(state);
  state = play(state, act.editMade(move(0.2), 1), edited(first, 0, move(0.1), move(0.5)));
  assert.equal(xOf(state), 0.2);
});

test("an answer also settles the earlier edits of its gesture, which were never sent, and no other's", () => {
  let state = play(live(), act.editMade(move(0.9, 4), 1), act.editMade(move(0.1), 2), act.editMade(move(0.2), 2));
  state = play(state, edited(id(state), 0, move(0.2), move(0.5)));
  assert.deepEqual(state.pending.map((wish) => wish.edit.point), [4]);
});

test("a drag is one undo that leads back to before it; undo goes to redo; a new edit clears redo", () => {
  let state = live();
  for (const [x, back] of [[0.1, 0.5], [0.2, 0.1], [0.3, 0.2]]) {
    state = play(state, act.editMade(move(x), 9));
    state = play(state, edited(id(state), 5, move(x), move(back), { replaces: x > 0.1 }));
  }
  assert.deepEqual(state.past.undo, [[move(0.5)]]);
  assert.deepEqual(state.journal.edits, [{ step: 5, edit: move(0.3) }]);
  state = play(state, act.editUndone());
  assert.equal(xOf(state), 0.5);
  state = play(state, edited(id(state), 6, move(0.5), move(0.3)));
  assert.deepEqual([state.past.undo, state.past.redo], [[], [[move(0.3)]]]);
  state = play(state, act.editRedone());
  state = play(state, edited(id(state), 7, move(0.3), move(0.5)));
  assert.deepEqual([state.past.undo, state.past.redo], [[[move(0.5)]], []]);
  state = play(state, act.editUndone());
  state = play(state, edited(id(state), 8, move(0.5), move(0.3)), act.editMade(move(0.7, 4)));
  state = play(state, edited(id(state), 9, move(0.7, 4), move(-0.5, 4)));
  assert.deepEqual(state.past.redo, []);
});

test("a brush stroke that added three points is undone as one, newest first", () => {
  let state = live();
  for (const x of [0.1, 0.2, 0.3]) {
    state = play(state, act.editMade({ kind: "add", points: [[x, 0, 1]] }, 4));
    const { edit } = state.pending.at(-1);
    state = play(state, edited(id(state), 2, edit, { kind: "delete", points: edit.ids }));
  }
  assert.deepEqual(state.points.map((p) => p.id), [3, 4, 5, 6, 7]);
  assert.deepEqual(state.past.undo, [[7, 6, 5].map((n) => ({ kind: "delete", points: [n] }))]);
  state = play(state, act.editUndone());
  assert.deepEqual(state.points.map((p) => p.id), [3, 4]);
});

test("a refused edit is taken back with the server's words", () => {
  let state = play(live(), act.editMade({ kind: "delete", points: [3] }));
  assert.equal(state.points.length, 1);
  state = play(state, say("error", { code: "bad_edit", text: "points: expected …", field: "points", id: id(state) }));
  assert.equal(state.points.length, 2);
  assert.deepEqual(state.notices.map(({ key, values, tone }) => [key, values.text, tone]), [["error.bad_edit", "points: expected …", "alarm"]]);
});

test("a new rate is in the Spec at once and stays there", () => {
  const method = { blocks: [{ optimizer: "adam", rate: 0.3 }], schedule: { kind: "constant", every: 20 } };
  const state = play(live(), act.editMade({ kind: "method", method, row: 0 }, 1));
  assert.equal(state.spec.methods[0].blocks[0].rate, 0.3);
  assert.equal(state.confirmed.spec.methods[0].blocks[0].rate, 0.03);
});

test("frames make the curve; going through the past again adds nothing", () => {
  let state = play(live(), ...frames(0, 20));
  assert.deepEqual([state.history.length, state.run.step, state.run.playing], [21, 20, true]);
  const { history } = state;
  state = play(state, frame(5, { horizon: 20 }), frame(6, { horizon: 20 }));
  assert.equal(state.history, history);
  assert.deepEqual([state.run.step, state.run.horizon], [6, 20]);
});

test("an edit in the past begins a branch: the journal and the curve are cut, the future becomes a ghost", () => {
  let state = play(live(), ...frames(0, 30), act.editMade(move(0.1), 1));
  state = play(state, edited(id(state), 30, move(0.1), move(0.5)), ...frames(31, 60));
  state = play(state, say("checkpoint", { checkpoint: { step: 60 } }), frame(20, { horizon: 60 }), act.editMade(move(0.2), 2));
  state = play(state, edited(id(state), 20, move(0.2), move(0.5), { branch: true }));
  assert.deepEqual(state.journal.edits, [{ step: 20, edit: move(0.2) }]);
  assert.deepEqual([state.history.last, state.run.horizon, state.checkpoint], [20, 20, null]);
  const [ghost] = state.branches;
  assert.deepEqual([ghost.from, ghost.horizon, ghost.history.last, ghost.checkpoint.step, ghost.journal.edits.length], [20, 60, 60, 60, 1]);
  state = play(state, act.branchTaken(ghost.id));
  assert.deepEqual([state.journal.edits[0].step, state.history.last, state.run.step, state.checkpoint.step], [30, 60, 60, 60]);
  assert.deepEqual(state.branches.map((branch) => [branch.from, branch.horizon]), [[20, 20]]);
});

test("seven branches: the oldest goes", () => {
  let state = play(live(), ...frames(0, 10));
  for (let n = 1; n <= 7; n++) {
    state = play(state, frame(5, { horizon: 10 }), act.editMade(move(n / 10), n));
    state = play(state, edited(id(state), 5, move(n / 10), move(0.5), { branch: true }), ...frames(6, 10));
  }
  assert.equal(state.branches.length, 6);
  assert.equal(state.branches[0].journal.edits[0].edit.x, 0.1);
});

test("a restart leaves the run as a ghost from step 0 and begins a new curve; undo is kept", () => {
  let state = play(live(), ...frames(0, 10), act.editMade(move(0.1), 1));
  state = play(state, edited(id(state), 10, move(0.1), move(0.5)), act.runRestarted(5));
  const journal = { spec: { ...SPEC, seeds: { init: 5 } }, edits: [] };
  state = play(state, say("journal", { journal }));
  assert.deepEqual([state.history.length, state.run.horizon, state.branches.length, state.branches[0].from, state.past.undo.length], [0, 0, 1, 0, 1]);
  assert.deepEqual(play(state, say("journal", { journal })).branches.length, 1);
});

test("the same run started again and again leaves one ghost, the one that went furthest, shown whole", () => {
  const again = (state, steps) => play(state, ...frames(0, steps), act.runRestarted(), say("journal", { journal: { spec: SPEC, edits: [] } }));
  const state = [30, 50, 20].reduce(again, live());
  assert.deepEqual(state.branches.map(({ horizon, from }) => [horizon, from]), [[50, 0]]);
});

test("the play button does not flicker while older frames still arrive, and gives in to a server that insists", () => {
  let state = play(live(), ...frames(0, 3), act.runPaused(), frame(4), frame(5));
  assert.equal(state.run.playing, false);
  state = play(state, ...frames(6, 20));
  assert.equal(state.run.playing, true);
});

test("what was chosen goes when it is no longer there", () => {
  let state = play(live(), frame(0), act.refSelected({ kind: "edge", layer: 0, unit: 2, input: 1 }), frame(1));
  assert.equal(state.selected.unit, 2);
  state = play(state, frame(2, { sizes: [2, 2, 1] }));
  assert.equal(state.selected, null);
  state = play(state, act.refSelected({ kind: "point", id: 3 }), say("spec", { version: 3, spec: SPEC, points: [[0, 0, 0, 0, 9]], notes: [{ key: "note.moments" }] }));
  assert.equal(state.selected, null);
  assert.equal(state.notices[0].key, "note.moments");
});

test("maps come round by round, and each unit keeps its newest", () => {
  const maps = (first, value) => ({ side: 1, first, units: 3, data: Uint8Array.of(value, value + 1), scale: Float32Array.of(1, 2) });
  const state = play(live(), frame(0, { maps: maps(0, 10) }), frame(1, { maps: maps(2, 20) }));
  assert.deepEqual(state.maps.units.map((map) => [...map]), [[21], [11], [20]]);
  assert.deepEqual([state.maps.scale, state.frame.maps], [[2, 2, 1], undefined]);
});

test("a coarser picture of the same plane does not replace a finer one, but its path does", () => {
  const scape = (n, m, over = {}) => act.serverLandscape({ plane: 1, n, window: [0, 1, 0, 1], version: 1, step: 0, z: new Float32Array(n * n), path: new Float32Array(m * 5), ...over });
  let state = play(live(), scape(11, 1), scape(41, 1), scape(11, 3));
  assert.deepEqual([state.landscape.n, state.landscape.path.length], [41, 15]);
  state = play(state, act.placePreviewed(0.5, 0.25), say("place", { plane: 1, a: 0.5, b: 0.25, loss: 0.2, penalty: 0, test_loss: 0.3 }));
  assert.equal(state.preview.loss, 0.2);
  const { pending } = play(state, act.placeTaken());
  assert.deepEqual(pending[0].edit, { kind: "place", plane: 1, a: 0.5, b: 0.25 });
  state = play(state, scape(11, 1, { plane: 2 }));
  assert.deepEqual([state.landscape.n, state.preview.plane], [11, 1], "a place on an older plane can still be taken");
});

test("an unknown action is an error, an unknown text of a newer server is not", () => {
  assert.throws(() => reduce(live(), { type: "run/flown" }), /run\/flown/);
  const state = live();
  assert.equal(reduce(state, say("weather", {})), state);
});

test("a formula that is refused is told under its box and not in a notice, until a data set is taken or it is dismissed", () => {
  const data = { kind: "data", data: { preset: "formula", formula: "sin(" } };
  const asked = play(live(), act.editMade(data));
  const wrong = { id: id(asked), code: "bad", field: "edit.data.formula", text: "column 5: …", key: "error.formula_ends", values: { column: 5 } };
  const refused = play(asked, say("error", wrong));
  assert.deepEqual([refused.refusal.key, refused.refusal.values.column, refused.notices.length, refused.pending.length], ["error.formula_ends", 5, 0, 0]);
  assert.equal(play(refused, act.refusalDismissed()).refusal, null);
  const taken = play(refused, act.editMade(data));
  assert.equal(play(taken, edited(id(taken), 0, data, data)).refusal, null);
  assert.equal(play(asked, say("error", { ...wrong, field: "edit.data.count" })).notices.length, 1);
});

test("that there are no points is said until play is pressed again", () => {
  const told = reduce(initialState({ lab: "descent" }, new History()), act.serverMessage({ type: "error", code: "no_points", text: "", field: null }));
  assert.deepEqual(told.notices.map(({ key }) => key), ["error.no_points"]);
  assert.deepEqual(reduce(told, act.runPlayed()).notices, []);
});
