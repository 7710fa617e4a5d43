"""Frames: looking changes nothing, and what is shown is true of the network."""

from typing import Any

import numpy as np
import pytest

from server.checks import Bad
from server.engine.core import Array
from server.engine.diagnose import locate
from server.engine.planes import principal_plane
from server.frames import Frame, Observer
from server.journal import Journal
from server.run import Run
from server.show import Show, parse_show
from server.spec import parse
from server.tallies import histograms

ALL = Show(theta=True, grad=True, hist=True, maps=16, field=32, batch=True, landscape=True)
SPECS: dict[str, Any] = {
    "circle": {"data": {"count": 40}},
    "three classes": {"data": {"preset": "spiral3", "count": 40}, "batch": 7},
    "regression": {"data": {"preset": "hills", "count": 40}},
    "two rows": {"data": {"count": 40}, "methods": [{}, {"blocks": [{"optimizer": "sgd"}]}]},
    "squared, l2": {"loss": "squared", "penalty": {"kind": "l2"}, "data": {"count": 40}},
    "no layer": {"model": {"hidden": []}, "data": {"count": 40}},
    "float32": {"dtype": "float32", "data": {"count": 40}},
}


def begun(spec: Any, steps: int = 0) -> Run:
    run = Run(Journal(parse(spec)))
    run.advance(steps)
    return run


def looked(run: Run, show: Show = ALL) -> Frame:
    return Observer().observe(run, show)


def same(a: Frame, b: Frame) -> list[str]:
    return [
        n
        for n in a.values
        if np.asarray(a.values[n]).tobytes() != np.asarray(b.values[n]).tobytes()
    ]


def copied(frame: Frame) -> Frame:
    frame.values.update({k: np.array(v) for k, v in frame.values.items()})
    return frame


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_looking_changes_nothing(spec: Any):
    watched, unwatched, observer = begun(spec), begun(spec), Observer()
    for _ in range(30):
        observer.observe(watched, ALL, watched.drain())
        watched.advance(1)
    unwatched.advance(30)
    assert watched.stepper.theta.tobytes() == unwatched.stepper.theta.tobytes()
    assert watched.stepper.moments.tobytes() == unwatched.stepper.moments.tobytes()
    assert watched.stepper.evaluations.tolist() == unwatched.stepper.evaluations.tolist()


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_a_frame_is_the_same_after_a_seek_and_looked_at_twice(spec: Any):
    run = begun(spec, 17)
    first = copied(looked(run))
    assert same(first, copied(looked(run))) == []
    run.advance(40)
    run.seek(17)
    again = copied(looked(run))
    assert same(first, again) == []
    assert (again.step, again.epoch) == (first.step, first.epoch)


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_the_gradient_that_is_shown_is_the_one_that_the_next_step_takes(spec: Any):
    """With plain descent at rate 1e-3: θ_{k+1} = θ_k − 0.001·grad, to rounding."""
    methods = [{"blocks": [{"optimizer": "sgd", "rate": 1e-3}]}] * len(spec.get("methods", [{}]))
    run = begun({**spec, "methods": methods}, 11)
    frame = copied(looked(run))
    run.advance(1)
    step = frame.values["theta"] - run.stepper.theta
    tolerance = 1e-12 if spec.get("dtype") != "float32" else 1e-6
    np.testing.assert_allclose(step, 1e-3 * frame.values["grad"], atol=tolerance)


def loss_of_one(run: Run, point: int, theta: Array) -> float:
    """The loss of one training point at θ, asked through a run of
    its own whose data is that point.
    """
    points = run.state.points
    at = points.ids.tolist().index(point)
    spec = run.spec.to_json(points=False)
    data = spec["data"]
    if data["task"] == "regression":
        del data["classes"]
    data["points"] = [[*points.xy[at].tolist(), float(points.label[at]), 0, point]]
    spec["model"]["theta"] = theta.tolist()
    spec["penalty"] = {"kind": "none"}
    spec["methods"] = [{}]
    return float(begun(spec).stepper.losses()[0][0])


