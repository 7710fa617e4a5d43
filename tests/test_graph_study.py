"""The study of a formula's graph: CS231n's published numbers to the printed digits, PyTorch's, and
what the page is told. (tests/engine/test_program.py: reading, gradients of any program.)
"""

import json
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server import protocol
from server.checks import Bad
from server.protocol import AskStudy
from server.run import Run
from server.studies import STUDIES
from server.work import finished
from tests.strategies import json_values

ROOT = Path(__file__).parents[1]
STORED = json.loads((ROOT / "tests" / "reference" / "graphs.json").read_text())["graphs"]
SCRIPT = (ROOT / "static" / "js" / "math" / "graph-presets.js").read_text()
PRESETS = {
    preset["key"]: preset
    for preset in json.loads(re.search(r"= (\[.*?^\]);", SCRIPT, re.S | re.M)[1])  # type: ignore[index]
}
RUN: Run = None  # type: ignore[assignment]  # a formula's graph is of no run


Values = Mapping[str, float | str]


def answer(text: str, values: Values | None = None, **more: Any) -> dict[str, Any]:
    source = {"kind": "formula", "text": text, "values": values or {}}
    return finished(STUDIES["graph"](RUN, {"source": source, **more}, {}))


def preset(name: str, **more: Any) -> dict[str, Any]:
    return answer(PRESETS[name]["text"], PRESETS[name]["values"], **more)


