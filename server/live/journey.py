"""Journey: a run's way to a step that was asked for: by a seek, or by a page that returns.

1. A page that returns is led to its step by a replay of its journal, so that its past can be
   walked; a long way is jumped to its checkpoint.
2. Where the replay has other bits than the page's checkpoint, the checkpoint is right.
3. Until it has returned there are no frames; the first one then brings the whole curve.
"""

from bisect import bisect_right
from collections.abc import Callable
from typing import Any

from server.checks import Bad
from server.cost import cost
from server.live.teller import Teller
from server.run import Run
from server.work import Work, piece

TELL_EVERY = 0.2
MOST_TRACED = 16_384
MOST_FINISHED = 500_000_000  # what a way may cost that an edit waits for: about 0.5 s
EDIT = 400_000  # what an edit on the way costs, for each row
REPLAYED = 30_000  # steps that a page's return replays; else it jumps


class Journey:
    def __init__(self, teller: Teller) -> None:
        self._teller = teller
        self._next_tell = 0.0
        self.begin()

    def begin(self) -> None:
        """Another run, which stands where it should."""
        self.target: int | None = None
        self.returning = False  # on the way to the step of a hello
        self.returned = False  # and no frame since
        self._known = False  # a page with a checkpoint has seen these steps' losses
        self._checkpoint: Any = None
        self._jumping: Work[bool] | None = None

    def lead(self, run: Run, checkpoint: Any, step: int | None, horizon: int) -> None:
        """Back to where a page stood."""
        self._checkpoint = checkpoint
        at = self._checkpoint_step
        if step and at is not None and at > REPLAYED:
            self._jumping = run.resuming(checkpoint)
        self.target = step if step and step > run.step else run.step if run.arriving else None
        self.returning = self.target is not None
        run.horizon = max(run.horizon, step or 0, horizon)
        # The page keeps curves over a reload, but no trails.
        self._known = self.returning and checkpoint is not None and not run.spec.objective.planar

    @property
    def _checkpoint_step(self) -> int | None:
        """The step of the page's checkpoint, if it has one; all of it is checked when used."""
        step = self._checkpoint.get("step") if isinstance(self._checkpoint, dict) else None
        return step if isinstance(step, int) else None

    def _jump(self, run: Run, end: float, clock: Callable[[], float]) -> None:
        """A piece at least of the way to the checkpoint."""
        worked = False
        try:
            while self._jumping is not None and (not worked or clock() < end):
                worked = True
                if piece(self._jumping):
                    self._jumping = None
                    if self.target is not None and self.target < run.step:
                        self.go(run, self.target)
        except Bad as bad:
            self._jumping = None
            self._teller.refuse("checkpoint", bad)

    def go(self, run: Run, step: int) -> None:
        """To another step than where it was going."""
        if self._jumping is not None:  # first there
            self.target = step
            return
        if step <= run.horizon:
            run.rewind(step)
        self.target = step if step > run.step or run.arriving else None
        if self.target is None and self.returning:
            self.arrive()

    def stop(self, run: Run) -> None:
        """Stay here; but who returns does return."""
        if not self.returning:
            self.target = run.step if run.arriving else None

    def soon_there(self, run: Run) -> bool:
        if self.target is None:
            return True
        entries = run.journal.entries
        edits = bisect_right(entries, self.target, run.applied, key=lambda e: e.step) - run.applied
        each = cost(run.spec, len(run.stepper.points), grad=False)
        takes = (self.target - run.step) * each + edits * len(run.spec.methods) * EDIT
        return takes <= MOST_FINISHED and self._jumping is None

    def travel(self, run: Run, now: float, end: float, clock: Callable[[], float]) -> None:
        """Replay until `end`. Bad when an edit of a journal from elsewhere does not fit: the way
        ends there.
        """
        assert self.target is not None
        if self._jumping is not None:
            self._jump(run, end, clock)
            return
        at, stop = self._checkpoint_step, self.target
        if at is not None and run.step < at < stop:
            stop = at
        try:
            advanced(run, stop - run.step, end, clock, not self._known)
        except Bad:
            self.target = run.step  # where it ends
            raise
        finally:
            if at == run.step and not run.arriving:
                self._compare(run)
            self._look_round(run, now, self.target)

    def _look_round(self, run: Run, now: float, target: int) -> None:
        run.thin_trace(MOST_TRACED)
        if now >= self._next_tell:
            self._next_tell = now + TELL_EVERY
            self._teller.progress(run.step, target)
        there = run.step >= target or not run.ready
        if there and not run.arriving and self._jumping is None:
            self.arrive()

    def arrive(self) -> None:
        self.returned = self.returned or self.returning
        self.target, self.returning, self._known = None, False, False

    def _compare(self, run: Run) -> None:
        here, there = run.checkpoint(), self._checkpoint
        entries = run.journal.entries[: run.applied]
        edited = bool(entries) and entries[-1].step == run.step  # perhaps after the checkpoint
        if not edited and here["theta"] != there.get("theta"):
            self._jumping = run.resuming(self._checkpoint)
            self._teller.notes.append({"key": "note.other_machine"})
        self._checkpoint = None


def advanced(
    run: Run, wanted: int, end: float, clock: Callable[[], float], trace: bool = True
) -> int:
    """Steps until `end`, one at least and at most so many → how many; or edits of the journal that
    wait at a step, and no steps after them. Or Bad.
    """
    first, some, arriving = run.step, 1, run.arriving
    while (run.arriving or run.step - first < wanted) and run.ready:
        run.advance(min(some, wanted - run.step + first), trace)
        some = min(2 * some, 16)  # a large network's steps end the slice one by one
        if clock() >= end or (arriving and not run.arriving):
            break
        arriving = run.arriving
    return run.step - first
