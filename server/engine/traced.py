"""Formulas in NumPy, written down on a tape instead of computed.

A Traced stands for an array; every ufunc of it becomes one prebound call with a buffer of its own.
So a formula is written once, as one writes it in NumPy, and runs on arrays and on tapes alike.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from server.engine.core import Array, Tape


@dataclass
class Recorder:
    """Where calls go: `tape` may be changed on the way (forward, then backward)."""

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    tape: Tape = field(default_factory=Tape)

    def of(self, array: Array) -> "Traced":
        return Traced(array, self)

    def record(self, ufunc: np.ufunc, inputs: tuple[Any, ...]) -> "Traced":
        out = np.empty(self.shape, self.dtype)
        self.tape.call(ufunc, *(self._bound(value) for value in inputs), out)
        return Traced(out, self)

    def copy(self, value: Any, out: Array) -> None:
        """What a formula gave, a Traced or a number, into a buffer of the caller."""
        self.tape.call(np.copyto, out, self._bound(value))

    def _bound(self, value: Any) -> Array:
        return value.array if isinstance(value, Traced) else np.full(1, value, self.dtype)


class Traced(NDArrayOperatorsMixin):
    def __init__(self, array: Array, recorder: Recorder) -> None:
        self.array, self.recorder = array, recorder

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **named: Any) -> "Traced":
        if method != "__call__" or named:
            raise TypeError(f"{ufunc.__name__}.{method} cannot be written on a tape")
        return self.recorder.record(ufunc, inputs)
