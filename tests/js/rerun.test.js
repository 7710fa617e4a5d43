import test from "node:test";
import assert from "node:assert/strict";
import { createCommands } from "../../static/js/commands.js";
import { createStore } from "../../static/js/store.js";
import { reduce } from "../../static/js/reduce.js";
import { initialState } from "../../static/js/state.js";
import { History } from "../../static/js/math/history.js";
import { journalOf, withStart } from "../../static/js/math/roster.js";
import * as act from "../../static/js/actions.js";

const METHOD = { blocks: [{ optimizer: "sgd", rate: 0.1 }], schedule: { kind: "constant" } };
const JOURNAL = { spec: { objective: { kind: "surface", function: "bowl", start: [0, 0] }, methods: [METHOD] }, edits: [] };
const say = (type, fields = {}) => act.serverMessage({ type, ...fields });
const frame = (step, x, over = {}) => act.serverFrame({
  step, horizon: step, epoch: step, version: 1, playing: false, diverged: false, sizes: [], loss: Float64Array.of(x), norms: Float32Array.of(1),
  trail_steps: Float64Array.of(step), trail: Float32Array.of(x, 0, x, step), ...over,
});

/** A page of the Descent lab whose line is up, and what it has sent. */
function lab() {
  const sent = [], time = { now: 1000 };
  const store = createStore(initialState({ lab: "descent", journal: JOURNAL, spec: JOURNAL.spec }, new History()), reduce);
  const commands = createCommands({ get: store.get, send: (m) => (sent.push(m), true), visible: () => new Set(), now: () => time.now });
  store.subscribe(commands.listen);
  commands.hello();
  [act.linkChanged({ status: "live" }), frame(0, 5)].forEach(store.dispatch);
  const turn = () => { time.now += 100; commands.flush(); };
  const start = (x, gesture) => store.dispatch(act.rerun(withStart(journalOf(store.get()), [x, 0]), store.get().run.step, gesture));
  return { ...store, sent, turn, start, at: () => store.get().journal.spec.objective.start[0] };
}

test("of a dragged start one hello goes at a time, the latest, and the picture stays until its frame", () => {
  const { dispatch, get, sent, turn, start, at } = lab();
  [1, 2, 3].forEach((x) => start(x, 7));
  turn();
  assert.deepEqual(sent.map(({ type, tag, journal }) => [type, tag, journal.spec.objective.start[0]]), [["hello", 3, 3]]);
  start(4, 7);
  turn();
  dispatch(frame(0, 9)); // of the run before: it was on its way
  turn();
  assert.equal(sent.length, 1, "nothing more before the answer");
  assert.equal(get().trails.x(0, 0), 9);
  dispatch(say("journal", { journal: { ...JOURNAL, told: true }, tag: 3 }));
  assert.equal(at(), 4, "an older answer does not undo what was dragged since");
  dispatch(frame(0, 3));
  assert.deepEqual([get().trails.length, get().trails.x(0, 0)], [1, 3]);
  turn();
  assert.deepEqual(sent.slice(1).map(({ tag }) => tag), [4]);
});

test("a drag of the start is one undo, and redo brings it back; what plays goes on playing from the beginning", () => {
  const { dispatch, get, start, at } = lab();
  [1, 2].forEach((x) => start(x, 7));
  start(3, 8);
  assert.equal(get().past.undo.length, 2);
  dispatch(act.editUndone());
  assert.equal(at(), 2);
  dispatch(act.editUndone());
  assert.equal(at(), 0);
  dispatch(act.editRedone());
  assert.equal(at(), 2);
  dispatch(act.runPlayed());
  dispatch(act.rerun(withStart(journalOf(get()), [6, 0]), 0));
  assert.equal(get().run.playing, true);
});

test("an edit that is not answered yet goes into the next journal, and its late answer is not written twice", () => {
  const { dispatch, get, start } = lab();
  const method = { ...METHOD, blocks: [{ optimizer: "sgd", rate: 0.5 }] };
  dispatch(act.editMade({ kind: "method", row: 0, method }));
  const { id } = get().pending[0];
  start(1);
  assert.deepEqual(get().journal.edits, [{ step: 0, edit: { kind: "method", row: 0, method } }]);
  assert.equal(get().spec.methods[0].blocks[0].rate, 0.5);
  dispatch(say("edited", { id, step: 0, version: 2, edit: { kind: "method", row: 0, method }, inverse: [], branch: false, replaces: false, spec: null, notes: [] }));
  assert.equal(get().journal.edits.length, 1);
});

test("a journal that the server refuses gives way to the one that runs, says why, and the next one is asked for", () => {
  const { dispatch, get, sent, turn, start, at } = lab();
  start(1e9);
  turn();
  dispatch(say("error", { code: "field", field: "objective.start[0]", text: "objective.start[0]: expected at most 1000" }));
  assert.equal(at(), 0);
  assert.equal(get().notices.length, 1);
  start(2);
  turn();
  assert.equal(sent.filter(({ type }) => type === "hello").length, 2);
});

test("whether and where the next journal goes is not changed by frames of the one before", () => {
  const { dispatch, get, sent, turn } = lab();
  const go = (step) => dispatch(act.rerun(withStart(journalOf(get()), [step, 0]), step));
  go(3);
  turn();
  go(300);
  dispatch(act.runPlayed(0));
  dispatch(say("journal", { journal: JOURNAL, tag: 1 }));
  for (let told = 0; told < 20; told++) dispatch(frame(3, 3));
  dispatch(say("status", { playing: false, step: 3, horizon: 3, diverged: null }));
  turn();
  assert.deepEqual(sent.filter(({ type }) => type === "hello").map(({ tag, step }) => [tag, step]), [[1, 3], [2, 300]]);
  dispatch(say("journal", { journal: JOURNAL, tag: 2 }));
  dispatch(frame(300, 1));
  assert.deepEqual([get().run.step, get().run.playing], [300, true]);
});

test("where an edit in the past parts, the way that was walked ends there and goes on anew; the old one is a ghost", () => {
  const { dispatch, get } = lab();
  [1, 2, 3].forEach((step) => dispatch(frame(step, step)));
  dispatch(frame(1, 1, { trail_steps: Float64Array.of(NaN), trail: new Float32Array(4) }));
  dispatch(act.editMade({ kind: "method", row: 0, method: METHOD }));
  const { id } = get().pending[0];
  dispatch(say("edited", { id, step: 1, version: 2, edit: { kind: "method", row: 0, method: METHOD }, inverse: [], branch: true, replaces: false, spec: JOURNAL.spec, notes: [] }));
  assert.equal(get().trails.last, 1);
  dispatch(frame(2, 20));
  assert.deepEqual([get().trails.length, get().trails.x(2, 0)], [3, 20]);
});

test("what the server says of the journal before does not change the one that was asked for since", () => {
  const { dispatch, get, turn, start } = lab();
  start(1);
  turn();
  start(2);
  dispatch(say("journal", { journal: JOURNAL, tag: 1 }));
  dispatch(say("spec", { version: 5, spec: JOURNAL.spec, points: [], notes: [] }));
  assert.equal(get().spec.objective.start[0], 2);
});
