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
    """A unit before unit `at` of hidden layer `layer`:
    incoming (inputs + 1,), outgoing (next units,).
    """
    out = list(layers)
    out[layer] = np.insert(out[layer], at, incoming, axis=-2)
    out[layer + 1] = np.insert(out[layer + 1], at, outgoing, axis=-1)
    return out


def delete_unit(layers: Sequence[Array], layer: int, at: int) -> Layers:
    out = list(layers)
    out[layer] = np.delete(out[layer], at, axis=-2)
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


def insert_layer(layers: Sequence[Array], at: int, fresh: Array, keep: float) -> Layers:
    """A hidden layer before weight layer `at`. Its first units pass the units below on (`keep` = 1
    for theta, 0 for moments: then nothing is passed on); further units come from `fresh` (units,
    inputs + 1) and go out with 0.
    """
    below = layers[at]
    units, inputs = fresh.shape[-2], below.shape[-1] - 1
    fits = min(units, inputs)
    new = np.broadcast_to(fresh, (*below.shape[:-2], *fresh.shape[-2:])).copy()
    new[..., :fits, :] = 0
    new[..., range(fits), range(fits)] = keep
    upper = np.zeros((*below.shape[:-1], units + 1), below.dtype)
    upper[..., :fits] = below[..., :fits]
    upper[..., -1] = below[..., -1]
    return [*layers[:at], new, upper, *layers[at + 1 :]]


def delete_layer(layers: Sequence[Array], at: int) -> Layers:
    """Hidden layer `at` is taken out; what it passed on in its linear range stays:
    W ← W₂W₁, b ← W₂b₁ + b₂.
    """
    lower, upper = layers[at], layers[at + 1]
    joined = np.matmul(upper[..., :-1], lower)
    joined[..., -1] += upper[..., -1]
    return [*layers[:at], joined, *layers[at + 2 :]]


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
