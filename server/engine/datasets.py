"""Data sets: points in [−1, 1]² with a class or a value.

The generators are those of TensorFlow Playground (its domain [−6, 6] divided by 6), scikit-learn's
moons and CS231n's three-armed spiral. `noise` runs from 0 to 0.5. As there, noise moves the
*label's* boundary in circle, xor and the two regressions, and the *points* in gauss, spiral and
moons.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from server.engine.core import Array


@dataclass(frozen=True)
class Points:
    """xy (N, 2), label (N,) a class number or a value, test (N,) bool, ids (N,) stable.
    Never written to.
    """

    xy: Array
    label: Array
    test: Array
    ids: Array

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class Generator:
    make: Callable[
        ..., tuple[Array, Array]
    ]  # (count, noise, rng=, noise_rng=) → xy (N, 2), label (N,)
    task: str
    classes: int


def circle(
    count: int, noise: float, *, rng: np.random.Generator, noise_rng: np.random.Generator
) -> tuple[Array, Array]:
    """A disc (class 1) in a ring (class 0), R = 5;
    the label is that of the point displaced by U(−R, R)·noise.
    """
    big = 5.0
    inside = np.arange(count) % 2 == 0
    radius = np.where(inside, rng.uniform(0, big / 2, count), rng.uniform(0.7 * big, big, count))
    angle = rng.uniform(0, 2 * np.pi, count)
    xy = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
    moved = xy + noise_rng.uniform(-big, big, (count, 2)) * noise
    return xy / 6, (np.hypot(moved[:, 0], moved[:, 1]) < big / 2).astype(float)


def xor(
    count: int, noise: float, *, rng: np.random.Generator, noise_rng: np.random.Generator
) -> tuple[Array, Array]:
    """Class 1 where x·y ≥ 0; points keep 0.3 away from the axes."""
    xy = rng.uniform(-5, 5, (count, 2))
    xy += np.where(xy > 0, 0.3, -0.3)
    moved = xy + noise_rng.uniform(-5, 5, (count, 2)) * noise
    return xy / 6, (moved[:, 0] * moved[:, 1] >= 0).astype(float)


def gauss(
    count: int, noise: float, *, rng: np.random.Generator, noise_rng: np.random.Generator
) -> tuple[Array, Array]:
    """Two Gaussians at (2, 2), class 1, and (−2, −2), class 0;
    variance from 0.5 (noise 0) to 4 (noise 0.5).
    """
    del noise_rng
    label = (np.arange(count) % 2 == 0).astype(float)
    spread = np.sqrt(0.5 + (4 - 0.5) * noise / 0.5)
    centre = np.where(label > 0, 2.0, -2.0)[:, None]
    return (centre + rng.standard_normal((count, 2)) * spread) / 6, label


def spiral(
    count: int, noise: float, *, rng: np.random.Generator, noise_rng: np.random.Generator
) -> tuple[Array, Array]:
    """Two arms of 1.75 turns, half a turn apart."""
    del rng
    label = (np.arange(count) % 2 == 0).astype(float)
    part = (np.arange(count) // 2) / max(1, count / 2)
    angle = 1.75 * part * 2 * np.pi + np.where(label > 0, 0, np.pi)
    xy = np.stack([5 * part * np.sin(angle), 5 * part * np.cos(angle)], axis=1)
    return (xy + noise_rng.uniform(-1, 1, (count, 2)) * noise) / 6, label


def moons(
    count: int, noise: float, *, rng: np.random.Generator, noise_rng: np.random.Generator
) -> tuple[Array, Array]:
    """Two half circles that reach into one another (scikit-learn),
    moved and scaled into the square.
    """
    label = (np.arange(count) % 2).astype(float)
    angle = rng.uniform(0, np.pi, count)
    x = np.where(label > 0, 1 - np.cos(angle), np.cos(angle))
    y = np.where(label > 0, 0.5 - np.sin(angle), np.sin(angle))
    xy = np.stack([x, y], axis=1) + noise_rng.standard_normal((count, 2)) * noise
    return (xy - [0.5, 0.25]) * 0.55, label


def spiral3(
    count: int, noise: float, *, rng: np.random.Generator, noise_rng: np.random.Generator
) -> tuple[Array, Array]:
    """CS231n: three arms, angle jittered by 2·noise·N(0, 1) (its 0.2 at noise 0.1)."""
    del rng
    label = (np.arange(count) % 3).astype(float)
    part = (np.arange(count) // 3) / max(1, (count - 1) // 3)
    angle = 4 * (label + part) + 2 * noise * noise_rng.standard_normal(count)
    return np.stack([part * np.sin(angle), part * np.cos(angle)], axis=1) * 0.9, label


def plane(
    count: int, noise: float, *, rng: np.random.Generator, noise_rng: np.random.Generator
) -> tuple[Array, Array]:
    """Value (x + y)/10 over [−6, 6]², not clamped: corners reach ±1.2."""
    xy = rng.uniform(-6, 6, (count, 2))
    moved = xy + noise_rng.uniform(-6, 6, (count, 2)) * noise
    return xy / 6, moved.sum(axis=1) / 10


HILLS = np.array([[-4, 2.5], [0, 2.5], [4, 2.5], [-4, -2.5], [0, -2.5], [4, -2.5]])
HILL_SIGNS = np.array([1, -1, 1, -1, 1, -1])


def hills(
    count: int, noise: float, *, rng: np.random.Generator, noise_rng: np.random.Generator
) -> tuple[Array, Array]:
    """Six hills and hollows: sign·max(0, 1 − distance/2) of the centre where that is largest."""
    xy = rng.uniform(-6, 6, (count, 2))
    moved = xy + noise_rng.uniform(-6, 6, (count, 2)) * noise
    distance = np.linalg.norm(moved[:, None] - HILLS[None], axis=2)
    height = np.maximum(0, 1 - distance / 2)
    best = height.argmax(axis=1) if count else np.zeros(0, int)
    return xy / 6, HILL_SIGNS[best] * height[np.arange(count), best]


def split(count: int, share: float, *, rng: np.random.Generator) -> Array:
    """(N,) bool: which points are kept for the test loss.
    A larger share keeps those of a smaller one.
    """
    test = np.zeros(count, bool)
    test[rng.permutation(count)[: round(count * share)]] = True
    return test


DATASETS: dict[str, Generator] = {
    "circle": Generator(circle, "classification", 2),
    "xor": Generator(xor, "classification", 2),
    "gauss": Generator(gauss, "classification", 2),
    "spiral": Generator(spiral, "classification", 2),
    "moons": Generator(moons, "classification", 2),
    "spiral3": Generator(spiral3, "classification", 3),
    "plane": Generator(plane, "regression", 1),
    "hills": Generator(hills, "regression", 1),
}
