"""Seats: who takes part, and when. A seat is in no list that is walked through while its player has
nothing to do.
"""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil, inf
from typing import Any, Protocol

from server.album import Sitter
from server.live.shares import Cost
from server.live.tempo import Tempo
from server.run import Run

NEVER, DUE = -1, -2  # instead of a tick
UNKNOWN = Cost(0)  # of an errand, which has no beats
TICKS = 480  # a second: those of 30 frames a second are at sixteenths of a beat


class Worker(Protocol):
    """Who can use time of its own: an errand; a player."""

    def errand(self, now: float) -> float: ...

    def work(self, now: float, end: float, clock: Callable[[], float]) -> None: ...


class Playing(Worker, Protocol):
    """Who also takes part in beats: player.py."""

    tempo: Tempo

    @property
    def run(self) -> Run | None: ...

    @property
    def kind(self) -> Any: ...

    @property
    def look(self) -> Any: ...

    @property
    def wanted(self) -> float: ...

    @property
    def endless(self) -> bool: ...

    @property
    def leads(self) -> bool: ...

    def beat(self, now: float) -> float: ...

    def asks(self, now: float, most: int) -> int: ...

    def took(self, steps: int, now: float) -> None: ...

    def sits(self, now: float) -> Sitter | None: ...

    def shown(self, frame: bytes, now: float) -> None: ...


@dataclass(slots=True, eq=False)
class Seat:
    worker: Worker
    player: Playing | None  # the same, if it takes part in beats
    failed: Callable[[str], None]
    number: int
    rank: tuple[int, int, int] = (0, 0, 0)  # its place in a beat: by kind, then as they came
    tick: int = NEVER  # of its next beat
    starved: bool = False  # a frame is due that cannot be sent
    alarm: float = inf  # when it can use time of its own
    waits: bool = False  # for such time
    used: float = 0.0  # seconds of computing, since it came; who waited in vain has no claim
    most: int = 1  # steps in one beat
    together: int = 1  # so many like it fit one turn
    turn: int = NEVER  # with whom it takes its turn: those of the same number
    leads: bool = False  # it is not slowed
    heavy: bool = False  # its beats take long: others go first
    gone: bool = False
    kind: Any = None
    look: Any = None
    steps: Cost = UNKNOWN
    frame: Cost = UNKNOWN


class Calendar:
    """Beats to come. Putting and taking are O(1) but for the few different ticks."""

    def __init__(self) -> None:
        self._seats: dict[int, list[Seat]] = {}
        self._ticks: list[int] = []

    def put(self, seat: Seat, at: float) -> None:
        """Its next beat is the first tick not before `at`; ∞: it has none."""
        tick = NEVER if at == inf else ceil(at * TICKS - 1e-3)
        if tick == seat.tick:
            return
        seat.tick = tick
        if tick >= 0:
            if tick not in self._seats:
                self._seats[tick] = []
                heapq.heappush(self._ticks, tick)
            self._seats[tick].append(seat)

    def take(self, now: float) -> Iterator[Seat]:
        """All whose beat is now or was before; earliest first, of one tick by their ranks."""
        while self._ticks and self._ticks[0] <= now * TICKS:
            tick = heapq.heappop(self._ticks)
            for seat in sorted(self._seats.pop(tick), key=rank_of):
                if seat.tick == tick:  # else it was put elsewhere, or stands here twice
                    seat.tick = DUE
                    yield seat

    @property
    def next(self) -> float:
        return self._ticks[0] / TICKS if self._ticks else inf


def rank_of(seat: Seat) -> tuple[int, int, int]:
    return seat.rank
