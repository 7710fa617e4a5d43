"""Rules that divide by the size of past gradients: Adagrad, RMSprop, Adadelta and Adam's family.

Each appends to the tape how its *direction* is found, in PyTorch's form (torch 2.13), from g and
the running averages m of g and v of g², which are up to date by then. ε stands outside the root,
except Adadelta's. Powers βᵗ are running products in `scalars`.
"""

import numpy as np

from server.engine.core import Array, Tape
from server.engine.rows import Part, number

FIRST_POWER, SECOND_POWER, COUNT = range(3)  # scalars: β₁ᵗ (NAdam: Πμ), β₂ᵗ, what else moves on


def scaled(tape: Tape, at: Part) -> Array:
    """g / (√v + ε): Adagrad (Duchi 2011; v sums up) and RMSprop (Hinton, lecture 6e; v forgets).

    Centred: √(v − ḡ²) instead. With momentum: b ← μb + that. Adagrad's κ: that / (1 + (t − 1)κ).
    """
    out, h = at.out, at.h
    size = at.second
    if "centered" in h:
        tape.call(np.multiply, at.first, at.first, out)
        tape.call(np.subtract, at.second, out, out)
        size = out
    tape.call(np.sqrt, size, out)
    tape.call(np.add, out, h["epsilon"], out)
    tape.call(np.divide, at.grad, out, out)
    if "rate_decay" in h:
        count = at.number(COUNT)
        tape.call(np.divide, out, count, out)
        tape.call(np.add, count, h.column("rate_decay"), count)
    if "momentum" not in h:
        return out
    b = at.third
    tape.call(np.multiply, b, h["momentum"], b)
    tape.call(np.add, b, out, b)
    return b


def adadelta(tape: Tape, at: Part) -> Array:
    """Δ = √((u + ε)/(v + ε)) g; u ← ρu + (1 − ρ)Δ² (Zeiler 2012)."""
    u, out, h, t = at.third, at.out, at.h, np.empty_like(at.grad)
    tape.call(np.add, u, h["epsilon"], out)
    tape.call(np.add, at.second, h["epsilon"], t)
    tape.call(np.divide, out, t, out)
    tape.call(np.sqrt, out, out)
    tape.call(np.multiply, out, at.grad, out)
    tape.call(np.multiply, out, out, t)
    tape.call(np.multiply, t, h["not_rho"], t)
    tape.call(np.multiply, u, h["rho"], u)
    tape.call(np.add, u, t, u)
    return out


def adam(tape: Tape, at: Part) -> Array:
    """m̂/(√v̂ + ε), m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ) (Kingma & Ba 2015).
    The first step is about the sign of g, whatever its size.
    """
    return _over_root(tape, at, at.second)


def amsgrad(tape: Tape, at: Part) -> Array:
    """Adam with the largest v so far, uncorrected before it is compared (Reddi 2018)."""
    tape.call(np.maximum, at.third, at.second, at.third)
    return _over_root(tape, at, at.third)


def _over_root(tape: Tape, at: Part, v: Array) -> Array:
    out, (first, second) = at.out, _corrections(tape, at)
    tape.call(np.divide, v, second, out)
    tape.call(np.sqrt, out, out)
    tape.call(np.add, out, at.h["epsilon"], out)
    tape.call(np.divide, at.first, out, out)
    tape.call(np.divide, out, first, out)
    return out


def _corrections(tape: Tape, at: Part) -> tuple[Array, Array]:
    """1 − β₁ᵗ and 1 − β₂ᵗ of this step."""
    powers = at.scalars[..., : SECOND_POWER + 1]
    betas = np.stack([at.h.column("beta1"), at.h.column("beta2")], -1).reshape(powers.shape)
    left = np.empty_like(powers)
    tape.call(np.multiply, powers, betas, powers)
    tape.call(np.subtract, np.ones_like(powers), powers, left)
    return number(left, FIRST_POWER), number(left, SECOND_POWER)


