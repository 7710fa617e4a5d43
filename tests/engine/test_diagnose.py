"""The gradient check finds what a test breaks, dead and saturated units are counted by
construction, and a blow-up is told its cause.
"""

import numpy as np
import pytest

from server.engine import params
from server.engine.activations import ACTIVATIONS
from server.engine.core import Array, Batch, Evaluator
from server.engine.diagnose import Before, Blowup, cause
from server.engine.gradient_check import GradientCheck, check_gradient
from server.engine.health import FLAT, Health, health, steepest, update_ratios
from server.engine.mlp import Network
from tests.engine.quadratic import Quadratic


def batch_of(n: int = 20) -> Batch:
    rng = np.random.default_rng(0)
    x = np.vstack([rng.uniform(-1, 1, (2, n)), np.ones((1, n))])
    return Batch(x, (x[:1] * x[1:2] > 0).astype(float))


# The gradient check


def checked(evaluator: Evaluator, theta: Array) -> GradientCheck:
    work = check_gradient(evaluator, theta)
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_gradient_of_every_activation_is_right(activation: str):
    pieces = ACTIVATIONS[activation].pieces(())
    sizes = params.Sizes((2, 6, 4, 1), (pieces, pieces, 1))
    net = Network(sizes, (activation,) * 2, "sigmoid_cross_entropy", "l2", 0.01)
    theta = params.draw(net.sizes, "xavier", rng=np.random.default_rng(1))
    check = checked(Evaluator(net, batch_of()), theta)
    at = check.worst
    both = f"numeric {check.numeric[at]!r}, analytic {check.analytic[at]!r}"
    assert check.verdict == "right", f"{params.place_of(at, net.sizes)}: {both}"


@pytest.mark.parametrize("wrong", [0, 3])
def test_the_coordinate_that_is_made_wrong_is_the_worst(wrong: int):
    objective = Quadratic(np.array([3.0, 2.0, 1.0, 0.5]), seed=2, wrong=wrong)
    theta = np.random.default_rng(4).standard_normal(4)
    check = checked(Evaluator(objective, objective.batch), theta)
    true = (objective.hessian @ theta)[wrong]
    assert check.worst == wrong and check.verdict == "doubtful"
    assert check.numeric[wrong] == pytest.approx(true, rel=1e-8)
    assert check.analytic[wrong] == pytest.approx(1.01 * true, rel=1e-12)
    assert check.error[wrong] == pytest.approx(0.01 / 1.01, rel=1e-5)


@pytest.mark.parametrize("weight", [0.0, 1e-13, -1e-9, 2e-6])
def test_weights_that_l1_holds_at_its_kink_do_not_make_the_gradient_wrong(weight: float):
    net = Network((2, 3, 1), ("tanh",), "sigmoid_cross_entropy", "l1", 0.1)
    theta = params.draw(net.sizes, "xavier", rng=np.random.default_rng(1))
    theta[[0, 4]] = weight, -weight
    check = checked(Evaluator(net, batch_of()), theta)
    assert check.verdict == "right", check.error


@pytest.mark.parametrize("z", [1e-7, -1e-7, 1e-8])
def test_a_kink_that_is_nearer_than_the_step_is_looked_at_from_nearer(z: float):
    """A ReLU just beside 0 for its only example: a wide difference sees half of either side."""
    net = Network((1, 1, 1), ("relu",), "squared")
    evaluator = Evaluator(net, Batch(np.array([[0.5], [1.0]]), np.array([[1.0]])))
    check = checked(evaluator, np.array([0.0, z, 1.0, 0.0]))  # w, b, then w, b
    assert check.analytic[1] == pytest.approx(-1.0 if z > 0 else 0, abs=1e-6)
    assert check.verdict in ("right", "kinks"), (check.numeric, check.analytic)


def test_pieces_change_nothing():
    """More coordinates than one piece has rows."""
    net = Network((2, 16, 8, 1), ("tanh", "tanh"), "sigmoid_cross_entropy")
    theta = params.draw(net.sizes, "xavier", rng=np.random.default_rng(1))
    whole, small = Evaluator(net, batch_of()), Evaluator(net, batch_of())
    small.piece = 7
    assert whole.piece < len(theta)
    one, other = checked(whole, theta), checked(small, theta)
    np.testing.assert_allclose(one.numeric, other.numeric, rtol=1e-9, atol=1e-12)


def test_a_difference_that_is_only_rounding_is_no_error():
    """A dead unit's gradient is 0; a loss of 1e6 is rounded by 1e-10, divided by h ≈ 6e-6."""
    net = Network((2, 3, 1), ("relu",), "squared")
    theta = np.zeros(params.count(net.sizes))
    params.views(theta, net.sizes)[0][:, -1] = -5
    params.views(theta, net.sizes)[1][...] = [1, 2, 3, 1e3]
    check = checked(Evaluator(net, batch_of()), theta)
    assert check.analytic[:9].tolist() == [0] * 9 and check.error[:9].tolist() == [0] * 9
    assert check.error[check.worst] < 1e-7, check.error[check.worst]


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (1e-8, "right"),
        (1e-5, "kinks"),
        (1e-3, "doubtful"),
        (0.1, "wrong"),
        (np.nan, "wrong"),
    ],
)
def test_verdicts_are_cs231ns_levels_and_nan_is_the_worst(error: float, verdict: str):
    check = GradientCheck(np.zeros(3), np.zeros(3), np.array([0.0, error, 1e-9]))
    assert (check.worst, check.verdict) == (1, verdict)


