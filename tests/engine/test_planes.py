"""Ways to choose a plane: filter norms, angles, projections, and the Hessian's known directions."""

import numpy as np
import pytest

from server.engine.core import Array, Batch, Evaluator
from server.engine.landscape import grid, line, window_about
from server.engine.mlp import Network
from server.engine.params import count, draw, views
from server.engine.planes import (
    RANDOM_WALK,
    RANDOM_WALK_FROM_END,
    Plane,
    gradient_plane,
    principal_plane,
    random_plane,
    weights_plane,
)
from tests.engine.quadratic import Quadratic

SIZES = (2, 6, 4, 1)
NET = Network(SIZES, ("tanh", "tanh"), "sigmoid_cross_entropy", "l2", 0.01)


def theta_of(seed: int = 0) -> Array:
    rng = np.random.default_rng(seed)
    return draw(SIZES, "xavier", rng=rng) + 0.1 * rng.standard_normal(count(SIZES))


def evaluator_of(net: Network = NET) -> Evaluator:
    rng = np.random.default_rng(5)
    x = np.vstack([rng.uniform(-1, 1, (2, 30)), np.ones((1, 30))])
    return Evaluator(net, Batch(x, (x[:1] > 0).astype(float)))


def gradient_plane_of(evaluator: Evaluator, theta: Array, start: Array) -> Plane:
    made = [p for p in gradient_plane(evaluator, theta, start) if p is not None]
    return made[0]


def planes() -> dict[str, Plane]:
    theta, rng = theta_of(), np.random.default_rng(1)
    return {
        "path": principal_plane(np.cumsum(rng.standard_normal((50, len(theta))), axis=0)),
        "random": random_plane(theta, SIZES, rng=rng),
        "weights": weights_plane(theta, 3, 17),
        "gradient": gradient_plane_of(evaluator_of(), theta, rng.standard_normal(len(theta))),
    }


PLANES = planes()


@pytest.mark.parametrize("seed", range(4))
def test_every_units_filter_in_a_random_direction_is_as_long_as_its_weights(seed: int):
    theta = theta_of(seed)
    plane = random_plane(theta, SIZES, rng=np.random.default_rng(seed))
    for axis in plane.axes:
        for layer, own in zip(views(axis, SIZES), views(theta, SIZES), strict=True):
            got, wanted = np.linalg.norm(layer, axis=1), np.linalg.norm(own, axis=1)
            np.testing.assert_allclose(got, wanted, rtol=1e-14, err_msg="‖[w, b]‖ of each unit")


def test_random_directions_are_orthogonal_before_they_are_normalised_and_tell_the_angle_after():
    """Normalising each unit of the raw draws instead leaves, in nine dimensions, any angle."""
    sizes = (2, 2, 1)
    theta = np.random.default_rng(0).standard_normal(count(sizes))
    for seed in range(20):
        plane = random_plane(theta, sizes, rng=np.random.default_rng(seed))
        u, v = plane.axes
        cosine = u @ v / np.linalg.norm(u) / np.linalg.norm(v)
        assert plane.facts["angle"] == pytest.approx(np.degrees(np.arccos(cosine)), abs=1e-9)
        draws = np.random.default_rng(seed).standard_normal((2, len(theta)))
        drawn = draws[0] @ draws[1] / np.linalg.norm(draws[0]) / np.linalg.norm(draws[1])
        assert plane.facts["drawn"] == pytest.approx(np.degrees(np.arccos(drawn)), abs=1e-9)
    # A single filter is only scaled, so that the angle that Gram–Schmidt made stays.
    one = random_plane(np.array([1.0, 2.0, 3.0]), (2, 1), rng=np.random.default_rng(3))
    assert one.facts["angle"] == pytest.approx(90, abs=1e-9)


