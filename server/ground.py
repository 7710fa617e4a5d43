"""Ground: the mountain under the walkers, as heights over a window of (x, y).

The same interface as Scenery's, with a plane that needs no finding: a is x and b is y. A picture is
drawn when it is asked for and when the mountain changes; a walker's steps change nothing. What was
drawn of the same mountain for the run before is not drawn again.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from server import protocol
from server.engine.core import Array, Evaluator
from server.engine.landscape import Window, grid
from server.engine.planes import UNKNOWN, Plane
from server.protocol import AskLandscape
from server.run import Run
from server.scenery import DEFAULT_SIZE, Scenery

COARSE = 41
CHUNK = 2048  # places at a time: a surface has no examples, so calls cost more than numbers
PLANE = Plane(np.zeros(2), np.eye(2), UNKNOWN, "xy")
NO_PATH: Array = np.zeros((0, 5))


class Ground:
    def __init__(self, number: int = 0, size: int = DEFAULT_SIZE) -> None:
        self.shown: Plane | None = None
        self.shown_number = 0
        self.number = number  # of the newest picture; goes on through a restart
        self.size = size
        self._window: Window | None = None
        self._made_of: Any = None
        self._evaluator: Evaluator | None = None
        self._job: Iterator[bytes | None] | None = None
        self._coarse = False  # whether nothing of the picture under way has been sent

    @property
    def busy(self) -> bool:
        return self._job is not None

    def ask(self, run: Run, asked: AskLandscape) -> None:
        """Draw it anew, in the window that is asked for or the mountain's own."""
        self.size, self._window = asked.size, asked.window
        self.number += 1
        self._begin(run)

    def refresh(self, run: Run, resting: bool = True) -> bool:
        """Begin anew if there is no picture yet, or of other points. → whether it began. Where
        points are dragged past a coarse picture it is finished first, else none ever would be.
        """
        del resting
        if self.stands(run) or self._coarse:
            return False
        self.number += 1
        self._begin(run)
        return True

    def stands(self, run: Run) -> bool:
        """Whether what was drawn last is this run's mountain."""
        return self._made_of == _key(run)

    def work(self, run: Run) -> bytes | None:
        """One piece; a message when a level is finished."""
        del run
        message = None if self._job is None else next(self._job, b"")
        if message == b"":
            self._job = None
        if not message:
            return None
        self.shown, self.shown_number, self._coarse = PLANE, self.number, False
        return message

    def known(self, number: int, run: Run) -> bool:
        """A place is a place on every picture."""
        del run
        return 0 < number <= self.number

    def theta(self, number: int, a: float, b: float) -> Array:
        del number
        return np.array([a, b])

    def losses(self, run: Run, number: int, a: float, b: float) -> tuple[float, float, float]:
        """At a place: f, 0, and f over the test points if there are any."""
        del number
        theta, test = np.array([[a, b]]), run.stepper.test
        with np.errstate(all="ignore"):
            loss, penalty, _ = self.evaluator(run).evaluate(theta)
            known = Evaluator(run.stepper.objective, test) if test.size else None
            test_loss = known.evaluate(theta)[0] if known else [np.nan]
        return float(loss[0]), float(penalty[0]), float(test_loss[0])

    def evaluator(self, run: Run) -> Evaluator:
        """f and its gradient at any places, exact: without the noise of a walker's gradient."""
        key = _key(run)
        if self._evaluator is None or self._evaluated != key:
            self._evaluated, stepper = key, run.stepper
            self._evaluator = Evaluator(stepper.objective, stepper.train)
            if stepper.train.size == 1:
                self._evaluator.chunk = self._evaluator.piece = CHUNK
        return self._evaluator

    def _begin(self, run: Run) -> None:
        self._made_of, self._coarse = _key(run), True
        window = self._window or window_of(run)
        self._job = self._levels(self.evaluator(run), window, run.version, run.step)

    def _levels(
        self, evaluator: Evaluator, window: Window, version: int, step: int
    ) -> Iterator[bytes | None]:
        for side in sorted({min(COARSE, self.size), self.size}):
            for heights in grid(evaluator, PLANE, window, side):
                yield None if heights is None else protocol.landscape(
                    self.number, window, UNKNOWN, step, version, side == self.size, heights,
                    NO_PATH, "xy",
                )  # fmt: skip


def window_of(run: Run) -> Window:
    """The mountain's own."""
    (x0, x1), (y0, y1) = run.spec.objective.window
    return x0, x1, y0, y1


def _key(run: Run) -> Any:
    """What the heights depend on."""
    train = run.stepper.train
    return run.stepper.objective, train.x.tobytes(), train.y.tobytes()


def land_of(run: Run, before: "Scenery | Ground") -> "Scenery | Ground":
    """What a run's landscape is drawn by, after that of another run."""
    if not run.spec.objective.planar:
        return before.renewed() if isinstance(before, Scenery) else Scenery(before.number)
    if isinstance(before, Ground):
        return before if before.stands(run) else Ground(before.number, before.size)
    return Ground(before.number)
