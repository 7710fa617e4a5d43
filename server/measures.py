"""Measures: the losses over all points, and the coming minibatch's loss and gradient, of R runs of
a family at their present step. They have equally many points, and minibatches of one size.

A row has the bits of the run alone; where stacks have not, it has a stack of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import is_

import numpy as np

from server import tallies
from server.engine import params
from server.engine.core import Array, Batch
from server.family import Family, agreed
from server.shelf import CACHE_BYTES, Shelf, stacks
from server.splits import Splits
from server.stepper import Stepper

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
    steppers: Sequence[Stepper],
    theta: Array,
    losses: Array | None = None,
) -> Measured:
    """At θ (R, P). Losses (2, R) over all points that are known already are not measured again."""
    layers = len(family.net.sizes) - 1
    out = Measured(
        np.empty((6, len(theta))), np.empty_like(theta), np.empty((len(theta), layers), theta.dtype)
    )
    points = counts[0] + counts[1]
    each = theta.itemsize * family.net.scratch * (points + 2 * counts[2])
    together = len(theta) == 1 or (agreed(family, points) and agreed(family, counts[2]))
    for start, stop, size in stacks(len(theta), each if together else CACHE_BYTES):
        key, rows = ("gauge", family, counts, size), slice(start, stop)
        gauge = shelf.take(key, size * each, lambda n=size: Gauge(family, n, counts))
        gauge.read(steppers[rows], theta[rows], out, rows, losses is None)
    if losses is not None:
        out.numbers[:2] = losses
    return out


class Gauge:
    """Compiled for so many rows."""

    def __init__(self, family: Family, rows: int, counts: Counts) -> None:
        net, (self.train, test, size) = family.net, counts
        self.family = family
        self.theta = np.zeros((rows, net.parameters), family.dtype)
        self.grad = np.zeros_like(self.theta)
        self.coming = net.stack(self.theta, self.grad, size)
        self.whole = net.stack(self.theta, None, self.train + test)
        self.splits = Splits(self.whole, self.train)
        whole, coming = ((p.x, p.y) for p in (self.whole, self.coming))
        self.x, self.y = (v.reshape(rows, *v.shape[-2:]) for v in whole)
        self._parts = [v.reshape(rows, *v.shape[-2:]) for v in coming]
        self._lines = [_lines(v) for v in (self.x, self.y)]
        self._held: list[Batch] = []
        self._z = self.whole.z[-1].reshape(self.y.shape)
        self._lambdas = [0.0] * rows
        self._starts = np.array(params.offsets(net.sizes)[:-1])

    def read(
        self, steppers: Sequence[Stepper], theta: Array, out: Measured, at: slice, whole: bool
    ) -> None:
        """Into rows of `out`; with `whole` also the losses over all points."""
        rows = len(steppers)
        self.theta[:rows] = theta
        self._show(steppers)
        (self.splits if whole else self.whole.forward).run()
        right = tallies.shares(self._z, self.y, self.train, self.family.regression)
        for tape in (self.coming.forward, self.coming.measure, self.coming.backward):
            tape.run()
        if self.family.net.penalty != "none":
            self.coming.punish.run()
        numbers = (*self.splits.latest, self.coming.penalty, self.coming.loss, *right)
        for line, values in zip(out.numbers, numbers, strict=True):
            line[at] = values[:rows]
        out.grad[at] = self.grad[:rows]
        squares = np.multiply(self.grad, self.grad)
        np.sqrt(np.add.reduceat(squares, self._starts, 1)[:rows], out.norms[at])

    def _show(self, steppers: Sequence[Stepper]) -> None:
        """All points, the coming minibatches, and λ of each."""
        rows, held = len(steppers), [stepper.train for stepper in steppers]
        if rows > len(self._held) or not all(map(is_, held, self._held)):
            self._fill(slice(None, self.train), held)
            self._fill(slice(self.train, None), [stepper.test for stepper in steppers])
            self._held[:rows] = held
        chosen = np.concatenate([s.deal[s.cursor] for s in steppers]).reshape(rows, 1, -1)
        for whole, lines, part in zip((self.x, self.y), self._lines, self._parts, strict=True):
            whole.reshape(-1).take(lines[:rows] + chosen, None, part[:rows], "clip")
        if self.family.net.penalty != "none":
            self._punish([stepper.net.strength for stepper in steppers])

    def _fill(self, at: slice, splits: Sequence[Batch]) -> None:
        """Neighbouring rows' points, with one copy."""
        count = splits[0].size
        if count:
            x, y = (v[: len(splits), :, at].reshape(-1, count) for v in (self.x, self.y))
            np.concatenate([split.x for split in splits], out=x)
            np.concatenate([split.y for split in splits], out=y)

    def _punish(self, lambdas: list[float]) -> None:
        lambdas += self._lambdas[len(lambdas) :]
        if lambdas != self._lambdas:
            self._lambdas = lambdas
            strengths = self.coming.strengths.reshape(self.theta.shape)
            strengths[...] = np.array(lambdas)[:, None] * self._mask

    @cached_property
    def _mask(self) -> Array:
        return params.weight_mask(self.family.net.sizes)


def _lines(source: Array) -> Array:
    """(R, D, 1): where each line of numbers begins."""
    rows, lines, count = source.shape
    return (np.arange(rows * lines) * count).reshape(rows, lines, 1)
