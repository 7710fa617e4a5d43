"""Session: what a page says to its run. Messages in, texts into a mailbox; what comes of them later
is the player's, whom the scheduler gives time. No sockets, no clock.

1. One owner: all that touches the run goes through `handle` and through the player.
2. The server keeps nothing that the page cannot give back: journal, checkpoint, view.
"""

from collections import deque
from collections.abc import Callable
from typing import Any, ClassVar

from server import checks, checkup, protocol
from server import journal as journals
from server.checks import Bad
from server.cost import Budget
from server.live import inquiry
from server.live.mailbox import Outlet
from server.live.player import Player, nothing
from server.protocol import (
    AskCheck,
    AskLandscape,
    AskStudy,
    EditIt,
    Hello,
    Look,
    Message,
    Pause,
    Play,
    ProtocolError,
    Ready,
    Restart,
    Seek,
    Stride,
)  # fmt: skip
from server.run import Run
from server.settings import Settings

MIRRORED = ("move", "add", "delete")  # the page applies these to its points itself
MOST_WAITING = 32  # messages for the end of a way
SOON = 0.03  # seconds that a landscape waits for what the hand does next


class Session:
    def __init__(self, mailbox: Outlet, settings: Settings, now: float) -> None:
        self.mailbox, self.settings = mailbox, settings
        self.player = Player(mailbox, settings.fps, now)
        self.player.arrived = self._arrived
        self._waiting = deque[Message]()

    @property
    def run(self) -> Run | None:
        return self.player.run

    def end(self) -> None:
        """The player knows it no more: what a run holds, perhaps 80 MB, is free at once and not
        when somebody looks for garbage.
        """
        self.player.arrived = nothing

    def handle(self, message: Message, now: float) -> None:
        """A message's effect, at once; the picture of it comes with a later beat."""
        player, run = self.player, self.run
        if isinstance(message, Hello):
            self._hello(message, now)
        elif isinstance(message, Ready):
            self.mailbox.acknowledge(message.n, now)
        elif run is None:
            raise ProtocolError("hello_first", "expected hello before anything else")
        elif type(message) in inquiry.ANSWERS:
            answer = inquiry.answer(run, player.painter.land, message)
            player.teller.say(answer, replaces=answer["type"])
        elif isinstance(message, AskStudy):
            refused = player.desk.ask(run, message)
            if refused is not None:
                self.mailbox.say(refused, replaces=f"study {message.about}")
        elif self._waiting or self._waits(run, message):
            if len(self._waiting) >= MOST_WAITING:
                raise ProtocolError("busy", "the run is still on its way: wait a moment")
            self._waiting.append(message)
        else:
            self._obey(run, message, now)

    def _waits(self, run: Run, message: Message) -> bool:
        """An edit is made, and a stride begins, where a short way ends; what is said after it comes
        after it. On a long one an edit is refused, and a stride ends the way.
        """
        journey = self.player.journey
        if journey.target is None or not journey.soon_there(run):
            return False
        return isinstance(message, EditIt) or (
            isinstance(message, Stride) and not journey.returning
        )

    def _arrived(self, now: float) -> None:
        while self._waiting and self.run and not self._waits(self.run, self._waiting[0]):
            try:
                self._obey(self.run, self._waiting.popleft(), now)
            except ProtocolError as error:
                told = protocol.error(error.code, error.text, error.field, error.cause)
                self.mailbox.say(protocol.encode(told))

    def _obey(self, run: Run, message: Message, now: float) -> None:
        try:
            self._handlers[type(message)](self, run, message, now)
        except Bad as bad:
            raise ProtocolError("field", bad.text, bad.field, bad) from None
        player = self.player
        assert player.run is not None
        player.changed(player.run)
        player.teller.status(player.run, player.playing)

    def _hello(self, hello: Hello, now: float) -> None:
        given, player = (hello.journal, hello.spec), self.player
        self._waiting.clear()
        try:
            admit = Budget(self.settings.pace).check
            run = Run(journals.given(*given), self.settings.keyframe_bytes, admit)
        except Bad as bad:
            if self.run is None:
                player.begin(Run(journals.instead(*given)), now, None)
            raise ProtocolError("field", bad.text, bad.field, bad) from None
        player.show = hello.show
        player.begin(run, now, hello.tag)
        player.journey.lead(run, hello.checkpoint, hello.step, hello.horizon)

    def _play(self, run: Run, message: Play, now: float) -> None:
        if not run.stepper.ready:
            raise ProtocolError("no_points", "there are no training points: add some, then play")
        self.player.play(run, message.speed, now)

    def _pause(self, run: Run, message: Pause, now: float) -> None:
        del message
        self.player.stop(run, now)

    def _stride(self, run: Run, message: Stride, now: float) -> None:
        player, stepper = self.player, run.stepper
        player.stop(run, now)
        if message.unit == "batch":
            wanted = run.step + message.count
        elif message.count > 0:
            wanted = run.step + len(stepper.deal) - stepper.cursor
        else:
            wanted = run.step - (stepper.cursor or len(stepper.deal))
        player.go(run, max(0, wanted), now)

    def _seek(self, run: Run, message: Seek, now: float) -> None:
        self.player.go(run, min(message.step, run.horizon), now)
        self.player.keeper.changed()

    def _edit(self, run: Run, message: EditIt, now: float) -> None:
        player, teller = self.player, self.player.teller
        if player.journey.target is not None:
            target = player.journey.target
            text = f"the run is still on its way to step {target:,}: wait, or seek elsewhere"
            teller.say(protocol.error("busy", text, id=message.id))
            return
        edit, version, points = message.edit, run.version, run.stepper.points
        try:
            journals.check_room(run.journal)
            edited = run.edit(self._placed(run, edit) if edit.get("kind") == "place" else edit)
        except Bad as bad:
            teller.refuse("edit", bad, id=message.id)
            return
        kind, moved = edited.edit["kind"], run.stepper.points is not points
        if teller.version == version and (kind in MIRRORED or not moved):
            teller.version = run.version
        answer = {
            "type": "edited", "id": message.id, "step": edited.step, "version": run.version,
            "edit": edited.edit, "inverse": edited.inverse, "branch": edited.branch,
            "replaces": edited.replaces, "notes": edited.notes,
            "spec": None if kind in MIRRORED else run.spec.to_json(points=False),
        }  # fmt: skip
        teller.say(answer)
        player.keeper.changed()
        player.tempo.hasten(now)
        if not player.playing:
            player.painter.soon(now + SOON)

    def _placed(self, run: Run, edit: dict[str, Any]) -> dict[str, Any]:
        """A place of the plane as the θ it stands for: the journal must not depend on a picture."""
        given = checks.mapping(edit, "edit", ("kind", "plane", "a", "b"))
        at, land = protocol.parse_place(given, "edit."), self.player.painter.land
        if not land.known(at.plane, run):
            raise Bad("edit.plane", f"plane {at.plane} is no longer known: choose again")
        return {"kind": "theta", "theta": land.theta(at.plane, at.a, at.b).tolist()}

    def _restart(self, run: Run, message: Restart, now: float) -> None:
        self.player.begin(run.restarted(message.init), now, None)
        self.player.keeper.changed()

    def _look(self, run: Run, message: Look, now: float) -> None:
        if message.show.landscape and not self.player.show.landscape:
            self.player.painter.soon(now)
        self.player.looks(run, message.show)

    def _ask_landscape(self, run: Run, message: AskLandscape, now: float) -> None:
        del now
        self.player.painter.land.ask(run, message)

    def _ask_check(self, run: Run, message: AskCheck, now: float) -> None:
        del message, now
        checkup.check_kind(run)
        self.player.checking = checkup.examining(run)

    _handlers: ClassVar[dict[type, Callable[..., None]]] = {
        Play: _play,
        Pause: _pause,
        Stride: _stride,
        Seek: _seek,
        EditIt: _edit,
        Restart: _restart,
        Look: _look,
        AskLandscape: _ask_landscape,
        AskCheck: _ask_check,
    }
