"""Capacity: how many sessions this machine can carry. Measured when it matters: when as many are
there as every machine carries, and again before somebody is sent away, for at the first time
something else may have been going on.

A session is taken to be a small network of which a frame shows its field, five steps each; with
`LEAST_FPS` frames a second it can still be followed. Sending takes about half of what computing
takes (docs/performance.md), so it is not measured.
"""

from collections.abc import Callable
from math import inf
from time import process_time

from server import spec as specs
from server.album import Album, Sitter
from server.cohort import Cohorts
from server.journal import Journal
from server.protocol import FrameWriter, layout
from server.run import Run
from server.show import Show

LEAST_FPS = 10.0
SENDING = 0.5
FEWEST, MOST = 50, 2000
EVERY = 10.0  # seconds between two measurements: each takes about 40 ms
RUNS, STEPS, ROUNDS = 16, 5, 4
SPEC = {"model": {"hidden": [{"units": 8}, {"units": 8}]}, "data": {"count": 50}}
SHOW = Show(theta=True, field=24, curve=1)


class Capacity:
    def __init__(self, share: float, clock: Callable[[], float]) -> None:
        self._share, self._clock = share, clock
        self._most, self._again = FEWEST, -inf

    def full(self, sessions: int) -> bool:
        """Whether one more would be one too many."""
        if sessions >= self._most and self._clock() >= self._again:
            self._again = self._clock() + EVERY
            self._most = max(self._most, carried(self._share, cost()))
        return sessions >= self._most


def carried(share: float, each: float) -> int:
    """How many get LEAST_FPS frames a second, where a frame with its steps takes `each` seconds
    and there is so much of a core; in round numbers.
    """
    most = share / (each * (1 + SENDING) * LEAST_FPS)
    return min(MOST, max(FEWEST, round(most / 10) * 10))


def cost() -> float:
    """Seconds of CPU that a frame and its steps take among others."""
    runs = [Run(Journal(specs.parse(SPEC)), 0) for _ in range(RUNS)]
    writers = [FrameWriter(layout(1, run.spec, SHOW)) for run in runs]
    sitters = [
        Sitter(run, SHOW, writer, None, 0, 0, 0.0)
        for run, writer in zip(runs, writers, strict=True)
    ]
    cohorts, album = Cohorts(), Album()

    def once() -> float:
        began = process_time()
        cohorts.advance([(run, STEPS) for run in runs], trace=False)
        album.frames(sitters)
        return process_time() - began

    return min(once() for _ in range(ROUNDS)) / RUNS
