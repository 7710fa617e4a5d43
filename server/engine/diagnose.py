"""What went wrong, and where: the first layer at which numbers stopped being finite."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from server.engine import params
from server.engine.core import Array
from server.engine.mlp import Network, NetworkProgram


@dataclass(frozen=True)
class Blowup:
    """After `step` updates; layer 1 is the first hidden one, the last the output's."""

    step: int
    row: int
    layer: int
    what: str  # "weight", "pre-activation" or "loss"
    rate: float


class Blown(Protocol):
    """What is asked of a run that has blown up."""

    net: Network
    theta: Array
    step: int

    @property
    def rates(self) -> list[float]: ...

    @property
    def whole(self) -> NetworkProgram: ...


def locate(run: Blown) -> Blowup:
    """The first row that is not finite, and in it the first layer."""
    row = _bad_row(run)
    rate = run.rates[row]
    for layer, w in enumerate(params.views(run.theta[row], run.net.sizes)):
        if not np.isfinite(w).all():
            return Blowup(run.step, row, layer + 1, "weight", rate)
    for layer, z in enumerate(run.whole.z):
        values = z if z.ndim == 2 else z[row]
        if not np.isfinite(values).all():
            return Blowup(run.step, row, layer + 1, "pre-activation", rate)
    return Blowup(run.step, row, len(run.net.sizes) - 1, "loss", rate)


def _bad_row(run: Blown) -> int:
    outputs = run.whole.z[-1].reshape(len(run.theta), -1)
    bad = ~np.isfinite(run.theta).all(axis=1) | ~np.isfinite(outputs).all(axis=1)
    return int(np.argmax(bad))
