"""What `downhill check` says: by construction, and beside closed forms."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from server.__main__ import main
from server.checkup import curvature, examine, explain
from server.checkup_words import told
from server.journal import Journal
from server.run import Run
from server.spec import parse
from server.work import finished

POINTS = [[-1.0, 0.25, 0.5], [-0.5, -0.75, 1.0], [0.25, 0.5, -1.0], [1.0, 0.75, 2.0]]


def line(rate: float, **more: Any) -> Run:
    """One linear unit under the squared loss, full batch: a quadratic bowl with H = XXᵀ/N."""
    spec = {
        "data": {"points": POINTS, "task": "regression"},
        "model": {"hidden": [], "theta": [0.5, -0.25, 0.125]},
        "batch": 4,
        "methods": [{"blocks": [{"optimizer": "sgd", "rate": rate}]}],
    }
    return Run(Journal(parse(spec | more)))


def largest() -> float:
    x = np.vstack([np.array(POINTS)[:, :2].T, np.ones(4)])
    return float(np.linalg.eigvalsh(x @ x.T / 4)[-1])


def until_blown(run: Run) -> Run:
    taken = run.advance(20_000)
    assert run.blowup is not None, f"{taken} steps and no blow-up"
    return run


def test_the_limit_of_a_bowl_is_two_over_its_largest_eigenvalue_and_momentums_higher():
    found = finished(curvature(line(0.1).state, 0))
    assert found["value"] == pytest.approx(largest(), rel=1e-7)
    assert found["limit"] == pytest.approx(2 / largest(), rel=1e-7)
    heavy = [{"blocks": [{"optimizer": "momentum", "rate": 0.1, "momentum": 0.5}]}]
    limit = finished(curvature(line(0.1, methods=heavy).state, 0))["limit"]
    assert limit == pytest.approx(3 / largest())


@pytest.mark.parametrize("share", [1.1, 1.5, 10])
def test_a_rate_above_the_limit_is_named_as_the_cause_with_both_numbers(share: float):
    """From 1.5 on the blow-up comes within LOOKED_BACK steps of the start, at 1.1 long after."""
    rate = share * 2 / largest()
    cause, _ = finished(explain(until_blown(line(rate))))
    assert cause.reason == "rate"
    assert cause.curvature == pytest.approx(largest(), rel=1e-4)
    assert cause.limit == pytest.approx(2 / largest(), rel=1e-4)
    assert cause.turn is not None and cause.last is not None
    assert cause.turn.loss < cause.last.loss < math.inf and cause.turn.norm < cause.last.norm


def test_a_rate_just_under_the_limit_does_not_blow_up():
    run = line(0.99 * 2 / largest())
    assert run.advance(2000) == 2000 and run.blowup is None


def test_weights_that_were_set_too_large_are_the_cause_and_not_the_rate():
    run = line(0.1, dtype="float32")
    run.advance(10)
    run.edit({"kind": "theta", "theta": [1e29, 1e29, 0]})  # whose square is no float32
    assert run.blowup is not None
    cause, state = finished(explain(run))
    assert (cause.reason, cause.turn, state) == ("set", None, None)
    assert "were set so" in told(examine(run))


def test_a_rate_that_was_raised_on_the_way_is_found_at_the_step_where_the_loss_turned():
    run = line(0.5 / largest())
    run.advance(200)
    run.edit({"kind": "method", "method": {"blocks": [{"optimizer": "sgd", "rate": 100}]}})
    cause, state = finished(explain(until_blown(run)))
    assert cause.reason == "rate" and cause.turn is not None and state is not None
    assert cause.turn.step == state.step == 200


def test_the_turn_is_looked_for_under_the_optimizer_that_blew_up():
    """Adam's curvature says nothing of the SGD that follows it after 50 epochs of one step."""
    blocks = [{"optimizer": "adam", "rate": 0.1, "until": 50}, {"optimizer": "sgd", "rate": 100}]
    cause, state = finished(explain(until_blown(line(0.1, methods=[{"blocks": blocks}]))))
    assert state is not None and state.step == 50
    assert cause.reason == "rate" and cause.limit == pytest.approx(2 / largest(), rel=1e-4)


def test_explaining_moves_neither_the_run_nor_its_keyframes():
    run = until_blown(line(2.5 / largest()))
    before = run.step, run.blowup, [k.state.step for k in run.keyframes]
    theta, traced = run.stepper.theta.tobytes(), len(run.trace)
    finished(explain(run))
    examine(run)
    assert before == (run.step, run.blowup, [k.state.step for k in run.keyframes])
    assert (run.stepper.theta.tobytes(), len(run.trace)) == (theta, traced)


