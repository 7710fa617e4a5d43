"""Real data sets: iris, wine and digits, as scikit-learn brings them, on the plane and whole.

1. scikit-learn's files are read where they lie; the package itself is never imported: that takes a
   second and tens of megabytes, reading takes 30 ms. Nothing is read before a set is chosen.
2. The plane is [−1, 1]²: two columns scaled to it, or the two first principal components.
3. Coordinates have four decimals, so that another machine's LAPACK gives the same points.
"""

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from server.checks import Bad
from server.engine.core import Array


@dataclass(frozen=True)
class Real:
    """`sizes`: examples of each class (K,); `plane`: X (N, D) → xy (N, 2) in [−1, 1]²."""

    file: str
    header: int  # lines before the numbers
    sizes: tuple[int, ...]
    classes: tuple[str, ...]
    plane: Callable[[Array], Array]


@dataclass(frozen=True)
class Examples:
    """X (N, D) in the data's own units, label (N,) 0 … K−1, names of the classes (K)."""

    X: Array
    label: Array
    classes: tuple[str, ...]


DIGITS = (0, 3, 4, 7)  # the default: they meet on the plane, but a network can part them


@cache
def examples(name: str, digits: tuple[int, ...] = DIGITS) -> Examples:
    """A whole set, all columns. Of the digits those that are named, which become classes 0, 1, ….
    Never written to: the answer is kept.
    """
    real = REAL[name]
    table = np.loadtxt(_place(real.file), delimiter=",", skiprows=real.header)
    X, label = table[:, :-1], table[:, -1]
    if name != "digits":
        return Examples(X, label, real.classes)
    mine = np.isin(label, digits)
    order = np.searchsorted(digits, label[mine]).astype(float)
    return Examples(X[mine], order, tuple(real.classes[d] for d in digits))


@cache
def on_plane(name: str, digits: tuple[int, ...] = DIGITS) -> tuple[Array, Array]:
    """xy (N, 2), label (N,), in the file's order. Never written to: the answer is kept."""
    whole = examples(name, digits)
    return REAL[name].plane(whole.X).round(4), whole.label


def count(name: str, digits: tuple[int, ...] = DIGITS) -> int:
    """How many examples there are; no file is read."""
    sizes = REAL[name].sizes
    return sum(sizes[d] for d in digits) if name == "digits" else sum(sizes)


def _place(file: str) -> Path:
    found = importlib.util.find_spec("sklearn")
    folders = found.submodule_search_locations if found else None
    path = Path(*(folders or ["nowhere"])[:1], "datasets", "data", file)
    if not path.is_file():
        raise Bad("data.preset", f"{file} comes with scikit-learn, which is not installed here")
    return path


def petals(X: Array) -> Array:
    """Iris' petal length and width (columns 2, 3): 1.0…6.9 cm and 0.1…2.5 cm become −1…1."""
    low, high = X[:, 2:].min(axis=0), X[:, 2:].max(axis=0)
    return (X[:, 2:] - low) / (high - low) * 2 - 1


def standardised(X: Array) -> Array:
    """Principal components of columns with mean 0 and (population) variance 1: wine's columns
    have units of their own.
    """
    return principal((X - X.mean(axis=0)) / X.std(axis=0))


def principal(X: Array) -> Array:
    """The two first principal components; one factor for both makes the largest |coordinate| 1.

    Each axis points where its largest loading is positive, as in scikit-learn since 1.5.
    """
    centred = X - X.mean(axis=0)
    _, vectors = np.linalg.eigh(centred.T @ centred)
    axes = vectors[:, [-1, -2]]
    largest = np.abs(axes).argmax(axis=0)
    scores = centred @ (axes * np.sign(axes[largest, [0, 1]]))
    return scores / np.abs(scores).max()


IRIS = ("setosa", "versicolor", "virginica")
TEN = (178, 182, 177, 183, 181, 182, 181, 179, 174, 180)
REAL: dict[str, Real] = {
    "iris": Real("iris.csv", 1, (50, 50, 50), IRIS, petals),
    "wine": Real("wine_data.csv", 1, (59, 71, 48), ("0", "1", "2"), standardised),
    "digits": Real("digits.csv.gz", 0, TEN, tuple("0123456789"), principal),
}
