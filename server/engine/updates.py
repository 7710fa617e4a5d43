"""Update rules, in PyTorch's form (docs/spec.md; torch 2.13).

A rule is its state's shape and `build(tape, theta, grad, moments, scalars, h)`, which appends one
update to the tape. For n rows, theta and grad are (n, P), moments (n, slots, P), scalars (n, 2) and
every hyper-parameter a column (n, 1): a sweep of rates is the same code with a column. One row
comes as (P,), with numbers.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from server.engine.core import Array, Tape

SLOTS = 2  # vectors of state that any rule may use
SCALARS = 2  # numbers of state a row, 1 at the start

Columns = Mapping[str, Array]
Build = Callable[[Tape, Array, Array, Array, Array, Columns], None]


def sgd(tape: Tape, theta: Array, grad: Array, moments: Array, scalars: Array, h: Columns) -> None:
    """θ ← θ − η g."""
    del moments, scalars
    step = np.empty_like(grad)
    tape.call(np.multiply, grad, h["rate"], step)
    tape.call(np.subtract, theta, step, theta)


def momentum(
    tape: Tape, theta: Array, grad: Array, moments: Array, scalars: Array, h: Columns
) -> None:
    """b ← μ b + g; θ ← θ − η b (no 1 − μ before g:
    rates are ×10 smaller than in the averaged form at μ = 0.9).
    """
    b = moments[..., 0, :]
    tape.call(np.multiply, b, h["momentum"], b)
    tape.call(np.add, b, grad, b)
    sgd(tape, theta, b, moments, scalars, h)


def adam(tape: Tape, theta: Array, grad: Array, moments: Array, scalars: Array, h: Columns) -> None:
    """m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; θ ← θ − η/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε).

    βᵗ is kept as a running product, which gives the same bits alone and among other rows.
    """
    m, v = moments[..., 0, :], moments[..., 1, :]
    t, one = np.empty_like(grad), np.ones((), grad.dtype)
    power = scalars[..., 0:1], scalars[..., 1:2]
    rest = np.empty_like(power[0]), np.empty_like(power[1])
    for moment, value, beta in ((m, grad, "beta1"), (v, t, "beta2")):
        tape.call(np.multiply, moment, h[beta], moment)
        if beta == "beta2":
            tape.call(np.multiply, grad, grad, t)
        tape.call(np.multiply, value, h["not_" + beta], t)
        tape.call(np.add, moment, t, moment)
    for product, left, beta in zip(power, rest, ("beta1", "beta2"), strict=True):
        tape.call(np.multiply, product, h[beta], product)
        tape.call(np.subtract, one, product, left)
    tape.call(np.sqrt, rest[1], rest[1])
    tape.call(np.divide, h["rate"], rest[0], rest[0])
    tape.call(np.sqrt, v, t)
    tape.call(np.divide, t, rest[1], t)
    tape.call(np.add, t, h["epsilon"], t)
    tape.call(np.divide, m, t, t)
    tape.call(np.multiply, t, rest[0], t)
    tape.call(np.subtract, theta, t, theta)


@dataclass(frozen=True)
class Rule:
    build: Build
    defaults: Mapping[str, float] = field(default_factory=dict[str, float])


UPDATES: dict[str, Rule] = {
    "sgd": Rule(sgd),
    "momentum": Rule(momentum, {"momentum": 0.9}),
    "adam": Rule(adam, {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}),
}


def columns(values: Mapping[str, Sequence[float]], dtype: np.dtype[Any]) -> dict[str, Array]:
    """Hyper-parameters of n rows as columns (n, 1), or numbers for one row;
    with 1 − β beside each β.
    """
    h: dict[str, Array] = {}
    for name, by_row in values.items():
        column = np.array(by_row, np.float64)[:, None] if len(by_row) > 1 else np.float64(by_row[0])
        h[name] = np.asarray(column, dtype)
        if name.startswith("beta"):
            h["not_" + name] = np.asarray(1 - column, dtype)
    return h
