import { test } from "node:test";
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { decode, encode, ProtocolError } from "../../static/js/protocol.js";

/** Fields laid one after the other as docs/protocol.md says: each at a multiple of 8. */
function layoutOf(fields, over = {}) {
  let offset = 64;
  const width = { f8: 8, f4: 4, u2: 2, u1: 1, i4: 4 };
  const placed = fields.map(([name, dtype, shape]) => {
    const field = { name, dtype, shape, offset };
    offset = Math.ceil((offset + width[dtype] * shape.reduce((a, b) => a * b, 1)) / 8) * 8;
    return field;
  });
  return { id: 3, bytes: offset, fields: placed, sizes: [2, 2, 1], rows: 1, units: 5, slots: 2, ...over };
}

const LAYOUT = layoutOf([["loss", "f8", [1]], ["norms", "f4", [1, 2]], ["curve", "f8", [2, 7]], ["curve_norms", "f4", [2, 2]], ["batch", "u2", [5]],
  ["field", "u1", [1, 2, 2]], ["maps", "u1", [2, 2, 2]], ["map_scale", "f4", [2]]]);

/** A frame's bytes, written by hand at the offsets of the document's tables. */
function frameBytes({ layout = 3, flags = 9 } = {}) {
  const view = new DataView(new ArrayBuffer(LAYOUT.bytes));
  [[0, 1], [4, layout], [32, 7], [36, flags], [40, 1], [44, 4], [56, 3]].forEach(([at, value]) => view.setUint32(at, value, true));
  [[8, 1000], [16, 1200], [24, 12.5], [48, 199.5]].forEach(([at, value]) => view.setFloat64(at, value, true));
  const at = Object.fromEntries(LAYOUT.fields.map((field) => [field.name, field.offset]));
  view.setFloat64(at.loss, 0.1, true);
  [0.5, 0.25].forEach((v, i) => view.setFloat32(at.norms + 4 * i, v, true));
  [1000, 0.1, 0.3, 0.2, 0.4, 0.6, 0.5].forEach((v, i) => view.setFloat64(at.curve + 8 * i, v, true));
  [0.5, 0.25].forEach((v, i) => view.setFloat32(at.curve_norms + 4 * i, v, true));
  [11, 12, 65535].forEach((v, i) => view.setUint16(at.batch + 2 * i, v, true));
  [0, 64, 128, 255].forEach((v, i) => view.setUint8(at.field + i, v));
  [1, 2, 3, 4, 5, 6, 7, 8].forEach((v, i) => view.setUint8(at.maps + i, v));
  [1.5, 2].forEach((v, i) => view.setFloat32(at.map_scale + 4 * i, v, true));
  return view.buffer;
}

test("a frame's header and fields are read from the documented offsets, only the valid parts", () => {
  const buffer = frameBytes(), { kind, frame } = decode(buffer, LAYOUT);
  assert.equal(kind, "frame");
  const { step, horizon, epoch, version, speed, playing, diverged, anew, behind, sizes } = frame;
  assert.deepEqual({ step, horizon, epoch, version, speed, playing, diverged, anew, behind, sizes },
    { step: 1000, horizon: 1200, epoch: 12.5, version: 7, speed: 199.5, playing: true, diverged: false, anew: false, behind: true, sizes: [2, 2, 1] });
  assert.deepEqual([frame.loss[0], [...frame.norms], [...frame.batch]], [0.1, [0.5, 0.25], [11, 12, 65535]]);
  assert.deepEqual([[...frame.curve], [...frame.curve_norms]], [[1000, 0.1, 0.3, 0.2, 0.4, 0.6, 0.5], [0.5, 0.25]]);
  assert.deepEqual({ ...frame.field, data: [...frame.field.data] }, { classes: 1, side: 2, data: [0, 64, 128, 255] });
  assert.deepEqual({ ...frame.maps, data: [...frame.maps.data], scale: [...frame.maps.scale] }, { side: 2, first: 4, units: 5, data: [1, 2, 3, 4, 5, 6, 7, 8], scale: [1.5, 2] });
});

test("nothing is copied: arrays look at the message itself", () => {
  const buffer = frameBytes();
  assert.equal(decode(buffer, LAYOUT).frame.maps.data.buffer, buffer);
});

test("a frame of a layout that was not announced, or too short, says what was expected", () => {
  assert.throws(() => decode(frameBytes({ layout: 4 }), LAYOUT), /layout: expected 3, got 4/);
  assert.throws(() => decode(frameBytes(), null), /layout: expected one to be announced/);
  assert.throws(() => decode(frameBytes().slice(0, 100), LAYOUT), /frame: expected \d+ bytes, got 100/);
});

test("a part of a landscape: how long it is in all, where the part begins, its bytes", () => {
  const view = new DataView(new ArrayBuffer(19));
  [3, 100, 40, 0].forEach((value, i) => view.setUint32(4 * i, value, true));
  [7, 8, 9].forEach((value, i) => view.setUint8(16 + i, value));
  const { kind, part } = decode(view.buffer, null);
  assert.deepEqual([kind, part.total, part.at, [...part.bytes]], ["part", 100, 40, [7, 8, 9]]);
  view.setUint32(4, 42, true);
  assert.throws(() => decode(view.buffer, null), /part: expected at most 42 bytes in all, got 43/);
});

