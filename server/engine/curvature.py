"""Curvature: products with the Hessian, its largest eigenvalue, and the rate that it allows.

Hv ≈ [∇L(θ + εv) − ∇L(θ − εv)] / 2ε for ‖v‖ = 1: two gradients instead of P², and no second
backward pass. L is loss + λR(W) over the evaluator's batch; of L1 nothing is counted.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from server.engine.core import Array, Evaluator
from server.engine.mlp import Network

# Truncation costs ε²‖∇⁴L‖/6 ≈ 1e-13, rounding 1e-16‖∇L‖/ε ≈ 1e-10 of the result: more than at the
# best ε, 1e-4, but a hundredth as many kinks (ReLU, maxout, hinge) lie between the two gradients.
EPSILON = 1e-6

Product = Callable[[Array], Array]


def length(v: Array) -> float:
    """‖v‖ without overflow: weights on their way to infinity are a lesson."""
    most = float(np.abs(v).max()) if v.size else 0.0
    if not 0 < most < np.inf:
        return most
    scaled = v.ravel() / most
    return most * float(np.sqrt(np.dot(scaled, scaled)))


def hessian(evaluator: Evaluator, theta: Array, scale: Array | None = None) -> Product:
    """v (P,) → Hv at θ (P,); with `scale` s (P,), v → s ⊙ H(s ⊙ v)."""
    evaluator = _without_l1(evaluator)
    epsilon = EPSILON * max(1.0, float(np.abs(theta).max()))

    def product(v: Array) -> Array:
        v = v if scale is None else v * scale
        far = max(length(v), 1e-300)
        step = v * (epsilon / far)
        _, _, grads = evaluator.evaluate(np.stack([theta + step, theta - step]), want_grad=True)
        assert grads is not None
        hv = (grads[0] - grads[1]) * (far / (2 * epsilon))
        return hv if scale is None else hv * scale

    return product


def _without_l1(evaluator: Evaluator) -> Evaluator:
    """λΣ|w| is straight but for its kinks at 0, just where it puts weights: a difference over
    one is no curvature.
    """
    net = evaluator.objective
    if not isinstance(net, Network) or net.penalty != "l1":
        return evaluator
    return Evaluator(replace(net, penalty="none"), evaluator.batch, evaluator.dtype)


@dataclass(frozen=True, eq=False)
class Top:
    """value: λmax, as vᵀHv; vector: v (P,) of length 1; residual: ‖Hv − λv‖ / |λ|, which is 0 for
    an eigenvector: some eigenvalue is within residual · |λ| of λ.
    """

    value: float
    vector: Array
    residual: float


def top(product: Product, start: Array, iterations: int, tolerance: float = 0.0) -> Iterator[Top]:
    """Power iteration v ← Hv/‖Hv‖, one estimate after the other, the last one the best.

    It finds the eigenvalue that is largest in size. Where that one is negative (near a maximum or a
    saddle), the same number of iterations on H + |λ|·1 find the largest one.
    """
    found = None
    for found in _power(product, start, iterations, 0.0, tolerance):
        yield found
    if found is not None and found.value < 0:
        yield from _power(product, start, iterations, -found.value, tolerance)


def _power(
    product: Product, start: Array, iterations: int, shift: float, tolerance: float
) -> Iterator[Top]:
    v = start / max(length(start), 1e-300)
    for _ in range(iterations):
        hv = product(v)
        value = float(np.dot(v, hv))
        yield Top(value, v, length(hv - value * v) / max(abs(value), 1e-300))
        hv = hv + shift * v
        far = length(hv)
        if not 0 < far < np.inf or length(hv - (value + shift) * v) <= tolerance * abs(value):
            return
        v = hv / far


def top_of(product: Product, start: Array, iterations: int = 300, tolerance: float = 1e-7) -> Top:
    """The largest eigenvalue to the given residual, or after so many iterations."""
    found = Top(float("nan"), start, float("nan"))
    for found in top(product, start, iterations, tolerance):  # noqa: B007
        pass
    return found


# How large a rate may be, for a largest curvature λ (a quadratic's; checked against runs there)

Hyper = Mapping[str, float]


def gradient_descent(curvature: float, h: Hyper) -> float:
    """2/λ: beyond it θ jumps across the valley to a higher place."""
    del h
    return 2 / curvature


def heavy_ball(curvature: float, h: Hyper) -> float:
    """(2 + 2μ)/λ, in PyTorch's form (no 1 − μ before g); dampening τ takes 1 − τ of each g."""
    taken = 1 - h.get("dampening", 0.0)
    return (2 + 2 * h["momentum"]) / (taken * curvature) if taken > 0 else math.inf


def nesterov(curvature: float, h: Hyper) -> float:
    """(2 + 2μ)/((1 + 2μ)λ): smaller than gradient descent's 2/λ."""
    return (2 + 2 * h["momentum"]) / ((1 + 2 * h["momentum"]) * curvature)


def adam(curvature: float, h: Hyper) -> float:
    """(2 + 2β₁)/((1 − β₁)λ), λ of the preconditioned Hessian: 38/λ at β₁ = 0.9 (Cohen 2022)."""
    return (2 + 2 * h["beta1"]) / ((1 - h["beta1"]) * curvature)


def adam_scale(moments: Array, scalars: Array, h: Hyper) -> Array | None:
    """P^(−½) (P,), P = (1 − β₁ᵗ)(√v̂ + ε) as in Adam's update: the Hessian that Adam sees is
    P^(−½) H P^(−½). None before its first step. moments (slots, P), scalars: β₁ᵗ, β₂ᵗ.
    """
    first, second = 1 - float(scalars[0]), 1 - float(scalars[1])
    if not first > 0 or not second > 0:
        return None
    return 1 / np.sqrt(first * (np.sqrt(moments[1] / second) + h["epsilon"]))


@dataclass(frozen=True)
class Stability:
    """limit(λ, hyper) → the largest stable rate; scale(moments, scalars, hyper) → P^(−½)."""

    limit: Callable[[float, Hyper], float]
    scale: Callable[[Array, Array, Hyper], Array | None] | None = None


STABILITY: dict[str, Stability] = {
    "sgd": Stability(gradient_descent),
    "momentum": Stability(heavy_ball),
    "nesterov": Stability(nesterov),
    "adam": Stability(adam, adam_scale),
    "adamw": Stability(adam, adam_scale),
    "numerical_gradient": Stability(gradient_descent),
}
