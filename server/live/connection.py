"""Connection: one websocket. Reads texts within limits, writes what the mailbox holds,
ends its session with itself.
"""

import asyncio
import logging
import platform
import secrets
from dataclasses import dataclass

import numpy as np
from fastapi import WebSocket, WebSocketDisconnect

from server import protocol
from server import spec as specs
from server.checks import Bad
from server.live.mailbox import Full, Mailbox
from server.live.scheduler import Scheduler
from server.live.session import Session
from server.protocol import Hello, Ready
from server.settings import Settings

log = logging.getLogger("downhill")
BOOT = secrets.token_hex(8)  # differs after each start of the server
POLICY, TOO_BIG, FAILED, FULL = 1008, 1009, 1011, 1013
HELLO_WITHIN, MOST_ERRORS = 10.0, 20


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
    def __init__(self, socket: WebSocket, scheduler: Scheduler, settings: Settings) -> None:
        self.socket, self.scheduler, self.settings = socket, scheduler, settings
        self.clock = asyncio.get_running_loop().time
        self.mailbox = Mailbox(settings.fps)
        self.session = Session(self.mailbox, settings, self.clock())
        self.bucket = Bucket(self.clock())
        self.errors, self.greeted = 0, False
        self._failed, self._fault = asyncio.Event(), ""

    async def serve(self) -> None:
        """Until the page goes away or breaks the rules."""
        await self.socket.accept()
        if self.scheduler.full:
            await self._refuse("full", "this server is full; it will be tried again")
            return
        self.mailbox.say(welcome(self.settings))
        self.scheduler.add(self.session.player, self._fail)
        tasks = [asyncio.create_task(t) for t in (self._read(), self._write(), self._wait_failed())]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                error = task.exception()
                if error is not None and not isinstance(error, WebSocketDisconnect | RuntimeError):
                    log.error("a connection failed and was closed", exc_info=error)
            code = next((FAILED if t.exception() else t.result() for t in done), None)
            if code:
                await self.socket.close(code)
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            self.scheduler.remove(self.session.player)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _read(self) -> int | None:
        """Texts in, one after another. → a close code, or None when the page has gone."""
        while True:
            try:
                limit = None if self.greeted else HELLO_WITHIN
                event = await asyncio.wait_for(self.socket.receive(), limit)
            except TimeoutError:
                return POLICY
            if event["type"] == "websocket.disconnect":
                return None
            code = self._take(event.get("text") or event.get("bytes") or "")
            if code:
                return code

    def _take(self, data: str | bytes) -> int | None:
        now = self.clock()
        try:
            message = protocol.decode(data)
            cost = 0.25 if isinstance(message, Ready) else 1.0
            if not self.bucket.take(cost, now):
                self._say("too_fast", "more than 60 messages a second")
                return POLICY
            self.greeted = self.greeted or isinstance(message, Hello)
            self.session.handle(message, now)
            if isinstance(message, Ready):
                self.scheduler.freed(self.session.player)
            else:
                self.scheduler.touch(self.session.player)
        except protocol.ProtocolError as error:
            self.errors += 1
            self._say(error.code, error.text, error.field, error.cause)
            if error.code == "too_large":
                return TOO_BIG
            return POLICY if self.errors > MOST_ERRORS else None
        except Full:
            return POLICY
        return None

    def _say(self, code: str, text: str, field: str = "", cause: Bad | None = None) -> None:
        self.mailbox.say(protocol.encode(protocol.error(code, text, field, cause)))

    async def _write(self) -> int | None:
        while True:
            item = await self.mailbox.next()
            if isinstance(item, str):
                await self.socket.send_text(item)
            else:
                await self.socket.send_bytes(item)
                self.scheduler.freed(self.session.player)

    def _fail(self, number: str) -> None:
        """The session raised what it should not; the log has it under this number."""
        self._fault = number
        self._failed.set()

    async def _wait_failed(self) -> int:
        await self._failed.wait()
        text = f"something went wrong here, not with you: number {self._fault} in the server's log"
        await self.socket.send_text(protocol.encode(protocol.error("internal", text)))
        return FAILED

    async def _refuse(self, code: str, text: str) -> None:
        await self.socket.send_text(protocol.encode(protocol.error(code, text)))
        await self.socket.close(FULL)


def welcome(settings: Settings) -> str:
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
            "fingerprint": fingerprint, "limits": limits, "fps": settings.fps,
        }
    )  # fmt: skip
