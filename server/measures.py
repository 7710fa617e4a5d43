"""Measures: the losses over all points, and the coming minibatch's loss and gradient, of R runs of
a family at their present step. They have equally many points, and minibatches of one size.

A row has the bits of the run alone; where stacks have not, it has a stack of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from server import tallies
from server.engine import params
from server.engine.core import Array
from server.family import Family, agreed
from server.shelf import CACHE_BYTES, Shelf, stacks
from server.splits import Splits
from server.stack import Examples
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
        x, y, self._x, self._y = (
            v.reshape(rows, *v.shape[-2:])
            for v in (self.whole.x, self.whole.y, self.coming.x, self.coming.y)
        )
        self.examples = Examples(x, y, size, 1)
        self._z = self.whole.z[-1].reshape(y.shape)
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
        right = tallies.shares(self._z, self.examples.y, self.train, self.family.regression)
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
        for row, stepper in enumerate(steppers):
            self.examples.hold(row, stepper)
        chosen = np.concatenate([s.deal[s.cursor] for s in steppers])
        self.examples.chosen[0, : len(steppers)] = chosen.reshape(len(steppers), -1)
        self.examples.deal(0, self._x, self._y)
        if self.family.net.penalty == "none":
            return
        lambdas = [s.net.strength for s in steppers]
        lambdas += self._lambdas[len(lambdas) :]
        if lambdas != self._lambdas:
            self._lambdas = lambdas
            strengths = self.coming.strengths.reshape(self.theta.shape)
            strengths[...] = np.array(lambdas)[:, None] * self._mask

    @cached_property
    def _mask(self) -> Array:
        return params.weight_mask(self.family.net.sizes)
