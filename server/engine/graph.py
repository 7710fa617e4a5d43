"""A formula as a computation graph: its nodes, their values, and their gradients.

Reverse mode is one backward pass for all names; forward mode is one pass for one direction. Both
use the slopes of OPERATIONS. Differences use none: they move a node and look at f.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from server.engine.core import Array
from server.engine.operations import OPERATIONS, Value
from server.engine.tokens import Span


@dataclass(frozen=True)
class Node:
    """`op` is "number", "constant" (π, e), "name", or a key of OPERATIONS; `inputs` are indices of
    earlier nodes. A name is one node however often it is written: there gradients add up, and it
    has several spans.
    """

    op: str
    inputs: tuple[int, ...]
    spans: tuple[Span, ...]
    name: str = ""
    value: float = 0.0

    @property
    def fixed(self) -> bool:
        return self.op in ("number", "constant")

    @property
    def label(self) -> str:
        if self.op == "number":
            return f"{self.value:.12g}".replace("-", "−")
        return self.name or OPERATIONS[self.op].symbol


NOWHERE: Mapping[int, Value] = {}


@dataclass(frozen=True, eq=False)
class Steps:
    """Backpropagation, an entry a node: its value, ∂f/∂node, its slopes ∂node/∂input, and what it
    sends back to each input: its gradient × that slope. Where arrows meet, what they bring adds up.
    What is the same at all places may be a plain number.
    """

    values: list[Value]
    grads: list[Value]
    slopes: list[list[Value]]
    sent: list[list[Value]]


@dataclass(frozen=True, eq=False)
class Differences:
    """f when one node alone is moved up or down by h, an entry a node."""

    h: float
    up: Array
    down: Array

    @property
    def central(self) -> Array:
        return (self.up - self.down) / (2 * self.h)


@dataclass(frozen=True)
class Graph:
    """f: its nodes, inputs before what uses them; the last one is f itself."""

    text: str
    names: tuple[str, ...]
    nodes: tuple[Node, ...]

    def evaluate(self, values: Mapping[str, Any]) -> Array:
        """f at arrays or numbers, one a name; they broadcast."""
        given, shape = _spread(values)
        with np.errstate(all="ignore"):
            return _filled(self.forward(given)[-1], shape)

    def gradient(self, values: Mapping[str, Any]) -> tuple[Array, dict[str, Array]]:
        """f and ∂f/∂name of every name, by one backward pass (reverse mode)."""
        given, shape = _spread(values)
        with np.errstate(all="ignore"):
            nodes = self.forward(given)
            grads = self.backward(nodes)
        return _filled(nodes[-1], shape), {
            name: _filled(slope, shape) for name, slope in self.by_name(grads).items()
        }

    def tangent(self, values: Mapping[str, Any], along: Mapping[str, Any]) -> tuple[Array, Array]:
        """f and its derivative along a direction, by one forward pass of pairs (forward mode)."""
        given, shape = _spread(values)
        moves = {name: _flat(value, shape) for name, value in along.items()}
        rates: list[Value] = []
        with np.errstate(all="ignore"):
            nodes = self.forward(given)
            for at, node in enumerate(self.nodes):
                rate: Value = moves.get(node.name, 0.0)
                for slot, i in enumerate(node.inputs):
                    if not _is(rates[i], 0.0):
                        rate = rate + times(rates[i], self.slope(at, slot, nodes))
                rates.append(rate)
            return _filled(nodes[-1], shape), _filled(rates[-1], shape)

    def steps(self, values: Mapping[str, Any]) -> Steps:
        """Every node's value, gradient and slopes: what can be stepped through."""
        given, shape = _spread(values)
        with np.errstate(all="ignore"):
            nodes = self.forward(given)
            grads = self.backward(nodes, everywhere=True)
            slopes = [
                [self.slope(at, slot, nodes) for slot in range(len(node.inputs))]
                for at, node in enumerate(self.nodes)
            ]
            sent = [
                [times(g, slope) for slope in own] for g, own in zip(grads, slopes, strict=True)
            ]

        def shaped(values: Sequence[Value]) -> list[Value]:
            return [v.reshape(shape) if isinstance(v, np.ndarray) else v for v in values]

        return Steps(shaped(nodes), shaped(grads), [*map(shaped, slopes)], [*map(shaped, sent)])

    def moved(self, values: Mapping[str, float], at: int, by: float) -> Array:
        """Every node's value (n,) when one of them is moved: all that is made of it follows."""
        with np.errstate(all="ignore"):
            return np.array(self.forward(_numbers(values), {at: by}), float)

    def differences(self, values: Mapping[str, float], h: float) -> Differences:
        """Every node moved by ±h alone, all in one forward pass: in lane i only node i is moved.
        Numbers stay where they are.
        """
        lanes = h * np.eye(len(self.nodes))
        up_down = np.concatenate([lanes, -lanes], axis=1)  # a row a node, its moves lane by lane
        moves = {at: up_down[at] for at, node in enumerate(self.nodes) if not node.fixed}
        with np.errstate(all="ignore"):
            f = np.broadcast_to(self.forward(_numbers(values), moves)[-1], up_down.shape[1])
        return Differences(h, *np.split(f, 2))

    def forward(
        self, given: Mapping[str, Value], moves: Mapping[int, Value] = NOWHERE
    ) -> list[Value]:
        """Every node's value. What depends on no name stays a number. `moves` are added to nodes on
        the way.
        """
        values: list[Value] = []
        for at, node in enumerate(self.nodes):
            if node.op == "name":
                value = given[node.name]
            elif node.inputs:
                value = OPERATIONS[node.op].f(*[values[i] for i in node.inputs])
            else:
                value = np.float64(node.value)
            values.append(value + moves[at] if at in moves else value)
        return values

    def backward(
        self,
        values: Sequence[Value],
        everywhere: bool = False,
        through: Sequence[int] | None = None,
    ) -> list[Value]:
        """∂f/∂node of every node that depends on a name, or of every node; others stay 0.
        `through` some nodes alone: the last of them is in f's place, so what comes out at the
        nodes they are made of are the slopes of that part of the graph.
        """
        own = range(len(self.nodes)) if through is None else through
        grads: list[Value] = [0.0] * len(self.nodes)
        grads[own[-1]] = 1.0
        for at in reversed(own):
            for slot, i in enumerate(self.nodes[at].inputs):
                if not _is(grads[at], 0.0) and (everywhere or self.reached[i]):
                    sent = times(grads[at], self.slope(at, slot, values))
                    grads[i] = sent if _is(grads[i], 0.0) else grads[i] + sent
        return grads

    def part_slopes(self, nodes: Sequence[int], values: Sequence[Value]) -> dict[int, Value]:
        """∂(the last of some nodes)/∂(what they are made of), as if they were one node."""
        with np.errstate(all="ignore"):
            grads = self.backward(values, everywhere=True, through=nodes)
        inputs, own = (i for at in nodes for i in self.nodes[at].inputs), set(nodes)
        return {i: grads[i] for i in inputs if i not in own}

    def by_name(self, grads: Sequence[Value]) -> dict[str, Value]:
        """Of one value a node, those of the names; 0 for a name that is not in the formula."""
        found = {node.name: g for node, g in zip(self.nodes, grads, strict=True) if node.name}
        return {name: found.get(name, 0.0) for name in self.names}

    def slope(self, at: int, slot: int, values: Sequence[Value]) -> Value:
        """∂node/∂input, the local slope."""
        node = self.nodes[at]
        return OPERATIONS[node.op].slopes[slot](*[values[i] for i in node.inputs], values[at])

    @cached_property
    def reached(self) -> tuple[bool, ...]:
        """Which nodes depend on a name."""
        reached: list[bool] = []
        for node in self.nodes:
            reached.append(node.op == "name" or any(reached[i] for i in node.inputs))
        return tuple(reached)

    @cached_property
    def uses(self) -> tuple[int, ...]:
        """How often each node is an input."""
        uses = [0] * len(self.nodes)
        for i in (i for node in self.nodes for i in node.inputs):
            uses[i] += 1
        return tuple(uses)


