"""Shapes: where the points of a generated data set lie, and of which class they are.

`(count, noise, *, rng, noise_rng) → xy (N, 2), label (N,)`. Those of TensorFlow Playground (its
domain [−6, 6] divided by 6), scikit-learn's moons, CS231n's three-armed spiral, and ours. `noise`
runs from 0 to 0.5. As there, it moves the *label's* boundary (the label is that of a displaced
point, the point stays) in circle, xor, plane and hills, so too in checkerboard, heart and formula;
it moves the *points* in gauss, spiral, moons, spiral3 and rings.
"""

from collections.abc import Callable

import numpy as np

from server.engine.core import Array

Rng = np.random.Generator
Drawn = tuple[Array, Array]
Formula = Callable[[Array, Array], Array]  # f(x, y), element by element
LARGEST_VALUE = 10.0  # what a point's value may be (docs/spec.md)
BIG = 5.0  # TensorFlow Playground's radius in its domain [−6, 6]


def circle(count: int, noise: float, *, rng: Rng, noise_rng: Rng) -> Drawn:
    """A disc (class 1) in a ring (class 0), R = 5;
    the label is that of the point displaced by U(−R, R)·noise.
    """
    inside = np.arange(count) % 2 == 0
    radius = np.where(inside, rng.uniform(0, BIG / 2, count), rng.uniform(0.7 * BIG, BIG, count))
    angle = rng.uniform(0, 2 * np.pi, count)
    xy = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
    moved = xy + noise_rng.uniform(-BIG, BIG, (count, 2)) * noise
    return xy / 6, (np.hypot(moved[:, 0], moved[:, 1]) < BIG / 2).astype(float)


def xor(count: int, noise: float, *, rng: Rng, noise_rng: Rng) -> Drawn:
    """Class 1 where x·y ≥ 0; points keep 0.3 away from the axes."""
    xy = rng.uniform(-5, 5, (count, 2))
    xy += np.where(xy > 0, 0.3, -0.3)
    moved = xy + noise_rng.uniform(-5, 5, (count, 2)) * noise
    return xy / 6, (moved[:, 0] * moved[:, 1] >= 0).astype(float)


def gauss(count: int, noise: float, *, rng: Rng, noise_rng: Rng) -> Drawn:
    """Two Gaussians at (2, 2), class 1, and (−2, −2), class 0;
    variance from 0.5 (noise 0) to 4 (noise 0.5).
    """
    del noise_rng
    label = (np.arange(count) % 2 == 0).astype(float)
    spread = np.sqrt(0.5 + (4 - 0.5) * noise / 0.5)
    centre = np.where(label > 0, 2.0, -2.0)[:, None]
    return (centre + rng.standard_normal((count, 2)) * spread) / 6, label


