"""Curvature against Hessians that others computed: closed forms, torch, numpy's eigvalsh;
and the limits of the rate against runs on both sides of them.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from server.engine.core import Array, Batch, Evaluator
from server.engine.curvature import STABILITY, hessian, length, top_of
from server.engine.mlp import Network
from tests.engine.quadratic import Quadratic
from tests.reference import remade

STORED = json.loads((Path(__file__).parents[1] / "reference" / "curvature.json").read_text())
CASES = [pytest.param(case, id=case["name"]) for case in STORED["cases"]]


def evaluator_of(case: dict[str, Any]) -> Evaluator:
    sizes = tuple(case["sizes"])
    binary = sizes[-1] == 1
    loss = "sigmoid_cross_entropy" if binary else "softmax_cross_entropy"
    kind = "l2" if case["lambda"] else "none"
    net = Network(sizes, (case["activation"],) * (len(sizes) - 2), loss, kind, case["lambda"])
    labels = np.array(case["labels"])
    y = labels[None] if binary else (np.arange(sizes[-1])[:, None] == labels).astype(float)
    return Evaluator(net, Batch(np.vstack([np.array(case["x"]).T, np.ones(len(labels))]), y))


@pytest.mark.parametrize("case", CASES)
def test_products_with_the_hessian_equal_torchs(case: dict[str, Any]):
    got = hessian(evaluator_of(case), np.array(case["theta"]))(np.array(case["v"]))
    wanted = np.array(case["hv"])
    error = np.abs(got - wanted).max() / np.abs(wanted).max()
    assert error < 1e-6, f"Hv differs from torch's by {error:.1e} of its largest entry"


@pytest.mark.parametrize("case", CASES)
def test_the_largest_eigenvalue_equals_torchs(case: dict[str, Any]):
    theta = np.array(case["theta"])
    start = np.random.default_rng(0).standard_normal(len(theta))
    found = top_of(hessian(evaluator_of(case), theta), start)
    assert found.value == pytest.approx(case["eigenvalues"][-1], rel=1e-6)
    assert abs(found.vector @ np.array(case["top"])) == pytest.approx(1, abs=1e-5)
    assert found.residual < 1e-4


@pytest.mark.parametrize("case", CASES)
def test_thirty_iterations_are_enough_for_a_picture(case: dict[str, Any]):
    theta = np.array(case["theta"])
    start = np.random.default_rng(0).standard_normal(len(theta))
    found = top_of(hessian(evaluator_of(case), theta), start, 30, 0)
    assert found.value == pytest.approx(case["eigenvalues"][-1], rel=0.02)


def test_the_largest_eigenvalue_of_logistic_regression_equals_its_closed_form():
    """H = Xᵀ diag(p(1 − p)) X / N + 2λ diag(1, 1, 0)."""
    rng = np.random.default_rng(3)
    x = np.vstack([rng.uniform(-1, 1, (2, 40)), np.ones((1, 40))])
    net = Network((2, 1), (), "sigmoid_cross_entropy", "l2", 0.05)
    evaluator = Evaluator(net, Batch(x, (x[:1] > 0).astype(float)))
    theta = np.array([0.5, -1.0, 0.25])
    p = 1 / (1 + np.exp(-theta @ x))
    closed = x * (p * (1 - p)) @ x.T / 40 + 0.1 * np.diag([1, 1, 0])
    found = top_of(hessian(evaluator, theta), np.ones(3))
    assert found.value == pytest.approx(np.linalg.eigvalsh(closed)[-1], rel=1e-7)


@pytest.mark.parametrize(
    ("curves", "largest"),
    [
        ([5, 2, 1, 0.5], 5),
        ([3, 1, -10, 0], 3),
        ([-1, -2, -7], -1),
        ([0, 0, 0], 0),
        ([1e-8, 1e-9, 0], 1e-8),
    ],
    ids=str,
)
def test_it_is_the_largest_eigenvalue_also_where_a_negative_one_is_larger_in_size(
    curves: list[float], largest: float
):
    objective = Quadratic(np.array(curves, float), seed=1)
    theta = np.random.default_rng(0).standard_normal(len(curves))
    product = hessian(Evaluator(objective, objective.batch), theta)
    found = top_of(product, np.random.default_rng(1).standard_normal(len(curves)))
    assert found.value == pytest.approx(largest, rel=1e-5, abs=1e-9)


@pytest.mark.parametrize("scale", [1e-300, 1.0, 1e200])
def test_a_length_does_not_overflow(scale: float):
    assert length(np.array([3.0, -4.0]) * scale) == pytest.approx(5 * scale, rel=1e-15)
    assert length(np.zeros(3)) == 0 and length(np.array([1, np.inf])) == np.inf
    assert np.isnan(length(np.array([1, np.nan])))


def adam_run(case: dict[str, Any]) -> tuple[Evaluator, Array, Array, Array]:
    """θ, moments, scalars after the stored number of Adam's steps."""
    from tests.engine.test_reference import run_of

    loss = "cross_entropy"
    blocks = [{"optimizer": "adam", "rate": STORED["rate"]}]
    whole = case | {"task": "classification", "loss": loss}
    whole["penalty"] = "l2" if case["lambda"] else "none"
    run = run_of(whole, methods=[{"blocks": blocks}])
    run.advance(STORED["steps"])
    stepper = run.stepper
    return evaluator_of(case), stepper.theta[0], stepper.moments[0], stepper.scalars[0]


