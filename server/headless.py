"""Headless: a run as lines of JSON, one a step and one at the end. What `downhill run --json`
prints and POST /api/run answers, to the byte (docs/spec.md, "What a run prints").

No I/O: `lines` gives the text in pieces, of at most one row's numbers when they are many, so that
who writes them can do something else in between.
"""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np

from server.engine.core import Array
from server.engine.search import SEARCHES
from server.run import Run

COUNTED = ("f", "grad")


def lines(run: Run, steps: int, grad: bool = False) -> Iterator[str]:
    """The run up to step `steps`, or until it ends; then its parameters."""
    for record in records(run, steps, grad):
        yield from pieces(record) if record else ("",)


def records(run: Run, steps: int, grad: bool = False) -> Iterator[dict[str, Any]]:
    """Each step is told when the gradient that leaves it is known: as the page shows it. Empty
    ones: a step has many edits, of which some more were applied.
    """
    yield from _arrived(run, grad)
    while run.step < steps and run.ready:
        run.advance(1)
        yield from _arrived(run, grad)
    yield end_record(run)


def _arrived(run: Run, grad: bool) -> Iterator[dict[str, Any]]:
    while run.arriving:
        run.advance(0)
        yield {}
    yield step_record(run, grad)


@np.errstate(all="ignore")
def step_record(run: Run, grad: bool) -> dict[str, Any]:
    """The present step: row 0's numbers, and all rows' when there are several."""
    trace = run.drain()[-1]  # and the gradient of the coming step is computed
    stepper = run.stepper
    told = zip(trace.losses, trace.test_losses, stepper.penalty(), stepper.rates, strict=True)
    searches = [block.optimizer in SEARCHES for block in stepper.blocks]
    rows = [
        {"loss": _number(loss), "test_loss": _number(test), "penalty": _number(penalty)}
        | _row_record(run, row, rate, searches[row], grad)
        for row, (loss, test, penalty, rate) in enumerate(told)
    ]
    record = {"step": run.step, "epoch": run.stepper.epochs} | rows[0]
    return record | ({"rows": rows} if len(rows) > 1 else {})


def _row_record(run: Run, row: int, rate: float, searches: bool, grad: bool) -> dict[str, Any]:
    stepper = run.stepper
    counts = stepper.evaluations[row].tolist()
    norms = np.sqrt(stepper.squared_norms[row])
    record: dict[str, Any] = {
        "evaluations": dict(zip(COUNTED, counts, strict=True)),
        "rate": rate,
        "status": _status(run, row),
    }
    if searches:
        searched, accepted = stepper.found[row, 1:].astype(int).tolist()
        record["search"] = {"steps": searched, "accepted": accepted}
    record["norms"] = [_number(n) for n in norms]
    if run.spec.objective.planar:
        record["theta"] = _numbers(stepper.theta[row])
    return record | ({"grad": _numbers(stepper.grad[row])} if grad else {})


def _status(run: Run, row: int) -> dict[str, Any]:
    """Whether a row goes on, or when and where it went wrong."""
    blowup = run.blowups.get(row)
    if blowup is None:
        return {"kind": "running"}
    return {"kind": "lost", "step": blowup.step, "layer": blowup.layer, "what": blowup.what}


def end_record(run: Run) -> dict[str, Any]:
    theta = [_numbers(row) for row in run.stepper.theta]
    return {"theta": theta} | ({"sizes": run.spec.sizes} if run.spec.sizes else {})


def _number(value: Any) -> float | None:
    return float(value) if np.isfinite(value) else None


def _numbers(values: Array) -> list[float | None]:
    """JSON has no NaN and no infinity: null."""
    listed: list[float | None] = values.astype(float).tolist()
    return listed if np.isfinite(values).all() else [_number(v) for v in listed]


def pieces(record: dict[str, Any]) -> Iterator[str]:
    """A line, with an item of its long lists a piece."""
    head = "{"
    for name, value in record.items():
        head += f"{json.dumps(name)}: "
        if name not in ("rows", "theta"):
            head += json.dumps(value) + ", "
            continue
        head += "["
        for item in value:
            yield head + json.dumps(item)
            head = ", "
        head = "], "
    yield head.removesuffix(", ") + "}\n"
