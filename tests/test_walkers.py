"""Frames of walkers: the trail is PyTorch's path, what was tried is what was asked, and what is
rehearsed is what happens.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.engine.search import SEARCHES
from server.engine.updates import UPDATES
from server.frames import Frame
from server.headless import lines
from server.journal import Journal
from server.run import Run, Trace
from server.show import Show
from server.spec import parse
from server.walkers import TRAIL_BYTES, Walkers, trail, trail_length
from tests.test_surface_runs import OBJECTIVES, RACE, by, surface

STORED = json.loads((Path(__file__).parent / "reference" / "paths.json").read_text())
POINTS = {"objective": {"kind": "points", "loss": "softmax"}, "data": {"count": 20}, "batch": 5}


def begun(spec: Any, methods: Any = None, steps: int = 0) -> Run:
    run = Run(Journal(parse(spec if methods is None else {**spec, "methods": methods})))
    run.advance(steps)
    return run


def looked(run: Run, **show: Any) -> Frame:
    return Walkers().observe(run, Show(**show), run.drain())


# The trail


@pytest.mark.parametrize(
    "case", STORED["paths"], ids=lambda c: f"{c['function']} {c['optimizer']} {c['rate']}"
)
def test_the_trail_is_pytorchs_path(case: dict[str, Any]):
    """To the float32 in which it is sent. SGD's gradient counts three."""
    spec = surface(case["function"], start=case["start"])
    values = looked(begun(spec, [by(case["optimizer"], case["rate"])], 30), trail=64).values
    assert values["trail_steps"][:31].tolist() == list(range(31))
    assert np.isnan(values["trail_steps"][31:]).all() and np.isnan(values["trail"][31:]).all()
    np.testing.assert_allclose(values["trail"][:31, 0, :2], case["theta"], rtol=1e-6, atol=1e-10)
    np.testing.assert_allclose(values["trail"][:31, 0, 2], case["loss"], rtol=1e-6, atol=1e-12)
    assert values["trail"][:31, 0, 3].tolist() == [3 * k for k in range(31)]


def test_rosenbrocks_trail_is_what_downhill_run_prints():
    methods = [by("sgd", 0.002), by("adam", 1), by("random_local_search"), by("momentum", 0.002)]
    spec = {**surface("rosenbrock"), "methods": methods}
    frame = looked(begun(spec, steps=300), trail=1024)
    printed = [json.loads(line) for line in "".join(lines(begun(spec), 300)).splitlines()][:-1]
    for at, record in enumerate(printed):
        assert frame.values["trail_steps"][at] == record["step"] == at
        for row, told in enumerate(record["rows"]):
            cost = told["evaluations"]["f"] + 3 * told["evaluations"]["grad"]
            expected = [*told["theta"], told["loss"], cost]
            assert frame.values["trail"][at, row].tolist() == expected, f"step {at}, row {row}"
    order = np.argsort(frame.values["loss"]).tolist()
    assert order == np.argsort([r["loss"] for r in printed[-1]["rows"]]).tolist()


def steps_of(first: int, count: int) -> list[Trace]:
    """x swings from −1 to 1 and back."""
    return [
        Trace(s, np.ones(1), np.ones(1), np.ones(1), np.array([[(-1.0) ** s, s]]), np.ones((1, 2)))
        for s in range(first, first + count)
    ]


