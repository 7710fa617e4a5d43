"""Mountains: what the page is told of them is true of the functions that runs go down."""

import base64
import json

import numpy as np
import pytest

from server import i18n
from server.engine.expression import parse
from server.engine.surfaces import SURFACES
from server.engine.terrains import TERRAINS
from server.engine.updates import UPDATES
from server.mountains import mountain_tables, thumbnails
from server.pages import STATIC
from server.spec import method_tables

TABLES = json.loads(json.dumps(mountain_tables(), allow_nan=False))


@pytest.mark.parametrize("name", TERRAINS)
def test_the_formula_that_is_shown_can_be_typed_and_is_the_function(name: str):
    told = TABLES["functions"][name]
    x0, x1, y0, y1 = told["window"]
    rng = np.random.default_rng(4)
    x, y = rng.uniform(x0, x1, 400), rng.uniform(y0, y1, 400)
    typed, own = parse(told["formula"]).evaluate({"x": x, "y": y}), SURFACES[name].heights(x, y)
    np.testing.assert_allclose(typed, own, rtol=1e-11, atol=1e-11)


@pytest.mark.parametrize("name", TERRAINS)
def test_starts_and_marks_lie_in_the_window_and_marks_are_as_high_as_told(name: str):
    told = TABLES["functions"][name]
    x0, x1, y0, y1 = told["window"]
    marks = [m for kind in ("minima", "locals", "saddles", "maxima") for m in told[kind]]
    for x, y, *_ in (*told["starts"], *marks):
        assert x0 <= x <= x1 and y0 <= y <= y1, (x, y)
    for x, y, f in marks:
        assert SURFACES[name].heights(np.array(x), np.array(y)) == pytest.approx(f, abs=2e-5)


@pytest.mark.parametrize("name", TERRAINS)
def test_a_small_picture_is_black_at_the_lowest_place_and_white_at_the_highest(name: str):
    told = thumbnails()[name]
    heights = np.frombuffer(base64.b64decode(told["heights"]), np.uint8)
    side = told["side"]
    assert len(heights) == side * side and (heights.min(), heights.max()) == (0, 255)
    x0, x1, y0, y1 = TABLES["functions"][name]["window"]
    x, y = np.meshgrid(np.linspace(x0, x1, side), np.linspace(y0, y1, side))
    own = SURFACES[name].heights(x, y).ravel()
    assert (np.diff(heights[np.argsort(own)].astype(int)) >= 0).all(), "not in the order of heights"


def test_points_and_formulas_have_a_window_and_starts_too():
    assert set(TABLES["points"]) == {"squared", "softmax"}
    assert TABLES["typed"] == {"window": [-5, 5, -5, 5], "starts": [[3, 2]]}


def test_every_slot_that_a_rule_writes_has_a_letter_and_no_other():
    """Of a run: which averages are not 0 after three steps of each rule with all its parts."""
    from tests.test_walkers import begun, by, surface

    told = json.loads(json.dumps(method_tables()))["optimizers"]
    extras = {"momentum": {"dampening": 0.5}, "rmsprop": {"centered": 1, "momentum": 0.5}}
    extras |= {"adagrad": {"rate_decay": 0.1}}
    for name in UPDATES:
        run = begun(surface("booth"), [by(name, 0.01, **extras.get(name, {}))])
        before = run.stepper.scalars[0].copy()
        run.advance(3)
        slots = {str(slot) for slot in range(3) if run.stepper.moments[0, slot].any()}
        scalars = {str(at) for at in np.flatnonzero(run.stepper.scalars[0] != before)}
        assert set(told[name]["moments"]) == slots, name
        assert set(told[name]["scalars"]) == scalars, name


def test_the_tables_hold_both_losses_of_points():
    told = mountain_tables()["points"]
    assert list(told) == ["squared", "softmax"] and told["squared"]["names"] == ("w", "b")
    assert (
        list(told["softmax"]["window"]) == [-10, 10, -10, 10]
        and told["softmax"]["rates"]["sgd"] == 2
    )


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_mountain_has_a_name_in_both_languages(lang: str):
    texts = i18n.texts(STATIC / "i18n", lang)
    names = [*TABLES["functions"], "formula", "points"]
    assert [name for name in names if f"mountain.{name}" not in texts] == []
