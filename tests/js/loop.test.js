import { test, mock } from "node:test";
import assert from "node:assert/strict";
import { createLoop } from "../../static/js/loop.js";
import { createStore } from "../../static/js/store.js";
import { draggable } from "../../static/js/drag.js";
import { setLanguage, setTexts, t } from "../../static/js/i18n.js";

/** A store of one number, and a loop whose frames are turned by hand. */
function world(hooks = {}) {
  const waiting = [], store = createStore({ n: 0 }, (state, { n }) => ({ ...state, n }));
  const loop = createLoop(store, { request: (callback) => waiting.push(callback), ...hooks });
  return { store, loop, waiting, turn: () => waiting.splice(0).forEach((callback) => callback()), set: (n) => store.dispatch({ type: "set", n }) };
}

/** A view that writes down what it is asked. */
const view = (name, said) => ({ measure: () => said.push(`${name} measures`), update: (state, previous) => said.push(`${name} ${previous.n} → ${state.n}`), destroy: () => said.push(`${name} goes`) });

test("however many actions there were, one frame: first all measure, then all are updated, from what each has seen last", () => {
  const said = [], { loop, turn, set, waiting } = world();
  loop.add(view("a", said));
  loop.add(view("b", said));
  turn();
  assert.deepEqual(said.splice(0), ["a measures", "b measures", "a undefined → 0", "b undefined → 0"]);
  set(1), set(2), set(3);
  assert.equal(waiting.length, 1);
  turn();
  assert.deepEqual(said.splice(0), ["a measures", "b measures", "a 0 → 3", "b 0 → 3"]);
  turn();
  assert.deepEqual(said, []);
});

test("invalidate draws everything anew without an action; stop destroys in reverse", () => {
  const said = [], { loop, turn } = world();
  loop.add(view("a", said));
  loop.add(view("b", said));
  turn();
  loop.invalidate();
  said.length = 0;
  turn();
  assert.deepEqual(said.splice(0), ["a measures", "b measures", "a undefined → 0", "b undefined → 0"]);
  loop.stop();
  assert.deepEqual(said, ["b goes", "a goes"]);
});

test("a view that throws is reported and does not stop the others; drawn comes last", () => {
  const said = [], errors = mock.method(console, "error", () => {});
  const { loop, turn } = world({ before: () => said.push("before"), drawn: () => said.push("drawn") });
  loop.add({ update() { throw new Error("broken"); }, destroy() {} });
  loop.add(view("b", said));
  turn();
  assert.deepEqual(said, ["before", "b measures", "b undefined → 0", "drawn"]);
  assert.equal(errors.mock.calls[0].arguments[0].message, "broken");
  errors.mock.restore();
});

/** An element at (100, 50) that takes pointer events. */
function board() {
  const element = new EventTarget();
  return Object.assign(element, { setPointerCapture() {}, getBoundingClientRect: () => ({ left: 100, top: 50 }),
    send: (type, x, y, more = {}) => element.dispatchEvent(Object.assign(new Event(type, { cancelable: true }), { pointerId: 1, button: 0, clientX: x, clientY: y, pointerType: "mouse", ...more })) });
}

test("a dragged thing stays under the pointer: the distance at the start is kept", () => {
  const said = [], element = board();
  draggable(element, { hit: (x, y) => (x < 50 ? "thing" : null), at: () => ({ x: 10, y: 10 }), move: (s, x, y) => said.push([s, x, y]), end: (s, moved) => said.push([s, moved]) });
  element.send("pointerdown", 112, 63);
  element.send("pointermove", 113, 63);
  element.send("pointermove", 142, 73);
  element.send("pointerup", 142, 73);
  assert.deepEqual(said, [["thing", 40, 20], ["thing", true]]);
});

test("a press without a way is a tap; a finger may tremble more; what is not hit is not taken", () => {
  const said = [], element = board();
  const undo = draggable(element, { hit: (x) => (x < 50 ? "thing" : null), end: (s, moved) => said.push(moved) });
  for (const [pointerType, way] of [["mouse", 2], ["touch", 7], ["mouse", 4]]) {
    element.send("pointerdown", 110, 60, { pointerType });
    element.send("pointermove", 110 + way, 60, { pointerType });
    element.send("pointerup", 110 + way, 60, { pointerType });
  }
  element.send("pointerdown", 190, 60);
  element.send("pointerup", 190, 60);
  assert.deepEqual(said, [false, false, true]);
  undo();
  element.send("pointerdown", 110, 60);
  element.send("pointerup", 110, 60);
  assert.equal(said.length, 3);
});

test("arrows move the subject, upwards is positive; with Ctrl they are not ours", () => {
  const said = [], element = board();
  draggable(element, { hit: () => null, keyboard: (dx, dy) => { said.push([dx, dy]); } });
  const press = (key, more) => element.send("keydown", 0, 0, { key, ctrlKey: false, metaKey: false, altKey: false, ...more });
  press("ArrowUp"), press("ArrowLeft"), press("a"), press("ArrowUp", { ctrlKey: true });
  assert.deepEqual(said, [[0, 1], [-1, 0]]);
});

test("texts: placeholders are filled, a missing key is reported once and shown", () => {
  setTexts("xx", { "run.at": "step {step} of {of}" });
  setLanguage("xx");
  assert.equal(t("run.at", { step: 0 }), "step 0 of {of}");
  const errors = mock.method(console, "error", () => {});
  assert.deepEqual([t("gone"), t("gone")], ["gone", "gone"]);
  assert.equal(errors.mock.calls.length, 1);
  errors.mock.restore();
});
