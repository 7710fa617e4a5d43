"""Survey: what the ground is like at one place: slope, curvature, a cut through it, and how well
differences find the slope. Pure: of an Evaluator and a place (x, y).
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from server.engine.core import Array, Evaluator
from server.engine.curvature import STABILITY, hessian
from server.spec import Block

SLICE = 201
# Three a decade, from a step that cuts corners to one that is rounded away.
STEPS: tuple[float, ...] = tuple(10 ** (-k / 3) for k in range(46))


def survey(evaluator: Evaluator, at: Array, angle: float, span: float, h: float) -> dict[str, Any]:
    """At (x, y), along (cos a, sin a): everything but the walkers' limits."""
    way = np.array([math.cos(angle), math.sin(angle)])
    grad, matrix = bent(evaluator, at)
    exact, t = float(grad @ way), np.linspace(-span, span, SLICE)
    steps = np.array([h, *STEPS])
    sides = np.concatenate([steps, -steps])
    eye = np.eye(2) * h
    places = np.concatenate(
        [at[None], at + eye, at - eye, at + sides[:, None] * way, at + t[:, None] * way]
    )
    f = heights(evaluator, places)
    here, (plus, minus), rest = f[0], f[1:5].reshape(2, 2), f[5:]
    ahead, behind = rest[: 2 * len(steps)].reshape(2, -1)
    forward, central = (ahead - here) / steps, (ahead - behind) / (2 * steps)
    values, vectors = eigen(matrix)
    return {
        "at": at.tolist(),
        "f": float(here),
        "grad": grad.tolist(),
        "numeric": ((plus - minus) / (2 * h)).tolist(),
        "hessian": matrix.tolist(),
        "values": values.tolist(),
        "vectors": vectors.tolist(),
        "slice": {"from": -span, "to": span, "f": rest[2 * len(steps) :].tolist()},
        "derivative": {"exact": exact, "forward": float(forward[0]), "central": float(central[0])},
        "errors": _errors(np.abs(forward[1:] - exact), np.abs(central[1:] - exact)),
    }


def heights(evaluator: Evaluator, places: Array) -> Array:
    """f (n,) at places (n, 2)."""
    loss, penalty, _ = evaluator.evaluate(places)
    return loss + penalty


def _errors(forward: Array, central: Array) -> dict[str, Any]:
    best = {"forward": _best(forward), "central": _best(central)}
    told = {"h": list(STEPS), "forward": forward.tolist(), "central": central.tolist()}
    return told | {"best": best}


def _best(errors: Array) -> float | None:
    """The step with the smallest error, the largest of equals."""
    known = np.where(np.isfinite(errors), errors, np.inf)
    at = int(np.argmin(known))
    return STEPS[at] if known[at] < np.inf else None


def bent(evaluator: Evaluator, at: Array) -> tuple[Array, Array]:
    """The gradient (2,) and the Hessian (2, 2), of differences of the gradient and made symmetric;
    NaN where f has no value, though its derivative may have one (ln x at −1).
    """
    loss, _, grads = evaluator.evaluate(at[None], want_grad=True)
    assert grads is not None
    if not np.isfinite(loss[0]):
        return np.full(2, np.nan), np.full((2, 2), np.nan)
    product = hessian(evaluator, at)
    columns = np.stack([product(unit) for unit in np.eye(2)], axis=1)
    return grads[0], (columns + columns.T) / 2


def eigen(matrix: Array) -> tuple[Array, Array]:
    """λ₁ ≥ λ₂ of a symmetric (2, 2), and their directions as rows: m ± r with m the mean of the
    diagonal, turned by ½ atan2(2b, a − d).
    """
    (a, b), (_, d) = matrix.tolist()
    mean, radius = (a + d) / 2, math.hypot((a - d) / 2, b)
    turned = math.atan2(2 * b, a - d) / 2
    c, s = math.cos(turned), math.sin(turned)
    return np.array([mean + radius, mean - radius]), np.array([[c, s], [-s, c]])


def limits(
    blocks: Sequence[Block], moments: Array, scalars: Array, grad: Array, matrix: Array
) -> list[float | None]:
    """Of each row, the largest rate that is stable on a bowl of this curvature; None where nobody
    knows one, or where the ground is not curved upwards.
    """
    rows = zip(blocks, moments.astype(float), scalars.astype(float), strict=True)
    return [_limit(block, state, counts, grad, matrix) for block, state, counts in rows]


def _limit(
    block: Block, moments: Array, scalars: Array, grad: Array, matrix: Array
) -> float | None:
    rule, hyper = STABILITY.get(block.optimizer), dict(block.hyper)
    if rule is None:
        return None
    if rule.scale is not None:
        scale = rule.scale(moments, scalars, hyper)
        if scale is None:  # before its first step: as it will be after one from here
            scale = rule.scale(*_first_step(grad, hyper), hyper)
        assert scale is not None
        matrix = matrix * np.outer(scale, scale)
    steepest = float(eigen(matrix)[0][0])
    limit = rule.limit(steepest, hyper) if 0 < steepest < math.inf else math.inf
    return limit if limit < math.inf else None


def _first_step(grad: Array, hyper: dict[str, float]) -> tuple[Array, Array]:
    """Adam's averages after one step: v̂ = g²."""
    beta1, beta2 = hyper["beta1"], hyper["beta2"]
    return np.stack([(1 - beta1) * grad, (1 - beta2) * grad * grad]), np.array([beta1, beta2])
