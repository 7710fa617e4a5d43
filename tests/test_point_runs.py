"""The class's own points under two weights: PyTorch's paths, and all that a run of them can do."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.__main__ import main
from server.checks import Bad
from server.engine.linear import LINEAR
from server.journal import Journal
from server.journal import parse as parse_journal
from server.run import Run
from server.spec import PRESETS, parse
from tests import strategies
from tests.reference import remade
from tests.test_races import begun, of_row, row_of
from tests.test_surface_runs import by, check_refusal

STORED = json.loads((Path(__file__).parent / "reference" / "points.json").read_text())
STORED_DATA = {"points": STORED["points"], "classes": 3}


def on_points(loss: str = "squared", **more: Any) -> dict[str, Any]:
    return {"objective": {"kind": "points", "loss": loss, **more}}


def split(run: Run, test: bool = False) -> tuple[Any, Any]:
    points = run.stepper.points
    return points.xy[points.test == test], points.label[points.test == test]


def height(loss: str, theta: Any, xy: Any, label: Any) -> float:
    """By hand."""
    if loss == "squared":
        return float(((theta[0] * xy[:, 0] + theta[1] - xy[:, 1]) ** 2).mean() / 2)
    z = xy @ theta
    return float((np.log1p(np.exp(z)) - z * (label > 0)).mean())


# Against PyTorch, and known answers


@pytest.mark.parametrize("case", STORED["paths"], ids=lambda c: f"{c['loss']} {c['optimizer']}")
def test_a_path_is_pytorchs_step_by_step(case: dict[str, Any]):
    spec = on_points(case["loss"], start=case["start"]) | {"data": STORED_DATA}
    run = begun(spec, [by(case["optimizer"], case["rate"])])
    for step, (theta, loss) in enumerate(zip(case["theta"], case["value"], strict=True)):
        run.advance(step - run.step)
        apart = float(np.abs(run.stepper.theta[0] - theta).max())
        assert apart <= 1e-11, f"step {step}: {run.stepper.theta[0]}, PyTorch {theta}"
        assert run.drain()[-1].loss == pytest.approx(loss, rel=1e-10, abs=1e-13)
    assert run.step == 20


@pytest.mark.torch
def test_torch_still_makes_these_values(tmp_path: Path):
    fresh = remade("make_points.py", "points.json", tmp_path)
    assert fresh["points"] == STORED["points"]
    for old, new in zip(STORED["values"], fresh["values"], strict=True):
        np.testing.assert_allclose(new["grad"], old["grad"], rtol=1e-10, atol=1e-13)
    for old, new in zip(STORED["paths"], fresh["paths"], strict=True):
        np.testing.assert_allclose(new["theta"], old["theta"], rtol=1e-10)


@pytest.mark.parametrize("preset", ["circle", "gauss", "moons", "hills", "iris"])
def test_going_down_ends_in_the_line_of_least_squares(preset: str):
    run = begun(on_points() | {"data": {"preset": preset}}, [by("sgd", 1), by("nesterov", 0.2)])
    run.advance(800)
    xy, _ = split(run)
    best = np.linalg.lstsq(np.column_stack([xy[:, 0], np.ones(len(xy))]), xy[:, 1], rcond=None)[0]
    apart = np.abs(run.stepper.theta - best).max()
    assert apart < 1e-9, f"at {run.stepper.theta}, least squares {best}"


@pytest.mark.parametrize("loss", LINEAR)
@pytest.mark.parametrize("rule", LINEAR["squared"].rates)
def test_with_its_suggested_rate_every_method_gets_most_of_the_way_down(loss: str, rule: str):
    rate = LINEAR[loss].rates[rule]
    run = begun(on_points(loss) | {"data": {"preset": "moons"}}, [by(rule, rate)])
    xy, label = split(run)
    lowest = {"squared": 0.03036, "softmax": 0.2742}[loss]  # lstsq's; Newton's method's, NumPy
    before = run.drain()[-1].loss - lowest
    run.advance(150)
    after = run.drain()[-1].loss - lowest
    assert height(loss, run.stepper.theta[0], xy, label) == pytest.approx(after + lowest)
    assert -1e-4 < after < 0.25 * before, f"{rule}: {before} → {after} above the minimum"


@pytest.mark.parametrize("loss", LINEAR)
def test_the_test_loss_is_of_the_test_points_and_the_loss_of_the_others(loss: str):
    run = begun(on_points(loss, start=[0.4, -0.9]) | {"data": {"test": 0.3}}, [{}])
    trace, theta = run.drain()[-1], np.array([0.4, -0.9])
    assert trace.loss == pytest.approx(height(loss, theta, *split(run)), rel=1e-12)
    assert trace.test_loss == pytest.approx(height(loss, theta, *split(run, True)), rel=1e-12)


# Steps and minibatches


def test_unasked_a_step_is_over_all_points_and_so_an_epoch():
    halving = by("sgd", 0.08) | {"schedule": {"kind": "halve", "every": 10}}
    run = begun(on_points(), [halving])
    run.advance(25)
    assert (run.stepper.epochs, run.stepper.rates, len(run.stepper.coming)) == (25, [0.02], 100)


def test_with_minibatches_an_epoch_is_a_pass_over_the_training_points():
    run = begun(on_points("softmax") | {"batch": 30}, [by("sgd", 0.5)])
    seen: list[int] = []
    for _ in range(4):
        seen += run.stepper.coming.tolist()
        run.advance(1)
    assert sorted(seen) == list(range(100)) and run.stepper.epochs == 1
    other = begun(on_points("softmax") | {"batch": 30, "seeds": {"batches": 1}}, [by("sgd", 0.5)])
    other.advance(4)
    assert np.abs(run.stepper.theta - other.stepper.theta).max() > 1e-6


def test_noise_of_the_gradient_is_added_as_on_a_surface():
    """What is left of a step when the exact gradient's is taken away."""
    spread: list[float] = []
    for seed in range(200):
        ends: list[Any] = []
        for noise in (0.0, 2.0):
            spec = on_points(start=[0.5, 0], noise=noise) | {"data": STORED_DATA}
            run = begun(spec | {"seeds": {"noise": seed}}, [by("sgd", 0.1)])
            run.advance(1)
            ends.append(run.stepper.theta[0].copy())
        spread += ((ends[0] - ends[1]) / 0.1).tolist()
    assert 1.8 < np.std(spread) < 2.2, f"standard deviation {np.std(spread)}, expected 2"


