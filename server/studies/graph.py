"""Graph: an expression as a computation graph, every node with its value and its gradient."""

from collections.abc import Mapping
from typing import Any

from server import checks
from server.checks import Bad
from server.engine import expression
from server.engine.graph import Graph
from server.engine.tokens import FormulaError
from server.run import Run
from server.work import Work


def study(run: Run, given: Mapping[str, Any], kept: dict[str, Any]) -> Work[dict[str, Any]]:
    del run, kept
    checks.mapping(given, "question", ("text", "values"))
    text = given.get("text")
    if not isinstance(text, str):
        raise Bad("text", f"expected an expression, got {checks.shown(text)}")
    values = checks.mapping(given.get("values", {}), "values", given.get("values", {}))
    known = {name: checks.number(v, f"values.{name}", -1e9, 1e9) for name, v in values.items()}
    return _told(_read(text, known), known)


def _read(text: str, values: Mapping[str, float]) -> Graph:
    try:
        return expression.parse(text, tuple(values))
    except FormulaError as error:
        raise Bad("text", error.text, error.key, **error.values) from None


def _told(graph: Graph, values: Mapping[str, float]) -> Work[dict[str, Any]]:
    yield
    steps = graph.steps(values)
    return {
        "nodes": [
            {
                "op": node.op,
                "label": node.label,
                "inputs": list(node.inputs),
                "value": float(value),
                "grad": float(grad),
                "slopes": [float(s) for s in slopes],
            }
            for node, value, grad, slopes in zip(
                graph.nodes, steps.values, steps.grads, steps.slopes, strict=True
            )
        ]
    }
