"""Searches: the best so far never rises, what is asked is counted, differences are gradients."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.engine.core import Array, Evaluator
from server.engine.methods import FOUND, Searcher, search
from server.engine.search import SEARCHES, Place, gradient, neighbours
from server.journal import Journal
from server.run import Run
from server.spec import parse
from server.state import network

FULL = {"data": {"count": 40, "test": 0}, "batch": 40}


def searching(name: str, **hyper: Any) -> dict[str, Any]:
    return {"blocks": [{"optimizer": name, **hyper}]}


def run_of(*methods: dict[str, Any], **spec: Any) -> Run:
    return Run(Journal(parse({**FULL, "methods": list(methods), **spec})))


def uniform(rng: np.random.Generator, reach: float) -> Array:
    return rng.uniform(-5, 5, 2) * reach


def searched(
    name: str, f: Any, steps: int, start: tuple[float, float] = (-4.0, 3.0), **hyper: Any
) -> tuple[Array, list[float], Array, Array]:
    """A search on f(x, y): → θ (2,), the loss after every step, found, evaluations."""
    theta, found, counts = np.array([start]), np.tile(FOUND, (1, 1)), np.zeros((1, 2), int)
    entry = SEARCHES[name]
    one = Searcher(0, entry, {**entry.defaults, "rate": 0.1, **hyper}, uniform)
    kept: list[float] = []
    for step in range(steps):
        rng = np.random.default_rng([0, step])
        search([one], theta, found, counts, lambda t: f(t[:, 0], t[:, 1]), lambda r, g=rng: g)
        kept.append(float(f(theta[:, 0], theta[:, 1])[0]))
    return theta[0], kept, found[0], counts[0]


def bowl(x: Array, y: Array) -> Array:
    return x * x + y * y


@given(
    st.sampled_from(["random_search", "random_local_search"]),
    st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=3, max_size=40),
    st.integers(1, 5),
)
def test_best_so_far_never_rises_whatever_is_found_even_nan(
    name: str, heights: list[float], candidates: int
):
    """Heights come from a list, place after place; NaN counts as +inf."""
    told: dict[bytes, float] = {}
    theta, found, counts = np.zeros((1, 2)), np.tile(FOUND, (1, 1)), np.zeros((1, 2), int)
    given_out = iter(range(10**6))

    def evaluate(places: Array) -> Array:
        out = [heights[next(given_out) % len(heights)] for _ in places]
        told.update({p.tobytes(): h for p, h in zip(places, out, strict=True)})
        return np.array(out)

    entry = SEARCHES[name]
    one = Searcher(0, entry, {**entry.defaults, "candidates": candidates, "rate": 1.0}, uniform)
    best = math.inf
    for step in range(12):
        rng = np.random.default_rng(step)
        search([one], theta, found, counts, evaluate, lambda r, g=rng: g)
        here = told[theta[0].tobytes()]
        here = math.inf if math.isnan(here) else here
        lowest = min(math.inf if math.isnan(h) else h for h in told.values())
        assert here == lowest <= best, f"step {step}: stands at {here}, lowest {lowest}, had {best}"
        best = here
    assert counts.tolist() == [[1 + 12 * candidates, 0]]


@pytest.mark.parametrize(
    ("name", "hyper", "steps", "evaluations"),
    [
        ("random_local_search", {"step": 0.3}, 200, 201),
        ("random_local_search", {"step": 0.3, "candidates": 5}, 50, 251),
        ("numerical_gradient", {"rate": 0.25}, 10, 40),
        ("numerical_gradient", {"rate": 0.25, "central": 0}, 10, 30),
    ],
)
def test_a_search_reaches_the_bottom_of_the_bowl_within_its_evaluations(
    name: str, hyper: dict[str, Any], steps: int, evaluations: int
):
    """From (−4, 3), f = 25, to f < 0.01; the minimum is known to be 0 at (0, 0)."""
    _, kept, _, counts = searched(name, bowl, steps, **hyper)
    assert kept[-1] < 1e-2, f"f = {kept[-1]} after {counts[0]} evaluations"
    assert counts.tolist() == [evaluations, 0], f"counted {counts}, expected {evaluations} of f"


def test_random_search_is_as_good_as_chance():
    """Of n places drawn from a square of side 10 the expected best of the bowl is 100 / (πn)."""
    _, kept, found, counts = searched("random_search", bowl, 1000)
    assert 0.1 < kept[-1] * math.pi * 1000 / 100 < 5, f"best of 1000: {kept[-1]}, expected 0.032"
    assert counts[0] == 1001 and found[1] == 1000 and 1 <= found[2] < 30


def test_nan_is_never_stood_on():
    def half(x: Array, y: Array) -> Array:
        return np.where(x < 0, np.nan, x * x + y * y)

    theta, kept, _, _ = searched("random_local_search", half, 300, (4.0, 3.0), step=1.0)
    assert theta[0] >= 0 and kept[-1] < 0.1, f"at {theta}, f = {kept[-1]}"


# FACTS: relative errors |a − n| / max(|a|, |n|) of a tanh network of 371 weights, the median.
ERRORS = [
    (True, 1e-2, 6.6e-7),
    (True, 1e-3, 6.6e-9),
    (True, 1e-4, 2.2e-10),
    (True, 1e-5, 1.6e-9),
    (True, 1e-6, 1.2e-8),
    (False, 1e-4, 4.7e-6),
    (False, 1e-6, 5.5e-8),
    (False, 1e-8, 4.4e-6),
]


@pytest.mark.parametrize(("central", "h", "expected"), ERRORS)
def test_a_numerical_gradient_differs_from_backpropagation_by_what_h_says(
    central: bool, h: float, expected: float
):
    hidden = [{"units": 16, "activation": "tanh"}] * 2
    spec = parse(
        {"data": {"preset": "spiral3", "count": 60, "test": 0}, "model": {"hidden": hidden}}
    )
    run = Run(Journal(spec))
    objective, theta = network(spec), run.stepper.theta[0]
    evaluator = Evaluator(objective, run.stepper.train)
    _, _, exact = evaluator.evaluate(theta[None], want_grad=True)
    assert exact is not None and len(theta) == 371
    hyper = {"h": h, "central": central}
    places = neighbours(theta, hyper, uniform, rng=np.random.default_rng(0))
    assert len(places) == (742 if central else 372)
    loss, penalty, _ = evaluator.evaluate(places)
    numerical = gradient(loss + penalty, 371, hyper)
    largest = np.maximum(np.abs(numerical), np.abs(exact[0]))
    error = float(np.median(np.abs(numerical - exact[0]) / largest))
    assert expected / 10 < error < expected * 10, f"median {error:.1e}, expected {expected:.1e}"


def test_numerical_descent_goes_where_gradient_descent_goes():
    rates = {"rate": 0.3}
    run = run_of(searching("sgd", **rates), searching("numerical_gradient", **rates, h=1e-4))
    run.advance(20)
    by_backpropagation, by_differences = run.stepper.theta
    apart = float(np.abs(by_backpropagation - by_differences).max())
    assert apart < 1e-7, f"{apart} apart after 20 steps"
    assert run.stepper.evaluations.tolist() == [[0, 20], [20 * 2 * 51, 0]]


def test_evaluations_are_counted_for_what_they_are():
    """20 steps, P = 51: f and ∇f of each row. The first step asks for the start, too."""
    run = run_of(
        searching("adam"),
        searching("random_search"),
        searching("random_local_search", candidates=7),
        searching("numerical_gradient"),
        searching("numerical_gradient", central=0),
    )
    run.advance(20)
    expected = [[0, 20], [21, 0], [141, 0], [2040, 0], [1040, 0]]
    assert run.stepper.evaluations.tolist() == expected


def test_with_minibatches_the_place_is_compared_on_each_of_them_and_that_is_counted():
    run = run_of(searching("random_local_search", candidates=3), batch=10)
    run.advance(20)
    assert run.stepper.evaluations.tolist() == [[80, 0]]


@pytest.mark.parametrize("name", ["random_search", "random_local_search"])
def test_the_training_loss_of_a_search_over_all_points_never_rises(name: str):
    run = run_of(searching(name, candidates=4))
    run.advance(100)
    losses = np.array([t.loss for t in run.drain()])
    worst = float(np.diff(losses).max())
    assert worst <= 1e-12 and losses[-1] < losses[0] - 0.01, f"rose by {worst}; {losses[[0, -1]]}"


def test_an_edit_makes_a_search_ask_again_where_it_stands():
    run = run_of(searching("random_local_search"))
    run.advance(5)
    run.edit({"kind": "penalty", "penalty": {"kind": "l2", "lambda": 0.1}})
    run.advance(5)
    assert run.stepper.evaluations.tolist() == [[12, 0]]


def test_search_then_descend_is_a_switch_of_blocks():
    blocks = [
        {"optimizer": "random_search", "candidates": 50, "until": 3},
        {"optimizer": "adam", "rate": 0.03},
    ]
    run, late = run_of({"blocks": blocks}), run_of(searching("adam", rate=0.03))
    run.advance(3)
    assert run.stepper.evaluations.tolist() == [[151, 0]]
    late.edit({"kind": "theta", "theta": run.stepper.theta.tolist()})
    start = late.step
    run.advance(10)
    late.advance(10)
    assert start == 0 and run.stepper.evaluations.tolist() == [[151, 10]]
    np.testing.assert_allclose(run.stepper.theta, late.stepper.theta, rtol=1e-9)


def test_a_tell_without_a_known_loss_takes_anything_finite():
    here = SEARCHES["random_search"].tell(
        Place(np.zeros(2)), np.ones((2, 2)), np.array([np.nan, 9.0]), {}, 0.0
    )
    assert here.loss == 9.0 and here.theta.tolist() == [1, 1] and here.accepted
