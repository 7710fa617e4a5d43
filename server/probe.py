"""Probe: one example's way through its network, forth and back. Of R networks of one family, each
with an example of its own.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from server.engine import params
from server.engine.core import Array
from server.engine.datasets import Points
from server.family import Family, agreed
from server.run import Glance
from server.shelf import CACHE_BYTES, Shelf, stacks
from server.show import Place
from server.state import batch
from server.stepper import Stepper

NOWHERE = (np.nan, np.nan, np.nan, np.nan)


class Example(NamedTuple):
    """x (D + 1,) with its 1, y (K,), and id (of a place −1), x, y, label."""

    x: Array
    y: Array
    place: tuple[float, float, float, float]


def example(look: Glance, wanted: int | Place | None) -> Example | None:
    """The wanted place or point, else the first example of the coming minibatch."""
    stepper = look.home
    if isinstance(wanted, tuple):
        return _at(stepper, wanted)
    points = stepper.points
    if wanted is not None:
        found = np.flatnonzero(points.ids == wanted)
        if len(found):
            at = int(found[0])
            column = int(np.count_nonzero(points.test[:at] == points.test[at]))
            split = stepper.test if points.test[at] else stepper.train
            return Example(split.x[:, column], split.y[:, column], _place(points, at))
    if not stepper.ready:
        return None
    column, train = look.coming[0], stepper.train
    place = _place(points, int(points.training[column]))
    return Example(train.x[:, column], train.y[:, column], place)


def _place(points: Points, at: int) -> tuple[float, float, float, float]:
    x, y = points.xy[at].tolist()
    return points.ids.item(at), x, y, points.label.item(at)


def _at(stepper: Stepper, place: Place) -> Example:
    x, y, label = place
    no, nobody = np.zeros(1, bool), np.array([-1])
    points = Points(np.array([[x, y]]), np.array([label]), no, nobody)
    one = batch(stepper.spec, points, ~no)
    return Example(one.x[:, 0], one.y[:, 0], (-1.0, x, y, label))


def passages(
    shelf: Shelf, family: Family, theta: Array, examples: Sequence[Example | None]
) -> tuple[Array, Array]:
    """z, a and δ of every unit (R, 3, U), and where the examples are (R, 4); NaN without one."""
    out = np.full((len(theta), 3, sum(family.net.sizes)), np.nan)
    places = np.array([NOWHERE if one is None else one.place for one in examples])
    known = [row for row, one in enumerate(examples) if one is not None]
    each = 2 * family.scratch + 2 * family.parameters
    each = 8 * each if len(known) > 1 and agreed(family, 1) else CACHE_BYTES
    for start, stop, size in stacks(len(known), each):
        way = shelf.take(("way", family, size), size * each, lambda n=size: Way(family, n))
        rows = known[start:stop]
        batches = [one for one in map(examples.__getitem__, rows) if one is not None]
        out[rows] = way.of(theta[rows], batches)
    return out, places


class Way:
    """Compiled for so many networks of a family with an example each."""

    def __init__(self, family: Family, rows: int) -> None:
        self.theta = np.zeros((rows, family.net.parameters), family.dtype)
        self.program = family.net.stack(self.theta, np.zeros_like(self.theta), 1)
        self.pieces = params.pieces_of(family.net.sizes)

    def of(self, theta: Array, examples: Sequence[Example]) -> Array:
        """θ (n, P) → (n, 3, U): of a maxout unit its largest piece, and all its δ."""
        rows, count, p = len(self.theta), len(theta), self.program
        self.theta[:count] = theta
        p.x.reshape(rows, -1)[:count] = np.concatenate([e.x for e in examples]).reshape(count, -1)
        p.y.reshape(rows, -1)[:count] = np.concatenate([e.y for e in examples]).reshape(count, -1)
        for tape in (p.forward, p.measure, p.backward):
            tape.run()
        inputs = p.x.reshape(rows, -1)[:, :-1]
        z, d = ([v.reshape(rows, -1) for v in values] for values in (p.z, p.d))
        z = [v.reshape(rows, -1, k).max(axis=2) for v, k in zip(z, self.pieces, strict=True)]
        d = [v.reshape(rows, -1, k).sum(axis=2) for v, k in zip(d, self.pieces, strict=True)]
        a = [v.reshape(rows, -1)[:, :-1] for v in p.a]
        lines = (
            [inputs, *z],
            [inputs, *a, p.output.reshape(rows, -1)],
            [np.full_like(inputs, np.nan), *d],
        )
        return np.stack([np.concatenate(line, axis=1) for line in lines], axis=1)[:count]