@pytest.mark.parametrize("sizes", [(2, 6, 4, 1), (3, 1), (1, 1, 1, 2)])
def test_a_place_in_theta_has_a_name_and_back(sizes: params.Sizes):
    names: list[tuple[int, int, int]] = []
    for layer, (units, width) in enumerate(params.shapes(sizes)):
        names += [(layer, unit, source) for unit in range(units) for source in range(width)]
    assert [params.place_of(i, sizes) for i in range(params.count(sizes))] == names
    assert [params.index_of(name, sizes) for name in names] == list(range(len(names)))
    layers = len(sizes) - 1
    for nowhere in ((layers, 0, 0), (0, sizes[1], 0), (0, 0, sizes[0] + 1), (-1, 0, 0), (0, -1, 0)):
        assert params.index_of(nowhere, sizes) is None, nowhere


# Units


def layer_of(activation: str, biases: list[float], weight: float = 0.5) -> Health:
    """One hidden layer whose units see weight·(x + y) + bias, |x|, |y| ≤ 1."""
    net = Network((2, len(biases), 1), (activation,), "sigmoid_cross_entropy")
    theta = np.zeros(params.count(net.sizes))
    hidden = params.views(theta, net.sizes)[0]
    hidden[:, :2], hidden[:, 2] = weight, biases
    return health(net, theta, batch_of())[0]


@pytest.mark.parametrize("activation", ["relu", "leaky_relu"])
def test_a_unit_that_is_below_its_kink_at_every_point_is_dead(activation: str):
    found = layer_of(activation, [0.0, -1.5, 2.0, -3.0])
    assert found.dead == [1, 3] and found.saturated == 0
    assert found.flat[1] == 1 and 0 < found.flat[0] < 1 and found.flat[2] == 0


def test_a_unit_that_fires_at_one_point_only_is_alive():
    batch = batch_of()
    most = float((0.5 * (batch.x[0] + batch.x[1])).max())
    found = layer_of("relu", [-most + 1e-9, -most - 1e-9])
    assert found.dead == [1] and found.flat[0] == pytest.approx(19 / 20)


def test_elu_is_dead_where_its_slope_has_died_away_and_linear_never_is():
    assert layer_of("elu", [-1.5, -4.5]).dead == [1]  # eᶻ < 0.05 below z = −3
    assert layer_of("linear", [-100.0]).dead == []


@pytest.mark.parametrize(
    ("activation", "flat_from"), [("tanh", np.arctanh(np.sqrt(1 - FLAT))), ("sigmoid", 4.357)]
)
def test_saturated_is_the_share_of_points_where_the_slope_is_under_a_twentieth(
    activation: str, flat_from: float
):
    """tanh′ = 1 − tanh² < 0.05 beyond z = 2.18; σ′ = σ(1 − σ) < 0.05/4 beyond 4.357."""
    batch, bias = batch_of(), flat_from
    z = 0.5 * (batch.x[0] + batch.x[1]) + bias
    found = layer_of(activation, [0.0, bias, 50.0])
    share = float((z > flat_from).mean())
    assert found.flat.tolist() == [0, share, 1] and 0 < share < 1
    assert found.saturated == pytest.approx((share + 1) / 3)
    assert found.dead == []  # far out on both sides, but it can come back


@pytest.mark.parametrize(
    ("activation", "most"),
    [("sigmoid", 0.25), ("tanh", 1), ("relu", 1), ("leaky_relu", 1), ("elu", 1), ("linear", 1)],
)
def test_the_steepest_slope_is_the_known_one(activation: str, most: float):
    assert steepest(activation) == pytest.approx(most, rel=1e-6)


def test_update_ratios_are_lengths_of_steps_over_lengths_of_weights():
    before = np.array([3.0, 0, 4, 1, 0])
    after = before + [0, 0.5, 0, 0, 0.1]
    assert update_ratios(before, after, (2, 1, 1)) == pytest.approx([0.5 / 5, 0.1])


# Causes of a blow-up: limits of 2/λ, and what grew


def blown(rate: float, what: str = "pre-activation") -> Blowup:
    return Blowup(40, 0, 2, what, rate)


@pytest.mark.parametrize(
    ("rate", "limit", "norm", "what", "reason"),
    [
        (0.5, 0.4, 10.0, "weight", "rate"),
        (0.3, 0.4, 5000.0, "pre-activation", "weights"),
        (0.3, 0.4, 10.0, "weight", "weights"),
        (0.3, 0.4, 10.0, "loss", "overflow"),
        (0.3, np.nan, 10.0, "pre-activation", "overflow"),
    ],
)
def test_a_cause_is_the_rate_if_it_was_above_the_limit_else_what_grew(
    rate: float, limit: float, norm: float, what: str, reason: str
):
    turn, last = Before(10, 0.2, 5.0), Before(39, 1e300, norm)
    found = cause(blown(rate, what), turn, last, 5.0, limit)
    assert (found.reason, found.turn, found.last) == (reason, turn, last)
    assert found.curvature == 5.0 and (found.limit == limit or np.isnan(limit))


def test_without_a_step_before_it_the_weights_were_set_so():
    assert cause(blown(0.1), None, None, np.nan, np.nan).reason == "set"


def test_a_health_without_points_says_nothing():
    net = Network((2, 3, 1), ("relu",), "squared")
    empty: Array = np.ones((3, 0))
    assert health(net, np.zeros(params.count(net.sizes)), Batch(empty, empty[:1])) == []
