"""By operation: every product, sum and function a node of its own, as in a typed formula; a group a
neuron, and one for the loss.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

from server.engine import expression, params
from server.engine.activations import ACTIVATIONS, Hyper
from server.engine.graph import Graph, Node
from server.engine.mlp import Network
from server.engine.program import Program
from server.studies import endings
from server.studies.example import SYMBOLS, Example, Nudge, key_of, not_finite, sub
from server.studies.formula import Part, Read, told
from server.studies.labels import labels
from server.studies.passage import Passage

GELU = "z*½*(1 + tanh(0.7978845608028654*(z + 0.044715*z³)))"


def bend(activation: str, hyper: Mapping[str, float]) -> str:
    """f(z) as a formula, kinks as in engine/activations.py."""
    match activation:
        case "leaky_relu":
            return f"max({hyper['leak']!r}*z, z)"
        case "elu":
            scale = "" if hyper["alpha"] == 1 else f"{hyper['alpha']!r}*"
            return f"{scale}(exp(min(z, 0)) - 1) + relu(z)"
        case "softplus":
            return "ln(1 + exp(z))"
        case "gelu":
            return GELU
        case "silu":
            return "z*sigmoid(z)"
        case "linear":
            return "z"
        case _:
            return f"{activation}(z)"


def operations(example: Example, nudge: Nudge) -> dict[str, Any]:
    """The graph's own numbers: the engine's, of a formula that says what the tape does."""
    plan = planned(example.passage, endings.right_of(example.values["y"]))
    values = {name: float(example.values[entry][at]) for name, entry, at in plan.given}
    there = nudge is not None and nudge[0] in plan.keys
    found = told(plan.read, values, example.h, nudge if there else None)
    for node, about in zip(found["nodes"], plan.about, strict=True):
        node |= about | {"spans": []}
        if about.get("op") == "input":
            node["label"] = example.input(about["place"]["unit"])["label"]
    for group, place in zip(found["groups"], plan.places, strict=True):
        group["place"] = place
    for fault in found["faults"]:
        fault |= not_finite(found["nodes"][fault["node"]]["label"])
    return found


@dataclass
class Plan:
    """A network written down: a formula with its leaves, and where they are in the network."""

    nodes: list[Node] = field(default_factory=list[Node])
    keys: list[str] = field(default_factory=list[str])
    about: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    given: list[tuple[str, str, tuple[int, int]]] = field(default_factory=list[Any])
    parts: list[Part] = field(default_factory=list[Part])
    places: list[Any] = field(default_factory=list[Any])
    known: dict[str, int] = field(default_factory=dict[str, int])

    @cached_property
    def read(self) -> Read:
        names = tuple(name for name, _, _ in self.given)
        graph = Graph("", names, tuple(self.nodes))
        return Read(Program(graph, {}, ()), labels(graph), tuple(self.keys), tuple(self.parts))

    def leaf(self, entry: str, at: tuple[int, int], told: dict[str, Any]) -> int:
        """A number of the network: one node, however many use it."""
        key = key_of(entry, at)
        if key not in self.known:
            self.given.append((key, entry, at))
            self.known[key] = self._add(Node("name", (), ((1, 1),), key), told)
            self.keys[-1] = key
        return self.known[key]

    def step(self, op: str, *inputs: int) -> int:
        return self._add(Node(op, inputs, ((1, 1),)))

    def formula(self, text: str, given: Mapping[str, int]) -> int:
        """Grafted on the nodes that its names are."""
        at = list[int]()
        for node in _parsed(text, tuple(given)).nodes:
            if node.op == "name":
                at.append(given[node.name])
            else:
                at.append(self._add(replace(node, inputs=tuple(at[i] for i in node.inputs))))
        return at[-1]

    def named(self, at: int, key: str) -> int:
        """Its key, and that of what it is in the network."""
        self.keys[at] = key
        return at

    def part(self, key: str, kind: str, label: str, since: int, place: Any) -> None:
        own = range(since, len(self.nodes))
        nodes = tuple(i for i in own if self.nodes[i].op != "name")
        if any(self.nodes[i].inputs for i in nodes):
            self.parts.append(Part(key, kind, label, nodes))
            self.places.append(place)

    def _add(self, node: Node, about: dict[str, Any] | None = None) -> int:
        self.nodes.append(node)
        self.keys.append(f"#{len(self.nodes) - 1}")
        self.about.append(about or {})
        return len(self.nodes) - 1


@lru_cache(256)
def _parsed(text: str, names: tuple[str, ...]) -> Graph:
    return expression.parse(text, names)


def planned(passage: Passage, right: int) -> Plan:
    """Written down once: it stays the same while the numbers change."""
    if right not in passage.plans:
        passage.plans[right] = _plan(passage, right)
    return passage.plans[right]


def _plan(passage: Passage, right: int) -> Plan:
    plan, net = Plan(), passage.net
    before = [plan.leaf("x", (i, 0), _place("input", "", 0, i)) for i in range(net.sizes[0])]
    for n in range(passage.layers):
        last = n == passage.layers - 1
        activation = "linear" if last else net.activations[n]
        hyper = dict(ACTIVATIONS[activation].hyper) | ({} if last else dict(net.hyper[n]))
        after = list[int]()
        for unit in range(net.sizes[n + 1]):
            since, pieces = len(plan.nodes), passage.pieces[n]
            rows = range(unit * pieces, (unit + 1) * pieces)
            zs = [_sum(plan, passage, n, row, before) for row in rows]
            out = _bent(plan, zs, activation, hyper)
            key = f"{'o' if last else f'a{n + 1}'}[{unit}]"
            after.append(plan.named(out, key))
            place = {"layer": n + 1, "unit": unit, "input": None}
            plan.about[out] = {"place": place}
            plan.part(f"neuron:{key}", "neuron", SYMBOLS[activation], since, place)
        before = after
    since = len(plan.nodes)
    plan.named(_ending(plan, net, before, right), "L")
    plan.part("loss", "definition", "L", since, None)
    return plan


def _place(op: str, label: str, layer: int, unit: int, source: int | None = None) -> dict[str, Any]:
    """What is told of a leaf, besides its numbers."""
    place = {"layer": layer, "unit": unit, "input": source}
    return {"op": op, "label": label, "place": place}


def _sum(plan: Plan, passage: Passage, n: int, row: int, inputs: Sequence[int]) -> int:
    """Σ w·a + b."""
    unit, total = row // passage.pieces[n], -1
    for i, a in enumerate(inputs):
        about = _place("weight", f"w{sub(row + 1)}{sub(i + 1)}", n, unit, i)
        product = plan.step("multiply", plan.leaf(f"W{n + 1}", (row, i), about), a)
        total = plan.step("add", total, product) if i else product
    bias = plan.leaf(
        f"b{n + 1}", (row, 0), _place("bias", f"b{sub(row + 1)}", n, unit, len(inputs))
    )
    return plan.named(plan.step("add", total, bias), f"{passage.z_name(n)}[{row}]")


def _bent(plan: Plan, zs: Sequence[int], activation: str, hyper: Mapping[str, float]) -> int:
    """f(z); of maxout the largest, one after the other: of equals the first."""
    if activation != "maxout":
        return plan.formula(bend(activation, hyper), {"z": zs[0]})
    out = zs[0]
    for z in zs[1:]:
        out = plan.step("max", out, z)
    return out


def _ending(plan: Plan, net: Network, outputs: list[int], right: int) -> int:
    if net.loss == "sigmoid_cross_entropy":
        text = "-ln(sigmoid(o))" if right else "-ln(sigmoid(-o))"
        return plan.formula(text, {"o": outputs[0]})
    if net.loss == "softmax_cross_entropy":
        powers = [plan.step("exp", o) for o in outputs]
        total = powers[0]
        for power in powers[1:]:
            total = plan.step("add", total, power)
        return plan.formula("-ln(a/s)", {"a": powers[right], "s": total})
    squash = endings.SQUASHES.get(net.loss)
    p = [plan.formula(f"{squash}(z)", {"z": o}) for o in outputs] if squash else outputs
    graph = endings.formula_of(net, len(outputs), right)
    named = {node.name for node in graph.nodes}
    given = {f"p{k}": at for k, at in enumerate(p)}
    for k in range(len(p)):
        if f"y{k}" in named:
            label = "y" if len(p) == 1 else f"y{sub(k + 1)}"
            given[f"y{k}"] = plan.leaf("y", (k, 0), {"op": "target", "label": label})
    return plan.formula(graph.text, given)


def steps_of(net: Network) -> int:
    """How many steps the graph has, without writing it down."""
    count = 0
    hyper = net.hyper or ((),) * len(net.activations)
    hidden: list[tuple[str, Hyper]] = list(zip(net.activations, hyper, strict=True))
    for (rows, width), (name, own) in zip(
        params.shapes(net.sizes), [*hidden, ("linear", ())], strict=True
    ):
        pieces = ACTIVATIONS[name].pieces(own)
        if name == "maxout":
            bent = pieces - 1
        else:
            numbers = dict(ACTIVATIONS[name].hyper) | dict(own)
            bent = _steps(_parsed(bend(name, numbers), ("z",)))
        count += rows * 2 * (width - 1) + rows // pieces * bent
    plan = Plan()
    ends = [plan.leaf("o", (k, 0), {}) for k in range(net.sizes[-1])]
    _ending(plan, net, ends, 0)
    return count + sum(bool(node.inputs) for node in plan.nodes)


def _steps(graph: Graph) -> int:
    return sum(bool(node.inputs) for node in graph.nodes)