def test_the_same_generator_draws_the_same_directions_and_another_others():
    theta = theta_of()
    one, two, other = (random_plane(theta, SIZES, rng=np.random.default_rng(s)) for s in (7, 7, 8))
    assert one.axes.tobytes() == two.axes.tobytes() != other.axes.tobytes()


def test_a_unit_without_weights_gets_no_direction_and_nothing_breaks():
    plane = random_plane(np.zeros(count(SIZES)), SIZES, rng=np.random.default_rng(0))
    assert not plane.axes.any() and np.isnan(plane.facts["angle"])
    assert plane.project(theta_of()[None])[0, :2].tolist() == [0, 0]


@pytest.mark.parametrize("kind", PLANES)
def test_projecting_is_least_squares_and_the_inverse_of_placing(kind: str):
    plane, rng = PLANES[kind], np.random.default_rng(2)
    there = plane.project(np.stack([plane.place(0.5, -2), plane.place(0, 0)]))
    np.testing.assert_allclose(there, [[0.5, -2, 0], [0, 0, 0]], atol=1e-9)
    off = plane.origin + rng.standard_normal((3, len(plane.origin)))
    solved, _, _, _ = np.linalg.lstsq(plane.axes.T, (off - plane.origin).T, rcond=None)
    np.testing.assert_allclose(plane.project(off)[:, :2], solved.T, rtol=1e-9, atol=1e-9)
    rest = np.linalg.norm(off - plane.origin - solved.T @ plane.axes, axis=1)
    np.testing.assert_allclose(plane.project(off)[:, 2], rest, rtol=1e-12)


