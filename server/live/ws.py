"""The line to one page: what is said goes straight to its transport, and `ready` is heard without
a task.

1. What uvicorn and websockets do not promise is touched in this file only; tests/live/test_ws.py
   says whether it still fits.
2. Under any other class of uvicorn's a page has a `Relay` instead, over ASGI's `send`.
3. Nobody writes while a line is full: `writable` says when, and the newest waits in the mailbox.
"""

import asyncio
import typing
from collections import deque
from contextlib import suppress
from typing import Any

from fastapi import WebSocket, WebSocketDisconnect
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import (
    Frame,
    apply_mask,  # pyright: ignore[reportPrivateImportUsage]
)

TEXT, BINARY = 0x81, 0x82  # whole, unmasked
PING, ASK = b"\x89\x00", b"\x89\x01?"
PATIENT, GONE = 5, 20  # looks without a word after which a peer is asked, and is given up
CLOSING, LEAVING = 5.0, 1.0  # seconds for the answer to a close frame; when the server ends
RESTART = 1012
READ, PIECE = 64 << 10, 2 << 10  # bytes that are read, and understood, at once
MOST_HEARD = 500  # messages and parts of them in a second, of whatever kind
EXTENSION = "downhill.line"


class Listener(typing.Protocol):
    """Who is told what comes in beside the texts."""

    def ready(self, count: int) -> None: ...

    def writable(self, now: bool) -> None: ...

    def arrived(self) -> None: ...

    def flooded(self) -> None: ...


class Nobody:
    def ready(self, count: int) -> None:
        del count

    def writable(self, now: bool) -> None:
        del now

    def arrived(self) -> None:
        pass

    def flooded(self) -> None:
        pass


class Framed(bytes):
    """A text or a frame as it goes over the wire, made once for many."""

    item: str | bytes


def framed(item: str | bytes) -> Framed:
    made = Framed(wired(item))
    made.item = item
    return made


def wired(item: str | bytes) -> bytes:
    """The websocket frame of an item: whole, unmasked."""
    if isinstance(item, Framed):
        return item
    kind, data = (TEXT, item.encode()) if isinstance(item, str) else (BINARY, item)
    size = len(data)
    if size < 126:
        return bytes((kind, size)) + data
    if size < 1 << 16:
        return bytes((kind, 126)) + size.to_bytes(2, "big") + data
    return bytes((kind, 127)) + size.to_bytes(8, "big") + data


# The texts by which pages acknowledge, as `JSON.stringify` writes them.
READY = {f'{{"type":"ready","n":{n}}}'.encode(): n for n in range(1, 65)}
# How such a text begins on the wire → how many bytes it has there: two, the mask's four, its own.
SIZES = {bytes((TEXT, 0x80 | len(text))): 6 + len(text) for text in READY}


