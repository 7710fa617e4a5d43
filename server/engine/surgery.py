"""Operations on a living network: units and layers added and removed, keeping what the others
learned.

Layers are matrices (…, units, inputs + 1), as of params.views; each function returns new ones. The
same function serves theta and its moments, with `fresh` values for the one and zeros for the other.
"""

from collections.abc import Sequence

import numpy as np

from server.engine.core import Array

Layers = list[Array]


def insert_unit(
    layers: Sequence[Array], layer: int, at: int, incoming: Array, outgoing: Array
) -> Layers:
    """A unit before unit `at` of hidden layer `layer`: incoming (pieces, inputs + 1),
    outgoing (next rows,).
    """
    out, pieces = list(layers), incoming.shape[-2]
    rows = np.full(pieces, at * pieces)
    out[layer] = np.insert(out[layer], rows, incoming, axis=-2)
    out[layer + 1] = np.insert(out[layer + 1], at, outgoing, axis=-1)
    return out


def delete_unit(layers: Sequence[Array], layer: int, at: int, pieces: int = 1) -> Layers:
    out = list(layers)
    out[layer] = np.delete(out[layer], range(at * pieces, (at + 1) * pieces), axis=-2)
    out[layer + 1] = np.delete(out[layer + 1], at, axis=-1)
    return out


def shift_biases(layers: Sequence[Array], layer: int, by: Array) -> Layers:
    """The next layer's biases take up `by` (next units,), e.g.
    a removed unit's mean contribution.
    """
    out = list(layers)
    out[layer + 1] = out[layer + 1].copy()
    out[layer + 1][..., -1] += by
    return out


def insert_layer(
    layers: Sequence[Array], at: int, fresh: Array, keep: float, pieces: int = 1
) -> Layers:
    """A hidden layer before weight layer `at`. Its first units pass the units below on, with all
    their pieces (`keep` = 1 for theta, 0 for moments: then nothing is passed on); further units
    come from `fresh` (units · pieces, inputs + 1) and go out with 0.
    """
    below = layers[at]
    units, inputs = fresh.shape[-2] // pieces, below.shape[-1] - 1
    fits = min(units, inputs)
    new = np.broadcast_to(fresh, (*below.shape[:-2], *fresh.shape[-2:])).copy()
    new[..., : fits * pieces, :] = 0
    new[..., range(fits * pieces), np.repeat(range(fits), pieces)] = keep
    upper = np.zeros((*below.shape[:-1], units + 1), below.dtype)
    upper[..., :fits] = below[..., :fits]
    upper[..., -1] = below[..., -1]
    return [*layers[:at], new, upper, *layers[at + 1 :]]


def delete_layer(layers: Sequence[Array], at: int, pieces: int = 1) -> Layers:
    """Hidden layer `at` is taken out; what it passed on in its linear range (of several pieces, the
    first) stays: W ← W₂W₁, b ← W₂b₁ + b₂.
    """
    lower, upper = layers[at][..., ::pieces, :], layers[at + 1]
    joined = np.matmul(upper[..., :-1], lower)
    joined[..., -1] += upper[..., -1]
    return [*layers[:at], joined, *layers[at + 2 :]]


def change_pieces(layers: Sequence[Array], layer: int, before: int, after: int) -> Layers:
    """Each unit of a layer with `after` rows instead of `before`: the first ones stay, new ones are
    0 (a unit and a piece of 0 are its ReLU).
    """
    old = layers[layer]
    by_unit = old.reshape(*old.shape[:-2], -1, before, old.shape[-1])
    new = np.zeros((*by_unit.shape[:-2], after, old.shape[-1]), old.dtype)
    kept = min(before, after)
    new[..., :kept, :] = by_unit[..., :kept, :]
    return [*layers[:layer], new.reshape(*old.shape[:-2], -1, old.shape[-1]), *layers[layer + 1 :]]


def choose_inputs(layers: Sequence[Array], columns: Sequence[int | None]) -> Layers:
    """The first layer for other features: column i is the old column columns[i],
    or 0 (the function stays).
    """
    old = layers[0]
    new = np.zeros((*old.shape[:-1], len(columns) + 1), old.dtype)
    for i, column in enumerate(columns):
        if column is not None:
            new[..., i] = old[..., column]
    new[..., -1] = old[..., -1]
    return [new, *layers[1:]]


def change_outputs(layers: Sequence[Array], outputs: int) -> Layers:
    """The last layer for another number of outputs. 1 → K: ∓½w for classes 0 and 1 (softmax of two
    logits is σ of their difference), 0 for the rest; K → 1: w₁ − w₀; else rows are kept, and new
    ones 0.
    """
    old = layers[-1]
    before = old.shape[-2]
    new = np.zeros((*old.shape[:-2], outputs, old.shape[-1]), old.dtype)
    if before == 1 and outputs > 1:
        new[..., 0, :], new[..., 1, :] = -0.5 * old[..., 0, :], 0.5 * old[..., 0, :]
    elif outputs == 1 and before > 1:
        new[..., 0, :] = old[..., 1, :] - old[..., 0, :]
    else:
        kept = min(before, outputs)
        new[..., :kept, :] = old[..., :kept, :]
    return [*layers[:-1], new]
