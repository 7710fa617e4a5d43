"""Queue: who wants time of its own, least served first; and who will, later."""

import heapq
from collections.abc import Iterator
from math import inf

from server.live.seats import Seat

Entry = tuple[float, int, Seat]


class Queue:
    def __init__(self) -> None:
        self._waiting: list[Entry] = []  # by what it has used
        self._later: list[Entry] = []  # by when it wants it
        self._served = 0.0  # what the last one had used: who comes has no claim to less

    def __bool__(self) -> bool:
        while self._waiting and self._waiting[0][2].gone:
            heapq.heappop(self._waiting)
        return bool(self._waiting)

    def put(self, seat: Seat, at: float, now: float) -> None:
        """It wants time from then on; ∞: not before something happens."""
        if at <= now:
            seat.waits, seat.alarm = True, inf
            seat.used = max(seat.used, self._served)
            heapq.heappush(self._waiting, (seat.used, seat.number, seat))
        elif at != seat.alarm:
            seat.alarm = at
            if at < inf:
                heapq.heappush(self._later, (at, seat.number, seat))

    def take(self) -> Seat | None:
        """The least served. What was used since it came counts, too."""
        while self._waiting:
            used, number, seat = heapq.heappop(self._waiting)
            if seat.gone:
                continue
            if used < seat.used:
                heapq.heappush(self._waiting, (seat.used, number, seat))
                continue
            seat.waits, self._served = False, max(self._served, used)
            return seat
        return None

    @property
    def alarm(self) -> float:
        """When the next one wants time."""
        while self._later and not _meant(self._later[0]):
            heapq.heappop(self._later)
        return self._later[0][0] if self._later else inf

    def ring(self, now: float) -> Iterator[Seat]:
        """Those whose time has come."""
        while self.alarm <= now:
            _, _, seat = heapq.heappop(self._later)
            seat.alarm = inf
            yield seat


def _meant(entry: Entry) -> bool:
    return entry[0] == entry[2].alarm and not entry[2].gone
