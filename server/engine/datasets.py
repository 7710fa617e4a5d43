"""Data sets: the table of generators, and what is done to any of them: other shares of the
classes, outliers, a test set. Points lie in [−1, 1]², but for what noise moves.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from server.engine import shapes
from server.engine.core import Array
from server.engine.shapes import Drawn, Rng


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

    @cached_property
    def training(self) -> Array:
        """Which of them are training points."""
        return np.flatnonzero(~self.test)


@dataclass(frozen=True)
class Generator:
    make: Callable[..., Drawn]  # (count, noise, rng=, noise_rng=) → xy (N, 2), label (N,)
    task: str
    classes: int  # how many it makes; 1 for a regression
    takes: str = ""  # one more thing that it must be told: "classes" or "f"


LARGEST_POOL = 20_000  # of points to choose from: a formula costs time at each


def balanced(
    generate: Callable[[int], Drawn], count: int, classes: int, share: float, *, rng: Rng
) -> Drawn:
    """`count` points with `share` of them in class 1 and the rest in equal parts in the others:
    chosen from a larger set. A class that is too rare there is made up for by points of others.
    """
    wanted = np.full(classes, (1 - share) / (classes - 1))
    wanted[1] = share
    wanted = np.diff(np.rint(np.cumsum(wanted) * count).astype(int), prepend=0)
    for more in (2, 12):
        xy, label = generate(min(more * classes * count, LARGEST_POOL))
        order = rng.permutation(len(label))
        chosen = [order[label[order] == k][:n] for k, n in enumerate(wanted)]
        if sum(map(len, chosen)) == count:
            break
    taken = np.concatenate(chosen)
    rest = order[~np.isin(order, taken)][: count - len(taken)]
    taken = np.sort(np.concatenate([taken, rest]))
    return xy[taken], label[taken]


PLACES = 8  # an outlier takes the best of so many
MANY = 128  # so many points of a class tell where it lies: all of them would take 0.1 s at 2,000


def with_outliers(xy: Array, label: Array, share: float, regression: bool, *, rng: Rng) -> Drawn:
    """A share of the points made outliers; a larger share keeps those of a smaller one.

    Classification: put where, of eight places U(−1, 1)², the nearest point of the own class is
    farthest. Regression: the value is changed by U(1, 2), towards the other sign.
    """
    count = len(label)
    chosen = rng.permutation(count)[: round(count * share)]
    places, change = rng.uniform(-1, 1, (count, PLACES, 2)), rng.uniform(1, 2, count)
    side = np.where(label == 0, np.where(rng.random(count) < 0.5, -1, 1), -np.sign(label))
    if regression:
        values = label.copy()
        values[chosen] += (side * change)[chosen]
        return xy, values
    moved = xy.copy()
    for k in set(label[chosen].tolist()):
        mine = chosen[label[chosen] == k]
        own = xy[label == k]
        best = _loneliness(places[mine], own[:: -(-len(own) // MANY)]).argmax(axis=1)
        moved[mine] = places[mine, best]
    return moved, label


def _loneliness(places: Array, points: Array) -> Array:
    """Squared distance of each place (…, 2) from the nearest of the points (N, 2)."""
    x, y = (places[..., k, None] - points[:, k] for k in (0, 1))
    return (x * x + y * y).min(axis=-1)


def split(count: int, share: float, *, rng: Rng) -> Array:
    """(N,) bool: which points are kept for the test loss.
    A larger share keeps those of a smaller one.
    """
    test = np.zeros(count, bool)
    test[rng.permutation(count)[: round(count * share)]] = True
    return test


DATASETS: dict[str, Generator] = {
    "circle": Generator(shapes.circle, "classification", 2),
    "xor": Generator(shapes.xor, "classification", 2),
    "gauss": Generator(shapes.gauss, "classification", 2),
    "spiral": Generator(shapes.spiral, "classification", 2),
    "moons": Generator(shapes.moons, "classification", 2),
    "spiral3": Generator(shapes.spiral3, "classification", 3),
    "convnet_circle": Generator(shapes.convnet_circle, "classification", 2),
    "convnet_spiral": Generator(shapes.convnet_spiral, "classification", 2),
    "rings": Generator(shapes.rings, "classification", 2, "classes"),
    "checkerboard": Generator(shapes.checkerboard, "classification", 2),
    "heart": Generator(shapes.heart, "classification", 2),
    "plane": Generator(shapes.plane, "regression", 1),
    "hills": Generator(shapes.hills, "regression", 1),
    "formula": Generator(shapes.formula, "classification", 2, "f"),
    "formula_value": Generator(shapes.formula_value, "regression", 1, "f"),
}
