"""Programs: statements and free names, columns of what cannot be read, and every node's gradient
against Python's own evaluation, differences and what is sent along each arrow.
"""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from server.engine.expression import NODES
from server.engine.faults import faults
from server.engine.patterns import sigmoids
from server.engine.program import CHARACTERS, Program, parse
from server.engine.tokens import FormulaError
from tests.engine.test_expression import near_a_kink

I18N = Path(__file__).parents[2] / "static" / "i18n"


def labels(text: str) -> list[str]:
    return [node.label for node in parse(text).graph.nodes]


def value(text: str, **at: float) -> float:
    program = parse(text)
    values = {name: 1.0 for name in program.graph.names} | dict(program.declared) | at
    return float(program.graph.evaluate(values))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("(x + y) · z", "x y z"),
        ("xy", "xy"),
        ("x y", "x y"),
        ("2x", "x"),
        ("w₀·x₀ + w_1", "w0 x0 w_1"),
        ("θ + Δx·λ", "θ Δx λ"),
        ("π·e", ""),
        ("E + Pi", "E Pi"),
        ("x(y + 1)(z)", "x y z"),
        ("w1(x)", "w1 x"),
        ("Exp(a) + SIN(b)", "a b"),
        ("σ(Σ)", "Σ"),
        ("max(ab, a_b)", "ab a_b"),
    ],
)
def test_a_word_that_means_nothing_else_is_a_name(text: str, names: str):
    assert list(parse(text).graph.names) == names.split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("q = x + y; f = q·z; x = −2; y = 5; z = −4", -12),
        ("x = −2\ny = 5\nz = −4\nq = x + y\nq z", -12),
        ("f = q·z; q = x + y; f + 1", 3),
        ("z = 2·q; q = x + 1; x = 3; f = z + x", 11),
        ("x = ln(e²); x", 2),
        ("x = π/2; sin(x)", 1),
        (" ; ;x = 2;; x² ;\n", 4),
        ("x·y; x = 3", 3),
        ("unused = √(x); x = −4; x²", 16),
        ("q = x; r = q; r·r; x = 3", 9),
        ("a = 1; b = 2", 2),
    ],
)
def test_statements_are_read_in_any_order(text: str, expected: float):
    assert value(text) == pytest.approx(expected, rel=1e-15)


def test_a_definition_is_a_part_of_the_graph_and_a_value_is_a_leaf_s():
    program = parse("q = x + 1; f = q·q; x = 2; g = q − 7; f")
    assert labels(program.graph.text) == ["x", "1", "+", "×"]
    assert dict(program.declared) == {"x": 2}
    assert [(d.name, d.nodes, d.out) for d in program.definitions] == [
        ("q", (1, 2), 2),
        ("f", (3,), 3),
    ]
    assert program.graph.nodes[2].spans == ((5, 10), (16, 17), (18, 19))
    assert program.graph.nodes[0].spans == ((5, 6),)


BAD = [
    ("", 1, "empty", "expected a formula, got nothing"),
    (" ;\n; ", 1, "empty", "expected a formula, got nothing"),
    ("x = x + 1", 1, "itself", "x needs itself"),
    ("y; a = b; b = a", 4, "nameless", ""),
    ("a = b·2; b = a; y", 1, "loop", "a and b need one another: a → b → a"),
    ("f = 1 + c; a = b; b = c; c = 2·a; f", 12, "loop", "a, b and c need one another: a → b → c"),
    ("x + foo(y)", 5, "function", "foo is not known here as a function; for a product write foo·("),
    ("q = x;\nxy(2)", 8, "function", "xy is not known here as a function"),
    ("x = 1; y = 2; x = 3; x", 15, "twice", "x is defined already, in column 1"),
    ("e = 2; e", 1, "taken", "e is known already, as a constant: take another name"),
    ("x; sin = 2", 4, "taken", "sin is known already, as a function: take another name"),
    ("2x = 3", 1, "left", "before = stands one name, got 2x"),
    ("f(x) = x²", 1, "left", "before = stands one name, got f(x)"),
    ("y = 2; = 3", 8, "nothing_left", "a name is missing before ="),
    ("x + y; x·y", 1, "nameless", "expected name = formula: only the last one may go without"),
    ("f =", 4, "ends", "expected a formula, got the end"),
    ("f = ; y", 5, "ends", "expected a formula, got the end"),
    ("q = x +; q", 8, "ends", "expected a number, a name or a parenthesis, got the end"),
    ("q = (x; q)", 7, "open", "the ( in column 5 is not closed"),
    ("a = b = 3", 7, "operator", "expected an operator or the end, got ="),
    ("f == 3", 4, "operand", "expected a number, a name or a parenthesis, got ="),
    ("y = 1; x = ln(−y·0 − 1); 1/2x", 29, "two_ways", "a/b c can be read in two ways"),
    ("y = 1; x = √(−1); x·y", 8, "value", "x has no finite value"),
    ("unused = sin x; y", 14, "call", "sin needs its argument in parentheses: sin(…)"),
    ("x = 1; y $ 2", 10, "character", "$ is not part of a formula"),
    ("+".join("1" * 101), 201, "big", "a formula has at most 200 numbers, names and operations"),
    ("x" * 601, 601, "long", "a formula has at most 600 characters, got 601"),
]


