"""One neuron as it is told: values and slopes as PyTorch's, the numerical ones close to them, its
threshold and its line by what defines them, f as a table.
"""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.checks import Bad
from server.engine.activations import ACTIVATIONS
from server.protocol import encode
from server.studies import STUDIES
from server.work import finished

STORED: Any = json.loads((Path(__file__).parent / "reference" / "neurons.json").read_text())
FINITE = st.floats(-5, 5).map(lambda v: round(v, 3))
SLIDE = {"x": [1.2], "rows": [[1.8, -1.0]], "activation": "sigmoid"}  # design/neuron-lab.png

BOUNDS = {  # of f: GELU's and SiLU's least values from their papers' pictures, to three digits
    "sigmoid": (0, 1),
    "tanh": (-1, 1),
    "relu": (0, None),
    "leaky_relu": (None, None),
    "elu": (-1, None),
    "softplus": (0, None),
    "gelu": (-0.170, None),
    "silu": (-0.278, None),
    "linear": (None, None),
    "maxout": (None, None),
}


def told(question: Any, about: str = "neuron") -> Any:
    found = finished(STUDIES[about](None, question, {}))  # type: ignore[arg-type]
    return json.loads(encode({"type": "study", **found}))


@pytest.mark.parametrize(
    "case", STORED["cases"], ids=lambda c: f"{c['question']['activation']} {len(c['z'])}"
)
def test_values_and_slopes_are_pytorchs_and_the_numerical_ones_agree(case: Any):
    found = told(case["question"])
    np.testing.assert_allclose(found["z"], case["z"], rtol=1e-12)
    assert found["a"] == pytest.approx(case["a"], rel=1e-12)
    for part in ("x", "rows"):
        np.testing.assert_allclose(found["grad"][part], case["grad"][part], rtol=1e-11, atol=1e-14)
        np.testing.assert_allclose(
            found["numeric"][part], case["grad"][part], rtol=1e-6, atol=1e-9, err_msg=part
        )


def test_every_activation_has_its_stored_values():
    assert {case["question"]["activation"] for case in STORED["cases"]} == set(ACTIVATIONS)


def test_the_neuron_of_the_slide():
    found = told(SLIDE)
    sigma = 1 / (1 + math.exp(-1.16))
    assert found["products"] == [[pytest.approx(2.16)]]
    assert found["z"] == [pytest.approx(1.16)]
    assert found["a"] == pytest.approx(sigma)
    assert found["grad"]["x"] == [pytest.approx(sigma * (1 - sigma) * 1.8)]
    assert found["lines"][0]["threshold"] == pytest.approx(1 / 1.8)


@given(st.lists(FINITE, min_size=3, max_size=3), st.lists(FINITE, min_size=4, max_size=4))
def test_at_the_threshold_z_is_0_with_the_other_inputs_where_they_are(x: Any, row: Any):
    found = told({"x": x, "rows": [row], "activation": "relu", "axes": [1]})
    threshold = found["lines"][0]["threshold"]
    if row[1] == 0:
        assert threshold is None
        return
    z = row[0] * x[0] + row[1] * threshold + row[2] * x[2] + row[3]
    assert z == pytest.approx(0, abs=1e-9 * (1 + abs(row[1] * threshold)))
    assert found["rests"] == [pytest.approx(row[0] * x[0] + row[2] * x[2], abs=1e-12)]


@given(st.lists(FINITE, min_size=3, max_size=3), st.lists(FINITE, min_size=4, max_size=4))
def test_the_line_lies_its_offset_from_the_origin_along_w_and_x_its_distance_from_it(
    x: Any, row: Any
):
    axes = [2, 0]
    line = told({"x": x, "rows": [row], "activation": "tanh", "axes": axes})["lines"][0]
    w, level = np.array([row[2], row[0]]), row[1] * x[1] + row[3]
    if not w.any():
        assert line == {
            "norm": 0,
            "threshold": None,
            "offset": None,
            "distance": None,
            "normal": None,
        }
        return
    normal, place = np.array(line["normal"]), np.array([x[2], x[0]])
    assert np.linalg.norm(normal) == pytest.approx(1)
    assert w @ normal == pytest.approx(np.linalg.norm(w))
    assert w @ (line["offset"] * normal) + level == pytest.approx(0, abs=1e-9)
    foot = place - line["distance"] * normal
    assert w @ foot + level == pytest.approx(0, abs=1e-9)


@given(st.lists(st.lists(FINITE, min_size=2, max_size=2), min_size=2, max_size=4))
def test_between_its_corners_one_piece_of_a_maxout_unit_is_the_highest(rows: Any):
    question = {"x": [0.0], "rows": rows, "activation": "maxout", "pieces": len(rows)}
    corners = told(question)["crossings"]
    assert corners == sorted(corners)
    edges = [min([*corners, 0]) - 10, *corners, max([*corners, 0]) + 10]
    for left, right in zip(edges, edges[1:], strict=False):
        at = np.linspace(left, right, 9)[1:-1]
        top = np.max([w * at + b for w, b in rows], axis=0)
        bend = np.abs(np.diff(top, 2))  # a straight piece has none
        assert bend.max() <= 1e-9 * (1 + np.abs(top).max()), (corners, rows)


def test_steeper_with_the_same_threshold_becomes_a_step():
    rises: list[float] = []
    for scale in (1, 10, 100, 1000):
        found = told(SLIDE | {"rows": [[1.8 * scale, -1.0 * scale]]})
        assert found["lines"][0]["threshold"] == pytest.approx(1 / 1.8)
        rises.append(found["rise"])
    assert rises[0] == pytest.approx(2 * math.log(9) / 1.8)  # σ(±ln 9) = 0.9, 0.1
    assert rises[-1] == pytest.approx(rises[0] / 1000)
    assert told(SLIDE | {"activation": "relu"})["rise"] is None


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_table_of_f_is_close_enough_to_draw_from_and_knows_its_bounds(name: str):
    table = told({"activation": name}, "neuron_curve")
    z, a, slope = (np.array(table[key]) for key in ("z", "a", "slope"))
    assert (np.diff(z) > 0).all() and 0 in z
    middles = (z[1:] + z[:-1]) / 2
    question = {"rows": [[1, 0]], "activation": name} if name != "maxout" else None
    for at, left, right in list(zip(middles, a, a[1:], strict=False))[::9]:
        if question is None or abs(at) > 1e5:
            continue
        assert told(question | {"x": [at]})["a"] == pytest.approx((left + right) / 2, abs=4e-3)
    for end, known in zip(table["range"], BOUNDS[name], strict=True):
        assert end is None if known is None else end == pytest.approx(known, abs=1e-3)
    inside = np.abs(z) <= 40
    assert slope[inside].max() < 1.2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"x": []}, "x"),
        ({"x": [math.nan]}, "x[0]"),
        ({"rows": [[1.8]]}, "rows[0]"),
        ({"rows": [[1.8, -1.0], [1.0, 0.0]]}, "rows"),
        ({"axes": [1]}, "axes[0]"),
        ({"axes": [0, 0]}, "axes"),
        ({"h": 0}, "h"),
        ({"activation": "cube"}, "neuron.activation"),
        ({"leak": 0.1}, "neuron.leak"),
        ({"w": 1}, "question.w"),
    ],
)
def test_a_question_that_cannot_be_used_names_its_field(change: Any, field: str):
    with pytest.raises(Bad) as bad:
        told(SLIDE | change)
    assert bad.value.field == field
