"""What is told of a place of a mountain: slopes and curvatures that are known on paper, limits that
runs obey, differences that are best where theory says.
"""

import json
import math
from typing import Any

import numpy as np
import pytest

from server import survey as surveys
from server.engine.core import Array, Evaluator
from server.engine.landmarks import LANDMARKS
from server.engine.surfaces import SURFACES, no_examples
from server.ground import Ground
from server.live import inquiry
from server.protocol import AskFormula, AskSurvey, encode
from tests.test_walkers import POINTS, begun, by, surface

# FACTS §5.2, worked out on paper or from the literature: f, a minimum, λ₂ and λ₁ there, how exactly
# they are written down.
MINIMA: list[tuple[str, tuple[float, float], float, float, float]] = [
    ("bowl", (0, 0), 2, 2, 1e-9),
    ("valley", (0, 0), 0.1, 2, 1e-9),
    ("booth", (1, 3), 2, 18, 1e-9),
    ("matyas", (0, 0), 0.04, 1, 1e-9),
    ("rosenbrock", (1, 1), 0.399, 1001.6, 1e-3),
    ("beale", (3, 0.5), 0.30, 48.98, 2e-2),
    ("rastrigin", (0, 0), 2 + 40 * math.pi**2, 2 + 40 * math.pi**2, 1e-6),
    ("styblinski_tang", (-2.903534, -2.903534), 34.58, 34.58, 1e-3),
    ("six_hump_camel", (0.0898, -0.7127), 7.68, 16.49, 1e-3),
    ("three_hump_camel", (0, 0), 3 - 2**0.5, 3 + 2**0.5, 1e-6),
    ("mccormick", (-0.5472, -1.5472), 1.73, 4, 2e-3),
    ("goldstein_price", (0, -1), 403, 965, 1e-3),
    ("easom", (math.pi, math.pi), 3, 3, 1e-6),
    ("levy13", (1, 1), 2, 2 * 1 + 18 * math.pi**2, 1e-6),
    ("saddle", (0, 0), -2, 2, 1e-9),
    ("monkey_saddle", (0, 0), 0, 0, 1e-9),
]


def surveyed(name: str, at: Any, angle: float = 0.0, span: float = 1.0, h: float = 0.1) -> Any:
    evaluator = Evaluator(SURFACES[name], no_examples())
    with np.errstate(all="ignore"):
        return surveys.survey(evaluator, np.array(at, float), angle, span, h)


def asked(spec: Any, methods: Any, steps: int = 0, **more: Any) -> dict[str, Any]:
    run = begun(spec, methods, steps)
    wish: dict[str, Any] = {"at": None, "row": 0, "angle": 0.0, "span": 1.0, "h": 0.1} | more
    return json.loads(encode(inquiry.answer(run, Ground(), AskSurvey(7, **wish))))


@pytest.mark.parametrize("known", MINIMA, ids=[m[0] for m in MINIMA])
def test_the_curvatures_at_a_minimum_are_the_known_ones(known: Any):
    name, at, low, high, within = known
    values = surveyed(name, at)["values"]
    np.testing.assert_allclose(values, [high, low], rtol=within, atol=1e-6)


@pytest.mark.parametrize("name", [n for n, marks in LANDMARKS.items() if marks.saddles])
def test_at_a_saddle_the_ground_bends_both_ways_and_at_a_maximum_down(name: str):
    for x, y, _ in LANDMARKS[name].saddles:
        first, second = surveyed(name, (x, y))["values"]
        assert second < 1e-5 and first > -1e-5, f"({x}, {y}): {first}, {second}"
    for x, y, _ in LANDMARKS[name].maxima:
        first, second = surveyed(name, (x, y))["values"]
        assert second <= first < 0, f"({x}, {y}): {first}, {second}"


@pytest.mark.parametrize("seed", range(20))
def test_eigenvalues_and_directions_solve_their_equation(seed: int):
    a, b, d = np.random.default_rng(seed).normal(size=3) * 10.0 ** (seed % 5)
    matrix = np.array([[a, b], [b, d]])
    values, vectors = surveys.eigen(matrix)
    assert values[0] >= values[1]
    for value, vector in zip(values, vectors, strict=True):
        np.testing.assert_allclose(matrix @ vector, value * vector, atol=1e-9 * abs(values).max())
        assert np.hypot(*vector) == pytest.approx(1)
    assert abs(vectors[0] @ vectors[1]) < 1e-15


