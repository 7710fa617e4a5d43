"""Planes through θ-space: four ways to choose the two directions that a landscape shows.

f(a, b) = L(origin + a·u + b·v). The principal components of the path show where it went; random
directions show what is typical; two weights show what one can follow by hand; the gradient and the
most curved direction show what limits the rate.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from server.engine import params
from server.engine.core import Array, Evaluator
from server.engine.curvature import Top, hessian, length, top

# The shares of variance that the leading components of a long random walk's path have (Antognini &
# Sohl-Dickstein 2018): (6/π²)/k² about its mean, (8/π²)/(2k − 1)² relative to its end. A path with
# no structure at all looks like this.
RANDOM_WALK = (6 / np.pi**2, 6 / (4 * np.pi**2))
RANDOM_WALK_FROM_END = (8 / np.pi**2, 8 / (9 * np.pi**2))

ITERATIONS = 30
UNKNOWN = (float("nan"), float("nan"))


@dataclass(frozen=True, eq=False)
class Plane:
    """origin (P,), axes (2, P), of any length and at any angle.

    explained: the share of the path's variance along the first axis, and what the plane adds to it.
    facts: what is to be said of this kind of plane, by name (FACTS).
    """

    origin: Array
    axes: Array
    explained: tuple[float, float] = UNKNOWN
    kind: str = "path"
    facts: dict[str, float] = field(default_factory=dict[str, float])

    @cached_property
    def inverse(self) -> Array:
        """(P, 2): offset @ inverse are the least-squares coordinates, also on skew axes."""
        lengths = np.array([length(axis) for axis in self.axes])
        scale = 1 / np.where(lengths > 0, lengths, 1)
        unit = self.axes * scale[:, None]
        return np.ascontiguousarray(np.linalg.pinv(unit) * scale)

    def project(self, thetas: Array) -> Array:
        """(m, P) → (m, 3): a, b, distance from the plane."""
        return _projected(thetas - self.origin, self.inverse, self.axes)

    def place(self, a: float, b: float) -> Array:
        """θ (P,) at a place of the plane."""
        return self.origin + a * self.axes[0] + b * self.axes[1]

    def explains(self, path: Array) -> tuple[float, float]:
        """The share of a path's variance along the first axis, and what the second adds; of
        principal components it is what they say themselves.
        """
        centred = path - path.mean(axis=0)
        total = float((centred * centred).sum())
        if not total > 0:
            return UNKNOWN
        along = centred @ self.axes[0] / max(length(self.axes[0]), 1e-300)
        rest = centred - centred @ self.inverse @ self.axes
        first = float((along * along).sum()) / total
        return first, 1 - float((rest * rest).sum()) / total - first


def places(theta: Array, planes: Sequence[Plane | None]) -> Array:
    """Each row of θ (R, P) on a plane of its own (R, 3); NaN without one, or where it is of a
    network that is no more.
    """
    out = np.full((len(theta), 3), np.nan)
    fits = [(i, p) for i, p in enumerate(planes) if p and p.origin.shape == theta.shape[1:]]
    if fits:
        rows, those = [i for i, _ in fits], [p for _, p in fits]
        offset = theta[rows] - np.array([p.origin for p in those])
        inverse = np.array([p.inverse for p in those])
        out[rows] = _projected(offset[:, None], inverse, np.array([p.axes for p in those]))[:, 0]
    return out


def _projected(offset: Array, inverse: Array, axes: Array) -> Array:
    """offset (…, m, P), inverse (…, P, 2), axes (…, 2, P) → (…, m, 3)."""
    ab = offset @ inverse
    rest = offset - ab @ axes
    far = np.sqrt((rest * rest).sum(axis=-1, keepdims=True))
    return np.concatenate([ab, far], axis=-1)


# The path's principal components


def principal_plane(path: Array, before: Plane | None = None) -> Plane:
    """The plane of a path (m, P), through its last point (Li et al. 2018), mean-centred as in their
    code. With `before`, axes keep their order and direction.
    """
    scaled = path / max(float(np.abs(path).max()), 1e-300)  # squares of a diverging path overflow
    axes, shares, from_end = _components(scaled)
    if before is not None and before.kind == "path" and before.axes.shape == axes.shape:
        axes, shares = _aligned(axes, shares, before.axes)
    facts = {"end_a": from_end[0], "end_b": from_end[1]}
    facts |= {"walk_a": RANDOM_WALK_FROM_END[0], "walk_b": RANDOM_WALK_FROM_END[1]}
    return Plane(path[-1].copy(), axes, shares, "path", facts)


def _components(path: Array) -> tuple[Array, tuple[float, float], tuple[float, float]]:
    """The two leading right singular vectors of the centred path, by the smaller of the two Gram
    matrices; the shares of the leading two about the mean, and relative to the end.
    """
    centred, offset = path - path.mean(axis=0), path - path[-1]
    m, size = path.shape
    wide = size > m
    if wide:
        from_end = offset @ offset.T
        mean = from_end.mean(axis=0)
        gram = from_end - mean - mean[:, None] + mean.mean()
    else:
        gram, mean = centred.T @ centred, offset.mean(axis=0)
        from_end = gram + m * np.outer(mean, mean)
    values, vectors = np.linalg.eigh(gram)
    axes: list[Array] = []
    for k in (1, 2):
        vector = vectors[:, -k] if len(values) >= k else np.zeros(len(values))
        axes.append(_unit(centred.T @ vector if wide else vector, axes, size))
    return np.stack(axes), _leading(values), _leading(np.linalg.eigvalsh(from_end))


def _leading(values: Array) -> tuple[float, float]:
    """The shares of the two largest eigenvalues."""
    total = max(float(values.sum()), 1e-300)
    first, second = (max(float(values[-k]), 0.0) if len(values) >= k else 0.0 for k in (1, 2))
    return first / total, second / total


def _unit(axis: Array, others: list[Array], size: int) -> Array:
    """Length 1 and orthogonal to the others; a path that is a line
    or a point gets some direction.
    """
    candidates = [axis, *np.eye(len(others) + 1, size)]
    for candidate in candidates:
        left = candidate - sum((np.dot(candidate, o) * o for o in others), np.zeros(size))
        far = float(np.sqrt(np.dot(left, left)))
        if far > 1e-9 * max(1.0, float(np.abs(candidate).max())):
            return left / far
    return np.zeros(size)


def _aligned(
    axes: Array, shares: tuple[float, float], before: Array
) -> tuple[Array, tuple[float, float]]:
    """The same two components in the order and direction nearest to the axes before."""
    dots = axes @ before.T  # [new, old]
    if abs(dots[0, 1]) + abs(dots[1, 0]) > abs(dots[0, 0]) + abs(dots[1, 1]):
        axes, shares, dots = axes[::-1], (shares[1], shares[0]), dots[::-1]
    signs = np.where(np.diag(dots) < 0, -1.0, 1.0)
    return axes * signs[:, None], shares


# Two random directions


def random_plane(theta: Array, sizes: tuple[int, ...], *, rng: np.random.Generator) -> Plane:
    """Two random directions, filter-normalised (Li et al. 2018): each unit's [w, b] in a direction
    is as long as the unit's own [w, b], so that 1 means the same for every unit and every network.

    Li's directions are nearly orthogonal because there are many dimensions; here there may be nine.
    So the draws are made orthogonal first, and normalised then, which turns them a little; the
    angle that is left is told. Their code has two rules for biases, 0 or a copy of the bias itself;
    here a bias belongs to its unit's filter.
    """
    draws = rng.standard_normal((2, len(theta)))
    drawn = angle(draws[0], draws[1])
    draws[1] -= np.dot(draws[1], draws[0]) / np.dot(draws[0], draws[0]) * draws[0]
    axes = np.stack([filter_normalised(draw, theta, sizes) for draw in draws])
    facts = {"angle": angle(axes[0], axes[1]), "drawn": drawn}
    return Plane(theta.copy(), axes, UNKNOWN, "random", facts)


def filter_normalised(direction: Array, theta: Array, sizes: tuple[int, ...]) -> Array:
    """d_j ← d_j ‖θ_j‖ / ‖d_j‖, j a unit's row [w, b]; a unit whose weights are all 0 stays."""
    out = direction.copy()
    for rows, own in zip(params.views(out, sizes), params.views(theta, sizes), strict=True):
        for row, filter_ in zip(rows, own, strict=True):
            row *= length(filter_) / max(length(row), 1e-300)
    return out


