"""The mountains that the page offers."""

import base64

import numpy as np
import pytest

from server.engine import expression
from server.engine.terrains import TERRAINS
from server.mountains import FORMULAS, PICTURE, mountain_tables, pictures


@pytest.mark.parametrize("name", TERRAINS)
def test_the_formula_that_is_shown_is_the_function(name: str):
    terrain = TERRAINS[name]
    rng = np.random.default_rng(1)
    x, y = (rng.uniform(low, high, 50) for low, high in terrain.window)
    typed = expression.parse(FORMULAS[name]).evaluate({"x": x, "y": y})
    np.testing.assert_allclose(typed, terrain.f(x, y)[0], rtol=1e-12, atol=1e-12)


def test_a_small_picture_is_lowest_near_the_lowest_place():
    heights = np.frombuffer(base64.b64decode(pictures()["booth"]["heights"]), np.uint8)
    row, column = divmod(int(heights.argmin()), PICTURE)
    place = -10 + 20 * column / (PICTURE - 1), -10 + 20 * row / (PICTURE - 1)
    assert np.hypot(place[0] - 1, place[1] - 3) < 2, f"expected near (1, 3), got {place}"


def test_the_tables_hold_every_function_with_its_marks():
    told = mountain_tables()["functions"]
    assert list(told) == list(TERRAINS)
    assert told["himmelblau"]["minima"][0] == (3.0, 2.0, 0.0)
    assert told["rosenbrock"]["window"] == [-2, 2, -1, 3] and told["rosenbrock"]["log"]
