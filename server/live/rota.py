"""Rota: whose turn it is. No task, no sockets; its clock is given.

1. Frames come in beats: who is due is taken together, earliest due first, in groups of which the
   steps last a slice, and then the frames. Whoever can use more time (more steps, a landscape, a
   study) gets what the beats leave, least served first.
2. Four times a second it is asked what is fair (plan.py): who asks for more is slowed evenly.
3. Who has nothing to do, or nobody who looks, is in no list that is walked through.
"""

from collections import deque
from collections.abc import Callable
from math import inf

from server.live.plan import FULL, LONG, Plan
from server.live.queue import Queue
from server.live.seats import DUE, NEVER, Calendar, Playing, Seat, Worker
from server.live.shares import Costs
from server.live.turns import Turns, Wish, tried
from server.settings import Settings

FEW = 24  # runs that move: of so many the losses of every step are measured
AT_FIRST = 24  # players like it in one turn, before it is known what they take
SHORT = 5e-4  # seconds before a beat in which nothing else is begun
PATIENCE = 0.1  # seconds after which somebody who waits goes before those who are due


class Rota:
    def __init__(self, settings: Settings, turns: Turns, cpu: Callable[[], float]) -> None:
        """`cpu` counts the seconds that this process has used."""
        self.settings, self._turns, self._clock = settings, turns, turns.clock
        self._seats: dict[Worker, Seat] = {}
        self.players, self._came = 0, 0
        self._calendar = Calendar()
        self._light, self._heavy = deque[Seat](), deque[Seat]()  # who is due
        self._was_heavy = False  # the last turn
        self._moved = list[Wish]()  # who has taken its steps, and sits for its frame next
        self._queue, self._costs = Queue(), Costs()
        self._lent = self._clock()  # when the last one got time of its own
        self.plan = Plan(settings, self._clock(), cpu)

    # Who takes part

    def add(self, player: Playing, failed: Callable[[str], None]) -> None:
        self.players += 1
        self._sit(player, player, failed)

    def employ(self, errand: Worker, failed: Callable[[str], None]) -> None:
        self._sit(errand, None, failed)

    def _sit(self, worker: Worker, player: Playing | None, failed: Callable[[str], None]) -> None:
        self._came += 1
        self._seats[worker] = Seat(worker, player, failed, self._came)
        self.touch(worker)

    def remove(self, worker: Worker) -> None:
        seat = self._seats.pop(worker, None)
        if seat is not None:
            seat.gone, seat.tick = True, NEVER
            self.players -= seat.player is not None

    def touch(self, worker: Worker) -> None:
        """What it wants, and when, may be another thing now."""
        seat = self._seats.get(worker)
        if seat is not None and not seat.gone:
            now = self._clock()
            if seat.player is not None and seat.tick != DUE:  # else it is asked soon anyway
                self._expect(seat, seat.player, now)
            self._listen(seat, now)

    def freed(self, player: Playing) -> bool:
        """A frame can go to its page again: it gets the one that is due with the next tick, with
        others who wait for theirs. → whether it does; else it waits for a beat to come.
        """
        seat = self._seats.get(player)
        if seat is None or not seat.starved or seat.gone:
            return False
        now = self._clock()
        self._expect(seat, player, now, soonest=now)
        self._listen(seat, now)
        return True

    def _expect(self, seat: Seat, player: Playing, now: float, soonest: float = 0.0) -> None:
        """Its next beat."""
        if seat.kind is not player.kind or seat.look is not player.look:
            seat.kind, seat.look = player.kind, player.look
            seat.steps, seat.frame = self._costs.of(seat.kind), self._costs.of(seat.look)
            seat.rank = seat.steps.number, seat.frame.number, seat.number
            seat.together = AT_FIRST
            seat.most = max(1, int(LONG * self.settings.slice / seat.steps.each))
        at = player.beat(now)
        seat.starved = at > player.tempo.due
        self._calendar.put(seat, max(at, soonest))

    def _listen(self, seat: Seat, now: float) -> None:
        """When it wants time of its own."""
        if not seat.waits:
            self._queue.put(seat, seat.worker.errand(now), now)

    # Turns

    @property
    def next(self) -> float:
        """When somebody's turn is, at the earliest."""
        due = self._moved or self._light or self._heavy or self._queue
        return -inf if due else min(self._calendar.next, self._queue.alarm)

    def step(self) -> float:
        """One turn of somebody, if it is anybody's. → when the next one is."""
        now = self._clock()
        if self._moved:
            self._show(now)
            return now
        if self.plan.due(now):
            self.plan.make(self._seats.values(), self._costs, now)
        for seat in self._calendar.take(now):
            (self._heavy if seat.heavy else self._light).append(seat)
        for seat in self._queue.ring(now):
            self._listen(seat, now)
        soon, due = self._calendar.next, self._first(now)
        if not self._queue:
            self._lent = now
        elif self.plan.saved(now) > 0:
            waited = now - self._lent > PATIENCE
            if waited or (not due and soon - now > SHORT):
                self._lend(now, soon)
                return now
        if due:
            self._beat(due, now)
            return now
        again = now + max(SHORT, self.plan.wait) if self._queue else inf
        return min(soon, again, self._queue.alarm)

    def _first(self, now: float) -> deque[Seat]:
        """Those who are due: light ones first; but who is late by half a period has waited for long
        enough. Even so they take turns, so that who is heavy delays nobody by more than one.
        """
        if self._light and self._heavy and not self._was_heavy:
            player = self._heavy[0].player
            if player is None or now - player.tempo.due > player.tempo.period / 2:
                return self._heavy
        return self._light or self._heavy

    def _beat(self, due: deque[Seat], now: float) -> None:
        """The steps of a group of those who are due."""
        group, extra, full = list[Wish](), 0.0, 0.0
        self._was_heavy = due is self._heavy
        turn = due[0].turn
        while due and due[0].turn == turn and full < FULL:
            seat = due.popleft()
            player = seat.player
            if player is None or seat.gone:
                continue
            runs = player.tempo.speed == 0  # at full speed
            steps = tried(seat, player.asks, now, 1 if runs and self.plan.broke else seat.most)
            if steps is not None:
                group.append((seat, player, steps))
                full += 1 / seat.together
                extra += max(0, steps - 1) * seat.steps.each if runs else 0.0
        self._turns.move(group, now, self.plan.moving <= FEW)
        self.plan.spent(self._clock() - now, extra)
        self._moved = group

    def _show(self, now: float) -> None:
        """The frames of who has moved."""
        group, self._moved = self._moved, []
        self._turns.show(group, now)
        after = self._clock()
        self.plan.spent(after - now, 0.0)
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
        self._lent = after
        seat.used += after - now
        self.plan.lent(after - now)
        self.touch(seat.worker)
