"""Operations on a living network: what must stay of its function."""

import numpy as np
import pytest

from server import edits, state
from server.engine.core import Array
from server.spec import parse
from server.state import State

PLACES = np.random.default_rng(11).uniform(-1, 1, (40, 2))


def trained(sizes: tuple[int, ...] = (6, 4), activation: str = "tanh", classes: int = 2) -> State:
    """A state with arbitrary weights and moments, as after training."""
    hidden = [{"units": n, "activation": activation} for n in sizes]
    points = [[x, y, i % classes] for i, (x, y) in enumerate(PLACES.tolist())]
    spec = parse({"data": {"points": points, "classes": classes}, "model": {"hidden": hidden}})
    begun = state.begin(spec)
    rng = np.random.default_rng(2)
    for array in (begun.theta, begun.moments):
        array[...] = rng.normal(0, 0.8, array.shape)
    return begun


def logits(at: State) -> Array:
    """z of the outputs at PLACES, (K, 40)."""
    everything = np.ones(len(at.points), bool)
    batch = state.batch(at.spec, at.points, everything)
    program = state.network(at.spec).compile(at.theta, None, batch.size, at.spec.outputs)
    program.x[...] = batch.x
    program.forward.run()
    return program.z[-1].copy()  # type: ignore[attr-defined]


def largest(a: Array, b: Array) -> float:
    return float(np.abs(a - b).max())


@pytest.mark.parametrize("layer", [0, 1])
def test_an_added_unit_keeps_the_function(layer: int):
    before = trained()
    after = edits.apply(before, {"kind": "unit_add", "layer": layer}).state
    assert after.theta.shape[1] == before.theta.shape[1] + (7 if layer else 3) + (1, 4)[layer == 0]
    assert largest(logits(before), logits(after)) <= 1e-15


@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize("activation", ["linear", "relu"])
def test_an_added_layer_that_passes_on_what_it_gets_keeps_the_function(activation: str, at: int):
    """ReLU passes on what ReLU (or a sum that is positive) gives it: so after a ReLU layer."""
    before = trained(activation="relu")
    edit = {"kind": "layer_add", "at": at, "units": 8, "activation": activation}
    if activation == "relu" and at == 0:
        pytest.skip("inputs are negative too, and ReLU does not pass those on")
    after = edits.apply(before, edit).state
    assert [h.units for h in after.spec.model.hidden] == [6, 4][:at] + [8] + [6, 4][at:]
    assert largest(logits(before), logits(after)) <= 1e-14


def test_a_removed_linear_layer_keeps_the_function():
    before = edits.apply(
        trained(), {"kind": "layer_add", "at": 1, "units": 6, "activation": "linear"}
    ).state
    before.theta[...] += np.random.default_rng(0).normal(0, 0.1, before.theta.shape)
    after = edits.apply(before, {"kind": "layer_remove", "at": 1}).state
    assert largest(logits(before), logits(after)) <= 1e-13


def test_added_features_keep_the_function_wherever_they_are_put():
    before = trained()
    wanted = ["x2", "y", "sin_x", "x"]
    after = edits.apply(before, {"kind": "features", "features": wanted}).state
    assert after.spec.model.features == tuple(wanted)
    assert largest(logits(before), logits(after)) <= 1e-15


def test_a_third_class_keeps_the_odds_of_the_other_two():
    """p(1)/p(0) is e to the old logit, at every point."""
    before = trained()
    after = edits.apply(before, {"kind": "classes", "classes": 3}).state
    z = logits(after)
    assert z.shape[0] == 3
    assert largest(z[1] - z[0], logits(before)[0]) <= 1e-14


def test_from_three_classes_to_two_the_odds_stay():
    before = trained(classes=3)
    keep = [p for p in before.points.ids[before.points.label == 2].tolist()]
    before = edits.apply(before, {"kind": "delete", "points": keep}).state
    after = edits.apply(before, {"kind": "classes", "classes": 2}).state
    z = logits(before)
    assert largest(logits(after)[0], z[1] - z[0]) <= 1e-14


@pytest.mark.parametrize("unit", [0, 3])
def test_a_removed_unit_leaves_its_mean_behind(unit: int):
    """On the average of the training points nothing changes before the next nonlinearity."""
    before = trained(sizes=(5,))
    after = edits.apply(before, {"kind": "unit_remove", "layer": 0, "unit": unit}).state
    train = ~before.points.test
    old, new = logits(before)[0][train].mean(), logits(after)[0][train].mean()
    assert new == pytest.approx(old, abs=1e-14)


def test_the_moments_of_the_other_parameters_stay():
    before = trained(sizes=(3,))
    after = edits.apply(before, {"kind": "unit_add", "layer": 0, "at": 1}).state
    moments = after.moments[0, 0]
    first = moments[:12].reshape(4, 3)
    assert np.array_equal(np.delete(first, 1, 0).ravel(), before.moments[0, 0, :9])
    assert not first[1].any() and not after.moments[0, :, 12 + 1].any()
    assert np.array_equal(np.delete(moments[12:], 1), before.moments[0, 0, 9:])


@pytest.mark.parametrize(
    "edit",
    [
        {"kind": "unit_add", "layer": 0},
        {"kind": "unit_remove", "layer": 1, "unit": 2},
        {"kind": "layer_add", "at": 1, "units": 2, "activation": "tanh"},
        {"kind": "layer_remove", "at": 0},
        {"kind": "classes", "classes": 4},
        {"kind": "features", "features": ["xy"]},
    ],
    ids=lambda e: e["kind"],
)
def test_a_change_of_shape_begins_a_new_path_and_writes_to_nothing(edit: dict[str, object]):
    from dataclasses import replace

    before = replace(trained(), step=17)
    theta, moments = before.theta.tobytes(), before.moments.tobytes()
    after = edits.apply(before, edit).state
    assert after.begun == 17
    assert (before.theta.tobytes(), before.moments.tobytes()) == (theta, moments)