@pytest.mark.parametrize(("text", "column", "key", "says"), BAD)
def test_an_error_counts_its_column_in_the_whole_text(text: str, column: int, key: str, says: str):
    with pytest.raises(FormulaError) as caught:
        parse(text)
    error = caught.value
    if key != "nameless":
        assert error.column == column, error.text
    assert error.key == f"formula_{key}"
    assert says in error.text


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_error_and_fault_can_be_said_in_both_languages(language: str):
    texts = json.loads((I18N / f"{language}.json").read_text())
    for text, *_ in BAD:
        with pytest.raises(FormulaError) as caught:
            parse(text)
        assert "{" not in texts[f"error.{caught.value.key}"].format(**caught.value.values)
    for text in FAULTY:
        for fault in found_faults(text):
            assert "{" not in texts[f"error.{fault.key}"].format(**fault.values)


# Where a formula has no value.

FAULTY = {
    "ln(x) + √(x − 1); x = −1": [
        (1, "log", "ln of −1: it needs a number above 0"),
        (9, "sqrt", "√ of −2: it needs 0 or a number above"),
    ],
    "2 + ln(0·x)": [(5, "log", "ln of 0: it needs a number above 0")],
    "x / (y − 1)": [(1, "divide", "1 is divided by 0")],
    "(x − 1)^−1": [(1, "zero_power", "0 to the power of −1 divides by 0")],
    "(−x)^0.5": [(1, "sqrt", "")],
    "(−x)^1.5": [(1, "root", "−1 is negative and has no power of 1.5")],
    "exp(800x) − exp(900x)": [
        (1, "overflow", "the value of exp is larger than 1.8e308"),
        (13, "overflow", "the value of exp is larger than 1.8e308"),
    ],
    "q = 1/x; q + ln(q); x = 0": [(5, "divide", "1 is divided by 0")],
    "√(x); x = 0": [(1, "slope", "√ has a value here, but no finite slope")],
    "√(x) + x²": [],
    "1/(1 + exp(−x)); x = 5": [],
}


def found_faults(text: str):
    program = parse(text)
    values = dict.fromkeys(program.graph.names, 1.0) | dict(program.declared)
    return faults(program.graph, program.graph.steps(values))


@pytest.mark.parametrize("text", FAULTY)
def test_a_fault_is_told_where_it_begins(text: str):
    told = found_faults(text)
    assert [(fault.column, fault.key) for fault in told] == [
        (column, f"graph_{'root' if text == '(−x)^0.5' else key}")
        for column, key, _ in FAULTY[text]
    ]
    for fault, (column, _, says) in zip(told, FAULTY[text], strict=True):
        assert fault.text.startswith(f"column {column}: {says}")


