"""Flat theta ↔ layers, and initial draws.

A layer is a matrix (rows, inputs + 1): the weights of one unit in a row, its bias in the last
column; a maxout unit has a row for each of its pieces, one below the other. theta (P,) is the
layers one after the other, row-major.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from server.engine.core import Array


class Sizes(tuple[int, ...]):
    """Units per layer, inputs first. `pieces`: rows of weights a unit, of each layer of weights."""

    pieces: tuple[int, ...]

    def __new__(cls, units: Iterable[int], pieces: Iterable[int] = ()) -> "Sizes":
        sizes = super().__new__(cls, units)
        sizes.pieces = tuple(pieces) or (1,) * (len(sizes) - 1)
        return sizes

    def __eq__(self, other: object) -> bool:
        return tuple(self) == other and self.pieces == pieces_of(other)

    def __ne__(self, other: object) -> bool:  # a tuple has its own
        return not self == other

    def __hash__(self) -> int:
        return hash((tuple(self), self.pieces))


def pieces_of(sizes: object) -> tuple[int, ...]:
    """A plain tuple of units has one row of weights a unit."""
    if isinstance(sizes, Sizes):
        return sizes.pieces
    return (1,) * (len(sizes) - 1) if isinstance(sizes, tuple) else ()


def shapes(sizes: tuple[int, ...]) -> list[tuple[int, int]]:
    units = zip(sizes[:-1], sizes[1:], pieces_of(sizes), strict=True)
    return [(m * k, n + 1) for n, m, k in units]


def offsets(sizes: tuple[int, ...]) -> list[int]:
    """Where each layer begins in theta, and P at the end."""
    return [0, *np.cumsum([m * k for m, k in shapes(sizes)]).tolist()]


def count(sizes: tuple[int, ...]) -> int:
    return offsets(sizes)[-1]


def views(theta: Array, sizes: tuple[int, ...]) -> list[Array]:
    """theta (…, P) → its layers (…, units, inputs + 1), sharing memory."""
    at = offsets(sizes)
    return [
        theta[..., a:b].reshape(*theta.shape[:-1], m, k)
        for a, b, (m, k) in zip(at[:-1], at[1:], shapes(sizes), strict=True)
    ]


def place_of(index: int, sizes: tuple[int, ...]) -> tuple[int, int, int]:
    """(layer, unit, input) of an entry of theta; input = the number of inputs is the bias."""
    for layer, (begin, (_, width)) in enumerate(zip(offsets(sizes), shapes(sizes), strict=False)):
        if index < offsets(sizes)[layer + 1]:
            row, source = divmod(index - begin, width)
            return layer, row // pieces_of(sizes)[layer], source
    raise IndexError(index)


def index_of(place: tuple[int, int, int], sizes: tuple[int, ...]) -> int | None:
    """The entry of theta at (layer, unit, input), of a maxout unit that of its first piece; None
    where these sizes have none.
    """
    layer, unit, source = place
    if not 0 <= layer < len(sizes) - 1:
        return None
    width = sizes[layer] + 1
    if not (0 <= unit < sizes[layer + 1] and 0 <= source < width):
        return None
    return offsets(sizes)[layer] + unit * pieces_of(sizes)[layer] * width + source


def pack(layers: Sequence[Array]) -> Array:
    """Layers (…, units, inputs + 1) → theta (…, P), a new array."""
    return np.concatenate([w.reshape(*w.shape[:-2], -1) for w in layers], axis=-1)


def weight_mask(sizes: tuple[int, ...]) -> Array:
    """(P,) 1 at weights, 0 at biases."""
    mask = np.ones(count(sizes))
    for layer in views(mask, sizes):
        layer[:, -1] = 0
    return mask


# Initial draws. n inputs, m units.


def xavier(n: int, m: int) -> float:
    """√(2 / (n + m)): Glorot & Bengio 2010."""
    return float(np.sqrt(2 / (n + m)))


def he(n: int, m: int) -> float:
    """√(2 / n): He et al. 2015, for ReLU."""
    del m
    return float(np.sqrt(2 / n))


def lecun(n: int, m: int) -> float:
    """√(1 / n): LeCun et al. 1998."""
    del m
    return float(np.sqrt(1 / n))


def third(n: int, m: int) -> float:
    """√(1 / 3n): as U(±1/√n), PyTorch's Linear."""
    del m
    return float(np.sqrt(1 / (3 * n)))


def fixed(spread: float) -> Callable[[int, int], float]:
    return lambda n, m: spread


@dataclass(frozen=True)
class Init:
    """Weights of standard deviation spread(n, m): normal, or uniform over ±√3 of it;
    biases 0, or drawn like the weights.
    """

    spread: Callable[[int, int], float]
    uniform: bool = False
    biases: bool = False

    def unit(self, n: int, m: int, *, rng: np.random.Generator) -> Array:
        """A unit's row (n + 1,)."""
        return self.layer(n, m, 1, rng=rng)[0]

    def layer(self, n: int, m: int, rows: int, *, rng: np.random.Generator) -> Array:
        """(rows, n + 1) for a layer of n inputs and m units."""
        w, columns = np.zeros((rows, n + 1)), n + 1 if self.biases else n
        if self.uniform:
            edge = np.sqrt(3) * self.spread(n, m)
            w[:, :columns] = rng.uniform(-edge, edge, (rows, columns))
        else:
            w[:, :columns] = rng.standard_normal((rows, columns)) * self.spread(n, m)
        return w


INITS: dict[str, Init] = {
    "xavier": Init(xavier),
    "xavier_uniform": Init(xavier, uniform=True),
    "he": Init(he),
    "lecun": Init(lecun),
    "pytorch": Init(third, uniform=True, biases=True),
    "small": Init(fixed(0.01)),  # CS231n's "small random numbers": signals die in deep networks
    "large": Init(fixed(1.0)),  # tanh saturates
    "zero": Init(fixed(0.0)),  # symmetry is never broken: all units of a layer stay the same
}


def draw(sizes: tuple[int, ...], init: str, *, rng: np.random.Generator) -> Array:
    """theta (P,)."""
    layers = [
        INITS[init].layer(n, m, rows, rng=rng)
        for (rows, _), n, m in zip(shapes(sizes), sizes[:-1], sizes[1:], strict=True)
    ]
    return pack(layers)
