"""Formula: what somebody types, as a graph of its operations."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from server import checks
from server.checks import Bad
from server.engine import program
from server.engine.expression import constant
from server.engine.faults import faults
from server.engine.graph import Steps
from server.engine.patterns import sigmoids
from server.engine.program import Program
from server.engine.tokens import FormulaError
from server.run import Run
from server.studies.labels import Labels, labels
from server.work import Work

Nudge = tuple[str, float] | None  # a node's key, and by how much it is moved
LARGEST = 1e300  # that a leaf may be


@dataclass(frozen=True)
class Part:
    """What can be folded: its nodes, numbers included, of which the last one comes out."""

    key: str
    kind: str
    label: str
    nodes: tuple[int, ...]


@dataclass(frozen=True)
class Read:
    """All that the text alone says. `keys`: a name, where a node has one, or its place."""

    program: Program
    labels: Labels
    keys: tuple[str, ...]
    parts: tuple[Part, ...]


def study(
    run: Run, source: Mapping[str, Any], h: float, nudge: Nudge, kept: dict[str, Any]
) -> Work[dict[str, Any]]:
    del run
    checks.mapping(source, "source", ("kind", "text", "values"))
    text = source.get("text")
    if not isinstance(text, str):
        raise Bad("source.text", f"expected a formula, got {checks.shown(text)}")
    if text not in kept:
        kept.clear()
        kept[text] = _read(text)
    read: Read = kept[text]
    return _answered(read, _values(source.get("values", {}), read), h, nudge)


def _values(given: Any, read: Read) -> dict[str, float]:
    """Of this text's leaves: a number, or a formula without names. What is given for other names
    is left alone, since the text is being typed.
    """
    if not isinstance(given, dict) or len(given) > 1000:
        raise Bad("source.values", f"expected an object of numbers, got {checks.shown(given)}")
    names = [name for name in read.program.graph.names if name in given]
    return {name: _value(given[name], name) for name in names}


def _value(given: Any, name: str) -> float:
    field = f"source.values.{name}"[:80]
    if isinstance(given, str):
        try:
            given = constant(given)
        except FormulaError as error:
            raise Bad(field, error.text, error.key, **error.values) from None
        if not isfinite(given):
            raise Bad(field, f"{name} has no finite value", "graph_not_finite", name=name)
    return checks.number(given, field, -LARGEST, LARGEST)


def _read(text: str) -> Read:
    try:
        found = program.parse(text)
    except FormulaError as error:
        raise Bad("source.text", error.text, error.key, **error.values) from None
    nodes = found.graph.nodes
    named = {d.out: d.name for d in reversed(found.definitions) if nodes[d.out].inputs}
    keys = tuple(
        node.name if node.op == "name" else named.get(at, f"#{at}") for at, node in enumerate(nodes)
    )
    parts = [
        Part(f"definition:{d.name}", "definition", d.name, d.nodes)
        for d in found.definitions
        if any(nodes[i].inputs for i in d.nodes)
    ]
    folds = sigmoids(found.graph)
    parts += [Part(f"sigmoid:{n}", "sigmoid", "σ", inside) for n, inside in enumerate(folds)]
    return Read(found, labels(found.graph), keys, tuple(parts))


def _answered(
    read: Read, given: Mapping[str, float], h: float, nudge: Nudge
) -> Work[dict[str, Any]]:
    yield
    declared = {name: read.program.declared.get(name, 1.0) for name in read.program.graph.names}
    values = {name: given.get(name, value) for name, value in declared.items()}
    return {"source": "formula", "level": None, "reduced": None, **told(read, values, h, nudge)}


def told(read: Read, values: Mapping[str, float], h: float, nudge: Nudge) -> dict[str, Any]:
    """Everything that is known of a formula with these values of its leaves."""
    graph = read.program.graph
    steps = graph.steps(values)
    return {
        "nodes": _nodes(read, values, steps, h),
        "groups": [_group(read, part, steps) for part in read.parts],
        "leaves": [
            {"name": node.name, "node": at, "declared": read.program.declared.get(node.name)}
            | {"value": values[node.name]}
            for at, node in enumerate(graph.nodes)
            if node.op == "name"
        ],
        "faults": [
            {"node": f.node, "column": f.column, "key": f"error.{f.key}"}
            | {"values": f.values, "text": f.text}
            for f in faults(graph, steps)
        ],
        "nudged": _nudged(read, values, steps, nudge),
    }


def _nodes(read: Read, values: Mapping[str, float], steps: Steps, h: float) -> list[dict[str, Any]]:
    graph, apart = read.program.graph, read.program.graph.differences(values, h)
    numeric, up, down = (known.tolist() for known in (apart.central, apart.up, apart.down))
    return [
        {
            "key": read.keys[at],
            "op": node.op,
            "kind": "number" if node.fixed else "step" if node.inputs else "leaf",
            "label": read.labels.texts[at],
            "absorbed": at in read.labels.absorbed,
            "inputs": node.inputs,
            "value": float(steps.values[at]),
            "grad": float(steps.grads[at]),
            "slopes": _floats(steps.slopes[at]),
            "sent": _floats(steps.sent[at]),
            "numeric": None if node.fixed else numeric[at],
            "up": None if node.fixed else up[at],
            "down": None if node.fixed else down[at],
            "spans": node.spans,
            "place": None,
        }
        for at, node in enumerate(graph.nodes)
    ]


def _group(read: Read, part: Part, steps: Steps) -> dict[str, Any]:
    slopes = read.program.graph.part_slopes(part.nodes, steps.values)
    out = part.nodes[-1]
    return {
        "key": part.key,
        "kind": part.kind,
        "label": part.label,
        "nodes": part.nodes,
        "out": out,
        "inputs": list(slopes),
        "slopes": _floats(slopes.values()),
        "sent": [float(steps.grads[out] * slope) for slope in slopes.values()],
    }


def _nudged(
    read: Read, values: Mapping[str, float], steps: Steps, nudge: Nudge
) -> dict[str, Any] | None:
    """What all nodes become, and what the gradient says of f. The text may have lost the node."""
    if nudge is None or nudge[0] not in read.keys:
        return None
    key, by = nudge
    at = read.keys.index(key)
    after = read.program.graph.moved(values, at, by)
    predicted = float(steps.values[-1] + steps.grads[at] * by)
    found = {"values": after.tolist(), "f": float(after[-1]), "predicted": predicted}
    return {"key": key, "by": by, **found}


def _floats(values: Iterable[Any]) -> list[float]:
    return [float(value) for value in values]
