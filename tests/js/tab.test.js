import { test } from "node:test";
import assert from "node:assert/strict";
import { keepPresent, presents, renewal, tabId } from "../../static/js/tab.js";

/** A sessionStorage; `most`: how many keys it takes. */
function room(most = Infinity) {
  const kept = new Map();
  return { kept, getItem: (key) => kept.get(key) ?? null, removeItem: (key) => kept.delete(key), setItem(key, text) {
    if (kept.size >= most) throw new Error("quota");
    kept.set(key, text);
  } };
}

test("a tab keeps its id; another tab has another; one that is not ours is replaced", () => {
  const tab = room(), other = room();
  const id = tabId(tab);
  assert.match(id, /^[A-Za-z0-9_-]{22}$/);
  assert.equal(tabId(tab), id);
  assert.notEqual(tabId(other), id);
  tab.setItem("downhill.tab", "<img>");
  assert.match(tabId(tab), /^[A-Za-z0-9_-]{22}$/);
});

test("ids that are made side by side differ", () => {
  assert.equal(new Set(Array.from({ length: 1000 }, () => tabId(room()))).size, 1000);
});

test("a browser that forbids storage still has an id, and does not present", () => {
  const forbidden = { getItem() { throw new Error("denied"); }, setItem() { throw new Error("denied"); }, removeItem() { throw new Error("denied"); } };
  assert.match(tabId(forbidden), /^[\w-]{22}$/);
  keepPresent(forbidden, true);
  assert.equal(presents(forbidden), false);
  assert.equal(renewal(forbidden, "a", "b"), "stays", "without a memory it would go round and round");
});

test("presenting is remembered until it ends", () => {
  const tab = room();
  assert.equal(presents(tab), false);
  keepPresent(tab, true), assert.equal(presents(tab), true);
  keepPresent(tab, false), assert.equal(presents(tab), false);
});

test("an old page loads itself again once for each build that it meets", () => {
  const tab = room();
  assert.equal(renewal(tab, "old 1", "new 1"), "reload");
  assert.equal(renewal(tab, "old 1", "new 1"), "stays", "a proxy kept the old page");
  assert.equal(renewal(tab, "old 1", "newer 1"), "reload");
  assert.equal(renewal(tab, "newer 1", "newer 1"), "same");
  assert.equal(renewal(tab, "newer 1", "new 1"), "reload", "a server may be put back");
  assert.equal(renewal(room(), "same 1", "same 2"), "reload", "another protocol");
  const between = room();
  assert.deepEqual([renewal(between, "a", "b"), renewal(between, "b", "a"), renewal(between, "a", "b"), renewal(between, "b", "a")], ["reload", "reload", "stays", "stays"], "two servers");
});