def spiral(count: int, noise: float, *, rng: Rng, noise_rng: Rng) -> Drawn:
    """Two arms of 1.75 turns, half a turn apart."""
    del rng
    label = (np.arange(count) % 2 == 0).astype(float)
    part = (np.arange(count) // 2) / max(1, count / 2)
    angle = 1.75 * part * 2 * np.pi + np.where(label > 0, 0, np.pi)
    xy = np.stack([5 * part * np.sin(angle), 5 * part * np.cos(angle)], axis=1)
    return (xy + noise_rng.uniform(-1, 1, (count, 2)) * noise) / 6, label


def moons(count: int, noise: float, *, rng: Rng, noise_rng: Rng) -> Drawn:
    """Two half circles that reach into one another (scikit-learn),
    moved and scaled into the square.
    """
    label = (np.arange(count) % 2).astype(float)
    angle = rng.uniform(0, np.pi, count)
    x = np.where(label > 0, 1 - np.cos(angle), np.cos(angle))
    y = np.where(label > 0, 0.5 - np.sin(angle), np.sin(angle))
    xy = np.stack([x, y], axis=1) + noise_rng.standard_normal((count, 2)) * noise
    return (xy - [0.5, 0.25]) * 0.55, label


def spiral3(count: int, noise: float, *, rng: Rng, noise_rng: Rng) -> Drawn:
    """CS231n: three arms, angle jittered by 2·noise·N(0, 1) (its 0.2 at noise 0.1)."""
    del rng
    label = (np.arange(count) % 3).astype(float)
    part = (np.arange(count) // 3) / max(1, (count - 1) // 3)
    angle = 4 * (label + part) + 2 * noise * noise_rng.standard_normal(count)
    return np.stack([part * np.sin(angle), part * np.cos(angle)], axis=1) * 0.9, label


def convnet_circle(count: int, noise: float, *, rng: Rng, noise_rng: Rng) -> Drawn:
    """ConvNetJS's: a disc of radius 2 (class 1) in a ring from 3 to 5 with a gap between them;
    points moved by U(−1, 1)·noise.
    """
    inside = np.arange(count) % 2 == 0
    radius = np.where(inside, rng.uniform(0, 2, count), rng.uniform(3, 5, count))
    angle = rng.uniform(0, 2 * np.pi, count)
    xy = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
    return (xy + noise_rng.uniform(-1, 1, (count, 2)) * noise) / 6, inside.astype(float)


def convnet_spiral(count: int, noise: float, *, rng: Rng, noise_rng: Rng) -> Drawn:
    """ConvNetJS's: two arms of 1.25 turns; radius (to 5) and angle each moved by U(−1, 1)·noise
    (its 0.1 at noise 0.1).
    """
    del rng
    label = (np.arange(count) % 2 == 0).astype(float)
    part = (np.arange(count) // 2) / max(1, count / 2)
    moved = noise_rng.uniform(-1, 1, (2, count)) * noise
    radius = 5 * part + moved[0]
    angle = 1.25 * part * 2 * np.pi + np.where(label > 0, 0, np.pi) + moved[1]
    return np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1) / 6, label


def plane(count: int, noise: float, *, rng: Rng, noise_rng: Rng) -> Drawn:
    """Value (x + y)/10 over [−6, 6]², not clamped: corners reach ±1.2."""
    xy = rng.uniform(-6, 6, (count, 2))
    moved = xy + noise_rng.uniform(-6, 6, (count, 2)) * noise
    return xy / 6, moved.sum(axis=1) / 10


HILLS = np.array([[-4, 2.5], [0, 2.5], [4, 2.5], [-4, -2.5], [0, -2.5], [4, -2.5]])
HILL_SIGNS = np.array([1, -1, 1, -1, 1, -1])


def hills(count: int, noise: float, *, rng: Rng, noise_rng: Rng) -> Drawn:
    """Six hills and hollows: sign·max(0, 1 − distance/2) of the centre where that is largest."""
    xy = rng.uniform(-6, 6, (count, 2))
    moved = xy + noise_rng.uniform(-6, 6, (count, 2)) * noise
    distance = np.linalg.norm(moved[:, None] - HILLS[None], axis=2)
    height = np.maximum(0, 1 - distance / 2)
    best = height.argmax(axis=1) if count else np.zeros(0, int)
    return xy / 6, HILL_SIGNS[best] * height[np.arange(count), best]


def rings(count: int, noise: float, *, rng: Rng, noise_rng: Rng, classes: int = 2) -> Drawn:
    """Class k of K in the ring of radii (k + 0.4)/K to (k + 1)/K, from the middle outwards;
    points moved by N(0, 1)·noise/3 (all in units of the largest radius, 5/6).
    """
    label = np.arange(count) % classes
    radius = (label + rng.uniform(0.4, 1, count)) / classes
    angle = rng.uniform(0, 2 * np.pi, count)
    xy = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
    xy += noise_rng.standard_normal((count, 2)) * (noise / 3)
    return xy * BIG / 6, label.astype(float)


def checkerboard(count: int, noise: float, *, rng: Rng, noise_rng: Rng) -> Drawn:
    """Four by four squares: class 1 where ⌊2x⌋ + ⌊2y⌋ is even. As many of each class; points keep
    a tenth of a square away from its edges.
    """
    label = np.arange(count) % 2
    column = rng.integers(0, 4, count)
    row = 2 * rng.integers(0, 2, count) + (column + label + 1) % 2
    corner = np.stack([column, row], axis=1) / 2 - 1
    xy = corner + rng.uniform(0.05, 0.45, (count, 2))
    moved = xy + noise_rng.uniform(-1, 1, (count, 2)) * noise
    return xy, (np.floor(2 * moved).sum(axis=1) % 2 == 0).astype(float)


def heart(count: int, noise: float, *, rng: Rng, noise_rng: Rng) -> Drawn:
    """Class 1 where (u² + v² − 1)³ ≤ u²v³ with u = 1.4x, v = 1.4y + 0.1: 47 % of the square."""
    xy = rng.uniform(-1, 1, (count, 2))
    moved = xy + noise_rng.uniform(-1, 1, (count, 2)) * noise
    u2, v = (1.4 * moved[:, 0]) ** 2, 1.4 * moved[:, 1] + 0.1
    return xy, ((u2 + v * v - 1) ** 3 <= u2 * v**3).astype(float)


def formula(count: int, noise: float, *, rng: Rng, noise_rng: Rng, f: Formula) -> Drawn:
    """Class 1 where f > 0. Where f is not finite there are no points."""
    xy, value = _by_formula(count, noise, f, np.inf, rng, noise_rng)
    return xy, (value > 0).astype(float)


def formula_value(count: int, noise: float, *, rng: Rng, noise_rng: Rng, f: Formula) -> Drawn:
    """Value f. Where f is not finite or beyond ±10 there are no points."""
    return _by_formula(count, noise, f, LARGEST_VALUE, rng, noise_rng)


def _by_formula(
    count: int, noise: float, f: Formula, largest: float, rng: Rng, noise_rng: Rng
) -> Drawn:
    """Places in [−1, 1]² where |f| is allowed, and f at them displaced by U(−1, 1)·noise (at the
    place itself if f is not allowed there). Fewer than `count` if hardly any place is allowed.
    """
    size, found = max(count, 256), np.zeros((0, 2))
    for _ in range(16):
        places = rng.uniform(-1, 1, (size, 2))
        found = np.concatenate([found, places[within(f(*places.T), largest)]])
        if len(found) >= count:
            break
    xy = found[:count]
    moved = xy + noise_rng.uniform(-1, 1, xy.shape) * noise
    there = f(*moved.T)
    return xy, np.where(within(there, largest), there, f(*xy.T))


def within(value: Array, largest: float) -> Array:
    """Finite and at most `largest`; NaN is not."""
    return np.isfinite(value) & (np.abs(value) <= largest)
