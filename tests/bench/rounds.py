"""Interleaved measuring: each round runs each contender for some milliseconds; medians of CPU time.

All contenders are single-threaded, so that CPU time is the time of an undisturbed machine; and a
ratio is only taken between medians of the same rounds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from tests.bench.contenders import Contender

LONGEST = 4.0  # seconds that one contender may take in a group, three rounds apart


@dataclass(frozen=True)
class Effort:
    rounds: int
    slice: float  # seconds of one contender in one round
    warm: float  # seconds before anything counts: compilers in node learn while they run


FULL, QUICK = Effort(21, 0.02, 0.4), Effort(5, 0.006, 0.2)


@dataclass(frozen=True)
class Timed:
    """What a contender does; `units` of what is compared are in one of its runs."""

    contender: Contender
    work: str
    units: float = 1.0

    def seconds(self, count: int) -> float:
        return self.contender.cpu(self.work, count) / (count * self.units)


def measure(contenders: Sequence[Timed], effort: Effort) -> list[float]:
    """Median CPU seconds per unit of each."""
    counts = [_calibrated(one, effort) for one in contenders]
    seconds: list[list[float]] = [[] for _ in contenders]
    for turn in range(effort.rounds):
        for one, (count, rounds), own in zip(contenders, counts, seconds, strict=True):
            if turn < rounds:
                own.append(one.seconds(count))
    return [median(own) for own in seconds]


def _calibrated(one: Timed, effort: Effort) -> tuple[int, int]:
    """How many runs make a slice, and in how many rounds a slow contender takes part."""
    count, spent = 1, 0.0
    while True:
        took = one.contender.cpu(one.work, count)
        spent += took
        if took >= effort.slice / 4 and (spent >= effort.warm or took >= effort.slice):
            break
        more = effort.slice / max(took, 1e-7)
        count = max(count + 1, int(count * min(8.0, more))) if more > 1 else count
    count = max(1, int(count * effort.slice / took))
    each = max(effort.slice, took if count == 1 else 0.0)
    return count, max(3, min(effort.rounds, int(LONGEST / each)))
