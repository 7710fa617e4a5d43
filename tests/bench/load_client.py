"""One client of the swarm: a socket, what it says, and when its frames came."""

import json
import random
import socket
import struct
from array import array
from dataclasses import dataclass, field

from tests.bench.load_wire import BINARY, CLOSE, PING, PONG, TEXT, framed, head_of, opening

FRAME = 1
SILENCE = 0.25  # seconds after which what is owed is paid
STEP = struct.Struct("<d")
READY = {n: framed(f'{{"type":"ready","n":{n}}}') for n in range(1, 65)}


@dataclass
class Record:
    """What came since the last mark: seconds and steps of frames, bytes of all."""

    times: array = field(default_factory=lambda: array("d"))
    steps: array = field(default_factory=lambda: array("d"))
    bytes: int = 0


class Client:
    """kind: live reads and acknowledges; stalled never reads; keeps comes back after a loss."""

    def __init__(self, port: int, hello: dict, kind: str, play: str | None, small: bool) -> None:
        self.port, self.hello, self.kind, self.play, self.small = port, hello, kind, play, small
        self.record, self.texts = Record(), dict[str, dict]()
        self.socket: socket.socket | None = None
        self.lost: list[float] = []  # when the connection went
        self.back: list[float] = []  # when the first frame came after it
        self.closed_with: list[int] = []
        self.first = 0.0  # when the first frame came at all
        self.checkpoint: dict | None = None
        self.attempt, self.playing, self.at = 0, False, 0.0

    # The socket

    def connect(self) -> int:
        """Open, and ask for a websocket. → the descriptor; OSError when nobody listens."""
        self.socket = socket.socket()
        if self.small:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        self.socket.connect(("127.0.0.1", self.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.shaken, self.welcome = False, False
        self.rest, self.skip, self.step = b"", 0, None
        self.owed, self.acknowledge, self.paid = 0, 1, 0.0
        self.awaited = True  # no frame on this connection yet
        self.socket.send(opening(f"127.0.0.1:{self.port}"))
        return self.socket.fileno()

    def leave(self, now: float) -> None:
        if self.socket is not None:
            self.socket.close()
            self.socket = None
            self.lost.append(now)

    def wait(self) -> float:
        """Seconds until it is tried again: the page's back-off with full jitter."""
        self.attempt += 1
        return random.random() * min(8.0, 0.25 * 2 ** (self.attempt - 1))

    def say(self, text: str) -> None:
        self._send(framed(text))

    def _send(self, data: bytes) -> None:
        try:
            if self.socket is not None:
                self.socket.send(data)
        except (BlockingIOError, OSError):
            pass  # a server that does not read: the loss is noticed when reading

    # What comes

    def take(self, data: memoryview, now: float) -> bool:
        """Bytes from the server. → False when it said goodbye."""
        size = len(data)
        self.record.bytes += size
        at = 0
        if self.skip:
            at = min(self.skip, size)
            self.skip -= at
            if not self.skip:
                self._arrived(now)
        if at < size:
            if self.rest:
                data = memoryview(self.rest + data[at:])
                at, size, self.rest = 0, len(data), b""
            if not self.shaken:
                at = self._shake(data)
            while at < size:
                at = self._frame(data, at, size, now)
                if at < 0:
                    return False
        return True

    def _shake(self, data: memoryview) -> int:
        answer = bytes(data)
        end = answer.find(b"\r\n\r\n")
        if end < 0:
            self.rest = answer
            return len(data)
        assert answer.startswith(b"HTTP/1.1 101"), answer[:200]
        self.shaken = True
        self.say(json.dumps(self._greeting()))
        if self.play and (self.playing or self.kind == "stalled"):
            self.say(self.play)
        return end + 4

    def _greeting(self) -> dict:
        if self.checkpoint is None:
            return self.hello
        step = max(int(self.at), self.checkpoint["step"])
        return self.hello | {"checkpoint": self.checkpoint, "step": step, "horizon": step}

    def _frame(self, data: memoryview, at: int, size: int, now: float) -> int:
        """Where the next frame begins; −1 at the end of all."""
        head = head_of(data, at, size)
        kind, start, length = head or (0, 0, 0)
        if head is None or start + (min(16, length) if kind == BINARY else length) > size:
            self.rest = bytes(data[at:])
            return size
        if kind == BINARY:
            is_frame = data[start] == FRAME
            self.step = STEP.unpack_from(data, start + 8)[0] if is_frame else None
            missing = start + length - size
            if missing > 0:
                self.skip = missing
                return size
            self._arrived(now)
        elif kind == TEXT:
            self._text(bytes(data[start : start + length]))
        elif kind == PING:
            self._send(framed(bytes(data[start : start + length]), PONG))
        elif kind == CLOSE:
            told = bytes(data[start : start + 2])
            self.closed_with.append(int.from_bytes(told, "big") if told else 1005)
            return -1
        return start + length

    def _arrived(self, now: float) -> None:
        """A whole binary message is there."""
        if self.step is None:
            return
        record, self.at = self.record, self.step
        record.times.append(now)
        record.steps.append(self.step)
        if self.awaited:
            self._begun(now)
        self.owed += 1
        if self.owed >= self.acknowledge:
            self.pay(now)

    def pay(self, now: float) -> None:
        self._send(READY[min(self.owed, 64)])
        self.owed, self.paid = 0, now

    def _begun(self, now: float) -> None:
        self.awaited, self.attempt = False, 0
        self.first = self.first or now
        if len(self.back) < len(self.lost):
            self.back.append(now)

    def _text(self, data: bytes) -> None:
        if data.startswith(b'{"type":"checkpoint"'):
            if self.kind == "keeps":
                self.checkpoint = json.loads(data)["checkpoint"]
            return
        if data.startswith((b'{"type":"status"', b'{"type":"layout"', b'{"type":"spec"')):
            return
        message = json.loads(data)
        self.texts[message["type"]] = message
        self.welcome = self.welcome or message["type"] == "welcome"
        self.acknowledge = message.get("acknowledge", self.acknowledge)

    def start(self) -> None:
        self.playing = True
        if self.play:
            self.say(self.play)