@given(st.integers(0, 5000), st.integers(1, 900), st.integers(2, 64))
def test_a_thinned_trail_keeps_the_newest_step_and_both_sides_of_a_swing(
    first: int, count: int, most: int
):
    told = trail(steps_of(first, count), 1, most)
    steps = told["trail_steps"][np.isfinite(told["trail_steps"])]
    assert steps[-1] == first + count - 1 and (np.diff(steps) > 0).all()
    assert len(steps) >= min(count, max(1, most // 3)), f"{len(steps)} of {count}, {most} fit"
    apart = np.diff(steps)[1:]  # the first step of all may be at any distance
    assert (apart % 2 == 1).all(), apart
    assert (told["trail"][: len(steps), 0, 1] == steps).all()


@pytest.mark.parametrize("rows", [1, 8, 64, 65, 200, 256])
def test_a_frames_trail_has_at_most_64_kib(rows: int):
    length = trail_length(64, rows)
    assert length == 64 or 16 * rows * (length + 1) > TRAIL_BYTES
    assert 16 * rows * length <= TRAIL_BYTES
    assert trail_length(1024, rows) * 16 * rows <= 1 << 20


def test_a_trace_that_nobody_asks_for_stays_small_and_keeps_its_beginning_and_its_swing():
    run = begun(surface("valley"), [by("sgd", 0.95)])
    for _ in range(40):
        run.advance(100)
        run.thin_trace(300)
    assert len(run.trace) <= 400
    steps = np.array([t.step for t in run.trace])
    assert (steps[0], steps[-1]) == (0, 4000)
    sides = {s % 2 for s in steps[1:-100].tolist()}
    assert sides == {0, 1}, "only one side of the swing is left"


# Who is lost, what was tried


def test_a_walker_that_leaves_and_one_without_a_value_are_told_with_their_steps():
    spec = {"objective": {"kind": "surface", "formula": "x² + y² + 0ln(x + 5)", "start": [3, 2]}}
    rows = [
        by("sgd", 0.1),
        by("sgd", 1.5) | {"start": [-3, 300]},
        by("sgd", 0.1) | {"start": [-9, 0]},
    ]
    run = begun(spec, rows, 20)
    lost = {row: blowup.step for row, blowup in run.blowups.items()}
    status = looked(run).values["status"]
    assert status.tolist() == [[-1, 0], [lost[1], 1], [0, 2]], status


def test_what_was_tried_is_every_place_that_was_asked_with_its_height():
    """Of x² + y² the height of each place is known; with one candidate a step, the row stands where
    the last accepted one was.
    """
    run = begun(surface("bowl"), [by("random_local_search", step=0.5), by("sgd", 0.1)], 40)
    frame = looked(run, tried=64)
    tried = frame.values["tried"]
    assert tried[:40, 0].tolist() == list(range(1, 41)) and np.isnan(tried[40:]).all()
    assert (tried[:40, 1] == 0).all()
    np.testing.assert_allclose(tried[:40, 4], (tried[:40, 2:4] ** 2).sum(axis=1), rtol=1e-12)
    accepted = tried[:40][tried[:40, 5] == 1]
    assert accepted[-1, 2:4].tolist() == run.stepper.theta[0].tolist()
    assert frame.values["search"].tolist() == [[40, len(accepted)], [0, 0]]


def test_of_several_candidates_only_the_best_was_accepted_and_the_latest_are_kept():
    run = begun(surface("bowl"), [by("random_search", candidates=7)], 30)
    tried = looked(run, tried=50).values["tried"]
    assert np.isfinite(tried).all() and tried[-1, 0] == 30
    for step in range(24, 31):
        part = tried[tried[:, 0] == step]
        assert len(part) == 7 and part[:, 5].sum() <= 1
        assert not part[:, 5].any() or part[:, 5].argmax() == part[:, 4].argmin()


def test_a_numerical_gradient_asked_four_places_a_step_and_stands_on_none():
    run = begun(surface("bowl"), [by("numerical_gradient", 0.1, h=0.5)], 1)
    tried = looked(run, tried=8).values["tried"][:4]
    offsets = tried[:, 2:4] - [-4, 3]
    assert offsets.tolist() == [[0.5, 0], [0, 0.5], [-0.5, 0], [0, -0.5]]
    assert not tried[:, 5].any()


def test_what_is_told_once_is_not_told_again():
    run, walkers = begun(surface("bowl"), [by("random_local_search")], 10), Walkers()
    show = Show(trail=64, tried=64)
    walkers.observe(run, show, run.drain())
    run.advance(5)
    values = walkers.observe(run, show, run.drain()).values
    assert values["trail_steps"][:5].tolist() == [11, 12, 13, 14, 15]
    assert values["tried"][:5, 0].tolist() == [11, 12, 13, 14, 15]
    assert np.isnan(values["tried"][5:]).all() and np.isnan(values["trail_steps"][5:]).all()


# The coming step


EVERY: list[dict[str, Any]] = [by(name, 0.01) for name in (*UPDATES, *SEARCHES)]
EVERY += [
    by("sgd", 0.01) | {"noise": 0.5},
    by("sgd", 0.01) | {"noise": 0.5, "seed": 3, "start": [0.5, 0.5]},
    by("momentum", 0.01, dampening=0.3) | {"clip": {"kind": "norm", "at": 0.5}},
    by("rmsprop", 0.01, centered=1, momentum=0.5),
    by("adamw", 0.01, decay=0.1) | {"schedule": {"kind": "halve", "every": 3}},
    by("sgd", 1000),  # leaves
]


@pytest.mark.parametrize(
    "spec", [*OBJECTIVES, POINTS], ids=["table", "noise", "typed", "minibatches"]
)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_what_is_rehearsed_is_what_the_next_step_does(spec: dict[str, Any], dtype: str):
    run, walkers = begun({**spec, "dtype": dtype, "methods": EVERY}), Walkers()
    for _ in range(12):
        values = walkers.observe(run, Show(inner=True), run.drain()).values
        told = {name: np.array(values[name]) for name in ("moments", "scalars", "delta")}
        before = run.stepper.theta.astype(float)
        run.advance(1)
        going = run.stepper.lost < 0
        moved = run.stepper.theta - before
        assert told["delta"][going].tobytes() == moved[going].tobytes(), run.step
        assert told["moments"][going].tobytes() == run.stepper.moments[going].tobytes(), run.step
        assert told["scalars"][going].tobytes() == run.stepper.scalars[going].tobytes(), run.step


@pytest.mark.parametrize("spec", [*OBJECTIVES, POINTS])
def test_rehearsing_changes_nothing(spec: dict[str, Any]):
    watched, unwatched, walkers = begun(spec, EVERY), begun(spec, EVERY), Walkers()
    show = Show(True, True, trail=64, tried=64, inner=True, batch=True)
    for _ in range(20):
        walkers.observe(watched, show, watched.drain())
        watched.advance(1)
    unwatched.advance(20)
    for name in ("theta", "moments", "scalars", "found", "evaluations", "lost"):
        assert (
            getattr(watched.stepper, name).tobytes() == getattr(unwatched.stepper, name).tobytes()
        )


def test_a_lost_row_stays_and_adams_first_step_is_about_its_rate():
    run = begun(surface("bowl"), [by("adam", 0.25), by("sgd", 0.1) | {"start": [1000, 1000]}])
    run.edit({"kind": "theta", "theta": [[-4, 3], [2000, 0]]})
    delta = looked(run, inner=True).values["delta"]
    np.testing.assert_allclose(delta, [[0.25, -0.25], [0, 0]], atol=1e-8)


def test_at_a_change_of_blocks_the_averages_are_those_that_the_update_made():
    """The next block then begins with fresh ones."""
    blocks = [{"optimizer": "momentum", "rate": 0.1, "until": 3}, {"optimizer": "adam"}]
    run = begun(surface("bowl"), [{"blocks": blocks}], 2)
    values = looked(run, inner=True).values
    assert np.abs(values["moments"][0, 0]).min() > 1
    run.advance(1)
    assert not run.stepper.moments.any()


def test_without_points_there_is_a_frame_and_nothing_comes():
    spec = {"objective": {"kind": "points"}, "data": {"count": 0}}
    values = looked(begun(spec), inner=True, trail=4, tried=4, batch=True).values
    assert not values["delta"].any() and np.isnan(values["loss"]).all()


def test_every_race_makes_frames_of_everything():
    for spec in OBJECTIVES:
        frame = looked(
            begun(spec, RACE, 30), theta=True, grad=True, trail=64, tried=512, inner=True
        )
        assert frame.values["status"].shape == (len(RACE), 2)
