"""Deal: the minibatches of one pass over the training points."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from server.engine.core import Array
from server.spec import Spec


def ordered(spec: Spec, count: int, shuffle: int) -> Array:
    """The order of the points in pass number `shuffle`: a permutation. What is planar keeps the
    order of a whole set: nothing is drawn.
    """
    if spec.objective.planar and 0 < count <= spec.batch:
        return np.arange(count)
    return _permutation(spec.entropy("batches", shuffle), count)


@lru_cache(256)
def _permutation(entropy: tuple[int, ...], count: int) -> Array:
    """A hall of runs with the same seed shares it."""
    order = np.random.default_rng(entropy).permutation(count)
    order.flags.writeable = False
    return order


def dealt(order: Array, batch: int) -> list[Array]:
    """Cut into minibatches, the short last one kept."""
    size = max(1, min(batch, len(order)))
    return [order[i : i + size] for i in range(0, len(order), size)]


def stretch(deal: Sequence[Array], cursor: int) -> int:
    """How many of the coming minibatches are as large as the next one."""
    left = len(deal) - cursor
    short = len(deal[-1]) < len(deal[0])
    return left - 1 if short and left > 1 else left
