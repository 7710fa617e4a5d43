"""Edits of the data: points moved, added, deleted; a new data set; the split;
the number of classes.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from server import checks
from server import spec as specs
from server.checks import Bad
from server.edits.outcome import (
    Edit,
    Outcome,
    fields,
    layers_of,
    listed,
    loss_edit,
    moments_of,
    numbers,
    reshaped,
    reshuffled,
    with_spec,
)
from server.engine import datasets, surgery
from server.engine.datasets import Points
from server.engine.losses import loss_for
from server.spec import MOST_ID, MOST_POINTS, REACH
from server.state import State


def move(state: State, edit: Edit) -> Outcome:
    """Keeps θ, moments and the order of minibatches; changes one example."""
    given = fields(edit, "point", "x", "y")
    at = _index(state.points, given.get("point"), "edit.point")
    x = checks.number(given.get("x"), "edit.x", -REACH, REACH)
    y = checks.number(given.get("y"), "edit.y", -REACH, REACH)
    xy = state.points.xy.copy()
    was, xy[at] = xy[at].tolist(), (x, y)
    point = int(state.points.ids[at])
    return Outcome(
        replace(state, points=replace(state.points, xy=xy)),
        {"kind": "move", "point": point, "x": x, "y": y},
        [{"kind": "move", "point": point, "x": was[0], "y": was[1]}],
    )


def add(state: State, edit: Edit) -> Outcome:
    """Keeps θ and moments; a new permutation starts."""
    given = fields(edit, "points", "ids")
    points, free = state.points, MOST_POINTS - len(state.points)
    if free == 0:
        text = f"there are {MOST_POINTS:,} points already, which is the most"
        raise Bad("edit.points", text, "points_full", most=MOST_POINTS)
    rows = specs.parse_points(given.get("points"), state.spec.data, "edit.points", free)
    ids = _fresh_ids(points, given.get("ids"), len(rows))
    table = np.array(rows, float).reshape(-1, 5)
    grown = Points(
        np.concatenate([points.xy, table[:, :2]]),
        np.concatenate([points.label, table[:, 2]]),
        np.concatenate([points.test, table[:, 3] > 0]),
        np.concatenate([points.ids, np.array(ids, int)]),
    )
    listed_rows = [[x, y, label, int(test)] for x, y, label, test, _ in rows]
    return Outcome(
        replace(reshuffled(state), points=grown),
        {"kind": "add", "points": listed_rows, "ids": ids},
        [{"kind": "delete", "points": ids}],
    )


def delete(state: State, edit: Edit) -> Outcome:
    """Keeps θ and moments; a new permutation starts."""
    wanted = checks.listing(
        fields(edit, "points").get("points"), "edit.points", 1, MOST_POINTS, "ids of points"
    )
    points = state.points
    at = [_index(points, i, f"edit.points[{k}]") for k, i in enumerate(wanted)]
    keep = np.ones(len(points), bool)
    keep[at] = False
    at = np.flatnonzero(~keep).tolist()
    left = Points(points.xy[keep], points.label[keep], points.test[keep], points.ids[keep])
    ids = points.ids[at].tolist()
    rows = [[*points.xy[i].tolist(), float(points.label[i]), int(points.test[i])] for i in at]
    return Outcome(
        replace(reshuffled(state), points=left),
        {"kind": "delete", "points": ids},
        [{"kind": "add", "points": rows, "ids": ids}],
    )


def data(state: State, edit: Edit) -> Outcome:
    """A whole new data set; θ and moments stay,
    but for outputs when the number of classes changes.
    """
    given: Any = fields(edit, "data").get("data")
    fresh = specs.parse_data(given, "edit.data")
    specs.check_task(state.spec.objective, fresh, "edit.data")
    notes: list[dict[str, Any]] = []
    if fresh.points is None and given.get("count", 0) > fresh.count:
        notes.append({"key": "note.count", "got": int(given["count"]), "most": fresh.count})
    spec, told = _with_data(state.spec, fresh)
    notes += told
    after = _with_outputs(state, spec)
    if after.begun == state.step and spec.outputs != state.spec.outputs:
        notes.append({"key": "note.outputs", "before": state.spec.outputs, "now": spec.outputs})
    after = replace(reshuffled(after), points=spec.points())
    inverse = [present_data(state)]
    default_again = fresh.task != "regression" and state.spec.loss == "squared"
    fixed = state.spec.objective.planar or default_again
    if fresh.task != state.spec.data.task and not fixed:
        inverse.append(loss_edit(state.spec))
    if spec.outputs != state.spec.outputs:
        inverse.append({"kind": "theta", "theta": listed(state.theta)})
    return Outcome(after, {"kind": "data", "data": _data_json(fresh)}, inverse, notes)


def _with_data(spec: specs.Spec, fresh: specs.Data) -> tuple[specs.Spec, list[dict[str, Any]]]:
    """Another loss where a network's does not fit the new data, and a note of it."""
    after = replace(spec, data=fresh)
    if spec.objective.planar:
        return after, []
    if fresh.task == "regression" and loss_for(spec.loss, fresh.task, 1) is None:
        return replace(after, loss="squared"), [{"key": "note.loss_squared"}]
    if fresh.task != "regression" and spec.data.task == "regression":
        return replace(after, loss="cross_entropy"), [{"key": "note.loss_cross_entropy"}]
    return after, []


