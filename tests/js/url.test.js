import { test } from "node:test";
import assert from "node:assert/strict";
import { fromHash, saved, savedOf, toHash } from "../../static/js/url.js";
import { createKeeper, restored } from "../../static/js/keep.js";
import { initialState } from "../../static/js/state.js";
import { History } from "../../static/js/math/history.js";

const JOURNAL = { spec: { batch: 10 }, edits: [{ step: 120, edit: { kind: "move", point: 7, x: 0.1, y: -0.2 } }] };
const STATE = initialState({ journal: JOURNAL, run: { ...initialState().run, step: 340, horizon: 400, speed: 0, unit: "epoch", playing: true } }, new History());

test("what is put into an address comes out of it, and it is made of address characters", async () => {
  const hash = await toHash(savedOf(STATE));
  assert.match(hash, /^#s=[\w-]+$/);
  assert.deepEqual(await fromHash(hash), { journal: JOURNAL, step: 340, view: STATE.view, speed: 0, unit: "epoch" });
});

test("8 KB at most: a journal of a hundred drags fits, two thousand random points do not", async () => {
  const edits = (n) => Array.from({ length: n }, (_, i) => ({ step: i * 10, edit: { kind: "move", point: i, x: Math.sin(i), y: Math.cos(i) } }));
  const hash = await toHash({ ...savedOf(STATE), journal: { spec: {}, edits: edits(100) } });
  assert.ok(hash.length <= 8192, `${hash?.length}`);
  assert.equal((await fromHash(hash)).journal.edits.length, 100);
  assert.equal(await toHash({ ...savedOf(STATE), journal: { spec: {}, edits: edits(2000) } }), null);
});

test("what is not an address of ours, or damaged, or a bomb, is null", async () => {
  const good = await toHash(savedOf(STATE));
  const bomb = await toHash({ ...savedOf(STATE), journal: { spec: { note: "0".repeat(2 << 20) }, edits: [] } });
  assert.ok(bomb.length < 8192);
  for (const hash of ["", "#", "#main", "#s=", "#s=%%%", good.slice(0, -9), bomb]) assert.equal(await fromHash(hash), null, hash.slice(0, 30));
  for (const value of [null, 3, {}, { journal: {} }, { journal: { spec: null, edits: [] } }, { journal: JOURNAL, step: -1 }, { journal: JOURNAL, step: 1.5 }]) assert.equal(saved(value), null);
});

/** A storage of at most so many characters. */
function room(most = Infinity) {
  const texts = new Map();
  return { texts, getItem: (k) => texts.get(k) ?? null, removeItem: (k) => texts.delete(k), setItem(k, v) {
    if (v.length > most) throw new Error("quota");
    texts.set(k, v);
  } };
}

const curve = (n) => new History().append(Array.from({ length: n * 7 }, (_, i) => (i % 7 ? 0.5 : i / 7)), new Array(n).fill(1), n, 1);

test("a reload finds the run, its curve, its branches and that it was playing; an address of another run finds nothing", () => {
  const ghost = { id: 2, journal: { ...JOURNAL, edits: [] }, history: curve(50), checkpoint: null, horizon: 49, from: 0 };
  const state = { ...STATE, history: curve(341), checkpoint: { step: 340 }, branches: [ghost], count: 9, past: { undo: [[{ kind: "move" }]], redo: [], gesture: 3 } };
  const storage = room();
  createKeeper({ get: () => state, room: storage, hash: () => "#s=then" }).write();
  for (const named of [null, { journal: structuredClone(JOURNAL), hash: "#s=now" }]) {
    const { journal, run, history, branches, checkpoint, count, past } = restored(storage, named, "network");
    assert.deepEqual([journal, run.step, run.playing, run.wish.playing, history.last, checkpoint.step, count], [JOURNAL, 340, true, true, 340, 340, 9]);
    assert.equal(past.undo.length, 1);
    assert.deepEqual(branches.map((b) => [b.id, b.from, b.history.length]), [[2, 120, 50]]);
  }
  assert.equal(restored(storage, { journal: { ...JOURNAL, edits: [] }, hash: "#s=now" }, "network"), null);
  assert.equal(restored(room(), null, "network"), null);
});

test("the address that stood there when the run was kept names that run, although its last edit is not in it yet", () => {
  const storage = room();
  createKeeper({ get: () => ({ ...STATE, history: curve(3) }), room: storage, hash: () => "#s=then" }).write();
  assert.deepEqual(restored(storage, { journal: { ...JOURNAL, edits: [] }, hash: "#s=then" }, "network").journal, JOURNAL);
});

test("a page is stale when another of its tab has kept something since; one that looks on keeps nothing", () => {
  const storage = room(), state = { ...STATE, history: curve(3) };
  const keeper = (over = {}) => createKeeper({ get: () => ({ ...state, ...over }), room: storage, hash: () => "" });
  keeper({ follow: { code: "abcdefgh", here: true, elsewhere: false } }).write();
  assert.equal(storage.texts.size, 0);
  const first = keeper();
  assert.equal(first.stale(), false);
  first.write();
  assert.equal(first.stale(), false);
  keeper({ count: 77 }).write();
  assert.equal(first.stale(), true);
});

test("it is written when the run rests or is edited, and every 2 s while it runs", () => {
  let time = 0, writes = 0;
  const storage = { ...room(), setItem: (key) => key === "downhill.run" && writes++ };
  const running = { ...STATE, frame: {} }, resting = { ...running, run: { ...running.run, playing: false } };
  const keeper = createKeeper({ get: () => running, room: storage, hash: () => "", now: () => time });
  const frame = () => keeper.listen(running, running, { type: "server/frame" });
  frame(), assert.equal(writes, 1);
  time = 1999, frame(), assert.equal(writes, 1);
  time = 2001, frame(), assert.equal(writes, 2);
  keeper.listen(running, running, { type: "server/edited" }), assert.equal(writes, 3);
  keeper.listen(resting, running, { type: "server/status" }), assert.equal(writes, 4);
});

test("what a run that was stopped still did, or a step by hand, is written a moment later, once", () => {
  let state = { ...STATE, frame: {}, run: { ...STATE.run, playing: false, step: 353 } };
  const storage = room(), waiting = [], stepped = (step) => {
    const previous = state;
    state = { ...state, run: { ...state.run, step } };
    keeper.listen(state, previous, { type: "server/frame" });
  };
  const keeper = createKeeper({ get: () => state, room: storage, hash: () => "", now: () => 0, later: (what) => waiting.push(what) });
  keeper.write();
  stepped(353), assert.equal(waiting.length, 0);
  stepped(357), stepped(360), assert.equal(waiting.length, 1);
  waiting[0]();
  assert.equal(restored(storage, null, "network").run.step, 360);
  stepped(361), assert.equal(waiting.length, 2);
});

test("a full storage keeps nothing and breaks nothing", () => {
  const storage = room(100);
  createKeeper({ get: () => ({ ...STATE, history: curve(900) }), room: storage, hash: () => "" }).write();
  assert.equal(restored(storage, null, "network"), null);
});

test("a view that was kept before there were planes has the path's", () => {
  const { plane: _, ...older } = initialState().view;
  const { view } = initialState({ view: { ...older, surfaceSize: 81 } });
  assert.deepEqual([view.plane.kind, view.surfaceSize], ["path", 81]);
});