@pytest.mark.parametrize("name", ["circle", "three classes", "regression", "squared, l2"])
@pytest.mark.parametrize("wanted", [None, 3])
def test_the_probes_delta_times_activation_is_the_gradient_of_its_loss(name: str, wanted: Any):
    run = begun(SPECS[name], 11)
    show = Show(theta=True, grad=True, probe=wanted)
    frame = looked(run, show)
    _, a, delta = frame.values["probe"]
    point = int(frame.values["probe_at"][0])
    assert wanted is None or point == wanted
    sizes = run.spec.sizes
    ends = np.cumsum([0, *sizes])
    grads: list[Array] = []
    for layer in range(len(sizes) - 1):
        inputs = np.append(a[ends[layer] : ends[layer + 1]], 1.0)
        grads.append(np.outer(delta[ends[layer + 1] : ends[layer + 2]], inputs).ravel())
    grad = np.concatenate(grads)
    theta = run.stepper.theta[0].copy()
    for i in np.random.default_rng(1).permutation(len(theta))[:12]:
        h = 6e-6
        up, down = (loss_of_one(run, point, theta + s * h * np.eye(len(theta))[i]) for s in (1, -1))
        numeric = (up - down) / (2 * h)
        assert grad[i] == pytest.approx(numeric, rel=1e-6, abs=1e-8), f"parameter {i}"


def test_the_probe_is_the_first_of_the_coming_minibatch_and_its_place_is_told():
    run = begun(SPECS["circle"], 3)
    frame = looked(run)
    values, points = frame.values, run.state.points
    assert values["probe_at"][0] == values["batch"][0]
    at = points.ids.tolist().index(int(values["probe_at"][0]))
    assert values["probe_at"][1:].tolist() == [*points.xy[at], points.label[at]]
    assert values["probe"][0, :2].tolist() == points.xy[at].tolist()
    assert np.isnan(values["probe"][2, :2]).all()


@pytest.mark.parametrize("name", ["circle", "three classes", "regression", "squared, l2"])
def test_a_place_is_probed_as_a_point_that_lies_there(name: str):
    run = begun(SPECS[name], 11)
    of_point = looked(run, Show(theta=True, grad=True, probe=3)).values
    place = parse_show({"theta": True, "grad": True, "probe": of_point["probe_at"][1:].tolist()})
    of_place = looked(run, place).values
    assert of_place["probe"].tobytes() == of_point["probe"].tobytes()
    assert of_place["probe_at"].tolist() == [-1.0, *of_point["probe_at"][1:]]


@pytest.mark.parametrize("probe", [[0.5, 0.5], [0.5, 0.5, "1"], [99, 0, 0], [None, 0, 0], "3", -1])
def test_what_is_no_place_and_no_id_is_not_probed(probe: Any):
    with pytest.raises(Bad, match=r"show\.probe"):
        parse_show({"probe": probe})


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_a_histogram_counts_every_parameter_of_its_layer_once(spec: Any):
    run = begun(spec, 5)
    frame = looked(run)
    sizes = run.spec.sizes
    wanted = [m * (n + 1) for n, m in zip(sizes, sizes[1:], strict=False)]
    assert frame.values["hist"].sum(axis=1).tolist() == wanted
    grad = frame.values["grad"][0]
    largest = [np.abs(g).max() for g in np.split(grad, np.cumsum(wanted)[:-1])]
    for most, reach in zip(largest, frame.values["hist_range"], strict=True):
        assert most <= reach <= 2.5 * most * (1 + 1e-9), f"range {reach} for {most}"


@pytest.mark.parametrize("size", [0.0, 5e-324, 1e-310, 1e-200, 1e-45])
def test_a_histogram_of_vanished_gradients_still_counts_them(size: float):
    """Five saturated layers give gradients that are nearly nothing,
    and float32 holds none below 1e-45.
    """
    counts, ranges = histograms(np.full((1, 51), size), (2, 6, 4, 1))
    assert counts.sum() == 51 and (ranges.astype(np.float32) > 0).all()


