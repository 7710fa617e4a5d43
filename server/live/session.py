"""Session: the owner of one Run for one page. Messages in, texts and frames into a mailbox; no
sockets, no clock.

1. One owner: all that touches the run goes through `handle` and `turn`.
2. A turn is at most one slice: steps, a piece of a landscape, a frame. The scheduler says when, and
   until when.
3. A slow page gets fewer frames, not fewer steps; but when nobody looks (a hidden tab draws
   nothing) nothing is computed, and the run waits.
4. The server keeps nothing that the page cannot give back: journal, checkpoint, view.
"""

import math
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from server import checks, checkup, path, protocol
from server import journal as journals
from server.checks import Bad
from server.cost import cost
from server.frames import Observer
from server.ground import Ground, land_of
from server.live import inquiry
from server.live.desk import Desk
from server.live.mailbox import Outlet
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
from server.scenery import Scenery
from server.settings import Settings
from server.show import Show
from server.walkers import Walkers, recalled
from server.work import Work, piece

MIRRORED = ("move", "add", "delete")  # the page applies these to its points itself
CHECKPOINT_EVERY = 2.0
LANDSCAPE_EVERY = 0.4
PROGRESS_EVERY = 0.2
MOST_TRACED = 16_384
MOST_FINISHED = 600_000_000  # what the steps of a seek that an edit waits for may cost: about 0.5 s
REPLAYED = 30_000  # steps that a resumed run replays, so that its past can be walked; else it jumps


