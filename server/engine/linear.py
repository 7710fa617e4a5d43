"""Linear: a model of two weights on points, as an objective: a line through them (squared loss), or
softmax between two classes (cross-entropy).

1. z = θ · u with two numbers u an example: a network of one layer and one unit, whose "row of ones"
   may hold something else. So losses, gradients and bits are those of networks (mlp.py, losses.py).
2. Softmax of two classes has two logits, of which only the difference counts. The first one is
   fixed at 0, so p = e^z/(e⁰ + e^z) = σ(z), and both weights can be shown on a map. There is no
   bias: the border of the classes goes through the origin.
3. Squared loss is ½(z − y)², as of networks; PyTorch's MSELoss has no ½.

Suggested rates are the smallest of the grid 1-2-5 with which the loss falls to a thousandth of its
height above the minimum within 100 steps over all points from the first start: the mean of the
logarithms over eleven presets. Lion on softmax does not get there: its best.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from server.engine.core import Array, Batch
from server.engine.mlp import Network, NetworkProgram
from server.engine.terrains import RATED, Place, Window, square

Examples = tuple[Array, Array]  # u (2, N), what z shall be (1, N)


@dataclass(frozen=True)
class Linear:
    """`loss`: a key of LOSSES; `names` of the two weights; window, starts and suggested rates as of
    a Terrain: fixed, so that the bowl is seen to bend when a point is moved.
    """

    loss: str
    names: tuple[str, str]
    examples: Callable[[Array, Array], Examples]  # of xy (N, 2), label (N,)
    sorts: bool  # whether it looks at classes
    window: Window
    starts: tuple[Place, ...]
    rates: Mapping[str, float]
    parameters: int = 2

    @property
    def kind(self) -> str:
        return "points"

    @property
    def net(self) -> Network:
        """One unit with two inputs."""
        return Network((1, 1), (), self.loss)

    @property
    def scratch(self) -> int:
        return self.net.scratch

    def compile(
        self, theta: Array, grad: Array | None, size: int, targets: int, like: Any = None
    ) -> NetworkProgram:
        return self.net.compile(theta, grad, size, targets, like)

    def batch(self, xy: Array, label: Array, dtype: Any = np.float64) -> Batch:
        x, y = self.examples(xy, label)
        return Batch(x.astype(dtype), y.astype(dtype))


def line(xy: Array, label: Array) -> Examples:
    """y ≈ wx + b through the points' own coordinates, whatever their labels."""
    del label
    return np.stack([xy[:, 0], np.ones(len(xy))]), xy[:, 1][None]


def border(xy: Array, label: Array) -> Examples:
    """z = w₁x + w₂y, 1 wanted of every class but the first, 0 of that."""
    return xy.T, (label > 0)[None]


def rated(*rates: float) -> Mapping[str, float]:
    return dict(zip(RATED, rates, strict=True))


LINEAR: dict[str, Linear] = {
    "squared": Linear(
        "squared",
        ("w", "b"),
        line,
        False,
        square(3),
        ((-2.5, 2), (2, -2.5)),
        rated(0.2, 0.01, 0.01, 0.5, 0.02, 0.05, 0.1),
    ),
    "softmax": Linear(
        "sigmoid_cross_entropy",
        ("w1", "w2"),
        border,
        True,
        square(10),
        ((-8, 6), (0, 0)),
        rated(2, 0.5, 0.2, 1, 0.1, 0.2, 0.2),
    ),
}
