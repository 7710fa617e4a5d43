"""Scheduler: one task that shares the event loop among players and errands, in turns of a slice.

1. Frames come in beats: who is due is taken together, earliest due first, in groups that last a
   slice. Whoever can use more time (more steps, a landscape, a study) gets what the beats leave,
   least served first.
2. After each turn the loop has its turn, and at most `share` of a core is used, sending included.
3. Four times a second it is asked what is fair (shares.py): who asks for more is slowed evenly.
4. Who has nothing to do, or nobody who looks, is in no list. Nothing here waits for a client.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from math import inf

from server.album import Album
from server.cohort import Cohorts
from server.live.plan import Plan
from server.live.queue import Queue
from server.live.seats import NEVER, Calendar, Playing, Seat, Worker
from server.live.shares import Costs
from server.live.turns import Frames, Steps, Turns, Wish, tried
from server.settings import Settings

MOST_TOGETHER = 64  # players in a turn
FEW = 24  # runs that move: of so many the losses of every step are measured
SHORT = 5e-4  # seconds before a beat in which nothing else is begun
LONGEST = 3600.0  # seconds that the task rests when nothing happens


class Scheduler:
    def __init__(
        self,
        settings: Settings,
        steps: Steps | None = None,
        frames: Frames | None = None,
        clock: Callable[[], float] = time.monotonic,
        cpu: Callable[[], float] = time.process_time,
    ) -> None:
        """`clock` is the loop's own; `cpu` counts the seconds that this process has used."""
        self.settings, self._clock = settings, clock
        self._turns = Turns(steps or Cohorts(), frames or Album(), clock)
        self._seats: dict[Worker, Seat] = {}
        self._players, self._came = 0, 0
        self._calendar, self._due = Calendar(), deque[Seat]()
        self._queue, self._costs = Queue(), Costs()
        self._plan = Plan(settings, clock(), cpu)
        self._task: asyncio.Task[None] | None = None
        self._rest: asyncio.Future[None] | None = None
        self._until = -inf  # when the task goes on by itself

    def __len__(self) -> int:
        """Players; errands are not counted."""
        return self._players

    @property
    def full(self) -> bool:
        return self._players >= self.settings.most_sessions

    # Who takes part

    def add(self, player: Playing, failed: Callable[[str], None]) -> None:
        """`failed(number)` is called when it raises: it ends, all others go on."""
        self._players += 1
        self._sit(player, player, failed)

    def employ(self, errand: Worker, failed: Callable[[str], None]) -> None:
        """Who only wants what time is left."""
        self._sit(errand, None, failed)

    def _sit(self, worker: Worker, player: Playing | None, failed: Callable[[str], None]) -> None:
        self._came += 1
        self._seats[worker] = Seat(worker, player, failed, self._came)
        self.touch(worker)

    def remove(self, worker: Worker) -> None:
        seat = self._seats.pop(worker, None)
        if seat is not None:
            seat.gone, seat.tick = True, NEVER
            self._players -= seat.player is not None

    def touch(self, worker: Worker) -> None:
        """Something was said to it: what it wants, and when, may be another thing now."""
        seat = self._seats.get(worker)
        if seat is not None and not seat.gone:
            now = self._clock()
            if seat.player is not None:
                self._expect(seat, seat.player, now)
            self._listen(seat, now)
            self._wake()

    def freed(self, player: Playing) -> None:
        """A frame can go to its page again: it gets the one that is due with the next tick, with
        others who wait for theirs. Who waits for a beat to come is left alone.
        """
        seat = self._seats.get(player)
        if seat is not None and seat.starved and not seat.gone:
            now = self._clock()
            self._expect(seat, player, now, soonest=now)
            self._listen(seat, now)
            self._wake()

    def _expect(self, seat: Seat, player: Playing, now: float, soonest: float = 0.0) -> None:
        """Its next beat."""
        if seat.kind is not player.kind or seat.look is not player.look:
            seat.kind, seat.look = player.kind, player.look
            seat.steps, seat.frame = self._costs.of(seat.kind), self._costs.of(seat.look)
            seat.rank = seat.steps.number, seat.frame.number, seat.number
            seat.most = 1
        at = player.beat(now)
        seat.starved = at > player.tempo.due
        self._calendar.put(seat, max(at, soonest))

    def _listen(self, seat: Seat, now: float) -> None:
        """When it wants time of its own."""
        if not seat.waits:
            self._queue.put(seat, seat.worker.errand(now), now)

    # Turns

    def step(self) -> float:
        """One turn of somebody, if it is anybody's. → when the next one is."""
        now = self._clock()
        if self._plan.due(now):
            self._plan.make(self._seats.values(), self._costs, now)
        self._due.extend(self._calendar.take(now))
        for seat in self._queue.ring(now):
            self._listen(seat, now)
        saved = self._plan.saved(now)
        if self._due and not (self._queue and saved >= self._plan.most):
            self._beat(now)
            return now
        soon = self._calendar.next
        if self._queue and saved > 0 and (soon - now > SHORT or saved >= self._plan.most):
            self._lend(now, soon)
            return now
        again = now + self._plan.wait if self._queue else inf
        return min(soon, self._queue.alarm, max(again, now + SHORT))

    def _beat(self, now: float) -> None:
        """A group of those who are due."""
        group, left, extra = list[Wish](), self.settings.slice, 0.0
        while self._due and left > 0 and len(group) < MOST_TOGETHER:
            seat = self._due.popleft()
            player = seat.player
            if player is None or seat.gone:
                continue
            runs = player.tempo.speed == 0  # at full speed
            steps = tried(seat, player.asks, now, 1 if runs and self._plan.broke else seat.most)
            if steps is not None:
                group.append((seat, player, steps))
                left -= seat.frame.each + steps * seat.steps.each
                extra += max(0, steps - 1) * seat.steps.each if runs else 0.0
        self._turns.take(group, now, self._plan.moving <= FEW)
        after = self._clock()
        self._plan.spent(after - now, extra)
        for seat, player, _ in group:
            if not seat.gone:
                self._expect(seat, player, after)
                if player.tempo.pending or not player.wanted:
                    self._listen(seat, after)

    def _lend(self, now: float, until: float) -> None:
        """Time for the least served, until the next beat."""
        seat = self._queue.take()
        if seat is None:
            return
        end = min(now + self.settings.slice, max(now + SHORT, until))
        tried(seat, seat.worker.work, now, end, self._clock)
        after = self._clock()
        seat.used += after - now
        self._plan.lent(after - now)
        self.touch(seat.worker)

    # The task

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _wake(self) -> None:
        """The task goes on at once if somebody's turn is before it would by itself."""
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        if self._rest is not None and not self._rest.done():
            first = min(self._calendar.next, self._queue.alarm)
            if first < self._until or self._queue:
                self._rest.set_result(None)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            self._until = self.step()
            pause = self._until - self._clock()
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
