"""Programs: several formulas with free names, as one graph.

    q = x + y; f = q·z; x = −2; y = 5

1. A name is the longest run of letters, digits and _: xy is one name, x y a product; w₀ is w0.
   Whatever is no function and no constant (π, e) is a leaf of the graph.
2. Statements end with ; or the line. `name = formula` defines a name, and may stand before or after
   what uses it. Without any name in it (x = −2) it says the value of a leaf.
3. The last statement that is no leaf's value is f; it alone may go without a name. What f does not
   need is read too, but left out of the graph.
4. Total, as expression.py: a Program or a FormulaError whose column counts in the whole text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import NoReturn

from server.engine.expression import Parser, check_length, words_of
from server.engine.graph import Graph
from server.engine.tokens import FormulaError, Token, tokens

CHARACTERS = 600


@dataclass(frozen=True)
class Definition:
    """A name for a part of the graph: the nodes that it brought, of which `out` is the last."""

    name: str
    nodes: tuple[int, ...]
    out: int


@dataclass(frozen=True)
class Program:
    """`declared`: the values of leaves that the text says."""

    graph: Graph
    declared: Mapping[str, float]
    definitions: tuple[Definition, ...]


@dataclass(frozen=True)
class Statement:
    """`name = formula`, or a formula alone. `formula` ends with an "end"."""

    name: str
    column: int
    formula: list[Token]

    @property
    def needs(self) -> list[str]:
        return [token.text for token in self.formula if token.kind == "name"]


def parse(text: str) -> Program:
    check_length(text, CHARACTERS)
    statements = _statements(tokens(text, words_of(()), free=True))
    if not statements:
        raise FormulaError(1, "empty", "expected a formula, got nothing")
    f = next((s for s in reversed(statements) if s.needs or not s.name), statements[-1])
    for statement in statements:
        if not statement.name and statement is not f:
            sentence = "expected name = formula: only the last one may go without a name"
            raise FormulaError(statement.column, "nameless", sentence)
    declared = {s.name: _constant(s) for s in statements if not s.needs and s is not f}
    defined = {s.name: s for s in statements if s.name and s.name not in declared}
    order = _in_order(defined, f)
    return _read(text, order, [s for s in defined.values() if s not in order], declared)


def _read(
    text: str, order: Sequence[Statement], unused: Sequence[Statement], declared: dict[str, float]
) -> Program:
    parser, definitions = Parser(), list[Definition]()
    for statement in order:
        before = len(parser.nodes)
        out = parser.read(statement.formula)
        if statement.name:
            parser.places[statement.name] = out
            brought = range(before, len(parser.nodes))
            own = tuple(i for i in brought if parser.nodes[i].op != "name")
            definitions.append(Definition(statement.name, own, out))
    for statement in unused:
        Parser().read(statement.formula)
    names = tuple(node.name for node in parser.nodes if node.op == "name")
    return Program(Graph(text, names, tuple(parser.nodes)), declared, tuple(definitions))


def _statements(read: Sequence[Token]) -> list[Statement]:
    """What stands between the semicolons, if anything does; every name once."""
    found: list[Statement] = []
    begun: list[Token] = []
    for token in read:
        if token.kind != "end" and token.sign != ";":
            begun.append(token)
            continue
        if begun:
            found.append(_statement(begun, token.span))
        begun = []
    columns: dict[str, int] = {}
    for name, column in ((s.name, s.column) for s in found if s.name):
        if name in columns:
            sentence = f"{name} is defined already, in column {columns[name]}"
            raise FormulaError(column, "twice", sentence, name=name, first=columns[name])
        columns[name] = column
    return found


def _statement(read: Sequence[Token], end: tuple[int, int]) -> Statement:
    stop = Token("end", "", "", (end[0], end[0]))
    first, column = read[0], read[0].span[0]
    at = next((i for i, token in enumerate(read) if token.sign == "="), None)
    if at is None:
        return Statement("", column, [*read, stop])
    if first.kind in ("constant", "function") and at == 1:
        sentence = f"{first.typed} is known already, as a {first.kind}: take another name"
        raise FormulaError(column, "taken", sentence, name=first.typed)
    if first.kind != "name" or at != 1:
        got = "".join(token.typed for token in read[:at])
        if not got:
            raise FormulaError(column, "nothing_left", "a name is missing before =")
        raise FormulaError(column, "left", f"before = stands one name, got {got}", got=got)
    if not read[2:]:
        sentence = "expected a formula, got the end"
        raise FormulaError(end[0], "ends", sentence)
    return Statement(first.text, column, [*read[2:], stop])


def _constant(statement: Statement) -> float:
    """The value of a formula without names."""
    parser = Parser()
    parser.read(statement.formula)
    value = float(Graph("", (), tuple(parser.nodes)).evaluate({}))
    if not isfinite(value):
        sentence = f"{statement.name} has no finite value"
        raise FormulaError(statement.column, "value", sentence, name=statement.name)
    return value


def _in_order(defined: Mapping[str, Statement], f: Statement) -> list[Statement]:
    """What f needs, and f: each after what it needs itself, else as they are written."""
    done: dict[str, None] = {}
    for name in defined:
        _visit(name, defined, done)
    needed = set(f.needs)
    for name in reversed(done):
        if name in needed:
            needed |= set(defined[name].needs)
    return [defined[name] for name in done if name in needed and defined[name] is not f] + [f]


def _visit(name: str, defined: Mapping[str, Statement], done: dict[str, None]) -> None:
    """Put a definition behind what it needs. No recursion: chains may be long."""
    way = [(name, iter(defined[name].needs))]
    while way:
        at, needs = way[-1]
        following = next((n for n in needs if n in defined and n not in done), None)
        if following is None:
            done[at] = None
            way.pop()
            continue
        names = [n for n, _ in way]
        if following in names:
            _refuse_loop(names[names.index(following) :], defined)
        way.append((following, iter(defined[following].needs)))


def _refuse_loop(names: list[str], defined: Mapping[str, Statement]) -> NoReturn:
    first = min(range(len(names)), key=lambda i: defined[names[i]].column)
    *names, last = names[first:] + names[:first]
    column = min(defined[name].column for name in [*names, last])
    if not names:
        raise FormulaError(column, "itself", f"{last} needs itself", name=last)
    others, path = ", ".join(names), " → ".join([*names, last, names[0]])
    sentence = f"{others} and {last} need one another: {path}"
    raise FormulaError(column, "loop", sentence, names=others, last=last, path=path)
