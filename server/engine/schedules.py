"""Learning-rate schedules: the rate in epoch e of a block, from the block's base rate."""

from collections.abc import Callable


def constant(rate: float, epoch: int, every: int) -> float:
    del epoch, every
    return rate


def halve(rate: float, epoch: int, every: int) -> float:
    """η·½^⌊e/n⌋: the deck's "½ decay / n epoch" (PyTorch's StepLR with γ = ½)."""
    return rate * 0.5 ** min(epoch // every, 1000)


SCHEDULES: dict[str, Callable[[float, int, int], float]] = {"constant": constant, "halve": halve}