def test_slope_slice_and_differences_of_a_ravine_are_those_on_paper():
    """x²/20 + y² at (−7, 2) along 45°: g = (−0.7, 4); f(t) = f + t·3.3/√2 + t²·(1.05)/2."""
    told = surveyed("valley", (-7, 2), angle=math.pi / 4, span=2, h=0.5)
    assert told["f"] == pytest.approx(49 / 20 + 4)
    np.testing.assert_allclose(told["grad"], [-0.7, 4])
    np.testing.assert_allclose(told["numeric"], [-0.7, 4])  # central is exact on a parabola
    slope, bend = 3.3 / math.sqrt(2), 1.05
    assert told["derivative"]["exact"] == pytest.approx(slope)
    assert told["derivative"]["central"] == pytest.approx(slope)
    assert told["derivative"]["forward"] == pytest.approx(slope + 0.5 * bend / 2)
    t = np.linspace(-2, 2, 201)
    assert (told["slice"]["from"], told["slice"]["to"]) == (-2, 2)
    np.testing.assert_allclose(told["slice"]["f"], 6.45 + slope * t + bend / 2 * t * t, rtol=1e-12)
    np.testing.assert_allclose(told["hessian"], [[0.1, 0], [0, 2]], atol=1e-8)


def test_the_best_step_is_about_the_root_of_epsilon_forward_and_its_cube_root_central():
    """The V: too large a step cuts corners (error ~ h, ~ h²), too small a one is rounded away."""
    errors = surveyed("himmelblau", (1.3, 0.7), angle=0.4)["errors"]
    h = np.array(errors["h"])
    assert (h[0], len(h)) == (1, 46) and h[-1] == pytest.approx(1e-15)
    assert 1e-9 <= errors["best"]["forward"] <= 1e-6
    assert 1e-7 <= errors["best"]["central"] <= 1e-3
    for name, order in (("forward", 1), ("central", 2)):
        told = np.array(errors[name])
        assert told[h == errors["best"][name]] == told.min()
        falls = np.log10(told[3] / told[6])  # from 1e-1 to 1e-2
        assert falls == pytest.approx(order, abs=0.1), f"{name}: falls by 10^{falls}"
        assert told[-1] > 1000 * told.min()


def descends(spec: Any, method: Any, steps: int = 400) -> bool:
    """Whether a run gets below a thousandth of the height at which it began."""
    run = begun(spec, [method])
    first = float(run.stepper.losses()[0][0])
    run.advance(steps)
    return float(run.stepper.losses()[0][0]) < 1e-3 * first


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov", "numerical_gradient"])
def test_a_run_on_a_parabola_comes_down_just_below_the_limit_and_not_above(optimizer: str):
    spec = surface("valley", start=[-1, 2])
    (limit,) = asked(spec, [by(optimizer, 0.1)])["limits"]
    known = {"sgd": 1.0, "momentum": 1.9, "nesterov": 3.8 / 2.8 / 2, "numerical_gradient": 1.0}
    assert limit == pytest.approx(known[optimizer], rel=1e-6)
    assert descends(spec, by(optimizer, 0.97 * limit))
    assert not descends(spec, by(optimizer, 1.03 * limit))


def test_dampening_takes_its_part_of_each_gradient_so_the_limit_is_higher():
    damped = by("momentum", 0.1, dampening=0.5)
    spec = surface("valley", start=[-1, 2])
    (limit,) = asked(spec, [damped])["limits"]
    assert limit == pytest.approx(3.8)
    assert descends(spec, by("momentum", 0.97 * limit, dampening=0.5))
    assert not descends(spec, by("momentum", 1.03 * limit, dampening=0.5))


def test_adams_limit_before_its_first_step_is_that_of_its_state_after_one_from_there():
    """v̂ = g², so λ of the preconditioned ravine is max hᵢ/(0.1·|gᵢ|) = 10/min(|x|, |y|), and the
    limit 38·min(|x|, |y|)/10; after a step it follows the averages that there are.
    """
    (limit,) = asked(surface("valley"), [by("adam", 0.3)], at=(-7, 2))["limits"]
    assert limit == pytest.approx(7.6, rel=1e-5)
    (same,) = asked(surface("valley", start=[-7, 2]), [by("adam", 0.3)], 1, at=(5, 1))["limits"]
    assert same == pytest.approx(7.6, rel=1e-5)


def test_of_other_methods_and_on_ground_that_is_not_a_bowl_no_limit_is_told():
    methods = [by(n) for n in ("adagrad", "rmsprop", "lion", "random_search", "sgd")]
    limits = asked(surface("bowl"), methods)["limits"]
    assert limits == [None] * 4 + [pytest.approx(1.0)]
    maximum = LANDMARKS["himmelblau"].maxima[0][:2]
    assert asked(surface("himmelblau"), [by("sgd"), by("adam")], at=maximum)["limits"] == [None] * 2


def test_a_survey_without_a_place_is_where_the_row_stands_and_without_noise():
    spec = surface("bowl", noise=5)
    rows = [by("sgd", 0.1), by("sgd", 0.1) | {"start": [3, -1]}]
    told = asked(spec, rows, row=1)
    assert (told["id"], told["at"], told["f"], told["grad"]) == (7, [3, -1], 10, [6, -2])


