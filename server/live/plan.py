"""Plan: what is fair, asked four times a second; and how much time is left besides the beats.

What sending takes is what the process has used beyond what was computed here. Costs are of the
clock on the wall: where other programs take half of the core, everything costs twice as much.
"""

from collections.abc import Callable, Iterable
from math import ceil, inf

from server.live.seats import NEVER, Playing, Seat, rank_of
from server.live.shares import Costs, level, slowed
from server.settings import Settings

EVERY = 0.25
NEAR = 2  # players that are probably looked at on this machine
LONG = 0.25  # of a slice: steps of one run that take longer are no part of a beat
HEAVY = 0.125  # of a slice: a beat that takes longer waits for the light ones
TOGETHER = (1, 2, 4, 8, 16, 32, 48, 64)  # players in a turn
FULL = 1 + 1e-6  # parts of a turn, but for rounding
SHORTEST = 1e-6  # seconds of what costs nothing
STEADY = 1.25  # times more than fit a turn, which may stay
LED = 0.5  # of the time may go to those who present
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
        all_of = [(seat, seat.player) for seat in seats if seat.player is not None]
        costs.recount(cost for seat, _ in all_of for cost in (seat.steps, seat.frame))
        active = [(s, player) for s, player in all_of if s.tick != NEVER or s.waits]
        capacity = self._measure(now, len(active))
        self.moving = sum(player.wanted > 0 for _, player in active)
        capacity -= self._lead(active, capacity)
        found = self._fair([pair for pair in active if not pair[0].leads], capacity)
        both = found < inf and self._level < inf
        self._level = (self._level + found) / 2 if both else found
        for seat, player in active:
            self._give(seat, player)
        assign(seat for seat, _ in active)

    def _lead(self, active: list[tuple[Seat, Playing]], capacity: float) -> float:
        """Who presents is not slowed, as long as few present. → seconds of a second for that."""
        fps = self.settings.fps
        wanted = sum(_beats(seat, player, fps) for seat, player in active if player.leads)
        can = wanted <= LED * capacity
        for seat, player in active:
            seat.leads = can and player.leads
        return wanted if can else 0.0

    def _fair(self, active: list[tuple[Seat, Playing]], capacity: float) -> float:
        """The level. Beats leave something to what waits, also where they could use all."""
        fps = self.settings.fps
        beats = [_beats(seat, player, fps) for seat, player in active]
        endless = [player.endless for _, player in active]
        fair = level(
            (inf if more else beat for more, beat in zip(endless, beats, strict=True)), capacity
        )
        most = capacity * (1 - RESERVE)
        if any(endless) and sum(min(beat, fair) for beat in beats) > most:
            return level(beats, most)
        return fair

    def _measure(self, now: float, players: int) -> float:
        """What there is to compute with, of a second."""
        passed, used = now - self._made, self._cpu()
        computed = self._beats + self._others
        sending = max(0.0, used - self._before - computed) / passed
        self._sending += (min(1.0, sending) - self._sending) / 2
        self._beating += (self._beats / passed - self._beating) / 2
        self._made, self._before, self._beats, self._others = now, used, 0.0, 0.0
        share = self.settings.share if players <= NEAR else self.settings.crowded
        capacity = max(LEAST, share - self._sending)
        self._rate = max(capacity - self._beating, RESERVE * capacity)
        return capacity

    def _give(self, seat: Seat, player: Playing) -> None:
        """How much it is slowed, and how many steps it may take in one beat."""
        fps, slice = self.settings.fps, self.settings.slice
        step, frame, wanted = seat.steps.each, _frame(seat), player.wanted
        most = LONG * slice / step
        if wanted == inf:
            wanted = fps
            most = min(most, (self._level / fps - frame) / step)
        steps, share = wanted / fps * step, inf if seat.leads else self._level
        player.tempo.slowed(max(SLOWEST, slowed(fps, frame, steps, share)))
        seat.most = max(1, int(most))
        steps = min(LONG * slice, steps)
        seat.heavy = frame + steps > HEAVY * slice
        seat.together = together(slice / max(frame, steps, SHORTEST), seat.together)


def together(fit: float, before: int) -> int:
    """How many are taken in one turn of which about `fit` last a slice: always the same ones, so
    that who is with whom does not change with each fluctuation.
    """
    wanted = max(size for size in TOGETHER if size <= max(1.0, fit))
    return wanted if wanted > before or before > STEADY * fit else before


def assign(seats: Iterable[Seat]) -> None:
    """Who takes turns with whom: neighbours by rank, in as few turns as they fit, equally full."""
    ranked, before = sorted(seats, key=rank_of), 0.0
    whole = sum(1 / seat.together for seat in ranked)
    each = whole / max(1, ceil(whole / FULL))
    for seat in ranked:
        part = 1 / seat.together
        seat.turn = int((before + part / 2) / each)
        before += part


def _beats(seat: Seat, player: Playing, fps: float) -> float:
    """Seconds that its beats take a second: frames, and their steps; at full speed one each."""
    steps = fps if player.wanted == inf else player.wanted
    return fps * _frame(seat) + steps * seat.steps.each


def _frame(seat: Seat) -> float:
    """Seconds of its frame, if one can be sent."""
    return 0.0 if seat.starved else seat.frame.each
