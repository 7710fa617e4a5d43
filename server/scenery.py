"""Scenery: the loss landscape around a run's path, kept up to date in small pieces.

1. A plane lasts while it shows the path well; new axes keep the old ones' order and direction.
2. When data, loss, λ or the network change, the heights on the same plane are computed again,
   coarse first.
3. `work()` does one piece (under a millisecond for small networks) and returns bytes when a level
   is done.
4. No clock: who owns it decides how often it may begin anew.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from server import protocol
from server.engine.core import Array, Evaluator
from server.engine.ftz import flush_denormals
from server.engine.landscape import Window, covers, grid, levels, window_of
from server.engine.planes import Plane, principal_plane
from server.run import Run
from server.state import network
from server.stepper import Space

DEFAULT_SIZE = 41
KEPT = 16
GROWTH = 1.3  # the path is this much longer than when the axes were found: find them again
GROWTH_RESTING = 1.02  # the same when the run rests: "now" shall lie on the surface


class Scenery:
    def __init__(self, number: int = 0) -> None:
        self.plane: Plane | None = None  # of the newest axes, perhaps not drawn yet
        self.shown: Plane | None = None  # of the landscape that was sent last
        self.number = number  # of the newest plane; goes on through a restart
        self._planes: dict[
            int, Plane
        ] = {}  # the last few by number: a place on an older picture can still be taken
        self.size = DEFAULT_SIZE
        self._window: Window = (0, 1, 0, 1)
        self._made_at = 0
        self._made_from: Space | None = None
        self._made_of: Any = None
        self._evaluator: Evaluator | None = None
        self._job: Iterator[bytes | None] | None = None

    @property
    def busy(self) -> bool:
        return self._job is not None

    @np.errstate(all="ignore")
    def ask(self, run: Run, size: int) -> None:
        """Draw it anew, with axes for the path so far."""
        self.size = size
        self._begin(run, self._axes(run))

    @np.errstate(all="ignore")
    def refresh(self, run: Run, resting: bool = True) -> bool:
        """Begin anew if what is shown is no longer true or no longer shows the path.
        → whether it began.
        """
        if not run.stepper.ready or len(run.path.steps) < 3:
            return False
        if self._stale_axes(run, GROWTH_RESTING if resting else GROWTH):
            self._begin(run, self._axes(run))
        elif self._loss_key(run) != self._made_of:
            self._begin(run, self.plane)
        else:
            return False
        return True

    def work(self, run: Run) -> bytes | None:
        """One piece; a message when a level is finished. Of a network that is no more, nothing."""
        if self._made_from != run.space:
            self._job = None
        if self._job is None:
            return None
        with flush_denormals(), np.errstate(all="ignore"):
            try:
                message = next(self._job)
                self.shown = self.plane if message is not None else self.shown
                return message
            except StopIteration:
                self._job = None
                return None

    def known(self, number: int, run: Run) -> bool:
        """Whether a plane's number still means something for the present parameters."""
        return number in self._planes and self._made_from == run.space

    def theta(self, number: int, a: float, b: float) -> Array:
        """θ (P,) at a place of a known plane."""
        return self._planes[number].place(a, b)

    def losses(self, run: Run, number: int, a: float, b: float) -> tuple[float, float, float]:
        """At a place of a known plane: training loss, λR(W), test loss."""
        if self._loss_key(run) != self._made_of:
            self._renew_evaluator(run)
        theta = self.theta(number, a, b)[None]
        test = Evaluator(network(run.spec), run.stepper.test)
        with np.errstate(all="ignore"):
            loss, penalty, _ = self._known_evaluator(run).evaluate(theta)
            test_loss = test.evaluate(theta)[0] if run.stepper.test.size else [np.nan]
        return float(loss[0]), float(penalty[0]), float(test_loss[0])

    def _axes(self, run: Run) -> Plane | None:
        if not run.stepper.ready or not np.isfinite(run.stepper.theta[0]).all():
            return None
        steps, path = run.path.until(run.step, run.stepper.theta[0])
        if self._made_from != run.space:
            self.plane, self.shown = None, None
            self._planes.clear()
        plane = principal_plane(path, self.plane)
        self._window = window_of(plane.project(path))
        self.number += 1
        self._planes[self.number] = plane
        self._planes.pop(self.number - KEPT, None)
        self._made_at, self._made_from = int(steps[-1]), run.space
        return plane

    def _stale_axes(self, run: Run, growth: float) -> bool:
        if self.plane is None or self._made_from != run.space:
            return True
        if not np.isfinite(run.stepper.theta[0]).all():
            return False
        begun = run.stepper.begun
        if run.step - begun > growth * max(4, self._made_at - begun):
            return True
        here = self.plane.project(run.stepper.theta[:1].astype(float))
        a0, a1, b0, b1 = self._window
        return not (a0 <= here[0, 0] <= a1 and b0 <= here[0, 1] <= b1)

    def _loss_key(self, run: Run) -> Any:
        """What the heights depend on; arrays by identity, for points are never written to."""
        points = run.stepper.points
        names = run.spec.model.features
        return network(run.spec), names, id(points.xy), id(points.label), id(points.test)

    def _known_evaluator(self, run: Run) -> Evaluator:
        if self._evaluator is None:
            self._renew_evaluator(run)
        assert self._evaluator is not None
        return self._evaluator

    def _renew_evaluator(self, run: Run) -> None:
        self._evaluator = Evaluator(network(run.spec), run.stepper.train)

    def _begin(self, run: Run, plane: Plane | None) -> None:
        self.plane = plane
        self._made_of = self._loss_key(run)
        self._kept = run.stepper.points  # alive as long as its ids are compared
        self._renew_evaluator(run)
        self._job = self._levels(run, plane) if plane is not None else None

    def _levels(self, run: Run, plane: Plane) -> Iterator[bytes | None]:
        evaluator = self._known_evaluator(run)
        steps, thetas = run.path.until(run.step, run.stepper.theta[0])
        path = np.column_stack([steps, np.zeros((len(steps), 4))])
        projected = plane.project(thetas)
        if not covers(self._window, projected):
            self._window = window_of(projected)
        path[:, 1:3], path[:, 4] = projected[:, :2], projected[:, 2]
        for start in range(0, len(thetas), evaluator.piece):
            part = slice(start, start + evaluator.piece)
            loss, penalty, _ = evaluator.evaluate(thetas[part])
            path[part, 3] = loss + penalty
            yield None
        sides, number, window, version = levels(self.size), self.number, self._window, run.version
        for side in sides:
            for heights in grid(evaluator, plane, window, side):
                yield None if heights is None else protocol.landscape(
                    number, window, plane.explained, self._made_at, version,
                    side == sides[-1], heights, path,
                )  # fmt: skip