def test_where_f_has_no_value_there_are_nulls():
    spec = {"objective": {"kind": "surface", "formula": "ln(x) + y²", "start": [1, 1]}}
    told = asked(spec, [by("sgd", 0.1)], at=(0.5, 1), span=1)
    assert told["slice"]["f"][0] is None and told["slice"]["f"][-1] is not None
    nowhere = asked(spec, [by("sgd", 0.1)], at=(-1, 1))
    assert (nowhere["f"], nowhere["grad"], nowhere["limits"]) == (None, [None] * 2, [None])


def test_two_weights_on_points_are_surveyed_over_all_training_points():
    """Squared loss is ½ mean (wx + b − y)²: the Hessian is the mean of uuᵀ, u = (x, 1)."""
    spec = {"objective": {"kind": "points"}, "data": {"count": 30}, "batch": 4}
    run = begun(spec, [by("sgd", 0.1)])
    told = inquiry.answer(run, Ground(), AskSurvey(1, (0.5, -0.5), 0, 0.0, 1.0, 0.1))
    points = run.stepper.points
    u = np.stack([points.xy[~points.test, 0], np.ones(np.count_nonzero(~points.test))])
    np.testing.assert_allclose(told["hessian"], u @ u.T / u.shape[1], atol=1e-7)
    rest = 0.5 * u[0] - 0.5 - points.xy[~points.test, 1]
    np.testing.assert_allclose(told["grad"], u @ rest / len(rest), rtol=1e-9)


def test_a_survey_changes_nothing_of_the_run():
    watched, unwatched = begun(POINTS, [by("adam", 0.1)] * 2), begun(POINTS, [by("adam", 0.1)] * 2)
    for _ in range(5):
        inquiry.answer(watched, Ground(), AskSurvey(1, (1, 1), 0, 0.3, 2.0, 0.1))
        watched.advance(3)
    unwatched.advance(15)
    assert watched.stepper.theta.tobytes() == unwatched.stepper.theta.tobytes()


# Formulas as they are typed


def looked(text: str) -> dict[str, Any]:
    answer = inquiry.answer(begun(surface("bowl")), Ground(), AskFormula(3, text))
    return json.loads(encode(answer))


def at(texts: list[str], x: Array, y: Array) -> Array:
    """What people mean by the texts, in Python."""
    signs = {"·": "*", "−": "-", "²": "**2", "³": "**3"}
    plain = [t.translate(str.maketrans(signs)) for t in texts]
    names = {"x": x, "y": y, "cos": np.cos, "exp": np.exp}
    return np.stack([eval(t, names) + 0 * x for t in plain])


@pytest.mark.parametrize(
    ("text", "slopes"),
    [
        ("x²/20 + y²", lambda x, y: (x / 10, 2 * y)),
        (
            "(1-x)^2 + 100(y-x^2)^2",
            lambda x, y: (-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)),
        ),
        ("sin(x y)", lambda x, y: (y * np.cos(x * y), x * np.cos(x * y))),
        ("e^(-x²) + y", lambda x, y: (-2 * x * np.exp(-x * x), 1 + 0 * x)),
    ],
)
def test_the_derivative_that_is_shown_is_the_one_on_paper(text: str, slopes: Any):
    told = looked(text)
    x, y = np.random.default_rng(2).uniform(-3, 3, (2, 40))
    np.testing.assert_allclose(at(told["derivative"], x, y), np.stack(slopes(x, y)), rtol=1e-9)
    assert told["error"] is None and (told["id"], told["text"]) == (3, text)
    assert told["checked"]["places"] == 25 and told["checked"]["worst"] < 1e-7, told["checked"]


@pytest.mark.parametrize(
    ("text", "column", "key"),
    [
        ("x +* y", 4, "error.formula_"),
        ("", 1, "error.formula_empty"),
        ("sin x", 5, "error.formula_"),
    ],
)
def test_a_formula_that_cannot_be_read_is_told_with_its_column(text: str, column: int, key: str):
    told = looked(text)
    assert told["derivative"] is None and told["checked"] is None
    assert told["error"]["column"] == column and told["error"]["key"].startswith(key), told
    assert told["error"]["text"].startswith(f"column {column}: ")


def test_only_places_with_a_value_are_checked_and_kinks_are_not_errors():
    assert looked("ln(x) + y")["checked"]["places"] == 15
    assert looked("ln(−x² − 1)")["checked"] == {"places": 0, "worst": None}
    for text in ("|x| + max(x, y)", "relu(x - y)", "floor(x) + step(y)"):
        assert looked(text)["checked"]["worst"] < 1e-7, text


@pytest.mark.parametrize("name", SURFACES)
def test_the_formula_of_every_test_function_checks_out(name: str):
    from server.engine.terrains import TERRAINS

    checked = looked(TERRAINS[name].formula)["checked"]
    assert checked["places"] == 25 and checked["worst"] < 1e-6, checked