# All that a run can do

RACE: list[dict[str, Any]] = [
    by("sgd", 0.5),
    by("sgd", 900),  # leaves
    by("adam", 0.05),
    by("momentum", 0.02) | {"seed": 4},
    by("random_search", candidates=3),
    by("random_local_search", step=0.5) | {"seed": 2},
    by("numerical_gradient", 0.2),
    by("adam", 0.3) | {"start": [-1.0, 2.5], "schedule": {"kind": "halve", "every": 3}},
    {"blocks": [{"optimizer": "random_search", "until": 5}, {"optimizer": "sgd", "rate": 0.2}]},
]
SPECS = [
    on_points("squared") | {"batch": 30},
    on_points("softmax") | {"data": {"preset": "gauss", "noise": 0.3}},
    on_points("softmax", noise=0.2) | {"data": STORED_DATA, "batch": 5},
]


@pytest.mark.parametrize("spec", SPECS, ids=["squared", "softmax", "noise"])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_each_walker_alone_is_the_same_among_eight_others(spec: dict[str, Any], dtype: str):
    spec, order = {**spec, "dtype": dtype}, [4, 8, 1, 0, 6, 3, 7, 2, 5]
    together, permuted = begun(spec, RACE), begun(spec, [RACE[i] for i in order])
    together.advance(60)
    permuted.advance(60)
    for row, method in enumerate(RACE):
        alone = begun(spec, [method])
        alone.advance(60)
        assert of_row(alone, 0) == of_row(together, row), f"{method} among others"
        assert row_of(together, row) == row_of(permuted, order.index(row)), f"{method} permuted"


def test_a_walker_that_leaves_is_lost_where_it_left_and_the_others_go_on():
    run = begun(on_points(), RACE[:3])
    run.advance(100)
    lost = run.blowups[1]
    assert (lost.layer, lost.what, run.blowups.keys()) == (0, "left", {1})
    there = run.stepper.theta[1]
    assert np.isfinite(there).all() and np.abs(there).max() > 1e3


