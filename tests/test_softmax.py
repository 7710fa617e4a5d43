"""p − y: published numbers, PyTorch's, a loss written here, and what must always hold."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.checks import Bad
from server.protocol import encode
from server.studies.softmax import study
from server.work import finished

REFERENCE = json.loads((Path(__file__).parent / "reference" / "softmax.json").read_text())
X = [0.9, -0.4, 1.6, 0.2]
W = [[0.2, -0.5, 0.3, 0.1], [0.5, 0.3, 0.6, -0.4], [-0.3, 0.4, 0.1, 0.5]]
RUN: Any = None  # this study does not look at the run


def asked(**more: Any) -> dict[str, Any]:
    question = {"x": X, "w": W, "b": [0.0, 0.0, 0.0], "y": [1, 0, 0], **more}
    return finished(study(RUN, question, {}))


def softmax(o: np.ndarray) -> np.ndarray:
    powers = np.exp(o - o.max())
    return powers / powers.sum()


def test_cs231n_s_example():
    """p = [0.2, 0.3, 0.5], the second is right: df = [0.2, −0.7, 0.5] (CS231n, neural-networks
    case study).
    """
    b = np.log([0.2, 0.3, 0.5]) - np.array(W) @ X
    found = asked(b=b.tolist(), y=[0, 1, 0])
    assert found["p"] == pytest.approx([0.2, 0.3, 0.5], rel=1e-14)
    assert found["delta"] == pytest.approx([0.2, -0.7, 0.5], rel=1e-14)
    assert found["loss"] == pytest.approx(-np.log(0.3))


@pytest.mark.parametrize("case", REFERENCE["cases"], ids=lambda case: case["name"])
def test_numbers_and_ten_steps_are_pytorch_s(case: dict[str, Any]):
    question = {name: case[name] for name in ("x", "w", "b", "y", "rate", "strength")}
    for steps, told in case["at"].items():
        found = asked(**question, steps=int(steps))
        for name in ("o", "p", "delta", "loss", "w", "b"):
            assert np.allclose(found[name], told[name], rtol=1e-12, atol=1e-14), (steps, name)
        assert np.allclose(found["grad"]["w"], told["grad_w"], rtol=1e-12, atol=1e-14)
        assert np.allclose(found["grad"]["b"], told["grad_b"], rtol=1e-12, atol=1e-14)
    squared = asked(**question)["squared"]
    assert squared["loss"] == pytest.approx(case["squared"]["loss"], rel=1e-12)
    assert squared["delta"] == pytest.approx(case["squared"]["delta"], rel=1e-10)


numbers = st.floats(-3, 3)


@st.composite
def questions(draw: st.DrawFn) -> dict[str, Any]:
    classes, inputs = draw(st.integers(2, 5)), draw(st.integers(1, 5))
    y = draw(st.lists(st.integers(0, 20), min_size=classes, max_size=classes).filter(any))
    return {
        "x": draw(st.lists(numbers, min_size=inputs, max_size=inputs)),
        "w": [draw(st.lists(numbers, min_size=inputs, max_size=inputs)) for _ in range(classes)],
        "b": draw(st.lists(numbers, min_size=classes, max_size=classes)),
        "y": (np.array(y) / sum(y)).tolist(),
        "strength": draw(st.sampled_from([0, 0.01, 0.3])),
        "shift": draw(st.floats(-900, 900)),
    }


@given(questions())
def test_what_holds_for_every_classifier(question: dict[str, Any]):
    found, x, y = asked(**question), np.array(question["x"]), np.array(question["y"])
    p, delta = np.array(found["p"]), np.array(found["delta"])
    assert abs(delta.sum()) < 1e-14, f"Σ(p − y) = {delta.sum()}"
    assert np.abs(delta - (p - y)).max() < 1e-15
    assert np.abs(found["grad"]["data"] - np.outer(delta, x)).max() < 1e-14
    assert np.abs(np.array(found["grad"]["b"]) - delta).max() < 1e-15
    whole = np.array(found["grad"]["data"]) + found["grad"]["penalty"]
    assert np.abs(found["grad"]["w"] - whole).max() < 1e-13
    for exact, numeric in (
        (found["grad"]["w"], found["numeric"]["w"]),
        (delta, found["numeric"]["b"]),
    ):
        assert np.abs(np.array(exact) - numeric).max() < 1e-7
    moved = np.abs(np.array(found["shifted"]["p"]) - p).max()
    assert moved < 1e-11, f"a shift of {question['shift']} moves p by {moved}"


@given(questions())
def test_every_line_of_the_derivation_is_the_slope_of_the_loss(question: dict[str, Any]):
    """The loss is written here: differences of it know nothing of the derivation."""
    found, y = asked(**question), np.array(question["y"])
    o, h = np.array(found["o"]), 1e-5
    for i, lines in enumerate(found["derivation"]["lines"]):
        up, down = o + h * np.eye(len(o))[i], o - h * np.eye(len(o))[i]
        slope = (-y @ np.log(softmax(up)) + y @ np.log(softmax(down))) / (2 * h)
        for line in lines:
            assert line["value"] == pytest.approx(slope, abs=1e-8), (i, line["key"])
    jacobian = found["derivation"]["jacobian"]
    assert np.abs(np.array(jacobian["exact"]) - jacobian["numeric"]).max() < 1e-8


def test_the_terms_of_a_line_make_its_value():
    found = asked(b=[0.1, -0.2, 0.3], y=[0.5, 0.2, 0.3])
    for lines in found["derivation"]["lines"]:
        log, fraction, split, cancelled, spread, gathered, result = lines
        for line in (log, fraction):
            assert line["value"] == pytest.approx(-sum(np.prod(term) for term in line["first"]))
        for line, sign in ((split, -1), (cancelled, 1)):
            others = sum(np.prod(term) for term in line["others"])
            assert line["value"] == pytest.approx(-np.prod(line["first"][0]) + sign * others)
        (yi,), product = spread["first"]
        assert spread["value"] == pytest.approx(
            -yi + np.prod(product) + sum(np.prod(term) for term in spread["others"])
        )
        (pi, total), (yi,) = gathered["first"]
        assert (pi * total - yi, total) == pytest.approx((gathered["value"], 1))
        assert result["first"][0][0] - result["first"][1][0] == result["value"]


def test_naive_softmax_overflows_at_800_and_the_stable_form_does_not():
    there = asked(shift=800)["shifted"]
    assert there["naive"]["powers"] == ["inf"] * 3
    assert (there["naive"]["sum"], there["naive"]["p"]) == ("inf", ["nan"] * 3)
    assert there["p"] == pytest.approx(softmax(np.array(W) @ X), rel=1e-12)
    below = asked(shift=-800)["shifted"]
    assert (below["naive"]["sum"], below["naive"]["p"]) == (0, ["nan"] * 3)
    home = asked(shift=0)["shifted"]
    assert home["naive"]["p"] == pytest.approx(home["p"], rel=1e-14)
    assert json.loads(encode({"there": there}))["there"]["naive"]["powers"] == ["inf"] * 3


def test_squared_error_dies_where_cross_entropy_pulls():
    """o = −10 of the right class: σ(1 − σ)² is e⁻¹⁰ to four digits, cross-entropy's 1 − p is 1."""
    b = np.array([-10.0, 5, 0]) - np.array(W) @ X
    found = asked(b=b.tolist(), curves=True)
    assert abs(found["delta"][0]) > 0.9999
    assert abs(found["squared"]["delta"][0]) == pytest.approx(np.exp(-10), rel=1e-3)
    curves = {name: np.array(values) for name, values in found["squared"]["curves"].items()}
    o, sigma = curves["o"], 1 / (1 + np.exp(-curves["o"]))
    assert curves["squared"] == pytest.approx((1 - sigma) ** 2 * sigma, rel=1e-10)
    assert curves["cross"] == pytest.approx(1 - np.exp(o) / (np.exp(o) + np.exp(5) + 1), rel=1e-6)