def test_skew_axes_of_very_different_length_project_as_well():
    plane = Plane(np.zeros(3), np.array([[1e4, 0, 0], [1e-4, 1e-4, 0]]))
    there = plane.project(plane.place(2, 3)[None])[0]
    np.testing.assert_allclose(there, [2, 3, 0], rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("kind", PLANES)
def test_the_loss_at_a_place_is_the_grids_value_there(kind: str):
    plane, evaluator = PLANES[kind], evaluator_of()
    heights = [g for g in grid(evaluator, plane, (-1, 1, -0.5, 1.5), 11) if g is not None][-1]
    for i, j in ((0, 0), (3, 7), (10, 10)):
        a, b = np.linspace(-1, 1, 11)[j], np.linspace(-0.5, 1.5, 11)[i]
        loss, penalty, _ = evaluator.evaluate(plane.place(a, b)[None])
        assert heights[i, j] == pytest.approx(loss[0] + penalty[0], rel=1e-12), (i, j)


def test_a_plane_of_two_weights_has_their_values_as_coordinates():
    theta = theta_of()
    plane = weights_plane(theta, 3, 17)
    np.testing.assert_array_equal(plane.project(theta[None])[0], [theta[3], theta[17], 0])
    there = plane.place(1.5, -2.5)
    assert (there[3], there[17]) == (1.5, -2.5)
    assert np.delete(there, [3, 17]).tolist() == np.delete(theta, [3, 17]).tolist()


CURVES = np.array([5.0, 2.0, 1.0, 0.5, -1.0])


def test_the_gradient_plane_of_a_quadratic_is_that_of_its_known_hessian():
    objective = Quadratic(CURVES, seed=3)
    theta = np.random.default_rng(0).standard_normal(5)
    plane = gradient_plane_of(Evaluator(objective, objective.batch), theta, np.ones(5))
    gradient, top = objective.hessian @ theta, objective.vectors[:, 0]
    u, _ = plane.axes
    assert plane.facts["norm"] == pytest.approx(np.linalg.norm(gradient), rel=1e-9)
    assert plane.facts["curvature"] == pytest.approx(5, rel=1e-7)
    cosine = abs(gradient @ top) / np.linalg.norm(gradient)
    assert np.cos(np.radians(plane.facts["angle"])) == pytest.approx(cosine, abs=1e-4)
    assert u @ gradient == pytest.approx(np.linalg.norm(gradient), rel=1e-9)
    np.testing.assert_allclose(plane.axes @ plane.axes.T, np.eye(2), atol=1e-12)
    inside = plane.project((theta + top)[None])[0, 2]
    assert inside == pytest.approx(0, abs=1e-4), f"the top eigenvector is {inside} off the plane"


def test_the_most_curved_direction_keeps_the_side_of_its_start():
    objective = Quadratic(CURVES, seed=3)
    theta, start = np.random.default_rng(0).standard_normal(5), np.random.default_rng(1).random(5)
    evaluator = Evaluator(objective, objective.batch)
    one, other = (gradient_plane_of(evaluator, theta, s) for s in (start, -start))
    np.testing.assert_allclose(one.axes[1], -other.axes[1], atol=1e-6)


def test_a_random_walks_shares_about_its_mean_and_from_its_end_are_those_of_theory():
    """(6/π²)/k² and (8/π²)/(2k − 1)² (Antognini & Sohl-Dickstein 2018), by simulation."""
    path = np.cumsum(np.random.default_rng(0).standard_normal((500, 5000)), axis=0)
    plane = principal_plane(path)
    assert plane.explained == pytest.approx(RANDOM_WALK, rel=0.03)
    got = plane.facts["end_a"], plane.facts["end_b"]
    assert got == pytest.approx(RANDOM_WALK_FROM_END, rel=0.03)
    assert RANDOM_WALK_FROM_END == pytest.approx((0.8106, 0.0901), abs=1e-4)


@pytest.mark.parametrize("shape", [(30, 8), (8, 30)], ids=str)
def test_shares_from_the_end_are_those_of_the_svd(shape: tuple[int, int]):
    path = np.cumsum(np.random.default_rng(4).standard_normal(shape), axis=0)
    singular = np.linalg.svd(path - path[-1], compute_uv=False)
    shares = (singular**2 / (singular**2).sum())[:2]
    facts = principal_plane(path).facts
    assert (facts["end_a"], facts["end_b"]) == pytest.approx(tuple(shares), rel=1e-9)


def test_a_plane_explains_of_a_path_what_its_projection_keeps():
    path = np.cumsum(np.random.default_rng(0).standard_normal((60, 41)), axis=0)
    own = principal_plane(path)
    assert own.explains(path) == pytest.approx(own.explained, rel=1e-9)
    weights = weights_plane(path[-1], 3, 17)
    variances = path.var(axis=0)
    wanted = variances[[3, 17]] / variances.sum()
    assert weights.explains(path) == pytest.approx(tuple(wanted), rel=1e-9)
    skew = Plane(path[-1], np.stack([own.axes[0], own.axes[0] + own.axes[1]]))
    assert sum(skew.explains(path)) == pytest.approx(sum(own.explained), rel=1e-9)
    assert np.isnan(own.explains(path[:1])).all()


def test_a_window_about_a_point_grows_for_a_path_that_is_near_and_not_for_one_that_is_far():
    near, far = np.array([[0, 0, 0], [2.0, 0.5, 0]]), np.array([[0, 0, 0], [50.0, 0.5, 0]])
    assert window_about((0, 0), (1, 1), near) == pytest.approx((-2.2, 2.2, -1, 1))
    assert window_about((0, 0), (1, 1), far) == (-1, 1, -1, 1)


def test_a_line_of_losses_passes_its_ends_and_is_a_parabola_on_a_quadratic():
    objective = Quadratic(CURVES, seed=1)
    rng = np.random.default_rng(2)
    start, end = rng.standard_normal((2, 5))
    work = line(Evaluator(objective, objective.batch), start, end)
    t, losses = next(found for found in work if found is not None)
    assert (t[0], t[-1], len(t)) == (-0.5, 1.5, 81)
    for at, loss in zip(t, losses, strict=True):
        theta = (1 - at) * start + at * end
        assert loss == pytest.approx(0.5 * theta @ objective.hessian @ theta, rel=1e-9, abs=1e-12)