EDITS: list[dict[str, Any]] = [
    {"kind": "move", "point": 3, "x": 1.0, "y": -1.1},
    {"kind": "add", "points": [[-1, 0.9, 1], [0.2, 0.3, 0, 1]]},
    {"kind": "delete", "points": [5, 6]},
    {"kind": "data", "data": {"preset": "moons", "count": 50}},
    {"kind": "data", "data": {"preset": "spiral3", "count": 20}},
    {"kind": "split", "test": 0.2},
    {"kind": "batch", "batch": 7},
    {"kind": "batch", "batch": 2000},
    {"kind": "method", "row": 4, "method": by("momentum", 0.01)},
    {"kind": "seed", "stream": "batches", "seed": 5},
    {"kind": "seed", "stream": "noise", "seed": 5},
    {"kind": "seed", "stream": "init", "seed": 5},
    {"kind": "theta", "theta": [0.5, -0.5]},
]


@settings(max_examples=10)
@given(
    st.sampled_from(["squared", "softmax"]),
    st.sampled_from([None, 8]),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, len(EDITS) - 1)), max_size=5),
)
def test_replay_seek_and_resume_give_the_same_bits_with_points_moved(
    loss: str, batch: int | None, edits: Any
):
    spec = on_points(loss, noise=0.1) | {"data": {"count": 40}, "methods": RACE}
    live = Run(Journal(parse(spec if batch is None else spec | {"batch": batch})), 0)
    for step, which in sorted(edits):
        live.advance(step - live.step)
        try:
            live.edit(EDITS[which])
        except Bad as bad:  # a point that is no more
            assert bad.field.startswith(("edit.point", "edit.points"))
    replayed = Run(parse_journal(json.loads(json.dumps(live.journal.to_json()))))
    replayed.advance(42)
    resumed = Run(live.journal)
    resumed.resume(json.loads(json.dumps(replayed.checkpoint())))
    live.advance(60 - live.step)
    for run in (replayed, resumed):
        run.advance(60 - run.step)
    live.seek(12)
    live.seek(60)
    for row in range(len(RACE)):
        assert of_row(live, row) == of_row(replayed, row) == of_row(resumed, row), f"row {row}"


@pytest.mark.parametrize("loss", LINEAR)
def test_a_point_dragged_bends_the_bowl_under_the_walkers(loss: str):
    run = begun(on_points(loss) | {"data": {"count": 12, "test": 0}}, [by("sgd", 0.2), by("adam")])
    run.advance(10)
    compiled = run.stepper.whole
    for x in (0.1, 0.4, 0.9):
        theta = run.stepper.theta.copy()
        run.edit({"kind": "move", "point": 2, "x": x, "y": -x})
        assert (run.stepper.theta == theta).all() and run.stepper.points.xy[2].tolist() == [x, -x]
        told = run.drain()[-1].losses
        for row in range(2):
            assert told[row] == pytest.approx(height(loss, theta[row], *split(run)), rel=1e-12)
    assert run.stepper.whole is compiled, "compiled anew by a drag"
    assert len(run.journal.entries) == 1, "a drag at one step leaves one line"


@pytest.mark.parametrize("edit", EDITS, ids=lambda e: e["kind"])
def test_every_edit_is_undone_to_the_bit(edit: dict[str, Any]):
    run = begun(on_points("softmax") | {"data": {"count": 30}}, RACE[:5])
    run.advance(7)
    before, spec, points = run.stepper.theta.copy(), run.spec, run.stepper.points
    for inverse in run.edit(edit).inverse:
        run.edit(inverse)
    assert run.spec == spec and (run.stepper.theta == before).all()
    order = np.argsort(run.stepper.points.ids)
    for name in ("xy", "label", "test"):
        now = getattr(run.stepper.points, name)[order]
        assert (now == getattr(points, name)).all(), f"{edit}: {name}"


def test_a_line_goes_through_a_regressions_points_too_and_back():
    run = begun(on_points(), [by("adam", 0.1)])
    spec = run.spec
    edited = run.edit({"kind": "data", "data": {"preset": "hills", "count": 30}})
    assert edited.notes == [] and run.spec.data.task == "regression"
    for inverse in edited.inverse:
        run.edit(inverse)
    assert run.spec == spec


def test_without_training_points_nothing_moves_until_some_are_added():
    run = begun(on_points("softmax") | {"data": {"count": 0}}, [{}])
    assert run.advance(5) == 0 and not run.ready
    run.edit({"kind": "add", "points": [[0.5, 0.5, 1], [-0.5, 0.1, 0]]})
    assert run.advance(5) == 5


