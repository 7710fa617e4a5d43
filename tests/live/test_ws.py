"""The line to one page: whether our class still fits uvicorn's, and what goes over it."""

import asyncio
from typing import Any

import pytest
import uvicorn
from fastapi import WebSocket
from hypothesis import given
from hypothesis import strategies as st
from uvicorn.server import ServerState
from websockets.frames import Frame, Opcode

from server.live import ws

REQUEST = (
    b"GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)


@pytest.mark.parametrize("size", [0, 125, 126, 65535, 65536])
def test_frames_are_those_of_websockets_own_encoder(size: int):
    data = bytes(range(256)) * (size // 256 + 1)
    text = "가" * (size // 3) + "x" * (size % 3)
    for item, frame in (
        (data[:size], Frame(Opcode.BINARY, data[:size])),
        (text, Frame(Opcode.TEXT, text.encode())),
    ):
        expected = frame.serialize(mask=False)
        assert ws.wired(item) == expected
        assert ws.framed(item) == expected and ws.wired(ws.framed(item)) == expected


class Wire(asyncio.Transport):
    """A transport that keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written, self.aborted, self.closing, self.high = b"", False, False, -1
        self.reading = True

    def write(self, data: Any) -> None:
        assert not self.closing, "written to a closing transport"
        self.written += bytes(data)

    def is_closing(self) -> bool:
        return self.closing

    def close(self) -> None:
        self.closing = True

    def abort(self) -> None:
        self.closing = self.aborted = True

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        self.reading = True

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        del low
        self.high = high


class Ear:
    def __init__(self) -> None:
        self.counts: list[int] = []
        self.open: list[bool] = []
        self.echoes = self.floods = 0

    def ready(self, count: int) -> None:
        self.counts.append(count)

    def writable(self, now: bool) -> None:
        self.open.append(now)

    def arrived(self) -> None:
        self.echoes += 1

    def flooded(self) -> None:
        self.floods += 1


class Meeting:
    """Our class between a transport and an application, all of this test."""

    def __init__(self) -> None:
        self.wire, self.ear, self.texts = Wire(), Ear(), list[Any]()
        self.ended: dict[str, Any] = {}
        config = uvicorn.Config(self.app, interface="asgi3", ws=ws.Protocol, log_level="critical")
        config.load()
        self.line = ws.Protocol(config, ServerState(), {})
        self.line.connection_made(self.wire)

    async def app(self, scope: Any, receive: Any, send: Any) -> None:
        socket = WebSocket(scope, receive, send)
        await socket.accept()
        line = ws.line_of(socket)
        assert line is self.line
        line.listener = self.ear
        while (event := await socket.receive())["type"] == "websocket.receive":
            self.texts.append(event.get("text") or event.get("bytes"))
        self.ended = dict(event)

    async def shake(self) -> None:
        self.line.data_received(REQUEST)
        await settled()
        assert self.wire.written.startswith(b"HTTP/1.1 101 ")
        self.wire.written = b""


async def settled() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def meeting(what: Any) -> Meeting:
    """A meeting after the handshake and `what`."""

    async def held() -> Meeting:
        met = Meeting()
        await met.shake()
        await what(met)
        await settled()
        return met

    return asyncio.run(held())


def masked(text: str, mask: bytes) -> bytes:
    data = text.encode()
    assert len(data) < 126
    body = bytes(b ^ mask[i % 4] for i, b in enumerate(data))
    return bytes((0x81, 0x80 | len(data))) + mask + body


SAYINGS = st.one_of(
    st.integers(1, 64).map(lambda n: f'{{"type":"ready","n":{n}}}'),
    st.sampled_from(['{"type":"ready","n":65}', '{"type":"ready","n":07}', '{"type":"pause"}', ""]),
    st.text(max_size=22).filter(lambda text: len(text.encode()) < 126),
)


@given(
    said=st.lists(st.tuples(SAYINGS, st.binary(min_size=4, max_size=4)), max_size=6),
    cuts=st.lists(st.integers(0, 300), max_size=8),
)
def test_acknowledgements_are_heard_beside_the_texts_however_the_bytes_are_cut(
    said: list[tuple[str, bytes]], cuts: list[int]
):
    """All texts but them come to the application, in order; of those that are not seen to be one
    the application hears, too.
    """
    stream = b"".join(masked(text, mask) for text, mask in said)
    places = sorted({0, len(stream), *(c for c in cuts if c < len(stream))})

    async def hear(met: Meeting) -> None:
        for start, end in zip(places, places[1:], strict=False):
            met.line.data_received(stream[start:end])
            await settled()

    met = meeting(hear)
    readies = {f'{{"type":"ready","n":{n}}}': n for n in range(1, 65)}
    assert [t or "" for t in met.texts if t not in readies] == [
        text for text, _ in said if text not in readies
    ]
    late = [readies[t] for t in met.texts if t in readies]
    assert sorted(met.ear.counts + late) == sorted(readies[t] for t, _ in said if t in readies)
    if len(places) < 3:
        assert late == [] or any(text not in readies for text, _ in said)


def test_what_is_read_at_once_lies_in_one_buffer():
    """As asyncio's transport does it for an `asyncio.BufferedProtocol`."""
    data = masked('{"type":"ready","n":3}', b"abcd")

    async def hear(met: Meeting) -> None:
        assert isinstance(met.line, asyncio.BufferedProtocol)
        met.line.get_buffer(-1)[: len(data)] = data
        met.line.buffer_updated(len(data))

    assert meeting(hear).ear.counts == [3]


def test_what_is_said_goes_straight_to_the_transport_and_a_full_line_says_so():
    async def talk(met: Meeting) -> None:
        assert met.wire.high == 0, "what waits in a transport cannot be replaced"
        met.line.write("one")
        met.line.write(ws.framed(b"two"))
        met.line.pause_writing()
        met.line.resume_writing()

    met = meeting(talk)
    assert met.wire.written == b"\x81\x03one\x82\x03two"
    assert met.ear.open == [False, True]


def test_a_silent_peer_is_asked_three_times_and_then_given_up_and_any_word_counts():
    async def wait(met: Meeting) -> None:
        assert [met.line.look() for _ in range(ws.GONE)] == [True] * (ws.GONE - 1) + [False]
        assert met.wire.written == b"\x89\x00" * (ws.GONE // ws.PATIENT)
        met.line.data_received(b"\x8a\x80abcd")  # a pong
        assert met.line.look()

    meeting(wait)


def test_what_was_asked_about_is_there_when_the_pong_comes_back():
    async def ask(met: Meeting) -> None:
        met.line.ask()
        assert met.wire.written == b"\x89\x01?"
        met.line.data_received(b"\x8a\x80abcd")  # of another ping
        assert met.ear.echoes == 0
        met.line.data_received(b"\x8a\x81abcd" + bytes((ord("?") ^ ord("a"),)))

    assert meeting(ask).ear.echoes == 1


def test_a_close_waits_for_its_answer_but_not_for_ever(monkeypatch: pytest.MonkeyPatch):
    async def answered(met: Meeting) -> None:
        met.line.close(4001)
        met.line.close(1008)
        met.line.write("not any more")
        await settled()
        assert met.wire.written == b"\x88\x02\x0f\xa1" and met.ended["code"] == 4001
        assert not met.wire.closing
        met.line.data_received(b"\x88\x82abcd" + bytes((0x0F ^ 97, 0xA1 ^ 98)))

    async def unanswered(met: Meeting) -> None:
        met.line.close(1008, within=0.001)
        await asyncio.sleep(0.02)

    met = meeting(answered)
    assert met.wire.closing and not met.wire.aborted
    assert meeting(unanswered).wire.aborted


def test_a_restart_is_said_and_a_line_that_is_closing_already_is_cut():
    async def restart(met: Meeting) -> None:
        met.line.shutdown()
        await settled()
        assert met.wire.written == b"\x88\x02\x03\xf4" and met.ended["code"] == 1012
        assert not met.wire.aborted
        met.line.shutdown()

    assert meeting(restart).wire.aborted


@pytest.mark.parametrize(
    "small", [b"\x89\x80abcd", b"\x8a\x80abcd", b"\x00\x80abcd", b"\x81\x80abcd"]
)
def test_of_a_flood_of_whatever_little_is_understood_and_then_nothing(small: bytes):
    """Pings, pongs, parts of a text, empty texts; ten thousand of each are in one reading."""

    async def flood(met: Meeting) -> None:
        if small[0] == 0:
            met.line.data_received(masked("begun", b"abcd").replace(b"\x81", b"\x01", 1))
        met.line.data_received(small * 10_000)
        await settled()

    met = meeting(flood)
    most = ws.MOST_HEARD + ws.PIECE // len(small)
    assert met.ear.floods == 1 and not met.wire.reading
    assert ws.MOST_HEARD < met.line.heard <= most + 1
    assert len(met.texts) <= most and len(met.wire.written) <= 2 * most


def test_so_many_in_many_seconds_are_no_flood():
    async def talk(met: Meeting) -> None:
        for _ in range(5):
            met.line.data_received(b"\x89\x80abcd" * (ws.MOST_HEARD - 1))
            met.line.look()

    met = meeting(talk)
    assert met.ear.floods == 0 and len(met.wire.written) == 5 * 2 * (ws.MOST_HEARD - 1)


def test_under_another_class_a_page_has_a_relay():
    said: list[Any] = []

    async def send(message: Any) -> None:
        said.append(message)

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    async def talk() -> Ear:
        socket = WebSocket({"type": "websocket"}, receive, send)
        await socket.accept()
        line, ear = ws.line_of(socket), Ear()
        assert isinstance(line, ws.Relay)
        line.listener = ear
        line.write("one")
        line.write(ws.framed(b"two"))
        line.ask()
        line.close(1008)
        assert line.look()
        await settled()
        line.end()
        return ear

    ear = asyncio.run(talk())
    assert [m.get("text") or m.get("bytes") or m.get("code") for m in said[1:]] == [
        "one",
        b"two",
        1008,
    ]
    assert ear.open == [False, False, True] and ear.echoes == 1
