"""The gallery of activation functions: values and slopes as PyTorch's, kinks as they are stated,
what maxout can be, and what the present data make of each, counted by hand.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from server.checks import Bad
from server.journal import Journal
from server.protocol import encode
from server.run import Run
from server.spec import parse
from server.studies import STUDIES
from server.studies.activations import GALLERY, curves
from server.work import finished

STORED: Any = json.loads((Path(__file__).parent / "reference" / "activations.json").read_text())
OWN = {"leak": 0.1, "alpha": 0.5, "lines": [[-0.5, -0.5], [1, 0], [0.25, 1]]}
V, RAMP = [[-1, 0], [1, 0]], [[0, 0], [1, 0]]


def run_of(**spec: Any) -> Run:
    return Run(Journal(parse(spec)))


def asked(about: str, question: Any, run: Run | None = None) -> Any:
    found = finished(STUDIES[about](run or run_of(), question, {}))
    return json.loads(encode({"type": "study", **found}))


def test_the_values_say_which_torch_made_them():
    assert STORED["torch"].startswith("2.13")


@pytest.mark.parametrize("case", STORED["cases"], ids=lambda case: case["id"])
def test_f_and_its_slope_equal_pytorch_at_many_z(case: dict[str, Any]):
    curve = curves(case["numbers"])[case["name"]]
    f, slope, _ = curve.read(np.array(STORED["z"]))
    np.testing.assert_allclose(f, case["f"], rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(slope, case["slope"], rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", GALLERY)
def test_the_slope_is_what_differences_say_away_from_kinks(name: str):
    curve = curves(OWN)[name]
    z = np.linspace(-5.97, 5.97, 400)
    z = z[[all(abs(at - k) > 1e-3 for k in curve.kinks) for at in z]]
    h = 1e-5
    numeric = (curve.read(z + h)[0] - curve.read(z - h)[0]) / (2 * h)
    np.testing.assert_allclose(curve.read(z)[1], numeric, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize(
    ("name", "left", "right"), [("relu", 0, 1), ("leaky_relu", 0.1, 1), ("elu", 0.5, 1)]
)
def test_at_a_kink_the_slope_is_the_one_from_the_left(name: str, left: float, right: float):
    [kink] = asked("activations", {"names": [name], **OWN})["curves"][name]["kinks"]
    assert [kink["z"], kink["f"]] == [0, 0]
    assert [kink["left"], kink["right"]] == pytest.approx([left, right], abs=1e-8)
    at = asked("activations_at", {"z": 0, **OWN})["values"][name]
    assert at["slope"] == left
    assert at["numeric"] == pytest.approx((left + right) / 2, abs=1e-4)  # half from either side


def test_elu_with_alpha_1_has_no_kink():
    assert asked("activations", {"names": ["elu"], "alpha": 1})["curves"]["elu"]["kinks"] == []


@pytest.mark.parametrize(
    ("lines", "f", "left"),
    [
        (RAMP, lambda z: np.maximum(z, 0), 0.0),
        (V, np.abs, -1.0),
        ([[0.01, 0], [1, 0]], lambda z: np.where(z > 0, z, 0.01 * z), 0.01),
    ],
    ids=["relu", "abs", "leaky"],
)
def test_maxout_can_be_relu_abs_and_leaky_relu_to_the_bit(lines: Any, f: Any, left: float):
    z = np.linspace(-6, 6, 241)
    got = curves({"lines": lines})["maxout"].read(z)
    assert np.array_equal(got[0], f(z))
    assert np.array_equal(got[1], np.where(z > 0, 1.0, left))


def test_three_lines_make_an_envelope_with_two_corners_and_a_line_below_makes_none():
    told = asked("activations", {"names": ["maxout"], "lines": [[-1, -1], [0, 0], [1, -2]]})
    assert [k["z"] for k in told["curves"]["maxout"]["kinks"]] == [-1, 2]
    below = asked("activations", {"names": ["maxout"], "lines": [[-1, 0], [1, 0], [0, -5]]})
    assert [k["z"] for k in below["curves"]["maxout"]["kinks"]] == [0]
    assert (
        asked("activations", {"names": ["maxout"], "lines": [[1, 0], [1, 2]]})["curves"]["maxout"][
            "kinks"
        ]
        == []
    )


def test_the_winning_piece_gives_value_and_slope():
    at = asked("activations_at", {"z": -3, "lines": [[-1, 0.5], [1, 0]]})["values"]["maxout"]
    assert (at["won"], at["pieces"], at["f"], at["slope"]) == (0, [3.5, -3], 3.5, -1)


# (lowest, is it reached), (highest, is it reached), largest |f′|, where it is flat: on paper.
KNOWN: dict[str, Any] = {
    "sigmoid": ((0, False), (1, False), 0.25, [[None, -4.36], [4.36, None]]),
    "tanh": ((-1, False), (1, False), 1, [[None, -2.18], [2.18, None]]),
    "relu": ((0, True), None, 1, [[None, 0]]),
    "leaky_relu": (None, None, 1, []),
    "elu": ((-0.5, False), None, 1, [[None, -2.305]]),
    "softplus": ((0, False), None, 1, [[None, -2.945]]),
    "gelu": ((-0.17, True), None, 1.129, None),
    "silu": ((-0.2785, True), None, 1.0998, None),
}


@pytest.mark.parametrize("name", KNOWN)
def test_range_steepest_slope_and_flat_parts_are_the_known_ones(name: str):
    curve = asked("activations", {"names": [name], **OWN})["curves"][name]
    low, high, steepest, flat = KNOWN[name]
    for got, wanted in ((curve["low"], low), (curve["high"], high)):
        assert (got is None) == (wanted is None)
        if wanted:
            assert got == {"value": pytest.approx(wanted[0], abs=1e-4), "reached": wanted[1]}
    assert curve["steepest"] == pytest.approx(steepest, abs=1e-3)
    if flat is not None:
        ends = [[0.0 if v is None else v for v in one] for one in curve["flat"]]
        wanted = [[0.0 if v is None else v for v in one] for one in flat]
        np.testing.assert_allclose(ends, wanted, atol=0.006)


def test_at_zero_sigmoid_is_a_half_with_a_quarter_and_tanh_is_two_sigmoids():
    at = asked("activations_at", {"z": 0})
    sigmoid = at["values"]["sigmoid"]
    assert (sigmoid["f"], sigmoid["slope"]) == (0.5, 0.25)
    assert sigmoid["numeric"] == pytest.approx(0.25, abs=1e-9)
    at = asked("activations_at", {"z": 1.2})
    assert at["twice"]["tanh"] == pytest.approx(at["values"]["tanh"]["f"], abs=1e-15)
    assert at["twice"]["sigmoid"] == pytest.approx(1 / (1 + np.exp(-2.4)), abs=1e-15)


# The present data


def sums(run: Run) -> list[np.ndarray]:
    """z of each hidden layer of a tanh network, in plain NumPy."""
    points = run.stepper.points
    at, a, found = 0, points.xy[~points.test].T, []
    sizes = run.spec.sizes
    for n, m in zip(sizes[:-2], sizes[1:-1], strict=True):
        w = run.stepper.theta[0][at : at + m * (n + 1)].reshape(m, n + 1)
        at += m * (n + 1)
        z = w[:, :-1] @ a + w[:, -1:]
        found.append(z)
        a = np.tanh(z)
    return found


@pytest.mark.parametrize("layer", [None, 0, 1])
def test_what_each_would_make_of_the_present_data_is_counted_over_units_and_points(layer: Any):
    run = run_of()
    run.advance(200)
    known = sums(run)
    z = known[layer] if layer is not None else np.concatenate(known)
    told = asked("activations_data", {"layer": layer}, run)
    assert (told["units"], told["points"], told["step"]) == (*z.shape, 200)
    would = told["would"]
    assert would["sigmoid"]["mean"] == pytest.approx((1 / (1 + np.exp(-z))).mean(), rel=1e-12)
    assert would["tanh"]["flat"] == pytest.approx((1 - np.tanh(z) ** 2 < 0.05).mean())
    assert would["relu"]["mean"] == pytest.approx(np.maximum(z, 0).mean(), rel=1e-12)
    assert would["relu"]["flat"] == pytest.approx((z <= 0).mean())
    assert would["relu"]["dead"] == (z <= 0).all(axis=1).sum()
    assert would["leaky_relu"]["dead"] == 0
    counts, _ = np.histogram(z, 48, (-6, 6))
    assert told["z"]["counts"] == counts.tolist()
    assert told["z"]["below"] == (z < -6).sum()
    assert told["now"][0]["mean"] == pytest.approx(np.tanh(known[0]).mean(), rel=1e-12)


def test_a_dead_unit_is_counted_and_a_leaky_one_is_not_dead():
    theta = [1, 0, 0, 1, 0, -50, 1, 1, 0]  # two units of two inputs; the second never fires
    hidden = [{"units": 2, "activation": "relu"}]
    run = run_of(model={"hidden": hidden, "theta": theta})
    told = asked("activations_data", {"layer": 0}, run)
    assert (told["now"][0]["dead"], told["would"]["relu"]["dead"]) == (1, 1)
    assert told["would"]["leaky_relu"]["dead"] == told["would"]["maxout"]["dead"] - 1 == 0


def test_a_maxout_layer_tells_of_the_piece_that_another_function_would_go_on_with():
    theta = [1, 0, 0, 0, 0, 3, 1, 0]  # one unit of two pieces: x, and 3
    hidden = [{"units": 1, "activation": "maxout", "pieces": 2}]
    run = run_of(model={"hidden": hidden, "theta": theta})
    told = asked("activations_data", {"layer": 0}, run)
    x = run.stepper.train.x[0]
    assert told["would"]["tanh"]["mean"] == pytest.approx(np.tanh(x).mean(), rel=1e-12)
    assert told["now"][0]["mean"] == pytest.approx(np.maximum(x, 3).mean(), rel=1e-12)


def test_a_network_without_hidden_layers_or_without_points_is_told_as_such():
    bare = asked("activations_data", {}, run_of(model={"hidden": []}))
    assert (bare["layers"], bare["z"], bare["would"]) == ([], None, {})
    empty = run_of(data={"points": [], "task": "classification", "classes": 2})
    assert asked("activations_data", {}, empty)["would"] == {}


@pytest.mark.parametrize(
    ("about", "question", "field"),
    [
        ("activations", {"names": ["linear"]}, "names[0]"),
        ("activations", {"lines": [[1, 0]]}, "lines"),
        ("activations", {"lines": [[1, 0], [1, "a"]]}, "lines[1][1]"),
        ("activations_at", {"z": "0"}, "z"),
        ("activations_at", {"leak": 2}, "leak"),
        ("activations_data", {"layer": 2}, "layer"),
        ("activations_data", {"hidden": 2}, "question.hidden"),
    ],
)
def test_a_question_that_cannot_be_used_names_its_field(about: str, question: Any, field: str):
    with pytest.raises(Bad) as caught:
        STUDIES[about](run_of(), question, {})
    assert caught.value.field == field
