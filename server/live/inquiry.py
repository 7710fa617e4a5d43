"""Inquiry: what a page asks of a run and is answered at once; nothing of the run changes."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from server import survey as surveys
from server.engine.core import Array
from server.engine.updates import STARTS
from server.ground import Ground
from server.protocol import AskFormula, AskPlace, AskSurvey, ProtocolError
from server.run import Run
from server.scenery import Scenery
from server.spec import Block
from server.typed import looked_at


def answer(run: Run, land: Scenery | Ground, message: Any) -> dict[str, Any]:
    """The text of the answer; Bad or ProtocolError say why there is none."""
    return ANSWERS[type(message)](run, land, message)


def place(run: Run, land: Scenery | Ground, asked: AskPlace) -> dict[str, Any]:
    """The losses at a place of the plane."""
    if not land.known(asked.plane, run):
        text = f"plane {asked.plane} is no longer known: choose again"
        raise ProtocolError("plane", text, "plane")
    loss, penalty, test = land.losses(run, asked.plane, asked.a, asked.b)
    return {
        "type": "place", "plane": asked.plane, "a": asked.a, "b": asked.b,
        "loss": loss, "penalty": penalty, "test_loss": test,
    }  # fmt: skip


def survey(run: Run, land: Scenery | Ground, asked: AskSurvey) -> dict[str, Any]:
    """What the ground is like at a place of a mountain, and how fast each row may go there."""
    if not isinstance(land, Ground):
        raise ProtocolError("planar_only", "only a mountain can be surveyed: this is a network")
    stepper = run.stepper
    if asked.row >= len(stepper.theta):
        text = f"expected a row from 0 to {len(stepper.theta) - 1}, got {asked.row}"
        raise ProtocolError("field", f"row: {text}", "row")
    at = stepper.theta[asked.row].astype(float) if asked.at is None else np.array(asked.at)
    with np.errstate(all="ignore"):
        found = surveys.survey(land.evaluator(run), at, asked.angle, asked.span, asked.h)
        matrix, grad = np.array(found["hessian"]), np.array(found["grad"])
        limits = surveys.limits(*_state(run, asked.fresh), grad, matrix)
    told = {"angle": asked.angle, "h": asked.h}
    return {"type": "survey", "id": asked.id, **told, **found, "limits": limits}


def _state(run: Run, fresh: bool) -> tuple[Sequence[Block], Array, Array]:
    """Each row's block and averages: as they are, or as they are at a start."""
    stepper = run.stepper
    if not fresh:
        return stepper.blocks, stepper.moments, stepper.scalars
    blocks = [method.blocks[0] for method in stepper.spec.methods]
    starts = np.broadcast_to(STARTS, stepper.scalars.shape)
    return blocks, np.zeros_like(stepper.moments), starts


def formula(run: Run, land: Scenery | Ground, asked: AskFormula) -> dict[str, Any]:
    """Whether a formula of one's own can be read, and its derivative."""
    del run, land
    return {"type": "formula", "id": asked.id, "text": asked.text, **looked_at(asked.text)}


ANSWERS: dict[type, Callable[[Run, Scenery | Ground, Any], dict[str, Any]]] = {
    AskPlace: place,
    AskSurvey: survey,
    AskFormula: formula,
}