@given(strategies.data(), st.sampled_from(list(LINEAR)))
def test_any_data_of_classes_can_be_walked_on(data: dict[str, Any], loss: str):
    run = Run(Journal(parse(on_points(loss if _classes(data) else "squared") | {"data": data})))
    run.advance(5)
    assert np.isfinite(run.stepper.theta).all() and run.blowups == {}


def _classes(data: dict[str, Any]) -> bool:
    return strategies.PRESETS.get(data.get("preset", ""), 2) > 0


# What is refused, and what is written

BAD: list[tuple[Any, str, str]] = [
    (on_points("hinge"), "objective.loss", "expected one of squared, softmax; got 'hinge'"),
    (on_points(function="bowl"), "objective.function", "is not known here; known are kind, loss"),
    ({"objective": {"kind": "surface", "loss": "squared"}}, "objective.loss", "is not known here"),
    (on_points(start=[1, 2, 3]), "objective.start", "expected 2 numbers: x, y, got 3"),
    (on_points() | {"batch": 0}, "batch", "expected a whole number from 1 to 2,000, got 0"),
    (on_points() | {"model": {}}, "model", "two weights have no model: leave it out"),
    (on_points() | {"loss": "squared"}, "loss", "two weights have no loss: leave it out"),
    (on_points() | {"data": {"preset": "hill"}}, "data.preset", "expected one of circle, xor"),
    (
        on_points("softmax") | {"data": {"preset": "plane"}},
        "objective.loss",
        "softmax needs classes, got a regression",
    ),
    (
        on_points() | {"methods": [{"start": [1, 2, 3]}]},
        "methods[0].start",
        "expected 2 numbers for (w, b), got 3",
    ),
]


@pytest.mark.parametrize(("value", "field", "text"), BAD, ids=[b[1] for b in BAD])
def test_what_does_not_fit_is_told_with_its_field(value: Any, field: str, text: str):
    check_refusal(value, field, text)


@pytest.mark.parametrize("kind", ["unit_add", "weight", "penalty", "loss", "init", "classes"])
def test_an_edit_of_what_two_weights_do_not_have_is_refused(kind: str):
    run = begun(on_points(), [{}])
    told = "edit.kind: expected one of method, seed, theta, move, add, delete, data, split, batch;"
    with pytest.raises(Bad, match=f"{told} got '{kind}'"):
        run.edit({"kind": kind})


def test_softmax_refuses_the_data_of_a_regression():
    run = begun(on_points("softmax"), [{}])
    with pytest.raises(Bad, match="edit.data: softmax needs classes, got a regression"):
        run.edit({"kind": "data", "data": {"preset": "plane"}})


def test_the_canonical_form_is_parsed_to_the_same():
    for spec in (*SPECS, on_points(), on_points("softmax", start=[1, 2])):
        parsed = parse({**spec, "methods": RACE})
        assert parse(json.loads(json.dumps(parsed.to_json()))) == parsed
        assert Run(Journal(parsed)).restarted().spec == parsed
        assert parsed.to_json().keys() == {
            "objective", "data", "methods", "batch", "seeds", "dtype",
        }  # fmt: skip


def test_every_preset_can_be_walked_on():
    for preset in PRESETS:
        run = begun(on_points() | {"data": {"preset": preset, "count": 40}}, [by("sgd", 0.5)])
        first = run.drain()[-1].loss
        run.advance(20)
        assert run.drain()[-1].loss < first / 2, preset


def test_the_command_runs_it_and_takes_points_from_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "spec.json").write_text(json.dumps(on_points(start=[0, 0]) | {"data": {"test": 0}}))
    (tmp_path / "own.csv").write_text("x,y,label\n0,0.5,a\n1,1,b\n-1,0,a\n")
    options = ["--data", str(tmp_path / "own.csv"), "--steps", "200", "--json"]
    assert main(["run", str(tmp_path / "spec.json"), *options]) == 0
    *_, last, end = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    np.testing.assert_allclose(end["theta"], [[0.5, 0.5]], atol=0.1)  # y = ½x + ½ goes through all
    assert last["theta"] == end["theta"][0] and last["status"] == {"kind": "running"}
    assert main(["check", str(tmp_path / "spec.json")]) == 2
    assert "a checkup is of a network, got two weights" in capsys.readouterr().err
