"""Every update rule against PyTorch's steps (tests/reference/updates.json), alone and in a race."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from server.engine.core import Array
from server.engine.descent import Descent, Row
from server.engine.updates import SLOTS, STARTS
from server.journal import Journal
from server.run import Run
from server.spec import Method, parse, parse_method
from tests.engine.test_reference import assert_near
from tests.reference import remade

STORED = json.loads((Path(__file__).parents[1] / "reference" / "updates.json").read_text())


def cases(part: str) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in STORED[part]]


def method_of(case: dict[str, Any]) -> dict[str, Any]:
    return {"blocks": [case["block"]], "clip": case.get("clip", {})}


def run_of(methods: list[dict[str, Any]], dtype: str = "float64") -> Run:
    """The stored network and examples as a full-batch run."""
    inputs = STORED["inputs"]
    points = [[*xy, label] for xy, label in zip(inputs["x"], inputs["labels"], strict=True)]
    spec = {
        "data": {"points": points},
        "model": {"theta": inputs["theta"]},
        "methods": methods,
        "batch": len(points),
        "dtype": dtype,
    }
    return Run(Journal(parse(spec)))


def rows_of(methods: list[Method]) -> list[Row]:
    blocks = [(m.blocks[0], m.clip) for m in methods]
    return [Row(b.optimizer, b.hyper, b.decay, c.kind, c.at) for b, c in blocks]


def descended(methods: list[Method], gradient: Any, start: Array, steps: int) -> Array:
    """theta (R, P) after so many steps of each method from one start."""
    theta = np.tile(start, (len(methods), 1))
    moments = np.zeros((SLOTS, *theta.shape), theta.dtype).transpose(1, 0, 2)
    scalars, grad = np.tile(np.array(STARTS, theta.dtype), (len(methods), 1)), np.empty_like(theta)
    descent = Descent(theta, grad, moments, scalars, rows_of(methods))
    descent.set_rates([m.blocks[0].rate for m in methods])
    with np.errstate(all="ignore"):
        for _ in range(steps):
            grad[...] = gradient(theta)
            descent.tape.run()
    return theta


def rosenbrock(theta: Array) -> Array:
    """∇[(1 − x)² + 100(y − x²)²]."""
    x, y = theta[:, 0], theta[:, 1]
    return np.stack([-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)], 1)


@pytest.mark.parametrize("case", cases("network"))
def test_one_two_and_twenty_steps_of_a_network_equal_pytorch(case: dict[str, Any]):
    run = run_of([method_of(case)])
    for step, theta in case["after"].items():
        run.advance(int(step) - run.step)
        assert_near(run.stepper.theta[0], theta, f"theta after {step} steps")


@pytest.mark.parametrize("case", cases("rosenbrock"))
def test_one_two_and_twenty_steps_on_rosenbrock_equal_pytorch(case: dict[str, Any]):
    method = parse_method(method_of(case))
    for step, expected in case["after"].items():
        theta = descended([method], rosenbrock, np.array([-1.2, 1.0]), int(step))
        assert_near(theta[0], expected, f"(x, y) after {step} steps")


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_every_rule_in_one_race_has_the_bits_it_has_alone(dtype: str):
    methods = [method_of(case) for case in STORED["network"]]
    race = descended_network(methods, dtype)
    for row, method in enumerate(methods):
        alone = descended_network([method], dtype)[0]
        assert race[row].tobytes() == alone.tobytes(), (
            f"{method}: {np.abs(race[row] - alone).max()} apart after 12 steps"
        )


def descended_network(methods: list[dict[str, Any]], dtype: str) -> Array:
    """In pieces of 16 rows, the most that a Spec may have."""
    pieces = [methods[at : at + 16] for at in range(0, len(methods), 16)]
    thetas: list[Array] = []
    for piece in pieces:
        run = run_of(piece, dtype)
        run.advance(12)
        thetas.append(run.stepper.theta)
    return np.concatenate(thetas)


@pytest.mark.parametrize("parameters", [2, 25, 177, 700, 9000])
def test_many_rows_of_a_rule_have_the_bits_they_have_alone(parameters: int):
    """Wide, narrow and long rows take other ways through NumPy's loops."""
    rng = np.random.default_rng(5)
    scale, start = rng.uniform(0.1, 2, parameters), rng.normal(0, 1, parameters)
    methods = [
        parse_method({"blocks": [{"optimizer": name, "rate": rate, "decay": decay}], "clip": clip})
        for name in ("adam", "rmsprop", "momentum", "radam")
        for rate, decay in ((0.1, 0), (0.02, 0.1), (0.003, 0.3), (0.01, 0))
        for clip in ({}, {"kind": "norm", "at": 0.5 * parameters**0.5})
    ]
    together = descended(methods, lambda theta: theta * scale, start, 8)
    for row, method in enumerate(methods):
        alone = descended([method], lambda theta: theta * scale, start, 8)[0]
        assert together[row].tobytes() == alone.tobytes(), (
            f"{method.blocks[0]}: {np.abs(together[row] - alone).max()} apart"
        )


def test_plain_sgd_is_two_calls_and_adam_is_few():
    calls = {}
    for name in ("sgd", "momentum", "adam"):
        rows = rows_of([parse_method({"blocks": [{"optimizer": name}]})])
        theta, moments = np.zeros((1, 25)), np.zeros((1, SLOTS, 25))
        calls[name] = len(Descent(theta, theta, moments, np.ones((1, 6)), rows).tape)
    assert calls == {"sgd": 2, "momentum": 4, "adam": 14}, calls


def test_clipping_leaves_the_gradient_that_is_shown_exact():
    clipped = run_of([{"blocks": [{"optimizer": "sgd"}], "clip": {"kind": "norm", "at": 1e-3}}])
    plain = run_of([{"blocks": [{"optimizer": "sgd"}]}])
    for run in (clipped, plain):
        run.stepper.peek()
    assert np.array_equal(clipped.stepper.grad, plain.stepper.grad)
    before = clipped.stepper.theta.copy()
    clipped.advance(1)
    step = float(np.linalg.norm(clipped.stepper.theta - before))
    assert step == pytest.approx(0.03 * 1e-3, rel=1e-4), f"{step}, expected η · the limit"


@pytest.mark.torch
def test_torch_still_makes_these_steps(tmp_path: Path):
    fresh = remade("make_updates.py", "updates.json", tmp_path)
    for part in ("network", "rosenbrock"):
        for old, new in zip(STORED[part], fresh[part], strict=True):
            assert_near(np.array(new["after"]["20"]), old["after"]["20"], old["name"])
