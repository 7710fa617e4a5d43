"""Activation functions, each beside its derivative, as calls on a tape.

`f(tape, z, a, …)` writes a = f(z); `slope(tape, z, a, s, …)` writes s = f′(z), from z or from a,
whichever is cheaper; further arguments are the function's own numbers, such as a leak. At a kink
the derivative is the one from the left (PyTorch's choice): relu′(0) = 0, leaky′(0) = its slope.

Maxout is no function of one number: k linear pieces of a unit lie next to one another on z's
rows, the largest is the unit's output, and the slope is 1 at the piece that won, 0 elsewhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from server.engine.core import Array, Tape

LINE = 1 << 14  # numbers up to which a whole buffer of zeros is worth its place in the cache
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
    del z
    tape.call(np.subtract, np.ones((), a.dtype), a, s)
    tape.call(np.multiply, s, a, s)


def tanh(tape: Tape, z: Array, a: Array) -> None:
    tape.call(np.tanh, z, a)


def tanh_slope(tape: Tape, z: Array, a: Array, s: Array) -> None:
    """tanh′ = 1 − tanh², at most 1."""
    del z
    tape.call(np.multiply, a, a, s)
    tape.call(np.subtract, np.ones((), a.dtype), s, s)


def relu(tape: Tape, z: Array, a: Array) -> None:
    """max(0, z). The zeros are a line, not a number: NumPy then takes a third of the time."""
    line = z.size if z.size < LINE else z.shape[-1]
    zeros = np.zeros(line, z.dtype)
    tape.call(np.maximum, z, zeros.reshape(z.shape) if z.size < LINE else zeros, a)


def relu_slope(tape: Tape, z: Array, a: Array, s: Array) -> None:
    del a
    tape.call(np.greater, z, np.zeros((), z.dtype), s)


def leaky_relu(tape: Tape, z: Array, a: Array, leak: float = LEAK) -> None:
    """max(leak·z, z), 0 ≤ leak ≤ 1."""
    tape.call(np.multiply, z, np.asarray(leak, z.dtype), a)
    tape.call(np.maximum, z, a, a)


def leaky_relu_slope(tape: Tape, z: Array, a: Array, s: Array, leak: float = LEAK) -> None:
    del a
    tape.call(np.greater, z, np.zeros((), z.dtype), s)
    tape.call(np.multiply, s, np.asarray(1 - leak, z.dtype), s)
    tape.call(np.add, s, np.asarray(leak, z.dtype), s)


def maxout(tape: Tape, z: Array, a: Array, pieces: float = 2) -> None:
    """max over a unit's k linear pieces (Goodfellow 2013): z (…, k·m, N) → a (…, m, N).

    ReLU is the maxout of z and 0, |z| that of z and −z.
    """
    tape.call(np.maximum.reduce, _by_piece(z, a, pieces), -2, None, a)


def maxout_slope(tape: Tape, z: Array, a: Array, s: Array, pieces: float = 2) -> None:
    """1 at the piece that won, the first of equals (PyTorch's max over an axis); s like z."""
    won, taken = _by_piece(s, a, pieces), np.empty_like(a)
    tape.call(np.equal, _by_piece(z, a, pieces), a[..., None, :], won)
    tape.call(np.copyto, taken, won[..., 0, :])
    for piece in range(1, int(pieces)):
        tape.call(np.greater, won[..., piece, :], taken, won[..., piece, :])
        tape.call(np.maximum, taken, won[..., piece, :], taken)


def _by_piece(z: Array, a: Array, pieces: float) -> Array:
    """z (…, k·m, N) as (…, m, k, N), sharing memory."""
    return z.reshape(*a.shape[:-1], int(pieces), a.shape[-1])


def elu(tape: Tape, z: Array, a: Array, alpha: float = 1.0) -> None:
    """z for z > 0, else α(eᶻ − 1) (Clevert 2016)."""
    zero, positive = np.zeros((), z.dtype), np.empty_like(z)
    tape.call(np.minimum, z, zero, a)
    tape.call(np.expm1, a, a)
    if alpha != 1:
        tape.call(np.multiply, a, np.asarray(alpha, z.dtype), a)
    tape.call(np.maximum, z, zero, positive)
    tape.call(np.add, a, positive, a)


def elu_slope(tape: Tape, z: Array, a: Array, s: Array, alpha: float = 1.0) -> None:
    """1 for z > 0, else f + α = αeᶻ."""
    zero, one = np.zeros((), z.dtype), np.ones((), z.dtype)
    if alpha == 1:  # then f + α meets 1 at the kink
        tape.call(np.minimum, a, zero, s)
        tape.call(np.add, s, one, s)
        return
    rest = np.asarray(1 - alpha, z.dtype)
    positive = np.empty_like(z)
    tape.call(np.minimum, a, zero, s)
    tape.call(np.add, s, np.asarray(alpha, z.dtype), s)
    tape.call(np.greater, z, zero, positive)
    tape.call(np.multiply, positive, rest, positive)
    tape.call(np.add, s, positive, s)


def softplus(tape: Tape, z: Array, a: Array) -> None:
    """log(1 + eᶻ): a ReLU without a kink."""
    tape.call(np.logaddexp, z, np.zeros((), z.dtype), a)


def softplus_slope(tape: Tape, z: Array, a: Array, s: Array) -> None:
    """σ(z)."""
    del a
    sigmoid(tape, z, s)


GELU_RATE, GELU_CUBE = float(np.sqrt(2 / np.pi)), 0.044715


def gelu(tape: Tape, z: Array, a: Array) -> None:
    """z·½(1 + tanh u), u = √(2/π)(z + 0.044715z³): the tanh form (Hendrycks & Gimpel 2016).

    PyTorch's default is zΦ(z); the two differ by at most 5e-4.
    """
    half = np.asarray(0.5, z.dtype)
    _gelu_gate(tape, z, a)
    tape.call(np.add, a, np.ones((), z.dtype), a)
    tape.call(np.multiply, a, half, a)
    tape.call(np.multiply, a, z, a)


def gelu_slope(tape: Tape, z: Array, a: Array, s: Array) -> None:
    """½(1 + t) + ½z(1 − t²)u′, t = tanh u, u′ = √(2/π)(1 + 3·0.044715z²)."""
    del a
    one, half = np.ones((), z.dtype), np.asarray(0.5, z.dtype)
    t, rise = np.empty_like(z), np.empty_like(z)
    _gelu_gate(tape, z, t)
    tape.call(np.multiply, z, z, rise)
    tape.call(np.multiply, rise, np.asarray(3 * GELU_CUBE * GELU_RATE, z.dtype), rise)
    tape.call(np.add, rise, np.asarray(GELU_RATE, z.dtype), rise)
    tape.call(np.multiply, rise, z, rise)
    tape.call(np.multiply, t, t, s)
    tape.call(np.subtract, one, s, s)
    tape.call(np.multiply, s, rise, s)
    tape.call(np.add, s, t, s)
    tape.call(np.add, s, one, s)
    tape.call(np.multiply, s, half, s)


def _gelu_gate(tape: Tape, z: Array, t: Array) -> None:
    """t = tanh(√(2/π)(z + 0.044715z³))."""
    tape.call(np.multiply, z, z, t)
    tape.call(np.multiply, t, np.asarray(GELU_CUBE * GELU_RATE, z.dtype), t)
    tape.call(np.add, t, np.asarray(GELU_RATE, z.dtype), t)
    tape.call(np.multiply, t, z, t)
    tape.call(np.tanh, t, t)


def silu(tape: Tape, z: Array, a: Array) -> None:
    """z·σ(z), also called swish."""
    sigmoid(tape, z, a)
    tape.call(np.multiply, a, z, a)


def silu_slope(tape: Tape, z: Array, a: Array, s: Array) -> None:
    """σ + f(1 − σ)."""
    rest = np.empty_like(z)
    sigmoid(tape, z, s)
    tape.call(np.subtract, np.ones((), z.dtype), s, rest)
    tape.call(np.multiply, rest, a, rest)
    tape.call(np.add, s, rest, s)


def linear(tape: Tape, z: Array, a: Array) -> None:
    tape.call(np.copyto, a, z)


def linear_slope(tape: Tape, z: Array, a: Array, s: Array) -> None:
    del z, a
    tape.call(np.copyto, s, np.ones((), s.dtype))


Hyper = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Activation:
    """`bounded`: |f| stays below this (0: unbounded), the scale of a neuron's picture.
    `one`: a z at which f is exactly 1, so that a row of ones makes itself anew (None: there is no
    such number). `in_place`: a may be z itself. `hyper`: the function's own numbers and their usual
    values.
    """

    f: Callable[..., None]
    slope: Callable[..., None]
    bounded: float = 0.0
    one: float | None = 1.0
    in_place: bool = False
    hyper: Mapping[str, float] = field(default_factory=dict[str, float])

    def pieces(self, hyper: Hyper) -> int:
        """How many rows of weights a unit has."""
        return int(dict(hyper).get("pieces", self.hyper.get("pieces", 1)))

    def at(self, z: Array, hyper: Hyper = ()) -> tuple[Array, Array]:
        """Of one unit at once: z (pieces, N) → f (N,), and its slopes like z."""
        tape, a, slopes = Tape(), np.empty_like(z[:1]), np.empty_like(z)
        self.f(tape, z, a, **dict(hyper))
        self.slope(tape, z, a, slopes, **dict(hyper))
        tape.run()
        return a[0], slopes


@dataclass(frozen=True)
class Bend:
    """An activation with its own numbers."""

    entry: Activation
    hyper: Hyper

    @property
    def pieces(self) -> int:
        return self.entry.pieces(self.hyper)

    def f(self, tape: Tape, z: Array, a: Array) -> None:
        self.entry.f(tape, z, a, **dict(self.hyper))

    def slope(self, tape: Tape, z: Array, a: Array, s: Array) -> None:
        self.entry.slope(tape, z, a, s, **dict(self.hyper))


ACTIVATIONS: dict[str, Activation] = {
    "sigmoid": Activation(sigmoid, sigmoid_slope, 1.0, 40.0, in_place=True),
    "tanh": Activation(tanh, tanh_slope, 1.0, 20.0, in_place=True),
    "relu": Activation(relu, relu_slope, in_place=True),
    "leaky_relu": Activation(leaky_relu, leaky_relu_slope, hyper={"leak": LEAK}),
    "maxout": Activation(maxout, maxout_slope, hyper={"pieces": 2}),
    "elu": Activation(elu, elu_slope, hyper={"alpha": 1.0}),
    "softplus": Activation(softplus, softplus_slope, one=None),
    "gelu": Activation(gelu, gelu_slope, one=None),
    "silu": Activation(silu, silu_slope, one=None),
    "linear": Activation(linear, linear_slope),
}
