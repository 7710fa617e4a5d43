"""Faults: where a formula has no value or no slope at a place, and why. Only where it begins: what
is made of a node without a value has none either, and that is nobody's fault.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite

from server.engine.graph import Graph, Steps


@dataclass(frozen=True)
class Fault:
    """`key` and `values` let the page say it in its own language (static/i18n, "error.graph_…")."""

    node: int
    key: str
    values: Mapping[str, str | int]
    text: str

    @property
    def column(self) -> int:
        return int(self.values["column"])


def faults(graph: Graph, steps: Steps) -> list[Fault]:
    """In the order of the nodes."""
    finite = [isfinite(value) for value in steps.values]
    found: list[Fault] = []
    for at, node in enumerate(graph.nodes):
        if not node.inputs or not all(finite[i] for i in node.inputs):
            continue
        a, b = [*(float(steps.values[i]) for i in node.inputs), 0.0][:2]
        if not finite[at]:
            rules = (*RULES.get(node.op, ()), OVERFLOW)
            rule = next(rule for rule in rules if rule.holds(a, b))
        elif any(_no_slope(graph, steps, at)):
            rule = SLOPE
        else:
            continue
        values = {"column": node.spans[0][0], "name": node.label, "a": written(a), "b": written(b)}
        text = f"column {values['column']}: {rule.text.format(**values)}"
        found.append(Fault(at, f"graph_{rule.key}", values, text))
    return found


def _no_slope(graph: Graph, steps: Steps, at: int) -> Iterator[bool]:
    """Of each input that depends on a name."""
    for i, slope in zip(graph.nodes[at].inputs, steps.slopes[at], strict=True):
        yield graph.reached[i] and not isfinite(slope)


def written(value: float) -> str:
    return f"{value:.4g}".replace("-", "−")


@dataclass(frozen=True)
class Rule:
    """`holds`: of which inputs (a, b) the sentence is said; one input is a, and b is 0."""

    key: str
    text: str
    holds: Callable[[float, float], bool]


OVERFLOW = Rule("overflow", "the value of {name} is larger than 1.8e308", lambda a, b: True)
SLOPE = Rule("slope", "{name} has a value here, but no finite slope", lambda a, b: True)
RULES: dict[str, tuple[Rule, ...]] = {
    "divide": (Rule("divide", "{a} is divided by 0", lambda a, b: b == 0),),
    "log": (Rule("log", "ln of {a}: it needs a number above 0", lambda a, b: a <= 0),),
    "sqrt": (Rule("sqrt", "√ of {a}: it needs 0 or a number above", lambda a, b: a < 0),),
    "power": (
        Rule("zero_power", "0 to the power of {b} divides by 0", lambda a, b: a == 0 and b < 0),
        Rule("root", "{a} is negative and has no power of {b}", lambda a, b: a < 0 and b % 1 != 0),
    ),
}
