"""Kind: what a step of a run is compiled from. Runs of one kind can step together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from server.engine.core import Array, Objective
from server.engine.descent import Row
from server.engine.mlp import Network
from server.spec import Method
from server.spec.methods import Schedule


@dataclass(frozen=True, eq=False)
class Kind:
    """A network but for λ's amount, a rule but for its rate. Equal kinds are one object."""

    net: Network
    rule: Row
    dtype: np.dtype[Any]


def kind_of(objective: Objective, rules: Sequence[Row], theta: Array) -> Kind | None:
    """None where rows are more than one, or a step is more than its gradient and the rule."""
    if not isinstance(objective, Network) or len(rules) > 1 or objective.dropout:
        return None
    net = replace(objective, strength=float(objective.strength > 0))
    return _kind(net, rules[0], theta.dtype.str)


@lru_cache(1024)
def _kind(net: Network, rule: Row, dtype: str) -> Kind:
    return Kind(net, rule, np.dtype(dtype))


def steady(method: Method) -> bool:
    """Whether it is the same in all epochs."""
    return len(method.blocks) == 1 and method.schedule == Schedule()