@pytest.mark.parametrize("case", CASES)
def test_the_preconditioned_sharpness_of_adam_equals_torchs(case: dict[str, Any]):
    evaluator, theta, moments, scalars = adam_run(case)
    scale = STABILITY["adam"].scale
    assert scale is not None
    s = scale(moments, scalars, {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8})
    assert s is not None
    start = np.random.default_rng(0).standard_normal(len(theta))
    found = top_of(hessian(evaluator, theta, s), start)
    assert found.value == pytest.approx(case["adam"], rel=1e-4)


def test_adam_has_no_sharpness_before_its_first_step():
    scale = STABILITY["adam"].scale
    assert scale is not None
    assert scale(np.zeros((2, 3)), np.ones(2), {"epsilon": 1e-8}) is None


def steps_on(rule: str, rate: float, curvature: float, steps: int = 400) -> float:
    """|θ| after so many steps of the textbook's rule on ½λθ², from 1."""
    theta, b, m = 1.0, 0.0, 0.0
    for _ in range(steps):
        g = curvature * theta
        b = 0.9 * b + g
        m = 0.9 * m + 0.1 * g
        step = {"momentum": b, "nesterov": g + 0.9 * b, "adam": m, "adamw": m}.get(rule, g)
        theta -= rate * step
    return abs(theta)


@pytest.mark.parametrize("rule", STABILITY)
def test_below_the_limit_a_run_on_a_parabola_dies_away_and_above_it_grows(rule: str):
    """Adam's limit is that of its averaged momentum on the preconditioned parabola."""
    limit = STABILITY[rule].limit(4.0, {"momentum": 0.9, "beta1": 0.9})
    below, above = steps_on(rule, 0.97 * limit, 4.0), steps_on(rule, 1.03 * limit, 4.0)
    assert below < 0.1 and above > 100, f"{rule}: {below:.3g} below, {above:.3g} above {limit:.4g}"


@pytest.mark.torch
def test_torch_still_makes_these_curvatures(tmp_path: Path):
    fresh = remade("make_curvature.py", "curvature.json", tmp_path)
    for old, new in zip(STORED["cases"], fresh["cases"], strict=True):
        assert old["theta"] == new["theta"], old["name"]
        np.testing.assert_allclose(new["hv"], old["hv"], rtol=1e-10, atol=1e-12)
        assert new["adam"] == pytest.approx(old["adam"], rel=1e-8)