# σ in a graph.


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("1/(1 + exp(−(w0·x0 + w1·x1 + w2)))", 1),
        ("1/(e^−z + 1)", 1),
        ("(1 + exp(−z))^−1", 1),
        ("1/(1 + exp(−1·z))", 1),
        ("1/(1 + exp(z·(−1)))", 1),
        ("u = exp(−z); 1/(1 + u)", 1),
        ("p = 1/(1 + exp(−z)); p·(1 − p)", 1),
        ("1/(1 + exp(−1/(1 + exp(−z))))", 0),
        ("1/(1 + exp(−(1/(1 + exp(−z)))))", 2),
        ("u = exp(−z); u/(1 + u) + 1/(1 + u)", 0),
        ("1/(2 + exp(−z))", 0),
        ("2/(1 + exp(−z))", 0),
        ("1/(1 + exp(z))", 0),
        ("1/(1 − exp(−z))", 0),
        ("1/1", 0),
    ],
)
def test_a_sigmoid_is_found_if_it_can_be_folded(text: str, count: int):
    program = parse(text)
    graph = program.graph
    assert len(sigmoids(graph)) == count
    values = list(graph.forward({name: np.float64(0.7) for name in graph.names}))
    for nodes in sigmoids(graph):
        ((inside, slope),) = graph.part_slopes(nodes, values).items()
        s = 1 / (1 + np.exp(-values[inside]))
        assert values[nodes[-1]] == pytest.approx(s, rel=1e-15)
        assert slope == pytest.approx(s * (1 - s), rel=1e-12)


# Any text at all.

soup = st.lists(
    st.sampled_from(
        [*"xyzabπeσ()|,+-*/^²⁻ .012½√=;\n_", "exp(", "max(", "a = ", "b = ", "; c=", "foo", "1e9"]
    ),
    max_size=80,
).map("".join)


@given(st.one_of(soup, st.text(max_size=620)))
@example("a=" * 300)
@example(";".join(f"a{i}=a{i + 1}" for i in range(60)))
@example(";".join(f"a{i + 1}=a{i}²" for i in range(60)))
@example("(" * 600)
@example("x=1;" * 150)
@example("\r\nq = ŷ\r\n")
def test_any_text_is_a_program_or_a_formula_error(text: str):
    try:
        program = parse(text)
    except FormulaError as error:
        assert 1 <= error.column <= len(text) + 1, error.text
        return
    graph = program.graph
    assert 1 <= len(graph.nodes) <= NODES and len(text) <= CHARACTERS
    assert all(i < at for at, node in enumerate(graph.nodes) for i in node.inputs)
    used = {i for node in graph.nodes for i in node.inputs} | {len(graph.nodes) - 1}
    assert used == set(range(len(graph.nodes))), "every node but f is used"
    values = dict.fromkeys(graph.names, 1.0) | dict(program.declared)
    faults(graph, graph.steps(values))
    graph.differences(values, 1e-4)


# Gradients, with Python as the oracle of f: the same statements are typed for both.


def sigmoid(z: np.longdouble) -> np.longdouble:
    return 1 / (1 + np.exp(-z))


KNOWN = {
    "exp": np.exp,
    "tanh": np.tanh,
    "sigmoid": sigmoid,
    "relu": lambda z: np.maximum(z, 0),
    "sin": np.sin,
    "max": np.maximum,
    "min": np.minimum,
    "abs": np.abs,
}


@st.composite
def programs(draw: st.DrawFn) -> list[str]:
    """Definitions of leaves a, b, c and of one another, the last one of all, so that values are
    used again and again.
    """
    statements: list[str] = []
    for at in range(draw(st.integers(1, 6))):
        known = ["a", "b", "c", "0.5", *[f"d{i}" for i in range(at)] * 2]
        pick = st.sampled_from(known)
        binary = st.tuples(pick, st.sampled_from("+-*/"), pick).map(" ".join)
        called = st.tuples(st.sampled_from(["exp", "tanh", "sigmoid", "relu", "sin", "abs"]), pick)
        paired = st.tuples(st.sampled_from(["max", "min"]), pick, pick)
        part = st.one_of(
            binary,
            called.map(lambda t: f"{t[0]}({t[1]})"),
            paired.map(lambda t: f"{t[0]}({t[1]}, {t[2]})"),
            pick.map(lambda n: f"(0 - {n})"),
        )
        joined = st.tuples(part, st.sampled_from("+-*"), part).map(
            lambda t: "({}) {} ({})".format(*t)
        )
        statements.append(f"d{at} = {draw(joined)}")
    return statements