def angle(u: Array, v: Array) -> float:
    """Degrees between two directions, 0 to 180; NaN if one has no length."""
    both = length(u) * length(v)
    if not both > 0:
        return float("nan")
    return float(np.degrees(np.arccos(np.clip(np.dot(u / length(u), v / length(v)), -1, 1))))


# Two weights


def weights_plane(theta: Array, first: int, second: int) -> Plane:
    """All but two weights stay as they are; a and b are those two weights' own values."""
    origin, axes = theta.copy(), np.zeros((2, len(theta)))
    origin[[first, second]] = 0
    axes[[0, 1], [first, second]] = 1
    facts = {"first": float(first), "second": float(second)}
    return Plane(origin, axes, UNKNOWN, "weights", facts)


# The gradient and the most curved direction


def gradient_plane(evaluator: Evaluator, theta: Array, start: Array) -> Iterator[Plane | None]:
    """u along the gradient of loss + λR(W) at θ; v along the Hessian's top eigenvector, made
    orthogonal to u, by ITERATIONS of power iteration from `start` (P,), whose side it keeps.
    Yields None between them, the plane at the end.
    """
    _, _, grads = evaluator.evaluate(theta[None], want_grad=True)
    assert grads is not None
    found: Top | None = None
    for found in top(hessian(evaluator, theta), start, ITERATIONS):  # noqa: B007
        yield None
    assert found is not None
    gradient, curved = grads[0], found.vector
    curved = -curved if np.dot(curved, start) < 0 else curved
    down = _unit(gradient / max(length(gradient), 1e-300), [], len(theta))
    axes = np.stack([down, _unit(curved, [down], len(theta))])
    facts = {"norm": length(gradient), "curvature": found.value}
    between = angle(gradient, curved)  # an eigenvector has two sides: the nearer one counts
    facts |= {"angle": min(between, 180 - between), "residual": found.residual}
    yield Plane(theta.copy(), axes, UNKNOWN, "gradient", facts)


# What is told of each kind, in the order of the wire.
FACTS: dict[str, tuple[str, ...]] = {
    "path": ("end_a", "end_b", "walk_a", "walk_b"),
    "random": ("angle", "drawn"),
    "weights": ("first", "second"),
    "gradient": ("norm", "curvature", "angle", "residual"),
    "xy": (),  # of a mountain, not chosen: θ itself
}