class Session:
    def __init__(self, mailbox: Outlet, settings: Settings, now: float) -> None:
        self.mailbox, self.settings = mailbox, settings
        self.run: Run | None = None
        self.show, self.playing, self.speed = Show(), False, 0.0
        self.due = now
        self._observer: Observer | Walkers = Observer()
        self._scenery: Scenery | Ground = Scenery()
        self._layout: protocol.Layout | None = None
        self._writer: protocol.FrameWriter | None = None
        self._layouts = 0
        self._target: int | None = None
        self._checkpoint: Any = None
        self._known_version, self._notes = -1, list[dict[str, Any]]()
        self._dirty, self._behind = False, False
        self._resuming = False  # on the way to the step of a hello: no frames until then
        self._known_curve = False  # a page with a checkpoint has seen these steps' losses
        self._owed, self._at, self._done_rate = 0.0, now, 0.0
        self._marked = (now, 0)
        self._next_checkpoint, self._next_landscape, self._next_progress = now, now, now
        self._unsaved, self._look_again = False, False
        self._checking: Work[dict[str, Any]] | None = None
        self._desk = Desk()
        self._told: Any = None

    # What the page wants

    def handle(self, message: Message, now: float) -> None:
        """A message's effect, at once; the picture of it comes with a later turn."""
        if isinstance(message, Hello):
            self._hello(message, now)
        elif isinstance(message, Ready):
            self.mailbox.acknowledge(message.n, now)
        elif self.run is None:
            raise ProtocolError("hello_first", "expected hello before anything else")
        elif type(message) in inquiry.ANSWERS:
            answer = inquiry.answer(self.run, self._scenery, message)
            self.mailbox.say(protocol.encode(answer), replaces=answer["type"])
        elif isinstance(message, AskStudy):
            refused = self._desk.ask(self.run, message)
            if refused is not None:
                self.mailbox.say(refused, replaces=f"study {message.about}")
        else:
            try:
                self._handlers[type(message)](self, self.run, message, now)
            except Bad as bad:
                raise ProtocolError("field", bad.text, bad.field, bad) from None
            self._dirty, self._look_again = True, True
            self._tell_status()

    def _hello(self, hello: Hello, now: float) -> None:
        given = hello.journal, hello.spec
        try:
            run = Run(journals.given(*given), self.settings.keyframe_bytes)
        except Bad as bad:
            if self.run is None:
                self._begin(Run(journals.instead(*given)), now)
            raise ProtocolError("field", bad.text, bad.field, bad) from None
        self.show = hello.show
        self._begin(run, now, hello.tag)
        self._checkpoint = hello.checkpoint
        self._aim(hello.step)
        run.horizon = max(run.horizon, hello.step or 0, hello.horizon)
        # The page keeps curves over a reload, but no trails.
        resumed = self._resuming and hello.checkpoint is not None
        self._known_curve = resumed and not run.spec.objective.planar

    def _begin(self, run: Run, now: float, tag: int | None = None) -> None:
        self.run, self.playing, self._target, self._checkpoint = run, False, None, None
        self._resuming, self._known_curve, self._look_again = False, False, True
        self._observer = Walkers() if run.spec.objective.planar else Observer()
        self._scenery = land_of(run, self._scenery)
        run.keep_places(path.MOST if self.show.landscape else path.FEW)
        self._layout, self._known_version, self._dirty = None, -1, True
        self._checking = None
        self._desk.clear()
        self._told, self._marked = None, (now, run.step)
        journal = {"type": "journal", "journal": run.journal.to_json()}
        self.mailbox.say(protocol.encode(journal if tag is None else journal | {"tag": tag}))

    def _aim(self, step: int | None) -> None:
        """A resumed run replays its journal, or jumps to the
        checkpoint when that would take long.
        """
        run, at = self.run, self._checkpoint_step
        assert run is not None
        if at is not None and at > REPLAYED:
            self._jump(run)
        self._target = step if step and step > run.step else None
        self._resuming = self._target is not None

    @property
    def _checkpoint_step(self) -> int | None:
        """The step of the page's checkpoint, if it has one; all of it is checked when used."""
        step = self._checkpoint.get("step") if isinstance(self._checkpoint, dict) else None
        return step if isinstance(step, int) else None

    def _jump(self, run: Run) -> None:
        try:
            run.resume(self._checkpoint)
        except Bad as bad:
            self.mailbox.say(
                protocol.encode(protocol.error("checkpoint", bad.text, bad.field, bad))
            )
        self._checkpoint = None

    def _play(self, run: Run, message: Play, now: float) -> None:
        if not run.stepper.ready:
            raise ProtocolError("no_points", "there are no training points: add some, then play")
        self.speed, self._owed, self._at = message.speed, 0.0, now
        self._marked, self._done_rate = (now, run.step), 0.0
        self.playing = run.blowup is None

    def _pause(self, run: Run, message: Pause, now: float) -> None:
        del message
        self._stop(run, now)

    def _stop(self, run: Run, now: float) -> None:
        del run
        self.playing, self._unsaved, self._next_checkpoint = False, True, now
        self._next_landscape = now
        if not self._resuming:
            self._target = None

    def _stride(self, run: Run, message: Stride, now: float) -> None:
        if not self._resuming and self._soon_there(run):
            self._finish_seek(run)  # two strides in one turn are two
        self._stop(run, now)
        stepper = run.stepper
        if message.unit == "batch":
            wanted = run.step + message.count
        elif message.count > 0:
            wanted = run.step + len(stepper.deal) - stepper.cursor
        else:
            wanted = run.step - (stepper.cursor or len(stepper.deal))
        self._go(run, max(0, wanted))

    def _seek(self, run: Run, message: Seek, now: float) -> None:
        self._go(run, min(message.step, run.horizon))
        self._unsaved, self._next_checkpoint = True, max(now, self._next_checkpoint)

    def _go(self, run: Run, step: int) -> None:
        if step <= run.horizon:
            run.rewind(step)
        self._target = step if step > run.step else None
        self._owed = 0.0
        if self._target is None and self._resuming:
            self._arrived(run)

    def _edit(self, run: Run, message: EditIt, now: float) -> None:
        if not self._soon_there(run):
            text = f"the run is still on its way to step {self._target:,}: wait, or seek elsewhere"
            self.mailbox.say(protocol.encode(protocol.error("busy", text, id=message.id)))
            return
        self._finish_seek(run)
        edit, version, points = message.edit, run.version, run.stepper.points
        try:
            edited = run.edit(self._placed(edit) if edit.get("kind") == "place" else edit)
        except Bad as bad:
            error = protocol.error("edit", bad.text, bad.field, bad, id=message.id)
            self.mailbox.say(protocol.encode(error))
            return
        kind, moved = edited.edit["kind"], run.stepper.points is not points
        if self._known_version == version and (kind in MIRRORED or not moved):
            self._known_version = run.version
        answer = {
            "type": "edited", "id": message.id, "step": edited.step, "version": run.version,
            "edit": edited.edit, "inverse": edited.inverse, "branch": edited.branch,
            "replaces": edited.replaces, "notes": edited.notes,
            "spec": None if kind in MIRRORED else run.spec.to_json(points=False),
        }  # fmt: skip
        self.mailbox.say(protocol.encode(answer))
        self._unsaved = True
        self.due = min(self.due, now)  # a hand waits for its answer
        if not self.playing:
            self._next_landscape = min(self._next_landscape, now + 0.03)

    def _placed(self, edit: dict[str, Any]) -> dict[str, Any]:
        """A place of the plane as the θ it stands for: the journal must not depend on a picture."""
        given = checks.mapping(edit, "edit", ("kind", "plane", "a", "b"))
        at = protocol.parse_place(given, "edit.")
        assert self.run is not None
        if not self._scenery.known(at.plane, self.run):
            raise Bad("edit.plane", f"plane {at.plane} is no longer known: choose again")
        return {"kind": "theta", "theta": self._scenery.theta(at.plane, at.a, at.b).tolist()}

    def _soon_there(self, run: Run) -> bool:
        each = cost(run.spec, len(run.stepper.points), grad=False)
        return self._target is None or (self._target - run.step) * each <= MOST_FINISHED

    def _finish_seek(self, run: Run) -> None:
        """An edit is made where the page stands: a seek under way is finished first."""
        if self._target is not None:
            self._steps(run, self._target - run.step, math.inf, lambda: 0.0)
            self._arrived(run)

    def _restart(self, run: Run, message: Restart, now: float) -> None:
        self._begin(run.restarted(message.init), now)
        self._unsaved = True

    def _look(self, run: Run, message: Look, now: float) -> None:
        if message.show.landscape and not self.show.landscape:
            self._next_landscape = now
        self.show = message.show
        run.keep_places(path.MOST if self.show.landscape else path.FEW)

    def _ask_landscape(self, run: Run, message: AskLandscape, now: float) -> None:
        del now
        self._scenery.ask(run, message)

    def _ask_check(self, run: Run, message: AskCheck, now: float) -> None:
        del message, now
        checkup.check_kind(run)
        self._checking = checkup.examining(run)

    # What the scheduler gives

    def hungry(self, now: float) -> bool:
        """Whether it could use time before its next frame."""
        if self.run is None or not self.mailbox.attentive(now):
            return False
        # At a chosen speed a slow page's frames are seldom due, but its steps are all the same.
        late = self.speed == 0 or now - self._at >= 1 / self.settings.fps
        moving = (self.playing and self.run.ready and late) or self._target is not None
        return (
            moving
            or self._wants_scenery()
            or self._checking is not None
            or self._desk.busy
            or self._owes(now)
        )

    def _owes(self, now: float) -> bool:
        """Whether what an edit put off is due: its checkpoint, its landscape."""
        if self._resuming:
            return False
        looks = self.show.landscape and self._look_again and now >= self._next_landscape
        return looks or (self._unsaved and now >= self._next_checkpoint)

    @property
    def waits(self) -> bool:
        """Whether a frame is wanted."""
        if self._resuming:
            return False
        wanted = self._moving or self._wants_scenery()
        return self.run is not None and self.mailbox.credit and wanted

    @property
    def _moving(self) -> bool:
        """Whether the next frame shows something else than the last."""
        return self.playing or self._dirty or self._target is not None

    def turn(self, now: float, end: float, clock: Callable[[], float]) -> None:
        """Use the time until `end`; make a frame if one is due."""
        run = self.run
        if run is None or not self.mailbox.attentive(now):
            self._at = now
            return
        bends = run.spec.objective.planar and self._wants_scenery()
        shared = bends or self._desk.busy
        self._move(run, now, (now + end) / 2 if shared else end, clock)
        if now >= self.due and self._moving and self.mailbox.credit and not self._resuming:
            self._frame(run, now)
        self._draw_landscape(run, now, end, clock)
        self._check(end, clock)
        if not self._resuming:
            self._desk.work(end, clock, self.mailbox.say)
        self._save(run, now)

    def _move(self, run: Run, now: float, end: float, clock: Callable[[], float]) -> None:
        passed, self._at = min(now - self._at, 0.25), now
        if self._target is not None:
            self._replay(run, now, end, clock)
        elif self.playing:
            self._owed = min(self._owed + passed * self.speed, max(1.0, self.speed * 0.25))
            wanted = int(self._owed) if self.speed else 1 << 30
            taken = self._steps(run, wanted, end, clock)
            self._owed -= taken if self.speed else 0
            self._behind = bool(self.speed) and taken < wanted
            self._dirty |= taken > 0
            if not run.ready:
                self._stop(run, now)
                self._tell_status()

    def _steps(self, run: Run, wanted: int, end: float, clock: Callable[[], float]) -> int:
        first, piece = run.step, 1
        try:
            while run.step - first < wanted and run.ready and (run.step == first or clock() < end):
                run.advance(min(piece, wanted - run.step + first), not self._known_curve)
                piece = min(2 * piece, 16)  # a large network's steps end the slice one by one
        except Bad as bad:  # an edit of a journal from elsewhere does not fit: it ends here
            self.playing, self._target = False, None if self._target is None else run.step
            self.mailbox.say(protocol.encode(protocol.error("field", bad.text, bad.field, bad)))
        if run.spec.objective.planar:
            run.thin_trace(MOST_TRACED)
        return run.step - first

    def _replay(self, run: Run, now: float, end: float, clock: Callable[[], float]) -> None:
        assert self._target is not None
        stop = self._target
        at = self._checkpoint_step
        if at is not None and run.step < at < stop:
            stop = at
        self._steps(run, stop - run.step, end, clock)
        if at == run.step:
            self._compare(run)
        self._dirty = True
        if now >= self._next_progress:
            self._next_progress = now + PROGRESS_EVERY
            self._progress(run.step, self._target)
        run.thin_trace(MOST_TRACED)
        if run.step >= self._target or not run.ready:
            self._arrived(run)

    def _arrived(self, run: Run) -> None:
        """The first frame after a resumption brings the whole curve."""
        self._target, self._known_curve = None, False
        self._tell_status()
        if self._resuming:
            self._resuming, looked = False, self.show
            self.show = recalled(run, looked)
            self._frame(run, self.due)
            self.show = looked

    def _compare(self, run: Run) -> None:
        """Where the page's checkpoint says other bits than this machine's replay,
        the checkpoint is right.
        """
        here, there = run.checkpoint(), self._checkpoint
        entries = run.journal.entries[: run.applied]
        edited = bool(entries) and entries[-1].step == run.step  # perhaps after the checkpoint
        if not edited and here["theta"] != there.get("theta"):
            self._jump(run)
            self._notes.append({"key": "note.other_machine"})
        self._checkpoint = None

    def _progress(self, step: int, of: int) -> None:
        text = {"type": "progress", "what": "replay", "step": step, "of": of}
        self.mailbox.say(protocol.encode(text), replaces="progress")

    def _wants_scenery(self) -> bool:
        return self.show.landscape and self._scenery.busy

    def _draw_landscape(self, run: Run, now: float, end: float, clock: Callable[[], float]) -> None:
        if not self.show.landscape:
            return
        if now >= self._next_landscape and not self._target:
            # A mountain changes with its points only: a hand is dragging one.
            pause = LANDSCAPE_EVERY if self.playing and not run.spec.objective.planar else 0.03
            self._look_again = False
            if self._scenery.refresh(run, resting=not self.playing):
                self._next_landscape = now + pause
        worked = False
        while self._scenery.busy and (not worked or clock() < end):
            worked = True
            message = self._scenery.work(run)
            if message is not None:
                self.mailbox.put_landscape(message)
                self._dirty = True  # the place in the new plane

    def _check(self, end: float, clock: Callable[[], float]) -> None:
        """A piece of the checkup at least, and its answer when it is done."""
        worked = False
        while self._checking is not None and (not worked or clock() < end):
            worked, found = True, piece(self._checking)
            if found is not None:
                self._checking = None
                self.mailbox.say(protocol.encode({"type": "check", **found}), replaces="check")

    def _frame(self, run: Run, now: float) -> None:
        self.due = max(self.due + 1 / self.settings.fps, now)
        if self._known_version != run.version:
            self._tell_spec(run)
        key = (run.spec.sizes, len(run.spec.methods), run.spec.batch, self.show)
        if self._layout is None or self._layout_key != key:
            self._announce(run, key)
        assert self._writer is not None
        frame = self._observer.observe(run, self.show, run.drain(), self._scenery.shown)
        flags = protocol.PLAYING if self.playing else 0
        flags |= protocol.BEHIND if self._behind else 0
        plane = self._scenery.shown_number
        self.mailbox.put(self._writer.write(frame, flags, self._speed(run, now), plane))
        self._dirty = False

    def _announce(self, run: Run, key: Any) -> None:
        self._layouts += 1
        self._layout_key: Any = key
        self._layout = protocol.layout(self._layouts, run.spec, self.show)
        self._writer = protocol.FrameWriter(self._layout)
        self.mailbox.say(self._layout.text())

    def _speed(self, run: Run, now: float) -> float:
        """Steps a second over the last half second or so."""
        since, step = self._marked
        if not self.playing:
            self._marked, self._done_rate = (now, run.step), 0.0
        elif now - since > 0.5:
            self._done_rate = max(0.0, (run.step - step) / (now - since))
            self._marked = (now, run.step)
        return self._done_rate

    def _tell_spec(self, run: Run) -> None:
        self.mailbox.say(self._spec_text(run), replaces="spec")
        self._known_version, self._notes = run.version, []

    def _spec_text(self, run: Run) -> str:
        points = run.stepper.points
        rows = zip(
            points.xy.tolist(), points.label.tolist(), points.test.tolist(), points.ids.tolist(),
            strict=True,
        )  # fmt: skip
        listed = [[x, y, label, int(test), i] for (x, y), label, test, i in rows]
        spec = run.spec.to_json(points=False)
        text = {"type": "spec", "version": run.version, "spec": spec, "points": listed}
        return protocol.encode(text | {"notes": self._notes})

    def _tell_status(self) -> None:
        """What the page cannot read off a frame, when it changes."""
        run = self.run
        assert run is not None
        status = self._status(run)
        if status != self._told:
            self._told = status
            self.mailbox.say(protocol.encode(status), replaces="status")

    def _status(self, run: Run) -> dict[str, Any]:
        blowup = None if run.blowup is None else vars(run.blowup)
        return {
            "type": "status", "playing": self.playing, "step": run.step, "horizon": run.horizon,
            "diverged": blowup,
        }  # fmt: skip

    def stand(self) -> list[str]:
        """All that another page must know before the next frame."""
        run = self.run
        if run is None:
            return []
        journal = {"type": "journal", "journal": run.journal.to_json()}
        texts = [protocol.encode(journal), self._spec_text(run)]
        texts += [] if self._layout is None else [self._layout.text()]
        return [*texts, protocol.encode(self._status(run))]

    def refresh(self) -> None:
        """Somebody new looks: a frame is wanted, whatever the last one was."""
        self._dirty = True

    def _save(self, run: Run, now: float) -> None:
        """The page's checkpoint: every two seconds, on pause and after edits."""
        if now < self._next_checkpoint or not (self.playing or self._unsaved) or self._target:
            return
        self._next_checkpoint, self._unsaved = now + CHECKPOINT_EVERY, False
        if np.isfinite(run.stepper.theta).all():
            text = protocol.encode({"type": "checkpoint", "checkpoint": run.checkpoint()})
            self.mailbox.say(text, replaces="checkpoint")

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
