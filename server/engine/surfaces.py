"""Surfaces: a function of a few numbers as an objective, of the table SURFACES or typed (a Graph).

1. theta is (x, y), or the names of a formula in their order. There are no examples: `x` and `y` of
   a program are dummies, λR(W) is 0.
2. A row has the same bits alone and among others: x and y are copied into contiguous buffers (a
   column of theta is strided and may take another loop), and NumPy's functions were measured to
   give the same bits alone, permuted and in pieces of any length (tests/engine/test_surfaces.py).
3. Where f is unbounded below, walls: outside the window the nearest place inside counts, plus
   WALL · distance². Inside f is exact; the gradient at the wall is the inner one.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from server.engine.core import Array, Batch, Tape
from server.engine.functions import Field, Gradient, Value
from server.engine.graph import Graph
from server.engine.terrains import TERRAINS, Terrain, Window
from server.engine.traced import Recorder

WALL = 1.0  # curvature 2: a rate of ½ is back at the wall in one step


@dataclass(frozen=True)
class Surface:
    field: Field
    parameters: int = 2
    scratch: int = 64
    terrain: Terrain | None = None  # of a test function

    @property
    def kind(self) -> str:
        return "surface"

    def compile(
        self, theta: Array, grad: Array | None, size: int, targets: int, like: Any = None
    ) -> "SurfaceProgram":
        del like
        return SurfaceProgram(self.field, theta, grad, size, targets)

    def heights(self, *theta: Array) -> Array:
        """f at arrays of one shape, one a parameter: for maps."""
        with np.errstate(all="ignore"):
            return np.zeros_like(theta[0]) + self.field(*theta)[0]


class SurfaceProgram:
    """The tapes of f for theta (R, P): `forward` computes f, `backward` its gradient."""

    def __init__(
        self, field: Field, theta: Array, grad: Array | None, size: int, targets: int
    ) -> None:
        self.theta, rows, dtype = theta, len(theta), theta.dtype
        self.x, self.y = np.zeros((1, size), dtype), np.zeros((targets, size), dtype)
        self.loss, self.penalty = np.zeros(rows, dtype), np.zeros(rows, dtype)
        at = np.zeros((theta.shape[1], rows), dtype)
        recorder = Recorder((rows,), dtype)
        self.forward = recorder.tape
        self.forward.call(np.copyto, at, theta.T)
        with np.errstate(all="ignore"):  # of what is computed of constants, here and now
            value, gradient = field(*map(recorder.of, at))
            self.measure = recorder.tape = Tape()
            recorder.copy(value, self.loss)
            self.punish = Tape()
            self.backward = recorder.tape = Tape()
            if grad is not None:
                for column, slope in enumerate(gradient()):
                    recorder.copy(slope, grad[:, column])

    def along(self, directions: Array) -> tuple[Array, Tape]:
        c, tape = np.zeros((len(self.theta), len(directions)), self.theta.dtype), Tape()
        tape.call(np.matmul, c, directions, self.theta)
        return c, Tape([*tape, *self.forward])


def typed(graph: Graph) -> Surface:
    """A typed formula as an objective: its names are the parameters. No walls."""

    def field(*theta: Value) -> tuple[Value, Gradient]:
        values = graph.forward(dict(zip(graph.names, theta, strict=True)))
        return values[-1], lambda: list(graph.by_name(graph.backward(values)).values())

    return Surface(field, len(graph.names), 8 * len(graph.nodes))


def walled(f: Field, window: Window) -> Field:
    """f(c) + WALL · |(x, y) − c|², where c is the window's place nearest to (x, y)."""

    def inside(z: Value, low: float, high: float) -> Value:
        return np.minimum(np.maximum(z, low), high)

    def field(x: Value, y: Value) -> tuple[Value, Gradient]:
        cx, cy = inside(x, *window[0]), inside(y, *window[1])
        over_x, over_y = x - cx, y - cy
        value, slopes = f(cx, cy)

        def gradient() -> tuple[Value, Value]:
            gx, gy = slopes()
            return (
                np.equal(over_x, 0) * gx + 2 * WALL * over_x,
                np.equal(over_y, 0) * gy + 2 * WALL * over_y,
            )

        return value + WALL * (over_x * over_x + over_y * over_y), gradient

    return field


def no_examples() -> Batch:
    """The batch of an objective without examples, for an Evaluator."""
    return Batch(np.zeros((1, 1)), np.zeros((1, 1)))


def named(name: str) -> Surface:
    terrain = TERRAINS[name]
    f = walled(terrain.f, terrain.window) if terrain.walls else terrain.f
    return Surface(f, terrain=terrain)


SURFACES: dict[str, Surface] = {name: named(name) for name in TERRAINS}