def test_norms_are_those_of_the_gradient():
    frame = looked(begun(SPECS["circle"], 5))
    grad = frame.values["grad"][0]
    expected = [np.linalg.norm(g) for g in np.split(grad, [18, 46])]
    np.testing.assert_allclose(frame.values["norms"][0], expected, rtol=1e-12)


# Known pictures


LINEAR = {
    "data": {"points": [[0, 0, 0.0], [1, 1, 0.5]], "task": "regression"},
    "model": {"hidden": [], "theta": [0.5, 0.25, 0.125]},
}


def centres(side: int) -> tuple[Array, Array]:
    """x and y of the cells' middles over [−1.2, 1.2]², top row first."""
    along = -1.2 + (np.arange(side) + 0.5) * 2.4 / side
    return np.meshgrid(along, along[::-1])


@pytest.mark.parametrize("side", [32, 33, 96])
def test_the_field_of_a_linear_network_is_its_plane(side: int):
    x, y = centres(side)
    value = np.clip(0.5 * x + 0.25 * y + 0.125, -1, 1)
    field = looked(begun(LINEAR), Show(field=side)).values["field"]
    assert field.shape == (1, side, side)
    off = np.abs(field[0] - (value + 1) / 2 * 255)
    assert off.max() <= 0.51, f"{off.max()} of 255"


def test_the_field_of_a_classification_is_the_probability_of_class_1():
    spec = {"model": {"hidden": [], "theta": [3.0, -2.0, 0.5]}}
    x, y = centres(48)
    p = 1 / (1 + np.exp(-(3 * x - 2 * y + 0.5)))
    field = looked(begun(spec), Show(field=48)).values["field"]
    assert np.abs(field[0] - p * 255).max() <= 0.51


def test_the_fields_of_several_classes_sum_to_one():
    field = looked(begun(SPECS["three classes"], 9), Show(field=32)).values["field"]
    assert field.shape == (3, 32, 32)
    total = field.astype(int).sum(axis=0)
    assert abs(total - 255).max() <= 2, (total.min(), total.max())


def test_the_maps_of_inputs_and_output_are_signed_bytes_of_their_values():
    x, y = centres(16)
    values = looked(begun(LINEAR), Show(maps=16)).values
    assert values["maps"].shape == (3, 16, 16)
    wanted = [x, y, 0.5 * x + 0.25 * y + 0.125]
    for unit, picture in enumerate(wanted):
        scale = values["map_scale"][unit]
        expected = np.clip(128 + 127 * np.clip(picture, -1, 1) / scale, 1, 255)
        off = np.abs(values["maps"][unit] - expected).max()
        assert off <= 0.51, f"unit {unit}: {off} of 127, scale {scale}"


