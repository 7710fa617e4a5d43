"""Labels: what stands in a node's circle. A number beside an operation goes into it, as in CS231n's
pictures: +1, ×−1, 1/x, x².
"""

from dataclasses import dataclass

from server.engine.graph import Graph, Node
from server.engine.operations import OPERATIONS

LONGEST = 5  # characters of a number that goes into a circle
RAISED = str.maketrans("−0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Labels:
    """One a node; `absorbed`: the numbers that are in a label of what uses them."""

    texts: tuple[str, ...]
    absorbed: frozenset[int]


def labels(graph: Graph) -> Labels:
    texts, absorbed = list[str](), set[int]()
    for node in graph.nodes:
        text = "×−1" if node.op == "negate" else node.label
        slot = _number_beside(graph, node)
        if slot is not None:
            absorbed.add(node.inputs[slot])
            text = _with_number(node.op, slot, graph.nodes[node.inputs[slot]].label)
        texts.append(text)
    return Labels(tuple(texts), frozenset(absorbed))


def _number_beside(graph: Graph, node: Node) -> int | None:
    """Which of two inputs is a short number; the second, if both are."""
    if len(node.inputs) != 2:
        return None
    inputs = [graph.nodes[i] for i in node.inputs]
    short = [slot for slot, one in enumerate(inputs) if one.fixed and len(one.label) <= LONGEST]
    return short[-1] if short else None


def _with_number(op: str, slot: int, number: str) -> str:
    """x is the other input."""
    signed = number.startswith("−")
    if op == "add" or (op == "subtract" and slot == 1):
        sign = "−" if (op == "add") == signed else "+"
        return sign + number.removeprefix("−")
    if op == "multiply" or (op == "divide" and slot == 1):
        return OPERATIONS[op].symbol + number
    if op == "power" and slot == 1 and number.removeprefix("−").isdecimal():
        return "x" + number.translate(RAISED)
    shapes = {"subtract": ("{}−x", ""), "divide": ("{}/x", ""), "power": ("{}^x", "x^{}")}
    if op in shapes:
        return shapes[op][slot].format(number)
    return f"{op}({number}, x)" if slot == 0 else f"{op}(x, {number})"
