"""SWATS: which rate SGD should go on with after Adam (Keskar & Socher 2017, Algorithm 1).

For Adam's step p and gradient g with p·g ≠ 0: γ = p·p/(−p·g), the rate at which SGD's step,
projected on p, would be p; λ ← β₂λ + (1 − β₂)γ; the estimate is λ/(1 − β₂ᵏ). The paper also
decides by it *when* to switch; here the block's end does.
"""

from functools import partial

import numpy as np

from server.engine.core import Array, Tape

AVERAGE, POWER, RATE = 3, 4, 5  # in a row's scalars: λ, β₂ᵏ, the estimate that the row goes on with
AFTER = ("adam", "adamw", "amsgrad", "nadam")  # the rules that it estimates from
USED_BY = ("sgd", "momentum", "nesterov")  # the rules that can go on with it


def estimate(tape: Tape, step: Array, grad: Array, scalars: Array, beta2: float) -> None:
    """Keep the estimate of one row up to date; step = −p (P,)."""
    number = partial(np.full, (), dtype=step.dtype)
    average, power = scalars[AVERAGE, ...], scalars[POWER, ...]
    t, above, below, usable = np.empty_like(step), number(0), number(0), np.zeros((), bool)
    for other, total in ((step, above), (grad, below)):
        tape.call(np.multiply, step, other, t)
        tape.call(np.add.reduce, t, -1, None, total)
    tape.call(np.not_equal, below, number(0), usable)
    tape.call(np.divide, above, below, above)
    tape.call(np.multiply, above, number(1 - beta2), above)
    tape.call(np.multiply, average, number(beta2), below)
    tape.call(np.add, above, below, above)
    tape.call(np.copyto, average, above, "same_kind", usable)
    tape.call(np.multiply, power, number(beta2), power)


def suggested(scalars: Array) -> float:
    """λ/(1 − β₂ᵏ) of a row, or 0 if there is no estimate that a rate could be."""
    with np.errstate(all="ignore"):
        rate = float(scalars[AVERAGE]) / (1 - float(scalars[POWER])) if scalars[POWER] < 1 else 0.0
    return rate if 0 < rate < float("inf") else 0.0
