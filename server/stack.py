"""Stack: the state of many runs as rows of one compiled network with its rule.

1. A run comes aboard: its state is copied into a row, and its coming minibatches are laid out.
   There it goes on with the others. Its own state stays behind until somebody asks for it
   (Run.stepper, Run.settled), it keeps a keyframe, or all that was laid out is used up.
2. What is asked for is copied out and is whole; who may change it has left the stack.
3. A row that is lost, or may be, leaves its run where it was copied out last, and the run goes on
   from there alone.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from weakref import ReferenceType, ref

import numpy as np

from server.deal import stretch
from server.engine import params
from server.engine.core import Array, Tape
from server.engine.descent import Descent, beside
from server.engine.rows import SLOTS, STARTS
from server.examples import LONGEST, Examples
from server.kind import Kind
from server.run import Run
from server.splits import Splits
from server.stepper import Stepper

LAID_OUT = 30  # steps, if not more are taken at one go
AT_HOME = 64  # steps in stacks after which a run needs no tapes of its own
Losses = tuple[Array, Array]  # (R,) each, of the training and the test points


class Shape(NamedTuple):
    """What runs of one stack have in common: `size` of the coming minibatch; how many points there
    are at most, or, where losses are measured, how many of exactly `points` are training points.
    """

    kind: Kind
    size: int
    points: int
    train: int | None


class Row:
    """Where one run is, or nobody; a run that is gone is not kept for it."""

    def __init__(self, stack: "Stack", number: int) -> None:
        self.stack, self.number = stack, number
        self.theta = stack.theta[number : number + 1]
        self._guest: ReferenceType[Run] | None = None  # of the last one
        self._landed = 0  # when what is at home was copied out

    @property
    def guest(self) -> Run | None:
        run = self._guest() if self._guest else None
        return run if run is not None and run.berth is self else None

    @property
    def ahead(self) -> int:
        return self.stack.now - self._landed

    @property
    def left(self) -> int:
        """Steps that are laid out and not taken."""
        return self.stack.end - self.stack.now

    @property
    def coming(self) -> Array | None:
        stack = self.stack
        return stack.examples.chosen[stack.now, self.number] if stack.now < stack.end else None

    def take(self, run: Run, landed: int) -> None:
        """Nobody is here."""
        self._guest, self._landed, run.berth = ref(run), landed, self

    def land(self, stepper: Stepper) -> None:
        steps, self._landed = self.ahead, self.stack.now
        if steps:
            self.stack.put(self.number, stepper)
            stepper.passed(steps)
            stepper.stacked += steps
            if stepper.stacked > AT_HOME:
                stepper.rest()


class Stack:
    def __init__(self, shape: Shape, rows: int) -> None:
        kind, size, count, train = shape
        net, dtype = kind.net, kind.dtype
        self.shape, self.rows = shape, rows
        self.theta = np.zeros((rows, net.parameters), dtype)
        self.grad = np.zeros_like(self.theta)
        self.moments = beside(np.zeros((rows, SLOTS, net.parameters), dtype))
        self.scalars = np.tile(np.array(STARTS, dtype), (rows, 1))
        self.program = net.stack(self.theta, self.grad, size)
        self._descent = Descent(
            self.theta, self.grad, self.moments, self.scalars, [kind.rule] * rows
        )
        parts = self.program.forward, self.program.errors, self.program.backward
        self._tape = Tape([call for part in (*parts, self._descent.tape) for call in part])
        self._splits: Splits | None = None
        if train is None:
            x = np.ones((rows, net.sizes[0] + 1, count), dtype)
            y = np.zeros((rows, net.sizes[-1], count), dtype)
        else:
            whole = net.stack(self.theta, None, count)
            self._splits, x, y = Splits(whole, train), whole.x, whole.y
        self.examples = Examples(x, y, size)
        self.now, self.end = 0, 0  # steps since rows were laid out; how many can be taken
        self._seats, self._taken = [Row(self, row) for row in range(rows)], list[int]()
        self._rates, self._lambdas = [0.0] * rows, [0.0] * rows
        self._starts = np.array(params.offsets(net.sizes)[:-1])
        self._squares = np.empty_like(self.theta)
        self._far = bound(kind)
        self._kept = [list[int]() for _ in range(LONGEST + 1)]  # rows that keep a keyframe then
        self._places = [list[int]() for _ in range(LONGEST + 1)]  # and at a place of their path
        self._lost = np.zeros(rows, bool)
        points = 3 * size + (2 * count if self._splits else 0)
        numbers = 12 * net.parameters + net.scratch * points
        # Roughly what it holds.
        self.nbytes = rows * numbers * dtype.itemsize + 2 * x.nbytes + self.examples.chosen.nbytes

    @property
    def free(self) -> bool:
        return not any(self._seats[row].guest for row in self._taken)

    def clear(self) -> None:
        """Everybody leaves."""
        self._leave(self._taken)

    def take(self, runs: Sequence[Run], steps: int) -> list[tuple[Run, int]]:
        """So many steps in each run, which all must have (at most LONGEST). → whose row was lost,
        and up to which step it is to go alone. Where losses are measured, all leave at the end.
        """
        rows, came = self._board(runs, steps)
        norms, losses = list[Array](), list[Losses]()
        for t in range(steps):
            self.examples.deal(self.now, self.program.x, self.program.y)
            self._tape.run()
            if self._splits or (came and not t):
                norms.append(self._norms())
            if self._splits:
                loss, test_loss = self._splits.losses()
                losses.append((loss.copy(), test_loss.copy()))
            self.now += 1
            if losses or t == steps - 1 or self._kept[self.now] or self._places[self.now]:
                self._watch(losses)
                self._keep()
        lost = list[tuple[Run, int]]()
        if self._lost.any():
            lost = [(run, run.step) for run, row in zip(runs, rows, strict=True) if self._lost[row]]
        for run, _ in lost:
            run.berth = None
        for row, (run, first) in came.items():
            self._tell(run, first, row, norms, losses)
        if self._splits or self.now == self.end:
            self._leave(rows)
        return lost

    # Coming and going

    def _board(
        self, runs: Sequence[Run], steps: int
    ) -> tuple[list[int], dict[int, tuple[Run, int]]]:
        """Who is not aboard comes; nobody else stays. → each one's row; and by row who came, and at
        which step.
        """
        self._lost[:] = False
        rows = [self._row_of(run) for run in runs]
        if self.now + steps <= self.end and rows == self._taken:
            return rows, {}
        known, span = [row for row in rows if row >= 0], self.end - self.now
        if len(known) < len(runs):
            new = [reach(run) for run, row in zip(runs, rows, strict=True) if row < 0]
            span = min(span, *new) if known else min(new)
        if span < steps or not known:
            self._leave(self._taken)
            known, rows = list[int](), [-1] * len(runs)
            self.now, span = 0, min(max(steps, LAID_OUT), *map(reach, runs))
            for kept in (*self._kept, *self._places):
                kept.clear()
        self.end = self.now + span
        self._leave(set(self._taken).difference(known))
        came = self._welcome(runs, rows)
        self._taken = rows
        return rows, came

    def _row_of(self, run: Run) -> int:
        """−1: it is not aboard."""
        row = run.berth
        return row.number if isinstance(row, Row) and row.stack is self else -1

    def _welcome(self, runs: Sequence[Run], rows: list[int]) -> dict[int, tuple[Run, int]]:
        """Who has no row gets one."""
        came = dict[int, tuple[Run, int]]()
        if min(rows) < 0:
            free = iter(sorted(set(range(self.rows)).difference(rows)))
            for at, run in enumerate(runs):
                if rows[at] < 0:
                    rows[at] = row = next(free)
                    self._enter(row, run)
                    came[row] = run, run.step
            self._set_rates()
        return came

    def _leave(self, rows: Iterable[int]) -> None:
        for row in rows:
            guest = self._seats[row].guest
            if guest is not None:
                guest.come_home()

    def _enter(self, row: int, run: Run) -> None:
        """A run's state into its row, and what is to come of it."""
        stepper = run.stepper
        self.theta[row], self.moments[row] = stepper.theta[0], stepper.moments[0]
        self.scalars[row] = stepper.scalars[0]
        self._rates[row], self._lambdas[row] = stepper.rates[0], stepper.net.strength
        self.examples.hold(row, stepper)
        self.examples.plan(row, stepper, self.now, self.end)
        self._seats[row].take(run, self.now)
        for every, rows in ((run.interval, self._kept), (run.path.stride, self._places)):
            for t in range(self.now + every - stepper.step % every, self.end + 1, every):
                rows[t].append(row)

    def _set_rates(self) -> None:
        self._descent.set_rates(self._rates)
        if self.shape.kind.net.penalty != "none":
            self.program.set_strengths(self._lambdas)

    def put(self, row: int, stepper: Stepper) -> None:
        """The row's state, to where it is at home."""
        stepper.theta[0] = self.theta[row]
        stepper.moments[0] = self.moments[row]
        stepper.scalars[0] = self.scalars[row]

    # On the way

    def _norms(self) -> Array:
        """‖∂L/∂W‖ per layer of the gradient that led here: (R, L)."""
        np.multiply(self.grad, self.grad, self._squares)
        return np.sqrt(np.add.reduceat(self._squares, self._starts, 1))

    def _watch(self, losses: Sequence[Losses]) -> None:
        """A row is lost, or may be: its loss is not finite, or its θ so large that it may be so."""
        if losses:
            self._lost |= ~np.isfinite(losses[-1][0])
        else:
            np.abs(self.theta, self._squares)
            self._lost |= ~(np.maximum.reduce(self._squares, 1) < self._far)

    def _keep(self) -> None:
        """Keyframes, and places of paths. A lost row's run passes its own again, and finds them."""
        for row in self._places[self.now]:
            run = self._seats[row].guest
            if run is not None and not self._lost[row]:
                run.path.add(run.step, self.theta[row])
        for row in self._kept[self.now]:
            run = self._seats[row].guest
            if run is not None and not self._lost[row]:
                run.settled()
                run.reached()

    def _tell(
        self, run: Run, first: int, row: int, norms: Sequence[Array], losses: Sequence[Losses]
    ) -> None:
        """What was measured of the steps that the run took since it came: each step's losses, and
        the norms of the gradient that left it.
        """
        taken = max(0, run.step - first)
        if taken:
            run.close(first, norms[0][row])
        for t, (loss, test_loss) in enumerate(losses[:taken], 1):
            known = norms[t][row] if t < taken else None
            run.mark(first + t, loss[row : row + 1], test_loss[row : row + 1], known)


def reach(run: Run) -> int:
    """How many steps can be laid out: while the minibatches keep their size, before the journal
    changes something, and until the epoch ends if the rule changes with it.
    """
    stepper = run.settled()
    same = not stepper.turning and len(stepper.deal[-1]) == len(stepper.deal[0])
    most = LONGEST if same else min(LONGEST, stretch(stepper.deal, stepper.cursor))
    return most if run.next_entry is None else min(most, run.next_entry - 1 - run.step)


def bound(kind: Kind) -> float:
    """No loss over any points overflows while all of |θ| are below this: what leaves a layer is at
    most (widest + 1) · |θ| times what comes in, and squares of it are summed.
    """
    digits = np.log10(float(np.finfo(kind.dtype).max)) / 2 - 10
    layers = len(kind.net.sizes) - 1
    return 10 ** (digits / layers) / (max(kind.net.sizes) + 1)
