import { test } from "node:test";
import assert from "node:assert/strict";
import { createJoiner } from "../../static/js/parts.js";

const part = (at, values, total = 5) => ({ total, at, bytes: Uint8Array.from(values) });

test("parts are put together by their places, and the last one makes the whole", () => {
  const join = createJoiner();
  assert.equal(join(part(0, [1, 2])), null);
  assert.equal(join(part(2, [3])), null);
  assert.deepEqual([...new Uint8Array(join(part(3, [4, 5])))], [1, 2, 3, 4, 5]);
});

test("another one may begin before the last is whole", () => {
  const join = createJoiner();
  join(part(0, [1, 2]));
  join(part(0, [9], 2));
  assert.deepEqual([...new Uint8Array(join(part(1, [8], 2)))], [9, 8]);
});

test("a part that does not follow says what was expected", () => {
  const join = createJoiner();
  join(part(0, [1, 2]));
  assert.throws(() => join(part(3, [4, 5])), /part: expected the bytes from 2, got those from 3/);
  assert.throws(() => join(part(2, [4], 9)), /part: expected/);
});
