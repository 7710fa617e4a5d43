"""A network as one writes it for oneself: lists of weights, new arrays for everything.

In float64 it is the reference that every contender's numbers are compared with.
"""

from collections.abc import Callable

import numpy as np

from server.engine.core import Array
from tests.bench.cases import CASES, MINIBATCHES, RATE, SIDE, Case, surface_points
from tests.bench.contenders import Checked, Work


class Naive:
    def __init__(self, case: Case, dtype: type = np.float64) -> None:
        self.case = case
        self.w = [w[:, :-1].T.astype(dtype) for w in case.layers()]
        self.b = [w[:, -1].astype(dtype) for w in case.layers()]
        x, y = case.minibatches()
        self.x, self.y = list(x.astype(dtype)), list(y if case.classes else y.astype(dtype))

    def forward(self, x: Array) -> list[Array]:
        units, last = [x], len(self.w) - 1
        for layer, (w, b) in enumerate(zip(self.w, self.b, strict=True)):
            z = units[-1] @ w + b
            if layer == last and self.case.classes:
                e = np.exp(z - z.max(axis=1, keepdims=True))
                units.append(e / e.sum(axis=1, keepdims=True))
            elif layer == last or self.case.activation == "tanh":
                units.append(np.tanh(z))
            else:
                units.append(np.maximum(z, 0))
        return units

    def loss(self, output: Array, y: Array) -> float:
        if self.case.classes:
            return float(-np.mean(np.log(output[np.arange(len(y)), y])))
        return float(0.5 * np.mean((output - y[:, None]) ** 2))

    def step(self, x: Array, y: Array, rate: float = RATE) -> float:
        units = self.forward(x)
        loss = self.loss(units[-1], y)
        if self.case.classes:
            d = units[-1].copy()
            d[np.arange(len(y)), y] -= 1
            d /= len(y)
        else:
            d = (units[-1] - y[:, None]) * (1 - units[-1] ** 2) / len(y)
        for layer in range(len(self.w) - 1, -1, -1):
            gw, gb = units[layer].T @ d, d.sum(axis=0)
            if layer:
                a, d = units[layer], d @ self.w[layer].T
                d = d * (1 - a**2) if self.case.activation == "tanh" else d * (a > 0)
            self.w[layer] -= rate * gw
            self.b[layer] -= rate * gb
        return loss


class Steps:
    def __init__(self, case: Case, dtype: type, rate: float = RATE) -> None:
        self.net, self.rate, self.at = Naive(case, dtype), rate, 0

    def run(self, count: int) -> None:
        net = self.net
        for _ in range(count):
            net.step(net.x[self.at], net.y[self.at], self.rate)
            self.at = (self.at + 1) % MINIBATCHES

    def check(self) -> list[float]:
        net = self.net
        return [net.step(x, y, self.rate) for x, y in zip(net.x, net.y, strict=True)]


class FirstRow:
    """The first row of a landscape's cells: only to compare with."""

    def __init__(self, case: Case) -> None:
        self.case = case

    def check(self) -> list[float]:
        axes, reach = self.case.plane()
        x, y = self.case.data(400, 2)
        net, losses = Naive(self.case), list[float]()
        for a in np.linspace(-reach, reach, SIDE):
            theta, start = self.case.theta() + a * axes[0] - reach * axes[1], 0
            for layer, w in enumerate(self.case.layers()):
                own = theta[start : start + w.size].reshape(w.shape)
                net.w[layer], net.b[layer] = own[:, :-1].T, own[:, -1]
                start += w.size
            losses.append(net.loss(net.forward(x)[-1], y))
        return losses


class Surface(FirstRow):
    """Every unit at a few places of the decision surface."""

    def check(self) -> list[float]:
        units = Naive(self.case).forward(surface_points()[::1111])[1:]
        return np.concatenate([u.T.ravel() for u in units]).tolist()


def works(dtype: type) -> Callable[[str], Work | None]:
    """What is timed: single steps."""

    def make(work: str) -> Work | None:
        kind, name, *rest = work.split(":")
        return Steps(CASES[name], dtype) if kind == "step" and rest == ["sgd"] else None

    return make


def reference(work: str) -> Checked | None:
    """What all others' numbers must be, in float64."""
    kind, name, *rest = work.split(":")
    match kind:
        case "landscape":
            return FirstRow(CASES[name])
        case "surface":
            return Surface(CASES[name])
        case "lockstep":
            return Steps(CASES[name], np.float64)
        case _:
            return works(np.float64)(work)
