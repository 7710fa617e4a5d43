"""Pace: what a page is really given, and the text that says so when it is less than it asked for.

Told at most once a second, and only when it has changed by more than a fluctuation.
"""

from typing import Any

from server.live.tempo import Tempo

WINDOW = 0.5  # seconds over which steps are counted
SILENCE = 1.0  # seconds without a frame after which nothing can be said of those before
LOOK_EVERY, TELL_EVERY = 0.25, 1.0
CUT, WHOLE = 0.9, 0.96  # the share of what is wanted below which it is told, above which no more
CHANGED = 0.15  # of what was told


class Pace:
    def __init__(self, now: float) -> None:
        self.speed = 0.0  # steps a second that were done, over the last half second or so
        self._begin(now, 0)
        self._told: tuple[float, float | None, float | None] | None = None
        self._next_tell, self._next_look = now, now
        self._share, self._rests = 1.0, True  # of the steps wanted, what was done

    def _begin(self, now: float, step: int) -> None:
        self._since, self._step, self._seen = now, step, now

    def rest(self, now: float, step: int) -> None:
        """It does not play, or goes elsewhere: steps are counted from here."""
        self.speed, self._share, self._rests = 0.0, 1.0, True
        self._begin(now, step)

    def note(self, now: float, step: int, tempo: Tempo) -> None:
        """A run that plays, several times a second."""
        self._rests = False
        if now - self._seen > SILENCE or step < self._step:
            self._begin(now, step)
            return
        self._seen, passed = now, now - self._since
        if passed >= WINDOW:
            self.speed = (step - self._step) / passed
            self._since, self._step = now, step
            self._measure(passed, tempo)

    def _measure(self, passed: float, tempo: Tempo) -> None:
        """Half of what was, half of what is; one step more or less is no loss."""
        wanted = tempo.speed * passed
        share = min(1.0, (self.speed * passed + 1) / wanted) if wanted > 1 else 1.0
        self._share = (self._share + share) / 2

    def text(self, now: float, tempo: Tempo) -> dict[str, Any] | None:
        """What is to be told now, if anything."""
        if now < self._next_look:
            return None
        self._next_look = now + LOOK_EVERY
        given = self._given(tempo)
        soon = given is not None and now < self._next_tell
        if soon or not self._differs(given):
            return None
        self._told, self._next_tell = given, now + TELL_EVERY
        fps, wanted, done = given or (tempo.fps, None, None)
        return {"type": "pace", "fps": fps, "wanted": wanted, "done": done}

    def _given(self, tempo: Tempo) -> tuple[float, float | None, float | None] | None:
        """Frames a second, steps a frame wanted and done; None when all is given."""
        least = CUT if self._told is None else WHOLE
        if self._rests or min(tempo.slow, self._share) >= least:
            return None
        fps = _rounded(tempo.fps * tempo.slow)
        if tempo.speed == 0 or self._share >= least:
            return fps, None, None
        wanted = tempo.speed / tempo.fps
        return fps, _rounded(wanted), _rounded(min(wanted, self.speed * tempo.period))

    def _differs(self, given: tuple[float, float | None, float | None] | None) -> bool:
        if given is None or self._told is None:
            return given != self._told
        return any(
            a is not b and (a is None or b is None or abs(a - b) > CHANGED * b)
            for a, b in zip(given, self._told, strict=True)
        )


def _rounded(value: float) -> float:
    """As it is said: whole numbers from ten on, else one digit more."""
    return round(value) if value >= 10 else round(value, 1 if value >= 1 else 2)
