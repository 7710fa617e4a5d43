"""By operation: every product, sum and function a node of its own."""

from server.engine.mlp import Network
from server.studies.example import Example, Picture


def steps_of(net: Network) -> int:
    """How many steps the graph would have."""
    return 10**6


def operations(example: Example) -> Picture:
    return Picture()
