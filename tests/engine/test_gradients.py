"""Every gradient of the network against central differences of its loss,
and the conventions at kinks.
"""

import numpy as np
import pytest

from server.engine import params
from server.engine.activations import ACTIVATIONS
from server.engine.core import Array, Batch, Evaluator, Tape
from server.engine.losses import LOSSES, MANY, PENALTIES
from server.engine.mlp import Network, NetworkProgram
from server.engine.params import count, weight_mask

H = float(np.finfo(float).eps) ** (1 / 3)  # truncation and rounding errors are equal here


def batch_for(loss: str, rng: np.random.Generator, examples: int = 9) -> Batch:
    """Random inputs, and targets that fit the loss."""
    x = np.ones((3, examples))
    x[:2] = rng.uniform(-1, 1, (2, examples))
    if loss in ("softmax_cross_entropy", "class_hinge"):
        return Batch(x, np.eye(3)[:, rng.integers(0, 3, examples)])
    if loss in ("squared", "huber"):
        return Batch(x, rng.uniform(-2, 2, (1, examples)))
    low = LOSSES[loss].low
    return Batch(x, rng.integers(0, 2, (1, examples)) * (1 - low) + low)


def kinked(net: Network, theta: Array, batch: Batch) -> bool:
    """Whether something is so near a kink that ±H would cross it: a pre-activation (of maxout, the
    best piece against the second), a weight, or the loss at its margin.
    """
    program = net.compile(theta[None], None, batch.size, len(batch.y))
    program.x[...] = batch.x
    program.forward.run()
    z, y = program.z[-1], batch.y
    pieces = params.pieces_of(net.sizes)
    bends = [np.abs(np.diff(np.sort(h.reshape(-1, k, batch.size), 1)[:, -2:], axis=1)) if k > 1
             else np.abs(h) for h, k in zip(program.z, pieces, strict=True)]  # fmt: skip
    margins = {
        "hinge": 1 - y * z,
        "class_hinge": (z - (y * z).sum(0) + 1)[y == 0],
        "huber": np.abs(z - y) - net.limit,
    }
    bends += [np.abs(margins[net.loss])] if net.loss in margins else []
    return bool(min(b.min() for b in bends) < 1e-3 or np.abs(theta).min() < 1e-3)


def case(activation: str, loss: str, penalty: str) -> tuple[Network, Array, Batch]:
    """A network away from its kinks: theta is drawn until it is."""
    rng = np.random.default_rng(7)
    batch = batch_for(loss, rng)
    own = {"leaky_relu": (("leak", 0.1),), "maxout": (("pieces", 3),), "elu": (("alpha", 0.7),)}
    hyper = own.get(activation, ())
    pieces = ACTIVATIONS[activation].pieces(hyper)
    sizes = params.Sizes((2, 4, 3, len(batch.y)), (pieces, pieces, 1))
    net = Network(sizes, (activation,) * 2, loss, penalty, 0.03, (hyper,) * 2, 0.5)
    while True:
        theta = rng.normal(0, 0.8, count(net.sizes))
        if not kinked(net, theta, batch):
            return net, theta, batch


def central_differences(evaluator: Evaluator, theta: Array) -> Array:
    steps = H * np.maximum(1, np.abs(theta))
    rows = np.concatenate([theta + np.diag(steps), theta - np.diag(steps)])
    loss, penalty, _ = evaluator.evaluate(rows)
    up, down = np.split(loss + penalty, 2)
    return (up - down) / (2 * steps)


@pytest.mark.parametrize("penalty", ["none", *PENALTIES])
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradient_equals_central_differences(activation: str, loss: str, penalty: str):
    net, theta, batch = case(activation, loss, penalty)
    evaluator = Evaluator(net, batch)
    numeric = central_differences(evaluator, theta)
    grad = evaluator.evaluate(theta[None], want_grad=True)[2]
    assert grad is not None
    analytic = grad[0]
    scale = np.maximum(np.abs(analytic), np.abs(numeric))
    allowed = 1e-6 * np.maximum(scale, 1e-3 * np.abs(analytic).max())
    worst = int(np.argmax(np.abs(analytic - numeric) / allowed))
    assert abs(analytic[worst] - numeric[worst]) <= allowed[worst], (
        f"parameter {worst}: backward {analytic[worst]!r}, differences {numeric[worst]!r}"
    )