test("a landscape: window, shares, heights row by row, and the path at a multiple of 8", () => {
  const n = 3, m = 2, pathAt = 176; // 136 + 36 = 172 → 176
  const view = new DataView(new ArrayBuffer(pathAt + 20 * m));
  [[0, 2], [4, 5], [8, n], [12, m], [88, 9], [92, 1], [96, 3]].forEach(([at, v]) => view.setUint32(at, v, true));
  [-1, 1, -2, 2, 0.9, 0.08, 0.608, 0.152, 640].forEach((v, i) => view.setFloat64(16 + 8 * i, v, true));
  for (let i = 0; i < n * n; i++) view.setFloat32(136 + 4 * i, i, true);
  [0.25, 4, 60, 0.001].forEach((v, i) => view.setFloat64(104 + 8 * i, v, true));
  [0, -0.5, 0.5, 0.7, 0, 640, 0, 0, 0.1, 0.25].forEach((v, i) => view.setFloat32(pathAt + 4 * i, v, true));
  const { z, path, ...rest } = decode(view.buffer, null).landscape;
  assert.deepEqual(rest, { plane: 5, n, window: [-1, 1, -2, 2], explained: [0.9, 0.08], walk: [0.608, 0.152], step: 640, version: 9, finest: true, kind: "gradient", facts: { norm: 0.25, curvature: 4, angle: 60, residual: 0.001 } });
  view.setUint32(96, 5, true);
  assert.throws(() => decode(view.buffer, null), /plane: expected a kind from 0 to 4, got 5/);
  view.setUint32(96, 3, true);
  assert.deepEqual([...z], [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual([...path].map((v) => Math.round(v * 100) / 100), [0, -0.5, 0.5, 0.7, 0, 640, 0, 0, 0.1, 0.25]);
});

test("texts are JSON with a type; everything else is a ProtocolError", () => {
  assert.deepEqual(decode('{"type":"status","step":3}', null).message, { type: "status", step: 3 });
  for (const bad of ["", "{", "[]", "null", "3", '{"type":3}']) assert.throws(() => decode(bad, null), ProtocolError, bad);
  assert.equal(encode({ type: "ready", n: 2 }), '{"type":"ready","n":2}');
});

test("10,000 random messages are decoded or refused, never anything else", () => {
  let seed = 1;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (let i = 0; i < 10_000; i++) {
    const bytes = Uint8Array.from({ length: Math.floor(random() * 200) }, () => Math.floor(random() * 256));
    if (bytes.length > 8) bytes.set([1 + (i % 2), 0, 0, 0, 3, 0, 0, 0]);
    try {
      decode(bytes.buffer, LAYOUT);
    } catch (error) {
      assert.ok(error instanceof ProtocolError, String(error));
    }
  }
});

const STORED = new URL("../reference/frames.json", import.meta.url);
test("the stored bytes of the server's own encoder are read as it meant them", { skip: !existsSync(STORED) }, () => {
  const stored = JSON.parse(readFileSync(STORED, "utf8"));
  for (const { name: title, layout, bytes, values, header } of stored.frames) {
    const data = Uint8Array.from(Buffer.from(bytes, "base64")).buffer;
    const { kind, ...heard } = decode(data, layout && JSON.parse(layout)), got = heard[kind];
    const { flags = 0, buckets, batch_count, first, ...head } = header;
    for (const name of ["step", "horizon", "epoch", "version", "speed", "plane", "n", "window", "explained", "walk", "finest"])
      if (name in head) assert.deepEqual(known(got[name]), head[name], `${title}: ${name}`);
    if (kind === "landscape") {
      assert.equal(["path", "random", "weights", "gradient", "xy"].indexOf(got.kind), head.plane_kind, title);
      assert.deepEqual(Object.values(got.facts), head.facts, title);
    }
    if (kind === "frame") {
      assert.deepEqual([got.playing, got.diverged, got.behind], [1, 2, 8].map((bit) => (flags & bit) !== 0), title);
      assert.equal(got.curve.length, 7 * buckets, title);
      if (got.batch) assert.equal(got.batch.length, batch_count, title);
      if (got.maps) assert.equal(got.maps.first, first, title);
      if (got.trail) assert.equal(got.trail.length, 4 * got.loss.length * got.trail_steps.length, title);
      if (got.trail) assert.deepEqual([...got.trail_steps].filter(Number.isNaN), [], `${title}: only steps that there are`);
    }
    const arrays = { ...got, field: got.field?.data, maps: got.maps?.data, map_scale: got.maps?.scale };
    for (const [name, value] of Object.entries(values)) agree(arrays[name], value.flat(Infinity), `${title}: ${name}`);
  }
});

/** What is not finite as null, as it is stored. */
const known = (value) => (Array.isArray(value) ? value.map(known) : typeof value === "number" && !Number.isFinite(value) ? null : value);

/** Value by value, only as many as are valid; what is not finite is null. */
function agree(got, expected, name) {
  assert.ok(ArrayBuffer.isView(got), name);
  assert.deepEqual([...got].map((v) => (Number.isFinite(v) ? v : null)), expected.slice(0, got.length), name);
}
