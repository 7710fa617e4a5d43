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
from server.family import Family, agreed
from server.run import Run
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
    runs: Sequence[Run],
    theta: Array,
    losses: Array | None = None,
) -> Measured:
    """At θ (R, P). Losses (2, R) over all points that are known already are not measured again."""
    rows, layers, points = len(theta), len(family.net.sizes) - 1, counts[0] + counts[1]
    norms = np.empty((rows, layers), theta.dtype)
    out = Measured(np.empty((6, rows)), np.empty_like(theta), norms)
    whole, coming = (family.bytes_of(n) for n in (points, 2 * counts[2]))
    most = max(1, CACHE_BYTES // whole)
    together = rows == 1 or (agreed(family, points) and agreed(family, counts[2]))
    for start, stop, size in stacks(rows, coming if together else CACHE_BYTES):
        held = size * coming + min(size, most) * whole
        make = partial(Gauge, family, size, counts, most)
        gauge: Gauge = shelf.take(("gauge", family, counts, size), held, make)
        part = slice(start, stop)
        gauge.read(runs[part], theta[part], out, part, losses is None)
    if losses is not None:
        out.numbers[:2] = losses
    return out


class Gauge:
    """Compiled for so many rows. Their coming minibatches are done at once; all points of at most
    `most` rows at a time, which stays in the cache.
    """

    def __init__(self, family: Family, rows: int, counts: Counts, most: int) -> None:
        net, (train, test, size) = family.net, counts
        self.theta = np.zeros((rows, net.parameters), family.dtype)
        self.grad = np.zeros_like(self.theta)
        self.coming = net.stack(self.theta, self.grad, size)
        self._x, self._y = _by_row(self.coming)
        self._wholes: list[tuple[slice, Whole]] = []
        for start in range(0, rows, most):
            part, like = slice(start, start + most), self._wholes[0][1].program if start else None
            program = net.stack(self.theta[part], None, train + test, like)
            self._wholes.append((part, Whole(program, train, family.regression)))
        self._tape = Tape([*self.coming.forward, *self.coming.measure, *self.coming.backward])
        self._lambdas, self._mask = [0.0] * rows, params.weight_mask(net.sizes)
        self._starts = np.array(params.offsets(net.sizes)[:-1])

    def read(
        self, runs: Sequence[Run], theta: Array, out: Measured, at: slice, losses: bool
    ) -> None:
        """Into rows of `out`; if wanted also the losses over all points."""
        rows, program, numbers = len(runs), self.coming, out.numbers[:, at]
        self.theta[:rows] = theta
        for part, whole in self._wholes:
            here = runs[part]
            if here:
                whole.show(here, self._x[part], self._y[part])
                numbers[:2, part], numbers[4:, part] = whole.measured(len(here), losses)
        if program.net.penalty != "none":
            self._set_lambdas([run.home.net.strength for run in runs])
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
            strengths = self.coming.strengths.reshape(self.theta.shape)
            strengths[...] = np.array(lambdas)[:, None] * self._mask


class Whole:
    """All points of a few runs, training first, and what the networks say there."""

    def __init__(self, program: NetworkProgram, train: int, regression: bool) -> None:
        self.program, self._train, self._regression = program, train, regression
        self._splits, (self._x, self._y) = Splits(program, train), _by_row(program)
        self._z = program.z[-1].reshape(self._y.shape)
        self._lines = [_lines(v) for v in (self._x, self._y)]
        self._held: list[Batch] = []

    def show(self, runs: Sequence[Run], x: Array, y: Array) -> None:
        """Whose points are looked at. Their coming minibatches go into x, y."""
        rows, trains = len(runs), [run.home.train for run in runs]
        if rows > len(self._held) or not all(map(is_, trains, self._held)):
            self._fill(slice(None, self._train), trains)
            self._fill(slice(self._train, None), [run.home.test for run in runs])
            self._held[:rows] = trains
        chosen = np.concatenate([run.coming for run in runs]).reshape(rows, 1, -1)
        for points, lines, out in zip((self._x, self._y), self._lines, (x, y), strict=True):
            points.reshape(-1).take(lines[:rows] + chosen, None, out[:rows], "clip")

    def measured(self, rows: int, losses: bool) -> tuple[Array, Array]:
        """Both losses (2, n), if they are wanted, and both accuracies (2, n)."""
        (self._splits if losses else self.program.forward).run()
        right = tallies.shares(self._z[:rows], self._y[:rows], self._train, self._regression)
        return np.array(self._splits.latest)[:, :rows], np.array(right)

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


def _lines(source: Array) -> Array:
    """(R, D, 1): where each line of numbers begins."""
    rows, lines, count = source.shape
    return (np.arange(rows * lines) * count).reshape(rows, lines, 1)
