"""Our numbers against PyTorch's (tests/reference/values.json; its torch version is in the file)."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from server.engine.core import Array
from server.frames import Observer
from server.journal import Journal
from server.run import Run
from server.show import Show
from server.spec import parse
from tests.reference import remade

STORED = json.loads((Path(__file__).parents[1] / "reference" / "values.json").read_text())


def named(part: str) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in STORED[part]]


def run_of(case: dict[str, Any], **more: Any) -> Run:
    """The stored examples as a full-batch run from the stored theta."""
    sizes = case["sizes"]
    points = [[*xy, label] for xy, label in zip(case["x"], case["labels"], strict=True)]
    data: dict[str, Any] = {"points": points, "task": case["task"]}
    if case["task"] == "classification":
        data["classes"] = max(2, sizes[-1])
    bend = {"activation": case["activation"], **case.get("hyper", {})}
    hidden = [{"units": n, **bend} for n in sizes[1:-1]]
    spec = {
        "data": data,
        "model": {"hidden": hidden, "theta": case["theta"]},
        "loss": case["loss"],
        "huber": case.get("huber", 1.0),
        "penalty": {"kind": case["penalty"], "lambda": case["lambda"]},
        "batch": len(points),
        **more,
    }
    return Run(Journal(parse(spec)))


def assert_near(got: Array, expected: Any, what: str, relative: float = 1e-10) -> None:
    wanted = np.asarray(expected)
    error = np.abs(got - wanted) / np.maximum(np.abs(wanted), np.abs(wanted).max() * 1e-3)
    worst = int(np.argmax(error))
    assert error.flat[worst] <= relative, (
        f"{what}[{worst}]: {got.flat[worst]!r}, PyTorch {wanted.flat[worst]!r}"
    )


def test_the_values_say_which_torch_made_them():
    assert STORED["torch"].startswith("2.13")


@pytest.mark.parametrize("case", named("evaluated"))
def test_loss_penalty_and_every_gradient_equal_pytorch(case: dict[str, Any]):
    frame = Observer().observe(run_of(case), Show(grad=True))
    assert_near(frame.values["loss"], [case["loss_value"]], "loss")
    assert_near(frame.values["batch_loss"], [case["loss_value"]], "batch_loss")
    assert frame.values["penalty"][0] == pytest.approx(case["penalty_value"], rel=1e-10)
    assert_near(frame.values["grad"][0], case["grad"], "grad")


@pytest.mark.parametrize("case", named("descended"))
def test_one_two_and_twenty_steps_equal_pytorch(case: dict[str, Any]):
    """Where two optimizers follow one another,
    theta is kept and the second begins with fresh moments.
    """
    run = run_of(case, methods=[{"blocks": case["blocks"]}])
    for step, theta in case["after"].items():
        run.advance(int(step) - run.step)
        assert_near(run.stepper.theta[0], theta, f"theta after {step} steps")
    traced = {t.step: t.loss for t in run.drain()}
    assert_near(np.array([traced[k] for k in range(20)]), case["losses"], "losses")


@pytest.mark.torch
def test_torch_still_makes_these_values(tmp_path: Path):
    fresh = remade("make.py", "values.json", tmp_path)
    for part in ("evaluated", "descended"):
        for old, new in zip(STORED[part], fresh[part], strict=True):
            assert old["theta"] == new["theta"], old["name"]
            for key in ("grad", "losses"):
                if key in old:
                    assert_near(np.array(new[key]), old[key], f"{old['name']} {key}")
