"""Connection: one websocket. Hears texts within limits, sends what the mailbox holds, ends its
session with itself.

No task, no timer and no wait of its own but for the next text: frames go out when they are put,
acknowledgements come in beside the texts (ws.py), and once a second the register looks.
"""

import asyncio
import secrets
from dataclasses import dataclass
from typing import Any

from fastapi import WebSocket

from server import logs, protocol
from server.checks import Bad
from server.live.house import House
from server.live.mailbox import Asked, Mailbox
from server.live.room import Room
from server.live.session import Session
from server.live.stage import Stage
from server.live.ws import Line, line_of
from server.protocol import Hello, Message, Present, ProtocolError, Ready, Share

POLICY, TOO_BIG, FAILED, FULL, TAKEN = 1008, 1009, 1011, 1013, 4001
HELLO_WITHIN, STUCK = 10, 20  # looks
MOST_ERRORS = 20
SELDOM = 4  # frames, at most, after which a page acknowledges


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
        self.mailbox = Mailbox(house.settings.fps, SELDOM)
        self.mailbox.filled, self.mailbox.freed = self._send, self.freed
        self.stage = Stage(self.mailbox)  # of its own session, if it has one
        self.session: Session | None = None
        self.watched: Room | None = None  # whose run is looked at, if it is another's
        self.bucket = Bucket(self.clock())
        self.greeted, self.ended = False, False
        self.tab = ""
        self._errors, self._looks, self._stuck, self._interval = 0, 0, 0, 1

    async def serve(self) -> None:
        """Until the page goes away or breaks the rules."""
        if not self.house.register.room:
            await self.socket.close(FULL)  # before accept: the browser sees 403
            return
        await self.socket.accept()
        self.line = line_of(self.socket)
        self.line.listener = self
        self.house.register.enter(self)
        name, begun, event = secrets.token_hex(4), self.clock(), dict[str, Any]()
        logs.came(name)
        try:
            self.mailbox.say(self.house.welcome())
            while (event := await self.socket.receive())["type"] == "websocket.receive":
                await self._hear(event)
        finally:
            self.end()
            self.line.end()
            code, frames = event.get("code", FAILED), self.mailbox.frames
            logs.went(name, code, frames, self.clock() - begun, self._errors)

    def end(self) -> None:
        """What it held is free again, whatever becomes of the socket."""
        if not self.ended:
            self.ended = True
            self.house.register.unseat(self, self.tab)
            self.house.register.leave(self)
            self._stop()

    def close(self, code: int) -> None:
        """Nothing more is heard; what was said last still goes out, and then the code."""
        if not self.ended:
            self.end()
            self.mailbox.resume()
            self.line.close(code)

    def _touch(self) -> None:
        """What its run wants, and when, may be another thing now."""
        if self.session is not None:
            self.house.scheduler.touch(self.session.player)

    def _stop(self) -> None:
        """Neither a run of its own nor another's any more."""
        session, room, watched = self.session, self.stage.room, self.watched
        self.session = self.stage.room = self.watched = None
        if session is not None:
            session.end()
            self.house.scheduler.remove(session.player)
        if room is not None:
            self.house.hub.left(room, self)
        if watched is not None:
            watched.leave(self.mailbox)

    # What comes in

    def ready(self, count: int) -> None:
        """Frames were drawn."""
        now = self.clock()
        if self.bucket.take(0.25, now):
            self.mailbox.acknowledge(count, now)
            if self._interval != self.mailbox.interval:
                self._tell_interval()
        else:
            self._too_fast()

    async def _hear(self, event: Any) -> None:
        """A text, and its effect."""
        if self.ended:
            return
        try:
            message = protocol.decode(event.get("text") or event.get("bytes") or "")
            if isinstance(message, Ready):
                self.ready(message.n)
            elif self.bucket.take(1.0, self.clock()):
                await self._take(message)
            else:
                self._too_fast()
        except ProtocolError as error:
            self._refuse(error)
        except Exception as error:
            self.fail(logs.fault("a page's message", error))
        self._touch()

    async def _take(self, message: Message) -> None:
        if isinstance(message, Hello):
            self.greeted = True
            await (self._follow(message) if message.code else self._begin(message))
        elif self.watched is not None:
            raise ProtocolError("not_presenter", "only the presenter may change what is looked at")
        elif self.session is None:
            raise ProtocolError("hello_first", "expected hello before anything else")
        elif isinstance(message, Present):
            self.stage.present = message.on
        elif isinstance(message, Share):
            self.stage.room = self.house.hub.share(self, self.tab)
        else:
            self.session.handle(message, self.clock())

    async def _begin(self, hello: Hello) -> None:
        """A run of its own, if there is room for one; its room, if the tab had one."""
        house, now = self.house, self.clock()
        if self.session is None and house.full:
            self._say("full", "this server is full; it will be tried again")
            self.close(FULL)
            return
        if self.session is None:
            self._turn()
            self.session = Session(self.stage, house.settings, now)
            house.scheduler.add(self.session.player, self.fail)
        self.stage.present = hello.present
        self.stage.room = self.stage.room or house.hub.back(self, hello.tab)
        self._seat(hello.tab)  # after it: who had the tab must not take the room with it
        self.session.handle(hello, now)

    async def _follow(self, hello: Hello) -> None:
        """Another's run, if there is one of this code."""
        room = await self.house.hub.find(hello.code)
        if self.ended:
            return
        if room is None:
            self.dismissed()
            return
        self._turn()
        self._seat(hello.tab)
        self.watched = room
        following = {"type": "following", "code": room.code, "acknowledge": self._interval}
        self.mailbox.say(protocol.encode(following))
        room.join(self.mailbox, self.dismissed)

    def _turn(self) -> None:
        """To another run: nothing of the one before is to come any more."""
        self._stop()
        self.mailbox.forget()
        self.mailbox.freed = self.freed

    def _tell_interval(self) -> None:
        """How often to acknowledge: a window that has grown allows more seldom."""
        self._interval = self.mailbox.interval
        text = {"type": "interval", "acknowledge": self._interval}
        self.mailbox.say(protocol.encode(text), replaces="interval")

    def _seat(self, tab: str) -> None:
        if tab != self.tab:
            self.house.register.unseat(self, self.tab)
            self.tab = tab
            if tab:
                self.house.register.seat(self, tab)

    def _refuse(self, error: ProtocolError) -> None:
        self._errors += 1
        self._say(error.code, error.text, error.field, error.cause)
        if error.code == "too_large":
            self.close(TOO_BIG)
        elif self._errors > MOST_ERRORS:
            self.close(POLICY)

    def _too_fast(self) -> None:
        if not self.ended:
            self._say("too_fast", "more than 60 messages a second")
            self.close(POLICY)

    def _say(self, code: str, text: str, field: str = "", cause: Bad | None = None) -> None:
        self.mailbox.say(protocol.encode(protocol.error(code, text, field, cause)))

    # What goes out

    def _send(self) -> None:
        """All that may go now."""
        mailbox, line = self.mailbox, self.line
        while (item := mailbox.take(self.clock())) is not None:
            if isinstance(item, Asked):
                line.ask()
            else:
                line.write(item)
        if mailbox.full:  # perhaps in the middle of a turn of its session
            asyncio.get_running_loop().call_soon(self.close, POLICY)

    def arrived(self) -> None:
        self.mailbox.arrived()

    def flooded(self) -> None:
        """Too much came, of whatever kind."""
        self._too_fast()

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

    def stand(self) -> list[str]:
        return [] if self.session is None else self.session.player.stand()

    def joined(self) -> None:
        if self.session is not None:
            self.session.player.refresh()
            self._touch()

    def freed(self) -> None:
        if self.session is not None:
            self.house.scheduler.freed(self.session.player)

    def shared(self, code: str, followers: int) -> None:
        text = {"type": "shared", "code": code, "followers": followers}
        self.mailbox.say(protocol.encode(text), replaces="shared")

    def dismissed(self) -> None:
        self._say("no_room", "nobody shares a run under this code (any more)")
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
