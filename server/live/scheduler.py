"""Scheduler: one task that shares the event loop among players and errands, in turns of a slice
(rota.py). After each turn the loop has its turn; nothing here waits for a client.
"""

import asyncio
import time
from collections.abc import Callable
from math import inf

from server.album import Album
from server.cohort import Cohorts
from server.live.capacity import Capacity
from server.live.rota import Rota
from server.live.seats import Playing, Worker
from server.live.turns import Turns
from server.settings import Settings

LONGEST = 3600.0  # seconds that the task rests when nothing happens


class Scheduler:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        # The loop's own clock is the monotonic one, too.
        turns = Turns(Cohorts(), Album(), time.monotonic)
        self._rota = Rota(settings, turns, time.process_time)
        self._capacity = Capacity(settings.crowded, time.monotonic)
        self._task: asyncio.Task[None] | None = None
        self._rest: asyncio.Future[None] | None = None
        self._until = -inf  # when the task goes on by itself

    def __len__(self) -> int:
        """Players; errands are not counted."""
        return self._rota.players

    @property
    def full(self) -> bool:
        """Whether one more would be one too many."""
        most = self.settings.most_sessions
        return self._capacity.full(len(self)) if most is None else len(self) >= most

    def add(self, player: Playing, failed: Callable[[str], None]) -> None:
        """`failed(number)` is called when it raises: it ends, all others go on."""
        self._rota.add(player, failed)
        self._wake()

    def employ(self, errand: Worker, failed: Callable[[str], None]) -> None:
        """Who only wants what time is left."""
        self._rota.employ(errand, failed)
        self._wake()

    def remove(self, worker: Worker) -> None:
        self._rota.remove(worker)

    def touch(self, worker: Worker) -> None:
        """Something was said to it."""
        self._rota.touch(worker)
        self._wake()

    def freed(self, player: Playing) -> None:
        """A frame can go to its page again."""
        if self._rota.freed(player):
            self._wake()

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _wake(self) -> None:
        """The task goes on at once if somebody's turn is before it would by itself."""
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        elif self._rest is not None and self._rota.next < self._until:
            _done(self._rest)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            self._until = self._rota.step()
            pause = self._until - time.monotonic()
            if pause <= 0:
                await asyncio.sleep(0)
                continue
            self._rest = loop.create_future()
            timer = loop.call_later(min(pause, LONGEST), _done, self._rest)
            await self._rest
            timer.cancel()


def _done(rest: asyncio.Future[None]) -> None:
    if not rest.done():
        rest.set_result(None)
