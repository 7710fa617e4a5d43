"""Pictures: what networks say over the square, as bytes: the output's field, and every unit's map.

Of R networks of one family at once, in float32 whatever they compute in. A row's picture does not
depend on the others'.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from server.engine import features
from server.engine.activations import ACTIVATIONS
from server.engine.core import Array
from server.engine.losses import LOSSES
from server.engine.mlp import NetworkProgram
from server.family import Family
from server.shelf import Shelf, stacks
from server.spec import REACH

MAP_BYTES = 16_384  # of neurons' maps a frame; more units take turns
PIECE = 1024  # cells that are done at a time


def map_slots(sizes: tuple[int, ...], side: int) -> int:
    """How many units' maps a frame carries."""
    return min(sum(sizes), max(1, MAP_BYTES // (side * side)))


def fields(shelf: Shelf, family: Family, theta: Array, side: int) -> Array:
    """The outputs over the square (R, K, side, side): probabilities, or values from −1 to 1."""
    out = np.empty((len(theta), family.net.sizes[-1], side * side), np.uint8)
    columns = side * -(-side // -(-side * side // PIECE))
    for rows, square in _squares(shelf, family, theta, side, columns):
        for start in range(0, side * side, columns):
            cells = square.look(start)
            values = chances(family, square.output)[: rows.stop - rows.start, :, :cells]
            _to_bytes(values, 255, 0, out[rows, :, start : start + cells])
    return out.reshape(*out.shape[:2], side, side)


def maps(
    shelf: Shelf, family: Family, theta: Array, side: int, turns: Sequence[int]
) -> tuple[Array, Array]:
    """Units' outputs over the square, each row's from the unit on whose turn it is, as many as fit
    a frame: (R, slots, side, side), and scales (R, slots).
    """
    units, slots = sum(family.net.sizes), map_slots(family.net.sizes, side)
    out = np.empty((len(theta), units, side * side), np.uint8)
    scales = np.ones((len(theta), units), np.float32)
    for rows, square in _squares(shelf, family, theta, side, side * side):
        square.look(0)
        _draw_units(family, square, out[rows], scales[rows])
    if slots < units:
        shown = (np.array(turns)[:, None] + np.arange(slots)) % units
        out = np.take_along_axis(out, shown[:, :, None], 1)
        scales = np.take_along_axis(scales, shown, 1)
    return out.reshape(len(theta), slots, side, side), scales


def chances(family: Family, output: Array) -> Array:
    """Outputs (R, K, M) from 0 to 1: probabilities as they are, values and scores −1 as 0 and 1 as
    1. Of several classes' scores the best is 1, and one that is a margin behind it 0.
    """
    if family.net.loss == "class_hinge":
        return np.clip(output - output.max(axis=1, keepdims=True) + 1, 0, 1)
    if family.regression or LOSSES[family.net.loss].low:
        return np.clip(output, -1, 1) * 0.5 + 0.5
    return output


class Square:
    """The forward pass of R networks over so many cells of the square at a time."""

    def __init__(self, family: Family, side: int, columns: int, rows: int) -> None:
        self.theta = np.zeros((rows, family.net.parameters), np.float32)
        self.program = NetworkProgram(family.net, self.theta, None, columns)
        places = features.square(side, REACH)
        self.inputs = features.inputs(places, family.features).astype(np.float32)
        self.drawn_inputs = np.empty((1, len(self.inputs) - 1, len(places)), np.uint8)
        _to_bytes(np.clip(self.inputs[:-1], -1, 1), 127, 128, self.drawn_inputs)
        self._shown = -1

    def look(self, start: int) -> int:
        """At the cells from `start` on. → how many there are."""
        piece = self.inputs[:, start : start + self.program.size]
        if self._shown != start:
            self.program.x[:, : piece.shape[1]] = piece
            self._shown = start
        self.program.forward.run()
        return piece.shape[1]

    @property
    def output(self) -> Array:
        """(R, K, columns)."""
        return self.program.output.reshape(len(self.theta), -1, self.program.size)

    def hidden(self) -> Iterator[Array]:
        """Each hidden layer's units (R, m, columns)."""
        for a in self.program.a:
            yield a.reshape(len(self.theta), -1, self.program.size)[:, :-1]


def _squares(
    shelf: Shelf, family: Family, theta: Array, side: int, columns: int
) -> Iterator[tuple[slice, Square]]:
    """The rows stack by stack, and what looks at them."""
    each = 4 * family.scratch * columns
    for start, stop, size in stacks(len(theta), each):
        key = ("square", family, side, columns, size)
        square = shelf.take(key, size * each, lambda n=size: Square(family, side, columns, n))
        square.theta[: stop - start] = theta[start:stop]
        yield slice(start, stop), square


def _draw_units(family: Family, square: Square, out: Array, scales: Array) -> None:
    """Inputs, hidden units and outputs one below the other, out (R, U, M), scales (R, U)."""
    at, rows = square.drawn_inputs.shape[1], len(out)
    out[:, :at] = square.drawn_inputs
    for name, layer in zip(family.net.activations, square.hidden(), strict=True):
        values, part = layer[:rows], slice(at, at + layer.shape[1])
        if not ACTIVATIONS[name].bounded:
            most = np.maximum(values.max(axis=2), -values.min(axis=2))
            scales[:, part] = np.where(most == 0, 1, most)
            values = values / scales[:, part, None]
        _to_bytes(values, 127, 128, out[:, part])
        at = part.stop
    _to_bytes(chances(family, square.output)[:rows] * 2 - 1, 127, 128, out[:, at:])


def _to_bytes(values: Array, scale: float, zero: float, out: Array) -> None:
    """Values from 0 or −1 to 1, which are used up; what is no number lies in the middle."""
    np.multiply(values, np.float32(scale), values)
    if zero:
        np.add(values, np.float32(zero), values)
    np.rint(values, values)
    if np.isnan(np.minimum.reduce(values, None)):
        np.nan_to_num(values, copy=False, nan=zero or 127.0)
    out[...] = values
