"""Endings: what stands between the last layer and the loss, as formulas: the losses of
engine/losses.py node by node, where the tape has one call for several.

p is what the loss is told (a chance, or the output itself), y the target.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from server.engine import expression
from server.engine.core import Array
from server.engine.graph import Graph
from server.engine.mlp import Network

# The ACTIVATIONS entry that an output is; a softmax is none, and the others are o itself.
SQUASHES = {
    "sigmoid_cross_entropy": "sigmoid",
    "squared_sigmoid": "sigmoid",
    "squared_tanh": "tanh",
}


def formula(net: Network, y: Array) -> Graph:
    """The loss of p0 … and y0 …. Where it only asks which class is right, the formula knows that
    and names no y: so nothing is lost where a chance is rounded to 0 or 1.
    """
    return formula_of(net, len(y), right_of(y))


def formula_of(net: Network, outputs: int, right: int) -> Graph:
    return _parsed(net.loss, outputs, net.limit, right)


def right_of(y: Array) -> int:
    """The class that is right."""
    return int(np.argmax(y)) if len(y) > 1 else int(y[0, 0] > 0)


@lru_cache(64)
def _parsed(loss: str, outputs: int, limit: float, right: int) -> Graph:
    each = range(outputs)
    names = [f"p{k}" for k in each] + [f"y{k}" for k in each]
    return expression.parse(TEXTS[loss](each, limit, right), names)


def value(net: Network, p: Array, y: Array) -> Array:
    return formula(net, y).evaluate(_named(p, y)).reshape(())


def gradients(net: Network, p: Array, y: Array) -> dict[str, Array]:
    """∂L/∂p and ∂L/∂y, (K, 1) each; NaN for a target that the formula does not name."""
    graph = formula(net, y)
    _, found = graph.gradient(_named(p, y))
    return {name: _collected(graph, found, name, len(p)) for name in ("p", "y")}


def nudged(net: Network, p: Array, y: Array, step: float) -> dict[str, Array]:
    """L with each of p and y alone nudged, (K, 1) each."""
    graph, both = formula(net, y), np.concatenate([p, y])
    lanes = both + np.eye(len(both)) * step
    losses = graph.evaluate(_named(*np.split(lanes, 2)))
    found = {f"{n}{k}": losses[i * len(p) + k] for i, n in enumerate("py") for k in range(len(p))}
    return {name: _collected(graph, found, name, len(p)) for name in ("p", "y")}


def _collected(graph: Graph, found: dict[str, Array], name: str, count: int) -> Array:
    """Of each of p, or y; the loss that asks which class is right does not depend on a number y."""
    named = {node.name for node in graph.nodes}
    each = [f"{name}{k}" for k in range(count)]
    known = [found[n].item() if name == "p" or n in named else np.nan for n in each]
    return np.array(known)[:, None]


def _named(p: Array, y: Array) -> dict[str, Array]:
    return {f"{name}{k}": row for name, rows in (("p", p), ("y", y)) for k, row in enumerate(rows)}


def _binary(each: Sequence[int], limit: float, right: int) -> str:
    return "-ln(p0)" if right else "-ln(1 - p0)"


def _cross_entropy(each: Sequence[int], limit: float, right: int) -> str:
    return f"-ln(p{right})"


def _squared(each: Sequence[int], limit: float, right: int) -> str:
    return "½*(" + " + ".join(f"(p{k} - y{k})²" for k in each) + ")"


def _huber(each: Sequence[int], limit: float, right: int) -> str:
    cut = f"min(|p0 - y0|, {limit!r})"
    return f"{cut}*(|p0 - y0| - ½*{cut})"


def _hinge(each: Sequence[int], limit: float, right: int) -> str:
    return "max(0, 1 - y0*p0)"


def _class_hinge(each: Sequence[int], limit: float, right: int) -> str:
    return " + ".join(f"max(0, p{k} - p{right} + 1)" for k in each if k != right)


TEXTS = {
    "sigmoid_cross_entropy": _binary,
    "softmax_cross_entropy": _cross_entropy,
    "squared": _squared,
    "squared_sigmoid": _squared,
    "squared_tanh": _squared,
    "huber": _huber,
    "hinge": _hinge,
    "class_hinge": _class_hinge,
}
