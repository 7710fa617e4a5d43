"""Test functions against PyTorch's stored numbers (tests/reference/surfaces.json), central
differences, published minima and curvatures; and rows that are independent to the bit.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from server.engine.core import Array, Evaluator, Tape, agrees
from server.engine.descent import Descent, Row
from server.engine.expression import parse
from server.engine.surfaces import SURFACES, Surface, no_examples, typed
from server.engine.terrains import TERRAINS
from server.engine.updates import SLOTS, STARTS, UPDATES
from tests.reference import remade

STORED = json.loads((Path(__file__).parents[1] / "reference" / "surfaces.json").read_text())
CASES = [pytest.param(case, id=case["name"]) for case in STORED["functions"]]
H = float(np.finfo(float).eps) ** (1 / 3)  # truncation and rounding errors are equal here

# As they are published, typed.
PUBLISHED = {
    "bowl": "x² + y²",
    "valley": "x²/20 + y²",
    "booth": "(x + 2y − 7)² + (2x + y − 5)²",
    "matyas": "0.26(x² + y²) − 0.48x y",
    "rosenbrock": "(1 − x)² + 100(y − x²)²",
    "beale": "(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²",
    "himmelblau": "(x² + y − 11)² + (x + y² − 7)²",
    "rastrigin": "20 + x² − 10cos(2πx) + y² − 10cos(2πy)",
    "ackley": "−20e^(−.2√(½(x² + y²))) − e^(½(cos(2πx) + cos(2πy))) + e + 20",
    "styblinski_tang": "½(x⁴ − 16x² + 5x + y⁴ − 16y² + 5y)",
    "six_hump_camel": "(4 − 2.1x² + x⁴/3)x² + xy + (−4 + 4y²)y²",
    "three_hump_camel": "2x² − 1.05x⁴ + x⁶/6 + xy + y²",
    "mccormick": "sin(x + y) + (x − y)² − 1.5x + 2.5y + 1",
    "saddle": "x² − y²",
    "monkey_saddle": "x³ − 3xy²",
    "goldstein_price": "(1 + (x+y+1)²(19 − 14x + 3x² − 14y + 6xy + 3y²))"
    "(30 + (2x−3y)²(18 − 32x + 12x² + 48y − 36xy + 27y²))",
    "easom": "−cos(x)cos(y)e^(−((x − π)² + (y − π)²))",
    "levy13": "sin(3πx)² + (x − 1)²(1 + sin(3πy)²) + (y − 1)²(1 + sin(2πy)²)",
}


def evaluated(surface: Surface, theta: Any, dtype: Any = np.float64) -> tuple[Array, Array]:
    """f (R,) and its gradient (R, P)."""
    with np.errstate(all="ignore"):
        loss, penalty, grad = Evaluator(surface, no_examples(), dtype).evaluate(
            np.asarray(theta, dtype), want_grad=True
        )
    assert grad is not None and not penalty.any()
    return loss, grad


def differences(surface: Surface, theta: Array) -> Array:
    """(R, P) central differences of f."""
    columns = []
    for i in range(theta.shape[1]):
        h = np.zeros_like(theta)
        h[:, i] = H * np.maximum(1, np.abs(theta[:, i]))
        rise = evaluated(surface, theta + h)[0] - evaluated(surface, theta - h)[0]
        columns.append(rise / (2 * h[:, i]))
    return np.stack(columns, axis=1)


def curvatures(surface: Surface, place: tuple[float, float]) -> list[float]:
    """Eigenvalues of the Hessian, by central differences of the gradient."""
    at, h = np.array(place), 1e-5 * np.eye(2)
    sides = [evaluated(surface, np.stack([at + d, at - d]))[1] for d in h]
    hessian = np.stack([(g[0] - g[1]) / 2e-5 for g in sides])
    return np.linalg.eigvalsh((hessian + hessian.T) / 2).tolist()


def assert_near(ours: Array, theirs: Array, tolerance: float, what: str) -> None:
    """|a − n| ≤ tolerance · max(|a|, |n|, 1e-3 ‖n‖∞)."""
    scale = np.maximum(np.maximum(np.abs(ours), np.abs(theirs)), 1e-3 * np.abs(theirs).max())
    worst = np.unravel_index(np.argmax(np.abs(ours - theirs) - tolerance * scale), ours.shape)
    assert abs(ours[worst] - theirs[worst]) <= tolerance * scale[worst], (
        f"{what} {worst}: ours {ours[worst]!r}, expected {theirs[worst]!r}"
    )


@pytest.mark.parametrize("case", CASES)
def test_f_and_its_gradient_equal_pytorch(case: dict[str, Any]):
    loss, grad = evaluated(SURFACES[case["name"]], case["places"])
    assert_near(loss, np.array(case["value"]), 1e-11, "f")
    assert_near(grad, np.array(case["grad"]), 1e-10, "∇f")


@pytest.mark.parametrize("case", CASES)
def test_the_gradient_equals_central_differences(case: dict[str, Any]):
    surface, theta = SURFACES[case["name"]], np.array(case["places"])
    for place in theta:
        ours, numeric = evaluated(surface, place[None])[1], differences(surface, place[None])
        assert_near(ours, numeric, 1e-6, f"∇f at {place}")


@pytest.mark.parametrize("case", CASES)
def test_the_published_formula_typed_gives_the_same_numbers(case: dict[str, Any]):
    loss, grad = evaluated(typed(parse(PUBLISHED[case["name"]])), case["places"])
    assert_near(loss, np.array(case["value"]), 1e-11, "f")
    assert_near(grad, np.array(case["grad"]), 1e-10, "∇f")


@pytest.mark.parametrize("name", SURFACES)
def test_a_map_of_heights_is_f(name: str):
    x, y = np.meshgrid(np.linspace(-2, 2, 5), np.linspace(-1, 3, 7))
    loss, _ = evaluated(SURFACES[name], np.stack([x.ravel(), y.ravel()], axis=1))
    heights = SURFACES[name].heights(x, y)
    assert heights.shape == x.shape
    assert_near(heights.ravel(), loss, 1e-14, "height")


@pytest.mark.parametrize("case", CASES)
def test_every_critical_point_that_pytorch_finds_is_a_landmark_of_its_kind(case: dict[str, Any]):
    marks = TERRAINS[case["name"]].landmarks
    for x, y, f, low, high in case["critical"]:
        kind = (marks.minima + marks.locals) if low > 0 else marks.maxima
        kind = kind if low * high > 0 else marks.saddles
        nearest = min(kind, key=lambda p: np.hypot(p[0] - x, p[1] - y))
        assert np.allclose(nearest, (x, y, f), rtol=1e-6, atol=1e-6), f"{nearest} is not {x, y, f}"


@pytest.mark.parametrize("name", SURFACES)
def test_at_a_landmark_f_is_as_stated_and_flat_and_curved_as_its_kind(name: str):
    marks = TERRAINS[name].landmarks
    signs = {"minima": (1, 1), "locals": (1, 1), "saddles": (-1, 1), "maxima": (-1, -1)}
    for kind, expected in signs.items():
        for x, y, f in getattr(marks, kind):
            loss, grad = evaluated(SURFACES[name], [[x, y]])
            assert loss[0] == pytest.approx(f, rel=2e-6, abs=1e-6), f"{kind} at {x, y}"
            if (name, kind) in {("ackley", "minima"), ("monkey_saddle", "saddles")}:
                continue  # a cone has no curvature, and the monkey saddle's is 0
            bends = curvatures(SURFACES[name], (x, y))
            assert np.abs(grad).max() <= 1e-6 * max(map(abs, bends)), f"∇f {grad} at {x, y}"
            assert tuple(np.sign(bends)) == expected, f"{kind} at {x, y} has curvatures {bends}"
    assert all(m[2] <= o[2] for m in marks.minima for o in marks.locals + marks.saddles)


@pytest.mark.parametrize(
    ("name", "place", "low", "high", "limit"),
    [
        ("bowl", (0, 0), 2, 2, 1.0),
        ("valley", (0, 0), 0.1, 2, 1.0),
        ("booth", (1, 3), 2, 18, 0.111),
        ("matyas", (0, 0), 0.04, 1, 2.0),
        ("rosenbrock", (1, 1), 0.399, 1001.6, 0.0020),
        ("beale", (3, 0.5), 0.30, 48.98, 0.041),
        ("himmelblau", (3, 2), 25.7, 82.28, 0.0243),
        ("himmelblau", (-2.805118, 3.131313), 64.8, 80.55, 0.0248),
        ("himmelblau", (-3.77931, -3.283186), 70.7, 133.8, 0.0150),
        ("himmelblau", (3.584428, -1.848127), 28.7, 105.4, 0.0190),
        ("rastrigin", (0, 0), 396.78, 396.78, 0.00504),
        ("styblinski_tang", (-2.903534, -2.903534), 34.58, 34.58, 0.0578),
        ("six_hump_camel", (0.089842, -0.712656), 7.68, 16.49, 0.121),
        ("three_hump_camel", (0, 0), 1.59, 4.41, 0.453),
        ("mccormick", (-0.547198, -1.547198), 1.73, 4, 0.5),
        ("saddle", (0, 0), -2, 2, 1.0),
        ("monkey_saddle", (0, 0), 0, 0, np.inf),
        ("goldstein_price", (0, -1), 403, 965, 0.0021),
        ("easom", (np.pi, np.pi), 3, 3, 0.667),
        ("levy13", (1, 1), 2, 179.7, 0.011),
    ],
)
def test_curvatures_and_the_limit_of_gradient_descent_are_the_known_ones(
    name: str, place: tuple[float, float], low: float, high: float, limit: float
):
    bends = curvatures(SURFACES[name], place)
    assert bends == pytest.approx([low, high], rel=6e-3, abs=1e-4)
    if high:
        assert 2 / bends[1] == pytest.approx(limit, rel=0.03)


def test_values_that_lectures_quote():
    for name, place, f in [
        ("beale", (1, 1), 14.203125),
        ("beale", (0, 1), 14.203125),
        ("rosenbrock", (-1.2, 1), 24.2),
        ("goldstein_price", (0, -1), 3),
        ("goldstein_price", (1.8, 0.2), 84),
        ("easom", (np.pi, np.pi), -1),
        ("styblinski_tang", (-2.903534, -2.903534), -78.33233),
        ("six_hump_camel", (-0.0898, 0.7126), -1.031628),
        ("mccormick", (-0.54720, -1.54720), -1.91322),
        ("himmelblau", (-0.2708, -0.9230), 181.617),
    ]:
        assert evaluated(SURFACES[name], [place])[0][0] == pytest.approx(f, rel=1e-5), name


def test_ackley_is_a_cone_whose_gradient_at_the_tip_is_zero():
    loss, grad = evaluated(SURFACES["ackley"], [[0, 0], [1e-9, 0], [1e-200, 0], [3e-9, -4e-9]])
    assert np.abs(loss).max() < 1e-7
    assert not grad[0].any()
    assert grad[1] == pytest.approx([2 * np.sqrt(2), 0], rel=1e-6)
    assert np.isfinite(grad[2]).all()
    assert np.hypot(*grad[3]) == pytest.approx(2 * np.sqrt(2), rel=1e-6)


def test_walls_stand_where_f_falls_without_end_and_leave_the_inside_alone():
    assert {n for n, t in TERRAINS.items() if t.walls} == {"mccormick", "saddle", "monkey_saddle"}
    surface = SURFACES["saddle"]
    loss, grad = evaluated(surface, [[1, 2], [1, 2.5], [-3, -2.5], [1, 1e3]])
    assert loss.tolist() == [-3, -3 + 0.25, 0 + 1 + 0.25, -3 + 998**2]
    assert grad.tolist() == [[2, -4], [2, 1], [-2, -1], [2, 2 * 998]]
    free = typed(parse(PUBLISHED["mccormick"]))
    assert evaluated(free, [[-1000, -1000]])[0][0] < -900
    assert evaluated(SURFACES["mccormick"], [[-1000, -1000]])[0][0] > 0


TYPED = [
    "|x|^|y| + x²y⁻³ + 1.5^x + |x|^1.7",
    "sin(x)cos(y)tan(x) + e^x ln(|y|) sqrt(|x|) tanh(y)",
    "sigmoid(x) relu(y) max(x, y) min(x, 1) sinh(x) cosh(y) atan(x/y)",
    "floor(x) sign(y) step(x) |x - y|",
]


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", [*SURFACES, *TYPED])
def test_a_row_has_the_same_bits_alone_permuted_and_split(name: str, dtype: Any):
    surface = SURFACES[name] if name in SURFACES else typed(parse(name))
    rng = np.random.default_rng(5)
    theta = rng.uniform(-3, 3, (37, 2)).astype(dtype)
    whole = np.column_stack(evaluated(surface, theta, dtype)).view(f"i{theta.itemsize}")
    order = rng.permutation(37)
    ways = {"alone": [theta[i : i + 1] for i in range(37)], "permuted": [theta[order]]}
    ways |= {f"by {n}": [theta[i : i + n] for i in range(0, 37, n)] for n in (2, 3, 5, 8, 16)}
    for way, parts in ways.items():
        rows = np.concatenate([np.column_stack(evaluated(surface, p, dtype)) for p in parts])
        other = rows.view(whole.dtype)
        other = other[np.argsort(order)] if way == "permuted" else other
        assert np.array_equal(whole, other), f"{way}: {np.count_nonzero(whole != other)} differ"


@pytest.mark.parametrize("name", SURFACES)
def test_no_tape_of_a_test_function_takes_a_power(name: str):
    theta = np.zeros((3, 2))
    program = SURFACES[name].compile(theta, np.zeros_like(theta), 1, 1)
    calls = [f for f, _ in (*program.forward, *program.measure, *program.backward)]
    assert np.power not in calls and len(calls) <= 45, f"{len(calls)} calls"


def descended(surface: Surface, start: tuple[float, float], rule: str, rate: float, steps: int):
    """θ and f after some steps of one of the engine's rules."""
    theta, grad = np.array([start], float), np.zeros((1, 2))
    program = surface.compile(theta, grad, 1, 1)
    row = Row(rule, tuple(UPDATES[rule].defaults.items()))
    moments, scalars = np.zeros((1, SLOTS, 2)), np.array([STARTS])
    descent = Descent(theta, grad, moments, scalars, [row])
    descent.set_rates([rate])
    tape = Tape([*program.forward, *program.measure, *program.backward, *descent.tape])
    with np.errstate(all="ignore"):
        for _ in range(steps):
            tape.run()
        program.forward.run()
        program.measure.run()
    return theta[0], float(program.loss[0])


