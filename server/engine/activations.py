"""Activation functions, each beside its derivative, as calls on a tape.

`f(tape, z, a)` writes a = f(z); `slope(tape, z, a, s)` writes s = f′(z), from z or from a,
whichever is cheaper. At a kink the derivative is the one from the left (PyTorch's choice): relu′(0)
= 0, leaky′(0) = its slope.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from server.engine.core import Array, Tape

LEAK = 0.01  # the usual slope (PyTorch); the deck's slide shows 0.1


def sigmoid(tape: Tape, z: Array, a: Array) -> None:
    """σ(z) = 1 / (1 + e⁻ᶻ)."""
    one = np.ones((), z.dtype)
    tape.call(np.negative, z, a)
    tape.call(np.exp, a, a)
    tape.call(np.add, a, one, a)
    tape.call(np.divide, one, a, a)


def sigmoid_slope(tape: Tape, z: Array, a: Array, s: Array) -> None:
    """σ′ = σ(1 − σ), at most ¼."""
    tape.call(np.subtract, np.ones((), z.dtype), a, s)
    tape.call(np.multiply, s, a, s)


def tanh(tape: Tape, z: Array, a: Array) -> None:
    tape.call(np.tanh, z, a)


def tanh_slope(tape: Tape, z: Array, a: Array, s: Array) -> None:
    """tanh′ = 1 − tanh²."""
    tape.call(np.multiply, a, a, s)
    tape.call(np.subtract, np.ones((), z.dtype), s, s)


def relu(tape: Tape, z: Array, a: Array) -> None:
    """max(0, z)."""
    tape.call(np.maximum, z, np.zeros((), z.dtype), a)


def relu_slope(tape: Tape, z: Array, a: Array, s: Array) -> None:
    tape.call(np.greater, z, np.zeros((), z.dtype), s)


def leaky_relu(tape: Tape, z: Array, a: Array) -> None:
    """max(0.01z, z)."""
    tape.call(np.multiply, z, np.asarray(LEAK, z.dtype), a)
    tape.call(np.maximum, z, a, a)


def leaky_relu_slope(tape: Tape, z: Array, a: Array, s: Array) -> None:
    tape.call(np.greater, z, np.zeros((), z.dtype), s)
    tape.call(np.multiply, s, np.asarray(1 - LEAK, z.dtype), s)
    tape.call(np.add, s, np.asarray(LEAK, z.dtype), s)


def elu(tape: Tape, z: Array, a: Array) -> None:
    """z for z ≥ 0, else eᶻ − 1 (α = 1, as in Clevert 2016)."""
    zero, positive = np.zeros((), z.dtype), np.empty_like(z)
    tape.call(np.minimum, z, zero, a)
    tape.call(np.expm1, a, a)
    tape.call(np.maximum, z, zero, positive)
    tape.call(np.add, a, positive, a)


def elu_slope(tape: Tape, z: Array, a: Array, s: Array) -> None:
    """1 for z ≥ 0, else f + α."""
    tape.call(np.minimum, a, np.zeros((), z.dtype), s)
    tape.call(np.add, s, np.ones((), z.dtype), s)


def linear(tape: Tape, z: Array, a: Array) -> None:
    tape.call(np.copyto, a, z)


def linear_slope(tape: Tape, z: Array, a: Array, s: Array) -> None:
    tape.call(np.copyto, s, np.ones((), z.dtype))


@dataclass(frozen=True)
class Activation:
    f: Callable[[Tape, Array, Array], None]
    slope: Callable[[Tape, Array, Array, Array], None]
    bounded: float  # |f| stays below this (0: unbounded); the scale of a neuron's picture


ACTIVATIONS: dict[str, Activation] = {
    "sigmoid": Activation(sigmoid, sigmoid_slope, 1.0),
    "tanh": Activation(tanh, tanh_slope, 1.0),
    "relu": Activation(relu, relu_slope, 0.0),
    "leaky_relu": Activation(leaky_relu, leaky_relu_slope, 0.0),
    "elu": Activation(elu, elu_slope, 0.0),
    "linear": Activation(linear, linear_slope, 0.0),
}
