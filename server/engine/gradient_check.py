"""The gradient check: is what backpropagation says what the loss does?"""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from server.engine.core import Array, Evaluator
from server.engine.mlp import Network

STEP = float(np.finfo(float).eps) ** (1 / 3)  # truncation h² and rounding ε/h are equal here
ROUNDING = 4 * float(np.finfo(float).eps)  # of a loss: a few last bits of a sum over the examples

NEARER = (1e-2, 1e-4)  # times the step, where there may be a kink

# CS231n's levels for the worst relative error in double precision.
VERDICTS = ((1e-7, "right"), (1e-4, "kinks"), (1e-2, "doubtful"))
WRONG = "wrong"


@dataclass(frozen=True, eq=False)
class GradientCheck:
    """numeric, analytic, error (P,) each; worst: where the error is largest."""

    numeric: Array
    analytic: Array
    error: Array

    @property
    def worst(self) -> int:
        """NaN, where one of the two numbers is none, is worst of all."""
        return int(np.argmax(np.where(np.isnan(self.error), np.inf, self.error)))

    @property
    def verdict(self) -> str:
        """right: ≤ 1e-7; kinks: ≤ 1e-4, fine where there are kinks, else too high;
        doubtful: ≤ 1e-2; wrong: above.
        """
        error = self.error[self.worst]
        return next((verdict for level, verdict in VERDICTS if error <= level), WRONG)


def check_gradient(evaluator: Evaluator, theta: Array) -> Generator[None, None, GradientCheck]:
    """[L(θ + hᵢeᵢ) − L(θ − hᵢeᵢ)] / 2hᵢ against the gradient, L = loss + λR(W), at every coordinate
    of θ (P,); hᵢ = ε^⅓ max(1, |θᵢ|).

    The error is |a − n| / max(|a|, |n|) (CS231n). Two losses are rounded by 4ε|L|, the difference
    by 4ε|L|/h: of a gradient that is so small that this alone would be an error of 1e-7, only what
    lies beyond it counts. Where the error is more than rounding or a curve can explain, a kink may
    lie within h: it is looked at again from nearer, as long as rounding leaves two digits. L1 holds
    weights at its kink: those nearer than 2h are checked at ±2h. Yields between pieces.
    """
    steps = STEP * np.maximum(1, np.abs(theta))
    if isinstance(evaluator.objective, Network) and evaluator.objective.penalty == "l1":
        theta = np.where(np.abs(theta) < 2 * steps, np.copysign(2 * steps, theta), theta)
    _, _, grads = evaluator.evaluate(theta[None], want_grad=True)
    assert grads is not None
    analytic = grads[0]
    numeric, error, _ = yield from _compared(evaluator, theta, analytic, steps)
    for nearer in NEARER:
        if not (error > VERDICTS[1][0]).any():
            break
        again, smaller, blur = yield from _compared(evaluator, theta, analytic, steps * nearer)
        better = (error > VERDICTS[1][0]) & (smaller <= VERDICTS[1][0]) & (blur < VERDICTS[2][0])
        numeric, error = np.where(better, again, numeric), np.where(better, smaller, error)
    return GradientCheck(numeric, analytic, error)


def _compared(
    evaluator: Evaluator, theta: Array, analytic: Array, steps: Array
) -> Generator[None, None, tuple[Array, Array, Array]]:
    """Differences with these steps, their error, and the part of them that is rounding, (P,)."""
    numeric, noise = np.empty_like(theta), np.empty_like(theta)
    for start in range(0, len(theta), evaluator.piece):
        part = np.arange(start, min(len(theta), start + evaluator.piece))
        up, down = _losses_beside(evaluator, theta, part, steps[part])
        numeric[part] = (up - down) / (2 * steps[part])
        noise[part] = ROUNDING * np.maximum(np.abs(up), np.abs(down)) / steps[part]
        yield
    apart = np.abs(analytic - numeric)
    size = np.maximum(np.abs(analytic), np.abs(numeric))
    apart = np.where(noise > VERDICTS[0][0] * size, np.maximum(apart - noise, 0), apart)
    error = np.divide(apart, size, out=np.where(apart == 0, 0.0, np.nan), where=size > 0)
    return numeric, error, np.divide(noise, size, out=np.zeros_like(size), where=size > 0)


def _losses_beside(
    evaluator: Evaluator, theta: Array, part: Array, steps: Array
) -> tuple[Array, Array]:
    """Losses + λR(W) at θ + hᵢeᵢ and θ − hᵢeᵢ for the coordinates of a part, (n,) each."""
    rows = np.tile(theta, (2, len(part), 1))
    at = np.arange(len(part))
    rows[0, at, part] += steps
    rows[1, at, part] -= steps
    loss, penalty, _ = evaluator.evaluate(rows.reshape(-1, len(theta)))
    up, down = np.split(loss + penalty, 2)
    return up, down
