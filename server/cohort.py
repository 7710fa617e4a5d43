"""Cohort: runs that are alike take their steps together, as rows of one stack.

1. A run stays whole: its state is copied into a row, the stack steps, and it is copied back. So who
   is in a cohort is decided anew each time; joining and leaving is nothing, and loses nothing.
2. A row has the bits that it has alone (the probe of engine/core.py). What cannot be stacked, and a
   row that may be lost, takes its steps alone from where it was.
3. Alike are one network, rule, dtype and present size of minibatch; data, rate and λ are one's own.
"""

from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from server.deal import stretch
from server.engine.core import SCRATCH_BYTES, agrees
from server.kind import Kind
from server.run import Run, computing
from server.stack import LONGEST, Stack

LEAST = 2  # so many are cheaper together (docs/performance.md)
CAPACITIES = (2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)
STACK_BYTES = 48 << 20  # of all compiled stacks together


class Shape(NamedTuple):
    """What runs of one stack have in common: `size` of the coming minibatch; how many points there
    are at most, or, where losses are measured, how many of exactly `points` are training points.
    """

    kind: Kind
    size: int
    points: int
    train: int | None


class Cohorts:
    """Compiled stacks; those that were not used for longest go when they take too much memory."""

    def __init__(self) -> None:
        self._stacks: OrderedDict[tuple[Shape, int], Stack] = OrderedDict()

    def advance(self, wants: Sequence[tuple[Run, int]], trace: bool = True) -> list[int]:
        """Up to so many updates in each run; fewer where one is lost or has no points. → how many.
        With `trace` losses are measured after each step; without, not in stacks.
        """
        first = [run.step for run, _ in wants]
        pairs = zip(wants, first, strict=True)
        going = [(run, at + steps) for (run, steps), at in pairs if steps > 0 and run.ready]
        while going:
            for (shape, steps), runs in self._alike(going, trace).items():
                if shape is None or len(runs) < LEAST or not agreed(shape):
                    for run in runs:
                        run.advance(steps)
                else:
                    self._together(shape, runs, steps)
            going = [(run, goal) for run, goal in going if run.step < goal and run.ready]
        return [run.step - at for (run, _), at in zip(wants, first, strict=True)]

    def _alike(
        self, going: Sequence[tuple[Run, int]], trace: bool
    ) -> dict[tuple[Shape | None, int], list[Run]]:
        """Runs by shape and by how many steps they can take at one go towards their goals."""
        groups = dict[tuple[Shape | None, int], list[Run]]()
        for run, goal in going:
            shape, steps, together = shape_of(run, trace), goal - run.step, reach(run)
            if together < 1:
                shape = None
            elif shape is not None:
                steps = min(steps, together)
            groups.setdefault((shape, steps), []).append(run)
        return groups

    def _together(self, shape: Shape, runs: Sequence[Run], steps: int) -> None:
        most = max(LEAST, min(CAPACITIES[-1], in_cache(shape)))
        for start in range(0, len(runs), most):
            part = runs[start : start + most]
            if len(part) < LEAST:
                part[0].advance(steps)
                continue
            goals = [run.step + steps for run in part]
            with computing():
                lost = self._stack(shape, len(part)).take(part, steps)
            for run, goal, alone in zip(part, goals, lost, strict=True):
                if alone:
                    run.advance(goal - run.step)

    def _stack(self, shape: Shape, runs: int) -> Stack:
        rows = next(c for c in CAPACITIES if c >= runs)
        key = shape, rows
        if key not in self._stacks:
            self._stacks[key] = Stack(shape.kind, rows, shape.size, shape.points, shape.train)
            while len(self._stacks) > 1 and self._bytes > STACK_BYTES:
                self._stacks.popitem(last=False)
        self._stacks.move_to_end(key)
        return self._stacks[key]

    @property
    def _bytes(self) -> int:
        return sum(stack.nbytes for stack in self._stacks.values())


def shape_of(run: Run, trace: bool) -> Shape | None:
    """None: it goes alone. A step whose losses were measured before is not measured again."""
    stepper = run.stepper
    if stepper.kind is None or (trace and run.step < run.traced):
        return None
    train, size = stepper.train.size, len(stepper.coming)
    if trace:
        return Shape(stepper.kind, size, train + stepper.test.size, train)
    return Shape(stepper.kind, size, 1 << (train - 1).bit_length(), None)


def reach(run: Run) -> int:
    """How many steps can be taken at one go: while the minibatches keep their size, before the
    journal changes something, and until the epoch ends if the rule changes with it.
    """
    stepper = run.stepper
    same = not stepper.turning and len(stepper.deal[-1]) == len(stepper.deal[0])
    most = LONGEST if same else min(LONGEST, stretch(stepper.deal, stepper.cursor))
    return most if run.next_entry is None else min(most, run.next_entry - 1 - run.step)


def in_cache(shape: Shape) -> int:
    """Rows whose buffers stay in the cache."""
    points = shape.size if shape.train is None else shape.points
    row = shape.kind.net.scratch * points * shape.kind.dtype.itemsize
    return SCRATCH_BYTES // max(1, row)


@lru_cache(256)
def agreed(shape: Shape) -> bool:
    """Whether stacking changes no bit on this machine, of steps and of losses."""
    sizes = {shape.size} if shape.train is None else {shape.size, shape.points}
    net, dtype = shape.kind.net, shape.kind.dtype
    return all(agrees(net, size, net.sizes[-1], dtype, stack=net.stack) for size in sizes)
