import { test } from "node:test";
import assert from "node:assert/strict";
import { backOff, createSocket } from "../../static/js/socket.js";

/** A world of its own: wires that are opened by hand, and a clock that is turned by hand. */
function world(over = {}) {
  const wires = [], timers = new Map(), heard = [];
  let now = 0, next = 1;
  const socket = createSocket({
    url: "ws://here/ws", hello: () => ({ type: "hello", role: "own" }), random: () => 0.5, visible: () => true,
    connect() {
      const wire = { readyState: 0, sent: [], send: (text) => wire.sent.push(JSON.parse(text)), close: () => wire.onclose?.({}) };
      wires.push(wire);
      return wire;
    },
    later: (what, ms) => (timers.set(next, [now + ms, what]), next++),
    never: (timer) => timers.delete(timer),
    hear: { message: (m) => heard.push(m.type), frame: (f) => heard.push(f.step), landscape: () => heard.push("landscape"), link: (l) => heard.push([l.status, l.attempt]) },
    ...over,
  });
  return {
    socket, wires, heard,
    turn(ms) {
      now += ms;
      for (const [id, [at, what]] of [...timers]) if (at <= now && timers.delete(id)) what();
    },
    open(wire) {
      wire.readyState = 1;
      wire.onopen({});
      wire.onmessage({ data: '{"type":"welcome","boot":"b"}' });
      wire.onmessage({ data: JSON.stringify({ type: "layout", id: 1, bytes: 64, fields: [], sizes: [1], rows: 1, units: 0, slots: 0 }) });
    },
    frame(wire, step) {
      const view = new DataView(new ArrayBuffer(64));
      view.setUint32(0, 1, true), view.setUint32(4, 1, true), view.setFloat64(8, step, true);
      wire.onmessage({ data: view.buffer });
    },
  };
}

test("hello is the first text, and welcome makes the link live", () => {
  const { socket, wires, heard, open } = world();
  socket.start();
  open(wires[0]);
  assert.deepEqual(wires[0].sent, [{ type: "hello", role: "own" }]);
  assert.deepEqual(heard, [["live", 0], "welcome", "layout"]);
});

test("frames are paid for when drawn, all at once, and not on arrival", () => {
  const { socket, wires, open, frame } = world();
  socket.start();
  open(wires[0]);
  [1, 2].forEach((step) => frame(wires[0], step));
  assert.equal(wires[0].sent.length, 1);
  socket.drawn();
  socket.drawn();
  assert.deepEqual(wires[0].sent.slice(1), [{ type: "ready", n: 2 }]);
});

test("after 250 ms without drawing a visible page pays, a hidden one does not", () => {
  for (const [visible, expected] of [[true, [{ type: "ready", n: 1 }]], [false, []]]) {
    const { socket, wires, open, frame, turn } = world({ visible: () => visible });
    socket.start();
    open(wires[0]);
    frame(wires[0], 1);
    turn(249);
    assert.equal(wires[0].sent.length, 1);
    turn(1);
    assert.deepEqual(wires[0].sent.slice(1), expected);
  }
});

test("a lost connection is tried again, each time after twice as long, and a frame begins the count anew", () => {
  const { socket, wires, heard, open, frame, turn } = world();
  socket.start();
  open(wires[0]);
  wires[0].onclose({});
  turn(124), assert.equal(wires.length, 1);
  turn(1), assert.equal(wires.length, 2);
  wires[1].onclose({});
  turn(249), assert.equal(wires.length, 2);
  turn(1), assert.equal(wires.length, 3);
  assert.deepEqual(heard.filter(Array.isArray), [["live", 0], ["lost", 1], ["lost", 2]]);
  open(wires[2]);
  frame(wires[2], 5);
  wires[2].onclose({});
  assert.deepEqual(heard.at(-1), ["lost", 1]);
});

test("what is owed on a lost connection is not paid on the next, and nothing is sent without one", () => {
  const { socket, wires, open, frame, turn } = world();
  socket.start();
  assert.equal(socket.send({ type: "play" }), false);
  open(wires[0]);
  frame(wires[0], 1);
  wires[0].readyState = 3;
  wires[0].onclose({});
  turn(8000);
  open(wires[1]);
  socket.drawn();
  assert.deepEqual(wires[1].sent.map((m) => m.type), ["hello"]);
});

test("hurry opens at once; end does not open again", () => {
  const { socket, wires, turn } = world();
  socket.start();
  wires[0].onclose({});
  socket.hurry();
  assert.equal(wires.length, 2);
  socket.hurry();
  assert.equal(wires.length, 2);
  socket.end();
  turn(60_000);
  assert.equal(wires.length, 2);
});

test("the pause is between 0 and 0.25 s · 2ⁿ, at most 8 s", () => {
  assert.deepEqual([0, 1, 5, 20].map((n) => backOff(n, () => 1)), [250, 500, 8000, 8000]);
  assert.equal(backOff(9, () => 0), 0);
});
