"""Loss landscapes: windows on a plane, the grid of losses in one, and the losses along a line.

A plane is chosen in planes.py; what is drawn here is f(a, b) = loss + λR(W) at its places.
"""

from collections.abc import Iterator

import numpy as np

from server.engine.core import Array, Evaluator
from server.engine.planes import Plane

MARGIN = 0.35  # of the path's extent, on each side
REACH = 3.0  # half windows from the middle: how far a path may go and still be shown whole

Window = tuple[float, float, float, float]


def window_of(projected: Array) -> Window:
    """a₀, a₁, b₀, b₁ around a projected path (m, 3), never flatter than 1 : 2½."""
    low, high = projected[:, :2].min(axis=0), projected[:, :2].max(axis=0)
    half = np.maximum((high - low) / 2 * (1 + 2 * MARGIN), 0.05)
    half = np.maximum(half, half.max() / 2.5)
    middle = (low + high) / 2
    a, b = middle - half, middle + half
    return float(a[0]), float(b[0]), float(a[1]), float(b[1])


def window_about(
    middle: tuple[float, float], half: tuple[float, float], projected: Array
) -> Window:
    """± half about the middle of a plane that is not the path's; wider where that shows the whole
    of a projected path (m, 3) which does not go too far.
    """
    away = np.abs(projected[:, :2] - middle).max(axis=0) * 1.1
    wide = [
        max(h, float(far)) if far <= REACH * h else h for h, far in zip(half, away, strict=True)
    ]
    (a, b), (x, y) = middle, wide
    return a - x, a + x, b - y, b + y


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
    c = np.column_stack([np.ones(len(places)), places])
    with np.errstate(all="ignore"):
        heights = evaluator.over(np.vstack([plane.origin, plane.axes]))
    for start in range(0, len(places), piece):
        with np.errstate(all="ignore"):
            out[start : start + piece] = heights(c[start : start + piece])
        yield None
    yield out.reshape(side, side)


def line(
    evaluator: Evaluator,
    start: Array,
    end: Array,
    low: float = -0.5,
    high: float = 1.5,
    count: int = 81,
) -> Iterator[tuple[Array, Array] | None]:
    """Along the line through two θ (P,): t (count,) and loss + λR(W) at (1 − t)θ₀ + tθ₁, which is
    θ₀ at t = 0 and θ₁ at t = 1 (Goodfellow, Vinyals & Saxe 2015).
    Yields None between pieces, the line at the end.
    """
    t, losses, piece = np.linspace(low, high, count), np.empty(count), evaluator.piece
    for at in range(0, count, piece):
        part = slice(at, at + piece)
        with np.errstate(all="ignore"):
            loss, penalty, _ = evaluator.evaluate(start + t[part, None] * (end - start))
        losses[part] = loss + penalty
        yield None
    yield t, losses
