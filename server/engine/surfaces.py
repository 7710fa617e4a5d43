"""Surfaces: a function of two numbers as an objective, of the table SURFACES or typed (a Graph).

1. theta is (x, y). There are no examples: `x` and `y` of a program are dummies, λR(W) is 0.
2. A row has the same bits alone and among others: x and y are copied into contiguous buffers (a
   column of theta is strided and may take another loop), and NumPy's functions were measured to
   give the same bits alone, permuted and in pieces of any length (tests/engine/test_surfaces.py).
3. Where f is unbounded below, walls: outside the window the nearest place inside counts, plus
   WALL · distance². Inside f is exact; the gradient at the wall is the inner one.
"""

from dataclasses import dataclass

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
    scratch: int = 64
    terrain: Terrain | None = None  # of a test function

    @property
    def kind(self) -> str:
        return "surface"

    @property
    def parameters(self) -> int:
        return 2

    def compile(
        self, theta: Array, grad: Array | None, size: int, targets: int
    ) -> "SurfaceProgram":
        return SurfaceProgram(self.field, theta, grad, size, targets)

    def heights(self, x: Array, y: Array) -> Array:
        """f at arrays of one shape, for maps."""
        with np.errstate(all="ignore"):
            return np.broadcast_to(np.asarray(self.field(x, y)[0], x.dtype), x.shape)


class SurfaceProgram:
    """The tapes of f for theta (R, 2): `forward` computes f, `backward` (∂f/∂x, ∂f/∂y)."""

    def __init__(
        self, field: Field, theta: Array, grad: Array | None, size: int, targets: int
    ) -> None:
        rows, dtype = len(theta), theta.dtype
        self.x, self.y = np.zeros((1, size), dtype), np.zeros((targets, size), dtype)
        self.loss, self.penalty = np.zeros(rows, dtype), np.zeros(rows, dtype)
        at = np.zeros((2, rows), dtype)
        recorder = Recorder((rows,), dtype)
        self.forward = recorder.tape
        self.forward.call(np.copyto, at, theta.T)
        with np.errstate(all="ignore"):  # of what is computed of constants, here and now
            value, gradient = field(recorder.of(at[0]), recorder.of(at[1]))
            self.measure = recorder.tape = Tape()
            recorder.copy(value, self.loss)
            self.punish = Tape()
            self.backward = recorder.tape = Tape()
            if grad is not None:
                for column, slope in enumerate(gradient()):
                    recorder.copy(slope, grad[:, column])


def typed(graph: Graph) -> Surface:
    """A typed formula of two names, without walls."""

    def field(x: Value, y: Value) -> tuple[Value, Gradient]:
        values = graph.forward(dict(zip(graph.names, (x, y), strict=True)))

        def gradient() -> tuple[Value, Value]:
            slopes = graph.by_name(graph.backward(values))
            return slopes[graph.names[0]], slopes[graph.names[1]]

        return values[-1], gradient

    return Surface(field, 8 * len(graph.nodes))


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
