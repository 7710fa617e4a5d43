"""Examples: the points of many runs, and the minibatches that they are dealt together."""

import numpy as np

from server.deal import dealt, stretch
from server.engine.core import Array, Batch
from server.stepper import Stepper

LONGEST = 64  # steps that are laid out at one go


class Examples:
    """Each row's own points, and its coming minibatches, dealt with one call for all rows.

    x (R, D + 1, N) and y (R, K, N) are sources; minibatches of B go to the program's x and y.
    """

    def __init__(self, x: Array, y: Array, size: int) -> None:
        self.x, self.y, rows = x, y, len(x)
        self.chosen = np.zeros((LONGEST + 1, rows, size), np.intp)
        self._held: list[Batch | None] = [None] * rows
        self._columns = Columns(x), Columns(y)

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

    def plan(self, row: int, stepper: Stepper, first: int, last: int) -> None:
        """The minibatches of steps first to last, of this pass over the points and of others."""
        (order, deal), shuffle = (stepper.order, stepper.deal), stepper.shuffle
        at, whole, size = stepper.cursor, len(deal[0]), self.chosen.shape[2]
        while first < last:
            count = min(last - first, stretch(deal, at))
            part = order[at * whole : at * whole + count * size]
            self.chosen[first : first + count, row] = part.reshape(count, size)
            first += count
            if first < last:
                at, shuffle = 0, shuffle + 1
                order, deal = dealt(stepper.spec, stepper.train.size, shuffle)

    def deal(self, t: int, x: Array, y: Array) -> None:
        for columns, out in zip(self._columns, (x, y), strict=True):
            columns.take(self.chosen[t], out)


class Columns:
    """Of each row's own points (R, D, N) the chosen ones, with one call for all rows."""

    def __init__(self, source: Array) -> None:
        rows, lines, count = source.shape
        self._numbers = source.reshape(-1)
        self._lines = (np.arange(rows * lines) * count).reshape(rows, lines, 1)  # where each begins

    def take(self, chosen: Array, out: Array) -> None:
        """chosen (n, B) of the first n rows → out (n, D, B)."""
        at = self._lines[: len(chosen)] + chosen[:, None, :]
        self._numbers.take(at, None, out, "clip")
