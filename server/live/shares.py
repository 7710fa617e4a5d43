"""Shares: what computing costs, as it was measured, and how much of it is fair. Pure numbers.

Max-min fair: there is a level; who asks for less gets all of it, who asks for more gets the level
(Bertsekas and Gallager, Data Networks, 6.5.2).
"""

from collections import Counter
from collections.abc import Hashable, Iterable
from math import inf, sqrt

SMOOTHING = 0.2  # of a measure of all who are of a kind: a mean over five beats or so
UNKNOWN = 8  # first measures of which the smallest counts: some of them also compile
OUTLIER = 3.0  # times what is known: no measure counts for more
GUESS = 2e-4  # seconds: a step or a frame of which nothing is known


class Cost:
    """Seconds that one step, or one frame, of a kind takes."""

    __slots__ = ("each", "known", "members", "number")

    def __init__(self, number: int) -> None:
        self.each, self.known, self.members = GUESS, 0, 1
        self.number = number  # kinds in the order in which they came

    def note(self, seconds: float, count: int, players: int) -> None:
        """So many of so many players took so long together. Alone a step costs more than among
        others: each measure counts as much as it has players.
        """
        self.known += 1
        found = seconds / count
        if self.known <= UNKNOWN:
            self.each = found if self.known == 1 else min(found, self.each)
            return
        share = min(1.0, players / max(1, self.members))
        self.each += SMOOTHING * share * (min(found, OUTLIER * self.each) - self.each)


class Costs:
    """By kind; those of kinds that nobody is of any more are forgotten."""

    def __init__(self) -> None:
        self._of: dict[Hashable, Cost] = {}
        self._came = 0

    def of(self, kind: Hashable) -> Cost:
        if kind not in self._of:
            self._came += 1
            self._of[kind] = Cost(self._came)
        return self._of[kind]

    def recount(self, used: Iterable[Cost]) -> None:
        """How many players are of each kind: one mention each."""
        counts = Counter(used)
        self._of = {kind: cost for kind, cost in self._of.items() if cost in counts}
        for cost in self._of.values():
            cost.members = counts[cost]


def level(demands: Iterable[float], capacity: float) -> float:
    """L with Σ min(demand, L) = capacity; ∞ if all together ask for less. O(n log n)."""
    rising = sorted(demands)
    left = capacity
    for at, demand in enumerate(rising):
        fair = left / (len(rising) - at)
        if demand > fair:
            return max(0.0, fair)
        left -= demand
    return inf


def slowed(fps: float, frame: float, steps: float, share: float) -> float:
    """x ≤ 1 with fps·x·(frame + steps·x) = share: so many times fewer frames, with so many times
    fewer steps. `frame` and `steps` are the seconds of a frame and of the steps between two.
    """
    if fps * (frame + steps) <= share:
        return 1.0
    given = share / fps
    return 2 * given / (frame + sqrt(frame * frame + 4 * steps * given))
