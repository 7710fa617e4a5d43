"""Inquiry: what a page asks of a run and is answered at once; nothing of the run changes."""

from collections.abc import Callable
from typing import Any

from server.ground import Ground
from server.protocol import AskPlace, ProtocolError
from server.run import Run
from server.scenery import Scenery


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


ANSWERS: dict[type, Callable[[Run, Scenery | Ground, Any], dict[str, Any]]] = {AskPlace: place}
