"""Family: what networks have in common that are looked at together, and whether they can be."""

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from server.engine.core import agrees
from server.engine.mlp import Network
from server.stepper import Stepper


@dataclass(frozen=True, eq=False)
class Family:
    """A network but for λ's amount, and what its inputs and outputs mean. Equal ones are one
    object.
    """

    net: Network
    dtype: str
    features: tuple[str, ...]
    regression: bool

    def bytes_of(self, examples: int) -> int:
        """What a row of a stack takes, roughly; with a gradient twice as much."""
        return (self.scratch * examples + self.parameters) * self._number

    @cached_property
    def scratch(self) -> int:
        return self.net.scratch

    @cached_property
    def parameters(self) -> int:
        return self.net.parameters

    @cached_property
    def _number(self) -> int:
        return np.dtype(self.dtype).itemsize


def family_of(stepper: Stepper) -> Family:
    spec, net = stepper.spec, stepper.net
    plain = replace(net, strength=float(net.strength > 0))
    return _family(plain, spec.dtype, spec.model.features, spec.data.task == "regression")


@lru_cache(1024)
def _family(net: Network, dtype: str, features: tuple[str, ...], regression: bool) -> Family:
    return Family(net, dtype, features, regression)


@lru_cache(1024)
def agreed(family: Family, size: int) -> bool:
    """Whether so many examples have the same bits in a stack as alone."""
    net = family.net
    return agrees(net, size, net.sizes[-1], family.dtype, stack=net.stack)
