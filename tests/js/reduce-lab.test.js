import { test } from "node:test";
import assert from "node:assert/strict";
import { reduce } from "../../static/js/reduce.js";
import { initialState } from "../../static/js/state.js";
import { createPace } from "../../static/js/pace.js";
import * as act from "../../static/js/actions.js";
import { CIRCUIT, NEURON } from "./graphs.js";

const play = (state, ...actions) => actions.reduce(reduce, state);
const answer = (graph, over = {}) => act.serverMessage({ type: "study", about: "graph", id: 1, error: null, ...graph, ...over });
const lab = (...actions) => play(initialState({ lab: "backprop" }), answer(CIRCUIT), ...actions);
const at = (state) => state.view.backprop.at;

test("the walk of (x + y) · z has two nodes forward and two back, and leaves neither end", () => {
  assert.equal(at(lab(act.walkMoved(-1))), 0);
  assert.deepEqual([1, 2, 3, 4, 5].map((n) => at(lab(...Array(n).fill(act.walkMoved(1))))), [1, 2, 3, 4, 4]);
  assert.equal(at(lab(act.walkPut(Infinity))), 4);
});

test("played it goes to its end and stops there; from the end it begins anew; a step by hand stops it", () => {
  const playing = lab(act.walkPlayed());
  assert.deepEqual([at(playing), playing.walk.playing], [0, true]);
  const done = play(playing, ...Array(4).fill(act.walkTicked()));
  assert.deepEqual([at(done), done.walk.playing], [4, false]);
  assert.deepEqual([at(play(done, act.walkPlayed())), at(play(playing, act.walkMoved(1)))], [0, 1]);
  assert.equal(play(playing, act.walkMoved(1)).walk.playing, false);
});

test("without a graph nothing is played", () => {
  assert.equal(play(initialState({ lab: "backprop" }), act.walkPlayed()).walk.playing, false);
});

test("a walk at its end stays at the end of the next graph, one in the middle at its count", () => {
  assert.equal(at(lab(act.walkPut(Infinity), answer(NEURON))), 16);
  assert.equal(at(lab(act.walkPut(3), answer(NEURON))), 3);
  assert.equal(at(play(lab(act.walkPut(Infinity), answer(NEURON)), act.labChanged("backprop", { folded: ["s"] }))), 10);
});

test("the place that is remembered of the other graph is not its end because this one is shorter", () => {
  const state = lab(answer(CIRCUIT, { source: "formula" }), act.labChanged("backprop", { source: "network", at: 5 }));
  assert.equal(at(play(state, answer(NEURON, { source: "network" }))), 5);
});

test("a text that cannot be read leaves the last graph standing, with what is wrong", () => {
  const error = { key: "error.formula_ends", values: { column: 4 }, text: "…" };
  const { studies } = lab(act.serverMessage({ type: "study", about: "graph", id: 2, error }));
  assert.deepEqual([studies.graph.nodes.length, studies.graph.error, studies.graph.id], [5, error, 2]);
  assert.equal(play(lab(), answer(NEURON)).studies.graph.error, null);
});

test("changes of one gesture are one undo, to what was before all of them, and redo brings the last back", () => {
  const drag = [3, 4, 5].map((x) => act.labChanged("backprop", { values: { x } }, 77));
  const state = lab(act.labChanged("backprop", { text: "x" }, 76), ...drag, act.labChanged("backprop", { h: 1 }));
  assert.equal(state.past.undo.length, 2);
  const undone = play(state, act.editUndone());
  assert.deepEqual([undone.view.backprop.values, undone.view.backprop.text, undone.view.backprop.h], [{ x: -2, y: 5, z: -4 }, "x", 1]);
  assert.deepEqual(play(undone, act.editRedone()).view.backprop.values, { x: 5 });
  assert.equal(play(undone, act.editUndone()).view.backprop.text, "(x + y) · z");
});

test("another lab does not undo what this one remembers, and leaves it where it is", () => {
  const state = { ...lab(act.labChanged("backprop", { text: "x" }, 5)), lab: "network" };
  const undone = play(state, act.editUndone());
  assert.deepEqual([undone.view.backprop.text, undone.past.undo.length], ["x", 1]);
});

test("a node at once, then one every 700 ms", () => {
  let state = lab(act.walkPlayed()), now = 1000;
  const pace = createPace({ get: () => state, dispatch: (action) => (state = reduce(state, action)), now: () => now });
  const after = (ms) => ((now += ms), pace.look(), at(state));
  assert.deepEqual([after(0), after(699), after(1), after(300), after(400)], [1, 1, 2, 2, 3]);
});