def split(state: State, edit: Edit) -> Outcome:
    """Which points are the test set is drawn anew."""
    share = checks.number(fields(edit, "test").get("test"), "edit.test", 0, 0.9)
    points = state.points
    test = datasets.split(len(points), share, rng=state.spec.rng("data", 1))
    after = with_spec(state, data=replace(state.spec.data, test=share))
    after = replace(reshuffled(after), points=replace(points, test=test))
    return Outcome(after, {"kind": "split", "test": share}, [present_data(state)])


def classes(state: State, edit: Edit) -> Outcome:
    """More or fewer classes: the outputs of the others stay."""
    given = fields(edit, "classes", "weights")
    if state.spec.data.task == "regression":
        raise Bad("edit.classes", "a regression has no classes; load classification data first")
    wanted = checks.integer(given.get("classes"), "edit.classes", 2, specs.MOST_CLASSES)
    beyond = int(np.count_nonzero(state.points.label >= wanted))
    if beyond:
        text = f"{beyond} points have a class beyond {wanted}: delete them first"
        raise Bad("edit.classes", text, "class_used", points=beyond, classes=wanted)
    spec = replace(state.spec, data=replace(state.spec.data, classes=wanted))
    after = _with_outputs(state, spec)
    if given.get("weights") is not None:
        layers = [w.copy() for w in layers_of(after)]
        shape = layers[-1].shape[1:]
        layers[-1][...] = numbers(given["weights"], "edit.weights", shape, len(after.theta))
        after = reshaped(after, spec, layers, moments_of(after))
    old = {
        "kind": "classes",
        "classes": state.spec.data.classes,
        "weights": listed(layers_of(state)[-1]),
    }
    kept = {k: given[k] for k in ("weights",) if given.get(k) is not None}
    return Outcome(after, {"kind": "classes", "classes": wanted, **kept}, [old])


def present_data(state: State) -> dict[str, Any]:
    """The present data as a `data` edit: by its preset if nothing was touched,
    else point by point.
    """
    return {"kind": "data", "data": _data_json(folded(state).data)}


def folded(state: State) -> specs.Spec:
    """The Spec with the present points: with their generator's name
    if they are just what it makes.
    """
    bare = replace(state.spec, data=replace(state.spec.data, points=None))
    made = bare.data.made
    if 0 < made <= bare.data.classes and _same(bare.points(), state.points):
        return bare
    return state.spec.with_points(state.points)


def _same(a: Points, b: Points) -> bool:
    pairs = ((a.xy, b.xy), (a.label, b.label), (a.test, b.test), (a.ids, b.ids))
    return all(np.array_equal(x, y) for x, y in pairs)


def _data_json(value: specs.Data) -> dict[str, Any]:
    out = value.to_json()
    if value.task == "regression":
        del out["classes"]
    return out


def _with_outputs(state: State, spec: specs.Spec) -> State:
    if spec.outputs == state.spec.outputs:
        return replace(state, spec=spec)
    layers = surgery.change_outputs(layers_of(state), spec.outputs)
    moments = surgery.change_outputs(moments_of(state), spec.outputs)
    if 1 in (
        spec.outputs,
        state.spec.outputs,
    ):  # other outputs altogether: what was felt of theirs is void
        moments[-1] = np.zeros_like(moments[-1])
    return reshaped(state, spec, layers, moments)


def _index(points: Points, value: Any, field: str) -> int:
    wanted = checks.integer(value, field, 0, 2**31)
    found = np.flatnonzero(points.ids == wanted)
    if not len(found):
        raise Bad(field, f"there is no point {wanted}")
    return int(found[0])


def _fresh_ids(points: Points, given: Any, count: int) -> list[int]:
    first = int(points.ids.max()) + 1 if len(points) else 0
    if given is None and first + count <= MOST_ID + 1:
        return list(range(first, first + count))
    if given is None:
        return np.setdiff1d(np.arange(MOST_POINTS + count), points.ids)[:count].tolist()
    ids = [
        checks.integer(i, "edit.ids", 0, MOST_ID)
        for i in checks.listing(given, "edit.ids", count, count, "ids")
    ]
    if len(set(ids)) < count or np.isin(ids, points.ids).any():
        raise Bad("edit.ids", "expected ids that no other point has")
    return ids
