"""Measures: the losses over all points, and the coming minibatch's loss and gradient, of R runs of
a family at their present step. They have equally many points, and minibatches of one size.

A row has the bits of the run alone; where stacks have not, it has a stack of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from operator import is_

import numpy as np

from server import tallies
from server.engine import params
from server.engine.core import Array, Batch, Tape
from server.engine.mlp import NetworkProgram
from server.examples import Columns
from server.family import Family, agreed
from server.run import Glance
from server.shelf import CACHE_BYTES, Shelf, stacks
from server.splits import Splits

Counts = tuple[int, int, int]  # training points, test points, the coming minibatch


@dataclass(frozen=True, eq=False)
class Measured:
    """`numbers` (6, R): loss, test loss, λR(W), the coming minibatch's loss, accuracy, that of the
    test points. `grad` (R, P), `norms` (R, L) of the coming minibatch.
    """

    numbers: Array
    grad: Array
    norms: Array


def measured(
    shelf: Shelf,
    family: Family,
    counts: Counts,
    looks: Sequence[Glance],
    theta: Array,
    losses: Array | None = None,
) -> Measured:
    """At θ (R, P). Losses (2, R) over all points that are known already are not measured again."""
    rows, layers, points = len(theta), len(family.net.sizes) - 1, counts[0] + counts[1]
    norms = np.empty((rows, layers), theta.dtype)
    out = Measured(np.empty((6, rows)), np.empty_like(theta), norms)
    each = family.bytes_of(2 * counts[2])
    together = rows == 1 or (agreed(family, points) and agreed(family, counts[2]))
    for start, stop, size in stacks(rows, each if together else CACHE_BYTES):
        make = partial(Gauge, family, size, counts[2])
        gauge: Gauge = shelf.take(("gauge", family, counts[2], size), size * each, make)
        part, given = slice(start, stop), (looks[start:stop], theta[start:stop])
        _look_at_all(shelf, family, counts, gauge, *given, out.numbers[:, part], losses is None)
        gauge.read(*given, out, part)
    if losses is not None:
        out.numbers[:2] = losses
    return out


def _look_at_all(
    shelf: Shelf,
    family: Family,
    counts: Counts,
    gauge: "Gauge",
    looks: Sequence[Glance],
    theta: Array,
    numbers: Array,
    losses: bool,
) -> None:
    """At all points, of few rows at a time: what they take stays in the cache from one to the next.
    Their coming minibatches go to the gauge.
    """
    train, test, _ = counts
    each = family.bytes_of(train + test)
    for start, stop, size in stacks(len(theta), each):
        make = partial(Whole, family, size, train, test)
        whole: Whole = shelf.take(("whole", family, train, test, size), size * each, make)
        part = slice(start, stop)
        whole.show(looks[part], theta[part])
        whole.deal(looks[part], gauge.x[part], gauge.y[part])
        whole.measure(numbers[:, part], losses)


class Gauge:
    """The coming minibatches of so many rows; x (R, D + 1, B) and y (R, K, B) are given."""

    def __init__(self, family: Family, rows: int, size: int) -> None:
        net = family.net
        self.theta = np.zeros((rows, net.parameters), family.dtype)
        self.grad = np.zeros_like(self.theta)
        self.coming = net.stack(self.theta, self.grad, size)
        self.x, self.y = _by_row(self.coming)
        self._tape = Tape([*self.coming.forward, *self.coming.measure, *self.coming.backward])
        self._lambdas = [0.0] * rows
        self._starts = np.array(params.offsets(net.sizes)[:-1])

    def read(self, looks: Sequence[Glance], theta: Array, out: Measured, at: slice) -> None:
        """Into rows of `out`."""
        rows, program, numbers = len(looks), self.coming, out.numbers[:, at]
        self.theta[:rows] = theta
        if program.net.penalty != "none":
            self._set_lambdas([look.home.net.strength for look in looks])
            program.punish.run()
        self._tape.run()
        numbers[2], numbers[3] = program.penalty[:rows], program.loss[:rows]
        grad = self.grad[:rows]
        out.grad[at] = grad
        np.sqrt(np.add.reduceat(grad * grad, self._starts, 1), out.norms[at])

    def _set_lambdas(self, lambdas: list[float]) -> None:
        lambdas += self._lambdas[len(lambdas) :]
        if lambdas != self._lambdas:
            self._lambdas = lambdas
            self.coming.set_strengths(lambdas)


class Whole:
    """All points of a few runs, training first, and what the networks say there."""

    def __init__(self, family: Family, rows: int, train: int, test: int) -> None:
        self.theta = np.zeros((rows, family.parameters), family.dtype)
        self._program = family.net.stack(self.theta, None, train + test)
        self._train, self._regression = train, family.regression
        self._splits, (self._x, self._y) = Splits(self._program, train), _by_row(self._program)
        self._z = self._program.z[-1].reshape(self._y.shape)
        self._columns = Columns(self._x), Columns(self._y)
        self._rows, self._held = 0, list[Batch]()

    def show(self, looks: Sequence[Glance], theta: Array) -> None:
        """Whose points are looked at, and with which θ."""
        self._rows, trains = len(looks), [look.home.train for look in looks]
        self.theta[: self._rows] = theta
        if self._rows > len(self._held) or not all(map(is_, trains, self._held)):
            self._fill(slice(None, self._train), trains)
            self._fill(slice(self._train, None), [look.home.test for look in looks])
            self._held[: self._rows] = trains

    def deal(self, looks: Sequence[Glance], x: Array, y: Array) -> None:
        """Their coming minibatches, into x and y."""
        chosen = np.concatenate([look.coming for look in looks]).reshape(self._rows, -1)
        for columns, out in zip(self._columns, (x, y), strict=True):
            columns.take(chosen, out[: self._rows])

    def measure(self, numbers: Array, losses: bool) -> None:
        """→ numbers (6, n): both accuracies, and both losses if they are wanted."""
        rows, z, y = self._rows, self._z, self._y
        (self._splits if losses else self._program.scores).run()
        numbers[:2] = self._splits.latest[:, :rows]
        numbers[4:] = tallies.shares(z[:rows], y[:rows], self._train, self._regression)

    def _fill(self, at: slice, splits: Sequence[Batch]) -> None:
        """Neighbouring rows' points, with one copy."""
        count = splits[0].size
        if count:
            x, y = (v[: len(splits), :, at].reshape(-1, count) for v in (self._x, self._y))
            np.concatenate([split.x for split in splits], out=x)
            np.concatenate([split.y for split in splits], out=y)


def _by_row(program: NetworkProgram) -> tuple[Array, Array]:
    """x (R, D + 1, N) and y (R, K, N), of one row, too."""
    shape = program.rows, -1, program.size
    return program.x.reshape(shape), program.y.reshape(shape)
