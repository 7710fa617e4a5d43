"""Painter: when a page's landscape is drawn, and its pieces. No clock.

While a run plays it is looked every 0.4 s whether the landscape still shows its path; else only
when something was changed. A picture that takes longer, since many want one, is drawn to its end
before the next is begun.
"""

from collections.abc import Callable

from server.ground import Ground, land_of
from server.run import Run
from server.scenery import Scenery

EVERY = 0.4
SOON = 0.03  # a hand is dragging what the landscape is made of


class Painter:
    def __init__(self, now: float) -> None:
        self.land: Scenery | Ground = Scenery()
        self._next, self._again = now, False

    def begin(self, run: Run) -> None:
        """Another run."""
        self.land, self._again = land_of(run, self.land), True

    def changed(self) -> None:
        """Something may have changed what is seen: look again."""
        self._again = True

    def soon(self, at: float) -> None:
        """It is waited for: look at this time, if not earlier."""
        self._next, self._again = min(self._next, at), True

    def due(self, run: Run, playing: bool) -> float:
        """From when on there is something to do; ∞: not before something happens."""
        if self.land.busy:
            return 0.0
        grows = playing and not run.spec.objective.planar
        return self._next if grows or self._again else float("inf")

    def look(self, run: Run, now: float, playing: bool) -> None:
        """Begin a picture where one is due."""
        if now < self._next:
            return
        planar = run.spec.objective.planar
        began = self.land.refresh(run, resting=not playing)
        self._again = False
        if began or (playing and not planar):
            self._next = now + (EVERY if playing and not planar else SOON)

    def work(self, run: Run, end: float, clock: Callable[[], float]) -> bytes | None:
        """A piece at least, and on until `end` or until a level is done: its message."""
        while self.land.busy:
            message = self.land.work(run)
            if message is not None:
                return message
            if clock() >= end:
                break
        return None