class Protocol(WebSocketsSansIOProtocol, asyncio.BufferedProtocol):
    """uvicorn's own protocol, and the line of a page."""

    listener: Listener = Nobody()
    quiet = 0  # looks since anything was heard
    heard = 0  # messages and parts of them since the last look
    _rest = b""  # what was read and not understood yet
    _read = memoryview(bytearray(READ))  # of all lines: what is in it is taken out at once

    # What the page's connection does

    def write(self, item: str | bytes) -> None:
        self._send(wired(item))

    def _send(self, data: bytes) -> None:
        if not (self.close_sent or self.transport.is_closing()):
            self.transport.write(data)

    def ask(self) -> None:
        """`arrived` is called when all that was written before is there. A page's browser answers
        by itself, hidden or not.
        """
        self._send(ASK)

    def close(self, code: int, within: float = CLOSING) -> None:
        """Say goodbye; without an answer the line is cut, whatever still waits in it."""
        if self.close_sent or self.transport.is_closing():
            return
        self.conn.send_close(code)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": ""})
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        self.close_timer = self.loop.call_later(within, self.abort)

    def abort(self) -> None:
        self.transport.abort()

    def end(self) -> None:
        """Nobody listens any more."""
        self.listener = Nobody()

    def look(self) -> bool:
        """Once a second. → whether the peer is still there. Looks are counted, not seconds: a
        machine that slept for an hour has looked once.
        """
        self.quiet, self.heard = self.quiet + 1, 0
        if self.quiet % PATIENT == 0:
            self._send(PING)
        return self.quiet < GONE

    # What uvicorn does

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """What cannot go now waits in a mailbox, where it can be replaced, not in the transport."""
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(high=0)

    def get_buffer(self, sizehint: int) -> memoryview:
        """Without it asyncio makes a buffer of 256 KiB for each acknowledgement of 28 bytes."""
        del sizehint
        return self._read

    def buffer_updated(self, nbytes: int) -> None:
        self.data_received(bytes(self._read[:nbytes]))

    def data_received(self, data: bytes) -> None:
        self.quiet = 0
        self._rest += data
        self._understand()

    async def receive(self) -> Any:
        message = await super().receive()
        self._understand()
        return message

    def _understand(self) -> None:
        """What was read, until a text has to be taken before the next. In pieces: one reading can
        hold ten thousand pings.
        """
        while self._rest and not self.read_paused:
            data = self._rest[self._acknowledged(self._rest) :]
            self._rest = data[PIECE:]
            if data and self.heard <= MOST_HEARD:
                super().data_received(data[:PIECE])
            if self.heard > MOST_HEARD:
                self._shut()

    def _shut(self) -> None:
        """Of a flood nothing is read any more."""
        self._rest, self.read_paused = b"", False
        (self.listener.flooded if self.handshake_complete else self.abort)()
        self.transport.pause_reading()

    def _acknowledged(self, data: bytes) -> int:
        """Acknowledgements are taken out of what comes, as long as nothing stands before them.
        → where they end.

        They are known by all their bytes, unmasked: within another message these would have to
        stand at the beginning of a piece, under the mask that stands before them.
        """
        at = 0
        while (size := SIZES.get(data[at : at + 2])) is not None and len(data) >= at + size:
            count = READY.get(apply_mask(data[at + 6 : at + size], data[at + 2 : at + 6]))
            if count is None or self.heard > MOST_HEARD:
                break
            self.heard += 1
            self.listener.ready(count)
            at += size
        return at

    def handle_events(self) -> None:
        self.heard += len(self.conn.events)
        super().handle_events()

    def handle_pong(self, event: Frame) -> None:
        if event.data == ASK[2:]:
            self.listener.arrived()

    def pause_writing(self) -> None:
        super().pause_writing()
        self.listener.writable(False)

    def resume_writing(self) -> None:
        super().resume_writing()
        self.listener.writable(True)

    def start_keepalive(self) -> None:
        """`look` is what notices that a peer has gone; a timer for each is not needed."""

    def shutdown(self) -> None:
        """uvicorn ends: close code 1012, and nobody is waited for for long."""
        if not self.handshake_complete:
            super().shutdown()
        elif self.close_timer is not None:
            self.abort()
        else:
            self.close(RESTART, LEAVING)

    async def run_asgi(self) -> None:
        extensions: dict[str, Any] = self.scope["extensions"]  # type: ignore
        extensions[EXTENSION] = self
        try:
            await super().run_asgi()
        finally:
            del extensions[EXTENSION]


class Relay:
    """The line where uvicorn's protocol is another: `send`, one item after the other."""

    def __init__(self, socket: WebSocket) -> None:
        self.listener: Listener = Nobody()
        self._socket = socket
        # A number: the code to close with. None: tell that it has gone so far.
        self._items: deque[str | bytes | int | None] = deque()
        self._filled = asyncio.Event()
        self._task = asyncio.create_task(self._run())

    def write(self, item: str | bytes) -> None:
        self._items.append(item.item if isinstance(item, Framed) else item)
        self._filled.set()
        self.listener.writable(False)

    def ask(self) -> None:
        self._items.append(None)
        self._filled.set()

    def close(self, code: int) -> None:
        self._items.append(code)
        self._filled.set()

    def abort(self) -> None:
        """Nothing more is said. There is no way to cut it: uvicorn's pings and the kernel will."""
        self._task.cancel()

    end = abort

    def look(self) -> bool:
        return True

    async def _run(self) -> None:
        with suppress(WebSocketDisconnect, RuntimeError, OSError):
            while True:
                await self._filled.wait()
                self._filled.clear()
                while self._items:
                    await self._send(self._items.popleft())
                self.listener.writable(True)

    async def _send(self, item: str | bytes | int | None) -> None:
        if item is None:
            self.listener.arrived()
        elif isinstance(item, int):
            await self._socket.close(item)
        elif isinstance(item, str):
            await self._socket.send_text(item)
        else:
            await self._socket.send_bytes(item)


Line = Protocol | Relay


def line_of(socket: WebSocket) -> Line:
    """The line of an accepted websocket."""
    found = socket.scope.get("extensions", {}).get(EXTENSION)
    return found if isinstance(found, Protocol) else Relay(socket)
