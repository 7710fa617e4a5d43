"""The landscape's plane and heights: against numpy's SVD, known shares,
and the loss at the same θ.
"""

import numpy as np
import pytest

from server.engine.core import Array, Evaluator
from server.engine.landscape import covers, grid, levels, window_of
from server.engine.params import draw
from server.engine.planes import RANDOM_WALK, principal_plane
from server.journal import Journal
from server.run import Run
from server.spec import parse
from server.state import network


def walk(steps: int, size: int, seed: int = 0) -> Array:
    return np.cumsum(np.random.default_rng(seed).standard_normal((steps, size)), axis=0)


@pytest.mark.parametrize("shape", [(300, 41), (20, 41), (3, 41), (41, 3)], ids=str)
def test_axes_and_shares_are_those_of_the_svd(shape: tuple[int, int]):
    path = walk(*shape)
    plane = principal_plane(path)
    _, singular, rows = np.linalg.svd(path - path.mean(axis=0))
    for k in range(2):
        match = abs(plane.axes[k] @ rows[k])
        assert match == pytest.approx(1, abs=1e-8), f"axis {k}: cosine {match}"
        share = singular[k] ** 2 / (singular**2).sum()
        assert plane.explained[k] == pytest.approx(share, rel=1e-9)


def test_a_random_walk_has_the_shares_of_theory():
    """6/π² and 6/(4π²) for many steps in many dimensions (Antognini & Sohl-Dickstein 2018)."""
    assert RANDOM_WALK == pytest.approx((0.6079271, 0.1519818), rel=1e-6)
    plane = principal_plane(walk(500, 5000))
    assert plane.explained == pytest.approx(RANDOM_WALK, rel=0.03)


@pytest.mark.parametrize("path", [np.zeros((4, 5)), np.outer(np.arange(4.0), np.ones(5))])
def test_a_path_that_is_a_point_or_a_line_still_has_two_axes(path: Array):
    plane = principal_plane(path)
    np.testing.assert_allclose(plane.axes @ plane.axes.T, np.eye(2), atol=1e-12)
    assert np.isfinite(plane.explained).all()


def test_axes_do_not_flip_or_swap_as_a_path_grows():
    path, plane = walk(600, 30, seed=4), None
    for end in range(20, 600, 10):
        fresh = principal_plane(path[:end], plane)
        if plane is not None:
            dots = fresh.axes @ plane.axes.T
            assert dots[0, 0] >= 0 and dots[1, 1] >= 0, f"flipped at {end}: {dots}"
            swap = abs(dots[0, 1]) + abs(dots[1, 0])
            assert swap <= abs(dots[0, 0]) + abs(dots[1, 1]), f"swapped at {end}: {dots}"
        plane = fresh


def test_projecting_and_placing_are_inverse():
    path = walk(50, 20)
    plane = principal_plane(path)
    np.testing.assert_allclose(plane.project(path[-1:])[0], 0, atol=1e-9)
    place = plane.place(0.5, -2)
    np.testing.assert_allclose(plane.project(place[None])[0], [0.5, -2, 0], atol=1e-7)
    off = plane.project(path)
    back = np.sqrt(((path - plane.origin) ** 2).sum(axis=1))
    np.testing.assert_allclose(np.sqrt((off**2).sum(axis=1)), back, rtol=1e-9, atol=1e-9)


def test_the_window_holds_the_path_with_room():
    for seed in range(5):
        path = walk(100, 10, seed)
        ab = principal_plane(path).project(path)
        a0, a1, b0, b1 = window = window_of(ab)
        assert covers(window, ab)
        assert 0.4 - 1e-9 <= (b1 - b0) / (a1 - a0) <= 2.5 + 1e-9, window


@pytest.fixture
def run() -> Run:
    going = Run(Journal(parse({"penalty": {"kind": "l2", "lambda": 0.01}})))
    going.advance(60)
    return going


