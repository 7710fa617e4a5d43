"""Flat theta ↔ layers, and initial draws.

A layer is a matrix (units, inputs + 1): the weights of one unit in a row, its bias in the last
column. theta (P,) is the layers one after the other, row-major.
"""

from collections.abc import Callable, Sequence

import numpy as np

from server.engine.core import Array

Sizes = tuple[int, ...]  # units per layer, inputs first


def shapes(sizes: Sizes) -> list[tuple[int, int]]:
    return [(m, n + 1) for n, m in zip(sizes[:-1], sizes[1:], strict=True)]


def offsets(sizes: Sizes) -> list[int]:
    """Where each layer begins in theta, and P at the end."""
    return [0, *np.cumsum([m * k for m, k in shapes(sizes)]).tolist()]


def count(sizes: Sizes) -> int:
    return offsets(sizes)[-1]


def views(theta: Array, sizes: Sizes) -> list[Array]:
    """theta (…, P) → its layers (…, units, inputs + 1), sharing memory."""
    at = offsets(sizes)
    return [
        theta[..., a:b].reshape(*theta.shape[:-1], m, k)
        for a, b, (m, k) in zip(at[:-1], at[1:], shapes(sizes), strict=True)
    ]


def place_of(index: int, sizes: Sizes) -> tuple[int, int, int]:
    """(layer, unit, input) of an entry of theta; input = the number of inputs is the bias."""
    for layer, (begin, (_, width)) in enumerate(zip(offsets(sizes), shapes(sizes), strict=False)):
        if index < offsets(sizes)[layer + 1]:
            return layer, *divmod(index - begin, width)
    raise IndexError(index)


def index_of(place: tuple[int, int, int], sizes: Sizes) -> int | None:
    """The entry of theta at (layer, unit, input), or None where these sizes have none."""
    layer, unit, source = place
    if not 0 <= layer < len(sizes) - 1:
        return None
    units, width = shapes(sizes)[layer]
    if not (0 <= unit < units and 0 <= source < width):
        return None
    return offsets(sizes)[layer] + unit * width + source


def pack(layers: Sequence[Array]) -> Array:
    """Layers (…, units, inputs + 1) → theta (…, P), a new array."""
    return np.concatenate([w.reshape(*w.shape[:-2], -1) for w in layers], axis=-1)


def weight_mask(sizes: Sizes) -> Array:
    """(P,) 1 at weights, 0 at biases."""
    mask = np.ones(count(sizes))
    for layer in views(mask, sizes):
        layer[:, -1] = 0
    return mask


def xavier(fan_in: int, fan_out: int) -> float:
    """Standard deviation √(2 / (in + out)): Glorot & Bengio 2010, normal form."""
    return float(np.sqrt(2 / (fan_in + fan_out)))


def he(fan_in: int, fan_out: int) -> float:
    """√(2 / in): He et al. 2015, for ReLU."""
    del fan_out
    return float(np.sqrt(2 / fan_in))


def small(fan_in: int, fan_out: int) -> float:
    """0.01, CS231n's "small random numbers": signals die in deep networks."""
    del fan_in, fan_out
    return 0.01


def zero(fan_in: int, fan_out: int) -> float:
    """Symmetry is never broken: all units of a layer stay the same."""
    del fan_in, fan_out
    return 0.0


INITS: dict[str, Callable[[int, int], float]] = {
    "xavier": xavier,
    "he": he,
    "small": small,
    "zero": zero,
}


def draw(sizes: Sizes, init: str, *, rng: np.random.Generator) -> Array:
    """theta (P,): normal weights of the chosen spread, biases 0."""
    layers: list[Array] = []
    for m, k in shapes(sizes):
        w = np.zeros((m, k))
        w[:, :-1] = rng.standard_normal((m, k - 1)) * INITS[init](k - 1, m)
        layers.append(w)
    return pack(layers)
