"""Tapes: what one State's arrays are compiled into, each when it is first needed.

Most of what a run takes in memory is here. A run that steps in stacks needs none of it, and gives
it back.
"""

from collections.abc import Sequence
from functools import cached_property

from server.engine.core import Array, Batch, Lockstep, Objective
from server.engine.descent import Descent, Row
from server.engine.methods import Asker
from server.splits import Splits


class Tapes:
    """theta (R, P), its gradient, and the state of its rules change in place."""

    def __init__(
        self, objective: Objective, theta: Array, grad: Array, moments: Array, scalars: Array
    ) -> None:
        self.objective, self.theta, self.grad = objective, theta, grad
        self.moments, self.scalars = moments, scalars
        self.trainings: dict[int, Lockstep] = {}
        self.descent: Descent | None = None
        self.splits: Splits | None = None

    def training(self, size: int, targets: int) -> Lockstep:
        """The gradient over minibatches of so many examples."""
        if size not in self.trainings:
            arrays = self.theta, self.grad
            self.trainings[size] = Lockstep(self.objective, *arrays, size, targets)
        return self.trainings[size]

    def update(self, rows: Sequence[Row], rates: Sequence[float]) -> Descent:
        """The step of these rules; rates are set where they have changed."""
        if self.descent is None or self.descent.rows != tuple(rows):
            arrays = self.theta, self.grad, self.moments, self.scalars
            self.descent = Descent(*arrays, rows)
        self.descent.set_rates(rates)
        return self.descent

    def measured(self, train: Batch, test: Batch) -> Splits:
        """The losses over both splits."""
        if self.splits is None:
            count, targets = train.size + test.size, train.y.shape[0]
            whole = self.objective.compile(self.theta, None, count, targets)
            self.splits = Splits(whole, train.size)
            self.splits.fill(train, test)
        return self.splits

    @cached_property
    def asker(self) -> Asker:
        return Asker(self.objective)
