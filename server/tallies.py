"""Tallies: many numbers made few: bins of a histogram, buckets of a curve, shares of what is right.

Of R rows at once; a row's own do not depend on the others.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np

from server.engine import params
from server.engine.core import Array
from server.run import Trace

BINS = 25
LARGEST = 5e307  # of a range: twice as much is still a number
POWERS = np.array([float(f"1e{power}") for power in range(-30, 308)])


def histograms(grad: Array, sizes: tuple[int, ...]) -> tuple[Array, Array]:
    """∂L/∂w (R, P) of each layer in BINS equal bins over ±range: (R, L, BINS), (R, L). What is not
    finite is in none; the last bin has both its edges.
    """
    at, rows = np.array(params.offsets(sizes)), len(grad)
    values, layers = grad.astype(float), len(at) - 1
    finite = np.isfinite(values)
    largest = np.maximum.reduceat(np.where(finite, np.abs(values), 0.0), at[:-1], 1)
    known = np.logical_or.reduceat(finite, at[:-1], 1)
    ranges = np.where(known, _rounded_up(largest), 1.0)
    layer = np.repeat(np.arange(layers), np.diff(at)) + layers * np.arange(rows)[:, None]
    bins = _bins(values[finite], ranges.ravel(), layer[finite])
    return np.bincount(bins, minlength=rows * layers * BINS).reshape(rows, layers, BINS), ranges


def _bins(values: Array, ranges: Array, which: Array) -> Array:
    """The bin of each value in ±its range, counted through all ranges: `np.histogram`'s, who looks
    at the edges themselves, because a quotient may be rounded across one.
    """
    edges = np.linspace(-ranges, ranges, BINS + 1, axis=1).ravel()
    low = ranges[which]
    values = np.clip(values, -low, low)  # beyond LARGEST
    guess = np.minimum(((values + low) * (BINS / (2 * low))).astype(int), BINS - 1)
    first = which * (BINS + 1)
    guess -= values < edges[first + guess]
    guess += (values >= edges[first + guess + 1]) & (guess < BINS - 1)
    return which * BINS + guess


def _rounded_up(values: Array) -> Array:
    """To 1, 2 or 5 times a power of ten, so that the axis stands still while gradients move."""
    inside = np.clip(values, 1e-30, LARGEST)
    power = POWERS[np.floor(np.log10(inside)).astype(int) + 30]
    out, least = power * 10, inside * (1 - 1e-12)
    for digit in (5, 2, 1):
        out = np.where(digit * power >= least, digit * power, out)
    # Float32 carries it to the page, and holds nothing below 1e-45.
    return np.where(values < 1e-30, 1e-12, np.minimum(out, LARGEST))


def curves(
    traces: Sequence[Sequence[Trace]], most: int, layers: int
) -> tuple[Array, Array, list[int]]:
    """Each row's traced steps in at most `most` buckets: last step; min, max, last of both losses;
    norms: (R, most, 7), (R, most, L). And how many are used.
    """
    rows, other = len(traces), np.full(layers, np.nan)  # where the network was changed since
    table, norms = np.full((rows * most, 7), np.nan), np.full((rows * most, layers), np.nan)
    at, told, ends, used = list[int](), list[Told](), list[Trace](), list[int]()
    for row, trace in enumerate(traces):
        used.append(min(most, len(trace)))
        at += range(row * most, row * most + used[-1])
        if len(trace) <= most:
            ends += trace
            told += [_of_one(step) for step in trace]
        else:
            stops = [len(trace) * stop // most for stop in range(most + 1)]
            parts = [trace[start:stop] for start, stop in pairwise(stops)]
            ends += [part[-1] for part in parts]
            told += [_of_several(part) for part in parts]
    if at:
        table[at] = told
        norms[at] = [t.norms if len(t.norms) == layers else other for t in ends]
    return table.reshape(rows, most, 7), norms.reshape(rows, most, layers), used


def curves_of_one(
    steps: Sequence[int], losses: Array, norms: Array, most: int
) -> tuple[Array, Array, list[int]]:
    """`curves` of one traced step each: losses (2, R), norms (R, L)."""
    rows = len(steps)
    table, ways = np.full((rows, most, 7), np.nan), np.full((rows, most, norms.shape[1]), np.nan)
    table[:, 0, 0], ways[:, 0] = steps, norms
    table[:, 0, 1:4], table[:, 0, 4:7] = losses[0, :, None], losses[1, :, None]
    return table, ways, [1] * rows


Told = tuple[float, float, float, float, float, float, float]


def _of_one(step: Trace) -> Told:
    loss, test = step.loss, step.test_loss
    return step.step, loss, loss, loss, test, test, test


def _of_several(part: Sequence[Trace]) -> Told:
    loss, test = [t.loss for t in part], [t.test_loss for t in part]
    return part[-1].step, min(loss), max(loss), loss[-1], min(test), max(test), test[-1]


def shares(z: Array, y: Array, train: int, regression: bool) -> tuple[Array, Array]:
    """Of the last layer's z (R, K, N) and targets y (R or 1, K, N), training points first: (R,) the
    shares of training and of test points whose class is right; NaN of values or without points.
    """
    if regression:
        none = np.full(len(z), np.nan)
        return none, none
    one, count = z.shape[1] == 1, z.shape[2]
    right = (z[:, 0] > 0) == (y[:, 0] > 0.5) if one else z.argmax(axis=1) == y.argmax(axis=1)
    first, second = right.astype(np.float32).dot(_parts(train, count)).T.astype(float)
    return first / (train or np.nan), second / (count - train or np.nan)


@lru_cache(256)
def _parts(train: int, count: int) -> Array:
    """(N, 2): ones at the training points, ones at the others; sums of ones are exact."""
    first = np.arange(count) < train
    return np.stack([first, ~first], 1).astype(np.float32)
