"""The gradient check: is what backpropagation says what the loss does?"""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from server.engine.core import Array, Evaluator

STEP = float(np.finfo(float).eps) ** (1 / 3)  # truncation h² and rounding ε/h are equal here
ROUNDING = 4 * float(np.finfo(float).eps)  # of a loss: a few last bits of a sum over the examples

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
    lies beyond it counts. Yields between pieces.
    """
    _, _, grads = evaluator.evaluate(theta[None], want_grad=True)
    assert grads is not None
    steps = STEP * np.maximum(1, np.abs(theta))
    numeric, noise = np.empty_like(theta), np.empty_like(theta)
    for start in range(0, len(theta), evaluator.piece):
        part = np.arange(start, min(len(theta), start + evaluator.piece))
        up, down = _losses_beside(evaluator, theta, part, steps[part])
        numeric[part] = (up - down) / (2 * steps[part])
        noise[part] = ROUNDING * np.maximum(np.abs(up), np.abs(down)) / steps[part]
        yield
    apart = np.abs(grads[0] - numeric)
    size = np.maximum(np.abs(grads[0]), np.abs(numeric))
    apart = np.where(noise > VERDICTS[0][0] * size, np.maximum(apart - noise, 0), apart)
    error = np.divide(apart, size, out=np.where(apart == 0, 0.0, np.nan), where=size > 0)
    return GradientCheck(numeric, grads[0], error)


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
