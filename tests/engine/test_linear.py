"""Two weights on points: PyTorch's values, the closed form, and rows that are alone to the bit."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from server.engine.core import Array, Evaluator, agrees
from server.engine.linear import LINEAR
from server.engine.terrains import RATED

STORED = json.loads((Path(__file__).parents[1] / "reference" / "points.json").read_text())
TABLE = np.array(STORED["points"])
XY, LABEL = TABLE[:, :2], TABLE[:, 2]
H = float(np.finfo(float).eps) ** (1 / 3)  # truncation and rounding errors are equal here


def evaluated(loss: str, theta: Any, xy: Array = XY, label: Array = LABEL) -> tuple[Array, Array]:
    theta = np.atleast_2d(theta)
    batch = LINEAR[loss].batch(xy, label, theta.dtype)
    value, penalty, grad = Evaluator(LINEAR[loss], batch, theta.dtype).evaluate(theta, True)
    assert grad is not None and not penalty.any()
    return value, grad


@pytest.mark.parametrize("case", STORED["values"], ids=lambda c: f"{c['loss']} {c['theta']}")
def test_value_and_gradient_are_pytorchs(case: dict[str, Any]):
    value, grad = evaluated(case["loss"], case["theta"])
    np.testing.assert_allclose(value[0], case["value"], rtol=1e-12)
    np.testing.assert_allclose(grad[0], case["grad"], rtol=1e-11, atol=1e-14)


@pytest.mark.parametrize("loss", LINEAR)
def test_the_gradient_is_the_central_difference_of_the_loss(loss: str):
    rng = np.random.default_rng(1)
    for theta in rng.normal(0, 3, (20, 2)):
        ends = np.concatenate([theta + H * np.eye(2), theta - H * np.eye(2)])
        heights, _ = evaluated(loss, ends)
        numeric = (heights[:2] - heights[2:]) / (2 * H)
        _, grad = evaluated(loss, theta)
        np.testing.assert_allclose(grad[0], numeric, atol=1e-8, err_msg=f"{loss} at {theta}")


def test_the_squared_loss_has_its_minimum_where_the_normal_equations_say():
    a = np.column_stack([XY[:, 0], np.ones(len(XY))])
    best = np.linalg.lstsq(a, XY[:, 1], rcond=None)[0]
    value, grad = evaluated("squared", best)
    assert np.abs(grad).max() < 1e-15, f"gradient {grad} at {best}"
    assert value[0] == pytest.approx(((a @ best - XY[:, 1]) ** 2).mean() / 2, rel=1e-12)


def test_softmax_tells_the_first_class_from_all_others():
    """As its own words: the mean of −log p of what is right, p = e^z/(1 + e^z)."""
    theta = np.array([1.5, -0.7])
    z = XY @ theta
    right = np.where(LABEL > 0, np.exp(z), 1.0) / (1 + np.exp(z))
    value, _ = evaluated("softmax", theta)
    assert value[0] == pytest.approx(-np.log(right).mean(), rel=1e-13)


def test_softmax_is_finite_and_exact_where_e_to_the_z_is_not():
    """One point at (1, 0) of class 0: log(1 + e^w) is w there, rounding apart."""
    value, grad = evaluated("softmax", [[1000.0, 3.0]], np.array([[1.0, 0.0]]), np.array([0.0]))
    assert (value.tolist(), grad.tolist()) == ([1000.0], [[1.0, 0.0]])


@pytest.mark.parametrize("examples", [1, 3, 10, 100, 999])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("loss", LINEAR)
def test_a_row_has_the_same_bits_alone_permuted_and_split(loss: str, dtype: str, examples: int):
    rng = np.random.default_rng(examples)
    xy, label = rng.uniform(-1, 1, (examples, 2)), rng.integers(0, 3, examples)
    theta, order = rng.normal(0, 3, (7, 2)).astype(dtype), np.array([3, 6, 0, 5, 1, 4, 2])
    whole = evaluated(loss, theta, xy, label)
    others = {
        "alone": [evaluated(loss, row, xy, label) for row in theta],
        "split": [evaluated(loss, part, xy, label) for part in (theta[:2], theta[2:])],
    }
    back = np.argsort(order)
    permuted = [part[back] for part in evaluated(loss, theta[order], xy, label)]
    for name, parts in {**others, "permuted": [permuted]}.items():
        joined = [np.concatenate(pieces) for pieces in zip(*parts, strict=True)]
        for what, mine, other in zip(("loss", "grad"), whole, joined, strict=True):
            assert mine.tobytes() == other.tobytes(), f"{what} {name}: {mine - other}"


@pytest.mark.parametrize("loss", LINEAR)
def test_the_probe_agrees_so_rows_go_together(loss: str):
    assert agrees(LINEAR[loss], 100, 1, "float64") and agrees(LINEAR[loss], 7, 1, "float32")


@pytest.mark.parametrize("loss", LINEAR)
def test_starts_lie_in_the_window_and_every_rated_method_has_a_rate(loss: str):
    (x0, x1), (y0, y1) = LINEAR[loss].window
    assert all(x0 < x < x1 and y0 < y < y1 for x, y in LINEAR[loss].starts)
    assert tuple(LINEAR[loss].rates) == RATED