def test_a_way_that_is_kept_is_the_way():
    kept: dict[str, Any] = {}
    question = {"x": X, "w": W, "b": [0, 0, 0], "y": [1, 0, 0], "rate": 0.1, "strength": 0.01}
    order = [7, 3, 12, 0]
    again = [finished(study(RUN, {**question, "steps": n}, kept)) for n in order]
    assert again == [finished(study(RUN, {**question, "steps": n}, {})) for n in order]
    assert finished(study(RUN, {**question, "rate": 0.2, "steps": 3}, kept)) != again[1]
    assert len(again[2]["losses"]) == 13 and again[2]["losses"] == sorted(again[2]["losses"])[::-1]


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("y", {"y": [0.5, 0.6, 0]}),
        ("y", {"y": [-0.5, 0.75, 0.75]}),
        ("y[1]", {"y": [0, "a", 1]}),
        ("w", {"w": [W[0]]}),
        ("w[1]", {"w": [W[0], W[1][:3], W[2]]}),
        ("b", {"b": [0, 0]}),
        ("steps", {"steps": 2001}),
        ("rate", {"rate": -1}),
        ("question.colour", {"colour": 1}),
    ],
)
def test_a_question_that_cannot_be_used_names_its_field(field: str, more: dict[str, Any]):
    with pytest.raises(Bad) as caught:
        asked(**more)
    assert caught.value.field == field
