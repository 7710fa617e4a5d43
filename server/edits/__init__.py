"""Edits: the one way to change anything while it runs. A table, kind → (state, edit) → Outcome.

1. An edit is JSON; its function checks it against the present state (Bad names the field) and
   returns the state that follows, the edit as the journal keeps it, and the edits that undo it.
2. What an edit keeps and changes is in its docstring; nothing here restarts a run.
3. A State is never written to.
"""

from collections.abc import Callable, Collection, Hashable
from dataclasses import replace
from typing import Any

import numpy as np

from server import checks
from server import spec as specs
from server.edits import data, network, settings
from server.edits.outcome import Edit, Outcome
from server.state import State

EDITS: dict[str, Callable[[State, Edit], Outcome]] = {
    "move": data.move,
    "add": data.add,
    "delete": data.delete,
    "data": data.data,
    "split": data.split,
    "classes": data.classes,
    "method": settings.method,
    "penalty": settings.penalty,
    "loss": settings.loss,
    "batch": settings.batch,
    "dropout": settings.dropout,
    "activation": network.activation,
    "init": settings.init,
    "seed": settings.seed,
    "features": network.features,
    "unit_add": network.unit_add,
    "unit_remove": network.unit_remove,
    "layer_add": network.layer_add,
    "layer_remove": network.layer_remove,
    "weight": network.weight,
    "theta": network.theta,
}

OF_SURFACES = ("method", "seed", "theta")  # a surface has no data and no layers
OF_POINTS = (*OF_SURFACES, "move", "add", "delete", "data", "split", "batch")
KNOWN: dict[str, Collection[str]] = {"network": EDITS, "surface": OF_SURFACES, "points": OF_POINTS}


def apply(state: State, edit: Any) -> Outcome:
    if not isinstance(edit, dict):
        raise checks.Bad("edit", f"expected an object with a kind, got {checks.shown(edit)}")
    known = KNOWN[state.spec.objective.kind]
    kind = checks.choice(edit.get("kind"), "edit.kind", known)
    outcome = EDITS[kind](state, edit)
    specs.check_rows(outcome.state.spec, len(outcome.state.points))
    return replace(outcome, state=_asking_again(outcome.state))


def _asking_again(state: State) -> State:
    """What searches knew of the loss where they stand may be true no more."""
    if np.isnan(state.found[:, 0]).all():
        return state
    found = state.found.copy()
    found[:, 0] = np.nan
    return replace(state, found=found)


def replaces(before: Edit, after: Edit) -> bool:
    """Whether `after`, at the same step, may take the place of `before` in the journal and nothing
    else change.

    Only edits that write a value without looking at the one before: a drag leaves one line a step,
    not sixty.
    """
    key = _target(after)
    return key is not None and key == _target(before)


def _target(edit: Edit) -> Hashable:
    match edit["kind"]:
        case "move":
            return ("move", edit["point"])
        case "weight":
            return ("weight", edit["layer"], edit["unit"], edit["input"])
        case "theta":
            return ("theta",)
        case "penalty":
            return ("penalty",)
        case "method":  # another optimizer restarts the moments, so that must stay in the journal
            blocks = edit["method"]["blocks"]
            return ("method", edit["row"], *((b["optimizer"], b.get("until")) for b in blocks))
        case _:
            return None
