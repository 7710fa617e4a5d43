"""Update rules in PyTorch's form and defaults (torch 2.13; docs/spec.md): θ ← θ − η · direction.

A rule is its running averages and `direction(tape, at)`, which appends to the tape how the
direction is found and returns where it stands; rate, weight decay and clipping are around it
(descent.py). Rows of a rule differ in their numbers only: a sweep is the same code with columns.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

import numpy as np

from server.engine import adaptive, rows
from server.engine.core import Array, Tape
from server.engine.rows import FIRST, SECOND, THIRD, Part

SLOTS, SCALARS, STARTS = rows.SLOTS, rows.SCALARS, rows.STARTS

# A slot ← keep · slot + take · (g, or g² in the second slot); both are names of hyper-parameters.
Averages = Mapping[int, tuple[str, str]]


def sgd(tape: Tape, at: Part) -> Array:
    """g."""
    del tape
    return at.grad


def momentum(tape: Tape, at: Part) -> Array:
    """b, b ← μb + g (Polyak 1964; no 1 − μ before g: rates are ×10 smaller than in the averaged
    form at μ = 0.9). With dampening τ: b ← μb + (1 − τ)g, but PyTorch's first b is g.
    """
    b, h = at.first, at.h
    if "momentum" not in h:
        return at.grad
    if "dampening" in h:
        taken = at.number(adaptive.COUNT)
        tape.call(np.multiply, b, h["momentum"], b)
        tape.call(np.multiply, at.grad, taken, at.out)
        tape.call(np.add, b, at.out, b)
        tape.call(np.copyto, taken, h.column("not_dampening"))
    return b


def nesterov(tape: Tape, at: Part) -> Array:
    """g + μb, b ← μb + g (Nesterov 1983 as in Sutskever 2013;
    CS231n's look-ahead form takes the same steps).
    """
    if "momentum" not in at.h:
        return at.grad
    tape.call(np.multiply, at.first, at.h["momentum"], at.out)
    tape.call(np.add, at.out, at.grad, at.out)
    return at.out


def lion(tape: Tape, at: Part) -> Array:
    """sign(β₁m + (1 − β₁)g); m ← β₂m + (1 − β₂)g only then (Chen 2023; not in PyTorch)."""
    m, out, h, t = at.first, at.out, at.h, np.empty_like(at.grad)
    tape.call(np.multiply, m, h["beta1"], out)
    tape.call(np.multiply, at.grad, h["not_beta1"], t)
    tape.call(np.add, out, t, out)
    tape.call(np.sign, out, out)
    tape.call(np.multiply, m, h["beta2"], m)
    tape.call(np.multiply, at.grad, h["not_beta2"], t)
    tape.call(np.add, m, t, m)
    return out


@dataclass(frozen=True)
class Rule:
    direction: Callable[[Tape, Part], Array]
    suggested: float  # a rate that works on small tanh networks with inputs in [−1, 1]
    defaults: Mapping[str, float] = field(default_factory=dict[str, float])
    averages: Callable[[Collection[str]], Averages] = lambda on: {}
    counts: bool = False  # it has numbers of its own that change with every step
    slots: Mapping[int, str] = field(default_factory=dict[int, str])  # letters of its averages
    scalars: Mapping[int, str] = field(default_factory=dict[int, str])  # names of its numbers

    def used(self, hyper: Mapping[str, float]) -> dict[str, float]:
        """The hyper-parameters without those of a part that is switched off."""
        return {name: v for name, v in hyper.items() if v != 0 or name not in PARTS}

    def parts(self, used: Collection[str]) -> frozenset[str]:
        """Which of its optional parts are in use."""
        return frozenset(used) & frozenset(PARTS)


PARTS = ("momentum", "dampening", "centered", "rate_decay")  # at 0 a rule does without them


def _buffer(on: Collection[str]) -> Averages:
    return {FIRST: ("momentum", "one")} if "momentum" in on and "dampening" not in on else {}


def _sum(on: Collection[str]) -> Averages:
    del on
    return {SECOND: ("one", "one")}


def _squares(on: Collection[str]) -> Averages:
    squares = {SECOND: ("alpha", "not_alpha")}
    return squares | {FIRST: ("alpha", "not_alpha")} if "centered" in on else squares


def _square(on: Collection[str]) -> Averages:
    del on
    return {SECOND: ("rho", "not_rho")}


def _first(on: Collection[str]) -> Averages:
    del on
    return {FIRST: ("beta1", "not_beta1")}


def _both(on: Collection[str]) -> Averages:
    del on
    return {FIRST: ("beta1", "not_beta1"), SECOND: ("beta2", "not_beta2")}


M, V = {FIRST: "m"}, {SECOND: "v"}
POWERS = {adaptive.FIRST_POWER: "beta1^t", adaptive.SECOND_POWER: "beta2^t"}
ADAM = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
RMSPROP = {"alpha": 0.99, "epsilon": 1e-8, "centered": 0.0, "momentum": 0.0}

UPDATES: dict[str, Rule] = {
    "sgd": Rule(sgd, 0.3),
    "momentum": Rule(
        momentum,
        0.1,
        {"momentum": 0.9, "dampening": 0.0},
        _buffer,
        slots={FIRST: "b"},
        scalars={adaptive.COUNT: "taken"},
    ),
    "nesterov": Rule(nesterov, 0.1, {"momentum": 0.9}, _buffer, slots={FIRST: "b"}),
    "adagrad": Rule(
        adaptive.scaled,
        0.3,
        {"epsilon": 1e-10, "rate_decay": 0.0},
        _sum,
        slots=V,
        scalars={adaptive.COUNT: "slowing"},
    ),
    "rmsprop": Rule(
        adaptive.scaled, 0.01, RMSPROP, _squares, slots={FIRST: "mean", **V, THIRD: "b"}
    ),
    "adadelta": Rule(
        adaptive.adadelta, 3.0, {"rho": 0.9, "epsilon": 1e-6}, _square, slots=V | {THIRD: "u"}
    ),
    "adam": Rule(adaptive.adam, 0.03, ADAM, _both, True, M | V, POWERS),
    "adamw": Rule(adaptive.adam, 0.03, ADAM, _both, True, M | V, POWERS),
    "amsgrad": Rule(adaptive.amsgrad, 0.03, ADAM, _both, True, M | V | {THIRD: "vmax"}, POWERS),
    "nadam": Rule(
        adaptive.nadam,
        0.03,
        ADAM | {"momentum_decay": 4e-3},
        _both,
        True,
        M | V,
        {**POWERS, adaptive.FIRST_POWER: "mu_product", adaptive.COUNT: "0.96^(t*psi)"},
    ),
    "adamax": Rule(
        adaptive.adamax,
        0.1,
        ADAM,
        _first,
        True,
        M | {SECOND: "u"},
        {adaptive.FIRST_POWER: "beta1^t"},
    ),
    "radam": Rule(adaptive.radam, 0.03, ADAM, _both, True, M | V, POWERS | {adaptive.COUNT: "t+1"}),
    "lion": Rule(lion, 0.003, {"beta1": 0.9, "beta2": 0.99}, slots=M),
}

DECAY = {"adamw": 0.01}  # decoupled weight decay λ where a Spec says none; else 0
