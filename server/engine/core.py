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

# A chunk's buffers: what is in use at one time is about a third of them, and stays in the L2 cache
# (measured with 1 to 6 MB on caches of 1 MB; docs/performance.md).
SCRATCH_BYTES = 3 << 20


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

    def along(self, directions: Array) -> tuple[Array, Tape]:
        """c (R, 3), and a tape from c to what `forward` gives at θ = c · directions (3, P): for
        landscapes, where bits may differ a little. Examples must not change any more.
        """
        ...


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

    def compile(
        self, theta: Array, grad: Array | None, size: int, targets: int, like: Any = None
    ) -> Program:
        """`like`: a program of this objective whose examples this one shares, and whose buffers
        too if it has as many rows: the one is done before the other begins.
        """
        ...


class Lockstep:
    """The gradient of R rows on one batch: `tape` runs forward, loss and backward, chunk after
    chunk in the same buffers. `parts` are the chunks' programs.

    Rows share a chunk only where `agrees` finds that stacking changes no bit on this machine.
    """

    def __init__(
        self, objective: Objective, theta: Array, grad: Array, size: int, targets: int
    ) -> None:
        rows, most = len(theta), _in_cache(objective, size, theta.dtype) // 2
        together = rows == 1 or agrees(objective, size, targets, theta.dtype)
        chunk = max(1, most) if together else 1
        self.parts: list[Program] = []
        for start in range(0, rows, chunk):
            part, first = slice(start, start + chunk), self.parts[0] if self.parts else None
            self.parts.append(objective.compile(theta[part], grad[part], size, targets, first))
        self.x, self.y = self.parts[0].x, self.parts[0].y
        self.tape = Tape()
        for p in self.parts:
            self.tape += [*p.forward, *p.measure, *p.backward]

    @property
    def loss(self) -> Array:
        """(R,) of the batch."""
        return np.concatenate([p.loss for p in self.parts])


def agrees(
    objective: Objective,
    size: int,
    targets: int,
    dtype: Any,
    rows: int = 3,
    stack: Callable[[Array, Array, int], Program] | None = None,
) -> bool:
    """The probe: whether rows stacked have the bits of each alone, losses and gradients. A BLAS may
    choose another kernel for another shape. `stack` compiles rows with examples of their own.
    """
    rng = np.random.default_rng(0)
    theta = rng.standard_normal((rows, objective.parameters)).astype(dtype)
    grad = np.zeros_like(theta)
    lone, own = (
        np.zeros((1, objective.parameters), dtype),
        np.zeros((1, objective.parameters), dtype),
    )
    if stack is None:
        stacked = objective.compile(theta, grad, size, targets)
    else:
        stacked = stack(theta, grad, size)
    alone = objective.compile(lone, own, size, targets)
    stacked.x[..., :-1, :] = rng.standard_normal(stacked.x[..., :-1, :].shape)
    stacked.y[...] = rng.integers(0, 2, stacked.y.shape)
    with np.errstate(all="ignore"):
        _differentiate(stacked)
        for row in range(rows):
            lone[...] = theta[row]
            alone.x[...] = stacked.x if stack is None else stacked.x[row]
            alone.y[...] = stacked.y if stack is None else stacked.y[row]
            _differentiate(alone)
            if _bits(own) != _bits(grad[row]) or _bits(alone.loss) != _bits(stacked.loss[row]):
                return False
    return True


def _bits(values: Array) -> bytes:
    """A NaN is a NaN, whatever its sign: a formula may have none but them where it is probed."""
    return np.where(np.isnan(values), np.nan, values).tobytes()


def _differentiate(program: Program) -> None:
    for tape in (program.forward, program.measure, program.backward):
        tape.run()


def _in_cache(objective: Objective, size: int, dtype: Any) -> int:
    """Rows whose buffers for a forward pass stay in the cache."""
    row = objective.scratch * max(1, size) * np.dtype(dtype).itemsize
    return max(1, SCRATCH_BYTES // max(1, row))


class Evaluator:
    """`evaluate` for one objective and one batch, compiled once and asked many times.

    Rows are done in chunks whose buffers fit the cache; the last chunk is padded, which changes no
    row's result because rows are independent.
    """

    def __init__(self, objective: Objective, batch: Batch, dtype: Any = np.float64) -> None:
        self.objective, self.batch = objective, batch
        self.chunk = min(64, _in_cache(objective, batch.size, dtype))
        self.piece = self.chunk  # rows of at most a few milliseconds' work
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

    def over(self, directions: Array) -> Callable[[Array], Array]:
        """c (n, 3) → loss + λR(W) (n,) at θ = c · directions (3, P)."""
        program, _, _ = self._program(self.chunk, False)
        own, forward = program.along(directions.astype(self.dtype))

        def heights(c: Array) -> Array:
            out = np.empty(len(c), self.dtype)
            for start in range(0, len(c), self.chunk):
                part = c[start : start + self.chunk]
                own[: len(part)] = part
                for tape in (forward, program.measure, program.punish):
                    tape.run()
                out[start : start + len(part)] = (program.loss + program.penalty)[: len(part)]
            return out

        return heights

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
