"""Player: a run as one page sees it move. Given time, it makes steps, frames and texts of it;
no sockets, no clock.

1. In a beat it moves and sits for its frame together with others; what takes longer (a seek, a
   landscape, a checkup, a study, more steps than fit) is done in time of its own.
2. A slow page gets fewer frames, not fewer steps; but when nobody looks (a hidden tab draws
   nothing) nothing is computed, and the run waits. Who presents goes on.
"""

import math
from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any

from server import path, protocol
from server.album import Sitter
from server.checks import Bad
from server.live.desk import Desk
from server.live.journey import Journey, advanced
from server.live.keeper import Keeper
from server.live.mailbox import Outlet
from server.live.pace import Pace
from server.live.painter import Painter
from server.live.teller import Teller
from server.live.tempo import Tempo
from server.run import Run
from server.show import Show
from server.walkers import recalled
from server.work import Work, piece

MOST_TRACED = 16_384


def nothing(now: float) -> None:
    """Nobody waits for the end of a way."""
    del now


class Player:
    def __init__(self, mailbox: Outlet, fps: float, now: float) -> None:
        self.mailbox = mailbox
        self.run: Run | None = None
        self.show, self.playing = Show(), False
        self.kind: Hashable = None  # runs of one kind take their steps together
        self.look: Hashable = None  # and sit for their frames together if they have this in common
        self.tempo, self.pace = Tempo(fps, now), Pace(now)
        self.teller = Teller(mailbox)
        self.journey = Journey(self.teller)
        self.painter, self.keeper, self.desk = Painter(now), Keeper(now), Desk()
        self.checking: Work[dict[str, Any]] | None = None
        self.arrived: Callable[[float], None] = nothing  # called when it is on no way
        self._dirty = False

    # What the session says

    def begin(self, run: Run, now: float, tag: int | None) -> None:
        """Another run, which rests."""
        self.run, self.playing, self.checking = run, False, None
        self.journey.begin()
        self.painter.begin(run)
        self.looks(run, self.show)
        self.desk.clear()
        self.pace.rest(now, run.step)
        self.teller.begin(run, tag)
        self.changed(run)

    def looks(self, run: Run, show: Show) -> None:
        """What is looked at. A landscape needs a long path."""
        self.show = show
        run.keep_places(path.MOST if show.landscape else path.FEW)

    def changed(self, run: Run) -> None:
        """A message had an effect: its frame is wanted, and what it costs may be another thing."""
        self._dirty = True
        self.painter.changed()
        self._classify(run)

    def play(self, run: Run, speed: float, now: float) -> None:
        self.tempo.play(speed, now)
        self.pace.rest(now, run.step)
        self.playing = run.blowup is None

    def stop(self, run: Run, now: float) -> None:
        self.playing = False
        self.keeper.soon(now)
        self.painter.soon(now)
        self.pace.rest(now, run.step)
        self.journey.stop(run)

    def go(self, run: Run, step: int, now: float) -> None:
        """To a step, from the next moment on."""
        self.journey.go(run, step)
        self.tempo.rest(now)
        self.pace.rest(now, run.step)

    def refresh(self) -> None:
        """Somebody new looks: a frame is wanted, whatever the last one was."""
        self._dirty = True

    def stand(self) -> list[str]:
        """All that another page must know before the next frame."""
        return [] if self.run is None else self.teller.stand(self.run, self.playing)

    def _classify(self, run: Run) -> None:
        """What its steps and frames cost follows from this, and from little else."""
        stepper, spec = run.stepper, run.spec
        alone = spec.objective, spec.model.hidden, tuple(b.optimizer for b in stepper.blocks)
        size = len(stepper.points).bit_length()
        self.kind = stepper.kind or alone, spec.sizes, spec.batch, size
        self.look = self.kind, replace(self.show, probe=None)

    # A beat: together with others

    def beat(self, now: float) -> float:
        """When it next takes part: its frame is due, or its steps are; ∞: not before something
        happens.
        """
        if self.run is None or self.journey.returning or not self._seen(now):
            return math.inf
        if self._moving and self.mailbox.credit:
            return self.tempo.due
        return max(self.tempo.due, self.tempo.beat(now)) if self.wanted else math.inf

    def _seen(self, now: float) -> bool:
        return self.mailbox.attentive(now)

    @property
    def _moving(self) -> bool:
        """Whether the next frame shows something else than the last."""
        return self.playing or self._dirty or self.journey.target is not None

    @property
    def wanted(self) -> float:
        """Steps a second that it wants; ∞: as many as there is time for."""
        if not self.playing or self.journey.target is not None:
            return 0.0
        return self.tempo.speed or math.inf

    @property
    def endless(self) -> bool:
        """Whether it could use all the time there is."""
        works = self.checking is not None or self.journey.target is not None or self.desk.busy
        draws = self.show.landscape and self.painter.land.busy
        return works or draws or (self.playing and self.tempo.speed == 0)

    @property
    def leads(self) -> bool:
        """Whether others look on, or a hall."""
        return self.mailbox.leads

    def asks(self, now: float, most: int) -> int:
        """How many steps it wants now, of at most so many. A step that meets an edit of the
        journal, which may not fit, is no part of a beat.
        """
        owed, entry = self._owed(now, most), None if self.run is None else self.run.next_entry
        if entry is None or self.run is None:
            return owed
        return min(owed, max(0, entry - 1 - self.run.step))

    def _owed(self, now: float, most: int) -> int:
        run = self.run
        if run is None or not self.wanted or not run.ready or not self._seen(now):
            self.tempo.rest(now)
            return 0
        self.pace.note(now, run.step, self.tempo)
        return self.tempo.owed(now, most)

    def took(self, steps: int, now: float) -> None:
        """So many were taken."""
        run = self.run
        assert run is not None
        self.tempo.took(steps)
        self._dirty |= steps > 0
        if run.spec.objective.planar:
            run.thin_trace(MOST_TRACED)
        if not run.ready:
            self.stop(run, now)
            self.teller.status(run, self.playing)

    def _refused(self, bad: Bad) -> None:
        """An edit of a journal from elsewhere did not fit: the journal ends before it."""
        self.playing = False
        self.teller.refuse("field", bad)

    def sits(self, now: float) -> Sitter | None:
        """What is needed for its frame, if one is due and can be sent."""
        run = self.run
        if run is None or self.journey.returning or not self.tempo.is_due(now):
            return None
        if not self._moving or not self.mailbox.credit:
            return None
        if self.teller.version != run.version:
            self.teller.spec(run)
            self.painter.changed()
            self._classify(run)
        show = recalled(run, self.show) if self.journey.returned else self.show
        writer, land = self.teller.writer(run, show), self.painter.land
        behind = self.playing and self.tempo.behind
        flags = protocol.PLAYING * self.playing | protocol.BEHIND * behind
        self.tempo.framed(now)
        return Sitter(run, show, writer, land.shown, land.shown_number, flags, self.pace.speed)

    def shown(self, frame: bytes, now: float) -> None:
        """The frame for which it sat."""
        self.mailbox.put(frame)
        self._dirty = self.journey.returned = False
        text = self.pace.text(now, self.tempo)
        if text is not None:
            self.teller.say(text, replaces="pace")

    # Work of its own

    def errand(self, now: float) -> float:
        """From when on it can use time of its own; ∞: not before something happens."""
        run, journey = self.run, self.journey
        if run is None or not self._seen(now):
            return math.inf
        steps = journey.target is not None or (self.wanted and run.ready and self.tempo.pending)
        if steps or self.checking is not None:
            return now
        if journey.returning:
            return math.inf
        draws = self.painter.due(run, self.playing) if self.show.landscape else math.inf
        return now if self.desk.busy else min(draws, self.keeper.due(self.playing))

    def work(self, now: float, end: float, clock: Callable[[], float]) -> None:
        """Use the time until `end`."""
        run = self.run
        if run is None or not self._seen(now):
            return
        self._work(run, now, end, clock)
        if self.journey.target is None:
            self.arrived(now)

    def _work(self, run: Run, now: float, end: float, clock: Callable[[], float]) -> None:
        draws = self.show.landscape and self.painter.land.busy and run.spec.objective.planar
        shared = draws or self.desk.busy
        self._step_on(run, now, (now + end) / 2 if shared else end, clock)
        if self.show.landscape:
            self._draw(run, now, end, clock)
        self._check(end, clock)
        if self.journey.returning:
            return
        self.desk.work(end, clock, self.mailbox.say)
        if self.journey.target is None and now >= self.keeper.due(self.playing):
            kept = self.keeper.work(run, now)
            if kept is not None:
                text = protocol.encode(kept)
                self.mailbox.say(text, replaces="checkpoint")
                self.keeper.sent(now, self.mailbox.delay(len(text)))

    def _step_on(self, run: Run, now: float, end: float, clock: Callable[[], float]) -> None:
        if self.journey.target is not None:
            self._travel(run, now, end, clock)
            return
        if not self.tempo.pending:  # else a beat takes them, with others
            return
        wanted, first = self._owed(now, 1 << 30), run.step
        if not wanted:
            return
        try:
            advanced(run, wanted, end, clock)
        except Bad as bad:
            self._refused(bad)
        self.took(run.step - first, now)
        if run.arriving:
            self.journey.target = run.step

    def _travel(self, run: Run, now: float, end: float, clock: Callable[[], float]) -> None:
        self._dirty = True
        try:
            self.journey.travel(run, now, end, clock)
        except Bad as bad:
            self._refused(bad)
        if self.journey.target is None:
            self.teller.status(run, self.playing)

    def _draw(self, run: Run, now: float, end: float, clock: Callable[[], float]) -> None:
        if self.journey.target is None:
            self.painter.look(run, now, self.playing)
        message = self.painter.work(run, end, clock)
        if message is not None:
            self.mailbox.put_landscape(message)
            self._dirty = True  # the place in the new plane

    def _check(self, end: float, clock: Callable[[], float]) -> None:
        """A piece of the checkup at least, and its answer when it is done."""
        worked = False
        while self.checking is not None and (not worked or clock() < end):
            worked, found = True, piece(self.checking)
            if found is not None:
                self.checking = None
                self.teller.say({"type": "check", **found}, replaces="check")
