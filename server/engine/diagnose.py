"""What went wrong, and where: the first layer at which numbers stopped being finite."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from server.engine import params
from server.engine.core import Array, Objective
from server.engine.mlp import Network, NetworkProgram


@dataclass(frozen=True)
class Blowup:
    """After `step` updates; layer 1 is the first hidden one, the last the output's."""

    step: int
    row: int
    layer: int
    what: str  # "weight", "pre-activation" or "loss"; of a surface, in layer 0, "left" or "loss"
    rate: float


class Blown(Protocol):
    """What is asked of a run that has blown up."""

    objective: Objective
    theta: Array
    lost: Array  # (R,) the step at which a row went wrong

    @property
    def rates(self) -> list[float]: ...

    @property
    def whole(self) -> NetworkProgram: ...


def locate(run: Blown, row: int = 0) -> Blowup:
    """In a row that was lost, the first layer that is not finite."""
    step, rate, net = int(run.lost[row]), run.rates[row], run.objective
    if not isinstance(net, Network):
        far = np.isfinite(run.theta[row]).all()
        return Blowup(step, row, 0, "left" if far else "loss", rate)
    for layer, w in enumerate(params.views(run.theta[row], net.sizes)):
        if not np.isfinite(w).all():
            return Blowup(step, row, layer + 1, "weight", rate)
    for layer, z in enumerate(run.whole.z):
        values = z if z.ndim == 2 else z[row]
        if not np.isfinite(values).all():
            return Blowup(step, row, layer + 1, "pre-activation", rate)
    return Blowup(step, row, len(net.sizes) - 1, "loss", rate)