@pytest.mark.parametrize("name", ["bowl", "valley", "booth", "matyas"])
def test_gradient_descent_on_a_quadratic_converges_just_below_two_over_the_curvature(name: str):
    terrain, surface = TERRAINS[name], SURFACES[name]
    limit = {"bowl": 1.0, "valley": 1.0, "booth": 1 / 9, "matyas": 2.0}[name]
    f = evaluated(surface, [terrain.starts[0]])[0][0]
    _, below = descended(surface, terrain.starts[0], "sgd", 0.99 * limit, 600)
    _, above = descended(surface, terrain.starts[0], "sgd", 1.01 * limit, 600)
    assert below < 1e-4 * f, f"at 0.99 of the limit f went from {f} to {below}"
    assert above > 1e4 * f, f"at 1.01 of the limit f went from {f} to {above}"


@pytest.mark.parametrize(
    ("name", "rule", "f"),
    [
        ("rosenbrock", "sgd", 1.43),
        ("rosenbrock", "momentum", 0.00285),
        ("rosenbrock", "adam", 0.00131),
        ("styblinski_tang", "sgd", -50.05889),
        ("styblinski_tang", "adam", -78.33),
        ("six_hump_camel", "sgd", -0.2155),
        ("six_hump_camel", "adam", -1.0316),
        ("rastrigin", "sgd", 12.93),
        ("rastrigin", "adam", 3.98),
        ("himmelblau", "sgd", 0),
        ("beale", "adam", 0),
        ("valley", "sgd", 0),
        ("easom", "momentum", -1),
        ("saddle", "sgd", -4),
    ],
)
def test_the_suggested_rate_ends_where_it_is_known_to_end(name: str, rule: str, f: float):
    terrain = TERRAINS[name]
    _, end = descended(SURFACES[name], terrain.starts[0], rule, terrain.rates[rule], 300)
    assert end == pytest.approx(f, rel=5e-3, abs=0.02)


