"""SWATS: the rate after the switch against the paper's formula, written out; and to the bit however
one comes there.
"""

from typing import Any

import numpy as np
import pytest

from server.journal import Journal
from server.run import Run
from server.spec import parse

AT = 3  # the epoch of the switch; 50 training points in batches of 10 make 5 steps an epoch


def spec(first: dict[str, Any], then: dict[str, Any], **more: Any) -> dict[str, Any]:
    blocks = [{"rate": 0.03, "until": AT} | first, {"rate": 0.7, "swats": True} | then]
    method = {"blocks": blocks, "schedule": more.pop("schedule", {})}
    return {"data": {"count": 100}, "methods": [method], **more}


def run_of(value: dict[str, Any]) -> Run:
    return Run(Journal(parse(value)))


def paper(steps: list[Any], gradients: list[Any], beta2: float) -> float:
    """Keskar & Socher 2017, Algorithm 1, lines 6 to 17: Λ after Adam's steps p and gradients g."""
    average = 0.0
    for p, g in zip(steps, gradients, strict=True):
        if float(p @ g) != 0:
            gamma = float(p @ p) / -float(p @ g)
            average = beta2 * average + (1 - beta2) * gamma
    return average / (1 - beta2 ** len(steps))


def watched(run: Run, steps: int) -> tuple[list[Any], list[Any]]:
    taken, gradients = [], []
    for _ in range(steps):
        before = run.stepper.theta[0].copy()
        run.advance(1)
        taken.append(run.stepper.theta[0] - before)
        gradients.append(run.stepper.grad[0].copy())
    return taken, gradients


@pytest.mark.parametrize(
    ("first", "then", "share"),
    [
        ({"optimizer": "adam"}, {"optimizer": "sgd"}, 1),
        ({"optimizer": "adam", "beta2": 0.9}, {"optimizer": "momentum", "momentum": 0.8}, 0.2),
        ({"optimizer": "amsgrad"}, {"optimizer": "nesterov"}, 0.1),
        ({"optimizer": "nadam"}, {"optimizer": "sgd"}, 1),
        ({"optimizer": "adamw", "decay": 0.0}, {"optimizer": "sgd"}, 1),
    ],
    ids=lambda value: str(value.get("optimizer")) if isinstance(value, dict) else str(value),
)
def test_the_rate_after_the_switch_is_the_papers(
    first: dict[str, Any], then: dict[str, Any], share: float
):
    """With a momentum the paper takes (1 − μ) of it."""
    run = run_of(spec(first, then))
    taken, gradients = watched(run, 5 * AT)
    expected = paper(taken, gradients, first.get("beta2", 0.999)) * share
    assert expected > 0
    assert run.stepper.rates[0] == pytest.approx(expected, rel=1e-10)
    before = run.stepper.theta[0].copy()
    run.advance(1)
    if then["optimizer"] == "sgd":
        step = run.stepper.theta[0] - before
        assert np.allclose(step, -expected * run.stepper.grad[0], rtol=1e-9, atol=1e-15)


def test_a_schedule_works_on_it_as_on_any_rate():
    value = spec({}, {"optimizer": "sgd"}, schedule={"kind": "halve", "every": 1})
    run = run_of(value)
    run.advance(5 * AT)
    first = run.stepper.rates[0]
    run.advance(5)
    assert run.stepper.rates[0] == first / 2


def test_without_an_estimate_the_block_keeps_its_own_rate():
    """The gradient is exactly zero where the start is and the points are mirrored."""
    points = [[0.5, 0.5, 0], [0.5, 0.5, 1]]
    model = {"init": "zero"}
    run = run_of(spec({}, {"optimizer": "sgd"}) | {"data": {"points": points}, "model": model})
    run.advance(AT)
    assert run.stepper.epoch == AT and not run.stepper.theta.any()
    assert run.stepper.rates == [0.7]


@pytest.mark.parametrize("step", [5 * AT, 5 * AT + 3])
def test_replay_keyframe_and_checkpoint_give_the_same_rate_and_bits(step: int):
    value = spec({}, {"optimizer": "sgd"})
    run = run_of(value)
    run.advance(step)
    rate, theta = run.stepper.rates, run.stepper.theta.tobytes()
    fresh = run_of(value)
    fresh.resume(run.checkpoint())
    run.advance(20)
    later = run.stepper.theta.tobytes()
    fresh.advance(20)
    assert fresh.stepper.theta.tobytes() == later, "from a checkpoint"
    run.seek(5)
    run.seek(step)
    assert (run.stepper.rates, run.stepper.theta.tobytes()) == (rate, theta), "from a keyframe"


def test_rows_that_want_it_have_the_bits_they_have_alone():
    wants, not_ = spec({}, {"optimizer": "sgd"}), spec({}, {"optimizer": "sgd", "swats": False})
    race = run_of(wants | {"methods": wants["methods"] + not_["methods"] + wants["methods"]})
    alone = run_of(wants)
    for run in (race, alone):
        run.advance(5 * AT + 4)
    assert race.stepper.theta[0].tobytes() == alone.stepper.theta[0].tobytes()
    assert race.stepper.theta[2].tobytes() == alone.stepper.theta[0].tobytes()
    assert race.stepper.rates[1] == 0.7
