"""`python -m tests.bench.calls [CASE] [OPTIMIZER] [ROWS] [DTYPE]`: where the time of a step goes.

Each call of the step's tape with its shapes and the median of its wall time, in the order in which
they run; the timer's own time is taken off.
"""

import sys
from functools import partial
from statistics import median
from time import perf_counter_ns
from typing import Any

import numpy as np

from server.engine.core import Tape
from tests.bench.cases import CASES, RATE
from tests.bench.engine import Steps
from tests.bench.table import Table

TIMES = 401


def timed(tape: Tape) -> list[float]:
    """Median nanoseconds of each call."""
    taken: list[list[int]] = [[] for _ in tape]
    idle = median(-(perf_counter_ns() - perf_counter_ns()) for _ in range(TIMES))
    for _ in range(TIMES):
        for (function, arguments), own in zip(tape, taken, strict=True):
            start = perf_counter_ns()
            function(*arguments)
            own.append(perf_counter_ns() - start)
    return [median(own) - idle for own in taken]


def named(function: Any) -> str:
    if isinstance(function, partial):
        return f"{named(function.func)} …"
    owner = getattr(function, "__self__", None)
    name = getattr(function, "__name__", str(function))
    if isinstance(owner, np.ndarray):
        return f"{owner.shape}.{name}"
    return f"{owner.__name__}.{name}" if isinstance(owner, np.ufunc) else name


def main(case: str = "a", optimizer: str = "sgd", rows: str = "1", dtype: str = "float64") -> None:
    steps = Steps(CASES[case], np.dtype(dtype).type, [(optimizer, RATE)] * int(rows))
    steps.run(2 * len(steps.tapes))
    tape = steps.tapes[0]
    table = Table("call", "shapes", "µs", "share")
    times = timed(tape)
    for (function, arguments), own in zip(tape, times, strict=True):
        shapes = " ".join(str(a.shape) for a in arguments if isinstance(a, np.ndarray))
        table.add(named(function), shapes, f"{own / 1e3:.2f}", f"{own / sum(times):.1%}")
    table.add(f"{len(tape)} calls", "", f"{sum(times) / 1e3:.2f}", "")
    print(table.text(False))


if __name__ == "__main__":
    main(*sys.argv[1:])
