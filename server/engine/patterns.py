"""Patterns: parts of a graph that are a function of their own. 1/(1 + exp(−z)) is σ(z)."""

from server.engine.graph import Graph


def sigmoids(graph: Graph) -> list[tuple[int, ...]]:
    """The nodes of each 1/(1 + e⁻ᶻ) or (1 + e⁻ᶻ)⁻¹, from z's minus to the quotient, numbers
    included. Where something else uses a node on the way it cannot be folded, and is none.
    """
    found = (_Sought(graph).sigmoid(at) for at in range(len(graph.nodes)))
    return [tuple(sorted(nodes)) for nodes in found if nodes]


class _Sought:
    """Each method: the nodes of what it is named after, with the node `at` as the last; none, if
    it is something else.
    """

    def __init__(self, graph: Graph) -> None:
        self.nodes, self.uses = graph.nodes, graph.uses

    def sigmoid(self, at: int) -> list[int]:
        node = self.nodes[at]
        if node.op == "divide":
            one, below = node.inputs
        elif node.op == "power":
            below, one = node.inputs
        else:
            return []
        wanted = 1 if node.op == "divide" else -1
        inside = self.one_plus(below) if self.is_number(one, wanted) else []
        return [*inside, one, at] if inside else []

    def one_plus(self, at: int) -> list[int]:
        if self.nodes[at].op != "add" or self.uses[at] != 1:
            return []
        a, b = self.nodes[at].inputs
        one, power = (a, b) if self.is_number(a, 1) else (b, a)
        inside = self.exp(power) if self.is_number(one, 1) else []
        return [*inside, one, at] if inside else []

    def exp(self, at: int) -> list[int]:
        if self.nodes[at].op != "exp" or self.uses[at] != 1:
            return []
        inside = self.minus(self.nodes[at].inputs[0])
        return [*inside, at] if inside else []

    def minus(self, at: int) -> list[int]:
        """−z, or −1·z."""
        node = self.nodes[at]
        if self.uses[at] != 1:
            return []
        if node.op == "negate":
            return [at]
        if node.op == "multiply":
            return next(([i, at] for i in node.inputs if self.is_number(i, -1)), [])
        return []

    def is_number(self, at: int, value: float) -> bool:
        return self.nodes[at].op == "number" and self.nodes[at].value == value
