"""What the network is given of a point (x, y): the input features of the Network lab."""

from collections.abc import Callable, Sequence

import numpy as np

from server.engine.core import Array

FEATURES: dict[str, Callable[[Array, Array], Array]] = {
    "x": lambda x, y: x,
    "y": lambda x, y: y,
    "x2": lambda x, y: x * x,
    "y2": lambda x, y: y * y,
    "xy": lambda x, y: x * y,
    "sin_x": lambda x, y: np.sin(np.pi * x),  # one period over the data's square [−1, 1]
    "sin_y": lambda x, y: np.sin(np.pi * y),
}


def inputs(xy: Array, names: Sequence[str]) -> Array:
    """Points (N, 2) → features first, with the row of ones: (D + 1, N)."""
    x = np.ones((len(names) + 1, len(xy)))
    for row, name in enumerate(names):
        x[row] = FEATURES[name](xy[:, 0], xy[:, 1])
    return x


def square(side: int, reach: float) -> Array:
    """The centres of side × side cells over [−reach, reach]², top row first: (side², 2)."""
    centres = (np.arange(side) + 0.5) / side * 2 * reach - reach
    x, y = np.meshgrid(centres, -centres)
    return np.stack([x.ravel(), y.ravel()], axis=1)