def times(a: Value, b: Value) -> Value:
    """a · b; nothing is computed for the numbers 1, −1 and 0, of which slopes are full."""
    for one, other in ((a, b), (b, a)):
        if _is(one, 0.0):
            return 0.0
        if _is(one, 1.0):
            return other
        if _is(one, -1.0):
            return -other
    return a * b


def _is(value: Value, number: float) -> bool:
    return isinstance(value, float) and value == number


def _numbers(values: Mapping[str, float]) -> dict[str, Value]:
    return {name: np.float64(value) for name, value in values.items()}


def _spread(values: Mapping[str, Any]) -> tuple[dict[str, Value], tuple[int, ...]]:
    """Values as flat arrays of one length, and the shape they stand for."""
    arrays = {name: np.asarray(value, np.float64) for name, value in values.items()}
    shape = np.broadcast_shapes(*(a.shape for a in arrays.values()))
    return {name: _flat(a, shape) for name, a in arrays.items()}, shape


def _flat(value: Any, shape: tuple[int, ...]) -> Value:
    """An array of the shape, flat; a plain number stays one."""
    return value if isinstance(value, float) else np.array(np.broadcast_to(value, shape)).ravel()


def _filled(value: Value, shape: tuple[int, ...]) -> Array:
    """A flat array, or a number for all places, in its shape."""
    out = np.empty(shape)
    out.reshape(-1)[...] = value
    return out
