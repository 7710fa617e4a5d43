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
from server.checks import Bad
from server.engine.core import Array, Evaluator
from server.engine.ftz import flush_denormals
from server.engine.landscape import Window, covers, grid, levels, window_of
from server.engine.planes import Plane
from server.outlook import Here, chosen, window_for
from server.protocol import AskLandscape, PlaneChoice
from server.run import Run
from server.state import network
from server.stepper import Space

DEFAULT_SIZE, MOST_SIZE, PATH = 41, 81, PlaneChoice()
KEPT = 16
GROWTH = 1.3  # the path is this much longer than when the axes were found: find them again
GROWTH_RESTING = 1.02  # the same when the run rests: "now" shall lie on the surface


class Scenery:
    def __init__(
        self, number: int = 0, size: int = DEFAULT_SIZE, choice: PlaneChoice = PATH
    ) -> None:
        self.plane: Plane | None = None  # of the newest axes, perhaps not drawn yet
        self.shown: Plane | None = None  # of the landscape that was sent last
        self.shown_number = 0
        self.number = number  # of the newest plane; goes on through a restart
        self._planes: dict[
            int, Plane
        ] = {}  # the last few by number: a place on an older picture can still be taken
        self.size, self.choice = size, choice
        self._window: Window = (0, 1, 0, 1)
        self._made_at = 0
        self._made_from: Space | None = None
        self._made_of: Any = None
        self._evaluator: Evaluator | None = None
        self._job: Iterator[bytes | None] | None = None
        self._choosing = False  # the job has no axes yet

    def renewed(self) -> "Scenery":
        """For another run: what was asked for stays."""
        return Scenery(self.number, self.size, self.choice)

    @property
    def busy(self) -> bool:
        return self._job is not None

    def ask(self, run: Run, asked: AskLandscape) -> None:
        """Draw it anew, with axes for θ and the path so far."""
        if asked.size > MOST_SIZE:
            text = f"expected an odd number from 11 to {MOST_SIZE} of a network, got {asked.size}"
            raise Bad("size", text)
        if asked.window is not None:
            raise Bad("window", "only the map of a mountain is drawn in a window that is asked for")
        self.size, self.choice = asked.size, asked.plane
        self._begin(run, True)

    @np.errstate(all="ignore")
    def refresh(self, run: Run, resting: bool = True) -> bool:
        """Begin anew if what is shown is no longer true or no longer shows the path.
        → whether it began.
        """
        if not run.stepper.ready or (self.choice.kind == "path" and len(run.path.steps) < 3):
            return False
        if self._stale_axes(run, GROWTH_RESTING if resting else GROWTH):
            self._begin(run, True)
        elif self._loss_key(run) != self._made_of:
            self._begin(run, self.choice.kind == "gradient")
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
                if message is not None:
                    self.shown, self.shown_number = self.plane, self.number
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

    def _stale_axes(self, run: Run, growth: float) -> bool:
        if self._made_from != run.space:
            return True
        if self._choosing or not np.isfinite(run.stepper.theta[0]).all():
            return False
        begun = run.stepper.begun
        if self.plane is None or run.step - begun > growth * max(4, self._made_at - begun):
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

    def _begin(self, run: Run, anew: bool) -> None:
        """The job of a landscape, with new axes or on the same plane."""
        if self._made_from != run.space:
            self.plane, self.shown, self.shown_number = None, None, 0
            self._planes.clear()
        self._made_from, self._made_of = run.space, self._loss_key(run)
        self._kept = run.stepper.points  # alive as long as its ids are compared
        self._renew_evaluator(run)
        self._choosing = anew or self.plane is None
        self._job = self._picture(run) if run.stepper.ready else None

    def _picture(self, run: Run) -> Iterator[bytes | None]:
        if self._choosing:
            yield from self._choose(run)
            self._choosing = False
        if self.plane is not None:
            yield from self._levels(run, self.plane)

    def _choose(self, run: Run) -> Iterator[None]:
        """A new plane for the present θ and the path so far, unless they are not finite."""
        steps, path = run.path.until(run.step, run.stepper.theta[0])
        if not np.isfinite(path).all():
            return
        here = Here(run.spec.sizes, path, self._known_evaluator(run), self.plane)
        for plane in chosen(self.choice, here):
            if plane is None:
                yield None
            elif np.isfinite(plane.axes).all() and np.isfinite(plane.origin).all():
                self.plane = plane
                self._window = window_for(plane, here)
                self._made_at, self.number = int(steps[-1]), self.number + 1
                self._planes[self.number] = plane
                self._planes.pop(self.number - KEPT, None)

    def _levels(self, run: Run, plane: Plane) -> Iterator[bytes | None]:
        evaluator = self._known_evaluator(run)
        steps, thetas = run.path.until(run.step, run.stepper.theta[0])
        path = np.column_stack([steps, np.zeros((len(steps), 4))])
        projected = plane.project(thetas)
        if plane.kind == "path" and not covers(self._window, projected):
            self._window = window_of(projected)
        path[:, 1:3], path[:, 4] = projected[:, :2], projected[:, 2]
        for start in range(0, len(thetas), evaluator.piece):
            part = slice(start, start + evaluator.piece)
            loss, penalty, _ = evaluator.evaluate(thetas[part])
            path[part, 3] = loss + penalty
            yield None
        sides, number, window, version = levels(self.size), self.number, self._window, run.version
        drawing = Evaluator(evaluator.objective, evaluator.batch, np.float32)  # as the wire has it
        for side in sides:
            for heights in grid(drawing, plane, window, side):
                yield None if heights is None else protocol.landscape(
                    number, window, plane.explained, self._made_at, version,
                    side == sides[-1], heights, path, plane.kind, plane.facts,
                )  # fmt: skip
