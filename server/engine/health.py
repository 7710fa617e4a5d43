"""Health of a network: units that are dead or saturated, and how far a step goes."""

from dataclasses import dataclass

import numpy as np

from server.engine import params
from server.engine.activations import ACTIVATIONS, Bend
from server.engine.core import Array, Batch, Tape
from server.engine.curvature import length
from server.engine.mlp import Network, NetworkProgram

FLAT = 0.05  # of the steepest slope: tanh beyond ±0.975, leaky ReLU below 0, ReLU at and below 0


@dataclass(frozen=True, eq=False)
class Health:
    """One hidden layer over some points. flat (units,): the share of the points at which a unit's
    |f′(z)| is below FLAT of f's steepest slope. A one-sided unit (ReLU's family) that is flat at
    every point is dead: nothing flows back through it, and nothing will.
    """

    activation: str
    flat: Array

    @property
    def dead(self) -> list[int]:
        return [] if self.bounded else np.flatnonzero(self.flat == 1).tolist()

    @property
    def saturated(self) -> float:
        """The share of (unit, point) pairs at which a bounded unit is flat; 0 for others."""
        return float(self.flat.mean()) if self.bounded else 0.0

    @property
    def bounded(self) -> bool:
        return ACTIVATIONS[self.activation].bounded > 0


def health(net: Network, theta: Array, batch: Batch) -> list[Health]:
    """Of each hidden layer at θ (P,) over a batch."""
    if not batch.size:
        return []
    program = net.compile(theta[None], None, batch.size, len(batch.y))
    program.x[...] = batch.x
    program.forward.run()
    return [
        Health(f, (np.abs(slope) < FLAT * steepest(f)).mean(axis=-1))
        for f, slope in zip(net.activations, slopes(program), strict=True)
    ]


def slopes(program: NetworkProgram) -> list[Array]:
    """f′(z) (units, N) of each hidden layer of a program of one row, after its forward pass; of a
    maxout unit that of the piece that won.
    """
    layers = zip(program.bends, program.z, program.a, strict=False)
    return [_slope(bend, z, a[:-1]) for bend, z, a in layers]


def steepest(activation: str) -> float:
    """The largest |f′(z)| on a fine grid around 0, where all of these functions bend."""
    entry = ACTIVATIONS[activation]
    _, slopes = entry.at(np.tile(np.linspace(-8, 8, 3201), (entry.pieces(()), 1)))
    return float(np.abs(slopes).max())


def _slope(bend: Bend, z: Array, a: Array) -> Array:
    s, tape = np.empty_like(z), Tape()
    bend.slope(tape, z, a, s)
    tape.run()
    return s.reshape(-1, bend.pieces, z.shape[-1]).max(axis=1)


# How far a step goes


def update_ratios(before: Array, after: Array, sizes: tuple[int, ...]) -> list[float]:
    """‖Δθ_l‖ / ‖θ_l‖ of each layer, weights and biases together; CS231n: about 1e-3 is healthy."""
    pairs = zip(params.views(before, sizes), params.views(after, sizes), strict=True)
    return [length(new - old) / max(length(old), 1e-300) for old, new in pairs]
