"""Influence: the ranking is backpropagation's, the changes are those of whole evaluations, and the
update is the one that the run then makes.
"""

import json
from typing import Any

import numpy as np
import pytest

from server.checks import Bad
from server.engine import params
from server.engine.core import Evaluator
from server.journal import Journal
from server.protocol import encode
from server.run import Run
from server.spec import parse
from server.studies import influence
from server.work import finished


def run_of(steps: int = 20, **more: Any) -> Run:
    given = {"data": {"preset": "spiral", "count": 60, "classes": 3}, "seeds": {"init": 2}} | more
    run = Run(Journal(parse(given)))
    run.advance(steps)
    return run


def asked(run: Run, kept: Any = None, **question: Any) -> dict[str, Any]:
    return finished(influence.study(run, question, {} if kept is None else kept))


def losses(run: Run, rows: Any) -> Any:
    loss, penalty, _ = Evaluator(run.stepper.net, run.stepper.train).evaluate(np.array(rows))
    return loss + penalty


@pytest.mark.parametrize("penalty", ["none", "l2"])
def test_weights_are_ranked_by_their_gradient_over_all_training_points(penalty: str) -> None:
    run = run_of(penalty={"kind": penalty, "lambda": 0.01})
    found = asked(run, delta=1e-3, top=12)
    theta, h = run.stepper.theta[0], 1e-6
    eye = np.eye(len(theta)) * h
    slopes = (losses(run, theta + eye) - losses(run, theta - eye)) / (2 * h)
    order = np.argsort(-np.abs(slopes))[:12]
    assert [w["index"] for w in found["weights"]] == order.tolist()
    assert np.allclose([w["grad"] for w in found["weights"]], slopes[order], 1e-6, 1e-9)
    assert [w["rank"] for w in found["weights"]] == list(range(12))


@pytest.mark.parametrize("delta", [1e-6, 0.1, 3.0])
def test_what_is_measured_is_the_loss_of_the_network_with_that_weight(delta: float) -> None:
    run = run_of()
    found, theta = asked(run, delta=delta, top=5), run.stepper.theta[0]
    for weight in found["weights"]:
        moved = theta.copy()
        moved[weight["index"]] += delta
        change = losses(run, [moved])[0] - losses(run, [theta])[0]
        assert weight["measured"] == pytest.approx(change, rel=1e-6, abs=1e-15)
        assert weight["predicted"] == weight["grad"] * delta
    scatter = found["scatter"]
    assert sorted(scatter["index"]) == list(range(found["count"]))
    first = scatter["index"].index(found["weights"][0]["index"])
    assert scatter["measured"][first] == pytest.approx(found["weights"][0]["measured"], rel=1e-4)


def test_both_agree_until_the_nudge_is_too_large_or_is_rounded_away() -> None:
    """Curvature's part grows with δ, rounding's falls: a V in log-log, a decade a decade."""
    found = asked(run_of(), top=4)
    deltas = np.array(found["curve"]["delta"])
    for weight in found["weights"]:
        apart = np.array(weight["apart"])
        assert apart[(deltas > 1e-9) & (deltas < 1e-6)].max() < 1e-4
        middle = (deltas > 1e-6) & (deltas < 1e-2)
        rise = np.polyfit(np.log10(deltas[middle]), np.log10(apart[middle]), 1)[0]
        assert rise == pytest.approx(1, abs=0.25)
        assert apart[deltas < 2e-14].max() > 1e-3
    each = [w["apart"] for w in found["weights"]]
    assert np.allclose(found["curve"]["apart"], np.median(each, axis=0))


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_the_update_is_the_one_that_the_coming_step_makes(optimizer: str) -> None:
    run = run_of(methods=[{"blocks": [{"optimizer": optimizer, "rate": 0.02}]}])
    found, before = asked(run, top=50), run.stepper.theta[0].copy()
    assert (found["optimizer"], found["rate"]) == (optimizer, 0.02)
    run.advance(1)
    moved = run.stepper.theta[0] - before
    told = {w["index"]: w["update"] for w in found["weights"]}
    assert np.allclose([moved[i] for i in told], list(told.values()), 1e-12, 1e-15)


