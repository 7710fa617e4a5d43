"""Keeper: when a page is given its checkpoint: every two seconds, on pause and after edits; more
seldom where the line is so slow that frames would wait for it.
"""

from typing import Any

import numpy as np

from server.run import Run

EVERY = 2.0
RARELY = 128  # times as long as a checkpoint holds up frames


class Keeper:
    def __init__(self, now: float) -> None:
        self._next, self._unsaved = now, False

    def changed(self) -> None:
        """There is something to keep that may not change any more."""
        self._unsaved = True

    def soon(self, now: float) -> None:
        """It stops: keep it now."""
        self._next, self._unsaved = now, True

    def due(self, playing: bool) -> float:
        return self._next if playing or self._unsaved else float("inf")

    def work(self, run: Run, now: float) -> dict[str, Any] | None:
        """The checkpoint; of a run that has blown up there is none."""
        self._next, self._unsaved = now + EVERY, False
        if not np.isfinite(run.theta).all():
            return None
        return {"type": "checkpoint", "checkpoint": run.checkpoint()}

    def sent(self, now: float, delay: float) -> None:
        """It held up frames for so long."""
        self._next = max(self._next, now + RARELY * delay)
