"""Deal: the minibatches of one pass over the training points."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from server.engine.core import Array
from server.spec import Spec


class Deal(NamedTuple):
    """`order` of the points in one pass, and the minibatches into which it is cut: the short last
    one is kept.
    """

    order: Array
    batches: Sequence[Array]


def dealt(spec: Spec, count: int, shuffle: int) -> Deal:
    """Of pass number `shuffle` over so many points: a permutation. What is planar keeps the order
    of a whole set: nothing is drawn.
    """
    entropy = spec.entropy("batches", shuffle)
    kept = spec.objective.planar and 0 < count <= spec.batch
    return _deal(None if kept else entropy, count, spec.batch)


@lru_cache(2048)
def _deal(entropy: tuple[int, ...] | None, count: int, batch: int) -> Deal:
    """A hall of runs with the same seed shares it; and a stack looks at the next one, too."""
    draws = entropy is not None
    order = np.random.default_rng(entropy).permutation(count) if draws else np.arange(count)
    order.flags.writeable = False
    size = max(1, min(batch, count))
    return Deal(order, [order[i : i + size] for i in range(0, count, size)])


def stretch(deal: Sequence[Array], cursor: int) -> int:
    """How many of the coming minibatches are as large as the next one."""
    left = len(deal) - cursor
    short = len(deal[-1]) < len(deal[0])
    return left - 1 if short and left > 1 else left