def test_gradient_through_dropout_equals_central_differences_under_the_same_masks():
    rng = np.random.default_rng(1)
    net = Network((2, 5, 4, 1), ("tanh", "silu"), "sigmoid_cross_entropy", dropout=0.4)
    batch, theta = batch_for(net.loss, rng), rng.normal(0, 0.8, (1, count(net.sizes)))
    grad = np.zeros_like(theta)
    program = NetworkProgram(net, theta, grad, batch.size)
    program.x[...], program.y[...] = batch.x, batch.y
    program.drop(0.4, rng=rng)

    def loss() -> float:
        program.forward.run()
        program.measure.run()
        return float(program.loss[0])

    loss()
    program.backward.run()
    for i in range(theta.size):
        start = theta[0, i]
        theta[0, i] = start + H
        up = loss()
        theta[0, i] = start - H
        numeric = (up - loss()) / (2 * H)
        theta[0, i] = start
        assert abs(grad[0, i] - numeric) <= 1e-6 * np.abs(grad).max(), (i, grad[0, i], numeric)


def test_dropout_leaves_out_its_share_of_the_units_and_keeps_their_mean():
    net = Network((2, 50, 1), ("tanh",), "sigmoid_cross_entropy", dropout=0.3)
    theta = np.zeros((1, count(net.sizes)))
    program = NetworkProgram(net, theta, np.zeros_like(theta), 400)
    program.drop(0.3, rng=np.random.default_rng(0))
    mask = program.masks[0][:-1]
    assert set(np.unique(mask)) == {0.0, 1 / 0.7}
    left_out = (mask == 0).mean()
    assert abs(left_out - 0.3) < 4 * np.sqrt(0.3 * 0.7 / mask.size), left_out
    assert (program.masks[0][-1] == 1).all(), "the row of ones, that biases meet, stays"


def slope_at(name: str, z: float) -> float:
    pieces = ACTIVATIONS[name].pieces(())
    tape, at, a = Tape(), np.full((pieces, 1), z), np.empty((1, 1))
    s = np.empty_like(at)
    ACTIVATIONS[name].f(tape, at, a)
    ACTIVATIONS[name].slope(tape, at, a, s)
    tape.run()
    return float(s[0, 0])


@pytest.mark.parametrize(
    ("name", "expected"),
    [("relu", 0.0), ("leaky_relu", 0.01), ("elu", 1.0), ("linear", 1.0), ("softplus", 0.5)]
    + [("gelu", 0.5), ("silu", 0.5), ("tanh", 1.0), ("sigmoid", 0.25)],
)
def test_slope_at_zero_is_the_stated_convention(name: str, expected: float):
    got = slope_at(name, 0.0)
    assert got == expected, f"{name}: {got} at 0, convention {expected}"