@pytest.mark.parametrize("name", SURFACES)
def test_every_suggested_rate_goes_down_from_the_first_start(name: str):
    terrain = TERRAINS[name]
    f = evaluated(SURFACES[name], [terrain.starts[0]])[0][0]
    for rule in terrain.rates.keys() & UPDATES.keys():
        _, end = descended(SURFACES[name], terrain.starts[0], rule, terrain.rates[rule], 300)
        assert end < f, f"{rule} at {terrain.rates[rule]}: from {f} to {end}"


def test_exactly_on_the_ridge_of_a_saddle_gradient_descent_stops_at_the_saddle():
    theta, f = descended(SURFACES["saddle"], (1.5, 0.0), "sgd", 0.1, 300)
    assert np.abs(theta).max() < 1e-12 and abs(f) < 1e-12, f"{theta}, {f}"


def test_starts_and_landmarks_lie_within_the_window():
    for name, terrain in TERRAINS.items():
        (x0, x1), (y0, y1) = terrain.window
        marks = terrain.landmarks
        places = [*terrain.starts, *marks.minima, *marks.locals, *marks.saddles, *marks.maxima]
        assert all(x0 <= p[0] <= x1 and y0 <= p[1] <= y1 for p in places), name


@pytest.mark.torch
def test_torch_still_makes_these_values(tmp_path: Path):
    fresh = remade("make_surfaces.py", "surfaces.json", tmp_path)
    for part, keys in (("functions", ("value", "grad", "critical")), ("formulas", ("grad",))):
        for old, new in zip(STORED[part], fresh[part], strict=True):
            assert old["places"] == new["places"]
            for key in keys:
                assert np.allclose(old[key], new[key], rtol=1e-9, atol=1e-8), (old, key)


def test_rows_of_a_formula_without_a_value_where_it_is_probed_still_share_their_calls():
    """√(x − 99) has none anywhere near 0: a NaN is the same NaN, alone or among others."""
    assert agrees(typed(parse("sqrt(x - 99) + y", ("x", "y"))), 1, 1, np.dtype("float64"))
