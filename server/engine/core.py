"""The one batched core: how good is each row of Θ?

1. There is one question, `evaluate(theta (R, P), batch) → loss (R,), grad (R, P)`; every method and
   every picture asks it. Nobody outside this file knows that chunks exist.
2. An objective is compiled once into tapes of prebound NumPy calls; a step only runs the lists.
3. R = 1 uses 2-D `dot`, R > 1 stacked `matmul`: measured equal to the bit
   (tests/engine/test_core.py). What feeds theta must not use einsum, `linalg.norm`, scalar `**` or
   `W[:, :-1].T.dot`.
4. Going wrong is data: NaN and inf flow through, nothing raises.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Call = tuple[Callable[..., Any], tuple[Any, ...]]

SCRATCH_BYTES = 1 << 20  # a chunk's buffers stay in the L2 cache


class Tape(list[Call]):
    """Prebound calls, in order. Each is (function, arguments with the output last)."""

    def call(self, function: Callable[..., Any], *arguments: Any) -> None:
        if function in (np.maximum, np.minimum):  # from NumPy 2.4 on they want `out` by name
            function, arguments = partial(function, *arguments[:-1], out=arguments[-1]), ()
        self.append((function, arguments))

    def run(self) -> None:
        for function, arguments in self:
            function(*arguments)


@dataclass(frozen=True)
class Batch:
    """Examples, features first. `x` (D + 1, N) ends with a row of ones;
    `y` (K, N) holds the targets.
    """

    x: Array
    y: Array

    @property
    def size(self) -> int:
        return self.x.shape[1]


class Program(Protocol):
    """An objective compiled for R rows and N examples. Buffers are its own;
    theta and grad are given.
    """

    x: Array
    y: Array
    loss: Array  # (R,) mean over the examples
    penalty: Array  # (R,) λR(W)
    forward: Tape
    measure: Tape  # → loss
    punish: Tape  # → penalty
    backward: Tape  # → grad, of loss + penalty


class Objective(Protocol):
    """What is minimised: a network with its loss, a test function, …"""

    @property
    def kind(self) -> str: ...

    @property
    def parameters(self) -> int: ...

    @property
    def scratch(self) -> int:
        """Numbers of scratch per row and example."""
        ...

    def compile(self, theta: Array, grad: Array | None, size: int, targets: int) -> Program: ...


class Evaluator:
    """`evaluate` for one objective and one batch, compiled once and asked many times.

    Rows are done in chunks whose buffers fit the cache; the last chunk is padded, which changes no
    row's result because rows are independent.
    """

    def __init__(self, objective: Objective, batch: Batch, dtype: Any = np.float64) -> None:
        self.objective, self.batch = objective, batch
        row = max(1, objective.scratch * max(1, batch.size) * np.dtype(dtype).itemsize)
        self.chunk = int(min(64, max(1, SCRATCH_BYTES // row)))
        self.piece = min(64, 4 * self.chunk)  # rows of a few milliseconds' work
        self.dtype = dtype
        self._programs: dict[tuple[int, bool], tuple[Program, Array, Array | None]] = {}

    def show(self, batch: Batch) -> None:
        """Ask about another batch of the same size from now on."""
        self.batch = batch
        for program, _, _ in self._programs.values():
            program.x[...], program.y[...] = batch.x, batch.y

    def evaluate(self, theta: Array, want_grad: bool = False) -> tuple[Array, Array, Array | None]:
        """theta (R, P) → data loss (R,), λR(W) (R,),
        and the gradient of their sum (R, P) if wanted.
        """
        rows = len(theta)
        loss, penalty = np.empty(rows, self.dtype), np.empty(rows, self.dtype)
        grads = np.empty(theta.shape, self.dtype) if want_grad else None
        for start in range(0, rows, self.chunk):
            stop = min(rows, start + self.chunk)
            program, own, grad = self._program(min(rows, self.chunk), want_grad)
            own[: stop - start] = theta[start:stop]
            for tape in (program.forward, program.measure, program.punish):
                tape.run()
            loss[start:stop] = program.loss[: stop - start]
            penalty[start:stop] = program.penalty[: stop - start]
            if grads is not None and grad is not None:
                program.backward.run()
                grads[start:stop] = grad[: stop - start]
        return loss, penalty, grads

    def _program(self, rows: int, want_grad: bool) -> tuple[Program, Array, Array | None]:
        key = (rows, want_grad)
        if key not in self._programs:
            theta = np.zeros((rows, self.objective.parameters), self.dtype)
            grad = np.zeros_like(theta) if want_grad else None
            program = self.objective.compile(theta, grad, self.batch.size, self.batch.y.shape[0])
            program.x[...] = self.batch.x
            program.y[...] = self.batch.y
            self._programs[key] = (program, theta, grad)
        return self._programs[key]