def nadam(tape: Tape, at: Part) -> Array:
    """[(1 − μₜ)g/(1 − Πμ) + μₜ₊₁m/(1 − μₜ₊₁Πμ)] / (√v̂ + ε), μₜ = β₁(1 − ½·0.96^(tψ)) (Dozat 2016).

    Πμ is the product of μ₁ … μₜ, and 0.96^(tψ) a running product too.
    """
    h, one = at.h, np.ones((), at.out.dtype)
    power, product, left = at.number(COUNT), at.number(FIRST_POWER), at.number(SECOND_POWER)
    mu, after, correction, now, ahead = (np.empty_like(power) for _ in range(5))
    shrink = h.made(_shrink, "momentum_decay")
    half = h.made(_half, "beta1")
    tape.call(np.multiply, power, shrink, power)
    tape.call(np.multiply, power, half, mu)
    tape.call(np.multiply, mu, shrink, after)
    for one_mu in (mu, after):
        tape.call(np.subtract, h.column("beta1"), one_mu, one_mu)
    tape.call(np.multiply, product, mu, product)
    tape.call(np.multiply, product, after, ahead)
    for whole, rest in ((product, now), (ahead, ahead), (mu, mu)):
        tape.call(np.subtract, one, whole, rest)
    tape.call(np.divide, mu, now, now)  # the weight of g
    tape.call(np.divide, after, ahead, ahead)  # the weight of m
    tape.call(np.multiply, left, h.column("beta2"), left)
    tape.call(np.subtract, one, left, correction)
    out, t = at.out, np.empty_like(at.grad)
    tape.call(np.divide, at.second, correction, t)
    tape.call(np.sqrt, t, t)
    tape.call(np.add, t, h["epsilon"], t)
    tape.call(np.multiply, at.grad, now, out)
    tape.call(np.divide, out, t, out)
    weighted = np.empty_like(out)
    tape.call(np.multiply, at.first, ahead, weighted)
    tape.call(np.divide, weighted, t, weighted)
    tape.call(np.add, out, weighted, out)
    return out


def _shrink(psi: float) -> float:
    return 0.96**psi


def _half(beta: float) -> float:
    return 0.5 * beta


def adamax(tape: Tape, at: Part) -> Array:
    """m̂/u, u ← max(β₂u, |g| + ε) (in Adam's paper)."""
    u, out, h = at.second, at.out, at.h
    power, left = at.number(FIRST_POWER), np.empty_like(at.number(FIRST_POWER))
    tape.call(np.multiply, u, h["beta2"], u)
    tape.call(np.absolute, at.grad, out)
    tape.call(np.add, out, h["epsilon"], out)
    tape.call(np.maximum, u, out, u)
    tape.call(np.multiply, power, h.column("beta1"), power)
    tape.call(np.subtract, np.ones((), out.dtype), power, left)
    tape.call(np.divide, at.first, u, out)
    tape.call(np.divide, out, left, out)
    return out


def radam(tape: Tape, at: Part) -> Array:
    """m̂·rₜ√(1 − β₂ᵗ)/(√v + ε) once ρₜ > 5, before that m̂ alone (Liu 2020).

    ρₜ = ρ∞ − 2tβ₂ᵗ/(1 − β₂ᵗ), ρ∞ = 2/(1 − β₂) − 1,
    rₜ = √[(ρₜ − 4)(ρₜ − 2)ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)ρₜ)]. PyTorch's ε is beside the uncorrected root,
    unlike Adam's.
    """
    out, one, (first, second) = at.out, np.ones((), at.out.dtype), _corrections(tape, at)
    tape.call(np.sqrt, at.second, out)
    tape.call(np.add, out, at.h["epsilon"], out)
    factor, early = _rectified(tape, at, second)
    tape.call(np.divide, out, factor, out)
    tape.call(np.copyto, out, one, "same_kind", early)
    tape.call(np.divide, at.first, out, out)
    tape.call(np.divide, out, first, out)
    return out


def _rectified(tape: Tape, at: Part, second: Array) -> tuple[Array, Array]:
    """rₜ√(1 − β₂ᵗ), and whether ρₜ is still too small for it."""
    t, power = at.number(COUNT), at.number(SECOND_POWER)
    rho, factor, less = (np.empty_like(second) for _ in range(3))
    early = np.empty(second.shape, bool)
    longest = at.h.made(_longest, "beta2")
    two, four, five = (np.full((), n, rho.dtype) for n in (2, 4, 5))
    tape.call(np.multiply, t, power, rho)
    tape.call(np.divide, rho, second, rho)
    tape.call(np.multiply, rho, two, rho)
    tape.call(np.subtract, longest, rho, rho)
    tape.call(np.add, t, np.ones((), rho.dtype), t)
    tape.call(np.less_equal, rho, five, early)
    tape.call(np.subtract, rho, four, factor)
    tape.call(np.subtract, rho, two, less)
    tape.call(np.multiply, factor, less, factor)
    tape.call(np.multiply, factor, at.h.made(_scale, "beta2"), factor)
    tape.call(np.divide, factor, rho, factor)
    tape.call(np.multiply, factor, second, factor)
    tape.call(np.sqrt, factor, factor)
    return factor, early


def _longest(beta2: float) -> float:
    """ρ∞: so many past gradients count."""
    return 2 / (1 - beta2) - 1


def _scale(beta2: float) -> float:
    """ρ∞/((ρ∞ − 4)(ρ∞ − 2)); not used where ρ∞ ≤ 5, since ρₜ never passes it."""
    rho = _longest(beta2)
    return rho / ((rho - 4) * (rho - 2)) if rho > 5 else 1.0
