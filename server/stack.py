"""Stack: the state of many runs as rows of one compiled network with its rule.

`take` copies the runs in, steps all rows, and copies them out. On the way a run is copied out where
it keeps a keyframe; so a row that is lost leaves its run at the last such step, or where it came
from, whole, and the run goes on from there alone.
"""

from collections.abc import Sequence

import numpy as np

from server.deal import dealt, stretch
from server.engine import params
from server.engine.core import Array, Batch, Tape
from server.engine.descent import Descent, beside
from server.engine.rows import SLOTS, STARTS
from server.kind import Kind
from server.run import Run
from server.splits import Splits
from server.stepper import Stepper

LONGEST = 64  # steps that are taken at one go
AT_HOME = 64  # steps in stacks after which a run needs no tapes of its own
Losses = tuple[Array, Array]  # (R,) each, of the training and the test points


class Examples:
    """Each row's own points, and its coming minibatches, dealt with one call for all rows.

    x (R, D + 1, N) and y (R, K, N) are sources; minibatches of B go to the program's x and y.
    """

    def __init__(self, x: Array, y: Array, size: int) -> None:
        self.x, self.y, rows = x, y, len(x)
        self.chosen = np.zeros((LONGEST, rows, size), np.intp)
        self._held: list[Batch | None] = [None] * rows
        self._lines = [_lines(source) for source in (x, y)]
        self._at = [np.zeros((*lines.shape[:2], size), np.intp) for lines in self._lines]

    def hold(self, row: int, stepper: Stepper) -> None:
        """A run's points, unless they are what the row holds already."""
        if self._held[row] is stepper.train:
            return
        self._held[row], start = stepper.train, 0
        for split in (stepper.train, stepper.test):
            stop = min(start + split.size, self.x.shape[2])
            if stop - start == split.size:
                self.x[row, :, start:stop], self.y[row, :, start:stop] = split.x, split.y
            start = stop

    def plan(self, row: int, stepper: Stepper, steps: int) -> None:
        """The coming minibatches, of this pass over the points and of those after it."""
        (order, deal), shuffle = (stepper.order, stepper.deal), stepper.shuffle
        at, whole, size, done = stepper.cursor, len(deal[0]), self.chosen.shape[2], 0
        while done < steps:
            count = min(steps - done, stretch(deal, at))
            part = order[at * whole : at * whole + count * size]
            self.chosen[done : done + count, row] = part.reshape(count, size)
            done += count
            if done < steps:
                at, shuffle = 0, shuffle + 1
                order, deal = dealt(stepper.spec, stepper.train.size, shuffle)

    def deal(self, t: int, x: Array, y: Array) -> None:
        for source, lines, at, out in zip(
            (self.x, self.y), self._lines, self._at, (x, y), strict=True
        ):
            np.add(lines, self.chosen[t, :, None, :], at)
            source.reshape(-1).take(at, None, out, "clip")


def _lines(source: Array) -> Array:
    """(R, D, 1): where each line of numbers begins."""
    rows, lines, count = source.shape
    return (np.arange(rows * lines) * count).reshape(rows, lines, 1)


