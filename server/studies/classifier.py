"""Classifier: one example through o = Wx + b and its loss, and back; and the steps that it takes.

The network is the engine's with no hidden layer; a step is the engine's own SGD.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from server.engine import params
from server.engine.core import Array, Batch, Tape
from server.engine.descent import Descent, Row
from server.engine.losses import PENALTIES
from server.engine.mlp import Network, NetworkProgram
from server.engine.updates import STARTS
from server.work import Work

PIECE = 100  # steps between two pauses


@dataclass(frozen=True, eq=False)
class Example:
    """x (D), y (K) and where the walk begins, theta (K·(D + 1),): each row of W with its bias."""

    x: Array
    y: Array
    theta: Array
    rate: float
    strength: float

    @property
    def batch(self) -> Batch:
        return Batch(np.append(self.x, 1.0)[:, None], self.y[:, None])

    def net(self, loss: str = "softmax_cross_entropy", punished: bool = False) -> Network:
        sizes = len(self.x), len(self.y)
        return (
            Network(sizes, (), loss, "l2", self.strength) if punished else Network(sizes, (), loss)
        )

    def layer(self, theta: Array) -> tuple[list[list[float]], list[float]]:
        """theta (P,) → W, b."""
        w = params.views(theta, self.net().sizes)[0]
        return w[:, :-1].tolist(), w[:, -1].tolist()

    def lifted(self, theta: Array, rises: Array) -> Array:
        """theta with its logits raised by rises (R, K): rows (R, P), with other biases."""
        rows = np.repeat(theta[None], len(rises), axis=0)
        params.views(rows, self.net().sizes)[0][:, :, -1] += rises
        return rows

    def ran(self, net: Network, theta: Array) -> tuple[NetworkProgram, Array]:
        """Forward and back with theta (R, P): the program with its buffers, and the gradient."""
        grad = np.zeros_like(theta)
        program = self.compiled(net, theta, grad)
        _turn(program)
        return program, grad

    def compiled(self, net: Network, theta: Array, grad: Array) -> NetworkProgram:
        program = net.compile(theta, grad, 1, len(self.y))
        program.x[...], program.y[...] = self.batch.x, self.batch.y
        return program


class Present:
    """What the engine says of one theta (P,): o, its output p, ∂L/∂o, L, the data's gradient."""

    def __init__(self, one: Example, theta: Array, loss: str = "softmax_cross_entropy") -> None:
        program, grads = one.ran(one.net(loss), theta[None].copy())
        self.o, self.p, self.delta = (
            a.ravel().copy() for a in (program.z[-1], program.output, program.d[-1])
        )
        self.loss, self.grad = float(program.loss[0]), grads[0]


def punished(one: Example, theta: Array) -> tuple[float, Array]:
    """λR(W) and λ∂R/∂W, as the engine's penalty has them."""
    strength, each, slope = (
        params.weight_mask(one.net().sizes) * one.strength,
        *np.zeros((2, len(theta))),
    )
    for function, out in zip(PENALTIES["l2"], (each, slope), strict=True):
        tape = Tape()
        function(tape, theta, strength, out)
        tape.run()
    return float(np.add.reduce(each)), slope


@dataclass(frozen=True, eq=False)
class Way:
    """All thetas from the start on, and the losses with λR(W) at all but the last."""

    key: Any
    thetas: list[Array]
    losses: list[float]


def walk(one: Example, key: Any, steps: int, kept: dict[str, Any]) -> Work[Way]:
    """The way so far, and the coming step. `kept` has the last question's, with its key."""
    way = kept.get("way")
    if way is None or way.key != key:
        way = kept["way"] = Way(key, [one.theta], [])
    theta = way.thetas[-1][None].copy()
    grad, scalars = np.zeros_like(theta), np.array(STARTS)[None]
    program = one.compiled(one.net(punished=True), theta, grad)
    descent = Descent(theta, grad, np.zeros((1, 0, theta.shape[1])), scalars, [Row("sgd")])
    descent.set_rates([one.rate])
    while len(way.thetas) < steps + 2:
        _turn(program)
        descent.tape.run()
        way.losses.append(float(program.loss[0] + program.penalty[0]))
        way.thetas.append(theta[0].copy())
        if len(way.thetas) % PIECE == 0:
            yield
    return way


def _turn(program: NetworkProgram) -> None:
    for tape in (program.forward, program.measure, program.punish, program.backward):
        tape.run()
