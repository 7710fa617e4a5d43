"""Connection: one websocket. Hears texts within limits, sends what the mailbox holds, ends its
session with itself.

No task, no timer and no wait of its own but for the next text: frames go out when they are put,
acknowledgements come in beside the texts (ws.py), and once a second the register looks.
"""

import asyncio
import logging
import platform
import secrets
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from fastapi import WebSocket

from server import protocol
from server import spec as specs
from server.checks import Bad
from server.live.mailbox import Mailbox
from server.live.register import Register
from server.live.scheduler import Scheduler
from server.live.session import Session
from server.live.ws import Line, line_of
from server.protocol import Hello, Message, Present, ProtocolError, Ready
from server.settings import Settings

log = logging.getLogger("downhill")
BOOT = secrets.token_hex(8)  # differs after each start of the server
POLICY, TOO_BIG, FAILED, FULL, TAKEN = 1008, 1009, 1011, 1013, 4001
HELLO_WITHIN, STUCK = 10, 20  # looks
MOST_ERRORS = 20


@dataclass
class House:
    """What all connections of one server share."""

    settings: Settings
    scheduler: Scheduler
    build: str  # of the pages that this server gives
    register: Register = field(default_factory=Register)


@dataclass
class Bucket:
    """At most `rate` texts a second, `burst` at once; an acknowledgement costs a quarter."""

    now: float
    rate: float = 60.0
    burst: float = 120.0
    level: float = 120.0

    def take(self, cost: float, now: float) -> bool:
        self.level = min(self.burst, self.level + (now - self.now) * self.rate) - cost
        self.now = now
        return self.level >= 0


