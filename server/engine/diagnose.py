"""What blew up, where, and why: the first layer at which numbers stopped being finite, and what the
run was like before.
"""

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
    reach: float  # beyond it in any parameter a row has left

    @property
    def rates(self) -> list[float]: ...

    @property
    def whole(self) -> NetworkProgram: ...


def locate(run: Blown, row: int = 0) -> Blowup:
    """In a row that was lost, the first layer that is not finite."""
    step, rate, net = int(run.lost[row]), run.rates[row], run.objective
    if not isinstance(net, Network):
        far = bool((np.abs(run.theta[row]) > run.reach).any())
        return Blowup(step, row, 0, "left" if far else "loss", rate)
    for layer, w in enumerate(params.views(run.theta[row], net.sizes)):
        if not np.isfinite(w).all():
            return Blowup(step, row, layer + 1, "weight", rate)
    for layer, z in enumerate(run.whole.z):
        values = z if z.ndim == 2 else z[row]
        if not np.isfinite(values).all():
            return Blowup(step, row, layer + 1, "pre-activation", rate)
    return Blowup(step, row, len(net.sizes) - 1, "loss", rate)


GROWN = 100.0  # times that ‖θ‖ must have grown for the weights to be what exploded


@dataclass(frozen=True)
class Before:
    """A step at which all was finite: loss of the training points, ‖θ‖."""

    step: int
    loss: float
    norm: float


@dataclass(frozen=True)
class Cause:
    """turn: where the loss was lowest before it only climbed; last: the last step with a finite
    loss. curvature, limit: λmax of the whole training loss at the turn (for Adam as Adam sees it)
    and the largest rate that it allows; NaN where they are not known.
    """

    reason: str
    turn: Before | None = None
    last: Before | None = None
    curvature: float = float("nan")
    limit: float = float("nan")


def cause(
    blowup: Blowup, turn: Before | None, last: Before | None, curvature: float, limit: float
) -> Cause:
    """set: there was no step before it, the weights were put there; rate: above the limit;
    weights: they grew out of all proportion at a rate that was not; overflow: neither, the forward
    pass or the loss made a number too large of weights that were not.
    """
    if turn is None or last is None:
        return Cause("set")
    if blowup.rate > limit:
        return Cause("rate", turn, last, curvature, limit)
    grown = blowup.what == "weight" or last.norm > GROWN * turn.norm
    return Cause("weights" if grown else "overflow", turn, last, curvature, limit)