def by_python(statements: list[str], at: dict[str, float]) -> float:
    scope = {name: np.longdouble(value) for name, value in at.items()} | KNOWN
    for statement in statements:
        name, formula = statement.split(" = ")
        scope[name] = eval(formula, scope)
    return scope[statements[-1].split(" = ")[0]]


def difference(statements: list[str], at: dict[str, float], name: str, h: float) -> float:
    up, down = ({**at, name: at[name] + d} for d in (h, -h))
    return float(by_python(statements, up) - by_python(statements, down)) / (2 * h)


def smooth(wide: np.ndarray, narrow: np.ndarray) -> np.ndarray:
    return np.abs(wide - narrow) <= 1e-5 * np.maximum(np.abs(narrow), 1)


def shuffled(statements: list[str], seed: int) -> Program:
    """The definitions in any order, and the last one's name."""
    order = np.random.default_rng(seed).permutation(len(statements))
    return parse("; ".join([*(statements[i] for i in order), f"d{len(statements) - 1}"]))


@given(programs(), st.tuples(*[st.floats(-2, 2)] * 3), st.integers(0, 99))
def test_every_gradient_is_what_nudging_says(
    statements: list[str], place: tuple[float, float, float], seed: int
):
    program = shuffled(statements, seed)
    graph, at = program.graph, dict(zip("abc", place, strict=True))
    with np.errstate(all="ignore"):
        f = by_python(statements, at)
    assume(np.isfinite(f) and abs(f) < 1e4)
    values = {name: (at | program.declared)[name] for name in graph.names}
    assume(not near_a_kink(graph, values))
    steps = graph.steps(values)
    assert float(steps.values[-1]) == pytest.approx(float(f), rel=1e-9, abs=1e-9)
    grads = np.array([float(g) for g in steps.grads])
    assume(np.isfinite(grads).all() and np.abs(grads).max() < 1e4)
    with np.errstate(all="ignore"):
        wide, narrow = (graph.differences(values, h).central for h in (4e-6, 1e-6))
        for at_node, node in enumerate(graph.nodes):
            if node.name in at:
                pair = [np.array(difference(statements, at, node.name, h)) for h in (4e-6, 1e-6)]
                if smooth(*pair):
                    assert grads[at_node] == pytest.approx(pair[1], rel=1e-4, abs=1e-4)
    movable = np.array([not node.fixed for node in graph.nodes]) & smooth(wide, narrow)
    assert np.allclose(grads[movable], narrow[movable], rtol=1e-4, atol=1e-4)
    arrived = np.zeros(len(grads))
    arrived[-1] = 1
    for node, sent in zip(graph.nodes, steps.sent, strict=True):
        np.add.at(arrived, list(node.inputs), [float(s) for s in sent])
    assert arrived == pytest.approx(grads, rel=1e-12, abs=1e-12), "where arrows meet, they add up"


@given(programs(), st.tuples(*[st.floats(-2, 2)] * 3), st.sampled_from([1.0, 1e-2, 1e-6]))
def test_all_nudges_at_once_are_each_nudge_alone(
    statements: list[str], place: tuple[float, float, float], h: float
):
    program = shuffled(statements, 0)
    graph, at = program.graph, dict(zip("abc", place, strict=True)) | program.declared
    values = {name: at[name] for name in graph.names}
    found = graph.differences(values, h)
    for i, node in enumerate(graph.nodes):
        by = 0.0 if node.fixed else h
        for ours, move in ((found.up[i], by), (found.down[i], -by)):
            alone = graph.moved(values, i, move)[-1]
            assert np.isclose(ours, alone, rtol=1e-12, atol=0, equal_nan=True)


def test_a_nudge_moves_what_comes_after_and_nothing_else():
    graph = parse("q = x + y; f = q·z").graph
    before = graph.moved({"x": -2, "y": 5, "z": -4}, 2, 0.0)
    after = graph.moved({"x": -2, "y": 5, "z": -4}, 2, 0.5)
    assert before.tolist() == [-2, 5, 3, -4, -12]
    assert after.tolist() == [-2, 5, 3.5, -4, -14]
