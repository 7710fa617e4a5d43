"""The cases (a) to (e): networks, data and initial weights, the same for every contender.

Numbers are rounded to four decimals, so that a case is short as JSON; peers in other processes
read it from there.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from server.engine.core import Array

MINIBATCHES = 8
POINTS = 400  # of a landscape
RATE = 0.03
ADAM_RATE = 0.001
SIDE = 64  # of a landscape
DENSITY = 100  # of a decision surface, over the square from −6 to 6 as in the Playground
REACH = 6.0
# A rate for each optimizer of the race, so that each learns.
RACE = {
    "sgd": 0.03,
    "momentum": 0.01,
    "nesterov": 0.01,
    "adagrad": 0.01,
    "rmsprop": 0.001,
    "adadelta": 1.0,
    "adam": 0.001,
    "adamw": 0.001,
}


@dataclass(frozen=True)
class Case:
    """Minibatches x (8, B, D) and targets: y (8, B) of ±1, or class numbers."""

    name: str
    sizes: tuple[int, ...]
    batch: int
    activation: str
    loss: str  # squared_tanh: ½(o − y)² of o = tanh z; or softmax_cross_entropy

    @property
    def classes(self) -> bool:
        return self.loss == "softmax_cross_entropy"

    def layers(self) -> list[Array]:
        """(units, inputs + 1) each, bias last: normal weights of spread 1/√inputs, biases 0.1."""
        rng = np.random.default_rng(1)
        drawn: list[Array] = []
        for n, m in zip(self.sizes[:-1], self.sizes[1:], strict=True):
            w = (rng.standard_normal((m, n)) / np.sqrt(n)).round(4)
            drawn.append(np.column_stack([w, np.full(m, 0.1)]))
        return drawn

    def theta(self) -> Array:
        return np.concatenate([w.ravel() for w in self.layers()])

    def data(self, count: int, seed: int) -> tuple[Array, Array]:
        """x (count, D) uniform in ±1; a fifth of the class numbers are at random,
        so that training does not saturate.
        """
        rng = np.random.default_rng(seed)
        x = rng.uniform(-1, 1, (count, self.sizes[0])).round(4)
        if not self.classes:
            return x, np.where(x[:, 0] * x[:, 1] > 0, 1, -1)
        w = rng.standard_normal((self.sizes[0], self.sizes[-1]))
        y = (x @ w + 0.5 * np.sin(3 * x) @ w).argmax(1)
        return x, np.where(rng.random(count) < 0.2, rng.integers(0, self.sizes[-1], count), y)

    def minibatches(self) -> tuple[Array, Array]:
        x, y = self.data(MINIBATCHES * self.batch, 0)
        return x.reshape(MINIBATCHES, self.batch, -1), y.reshape(MINIBATCHES, self.batch)

    def plane(self) -> tuple[Array, float]:
        """Two orthonormal axes (2, P) and how far the landscape reaches along each."""
        axes = np.random.default_rng(3).standard_normal((2, len(self.theta())))
        axes[0] /= np.sqrt(np.dot(axes[0], axes[0]))
        axes[1] -= np.dot(axes[0], axes[1]) * axes[0]
        axes[1] /= np.sqrt(np.dot(axes[1], axes[1]))
        return axes, 0.5 * float(np.sqrt(np.dot(self.theta(), self.theta())))

    def write(self, folder: Path) -> None:
        (x, y), axes = self.minibatches(), None
        told = {
            "sizes": self.sizes,
            "activation": self.activation,
            "loss": self.loss,
            "layers": [w.tolist() for w in self.layers()],
            "x": x.tolist(),
            "y": y.tolist(),
            "rate": RATE,
            "adam_rate": ADAM_RATE,
            "race": RACE,
        }
        if self.name != "e":
            axes, reach = self.plane()
            px, py = self.data(POINTS, 2)
            told |= {"axes": axes.tolist(), "reach": reach, "side": SIDE}
            told |= {"points": {"x": px.tolist(), "y": py.tolist()}}
        (folder / f"{self.name}.json").write_text(json.dumps(told))


def surface_points() -> Array:
    """(10,000, 2): the square, x slowest, as the Playground walks it."""
    line = np.linspace(-REACH, REACH, DENSITY)
    return np.stack(np.meshgrid(line, line, indexing="ij"), axis=-1).reshape(-1, 2)


CASES = {
    case.name: case
    for case in (
        Case("a", (2, 4, 2, 1), 10, "tanh", "squared_tanh"),
        Case("b", (2, 8, 8, 8, 1), 30, "tanh", "squared_tanh"),
        Case("c", (2, 32, 32, 2), 32, "tanh", "softmax_cross_entropy"),
        Case("d", (64, 128, 64, 10), 64, "relu", "softmax_cross_entropy"),
        Case("e", (784, 256, 128, 10), 64, "relu", "softmax_cross_entropy"),
    )
}
