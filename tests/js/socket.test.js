import { test } from "node:test";
import assert from "node:assert/strict";
import { createSocket } from "../../static/js/socket.js";

/** A world of its own: wires that are opened by hand, and a clock that is turned by hand. */
function world(over = {}) {
  const wires = [], timers = new Map(), heard = [];
  let now = 0, next = 1;
  const socket = createSocket({
    url: "ws://here/ws", hello: () => ({ type: "hello", role: "own" }), random: () => 0.5, visible: () => true,
    connect() {
      const wire = { readyState: 0, sent: [], send: (text) => wire.sent.push(JSON.parse(text)), close: () => { wire.closed = true; } };
      wires.push(wire);
      return wire;
    },
    now: () => now,
    later: (what, ms) => (timers.set(next, [now + ms, what]), next++),
    never: (timer) => timers.delete(timer),
    hear: { message: (m) => heard.push(m.type), frame: (f) => heard.push(f.step), landscape: () => heard.push("landscape"), link: (l) => l.status && heard.push([l.status, l.attempt, l.why, l.until]) },
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
  assert.deepEqual(heard, [["live", 0, null, null], "welcome", "layout"]);
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

test("how many frames a payment is for is the server's to say, in welcome or in following", () => {
  const { socket, wires, open, frame } = world();
  socket.start();
  open(wires[0]);
  wires[0].onmessage({ data: '{"type":"following","code":"abcdefgh","acknowledge":4}' });
  for (const step of [1, 2, 3, 4, 5]) frame(wires[0], step), socket.drawn();
  assert.deepEqual(wires[0].sent.slice(1), [{ type: "ready", n: 4 }]);
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
  assert.deepEqual(heard.filter(Array.isArray).map(([status, attempt]) => [status, attempt]), [["live", 0], ["lost", 1], ["lost", 2]]);
  open(wires[2]);
  frame(wires[2], 5);
  wires[2].onclose({});
  assert.equal(heard.at(-1)[1], 1);
});

test("a close code says why, and how long the page waits", () => {
  for (const [code, told, why, low, high] of [
    [1012, null, "restart", 1000, 5000], [1013, "full", "full", 15_000, 30_000], [1008, "too_fast", "too_fast", 8000, 16_000], [1008, null, "refused", 8000, 16_000],
    [1009, null, "too_big", 2000, 4000], [1011, "internal", "internal", 4000, 8000], [1006, null, "gone", 0, 250], [1001, "too_fast", "gone", 0, 250],
  ]) {
    const { socket, wires, heard, open, turn } = world({ random: () => 0.999 });
    socket.start();
    open(wires[0]);
    if (told) wires[0].onmessage({ data: JSON.stringify({ type: "error", code: told, text: "" }) });
    wires[0].onclose({ code });
    const [status, , said, until] = heard.at(-1), shortest = world({ random: () => 0 });
    assert.deepEqual([status, said], ["lost", why], String(code));
    turn(until - 1), assert.equal(wires.length, 1);
    turn(1), assert.equal(wires.length, 2, why);
    shortest.socket.start(), shortest.open(shortest.wires[0]), shortest.wires[0].onclose({ code });
    assert.ok(shortest.heard.at(-1)[3] >= (told ? 0 : low) && until > 0.99 * high && until <= high, `${why}: ${until}`);
  }
});

test("what another tab has, and a run that nobody has, are not asked for again until the person says so", () => {
  for (const [code, told, why] of [[4001, "taken", "taken"], [1008, "no_room", "no_room"]]) {
    const { socket, wires, heard, open, turn } = world();
    socket.start();
    open(wires[0]);
    wires[0].onmessage({ data: JSON.stringify({ type: "error", code: told, text: "" }) });
    wires[0].onclose({ code });
    assert.deepEqual(heard.at(-1), ["lost", 1, why, null]);
    turn(3_600_000);
    socket.hurry();
    assert.equal(wires.length, 1);
    socket.again();
    assert.equal(wires.length, 2);
    socket.again();
    assert.equal(wires.length, 2, "one wire at a time");
  }
});

test("the network's return cuts short a back-off, but no pause that the server asked for; the person's wish cuts short both", () => {
  for (const [code, hurried] of [[1006, 2], [1012, 1], [1013, 1]]) {
    const { socket, wires } = world();
    socket.start();
    wires[0].onclose({ code });
    socket.hurry();
    assert.equal(wires.length, hurried);
    socket.again();
    assert.equal(wires.length, 2);
  }
});

test("a wire that is given up is closed, another is opened at once, and what the first still says is not heard", () => {
  const { socket, wires, heard, open, frame } = world();
  socket.start();
  open(wires[0]);
  socket.renew();
  assert.deepEqual([wires.length, wires[0].closed, heard.at(-1)[0]], [2, true, "lost"]);
  frame(wires[0], 7);
  wires[0].onclose({ code: 1006 });
  assert.equal(heard.at(-1)[0], "lost");
  open(wires[1]);
  frame(wires[1], 8);
  assert.equal(heard.at(-1), 8);
});

test("silence counts from what was said first and has no answer, else from the last word; paying is not saying", () => {
  const { socket, wires, open, frame, turn } = world();
  socket.start();
  turn(300), assert.deepEqual([socket.silence(), socket.waits()], [300, true]);
  open(wires[0]);
  frame(wires[0], 1);
  turn(400), socket.drawn();
  assert.deepEqual([socket.silence(), socket.heard(), socket.waits()], [400, 400, false]);
  turn(600), socket.send({ type: "show" });
  turn(50), socket.send({ type: "show" });
  assert.deepEqual([socket.silence(), socket.heard(), socket.waits()], [50, 1050, true]);
  frame(wires[0], 2);
  assert.deepEqual([socket.silence(), socket.heard(), socket.waits()], [0, 0, false]);
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

test("end does not open again", () => {
  const { socket, wires, turn } = world();
  socket.start();
  socket.end();
  wires[0].onclose({});
  turn(60_000);
  assert.equal(wires.length, 1);
});

test("a landscape that comes in parts is heard when it is whole, and frames may come between", () => {
  const { socket, wires, heard, open, frame } = world();
  socket.start();
  open(wires[0]);
  const view = new DataView(new ArrayBuffer(136 + 8 * 8));
  [2, 5, 3, 0].forEach((value, i) => view.setUint32(4 * i, value, true));
  const bytes = new Uint8Array(view.buffer), half = 100;
  const part = (from, to) => {
    const head = Uint32Array.from([3, bytes.length, from, 0]);
    return Uint8Array.from([...new Uint8Array(head.buffer), ...bytes.subarray(from, to)]).buffer;
  };
  wires[0].onmessage({ data: part(0, half) });
  frame(wires[0], 7);
  wires[0].onmessage({ data: part(half) });
  assert.deepEqual(heard.slice(-2), [7, "landscape"]);
});