def test_of_equal_maxout_pieces_the_first_takes_the_whole_gradient():
    tape, z = Tape(), np.array([[2.0, 1.0], [2.0, 3.0], [2.0, 3.0]])
    a, s = np.empty((1, 2)), np.empty((3, 2))
    ACTIVATIONS["maxout"].f(tape, z, a, pieces=3)
    ACTIVATIONS["maxout"].slope(tape, z, a, s, pieces=3)
    tape.run()
    assert a.tolist() == [[2.0, 3.0]]
    assert s.tolist() == [[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]


@pytest.mark.parametrize(
    ("loss", "z", "y", "expected"),
    [
        ("hinge", [[1.0]], [[1.0]], [[0.0]]),
        ("class_hinge", [[1.0], [2.0]], [[0.0], [1.0]], [[0.0], [0.0]]),
        ("huber", [[1.0]], [[0.0]], [[1.0]]),
    ],
)
def test_a_loss_at_its_kink_has_the_stated_derivative(
    loss: str, z: list[list[float]], y: list[list[float]], expected: list[list[float]]
):
    entry, tape, at, target = LOSSES[loss], Tape(), np.array(z), np.array(y)
    o, t, e, d = (np.empty_like(at) for _ in range(4))
    entry.output(tape, at, o, t)
    entry.error(tape, at, o, target, t, e)
    entry.delta(tape, o, target, t, t, d)
    tape.run()
    assert d.tolist() == expected


def test_l1_gradient_of_a_weight_that_is_zero_is_zero():
    tape, theta, out = Tape(), np.array([-0.5, 0.0, 0.5]), np.empty(3)
    PENALTIES["l1"][1](tape, theta, np.full(3, 0.1), out)
    tape.run()
    assert out.tolist() == [-0.1, 0.0, 0.1]


@pytest.mark.parametrize("penalty", PENALTIES)
def test_penalties_leave_biases_alone(penalty: str):
    net, theta, batch = case("tanh", "squared", penalty)
    moved = theta + (1 - weight_mask(net.sizes))  # every bias by 1
    evaluator = Evaluator(net, batch)
    assert evaluator.evaluate(theta[None])[1] == evaluator.evaluate(moved[None])[1]


def test_the_penalty_is_the_sum_of_squares_without_a_half():
    net = Network((2, 1), (), "squared", "l2", 0.5)
    _, penalty, _ = Evaluator(net, batch_for("squared", np.random.default_rng(0))).evaluate(
        np.array([[3.0, 4.0, 99.0]])
    )
    assert penalty[0] == 12.5, f"λΣw² = ½·(9 + 16) = 12.5, got {penalty[0]}"


def test_squared_loss_has_its_half():
    net = Network((2, 1), (), "squared")
    batch = Batch(np.array([[0.0], [0.0], [1.0]]), np.array([[1.0]]))
    loss, _, _ = Evaluator(net, batch).evaluate(np.array([[0.0, 0.0, 4.0]]))
    assert loss[0] == 4.5, f"½(4 − 1)² = 4.5, got {loss[0]}"


@pytest.mark.parametrize("examples", [1, MANY])
@pytest.mark.parametrize("z", [-800.0, -40.0, -1.5, 0.0, 40.0, 800.0])
def test_cross_entropy_does_not_overflow(z: float, examples: int):
    net = Network((1, 1), (), "sigmoid_cross_entropy")
    batch = Batch(np.repeat([[0.0], [1.0]], examples, 1), np.ones((1, examples)))
    with np.errstate(over="ignore"):  # of σ's e⁻ᶻ
        loss, _, _ = Evaluator(net, batch).evaluate(np.array([[0.0, z]]))
    expected = max(-z, 0.0) + np.log1p(np.exp(-abs(z)))
    assert loss[0] == pytest.approx(expected, rel=1e-14, abs=1e-300)


def test_softmax_does_not_change_when_a_constant_is_added_to_all_logits():
    net = Network((1, 3), (), "softmax_cross_entropy")
    batch = Batch(np.array([[0.0], [1.0]]), np.array([[0.0], [1.0], [0.0]]))
    biases = np.array([0.3, -1.2, 2.0])
    rows = np.zeros((2, 6))
    rows[:, 1::2] = biases, biases + 700
    loss, _, grad = Evaluator(net, batch).evaluate(rows, want_grad=True)
    assert loss[0] == pytest.approx(loss[1], rel=1e-12)
    assert grad is not None
    p = np.exp(biases) / np.exp(biases).sum()
    np.testing.assert_allclose(grad[0, 1::2], p - [0, 1, 0], rtol=1e-12)
    assert abs(grad[0, 1::2].sum()) < 1e-15


def test_numpy_deprecates_nothing_that_the_tapes_call(recwarn: pytest.WarningsRecorder):
    for name in ACTIVATIONS:
        slope_at(name, -1.0)
    net, theta, batch = case("elu", "sigmoid_cross_entropy", "l1")
    Evaluator(net, batch).evaluate(theta[None], want_grad=True)
    assert [str(w.message) for w in recwarn if w.category is DeprecationWarning] == []
