import { test } from "node:test";
import assert from "node:assert/strict";
import { createCommands, latest, showOf } from "../../static/js/commands.js";
import { createStore } from "../../static/js/store.js";
import { reduce } from "../../static/js/reduce.js";
import { initialState } from "../../static/js/state.js";
import { History } from "../../static/js/math/history.js";
import * as act from "../../static/js/actions.js";

const FRAME = { step: 3, horizon: 3, epoch: 0, version: 1, playing: false, diverged: false, sizes: [2, 1], loss: Float64Array.of(1), norms: Float32Array.of(1) };
const move = (x, point = 1) => ({ kind: "move", point, x, y: 0 });

/** Store and commands with a line that can be cut, a clock turned by hand and a set of visible panels. */
function desk(over = {}) {
  const sent = [], panels = new Set(["network", "data"]);
  const desk = { sent, panels, time: 1000, up: true };
  const store = createStore(initialState(over, new History()), reduce);
  const commands = createCommands({ get: store.get, send: (m) => desk.up && (sent.push(m), true), visible: () => panels, tab: "tab-of-this-test", now: () => desk.time });
  store.subscribe(commands.listen);
  const types = () => sent.map((m) => m.type);
  return Object.assign(desk, { store, commands, types, begin() {
    commands.hello();
    store.dispatch(act.linkChanged({ status: "live" }));
    store.dispatch(act.serverFrame(FRAME));
  }, turn(ms = 100) { desk.time += ms; commands.flush(); } });
}

test("nothing is sent before the first frame; then what waited goes, playing too", () => {
  const { store, commands, sent, types, turn } = desk();
  commands.hello();
  store.dispatch(act.linkChanged({ status: "live" }));
  store.dispatch(act.editMade(move(0.1), 1));
  store.dispatch(act.runPlayed(50));
  turn();
  assert.deepEqual(sent, []);
  store.dispatch(act.serverFrame(FRAME));
  turn();
  assert.deepEqual(types(), ["edit", "play"]);
  assert.equal(sent[1].speed, 50);
});

test("of a drag only the latest goes, once in 32 ms; a press goes at once, after the drag", () => {
  const d = desk();
  d.begin();
  for (const x of [0.1, 0.2, 0.3]) d.store.dispatch(act.editMade(move(x), 1));
  d.turn();
  assert.deepEqual(d.sent.map((m) => m.edit.x), [0.3]);
  d.store.dispatch(act.editMade(move(0.4), 1));
  d.turn(10);
  assert.equal(d.sent.length, 1);
  d.store.dispatch(act.runStepped(1));
  assert.deepEqual(d.sent.slice(1).map((m) => m.edit?.x ?? m.type), [0.4, "step"]);
  d.turn();
  assert.equal(d.sent.length, 3);
});

test("one seek a flush, the latest", () => {
  const d = desk();
  d.begin();
  [1, 2, 3].forEach((step) => d.store.dispatch(act.runSought(step)));
  d.turn();
  assert.deepEqual(d.sent, [{ type: "seek", step: 3 }]);
});

test("after a lost link: hello with journal, checkpoint and step; what was not answered again, and play again", () => {
  const d = desk();
  d.begin();
  d.store.dispatch(act.serverMessage({ type: "checkpoint", checkpoint: { step: 2 } }));
  d.store.dispatch(act.runPlayed());
  d.store.dispatch(act.editMade(move(0.1), 1));
  d.turn();
  d.up = false;
  d.store.dispatch(act.linkChanged({ status: "lost", attempt: 1 }));
  d.store.dispatch(act.editMade(move(0.2, 2), 2));
  d.sent.length = 0;
  d.up = true;
  const { type, role, journal, checkpoint, step, show } = d.commands.hello();
  assert.deepEqual([type, role, journal.edits, checkpoint, step, show.maps], ["hello", "own", [], { step: 2 }, 3, 24]);
  d.store.dispatch(act.linkChanged({ status: "live" }));
  d.store.dispatch(act.serverFrame(FRAME));
  d.turn();
  assert.deepEqual(d.sent.map((m) => m.edit?.point ?? m.type), [1, 2, "play"]);
});

test("show follows what is on the screen, and is sent only when it changes", () => {
  const d = desk();
  d.begin();
  d.turn();
  assert.deepEqual(d.sent, []);
  d.panels.delete("network");
  d.store.dispatch(act.refHovered({ kind: "point", id: 7 }));
  d.turn();
  d.turn();
  assert.deepEqual(d.sent.map(({ type, show }) => [type, show.maps, show.field, show.grad, show.probe]), [["show", 0, 64, false, 7]]);
});

test("a selected point is probed, else a hovered one", () => {
  const at = (selected, hovered) => showOf({ selected, hovered }, new Set()).probe;
  assert.equal(at({ kind: "point", id: 0 }, { kind: "point", id: 4 }), 0);
  assert.equal(at({ kind: "unit", layer: 1, unit: 0 }, { kind: "point", id: 4 }), 4);
  assert.equal(at(null, null), null);
});

