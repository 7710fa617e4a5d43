"""Kind: what networks have in common that are done together, and whether they can be."""

from dataclasses import dataclass, replace
from functools import cached_property

from server.engine.core import agrees
from server.engine.mlp import Network
from server.shelf import Shelf
from server.stepper import Stepper

VERDICT_BYTES = 1000  # with its key


@dataclass(frozen=True)
class Kind:
    """`net` has no λ of its own. What is not of the network says what a picture of it means."""

    net: Network
    dtype: str
    features: tuple[str, ...]
    regression: bool

    @cached_property
    def _hash(self) -> int:
        return hash((self.net, self.dtype, self.features, self.regression))

    def __hash__(self) -> int:  # asked for many times a frame
        return self._hash


def kind_of(stepper: Stepper) -> Kind:
    spec, net = stepper.spec, stepper.net
    alike = replace(net, strength=0.0 if net.penalty == "none" else 1.0)
    return Kind(alike, spec.dtype, spec.model.features, spec.data.task == "regression")


def agreed(shelf: Shelf, kind: Kind, size: int) -> bool:
    """Whether a gradient of so many examples has the same bits in a stack as alone."""
    net = kind.net
    return shelf.take(
        ("agreed", kind, size),
        VERDICT_BYTES,
        lambda: agrees(net, size, net.sizes[-1], kind.dtype, stack=net.stack),
    )