def test_adams_first_step_is_as_long_for_every_weight_however_large_its_gradient() -> None:
    """Kingma & Ba: Δ = −η m̂/(√v̂ + ε), which is −η·sign(g) at first. Plain descent: −η·g."""
    whole = {"data": {"preset": "circle", "count": 40}, "batch": 40}
    for optimizer, shown in (("sgd", 30), ("adam", 1)):
        methods = [{"blocks": [{"optimizer": optimizer, "rate": 0.01}]}]
        found = asked(run_of(0, **whole, methods=methods), top=30)
        assert found["whole"]
        steps = np.abs([w["update"] for w in found["weights"]])
        slopes = np.abs([w["grad"] for w in found["weights"]])
        wanted = slopes * 0.01 if optimizer == "sgd" else np.full(30, 0.01)
        assert np.allclose(steps, wanted, 1e-4), shown


def test_the_chosen_weight_is_told_too_however_small_its_gradient() -> None:
    run = run_of()
    least = asked(run)["scatter"]["index"][-1]
    weights = asked(run, top=3, chosen=least)["weights"]
    assert [w["rank"] for w in weights] == [0, 1, 2, run.stepper.net.parameters - 1]
    assert weights[-1]["index"] == least
    assert len(asked(run, top=3, chosen=weights[0]["index"])["weights"]) == 3


def test_weights_have_the_places_of_weight_edits() -> None:
    hidden = [{"units": 3, "activation": "maxout", "pieces": 2}, {"units": 2}]
    run = run_of(5, model={"hidden": hidden})
    sizes = run.spec.sizes
    for weight in asked(run, top=50)["weights"]:
        place = weight["layer"], weight["unit"], weight["input"]
        first = params.index_of(place, sizes)
        assert first is not None
        assert first + weight["piece"] * (sizes[weight["layer"]] + 1) == weight["index"]
        assert weight["bias"] == (weight["input"] == sizes[weight["layer"]])


def test_the_largest_network_is_sampled_through_all_ranks_and_stays_short() -> None:
    run = run_of(0, model={"hidden": [{"units": 32}] * 6})
    found = asked(run)
    assert found["count"] > 5000 and len(found["scatter"]["index"]) == influence.MEASURED
    assert len(encode(found)) < 100_000


def test_what_was_compiled_is_used_again_and_knows_moved_points() -> None:
    run, kept = run_of(), {}
    asked(run, kept)
    moved = int(run.stepper.points.ids[~run.stepper.points.test][0])
    run.edit({"kind": "move", "point": moved, "x": 1.0, "y": -1.0})
    run.advance(3)
    assert asked(run, kept) == asked(run)


def test_a_diverged_network_is_told_without_numbers() -> None:
    run = run_of(0)
    run.stepper.theta[...] = np.nan
    found = json.loads(encode(asked(run)))
    assert found["loss"] is None and found["weights"][0]["grad"] is None


@pytest.mark.parametrize(
    "question,field",
    [
        ({"delta": 0}, "delta"),
        ({"delta": "x"}, "delta"),
        ({"top": 0}, "top"),
        ({"chosen": 99999}, "chosen"),
        ({"chosen": -1}, "chosen"),
        ({"what": 1}, "question.what"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(question: dict[str, Any], field: str) -> None:
    with pytest.raises(Bad) as refused:
        influence.study(run_of(0), question, {})
    assert refused.value.field == field


def test_without_training_points_there_is_nothing_to_be_sensitive_to() -> None:
    with pytest.raises(Bad) as refused:
        influence.study(run_of(0, data={"points": []}), {}, {})
    assert refused.value.key == "no_training_points"
