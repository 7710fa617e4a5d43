"""Descent: one update of all rows, each by its own rule, as one tape.

1. In this order: the gradient is clipped into a buffer of its own (`grad` stays exact), weights
   decay (θ ← (1 − ηλ)θ, decoupled as in AdamW, all parameters), running averages move on, every
   row's direction is found, θ ← θ − η · direction, SWATS looks at the step.
2. Neighbouring rows that do the same with other numbers share their calls; a row has the same bits
   alone. What a row does not use costs no call: plain SGD is two.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np

from server.engine import swats
from server.engine.clipping import CLIPS
from server.engine.core import Array, Tape
from server.engine.rows import FIRST, SECOND, WIDE, Columns, Hyper, Part, value
from server.engine.updates import UPDATES, Averages

FEW = 3  # fewer rows than this, if numbers of theirs change each step, are cheaper one by one


@dataclass(frozen=True)
class Row:
    """How one row goes down, but for its rate."""

    optimizer: str
    hyper: tuple[tuple[str, float], ...] = ()
    decay: float = 0.0
    clip: str = "none"
    clip_at: float = 1.0
    estimate: bool = False  # SWATS's rate is wanted


class Descent:
    """The update of theta (R, P) from grad (R, P) with state moments (R, slots, P) and scalars
    (R, k), in place. `set_rates` before the first step, and when a rate changes.
    """

    def __init__(
        self, theta: Array, grad: Array, moments: Array, scalars: Array, rows: Sequence[Row]
    ) -> None:
        self.tape, self.rows = Tape(), tuple(rows)
        self._theta, self._moments, self._scalars = theta, moments, scalars
        self._hyper = [UPDATES[row.optimizer].used(dict(row.hyper)) for row in rows]
        full = theta.shape[1] if theta.shape[1] <= WIDE else 1
        self._rates = np.zeros((len(rows), full), theta.dtype)
        self._keep = np.ones_like(self._rates)
        self._out = np.empty_like(theta)
        self._grad = self._clipped(grad)
        self._decay()
        self._average()
        self._descend()
        self._estimate()

    def set_rates(self, rates: Sequence[float]) -> None:
        column = np.array(rates, np.float64)[:, None]
        self._rates[...] = column
        self._keep[...] = 1 - column * np.array([row.decay for row in self.rows])[:, None]

    def _clipped(self, grad: Array) -> Array:
        """The gradient that the rules see."""
        if all(row.clip == "none" for row in self.rows):
            return grad
        seen = np.empty_like(grad)
        for kind, at in runs([row.clip for row in self.rows]):
            limit = self._columns([{"at": row.clip_at} for row in self.rows[at]]).column("at")
            CLIPS[kind](self.tape, taken(grad, at), limit, taken(seen, at))
        return seen

    def _decay(self) -> None:
        for decays, at in runs([row.decay != 0 for row in self.rows]):
            if decays:
                theta = taken(self._theta, at)
                self.tape.call(np.multiply, theta, factor(self._keep, at), theta)

    def _average(self) -> None:
        """Slot ← keep · slot + take · (g or g²), in all rows that have such an average."""
        used = zip(self.rows, self._hyper, strict=True)
        kept = [UPDATES[row.optimizer].averages(hyper) for row, hyper in used]
        block = self._moments.transpose(1, 0, 2)[: SECOND + 1]
        values = np.empty(block.shape, block.dtype)
        keep = np.ones((len(values), *self._rates.shape), block.dtype)
        # Where every row has both, and they lie side by side, both move in the same two calls.
        both = all(len(slots) == 2 for slots in kept) and block.flags.c_contiguous
        for slot in (FIRST, SECOND):
            for has, at in runs([slot in slots for slots in kept]):
                if has:
                    weights = self._weights(slot, kept[at], at)
                    value = self._value(slot, at, weights, taken(values[slot], at), both)
                    keep[slot, at] = weights["keep"]
                    if not both:
                        self._move(taken(block[slot], at), weights, value)
        if both:
            self.tape.call(np.multiply, block, keep, block)
            self.tape.call(np.add, block, values, block)

    def _weights(self, slot: int, kept: Sequence[Averages], at: slice) -> Columns:
        pairs = zip(kept, self._hyper[at], strict=True)
        named = [{"keep": value(h, a[slot][0]), "take": value(h, a[slot][1])} for a, h in pairs]
        return self._columns(named)

    def _value(self, slot: int, at: slice, weights: Columns, out: Array, copy: bool) -> Array:
        """take · (g or g²)."""
        found = taken(self._grad, at)
        if slot == SECOND:
            self.tape.call(np.multiply, found, found, out)
            found = out
        if copy or not weights.all("take", 1):
            self.tape.call(np.multiply, found, weights["take"], out)
            found = out
        return found

    def _move(self, moment: Array, weights: Columns, value: Array) -> None:
        if not weights.all("keep", 1):
            self.tape.call(np.multiply, moment, weights["keep"], moment)
        self.tape.call(np.add, moment, value, moment)

    def _descend(self) -> None:
        ready = [False] * len(self.rows)  # η · direction stands in its place
        for _, at in runs([self._alike(r) for r in range(len(self.rows))]):
            part = Part(
                taken(self._out, at),
                taken(self._grad, at),
                taken(self._moments, at),
                taken(self._scalars, at),
                self._columns(self._hyper[at]),
            )
            direction = UPDATES[self.rows[at][0].optimizer].direction(self.tape, part)
            if direction is not part.out:
                self.tape.call(np.multiply, direction, factor(self._rates, at), part.out)
                ready[at] = [True] * len(self.rows[at])
        for done, at in runs(ready):
            if not done:
                out = taken(self._out, at)
                self.tape.call(np.multiply, out, factor(self._rates, at), out)
        self.tape.call(np.subtract, self._theta, self._out, self._theta)

    def _alike(self, row: int) -> Hashable:
        """Neighbours with the same key find their direction together."""
        rule = UPDATES[self.rows[row].optimizer]
        key = (rule.direction, rule.parts(self._hyper[row]))
        alike = [UPDATES[r.optimizer].direction is rule.direction for r in self.rows]
        return (*key, row) if rule.counts and sum(alike) < FEW else key

    def _estimate(self) -> None:
        for r, row in enumerate(self.rows):
            if row.estimate:
                beta2 = dict(row.hyper)["beta2"]
                out, grad, scalars = self._out[r], self._grad[r], self._scalars[r]
                swats.estimate(self.tape, out, grad, scalars, beta2)

    def _columns(self, hyper: Sequence[Hyper]) -> Columns:
        return Columns(hyper, self._theta.shape[1], self._theta.dtype)


def runs(keys: Sequence[Any]) -> Iterator[tuple[Any, slice]]:
    """Neighbours with equal keys, as slices of rows."""
    start = 0
    for key, group in groupby(keys):
        stop = start + len(list(group))
        yield key, slice(start, stop)
        start = stop


def taken(array: Array, at: slice) -> Array:
    """Those rows; one row without its row axis."""
    return array[at] if at.stop - at.start > 1 else array[at.start]


def factor(array: Array, at: slice) -> Array:
    """Those rows of a factor (R, P) or (R, 1); one row as a number."""
    return array[at] if at.stop - at.start > 1 else array[at.start, 0, ...]


def beside(moments: Array) -> Array:
    """A copy in which a slot of all rows lies side by side: neighbouring rows share their calls."""
    return moments.transpose(1, 0, 2).copy().transpose(1, 0, 2)
