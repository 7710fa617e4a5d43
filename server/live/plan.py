"""Plan: what is fair, asked four times a second; and how much time is left besides the beats.

What sending takes is what the process has used beyond what was computed here. Costs are of the
clock on the wall: where other programs take half of the core, everything costs twice as much.
"""

from collections.abc import Callable, Iterable
from math import inf

from server.live.seats import NEVER, Playing, Seat
from server.live.shares import Costs, level, slowed
from server.settings import Settings

EVERY = 0.25
LONG = 0.25  # of a slice: steps of one run that take longer are no part of a beat
RESERVE = 0.1  # of the time is kept from beats while something else waits
SAVED = 2.0  # slices that can be saved up for work besides the beats
OWED = 1.0  # seconds: no piece of such work holds up the next ones for longer
SLOWEST = 0.02  # of the frames are always made
LEAST = 0.1  # of a core is always computed with


class Plan:
    def __init__(self, settings: Settings, now: float, cpu: Callable[[], float]) -> None:
        self.settings, self._cpu = settings, cpu
        self.most = SAVED * settings.slice
        self.moving = 0  # runs that take steps
        self._made, self._saved_at = now, now
        self._before = cpu()  # seconds that the process had used
        self._beats, self._others = 0.0, 0.0  # seconds since it was made
        self._sending, self._beating = 0.0, 0.0  # of a second
        self._rate, self._saved = settings.share, 0.0
        self._level = inf

    # What was used

    def spent(self, seconds: float, extra: float) -> None:
        """By a beat. `extra`: for more steps than a frame needs."""
        extra = min(extra, seconds)
        self._beats += seconds - extra
        self.lent(extra)

    def lent(self, seconds: float) -> None:
        """By work besides the beats."""
        self._others += seconds
        self._saved = max(-OWED, self._saved - seconds)

    def saved(self, now: float) -> float:
        """Seconds for work besides the beats."""
        passed, self._saved_at = max(0.0, now - self._saved_at), now
        self._saved = min(self.most, self._saved + passed * self._rate)
        return self._saved

    @property
    def broke(self) -> bool:
        return self._saved <= 0

    @property
    def wait(self) -> float:
        """Seconds until there is some again."""
        return max(0.0, -self._saved / self._rate)

    # What is fair

    def due(self, now: float) -> bool:
        return now - self._made >= EVERY

    def make(self, seats: Iterable[Seat], costs: Costs, now: float) -> None:
        """Capacity, the level, and each player's part in it. O(n log n)."""
        capacity = self._measure(now)
        all_of = [(seat, seat.player) for seat in seats if seat.player is not None]
        costs.recount(cost for seat, _ in all_of for cost in (seat.steps, seat.frame))
        active = [(s, player) for s, player in all_of if s.tick != NEVER or s.waits]
        self.moving = sum(player.wanted > 0 for _, player in active)
        fps, waits = self.settings.fps, any(s.waits for s, _ in active)
        found = level(
            (self._demand(s, player, fps) for s, player in active),
            capacity * (1 - RESERVE * waits),
        )
        both = found < inf and self._level < inf
        self._level = (self._level + found) / 2 if both else found
        for seat, player in active:
            self._give(seat, player, fps)

    def _measure(self, now: float) -> float:
        """What there is to compute with, of a second."""
        passed, used = now - self._made, self._cpu()
        computed = self._beats + self._others
        sending = max(0.0, used - self._before - computed) / passed
        self._sending += (min(1.0, sending) - self._sending) / 2
        self._beating += (self._beats / passed - self._beating) / 2
        self._made, self._before, self._beats, self._others = now, used, 0.0, 0.0
        capacity = max(LEAST, self.settings.share - self._sending)
        self._rate = max(capacity - self._beating, RESERVE * capacity)
        return capacity

    def _demand(self, seat: Seat, player: Playing, fps: float) -> float:
        """Seconds of computing a second."""
        if player.endless:
            return inf
        return fps * seat.frame.each + player.wanted * seat.steps.each

    def _give(self, seat: Seat, player: Playing, fps: float) -> None:
        """How much it is slowed, and how many steps it may take in one beat."""
        wanted, step, frame = player.wanted, seat.steps.each, seat.frame.each
        most = int(LONG * self.settings.slice / step)
        if wanted == inf:
            most = min(most, int((self._level / fps - frame) / step)) if self._level < inf else most
            wanted = fps
        player.tempo.slowed(max(SLOWEST, slowed(fps, frame, wanted / fps * step, self._level)))
        seat.most = max(1, most)
