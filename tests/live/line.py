"""A websocket by bytes: it can be said wrongly, half, or not at all. The library that we use on the
other side would refuse.
"""

import base64
import json
import os
import socket
import struct
import time
from typing import Any

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
WITHIN = 20.0
POINTS = {"data": {"count": 20}}  # a Spec whose steps are quick
SHOW = {"theta": True, "curve": 1}

Item = tuple[str, Any]  # ("text", {…}), ("frame", bytes), ("landscape", bytes), ("close", code)


class Refused(Exception):
    """The handshake was answered with another status than 101."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def request(port: int, **headers: str) -> bytes:
    """A handshake; a header given as "" is left out."""
    told = {
        "Host": f"127.0.0.1:{port}", "Upgrade": "websocket", "Connection": "Upgrade",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
        "Sec-WebSocket-Version": "13", "Origin": f"http://127.0.0.1:{port}", **headers,
    }  # fmt: skip
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items() if value)
    return f"GET /ws HTTP/1.1\r\n{lines}\r\n".encode()


def piece(
    payload: bytes, kind: int = TEXT, final: bool = True, reserved: int = 0, masked: bool = True
) -> bytes:
    """A frame, right or wrong."""
    first, size = final << 7 | reserved << 4 | kind, len(payload)
    bit = masked << 7
    if size < 126:
        head = struct.pack("!BB", first, bit | size)
    elif size < 1 << 16:
        head = struct.pack("!BBH", first, bit | 126, size)
    else:
        head = struct.pack("!BBQ", first, bit | 127, size)
    if not masked:
        return head + payload
    mask = os.urandom(4)
    whole = mask * (size // 4 + 1)
    mixed = int.from_bytes(payload, "big") ^ int.from_bytes(whole[:size], "big")
    return head + mask + mixed.to_bytes(size, "big")


class Line:
    """`acknowledges`: every frame is, when it is read."""

    def __init__(self, port: int, acknowledges: bool = True, room: int = 0, **headers: str) -> None:
        self.socket, self.acknowledges = socket.socket(), acknowledges
        if room:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        self.socket.settimeout(WITHIN)
        self.socket.connect(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(request(port, **headers))
        self.rest = b""
        while b"\r\n\r\n" not in self.rest:
            self.rest += self._more()
        answer, self.rest = self.rest.split(b"\r\n\r\n", 1)
        status = int(answer.split(b" ")[1])
        if status != 101:
            raise Refused(status)
        self.answer = answer.decode()

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    # Saying

    def say(self, kind: str, **fields: Any) -> None:
        self.text(json.dumps({"type": kind, **fields}))

    def text(self, payload: str | bytes, **wrongly: Any) -> None:
        data = payload.encode() if isinstance(payload, str) else payload
        self.socket.sendall(piece(data, **wrongly))

    def hello(self, spec: Any = POINTS, show: Any = SHOW, **fields: Any) -> None:
        self.say("hello", spec=spec, show=show, **fields)

    def tear(self) -> None:
        """Gone without a word: the other side is told by a reset."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    # Hearing

    def next(self, within: float = WITHIN) -> Item:
        """What comes next; TimeoutError when nothing does. Pings are answered."""
        end = time.monotonic() + within
        while True:
            kind, payload = self._piece(end)
            if kind == TEXT:
                return "text", json.loads(payload)
            if kind == BINARY:
                is_frame = payload[0] == 1
                if is_frame and self.acknowledges:
                    self.say("ready", n=1)
                return "frame" if is_frame else "landscape", payload
            if kind == CLOSE:
                return "close", int.from_bytes(payload[:2], "big") if payload else 1005
            if kind == PING:
                self.socket.sendall(piece(payload, PONG))

    def _piece(self, end: float) -> tuple[int, bytes]:
        while (size := whole(self.rest)) is None:
            self.socket.settimeout(max(0.001, end - time.monotonic()))
            self.rest += self._more()
        start, stop = size
        kind, payload, self.rest = self.rest[0] & 15, self.rest[start:stop], self.rest[stop:]
        return kind, payload

    def _more(self) -> bytes:
        data = self.socket.recv(1 << 16)
        if not data:
            raise ConnectionResetError("the line has gone")
        return data

    def hear(self, kind: str) -> dict[str, Any]:
        """The next text of a kind; what comes before it is passed over."""
        while True:
            name, item = self.next()
            assert name != "close", f"closed with {item} while waiting for {kind}"
            if name == "text" and item["type"] == kind:
                return item

    def frame(self, within: float = WITHIN) -> bytes:
        while True:
            name, item = self.next(within)
            assert name != "close", f"closed with {item} while waiting for a frame"
            if name == "frame":
                return item

    def closed_with(self, within: float = WITHIN) -> int:
        """The code with which the server says goodbye; 1006 if it goes without one."""
        end = time.monotonic() + within
        try:
            while True:
                name, item = self.next(max(0.001, end - time.monotonic()))
                if name == "close":
                    return item
        except ConnectionError:
            return 1006

    def heard(self, seconds: float) -> list[Item]:
        """All that comes within a time."""
        found: list[Item] = []
        end = time.monotonic() + seconds
        try:
            while (left := end - time.monotonic()) > 0:
                found.append(self.next(left))
        except TimeoutError:
            pass
        return found


def whole(data: bytes) -> tuple[int, int] | None:
    """Where the payload of the first frame begins and ends; None if it is not all there."""
    if len(data) < 2:
        return None
    wide = {126: 2, 127: 8}.get(data[1], 0)
    if len(data) < 2 + wide:
        return None
    size = int.from_bytes(data[2 : 2 + wide], "big") if wide else data[1]
    return (2 + wide, 2 + wide + size) if len(data) >= 2 + wide + size else None


def step_of(frame: bytes) -> int:
    return int(struct.unpack_from("<d", frame, 8)[0])
