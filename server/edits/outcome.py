"""What an edit does: the state that follows, the edit as the journal keeps it,
and the edits that undo it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from server import checks
from server.checks import Bad
from server.engine import params
from server.engine.core import Array
from server.spec import Spec
from server.state import State

Edit = Mapping[str, Any]
LARGEST = 1e38  # what float32 still holds


@dataclass(frozen=True)
class Outcome:
    state: State
    edit: dict[str, Any]
    inverse: list[dict[str, Any]]
    notes: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])


def fields(edit: Edit, *known: str) -> Edit:
    return checks.mapping(edit, "edit", ("kind", *known))


def with_spec(state: State, **changes: Any) -> State:
    return replace(state, spec=replace(state.spec, **changes))


def epoch_done(state: State) -> float:
    """The fraction of the present epoch that is done, 0 to 1."""
    train = int(np.count_nonzero(~state.points.test))
    if not train:
        return state.phase
    batches = -(-train // min(state.spec.batch, train))
    return state.phase + (1 - state.phase) * state.cursor / batches


def reshuffled(state: State) -> State:
    """A new permutation of the training points starts now; the epoch's count goes on. Asked of the
    state whose permutation it was: with other points the minibatches that are done mean another
    part of an epoch.
    """
    return replace(state, phase=epoch_done(state), cursor=0, shuffle=state.shuffle + 1)


def reshaped(state: State, spec: Spec, layers: list[Array], moments: list[Array]) -> State:
    """Other parameters from here on: the path and its plane begin again."""
    return replace(
        state,
        spec=spec,
        theta=params.pack(layers).astype(state.theta.dtype),
        moments=params.pack(moments).astype(state.theta.dtype),
        begun=state.step,
    )


def layers_of(state: State) -> list[Array]:
    """theta as layers (R, units, inputs + 1)."""
    return params.views(state.theta, state.spec.sizes)


def moments_of(state: State) -> list[Array]:
    """Moments as layers (R, slots, units, inputs + 1)."""
    return params.views(state.moments, state.spec.sizes)


def numbers(value: Any, field: str, shape: tuple[int, ...], rows: int) -> Array:
    """Nested lists of the given shape, or one such for each row: (…) or (R, …)."""
    try:
        array = np.array(value)
    except ValueError:  # rows of different lengths
        array = np.array(None)
    if array.dtype.kind not in "iuf":
        raise Bad(field, f"expected numbers of shape {shape}, got {checks.shown(value)}")
    if array.shape not in (shape, (rows, *shape)):
        raise Bad(field, f"expected numbers of shape {shape}, got {array.shape}")
    small = np.abs(array.astype(float)) < LARGEST
    if not small.all():
        got = array[~small].ravel()[0]
        raise Bad(field, f"expected finite numbers from -1e38 to 1e38, got {got}")
    return array.astype(float)


def listed(array: Array) -> Any:
    """Rows' values as JSON: without the leading axis when there is one row."""
    return (array[0] if len(array) == 1 else array).tolist()


def loss_edit(spec: Spec) -> dict[str, Any]:
    """The edit that chooses this Spec's loss."""
    limit = {"huber": spec.huber} if spec.loss == "huber" else {}
    return {"kind": "loss", "loss": spec.loss, **limit}
