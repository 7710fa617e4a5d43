"""Tempo: when a page's next frame is due, and how many steps its run owes by now. No run, no clock.

1. Frames are due on a grid that all pages share, some ticks apart: those due together are made
   together, and each at even distances.
2. Who asks for more than a fair share is slowed by one factor, `slow`: so many times fewer frames
   a second, with so many times fewer steps each.
3. Steps are counted up to where the grid has them, not up to when it was looked: all who go at one
   speed owe the same number in one beat.
4. Nothing is made up for: after a silence one frame is due, and a quarter second's steps are
   owed.
"""

from math import ceil

BEAT = 16  # ticks between two frames of who is not slowed
LONGEST = 0.25  # seconds of which steps are owed
EARLY = 1e-3  # seconds by which a frame may be early: the grid is not met to the last bit
ROUNDING = 1e-6  # of a step
STEADY = (-1.0, 0.25)  # ticks by which the wanted distance may differ from the present one


class Tempo:
    def __init__(self, fps: float, now: float) -> None:
        self.fps, self.due = fps, now
        self._go_at(BEAT)
        self.speed = 0.0  # steps a second that are wanted; 0: as many as there is time for
        self._owed, self._at, self._last = 0, now, now - 1.0

    @property
    def pending(self) -> bool:
        """Whether a step is owed, of those that were counted last."""
        return self.speed == 0 or self._owed >= 1

    @property
    def behind(self) -> bool:
        """Whether fewer steps were done than the speed asks for."""
        return self.speed > 0 and (self.ticks > BEAT or self._owed >= 1)

    def play(self, speed: float, now: float) -> None:
        self.speed, self._owed, self._at = speed, 0, now

    def rest(self, now: float) -> None:
        """No steps are owed for the time up to now."""
        self._owed, self._at = 0, now

    def slowed(self, slow: float) -> None:
        """To `slow` ≤ 1 or a little less: a whole number of ticks, which stays if it can."""
        wanted = BEAT / slow
        if not STEADY[0] < wanted - self.ticks < STEADY[1]:
            self._go_at(ceil(wanted))

    def _go_at(self, ticks: int) -> None:
        """So many between two frames, which are `period` seconds apart."""
        self.ticks, self.slow, self.period = ticks, BEAT / ticks, ticks / (BEAT * self.fps)

    def owed(self, now: float, most: int) -> int:
        """Steps to take now, at most `most`."""
        period = self.period
        longest, upto = max(LONGEST, 2 * period), int((now + EARLY) / period) * period
        since, self._at = max(self._at, upto - longest), max(self._at, upto)
        if self.speed == 0:
            return most
        each = self.speed * self.slow * self.slow
        come = int(self._at * each + ROUNDING) - int(since * each + ROUNDING)
        self._owed = min(self._owed + come, max(1, int(longest * each)))
        return min(self._owed, most)

    def took(self, steps: int) -> None:
        if self.speed:
            self._owed = max(0, self._owed - steps)

    def is_due(self, now: float) -> bool:
        return now >= self.due - EARLY

    def framed(self, now: float) -> None:
        """A frame was made: when the next one is due. Whoever is a beat late has its next one at
        once, whoever is later goes on from here.
        """
        period = self.period
        late = now - self.due >= 2 * period
        self.due = max(round(self.due / period) + 1, int(now / period) + late) * period
        self._last = now

    def beat(self, now: float) -> float:
        """The next place of the grid."""
        return (int(now / self.period) + 1) * self.period

    def hasten(self, now: float) -> None:
        """A hand waits for its answer: at once, if the last frame is half a period ago."""
        self.due = min(self.due, max(now, self._last + self.period / 2))
