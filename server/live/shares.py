"""Shares: what computing costs, as it was measured, and how much of it is fair. Pure numbers.

Max-min fair: there is a level; who asks for less gets all of it, who asks for more gets the level
(Bertsekas and Gallager, Data Networks, 6.5.2).
"""

from collections.abc import Hashable, Iterable
from math import inf, sqrt

SMOOTHING = 0.2  # of a measure of all who are of a kind: a mean over five beats or so
UNKNOWN = 3  # first measures that are taken as they are: the very first one also compiles
GUESS = 2e-4  # seconds: a step or a frame of which nothing is known


class Cost:
    """Seconds that one step, or one frame, of a kind takes."""

    __slots__ = ("each", "known", "members")

    def __init__(self) -> None:
        self.each, self.known, self.members = GUESS, 0, 1

    def note(self, seconds: float, count: int, players: int) -> None:
        """So many of so many players took so long together. Alone a step costs more than among
        others: each measure counts as much as it has players.
        """
        share = min(1.0, players / max(1, self.members))
        weight = SMOOTHING * share if self.known >= UNKNOWN else 1.0
        self.each += weight * (seconds / count - self.each)
        self.known += 1


class Costs:
    """By kind; those of kinds that nobody is of any more are forgotten."""

    def __init__(self) -> None:
        self._of: dict[Hashable, Cost] = {}

    def of(self, kind: Hashable) -> Cost:
        return self._of.setdefault(kind, Cost())

    def recount(self, kinds: Iterable[Hashable]) -> None:
        """How many are of each kind."""
        counts: dict[Hashable, int] = {}
        for kind in kinds:
            counts[kind] = counts.get(kind, 0) + 1
        for kind in [kind for kind in self._of if kind not in counts]:
            del self._of[kind]
        for kind, count in counts.items():
            self.of(kind).members = count


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