def test_the_steps_ratio_is_rate_times_gradient_over_weights():
    run = line(0.1)
    x, t = np.vstack([np.array(POINTS)[:, :2].T, np.ones(4)]), np.array(POINTS)[:, 2]
    theta = np.array([0.5, -0.25, 0.125])
    gradient = x @ (theta @ x - t) / 4
    ratio = 0.1 * np.linalg.norm(gradient) / np.linalg.norm(theta)
    assert examine(run)["updates"] == [pytest.approx(ratio, rel=1e-12)]


def test_the_straight_line_from_the_start_to_here_is_a_parabola_on_a_bowl():
    run = line(0.1)
    run.advance(20)
    x, t = np.vstack([np.array(POINTS)[:, :2].T, np.ones(4)]), np.array(POINTS)[:, 2]
    start, end = np.array([0.5, -0.25, 0.125]), run.stepper.theta[0].copy()
    found = examine(run)["line"]
    assert (found["t"][0], found["t"][-1]) == (-0.5, 1.5)
    for at, loss in zip(found["t"], found["loss"], strict=True):
        theta = (1 - at) * start + at * end
        assert loss == pytest.approx(0.5 * ((theta @ x - t) ** 2).mean(), rel=1e-9)


def test_l1_adds_no_curvature_and_no_wrong_gradient_where_it_holds_weights_at_0():
    l1 = {
        "penalty": {"kind": "l1", "lambda": 0.01},
        "methods": [{"blocks": [{"optimizer": "sgd"}]}],
    }
    run = Run(Journal(parse(l1)))
    run.advance(500)
    theta = run.stepper.theta[0].tolist()
    plain = Run(Journal(parse({"model": {"theta": theta}})))
    found, without = examine(run), examine(plain)
    assert found["gradient"]["verdict"] == "right", found["gradient"]
    both = found["curvature"]["value"], without["curvature"]["value"]
    assert both[0] == pytest.approx(both[1], rel=1e-5), both


def test_dead_units_are_named():
    spec = parse({"model": {"hidden": [{"units": 3, "activation": "relu"}]}})
    run = Run(Journal(spec))
    run.edit({"kind": "weight", "layer": 0, "unit": 1, "input": 2, "value": -50})
    found = examine(run)
    assert found["layers"][0]["dead"] == [1]
    assert "hidden layer 1, relu: 1 dead (unit 2) of 3" in told(found)


def test_without_training_points_there_is_nothing_to_say_and_nothing_breaks():
    found = examine(Run(Journal(parse({"data": {"count": 0}}))))
    assert found["step"] == 0 and "gradient" not in found
    assert told(found).startswith("step 0")


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("spec", [{}, {"data": {"preset": "spiral3"}, "methods": [{}, {}]}])
def test_a_whole_checkup_is_json_and_finds_the_gradient_right(
    spec: Any, dtype: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    file = tmp_path / "spec.json"
    file.write_text(json.dumps(spec | {"dtype": dtype}))
    assert main(["check", str(file), "--steps", "40", "--json"]) == 0
    found = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    assert found["step"] == 40 and found["diverged"] is None
    assert found["gradient"]["verdict"] == "right", found["gradient"]
    assert [len(found["layers"]), len(found["updates"])] == [2, 3]
    assert 0 < sum(found["path"]["explained"]) <= 1
    assert found["path"]["walk_from_end"] == pytest.approx([8 / np.pi**2, 8 / (9 * np.pi**2)])
    assert main(["check", str(file), "--steps", "40"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("step 40  loss 0.") and lines[1].startswith("gradient check: right;")


def test_a_divergence_is_told_with_its_cause_and_is_not_a_failure(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    spec = {
        "model": {"hidden": [{"units": 6, "activation": "linear"}] * 2},
        "methods": [{"blocks": [{"optimizer": "sgd", "rate": 1000}]}],
    }
    file = tmp_path / "spec.json"
    file.write_text(json.dumps(spec))
    assert main(["check", str(file), "--steps", "500"]) == 0
    assert "the rate 1000 is above the limit" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--steps", "-1"], "downhill check: --steps: expected 0 or more, got -1\n"),
        ([], "downhill check: batch: expected a whole number from 1 to 256, got 0\n"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_2(
    arguments: list[str],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
):
    file = tmp_path / "spec.json"
    file.write_text("{}" if arguments else '{"batch": 0}')
    assert main(["check", str(file), *arguments]) == 2
    assert capsys.readouterr().err == sentence
