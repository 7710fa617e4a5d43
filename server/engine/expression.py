"""Formulas as people type them: text → Graph. A parser of our own; nothing is evaluated as Python.

1. `parse` is total: any text gives a Graph or a FormulaError, which says the column (from 1, as
   typed), what was got and what is allowed. At most 200 characters, 200 nodes, 40 levels.
2. Precedence, loosest first: + −; × ÷ and multiplication without a sign; the minus before a number;
   powers. −x² = −(x²), 2^3^2 = 2^(3^2), 2^−x, 2x² = 2·(x²).
3. Multiplication without a sign: 2x, x y, xy, 3(x + y), (x + 1)(x − 1), 2sin(x), x|y|. What can be
   read in two ways is refused, not guessed: 1/2x, sin x, x 2.
4. A bar closes where an operator could stand, if one is open in the same parentheses.
5. log is ln. e^u is exp(u). A minus before a number belongs to it; nothing else is folded.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import e, isfinite, pi
from typing import NoReturn

from server.engine.graph import Graph, Node, Span
from server.engine.operations import OPERATIONS
from server.engine.tokens import FormulaError, Token, tokens

CHARACTERS, NODES, LEVELS = 200, 200, 40


def parse(text: str, names: Sequence[str] = ("x", "y")) -> Graph:
    """The graph of a formula of these names, which go before constants and functions: with a name
    `e`, e is that.
    """
    check_length(text, CHARACTERS)
    parser = Parser()
    parser.read(tokens(text, words_of(names)))
    return Graph(text, tuple(names), tuple(parser.nodes))


def constant(text: str) -> float:
    """The value of a formula without names, as it may be typed instead of a number: ln(0.2), −π/2.
    May not be finite.
    """
    return float(parse(text, ()).evaluate({}))


def check_length(text: str, most: int) -> None:
    if len(text) > most:
        sentence = f"a formula has at most {most} characters, got {len(text):,}"
        raise FormulaError(most + 1, "long", sentence, most=most, got=len(text))


def words_of(names: Sequence[str]) -> dict[str, tuple[str, str]]:
    """What may be typed in a formula of these names."""
    words = {name: ("name", name) for name in names}
    for kind, table in (("constant", CONSTANTS), ("function", FUNCTIONS)):
        words |= {word: (kind, name) for word, name in table.items() if word not in words}
    return words


Part = tuple[int, Span]  # a node, and where it is typed, parentheses included


class Parser:
    """Recursive descent: each method reads one level of precedence and returns its Part. Several
    formulas can be read after one another; a node that is put into `places` has that name for
    those that follow.
    """

    def __init__(self) -> None:
        self.tokens: list[Token] = []
        self.nodes: list[Node] = []
        self.places: dict[str, int] = {}  # the node of each name
        self.at, self.level = 0, 0
        self.bars = False  # whether a bar is open in the present parentheses

    def read(self, read: list[Token]) -> int:
        """The node of a whole formula, which is the last one unless the formula is only a name."""
        self.tokens, self.at = read, 0
        if self.token.kind == "end":
            raise FormulaError(1, "empty", "expected a formula, got nothing")
        index, _ = self.sum()
        if self.token.kind != "end":
            self._no_operator()
        return index

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def sees(self, *signs: str) -> bool:
        return self.token.kind == "sign" and self.token.text in signs

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def sum(self) -> Part:
        left = self.product()
        while self.sees("+", "-"):
            op = "add" if self.take().sign == "+" else "subtract"
            left = self.node(op, left, self.product())
        return left

    def product(self) -> Part:
        left, divided = self.minus(), False
        while True:
            if self.sees("*", "/"):
                divided = self.take().sign == "/"
                left = self.node("divide" if divided else "multiply", left, self.minus())
            elif self._begins_factor():
                if divided:
                    self._two_ways()
                left = self.node("multiply", left, self.power())
            else:
                return left

    def minus(self) -> Part:
        """Every deeper level passes here, so here they are counted."""
        self.level += 1
        if self.level > LEVELS:
            self._refuse("deep", f"a formula is nested at most {LEVELS} deep", most=LEVELS)
        if self.sees("-"):
            part = self._negated(self.take())
        elif self.sees("+"):
            start = self.take().span[0]
            index, span = self.minus()
            part = index, (start, span[1])
        else:
            part = self.power()
        self.level -= 1
        return part

    def power(self) -> Part:
        if self.token.constant == "e" and self.tokens[self.at + 1].sign == "^":
            start = self.take().span[0]
            self.take()
            return self.node("exp", self.minus(), start=start)
        base = self.primary()
        while self.token.kind == "power":
            raised = self.take()
            base = self.node("power", base, self.number(raised))
        if self.sees("^"):
            self.take()
            base = self.node("power", base, self.minus())
        return base

    def primary(self) -> Part:
        token = self.take()
        if token.kind == "number":
            return self.number(token)
        if token.kind == "name":
            return self.name(token)
        if token.kind == "constant":
            return self.leaf("constant", token.span, VALUES[token.text], token.text)
        if token.kind == "function":
            return self.function(token)
        if token.sign == "(":
            index, _ = self._inside()
            return index, (token.span[0], self.close(token, ")"))
        if token.sign == "|":
            inside = self._inside(bars=True)
            return self.node("abs", inside, start=token.span[0], stop=self.close(token, "|"))
        self.at -= 1
        self._no_operand()

    def function(self, token: Token) -> Part:
        """name(argument, …)."""
        if not self.sees("("):
            sentence = f"{token.typed} needs its argument in parentheses: {token.typed}(…)"
            self._refuse("call", sentence, name=token.typed)
        opening, wanted = self.take(), OPERATIONS[token.text].arity
        parts = [self._inside()]
        while self.sees(","):
            self.take()
            parts.append(self._inside())
        stop = self.close(opening, ")")
        if len(parts) != wanted:
            sentence = (
                f"{token.typed} takes {wanted} argument{'s' * (wanted > 1)}, got {len(parts)}"
            )
            values = {"name": token.typed, "wanted": wanted, "got": len(parts)}
            raise FormulaError(token.span[0], "arguments", sentence, **values)
        return self.node(token.text, *parts, start=token.span[0], stop=stop)

    def number(self, token: Token) -> Part:
        if not isfinite(token.value):
            sentence = f"{token.typed} is too large a number"
            raise FormulaError(token.span[0], "number", sentence, got=token.typed)
        return self.leaf("number", token.span, token.value)

    def name(self, token: Token) -> Part:
        """One node a name, however often it is typed."""
        if token.text not in self.places:
            self.places[token.text] = self.leaf("name", token.span, name=token.text)[0]
        else:
            index = self.places[token.text]
            node = self.nodes[index]
            self.nodes[index] = replace(node, spans=(*node.spans, token.span))
        return self.places[token.text], token.span

    def leaf(self, op: str, span: Span, value: float = 0.0, name: str = "") -> Part:
        return self._added(Node(op, (), (span,), name, value)), span

    def node(
        self, op: str, *parts: Part, start: int | None = None, stop: int | None = None
    ) -> Part:
        """What is computed of parts; it is typed from the first to the last of them."""
        span = start or parts[0][1][0], stop or parts[-1][1][1]
        return self._added(Node(op, tuple(index for index, _ in parts), (span,))), span

    def close(self, opening: Token, closing: str) -> int:
        """Take the closing sign and say where it ends."""
        if not self.sees(closing):
            if self.token.kind != "end" and not self.sees(")", "|", ","):
                self._no_operator()
            sentence = f"the {opening.typed} in column {opening.span[0]} is not closed"
            self._refuse("open", sentence, got=opening.typed, opened=opening.span[0])
        return self.take().span[1]

    def _negated(self, minus: Token) -> Part:
        index, span = self.minus()
        whole = minus.span[0], span[1]
        node = self.nodes[index]
        if node.op == "number" and index == len(self.nodes) - 1 and node.value >= 0:
            self.nodes[index] = replace(node, value=-node.value, spans=(whole,))
            return index, whole
        return self.node("negate", (index, span), start=whole[0])

    def _inside(self, bars: bool = False) -> Part:
        """What stands in parentheses or bars."""
        outside, self.bars = self.bars, bars
        part = self.sum()
        self.bars = outside
        return part

    def _begins_factor(self) -> bool:
        """Whether what follows multiplies without a sign. A number does not: x 2 is refused."""
        token = self.token
        if token.sign == "|":
            return not self.bars
        return token.sign == "(" or token.kind in ("name", "constant", "function")

    def _added(self, node: Node) -> int:
        if len(self.nodes) == NODES:
            sentence = f"a formula has at most {NODES} numbers, names and operations"
            column = self.tokens[self.at - 1].span[0]
            raise FormulaError(column, "big", sentence, most=NODES)
        self.nodes.append(node)
        return len(self.nodes) - 1

    def _refuse(self, key: str, sentence: str, **values: str | int) -> NoReturn:
        raise FormulaError(self.token.span[0], key, sentence, **values)

    def _two_ways(self) -> NoReturn:
        sentence = "a/b c can be read in two ways: write (a/b)·c or a/(b·c)"
        self._refuse("two_ways", sentence)

    def _no_operand(self) -> NoReturn:
        wanted = "a number, a name or a parenthesis"
        if self.token.kind == "end":
            self._refuse("ends", f"expected {wanted}, got the end")
        got = self.token.typed
        self._refuse("operand", f"expected {wanted}, got {got}", got=got)

    def _no_operator(self) -> NoReturn:
        got = self.token.typed
        self._refuse("operator", f"expected an operator or the end, got {got}", got=got)


FUNCTIONS: dict[str, str] = {
    "sin": "sin",
    "cos": "cos",
    "tan": "tan",
    "exp": "exp",
    "ln": "log",
    "log": "log",
    "sqrt": "sqrt",
    "√": "sqrt",
    "abs": "abs",
    "tanh": "tanh",
    "sigmoid": "sigmoid",
    "σ": "sigmoid",
    "relu": "relu",
    "max": "max",
    "min": "min",
    "pow": "power",
    "sinh": "sinh",
    "cosh": "cosh",
    "atan": "atan",
    "arctan": "atan",
    "sign": "sign",
    "step": "step",
    "floor": "floor",
}
CONSTANTS: dict[str, str] = {"π": "π", "pi": "π", "e": "e"}
VALUES: dict[str, float] = {"π": pi, "e": e}
