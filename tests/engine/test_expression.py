"""Formulas: Python's own precedence, column-exact errors, and derivatives four ways (reverse,
forward, as a formula, central differences) and by PyTorch's stored numbers.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from server.engine.derivative import derivative
from server.engine.expression import CHARACTERS, FUNCTIONS, NODES, FormulaError, parse
from server.engine.graph import Graph
from server.engine.operations import OPERATIONS

ROOT = Path(__file__).parents[2]
STORED = json.loads((ROOT / "tests" / "reference" / "surfaces.json").read_text())
H = float(np.finfo(float).eps) ** (1 / 3)
AT = {"x": 1.5, "y": -0.7}


def value(text: str, **at: float) -> float:
    return float(parse(text, tuple(at) or ("x", "y")).evaluate(at or AT))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2*3", 7),
        ("8/4/2", 1),
        ("8 − 4 − 2", 2),
        ("2^3^2", 512),
        ("2**3**2", 512),
        ("-2^2", -4),
        ("−2²", -4),
        ("(-2)^2", 4),
        ("2^-1", 0.5),
        ("2^−2^2", 0.0625),
        ("--3", 3),
        ("-+-3", 3),
        ("2*-3", -6),
        ("2x", 3),
        ("3(x + y)", 2.4),
        ("(x + 1)(x − 1)", 1.25),
        ("x y", -1.05),
        ("xy", -1.05),
        ("2x²", 4.5),
        ("2^3x", 12),
        ("x⁻²y", -0.7 / 2.25),
        ("x^-2y", -0.7 / 2.25),
        ("-2x", -3),
        ("1/2·x", 0.75),
        ("2πx", 3 * np.pi),
        ("2pi", 2 * np.pi),
        ("2sin(x)cos(y)", 2 * np.sin(1.5) * np.cos(-0.7)),
        ("xsin(x)", 1.5 * np.sin(1.5)),
        ("sin(x)²", np.sin(1.5) ** 2),
        ("|y|", 0.7),
        ("x|y|", 1.05),
        ("|x||y|", 1.05),
        ("||x| − |y||", 0.8),
        ("|x + |y||", 2.2),
        ("|(x|y|)|", 1.05),
        ("e^(−x²)", np.exp(-2.25)),
        ("e²", np.e**2),
        ("e^2x", np.e**2 * 1.5),
        ("1e-3", 0.001),
        ("1e−3x", 0.0015),
        ("2e", 2 * np.e),
        ("2ex", 3 * np.e),
        (".5 + 5.", 5.5),
        ("½x", 0.75),
        ("6÷2×3", 9),
        ("√(x²)", 1.5),
        ("X + Sin(x)", 1.5 + np.sin(1.5)),
        ("ｘ＋１", 2.5),
        ("𝑥²", 2.25),
        ("max(x, y) − min(x, y)", 2.2),
        ("pow(x, 3)", 3.375),
        ("ln(e) + log(e)", 2),
        ("σ(0)", 0.5),
        ("floor(−x) + sign(y) + step(x)", -2),
        ("relu(y) + relu(x)", 1.5),
    ],
)
def test_a_formula_is_read_as_on_paper(text: str, expected: float):
    assert value(text) == pytest.approx(expected, rel=1e-14), text


def test_names_are_the_caller_s_and_go_before_constants():
    at = {"w0": 2.0, "x0": 3.0, "b": 0.5, "e": 7.0}
    assert value("w0x0 + b", **at) == 6.5
    assert value("w₀x₀", **at) == 6
    assert value("2e", **at) == 14
    assert value("xX", x=2.0, X=5.0) == 10


LETTERS = "expected a number, a name or a parenthesis, got "


@pytest.mark.parametrize(
    ("text", "column", "key", "says"),
    [
        ("", 1, "empty", "expected a formula, got nothing"),
        ("   ", 1, "empty", "expected a formula, got nothing"),
        ("x +", 4, "ends", LETTERS + "the end"),
        ("x + )", 5, "operand", LETTERS + ")"),
        ("x // y", 4, "operand", LETTERS + "/"),
        ("sin()", 5, "operand", LETTERS + ")"),
        ("x, y", 2, "operator", "expected an operator or the end, got ,"),
        ("x)", 2, "operator", "expected an operator or the end, got )"),
        ("x 2", 3, "operator", "expected an operator or the end, got 2"),
        ("1.2.3", 4, "operator", "expected an operator or the end, got .3"),
        ("(x + 1", 7, "open", "the ( in column 1 is not closed"),
        ("2·|x", 5, "open", "the | in column 3 is not closed"),
        ("max(x, y", 9, "open", "the ( in column 4 is not closed"),
        ("sin x", 5, "call", "sin needs its argument in parentheses: sin(…)"),
        ("sin²(x)", 4, "call", "sin needs its argument in parentheses: sin(…)"),
        ("x + max(x)", 5, "arguments", "max takes 2 arguments, got 1"),
        ("sin(x, y)", 1, "arguments", "sin takes 1 argument, got 2"),
        ("1/2x", 4, "two_ways", "a/b c can be read in two ways: write (a/b)·c or a/(b·c)"),
        ("x/y(2)", 4, "two_ways", "a/b c can be read in two ways: write (a/b)·c or a/(b·c)"),
        ("x = 1", 3, "character", "= is not part of a formula"),
        ("x²\0", 3, "character", "U+0000 is not part of a formula"),
        ("xⁿ", 2, "character", "ⁿ is not part of a formula"),
        ("x + 1e999", 5, "number", "1e999 is too large a number"),
        ("3 + foo", 5, "unknown", "foo is not known here; known are x, y, "),
        ("x2", 1, "unknown", "x2 is not known here"),
        ("__import__('os')", 1, "character", "_ is not part of a formula"),
        ("x.__class__", 2, "character", ". is not part of a formula"),
        ("(" * 41 + "x", 41, "deep", "a formula is nested at most 40 deep"),
        ("x²" * 80, 134, "big", "a formula has at most 200 numbers, names and operations"),
        ("x" * 201, 201, "long", "a formula has at most 200 characters, got 201"),
    ],
)
def test_an_error_names_the_column_what_was_got_and_what_is_allowed(
    text: str, column: int, key: str, says: str
):
    with pytest.raises(FormulaError) as caught:
        parse(text)
    error = caught.value
    assert (error.column, error.key) == (column, f"formula_{key}")
    assert error.text.startswith(f"column {column}: {says}"), error.text


def test_every_error_can_be_said_in_both_languages():
    for language in ("ko", "en"):
        texts = json.loads((ROOT / "static" / "i18n" / f"{language}.json").read_text())
        for text in ["", "x+", "x+)", "x)", "(x", "sin x", "max(x)", "1/2x", "$", "1e999", "foo"]:
            with pytest.raises(FormulaError) as caught:
                parse(text)
            said = texts[f"error.{caught.value.key}"].format(**caught.value.values)
            assert "{" not in said


# Precedence, with Python as the oracle: the same tree typed for us and for Python.

literals = st.sampled_from(["1", "2", "3", "0.5", "2.5", "1e1", ".25"])
pairs = st.one_of(literals.map(lambda n: (n, f"F({n})")), st.sampled_from([("x", "x"), ("y", "y")]))


def combined(inner: st.SearchStrategy[tuple[str, str]]) -> st.SearchStrategy[tuple[str, str]]:
    def joined(a: tuple[str, str], op: str, b: tuple[str, str]) -> tuple[str, str]:
        return f"{a[0]}{op}{b[0]}", f"{a[1]}{op}{b[1]}"

    binary = st.builds(joined, inner, st.sampled_from(["+", "-", "*", "/", "**", " - "]), inner)
    return st.one_of(
        binary,
        binary.map(lambda p: (f"({p[0]})", f"({p[1]})")),
        inner.map(lambda p: (f"-{p[0]}", f"-{p[1]}")),
    )


@given(st.recursive(pairs, combined, max_leaves=12))
def test_precedence_is_python_s(typed: tuple[str, str]):
    text, python = typed
    assume(len(text) <= CHARACTERS)
    with np.errstate(all="ignore"):
        expected = eval(python, {"F": np.float64, "x": np.float64(1.5), "y": np.float64(0.7)})
    ours = value(text, x=1.5, y=0.7)
    assert np.allclose(ours, expected, rtol=1e-9, equal_nan=True), f"{text}: {ours}, {expected}"


# Any text at all.

soup = st.lists(
    st.sampled_from(
        [
            *"xy()|,+-*/^²³⁻ .0123e½π√",
            "**",
            "sin",
            "max(",
            "exp(",
            "log",
            "w",
            "1e9",
            "lambda",
            "==",
        ]
    ),
    max_size=60,
).map("".join)


@given(st.one_of(soup, st.text(max_size=220)))
@example("(" * 200)
@example("-" * 200)
@example("2^" * 100)
@example("x^" * 99 + "x")
@example("|" * 200)
@example("sin(" * 39 + "x" + ")" * 39)
@example("9^9^9^9^9^9")
@example("x" * 100)
def test_any_text_is_a_graph_or_a_formula_error(text: str):
    try:
        graph = parse(text)
    except FormulaError as error:
        assert 1 <= error.column <= len(text) + 1, error.text
        return
    assert len(graph.nodes) <= NODES
    x = np.linspace(-2, 2, 5)
    f, grad = graph.gradient({"x": x, "y": x[:, None]})
    assert f.shape == grad["x"].shape == grad["y"].shape == (5, 5)


# Derivatives.

SMOOTH = [w for w in FUNCTIONS if w not in ("floor", "sign", "step", "pow", "max", "min")]


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    binary = st.tuples(inner, st.sampled_from("+-*/^"), inner).map(lambda t: "({}{}{})".format(*t))
    called = st.tuples(st.sampled_from(SMOOTH), inner).map(lambda t: f"{t[0]}({t[1]})")
    paired = st.tuples(st.sampled_from(["max", "min", "pow"]), inner, inner)
    powers = st.tuples(inner, st.sampled_from("²³")).map(lambda t: f"({t[0]}){t[1]}")
    return st.one_of(binary, called, powers, paired.map(lambda t: "{}({},{})".format(*t)))


leaves = st.sampled_from(["x", "y", "2", "0.5", "π", "-3", "1.3"])
expressions = st.recursive(leaves, grown, max_leaves=10).filter(lambda s: len(s) <= CHARACTERS)


def near_a_kink(graph: Graph, at: dict[str, float]) -> bool:
    values = graph.steps(at).values
    for node in graph.nodes:
        inputs = [float(values[i]) for i in node.inputs]
        if node.op in ("abs", "relu") and abs(inputs[0]) < 1e-2:
            return True
        if node.op in ("max", "min") and abs(inputs[0] - inputs[1]) < 1e-2:
            return True
    return False


def central(graph: Graph, at: dict[str, float], name: str, h: float) -> float:
    up, down = ({**at, name: at[name] + d} for d in (h, -h))
    return float(graph.evaluate(up) - graph.evaluate(down)) / (2 * h)


@given(expressions, st.floats(0.3, 2), st.floats(-2, 2))
def test_reverse_forward_written_and_numeric_derivatives_agree(text: str, x: float, y: float):
    graph, at = parse(text), {"x": x, "y": y}
    f, grad = graph.gradient(at)
    assume(np.isfinite(f) and abs(f) < 1e6 and not near_a_kink(graph, at))
    for name in graph.names:
        reverse, forward = float(grad[name]), float(graph.tangent(at, {name: 1.0})[1])
        assume(np.isfinite([reverse, forward]).all() and abs(reverse) < 1e6)  # √ at 0, 0·∞
        assert reverse == pytest.approx(forward, rel=1e-9, abs=1e-12), f"∂/∂{name}"
        written = derivative(graph, name)
        if len(written) <= CHARACTERS:
            again = float(parse(written).evaluate(at))
            assert again == pytest.approx(reverse, rel=1e-6, abs=1e-6), f"{written}: {again}"
        wide, narrow = (central(graph, at, name, s * H) for s in (4, 1))
        if abs(wide - narrow) <= 1e-7 * max(abs(narrow), 1):  # else h is too wide or too narrow
            assert reverse == pytest.approx(narrow, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("case", STORED["formulas"], ids=lambda case: case["text"])
def test_values_and_gradients_equal_pytorch(case: dict[str, Any]):
    x, y = np.array(case["places"]).T
    f, grad = parse(case["text"]).gradient({"x": x, "y": y})
    assert f == pytest.approx(np.array(case["value"]), rel=1e-11, abs=1e-12)
    ours = np.stack([grad["x"], grad["y"]], axis=1)
    assert ours == pytest.approx(np.array(case["grad"]), rel=1e-10, abs=1e-12)


def test_every_operation_is_typed_somewhere_and_known_to_the_written_derivative():
    signs = {"add": "x+y", "subtract": "x-y", "multiply": "xy", "divide": "x/y", "negate": "-x"}
    calls = {op: f"{word}(x{',y' * (OPERATIONS[op].arity - 1)})" for word, op in FUNCTIONS.items()}
    for op in OPERATIONS:
        graph = parse({**calls, **signs}[op])
        assert graph.nodes[-1].op == op
        for name in graph.names:
            again = parse(derivative(graph, name)).evaluate(AT | {"y": 0.7})
            assert again == pytest.approx(graph.gradient(AT | {"y": 0.7})[1][name], rel=1e-9)


def test_conventions_at_kinks():
    """As in activations.py: from the left, and the first of two equals."""
    for text, at, expected in [
        ("relu(x)", 0, 0),
        ("|x|", 0, 0),
        ("max(x, 0)", 0, 1),
        ("max(0, x)", 0, 0),
        ("min(x, 0)", 0, 1),
        ("min(0, x)", 0, 0),
        ("floor(x)", 2, 0),
        ("x^0", 0, 0),
        ("x²", 0, 0),
    ]:
        grad = parse(text).gradient({"x": at, "y": 0})[1]["x"]
        assert grad == expected, f"{text} at {at}: {grad}"


def test_outside_its_domain_a_formula_is_nan_and_nothing_raises():
    x = np.array([-8.0, 0.0, 4.0])
    for text, expected in [
        ("ln(x)", [np.nan, -np.inf, np.log(4)]),
        ("√(x)", [np.nan, 0, 2]),
        ("x^0.5", [np.nan, 0, 2]),
        ("x^1.5", [np.nan, 0, 8]),
        ("1/x", [-0.125, np.inf, 0.25]),
        ("(-8)^0.5 + x", [np.nan] * 3),
        ("0/0", [np.nan] * 3),
        ("9^9^9^9", [np.inf] * 3),
    ]:
        f = parse(text).evaluate({"x": x, "y": 0.0})
        assert np.array_equal(f, np.array(expected), equal_nan=True), f"{text}: {f}"


# Published circuits (CS231n, backpropagation notes).


def test_the_circuit_of_a_sum_times_a_number():
    graph = parse("(x + y)z", ("x", "y", "z"))
    steps = graph.steps({"x": -2, "y": 5, "z": -4})
    assert [n.label for n in graph.nodes] == ["x", "y", "+", "z", "×"]
    assert [float(v) for v in steps.values] == [-2, 5, 3, -4, -12]
    assert [float(g) for g in steps.grads] == [-4, -4, -4, 3, 1]
    assert [[float(s) for s in slopes] for slopes in steps.slopes] == [[], [], [1, 1], [], [-4, 3]]


def test_the_circuit_of_a_sigmoid_neuron():
    at = {"w0": 2, "x0": -1, "w1": -3, "x1": -2, "w2": -3}
    f, grad = parse("1/(1 + e^(−(w0x0 + w1x1 + w2)))", tuple(at)).gradient(at)
    assert f == pytest.approx(0.73, abs=0.005)
    expected = {"w0": -0.20, "x0": 0.39, "w1": -0.39, "x1": -0.59, "w2": 0.20}
    assert {k: round(float(g), 2) for k, g in grad.items()} == expected


def test_gradients_add_up_where_a_name_is_used_twice():
    graph = parse("x·x + x")
    name = graph.nodes[0]
    assert (name.name, name.spans) == ("x", ((1, 2), (3, 4), (7, 8)))
    assert graph.gradient({"x": 3, "y": 0})[1] == {"x": 7, "y": 0}


def test_a_node_knows_where_it_is_typed():
    text = "2 + (x + y)·sin( y )²"
    graph = parse(text)
    typed = [[text[a - 1 : b - 1] for a, b in node.spans] for node in graph.nodes]
    assert typed == [
        ["2"],
        ["x"],
        ["y", "y"],
        ["x + y"],
        ["sin( y )"],
        ["²"],
        ["sin( y )²"],
        ["(x + y)·sin( y )²"],
        [text],
    ]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("3", "0"),
        ("x", "1"),
        ("x − x", "0"),
        ("x²/20 + y²", "0.1·x"),
        ("(1 − x)² + 100(y − x²)²", "−2·(1 − x) − 400·(y − x²)·x"),
        ("e^(−x² − y²)", "−2·x·exp(−x² − y²)"),
        ("1/(1 + x²)", "−2·x/(1 + x²)²"),
        ("√(x² + y²)", "x/sqrt(x² + y²)"),
        ("x^y", "y·x^(y − 1)"),
        ("y^x", "y^x·ln(y)"),
        ("(x^y)^3", "3·(x^y)²·y·x^(y − 1)"),
        ("|x|", "sign(x)"),
        ("tanh(x)", "1 − tanh(x)²"),
        ("σ(2x)", "2·sigmoid(2·x)·(1 − sigmoid(2·x))"),
        ("10cos(2πx)", "−20·π·sin(2·π·x)"),
        ("1/x", "−1/x²"),
        ("1e-7x", "1e−7"),
        ("max(x, y)", "1 − step(y − x)"),
    ],
)
def test_a_derivative_is_written_as_a_person_would(text: str, written: str):
    assert derivative(parse(text), "x") == written