def by_key(told: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {node["key"]: node for node in told["nodes"]}


def column(told: dict[str, Any], field: str) -> dict[str, float]:
    return {leaf["name"]: told["nodes"][leaf["node"]][field] for leaf in told["leaves"]}


def test_the_first_circuit_of_cs231n():
    told = preset("product")
    assert [(n["label"], n["value"], n["grad"]) for n in told["nodes"]] == [
        ("x", -2, -4),
        ("y", 5, -4),
        ("+", 3, -4),
        ("z", -4, 3),
        ("×", -12, 1),
    ]


def test_the_sigmoid_neuron_of_cs231n_to_its_printed_digits():
    """The picture in its notes (optimization-2): values above the wires, gradients below."""
    told = preset("sigmoid")
    shown = [
        (n["label"], f"{n['value']:.2f}", f"{n['grad']:.2f}")
        for n in told["nodes"]
        if n["kind"] != "number"
    ]
    assert shown == [
        ("w0", "2.00", "-0.20"),
        ("x0", "-1.00", "0.39"),
        ("×", "-2.00", "0.20"),
        ("w1", "-3.00", "-0.39"),
        ("x1", "-2.00", "-0.59"),
        ("×", "6.00", "0.20"),
        ("+", "4.00", "0.20"),
        ("w2", "-3.00", "0.20"),
        ("+", "1.00", "0.20"),
        ("×−1", "-1.00", "-0.20"),
        ("exp", "0.37", "-0.53"),
        ("+1", "1.37", "-0.53"),
        ("1/x", "0.73", "1.00"),
    ]
    (sigmoid,) = told["groups"]
    assert [told["nodes"][i]["label"] for i in sigmoid["nodes"] if i > 1] == [
        "×−1",
        "exp",
        "+1",
        "1/x",
    ]
    assert f"{sigmoid['slopes'][0]:.2f}" == "0.20"  # (1 − 0.73)·0.73
    assert sigmoid["sent"] == sigmoid["slopes"]


def test_the_four_gates_of_cs231n():
    """add distributes, multiply swaps, max routes: f = −20; −8, 6, 2 and 0 arrive."""
    told = preset("gates")
    assert told["nodes"][-1]["value"] == -20
    assert column(told, "grad") == {"x": -8, "y": 6, "z": 2, "w": 0}


def test_softmax_of_cs231n_sends_p_minus_y():
    told = preset("softmax")
    grads = column(told, "grad")
    assert grads == pytest.approx({"o1": 0.2, "o2": -0.7, "o3": 0.5}, rel=1e-14)
    second = next(n for n in told["nodes"] if n["key"] == "e2")
    users = [n for n in told["nodes"] if told["nodes"].index(second) in n["inputs"]]
    terms = [n["sent"][n["inputs"].index(told["nodes"].index(second))] for n in users]
    assert len(terms) == 2 and sum(terms) == pytest.approx(second["grad"], rel=1e-15)


@pytest.mark.parametrize("name", STORED)
def test_values_and_gradients_equal_pytorch(name: str):
    case = STORED[name]
    told = answer(PRESETS[name]["text"] if name in PRESETS else name, case["values"])
    assert told["nodes"][-1]["value"] == pytest.approx(case["f"], rel=1e-14)
    assert column(told, "grad") == pytest.approx(case["leaves"], rel=1e-12, abs=1e-15)
    known = by_key(told)
    for key, (value, grad) in case["named"].items():
        node = known.get(key, told["nodes"][-1])
        assert [node["value"], node["grad"]] == pytest.approx([value, grad], rel=1e-12), key


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_has_a_name_and_every_gradient_is_the_nudge_s(name: str):
    told = preset(name)
    assert told["faults"] == []
    for language in ("ko", "en"):
        texts = json.loads((ROOT / "static" / "i18n" / f"{language}.json").read_text())
        assert texts[f"graph.preset.{name}"]
    for node in told["nodes"]:
        if node["kind"] != "number":
            assert node["numeric"] == pytest.approx(node["grad"], rel=1e-6, abs=1e-7), node["key"]
            assert node["numeric"] == pytest.approx((node["up"] - node["down"]) / 2e-4)
    assert set(PRESETS[name]["values"]) <= {leaf["name"] for leaf in told["leaves"]}


def test_forks_tell_both_terms():
    told = preset("fork")
    x, square, f = told["nodes"]
    assert (x["grad"], square["sent"], f["sent"]) == (7, [3, 3], [1, 1])
    assert x["spans"] == ((1, 2), (3, 4), (7, 8))


@pytest.mark.parametrize(
    ("text", "label", "absorbed"),
    [
        ("x + 1", "+1", ["1"]),
        ("1 + x", "+1", ["1"]),
        ("x − 1", "−1", ["1"]),
        ("x + −1", "−1", ["−1"]),
        ("x − −1", "+1", ["−1"]),
        ("2 − x", "2−x", ["2"]),
        ("2x", "×2", ["2"]),
        ("x·π", "×π", ["π"]),
        ("−1·x", "×−1", ["−1"]),
        ("−x", "×−1", []),
        ("x/2", "÷2", ["2"]),
        ("1/x", "1/x", ["1"]),
        ("x²", "x²", ["2"]),
        ("x⁻¹", "x⁻¹", ["−1"]),
        ("x^0.5", "x^0.5", ["0.5"]),
        ("2^x", "2^x", ["2"]),
        ("max(0, x)", "max(0, x)", ["0"]),
        ("2·3", "×3", ["3"]),
        ("0.123456x", "×", []),
        ("x·y", "×", []),
        ("tanh(x)", "tanh", []),
    ],
)
def test_a_number_beside_an_operation_goes_into_its_label(
    text: str, label: str, absorbed: list[str]
):
    nodes = answer(text)["nodes"]
    assert nodes[-1]["label"] == label
    assert [n["label"] for n in nodes if n["absorbed"]] == absorbed


def test_a_definition_is_a_group_with_its_own_slopes():
    told = answer("q = x·x + 3·y; f = q·z; x = 2; y = −1; z = 5")
    q, f = told["groups"]
    assert (q["key"], q["kind"], q["label"]) == ("definition:q", "definition", "q")
    names = [told["nodes"][i]["key"] for i in q["inputs"]]
    assert dict(zip(names, q["slopes"], strict=True)) == {"x": 4, "y": 3}
    assert dict(zip(names, q["sent"], strict=True)) == {"x": 20, "y": 15}
    assert told["nodes"][q["out"]]["key"] == "q" and told["nodes"][f["out"]]["key"] == "f"
    assert [told["nodes"][i]["key"] for i in f["inputs"]] == ["q", "z"]
    assert all(told["nodes"][i]["kind"] != "leaf" for i in q["nodes"])


def test_a_leaf_has_the_given_value_else_the_declared_one_else_1():
    told = answer("x = 3; y = 4; x·y·z", {"x": 7, "gone": 2})
    assert [(leaf["name"], leaf["value"], leaf["declared"]) for leaf in told["leaves"]] == [
        ("x", 7, 3),
        ("y", 4, 4),
        ("z", 1, None),
    ]


def test_a_leaf_s_value_may_be_a_formula_without_names():
    values = {"o": "ln(0.2)", "x": "1/3", "y": "−π/2", "gone": "("}
    told = answer("o + x·y", values)
    assert column(told, "value") == {"o": math.log(0.2), "x": 1 / 3, "y": -math.pi / 2}


def test_a_nudge_is_compared_with_what_the_gradient_says():
    told = preset("product", nudge={"key": "x", "by": 0.5})
    assert told["nudged"] == {
        "key": "x", "by": 0.5, "values": [-1.5, 5, 3.5, -4, -14], "f": -14, "predicted": -14,
    }  # fmt: skip
    step = preset("product", nudge={"key": "#2", "by": 1})["nudged"]
    assert step["values"] == [-2, 5, 4, -4, -16]
    squared = answer("x²", {"x": 3}, nudge={"key": "x", "by": 1})["nudged"]
    assert (squared["f"], squared["predicted"]) == (16, 15)
    assert preset("product", nudge={"key": "no more", "by": 1})["nudged"] is None


def test_differences_are_as_wide_as_asked():
    cube = answer("x³", {"x": 2}, h=1)["nodes"][0]
    assert (cube["grad"], cube["numeric"], cube["up"], cube["down"]) == (12, 13, 27, 1)


def test_where_there_is_no_value_there_is_null_and_one_sentence():
    told = answer("q = ln(x − 3); q² + x", {"x": 1})
    (fault,) = told["faults"]
    assert fault["text"] == "column 5: ln of −2: it needs a number above 0"
    assert fault["values"]["a"] == "−2"
    again = json.loads(protocol.encode(told))
    values = [n["value"] for n in again["nodes"] if n["kind"] != "number"]
    assert values == [1, -2, None, None, None]
    assert again["nodes"][0]["grad"] is None


BAD_QUESTIONS = [
    ({}, "source"),
    ({"source": {"kind": "poem"}}, "source.kind"),
    ({"source": {"kind": "formula"}}, "source.text"),
    ({"source": {"kind": "formula", "text": "x", "values": {"x": "1/0"}}}, "source.values.x"),
    ({"source": {"kind": "formula", "text": "x", "values": {"x": "ln("}}}, "source.values.x"),
    ({"source": {"kind": "formula", "text": "x", "values": {"x": "2y"}}}, "source.values.x"),
    ({"source": {"kind": "formula", "text": "x", "values": [1]}}, "source.values"),
    ({"source": {"kind": "formula", "text": "x", "point": 1}}, "source.point"),
    ({"source": {"kind": "formula", "text": "x"}, "h": 0}, "h"),
    ({"source": {"kind": "formula", "text": "x"}, "h": 11}, "h"),
    ({"source": {"kind": "formula", "text": "x"}, "nudge": 1}, "nudge"),
    ({"source": {"kind": "formula", "text": "x"}, "nudge": {"key": 1, "by": 1}}, "nudge.key"),
    ({"source": {"kind": "formula", "text": "x"}, "nudge": {"key": "x"}}, "nudge.by"),
    ({"source": {"kind": "formula", "text": "x"}, "more": 1}, "question.more"),
]


@pytest.mark.parametrize(("question", "field"), BAD_QUESTIONS)
def test_a_question_that_cannot_be_used_names_its_field(question: dict[str, Any], field: str):
    with pytest.raises(Bad) as caught:
        STUDIES["graph"](RUN, question, {})
    assert caught.value.field == field


def test_a_text_that_cannot_be_read_is_said_with_its_column():
    with pytest.raises(Bad) as caught:
        answer("y; q = foo(x)")
    bad = caught.value
    assert (bad.field, bad.key, bad.values["column"]) == ("source.text", "formula_function", 8)


@given(
    st.one_of(
        st.fixed_dictionaries(
            {"source": st.fixed_dictionaries({"kind": st.just("formula"), "text": st.text()})}
        ),
        st.dictionaries(st.sampled_from(["source", "h", "nudge"]), json_values),
    )
)
def test_any_question_has_an_answer_or_is_bad(question: dict[str, Any]):
    try:
        told = finished(STUDIES["graph"](RUN, question, {}))
    except Bad:
        return
    json.loads(protocol.encode(told))


def test_what_was_read_is_kept_for_the_next_values():
    kept: dict[str, Any] = {}
    for x in (1.0, 2.0):
        source = {"kind": "formula", "text": "x²", "values": {"x": x}}
        told = finished(STUDIES["graph"](RUN, {"source": source}, kept))
        assert told["nodes"][-1]["value"] == x * x
    assert list(kept["formula"]) == ["x²"]


def test_it_can_be_asked_over_the_wire():
    question = {"source": {"kind": "formula", "text": "x", "values": {}}}
    text = json.dumps({"type": "study", "id": 1, "about": "graph", "question": question})
    assert protocol.decode(text) == AskStudy(1, "graph", question)