def heights(run: Run, side: int) -> tuple[Array, list[Array]]:
    """The grid, and the θ at its four corners in its order."""
    _, path = run.path.until(run.step, run.stepper.theta[0])
    plane = principal_plane(path)
    window = window_of(plane.project(path))
    evaluator = Evaluator(network(run.spec), run.stepper.train)
    out = [g for g in grid(evaluator, plane, window, side) if g is not None][-1]
    a0, a1, b0, b1 = window
    return out, [plane.place(a, b) for a, b in ((a0, b0), (a1, b0), (a0, b1), (a1, b1))]


def test_the_corners_of_the_grid_are_the_loss_at_those_theta(run: Run):
    """Asked through a run whose Spec carries that θ: its loss + λR(W)."""
    out, corners = heights(run, 11)
    got = [out[0, 0], out[0, -1], out[-1, 0], out[-1, -1]]
    for theta, height in zip(corners, got, strict=True):
        there = Run(
            Journal(
                parse(
                    {
                        "model": {"theta": theta.tolist()},
                        "penalty": {"kind": "l2", "lambda": 0.01},
                    }
                )
            )
        )
        loss = there.stepper.losses()[0][0] + there.stepper.penalty()[0]
        assert height == pytest.approx(loss, rel=1e-10)


def test_coarse_grids_are_subsets_of_the_finer(run: Run):
    assert levels(41) == [11, 21, 41] and levels(81) == [11, 21, 41, 81] and levels(11) == [11]
    grids = {side: heights(run, side)[0] for side in levels(41)}
    np.testing.assert_allclose(grids[41][::2, ::2], grids[21], rtol=1e-9)
    np.testing.assert_allclose(grids[21][::2, ::2], grids[11], rtol=1e-9)


def test_every_size_that_may_be_asked_for_has_levels_that_nest():
    for size in range(11, 82, 2):
        sides = levels(size)
        assert sides[-1] == size
        for coarse, fine in zip(sides, sides[1:], strict=False):
            assert fine - 1 == 2 * (coarse - 1), sides


def test_the_height_of_a_linear_least_squares_problem_is_its_parabola():
    """One linear unit, squared loss, data on a line: L(θ) is the closed form on every place."""
    points = [[x, 0.0, 3 * x] for x in (-1.0, -0.5, 0.5, 1.0)]
    spec = parse(
        {
            "data": {"points": points, "task": "regression"},
            "model": {"hidden": [], "features": ["x"], "theta": [0.0, 0.0]},
        }
    )
    run = Run(Journal(spec))
    evaluator = Evaluator(network(spec), run.stepper.train)
    plane = principal_plane(np.array([[1.0, 1.0], [0.0, 0.0], [0.0, 0.5]]))
    out = [g for g in grid(evaluator, plane, (-1, 1, -1, 1), 11) if g is not None][-1]
    mean_square = 0.625  # of x
    for i, b in enumerate(np.linspace(-1, 1, 11)):
        for j, a in enumerate(np.linspace(-1, 1, 11)):
            w, bias = plane.place(a, b)
            expected = 0.5 * ((w - 3) ** 2 * mean_square + bias**2)
            assert out[i, j] == pytest.approx(expected, rel=1e-12)


def test_a_draw_needs_its_own_generator_only():
    one, two = (draw((2, 6, 1), "he", rng=np.random.default_rng(8)) for _ in range(2))
    assert one.tobytes() == two.tobytes()


@pytest.mark.parametrize("size", [1e-12, 1e-3, 1e100, 1e200, 1e300])
def test_a_path_of_any_size_has_the_same_axes(size: float):
    """Weights on their way to infinity are a lesson, and squares of 1e155 overflow."""
    path = walk(30, 12)
    ordinary, scaled = principal_plane(path), principal_plane(path * size)
    np.testing.assert_allclose(np.abs(scaled.axes), np.abs(ordinary.axes), atol=1e-7)
    assert scaled.explained == pytest.approx(ordinary.explained, rel=1e-9)