class Stack:
    """For minibatches of `size` of at most `count` training points; where losses are measured, of
    exactly `count` points, the first `train` of them training points.
    """

    def __init__(self, kind: Kind, rows: int, size: int, count: int, train: int | None) -> None:
        net, dtype = kind.net, kind.dtype
        self.kind, self.rows = kind, rows
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
        self._examples = Examples(x, y, size)
        self._rates, self._lambdas = [0.0] * rows, [0.0] * rows
        self._mask = params.weight_mask(net.sizes)
        self._starts = np.array(params.offsets(net.sizes)[:-1])
        self._squares = np.empty_like(self.theta)
        self._far = bound(kind)
        self._first: list[int] = []  # the step at which each row's run came
        self._due: list[list[int]] = []  # after each step, the rows to be copied out
        self._places: list[list[int]] = []  # and those that stand at a place of their path
        self._lost = np.zeros(rows, bool)

    @property
    def nbytes(self) -> int:
        """Roughly what it holds."""
        net, x = self.kind.net, self._examples.x
        points = 3 * self.program.size + (2 * x.shape[2] if self._splits else 0)
        numbers = 12 * net.parameters + net.scratch * points
        return self.rows * numbers * self.theta.itemsize + 2 * x.nbytes

    def take(self, runs: Sequence[Run], steps: int) -> list[bool]:
        """So many steps in each run, which all must have (at most LONGEST). → whose row was lost:
        that run took fewer steps, or none.
        """
        self._load(runs, steps)
        norms, losses = list[Array](), list[Losses]()
        for t in range(steps):
            self._examples.deal(t, self.program.x, self.program.y)
            self._tape.run()
            if self._splits or not t:
                norms.append(self._norms())
            if self._splits:
                loss, test_loss = self._splits.losses()
                losses.append((loss.copy(), test_loss.copy()))
            self._watch(losses)
            for row in self._due[t + 1]:
                if not self._lost[row]:
                    self._put(row, runs[row], t + 1)
            for row in self._places[t + 1]:
                if not self._lost[row]:  # whose run passes them again, and finds them there
                    runs[row].path.add(self._first[row] + t + 1, self.theta[row])
        for row, run in enumerate(runs):
            if not self._lost[row] and run.step < self._first[row] + steps:
                self._put(row, run, steps)
            self._tell(row, run, norms, losses)
        return self._lost[: len(runs)].tolist()

    def _load(self, runs: Sequence[Run], steps: int) -> None:
        steppers = [run.stepper for run in runs]
        at = slice(0, len(runs))
        np.concatenate([s.theta for s in steppers], out=self.theta[at])
        np.concatenate([s.moments for s in steppers], out=self.moments[at])
        np.concatenate([s.scalars for s in steppers], out=self.scalars[at])
        self._set_rates([s.rates[0] for s in steppers])
        if self.kind.net.penalty != "none":
            self._set_lambdas([s.net.strength for s in steppers])
        self._lost[:] = False
        self._first = [run.step for run in runs]
        self._due = [[] for _ in range(steps + 1)]
        self._places = [[] for _ in range(steps + 1)]
        for row, run in enumerate(runs):
            self._examples.hold(row, run.stepper)
            self._examples.plan(row, run.stepper, steps)
            step, stride = run.stepper.step, run.path.stride
            for t in range(run.interval - step % run.interval, steps + 1, run.interval):
                self._due[t].append(row)
            for t in range(stride - step % stride, steps + 1, stride):
                self._places[t].append(row)

    def _set_rates(self, rates: list[float]) -> None:
        rates = rates + self._rates[len(rates) :]
        if rates != self._rates:
            self._rates = rates
            self._descent.set_rates(rates)

    def _set_lambdas(self, lambdas: list[float]) -> None:
        lambdas = lambdas + self._lambdas[len(lambdas) :]
        if lambdas != self._lambdas:
            self._lambdas = lambdas
            self.program.strengths[...] = np.array(lambdas)[:, None] * self._mask

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

    def _put(self, row: int, run: Run, t: int) -> None:
        """The row's state after t steps, into its run."""
        stepper = run.stepper
        stepper.theta[0] = self.theta[row]
        stepper.moments[0] = self.moments[row]
        stepper.scalars[0] = self.scalars[row]
        count = self._first[row] + t - stepper.step
        stepper.passed(count)
        stepper.stacked += count
        if stepper.stacked > AT_HOME:
            stepper.rest()
        run.reached()

    def _tell(self, row: int, run: Run, norms: Sequence[Array], losses: Sequence[Losses]) -> None:
        """What was measured of the steps that the run took: each step's losses, and the norms of
        the gradient that left it.
        """
        first, taken = self._first[row], run.step - self._first[row]
        if taken:
            run.close(first, norms[0][row])
        for t, (loss, test_loss) in enumerate(losses[:taken], 1):
            known = norms[t][row] if t < taken else None
            run.mark(first + t, loss[row : row + 1], test_loss[row : row + 1], known)


def bound(kind: Kind) -> float:
    """No loss over any points overflows while all of |θ| are below this: what leaves a layer is at
    most (widest + 1) · |θ| times what comes in, and squares of it are summed.
    """
    digits = np.log10(float(np.finfo(kind.dtype).max)) / 2 - 10
    layers = len(kind.net.sizes) - 1
    return 10 ** (digits / layers) / (max(kind.net.sizes) + 1)
