"""Scheduler: one task that shares the event loop among sessions and errands, earliest due first,
in slices.

Sessions whose frame is due come first; what is left goes round to those that could use more. After
each slice the loop has its turn, and at most `share` of a core is used: the browser on the same
laptop needs the other part.
"""

import asyncio
import logging
import secrets
from collections import deque
from collections.abc import Callable
from typing import Protocol

from server.settings import Settings

log = logging.getLogger("downhill")
IDLE = 0.25  # seconds after which a scheduler with nothing to do looks again


class Worker(Protocol):
    """A session, or an errand: who takes turns."""

    @property
    def due(self) -> float: ...

    @property
    def waits(self) -> bool: ...

    def hungry(self, now: float) -> bool: ...

    def turn(self, now: float, end: float, clock: Callable[[], float]) -> None: ...


class Scheduler:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._sessions: dict[Worker, Callable[[str], None]] = {}
        self._hungry: deque[Worker] = deque()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._sessions)

    def add(self, session: Worker, failed: Callable[[str], None]) -> None:
        """`failed` is called when a turn raises, with the mark that stands in the log: that session
        ends, all others go on.
        """
        self._sessions[session] = failed
        self._hungry.append(session)
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    def remove(self, session: Worker) -> None:
        self._sessions.pop(session, None)
        if session in self._hungry:
            self._hungry.remove(session)

    def wake(self) -> None:
        """Something was asked for or acknowledged."""
        self._wake.set()

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            start = clock()
            session = self._next(start)
            if session is None:
                await self._rest(start)
                continue
            self._turn(session, start, clock)
            used = clock() - start
            await asyncio.sleep(used * (1 / self.settings.share - 1))

    def _next(self, now: float) -> Worker | None:
        """The session whose frame is due longest, else the next that could use time."""
        due = [s for s in self._sessions if s.due <= now and s.waits]
        if due:
            return min(due, key=lambda s: s.due)
        for _ in range(len(self._hungry)):
            self._hungry.rotate(-1)
            if self._hungry[-1].hungry(now):
                return self._hungry[-1]
        return None

    def _turn(self, session: Worker, start: float, clock: Callable[[], float]) -> None:
        try:
            session.turn(start, start + self.settings.slice, clock)
        except Exception:
            mark = secrets.token_hex(4)
            log.exception("a session failed and was ended (%s)", mark)
            failed = self._sessions.get(session)
            self.remove(session)
            if failed:
                failed(mark)

    async def _rest(self, now: float) -> None:
        """Until the next frame is due, or something is asked for."""
        waiting = [s.due for s in self._sessions if s.waits]
        pause = max(0.0, min(waiting) - now) if waiting else IDLE
        self._wake.clear()
        try:
            await asyncio.wait_for(self._wake.wait(), min(pause, IDLE))
        except TimeoutError:
            pass
