"""Calibration: how fast this machine is, measured when the server starts."""

import time
from collections.abc import Callable

from server import spec as specs
from server.cost import cost
from server.journal import Journal
from server.run import Run

ROUNDS = 6
FASTEST, SLOWEST = 0.2, 10.0  # what is measured beyond is a fault of the measurement
# A small network, of which most is calls, and a large one, of which most is arithmetic; and steps
# that take about a millisecond.
TAPES = (
    ({}, 16),
    ({"model": {"hidden": [{"units": 32, "activation": "tanh"}] * 4}, "batch": 64}, 4),
)


def pace(clock: Callable[[], float] = time.perf_counter) -> float:
    """How many times longer a step takes here than cost.py says: the mean of both networks. Each
    is measured by its quickest round: others on this machine can only make a round longer.
    """
    ratios = [_quickest(spec, steps, clock) for spec, steps in TAPES]
    return min(SLOWEST, max(FASTEST, sum(ratios) / len(ratios)))


def _quickest(value: object, steps: int, clock: Callable[[], float]) -> float:
    spec = specs.parse(value)
    run, seconds = Run(Journal(spec)), list[float]()
    for _ in range(ROUNDS):
        begun = clock()
        run.advance(steps)
        seconds.append((clock() - begun) / steps)
    return min(seconds) / (cost(spec, spec.data.size) * 1e-9)