class Connection:
    """Of its socket's time `serve` is the whole; all else is called from elsewhere."""

    line: Line

    def __init__(self, socket: WebSocket, house: House) -> None:
        self.socket, self.house = socket, house
        self.clock = asyncio.get_running_loop().time
        self.mailbox = Mailbox(house.settings.fps)
        self.mailbox.filled, self.mailbox.freed = self._send, house.scheduler.wake
        self.session: Session | None = None
        self.bucket = Bucket(self.clock())
        self.greeted, self.ended = False, False
        self.tab = ""
        self._errors, self._looks, self._stuck = 0, 0, 0

    async def serve(self) -> None:
        """Until the page goes away or breaks the rules."""
        if not self.house.register.room:
            await self.socket.close(FULL)  # before accept: the browser sees 403
            return
        await self.socket.accept()
        self.line = line_of(self.socket)
        self.line.listener = self
        self.house.register.enter(self)
        try:
            self.mailbox.say(welcome(self.house))
            while (event := await self.socket.receive())["type"] == "websocket.receive":
                self._hear(event)
        finally:
            self.end()
            self.line.end()

    def end(self) -> None:
        """What it held is free again, whatever becomes of the socket."""
        if not self.ended:
            self.ended = True
            self.house.register.leave(self, self.tab)
            if self.session is not None:
                self.house.scheduler.remove(self.session)

    def close(self, code: int) -> None:
        """Nothing more is heard; what was said last still goes out, and then the code."""
        if not self.ended:
            self.end()
            self.mailbox.resume()
            self.line.close(code)

    # What comes in

    def ready(self, count: int) -> None:
        """Frames were drawn."""
        now = self.clock()
        if self.bucket.take(0.25, now):
            self.mailbox.acknowledge(count, now)
        else:
            self._too_fast()

    def _hear(self, event: Any) -> None:
        """A text, and its effect."""
        if self.ended:
            return
        try:
            message = protocol.decode(event.get("text") or event.get("bytes") or "")
            if isinstance(message, Ready):
                self.ready(message.n)
            elif self.bucket.take(1.0, self.clock()):
                self._take(message)
                self.house.scheduler.wake()
            else:
                self._too_fast()
        except ProtocolError as error:
            self._refuse(error)
        except Exception:
            mark = secrets.token_hex(4)
            log.exception("a connection failed and was closed (%s)", mark)
            self.fail(mark)

    def _take(self, message: Message) -> None:
        if isinstance(message, Hello) and not self._greet(message):
            return
        if self.session is None:
            raise ProtocolError("hello_first", "expected hello before anything else")
        if isinstance(message, Present):
            self.mailbox.present = message.on
        else:
            self.session.handle(message, self.clock())

    def _greet(self, hello: Hello) -> bool:
        """The first words give it a session, if there is room."""
        house, now = self.house, self.clock()
        if self.session is None and len(house.scheduler) >= house.settings.most_sessions:
            self._say("full", "this server is full; it will be tried again")
            self.close(FULL)
            return False
        self.greeted = True
        self.mailbox.present = hello.present
        self._seat(hello.tab)
        if self.session is None:
            self.session = Session(self.mailbox, house.settings, now)
            house.scheduler.add(self.session, self.fail)
        return True

    def _seat(self, tab: str) -> None:
        if tab and tab != self.tab:
            self.tab = tab
            self.house.register.seat(self, tab)

    def _refuse(self, error: ProtocolError) -> None:
        self._errors += 1
        self._say(error.code, error.text, error.field, error.cause)
        if error.code == "too_large":
            self.close(TOO_BIG)
        elif self._errors > MOST_ERRORS:
            self.close(POLICY)

    def _too_fast(self) -> None:
        self._say("too_fast", "more than 60 messages a second")
        self.close(POLICY)

    def _say(self, code: str, text: str, field: str = "", cause: Bad | None = None) -> None:
        self.mailbox.say(protocol.encode(protocol.error(code, text, field, cause)))

    # What goes out

    def _send(self) -> None:
        """All that may go now."""
        mailbox, line = self.mailbox, self.line
        while (item := mailbox.take(self.clock())) is not None:
            line.write(item)
        if mailbox.full:  # perhaps in the middle of a turn of its session
            asyncio.get_running_loop().call_soon(self.close, POLICY)

    def writable(self, now: bool) -> None:
        """The line is full, or has room again."""
        if now:
            self.mailbox.resume()
        elif not self.ended:
            self.mailbox.open = False

    # What others decide

    def look(self) -> None:
        """Once a second. Who has not said hello in ten is sent away; who reads or answers nothing
        for twenty is cut off: nothing that is said to it would arrive.
        """
        self._looks += 1
        self._stuck = 0 if self.mailbox.open else self._stuck + 1
        if not self.line.look() or self._stuck >= STUCK:
            self.end()
            self.line.abort()
        elif not self.greeted and self._looks >= HELLO_WITHIN:
            self._say("hello_first", f"no hello within {HELLO_WITHIN} seconds")
            self.close(POLICY)

    def taken(self) -> None:
        self._say("taken", "this tab is connected elsewhere: the newest goes on")
        self.close(TAKEN)

    def fail(self, mark: str) -> None:
        """A fault of ours, which the log knows by its mark."""
        said = protocol.error(
            "internal", f"the server could not go on with this run ({mark})", fault=mark
        )
        self.mailbox.say(protocol.encode(said))
        self.close(FAILED)


def welcome(house: House) -> str:
    fingerprint = f"numpy {np.__version__} · {platform.machine()} · {platform.system()}"
    limits = {
        "points": specs.MOST_POINTS,
        "layers": specs.MOST_LAYERS,
        "units": specs.MOST_UNITS,
        "classes": specs.MOST_CLASSES,
        "text_bytes": protocol.TEXT_BYTES,
    }
    return protocol.encode(
        {
            "type": "welcome", "protocol": protocol.VERSION, "boot": BOOT,
            "build": house.build, "fingerprint": fingerprint, "limits": limits,
            "fps": house.settings.fps, "acknowledge": 1,
        }
    )  # fmt: skip
