import { test } from "node:test";
import assert from "node:assert/strict";
import { KEYS, pressed } from "../../static/js/keys.js";
import { initialState } from "../../static/js/state.js";

globalThis.Element ??= class Element {};

/** Presses a key and gives back what was dispatched. */
function press(code, { state = {}, ...event } = {}) {
  const actions = [];
  let prevented = false;
  const base = { code, key: code, target: null, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, repeat: false, isComposing: false, defaultPrevented: false };
  pressed({ get: () => initialState(state), dispatch: (action) => actions.push(action), subscribe: () => () => {} }, { ...base, ...event, preventDefault: () => (prevented = true) });
  return { types: actions.map((a) => a.type), actions, prevented };
}

/** An element that is inside whatever matches one of the given words. */
const inside = (...words) => Object.assign(Object.create(Element.prototype), { closest: (selector) => (selector.split(",").some((part) => words.includes(part.trim())) ? {} : null) });

test("Space plays and pauses, but not from a focused button", () => {
  assert.deepEqual(press("Space").types, ["run/played"]);
  assert.deepEqual(press("Space", { state: { run: { ...initialState().run, playing: true } } }).types, ["run/paused"]);
  const { types, prevented } = press("Space", { target: inside("button") });
  assert.deepEqual([types, prevented], [[], false]);
});

test("arrows step, with Shift an epoch, and belong to a focused slider", () => {
  assert.deepEqual(press("ArrowLeft").actions[0], { type: "run/stepped", count: -1, unit: undefined });
  assert.deepEqual(press("ArrowRight", { shiftKey: true }).actions[0], { type: "run/stepped", count: 1, unit: "epoch" });
  assert.deepEqual(press("ArrowRight", { target: inside("[role=slider]") }).types, []);
});

test("Ctrl+Z undoes, Ctrl+Y and Ctrl+Shift+Z redo, Cmd too; Z alone does nothing", () => {
  assert.deepEqual(press("KeyZ", { ctrlKey: true }).types, ["edit/undone"]);
  assert.deepEqual(press("KeyZ", { metaKey: true, shiftKey: true }).types, ["edit/redone"]);
  assert.deepEqual(press("KeyY", { ctrlKey: true }).types, ["edit/redone"]);
  assert.deepEqual(press("KeyZ").types, []);
});

test("letters work by their place, whatever the input method makes of them; Ctrl+N stays the browser's", () => {
  assert.deepEqual(press("KeyN", { key: "ㅜ" }).types, ["run/restarted"]);
  assert.deepEqual(press("KeyN", { ctrlKey: true }).types, []);
  assert.deepEqual(press("KeyL", { key: "ㅣ" }).actions[0].lang, "en");
});

test("a clicker's keys act only while presenting", () => {
  assert.deepEqual(press("PageDown").types, []);
  assert.deepEqual(press("PageDown", { state: { present: true } }).types, ["run/played"]);
  assert.deepEqual(press("PageUp", { state: { present: true } }).actions[0], { type: "run/stepped", count: -1, unit: "epoch" });
});

test("an open dialog has the keyboard; the branch list and the blank screen do not", () => {
  assert.deepEqual(press("Space", { state: { dialog: "help" } }).types, []);
  assert.deepEqual(press("Space", { state: { dialog: "branches" } }).types, ["run/played"]);
  assert.deepEqual(press("Period", { state: { dialog: "blank" } }).types, ["dialog/closed"]);
  assert.deepEqual(press("Escape", { key: "Escape", state: { dialog: "blank" } }).types, ["dialog/closed"]);
});

test("holding a key repeats steps and undo, and nothing else", () => {
  assert.deepEqual(press("ArrowRight", { repeat: true }).types, ["run/stepped"]);
  assert.deepEqual(press("KeyN", { repeat: true }).types, []);
});

test("in the Backprop lab the same keys lead through the graph, with Shift through the run", () => {
  const state = { lab: "backprop" };
  const walk = (code, more = {}) => press(code, { state, ...more }).actions.map(({ type, by, at, count, unit }) => [type, by ?? at ?? count, unit]);
  assert.deepEqual(walk("Space"), [["walk/played", undefined, undefined]]);
  assert.deepEqual([walk("ArrowRight"), walk("ArrowLeft")], [[["walk/moved", 1, undefined]], [["walk/moved", -1, undefined]]]);
  assert.deepEqual([walk("Home"), walk("End")], [[["walk/put", 0, undefined]], [["walk/put", Infinity, undefined]]]);
  assert.deepEqual(walk("ArrowRight", { shiftKey: true }), [["run/stepped", 1, "batch"]]);
  assert.deepEqual(walk("KeyN"), []);
  assert.deepEqual(press("PageDown", { state: { ...state, present: true } }).actions[0], { type: "walk/moved", by: 1 });
  assert.deepEqual(press("Space", { state: { ...state, walk: { playing: true } } }).types, ["walk/paused"]);
});

test("no two keys of the table mean the same key", () => {
  for (const lab of ["descent", "backprop", "neuron", "network"]) {
    const all = KEYS.filter(({ labs }) => !labs || labs.includes(lab)).flatMap(({ codes, with: modifiers = "", present }) => codes.map((code) => `${present} ${modifiers} ${code}`));
    assert.equal(new Set(all).size, all.length, lab);
  }
});
