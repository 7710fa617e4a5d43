"""Learning-rate schedules: the rate in epoch e of a block, from the block's own rate η.

Each is a function of the whole epoch, so a rate is constant within one. PyTorch's schedulers of the
same name (torch.optim.lr_scheduler, stepped once an epoch) give the same rates up to epoch T.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import cos, pi
from typing import Any

Values = Mapping[str, Any]


def constant(rate: float, epoch: int, h: Values) -> float:
    del epoch, h
    return rate


def halve(rate: float, epoch: int, h: Values) -> float:
    """η·½^⌊e/n⌋: the deck's "½ decay / n epoch" (PyTorch's StepLR with γ = ½)."""
    return rate * 0.5 ** min(epoch // h["every"], 1000)


def step(rate: float, epoch: int, h: Values) -> float:
    """η·γ^⌊e/s⌋ (StepLR)."""
    return rate * h["gamma"] ** (epoch // h["every"])


def exponential(rate: float, epoch: int, h: Values) -> float:
    """η·γᵉ (ExponentialLR)."""
    return rate * h["gamma"] ** epoch


def cosine(rate: float, epoch: int, h: Values) -> float:
    """η_min + ½(η − η_min)(1 + cos(πe/T)), then η_min (CosineAnnealingLR would rise again)."""
    return _between(rate, h["floor"], epoch / h["total"])


def one_cycle(rate: float, epoch: int, h: Values) -> float:
    """From η/div up to η within the first `rise` of T epochs, then down to η/(div · final_div);
    both ways along a cosine, and held (OneCycleLR without its cycling of the momentum).
    """
    first, last = rate / h["div"], rate / (h["div"] * h["final_div"])
    top, end = h["rise"] * h["total"] - 1, h["total"] - 1
    epoch = min(epoch, end)
    if epoch == top:  # a rise of 1 ends here, with nothing to come down on
        return rate
    if epoch < top:
        return _between(first, rate, epoch / top)
    return _between(rate, last, (epoch - top) / (end - top))


def piecewise(rate: float, epoch: int, h: Values) -> float:
    """η times a factor that is drawn: straight between [epoch, factor], held before and after."""
    points: Sequence[tuple[int, float]] = h["points"]
    after = next((i for i, (at, _) in enumerate(points) if at > epoch), len(points))
    if after in (0, len(points)):
        return rate * points[min(after, len(points) - 1)][1]
    (left, low), (right, high) = points[after - 1], points[after]
    return rate * (low + (high - low) * (epoch - left) / (right - left))


def warm(epoch: int, epochs: int) -> float:
    """(e + 1)/(n + 1) in the first n epochs, then 1: what any schedule is multiplied by
    (LinearLR from 1/(n + 1)).
    """
    return min(1.0, (epoch + 1) / (epochs + 1))


def _between(start: float, end: float, part: float) -> float:
    """Along half a cosine."""
    return end + 0.5 * (start - end) * (1 + cos(pi * min(1.0, part)))


@dataclass(frozen=True)
class Schedule:
    rate: Callable[[float, int, Values], float]
    defaults: Mapping[str, Any] = field(default_factory=dict[str, Any])


SCHEDULES: dict[str, Schedule] = {
    "constant": Schedule(constant),
    "halve": Schedule(halve, {"every": 20}),
    "step": Schedule(step, {"every": 20, "gamma": 0.1}),
    "exponential": Schedule(exponential, {"gamma": 0.95}),
    "cosine": Schedule(cosine, {"total": 60, "floor": 0.0}),
    "one_cycle": Schedule(one_cycle, {"total": 60, "rise": 0.3, "div": 25.0, "final_div": 1e4}),
    "piecewise": Schedule(piecewise, {"points": ((0, 1.0), (40, 1.0), (60, 0.1))}),
}
