"""Loss landscapes: the plane of a path's two principal components, and the grid of losses on it.

f(a, b) = L(θ₀ + a·u + b·v) with θ₀ the present θ (so that "now" lies on the surface), u and v the
two leading principal components of the path (Li et al. 2018), mean-centred and of length 1.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from server.engine.core import Array, Evaluator

# The share of variance that the two leading components of a long random walk's path have: (6/π²)/k²
# (Antognini & Sohl-Dickstein 2018). A path with no structure at all looks like this.
RANDOM_WALK = (6 / np.pi**2, 6 / (4 * np.pi**2))
MARGIN = 0.35  # of the path's extent, on each side


@dataclass(frozen=True, eq=False)
class Plane:
    """origin (P,), axes (2, P) orthonormal; explained: shares of the path's variance."""

    origin: Array
    axes: Array
    explained: tuple[float, float]

    def project(self, thetas: Array) -> Array:
        """(m, P) → (m, 3): a, b, distance from the plane."""
        offset = thetas - self.origin
        ab = offset @ self.axes.T
        rest = offset - ab @ self.axes
        return np.column_stack([ab, np.sqrt((rest * rest).sum(axis=1))])

    def place(self, a: float, b: float) -> Array:
        """θ (P,) at a place of the plane."""
        return self.origin + a * self.axes[0] + b * self.axes[1]


def principal_plane(path: Array, before: Plane | None = None) -> Plane:
    """The plane of a path (m, P), through its last point.
    With `before`, axes keep their order and direction.
    """
    scaled = path / max(float(np.abs(path).max()), 1e-300)  # squares of a diverging path overflow
    axes, shares = _components(scaled - scaled.mean(axis=0))
    if before is not None and before.axes.shape == axes.shape:
        axes, shares = _aligned(axes, shares, before.axes)
    return Plane(path[-1].copy(), axes, shares)


def _components(centred: Array) -> tuple[Array, tuple[float, float]]:
    """The two leading right singular vectors, by the smaller of the two Gram matrices."""
    m, size = centred.shape
    wide = size > m
    gram = centred @ centred.T if wide else centred.T @ centred
    values, vectors = np.linalg.eigh(gram)
    total = max(float(values.sum()), 1e-300)
    axes: list[Array] = []
    shares: list[float] = []
    for k in (1, 2):
        value = max(float(values[-k]), 0.0) if len(values) >= k else 0.0
        vector = vectors[:, -k] if len(values) >= k else np.zeros(len(values))
        axis = centred.T @ vector if wide else vector
        axes.append(_unit(axis, axes, size))
        shares.append(value / total)
    return np.stack(axes), (shares[0], shares[1])


def _unit(axis: Array, others: list[Array], size: int) -> Array:
    """Length 1 and orthogonal to the others; a path that is a line
    or a point gets some direction.
    """
    candidates = [axis, *np.eye(size)[: len(others) + 1]]
    for candidate in candidates:
        left = candidate - sum((np.dot(candidate, o) * o for o in others), np.zeros(size))
        length = float(np.sqrt(np.dot(left, left)))
        if length > 1e-9 * max(1.0, float(np.abs(candidate).max())):
            return left / length
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


Window = tuple[float, float, float, float]


def window_of(projected: Array) -> Window:
    """a₀, a₁, b₀, b₁ around a projected path (m, 3), never flatter than 1 : 2½."""
    low, high = projected[:, :2].min(axis=0), projected[:, :2].max(axis=0)
    half = np.maximum((high - low) / 2 * (1 + 2 * MARGIN), 0.05)
    half = np.maximum(half, half.max() / 2.5)
    middle = (low + high) / 2
    a, b = middle - half, middle + half
    return float(a[0]), float(b[0]), float(a[1]), float(b[1])


def covers(window: Window, projected: Array) -> bool:
    """Whether the window still shows the path with some room, and not much too small."""
    a0, a1, b0, b1 = window
    a, b = projected[:, 0], projected[:, 1]
    room = 0.04
    wide, high = a1 - a0, b1 - b0
    inside = (
        a.min() >= a0 + room * wide
        and a.max() <= a1 - room * wide
        and b.min() >= b0 + room * high
        and b.max() <= b1 - room * high
    )
    return bool(inside and np.ptp(a) > 0.25 * wide)


def levels(size: int) -> list[int]:
    """Sides of the grids from coarse to fine: 41 → 11, 21, 41
    (each holds the points of the one before).
    """
    sides = [size]
    while sides[0] > 15 and sides[0] % 2:
        sides.insert(0, (sides[0] + 1) // 2)
    return sides


def grid(evaluator: Evaluator, plane: Plane, window: Window, side: int) -> Iterator[Array | None]:
    """Losses + λR(W) over the window, (side, side), row b₀ first.
    Yields None between pieces, the grid at the end.
    """
    a = np.linspace(window[0], window[1], side)
    b = np.linspace(window[2], window[3], side)
    places = np.stack(np.meshgrid(a, b), axis=-1).reshape(-1, 2)
    out, piece = np.empty(side * side), evaluator.piece
    for start in range(0, len(places), piece):
        rows = plane.origin + places[start : start + piece] @ plane.axes
        with np.errstate(all="ignore"):
            loss, penalty, _ = evaluator.evaluate(rows)
        out[start : start + piece] = loss + penalty
        yield None
    yield out.reshape(side, side)