def test_many_units_take_turns_until_each_was_shown():
    hidden = [{"units": 32, "activation": "relu"}] * 3
    run, observer = begun({"model": {"hidden": hidden}}), Observer()
    units, seen = 2 + 96 + 1, set[int]()
    frames = 0
    while len(seen) < units:
        frame = observer.observe(run, Show(maps=24))
        shown = len(frame.values["maps"])
        assert frame.values["maps"].nbytes <= 16_384
        seen |= {(frame.first + i) % units for i in range(shown)}
        frames += 1
        assert frames <= -(-units // shown) + 1, f"{len(seen)} of {units} after {frames} frames"


def test_accuracy_is_the_share_of_points_on_the_right_side():
    """σ(10x): class 1 right of the axis. Three of four training
    points and one of two test points.
    """
    rows = [[0.5, 0, 1, 0], [0.2, 0, 1, 0], [-0.5, 0, 0, 0], [-0.1, 0, 1, 0]]
    rows += [[0.3, 0, 1, 1], [0.4, 0, 0, 1]]
    spec = {"data": {"points": rows}, "model": {"hidden": [], "theta": [10.0, 0, 0]}}
    values = looked(begun(spec), Show()).values
    assert (values["accuracy"][0], values["test_accuracy"][0]) == (0.75, 0.5)
    assert np.isnan(looked(begun(LINEAR), Show()).values["accuracy"][0])


def test_ids_of_the_minibatch_that_do_not_fit_two_bytes_are_refused_at_the_door():
    from server.checks import Bad

    with pytest.raises(
        Bad, match=r"data.points\[0\]\[4\]: expected a whole number from 0 to 65,535"
    ):
        parse({"data": {"points": [[0, 0, 1, 0, 65_536]]}})
    run = begun({"data": {"points": [[0, 0, 1, 0, 65_535]]}})
    added = run.edit({"kind": "add", "points": [[0, 0, 0], [0.1, 0, 1]]})
    assert added.edit["ids"] == [0, 1]
    with pytest.raises(Bad, match="edit.ids: expected a whole number from 0 to 65,535"):
        run.edit({"kind": "add", "points": [[0, 0, 0]], "ids": [70_000]})


# The curve, the place in the landscape, and what went wrong


@pytest.mark.parametrize(("steps", "buckets"), [(0, 1), (5, 6), (500, 16)])
def test_the_curves_buckets_cover_all_steps_with_their_least_and_largest(steps: int, buckets: int):
    run = begun(SPECS["circle"], steps)
    trace = run.drain()
    frame = Observer().observe(run, Show(curve=16), trace)
    table = frame.values["curve"][: frame.buckets]
    assert frame.buckets == buckets and np.isnan(frame.values["curve"][buckets:]).all()
    losses = np.array([t.loss for t in trace])
    assert table[-1, 0] == steps and table[-1, 3] == losses[-1]
    assert table[:, 1].min() == losses.min() and table[:, 2].max() == losses.max()
    for (first, row), end in zip(enumerate(table), table[:, 0].astype(int), strict=True):
        start = 0 if not first else int(table[first - 1, 0]) + 1
        assert row[1] == losses[start : end + 1].min() and row[3] == losses[end]


def test_the_place_is_zero_at_the_planes_origin_and_has_the_distance_from_it():
    run = begun(SPECS["circle"], 50)
    plane = principal_plane(run.path.until(run.step, run.stepper.theta[0])[1])
    here = Observer().observe(run, ALL, (), plane).values["place"]
    np.testing.assert_allclose(here, 0, atol=1e-9)
    before = run.stepper.theta[0].copy()
    run.advance(10)
    moved = run.stepper.theta[0] - before
    place = Observer().observe(run, ALL, (), plane).values["place"][0]
    assert np.sqrt((place**2).sum()) == pytest.approx(np.linalg.norm(moved), rel=1e-9)
    assert np.isnan(Observer().observe(run, ALL).values["place"]).all()


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_a_blow_up_is_located_in_its_layer(layer: int):
    run = begun(SPECS["circle"])
    start = [0, 18, 46][layer]
    run.stepper.theta[0, start + 1] = np.inf
    found = locate(run.stepper)
    assert (found.layer, found.what, found.row) == (layer + 1, "weight", 0)


def test_a_frame_of_a_run_without_points_is_made_of_nothing_but_is_made():
    run = begun({"data": {"count": 0}})
    frame = looked(run)
    assert frame.batch_count == 0 and np.isnan(frame.values["loss"]).all()
    assert np.isnan(frame.values["probe"]).all() and np.isnan(frame.values["batch_loss"]).all()


def test_a_frame_of_a_diverged_run_says_so_and_has_whole_bytes():
    spec = {
        "data": {"count": 20},
        "model": {"hidden": [{"units": 6, "activation": "linear"}] * 2},
        "methods": [{"blocks": [{"optimizer": "sgd", "rate": 1000}]}],
    }
    run = begun(spec, 1000)
    frame = looked(run)
    assert frame.diverged and not np.isfinite(frame.values["loss"]).all()
    assert frame.values["field"].dtype == np.uint8 and frame.values["maps"].dtype == np.uint8