test("a stroke that adds points is one message; undo's edits stay apart; other gestures are left alone", () => {
  const add = (id, ids, gesture = 1) => ({ id, gesture, of: "made", edit: { kind: "add", points: ids.map(() => [0, 0, 1]), ids } });
  const one = (id, edit, gesture, of = "made") => ({ id, edit, gesture, of });
  assert.deepEqual(latest([add(1, [5]), add(2, [6])]), [add(2, [5, 6])]);
  assert.deepEqual(latest([add(1, [5]), add(2, [6], 2)]).map((w) => w.id), [1, 2]);
  assert.deepEqual(latest([one(1, move(1), 3), one(2, move(2, 9), 3), one(3, move(3), 3), one(4, move(4), 4)]).map((w) => w.id), [2, 3, 4]);
  assert.deepEqual(latest([one(1, move(1), 3, "undo"), one(2, move(2), 3, "undo")]).length, 2);
  assert.deepEqual(latest([one(1, move(1)), one(2, move(2))]).length, 2);
});

test("a seek and an edit go in the order in which they were made, also within one frame", () => {
  const d = desk();
  d.begin();
  d.store.dispatch(act.runSought(2));
  d.store.dispatch(act.editMade(move(0.1)));
  d.store.dispatch(act.runPlayed());
  assert.deepEqual(d.types(), ["seek", "edit", "play"]);
  d.sent.length = 0;
  d.store.dispatch(act.editMade(move(0.2)));
  d.store.dispatch(act.runSought(1));
  d.turn();
  assert.deepEqual(d.types(), ["edit", "seek"]);
});

test("a landscape is asked for with the view's plane; two weights that are not chosen yet are the path's", () => {
  const d = desk(), weights = [[0, 1, 0], [2, 0, 4]];
  d.begin();
  const asked = (plane) => {
    d.store.dispatch(act.viewChanged({ plane: { kind: "path", seed: 0, weights: [], ...plane } }));
    d.store.dispatch(act.landscapeAsked(41));
    d.turn();
    return d.sent.at(-1);
  };
  assert.deepEqual(asked({}), { type: "landscape", size: 41, plane: { kind: "path" } });
  assert.deepEqual(asked({ kind: "random", seed: 3 }).plane, { kind: "random", seed: 3 });
  assert.deepEqual(asked({ kind: "weights" }).plane, { kind: "path" });
  assert.deepEqual(asked({ kind: "weights", weights }).plane, { kind: "weights", weights });
  assert.deepEqual(asked({ kind: "gradient", weights }).plane, { kind: "gradient" });
});

test("the rows of one walker go together, and the next ones wait until the server may hear as many", () => {
  const d = desk();
  d.begin();
  const pull = (rate) => [0, 1, 2, 3, 4].forEach((row) => d.store.dispatch(act.editMade({ kind: "method", row, method: { blocks: [{ rate }] } }, 1)));
  pull(0.1);
  d.turn();
  pull(0.2);
  d.turn(100);
  assert.equal(d.sent.length, 5);
  d.turn(10);
  assert.deepEqual(d.sent.slice(5).map(({ edit }) => [edit.row, edit.method.blocks[0].rate]), [0, 1, 2, 3, 4].map((row) => [row, 0.2]));
});

test("hello says which tab it is and whether it presents; that it begins or ends to present goes out at once", () => {
  const d = desk({ present: true });
  const { tab, present, role } = d.commands.hello();
  assert.deepEqual([tab, present, role], ["tab-of-this-test", true, "own"]);
  d.begin();
  d.store.dispatch(act.presentToggled());
  d.store.dispatch(act.presentToggled());
  d.turn();
  assert.deepEqual(d.sent, [{ type: "present", on: true }]);
});

test("what was shared is shared again after a lost link", () => {
  const d = desk();
  d.begin();
  d.store.dispatch(act.shareAsked());
  d.turn();
  d.store.dispatch(act.serverMessage({ type: "shared", code: "abcdefgh", followers: 2 }));
  d.store.dispatch(act.linkChanged({ status: "lost", attempt: 1 }));
  d.begin();
  d.turn();
  assert.deepEqual(d.types(), ["share", "share"]);
});

test("a page that looks on says hello with the code, and nothing else whatever happens", () => {
  const d = desk({ follow: { code: "abcdefgh", here: true, elsewhere: false } });
  assert.deepEqual(d.commands.hello(), { type: "hello", role: "follow", code: "abcdefgh", tab: "tab-of-this-test" });
  d.begin();
  d.panels.add("landscape");
  for (const action of [act.runPlayed(), act.landscapeAsked(41), act.studyAsked("depth", {}), act.presentToggled(), act.shareAsked()]) d.store.dispatch(action);
  d.turn();
  assert.equal(d.commands.ask(), false);
  assert.deepEqual(d.sent, []);
});

test("the question that is always answered is what is looked at, again", () => {
  const d = desk();
  assert.equal(d.commands.ask(), false, "before the first frame the run may still be on its way");
  d.begin();
  d.turn();
  assert.equal(d.commands.ask(), true);
  assert.deepEqual(d.sent.map(({ type, show }) => [type, show.maps]), [["show", 24]]);
});

test("what the Network lab shows is asked for while others look on, whatever is on this screen", () => {
  const d = desk({ lab: "neuron" });
  d.panels.clear();
  d.begin();
  d.turn();
  d.store.dispatch(act.serverMessage({ type: "shared", code: "abcdefgh", followers: 1 }));
  d.turn();
  d.store.dispatch(act.serverMessage({ type: "shared", code: "abcdefgh", followers: 0 }));
  d.turn();
  assert.deepEqual(d.sent.map(({ show }) => [show.field, show.maps, show.hist, show.landscape]), [[64, 24, true, true], [0, 0, false, false]]);
});
