"""Cohort: runs that are alike take their steps together, as rows of one stack.

1. Who is in a cohort is decided anew each time. A run that is with the same ones again stays aboard
   (stack.py); joining and leaving copies its row, and loses nothing.
2. A row has the bits that it has alone (the probe of engine/core.py). What cannot be stacked, and a
   row that may be lost, takes its steps alone from where it was.
3. Alike are one network, rule, dtype and present size of minibatch; data, rate and λ are one's own.
"""

from collections import Counter, OrderedDict
from collections.abc import Sequence
from functools import lru_cache

from server.engine.core import SCRATCH_BYTES, agrees
from server.run import Run, computing
from server.shelf import SIZES
from server.stack import Row, Shape, Stack, reach

LEAST = 2  # so many are cheaper together (docs/performance.md)
CAPACITIES = tuple(size for size in SIZES if LEAST <= size <= 64)
STACK_BYTES = 48 << 20  # of all compiled stacks together
IDLE = 64  # turns of others after which those in a stack have no claim to it


class Cohorts:
    """Compiled stacks; those that were not used for longest go when they take too much memory."""

    def __init__(self) -> None:
        self._stacks: OrderedDict[Stack, int] = OrderedDict()  # and when they were used last
        self._now = 0

    def advance(self, wants: Sequence[tuple[Run, int]], trace: bool = True) -> list[int]:
        """Up to so many updates in each run; fewer where one is lost or has no points. → how many.
        With `trace` losses are measured after each step; without, not in stacks.
        """
        stack = None if trace else self._aboard(wants)
        if stack is None:
            return self._gather(wants, trace)
        lost = self._take(stack, [run for run, _ in wants], wants[0][1])
        missing = {id(run): goal - run.step for run, goal in lost}
        return [steps - missing.get(id(run), 0) for run, steps in wants]

    def _aboard(self, wants: Sequence[tuple[Run, int]]) -> Stack | None:
        """The stack in which all of them are, if they can take their steps there and now."""
        row, steps = wants[0][0].berth, wants[0][1]
        if not isinstance(row, Row) or not 0 < steps <= row.left or 2 * len(wants) < row.stack.rows:
            return None
        stack = row.stack
        for run, wanted in wants:
            row = run.berth
            if not isinstance(row, Row) or row.stack is not stack or wanted != steps:
                return None
        return stack

    def _gather(self, wants: Sequence[tuple[Run, int]], trace: bool) -> list[int]:
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
            steps, row = goal - run.step, run.berth
            if not trace and isinstance(row, Row) and steps <= row.left:
                shape = row.stack.shape
            else:
                shape, together = shape_of(run, trace), reach(run)
                shape = shape if together > 0 else None
                steps = steps if shape is None else min(steps, together)
            groups.setdefault((shape, steps), []).append(run)
        return groups

    def _together(self, shape: Shape, runs: Sequence[Run], steps: int) -> None:
        most = max(LEAST, min(CAPACITIES[-1], in_cache(shape)))
        for start in range(0, len(runs), most):
            part = runs[start : start + most]
            if len(part) < LEAST:
                part[0].advance(steps)
                continue
            self._take(self._stack(shape, part), part, steps)

    def _take(self, stack: Stack, runs: Sequence[Run], steps: int) -> list[tuple[Run, int]]:
        """Together, and then alone whose row was lost. → these, and where they were to go."""
        self._now += 1
        self._stacks[stack] = self._now
        self._stacks.move_to_end(stack)
        with computing():
            lost = stack.take(runs, steps)
        for run, goal in lost:
            run.advance(goal - run.step)
        return lost

    def _stack(self, shape: Shape, runs: Sequence[Run]) -> Stack:
        """That in which most of them are; else one in which nobody is, or has been for long."""
        rows = next(c for c in CAPACITIES if c >= len(runs))
        [(stack, _)] = Counter(map(_stack_of, runs)).most_common(1)
        if stack not in self._stacks or stack.shape != shape or not rows <= stack.rows <= 2 * rows:
            stack = self._unused(shape, rows)
        return stack

    def _unused(self, shape: Shape, rows: int) -> Stack:
        for stack, used in self._stacks.items():
            same = stack.shape == shape and stack.rows == rows
            if same and (stack.free or self._now - used > IDLE):
                return stack
        stack = Stack(shape, rows)
        left = STACK_BYTES - stack.nbytes - sum(other.nbytes for other in self._stacks)
        while self._stacks and left < 0:
            oldest, _ = self._stacks.popitem(last=False)
            oldest.clear()
            left += oldest.nbytes
        return stack


def _stack_of(run: Run) -> Stack | None:
    return run.berth.stack if isinstance(run.berth, Row) else None


def shape_of(run: Run, trace: bool) -> Shape | None:
    """None: it goes alone. A step whose losses were measured before is not measured again."""
    stepper = run.home
    if stepper.kind is None or (trace and run.step < run.traced):
        return None
    train, size = stepper.train.size, len(run.coming)
    if trace:
        return Shape(stepper.kind, size, train + stepper.test.size, train)
    return Shape(stepper.kind, size, 1 << (train - 1).bit_length(), None)


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
