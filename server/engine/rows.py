"""What an update rule sees of Θ: some rows, their state, and their hyper-parameters as columns.

One row comes as (P,) with numbers, several as (n, P) with columns: the same calls, and the same
bits, because all arithmetic is element by element. Which form is cheaper was measured
(docs/decisions.md): NumPy multiplies two arrays of one shape, or an array and a number, in a third
of the time that it takes to stretch a column.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from server.engine.core import Array

SLOTS = 3  # vectors of state that any rule may use, 0 at the start
SCALARS = 6  # numbers of state a row: three for its rule, three for SWATS
STARTS = (1.0, 1.0, 1.0, 0.0, 1.0, 0.0)
FIRST, SECOND, THIRD = range(SLOTS)
WIDE = 512  # up to so many parameters a column is stored at full width

Hyper = Mapping[str, float]


class Columns:
    """Hyper-parameters of n rows by name; `not_x` is 1 − x, `one` is 1. A part of a rule that is
    switched off is not in here.
    """

    def __init__(self, rows: Sequence[Hyper], width: int, dtype: Any) -> None:
        self.rows, self.width, self.dtype = rows, width, np.dtype(dtype)

    def __contains__(self, name: str) -> bool:
        return name in self.rows[0]

    def __getitem__(self, name: str) -> Array:
        """To be multiplied with vectors (n, P)."""
        return wide(self._stacked([value(row, name) for row in self.rows]), self.width)

    def column(self, name: str) -> Array:
        """To be multiplied with numbers of state: (n, 1), or a number for one row."""
        return self.made(float, name)

    def made(self, function: Callable[..., float], *names: str) -> Array:
        """A column of `function(values of those names)`. It is Python's arithmetic,
        row by row, so that a power has the same bits alone and among others.
        """
        values = [function(*(value(row, name) for name in names)) for row in self.rows]
        column = self._stacked(values)
        return column if len(column) > 1 else column[0, 0, ...]

    def all(self, name: str, number: float) -> bool:
        return all(value(row, name) == number for row in self.rows)

    def _stacked(self, values: Sequence[float]) -> Array:
        return np.array(values, np.float64)[:, None].astype(self.dtype)


def value(row: Hyper, name: str) -> float:
    """A hyper-parameter or what is derived from it."""
    if name == "one":
        return 1.0
    return 1 - row[name[4:]] if name.startswith("not_") else row[name]


def wide(column: Array, width: int) -> Array:
    """A column (n, 1) as the form that multiplies vectors of that width fastest."""
    if len(column) == 1:
        return column[0, 0, ...]
    return np.repeat(column, width, 1) if width <= WIDE else column


@dataclass(frozen=True)
class Part:
    """n rows of one rule: views of what it reads and writes. `out` is scratch for the direction."""

    out: Array
    grad: Array
    moments: Array
    scalars: Array
    h: Columns

    @property
    def first(self) -> Array:
        return self.moments[..., FIRST, :]

    @property
    def second(self) -> Array:
        return self.moments[..., SECOND, :]

    @property
    def third(self) -> Array:
        return self.moments[..., THIRD, :]

    def number(self, index: int) -> Array:
        return number(self.scalars, index)


def number(scalars: Array, index: int) -> Array:
    """One number of state of each row, as a column (n, 1) or, for one row, as a number."""
    return scalars[index, ...] if scalars.ndim == 1 else scalars[:, index : index + 1]
