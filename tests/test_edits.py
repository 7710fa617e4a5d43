"""Edits: each one's inverse undoes it; a bad one names its field and changes nothing."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from server import edits, state
from server.checks import Bad
from server.edits import EDITS
from server.edits.data import folded
from server.journal import Journal
from server.run import Run
from server.spec import parse
from server.state import State
from tests import strategies

DOCS = Path(__file__).parents[1] / "docs" / "protocol.md"
ADAM = {"optimizer": "adam", "rate": 0.01}
SQUARES = [[x, y, 1 - (x > 0), 0, i] for i, (x, y) in enumerate([(-0.5, 0), (0.5, 0), (0.1, 0.2)])]

GOOD: list[dict[str, Any]] = [
    {"kind": "move", "point": 3, "x": 0.25, "y": -0.5},
    {"kind": "add", "points": [[0, 0, 1], [0.5, 0.5, 0, 1]]},
    {"kind": "delete", "points": [0, 7, 19]},
    {"kind": "data", "data": {"preset": "xor", "count": 30}},
    {"kind": "data", "data": {"preset": "spiral3", "count": 30}},
    {"kind": "data", "data": {"preset": "plane", "count": 30}},
    {"kind": "data", "data": {"preset": "rings", "classes": 4, "balance": 0.4}},
    {"kind": "data", "data": {"preset": "digits", "digits": [1, 2, 3], "outliers": 0.1}},
    {"kind": "data", "data": {"preset": "formula", "formula": "x - y²", "count": 30}},
    {"kind": "data", "data": {"points": SQUARES, "classes": 2}},
    {"kind": "split", "test": 0.2},
    {"kind": "classes", "classes": 3},
    {"kind": "method", "method": {"blocks": [{"optimizer": "adam", "rate": 0.5}]}},
    {"kind": "method", "method": {"blocks": [{"optimizer": "sgd", "until": 3}, {}]}},
    {"kind": "method", "method": {"schedule": {"kind": "halve", "every": 2}}, "row": 0},
    {"kind": "penalty", "penalty": {"kind": "l1", "lambda": 0.1}},
    {"kind": "loss", "loss": "squared"},
    {"kind": "batch", "batch": 3},
    {"kind": "activation", "layer": 1, "activation": "relu"},
    {"kind": "activation", "layer": 0, "activation": "maxout", "pieces": 3},
    {"kind": "dropout", "dropout": 0.5},
    {"kind": "layer_add", "at": 2, "units": 2, "activation": "maxout"},
    {"kind": "init", "init": "he"},
    {"kind": "seed", "stream": "data", "seed": 5},
    {"kind": "seed", "stream": "noise", "seed": 5},
    {"kind": "seed", "stream": "init", "seed": 5},
    {"kind": "seed", "stream": "batches", "seed": 5},
    {"kind": "features", "features": ["y", "xy"]},
    {"kind": "features", "features": ["x", "x2"], "columns": {"x": [1.0] * 6, "x2": [2.0] * 6}},
    {"kind": "unit_add", "layer": 0},
    {"kind": "unit_add", "layer": 1, "at": 0, "incoming": [0.1] * 7, "outgoing": [0.5]},
    {"kind": "unit_remove", "layer": 0, "unit": 2},
    {"kind": "layer_add", "at": 1, "units": 3, "activation": "tanh"},
    {"kind": "layer_add"},
    {"kind": "layer_remove", "at": 0},
    {"kind": "weight", "layer": 2, "unit": 0, "input": 4, "value": -2.5},
    {"kind": "theta", "theta": [0.5] * 51},
]
SPEC = {
    "data": {"count": 20},
    "methods": [{"blocks": [{"optimizer": "momentum"}]}],
    "loss": "cross_entropy",
}


def after_steps(steps: int, spec: Any = SPEC) -> State:
    run = Run(Journal(parse(spec)))
    run.advance(steps)
    return run.state


def described(edit: dict[str, Any]) -> str:
    return " ".join(f"{v}"[:24] for v in edit.values())


def undone(before: State, edit: Any) -> State:
    outcome = edits.apply(before, edit)
    here = outcome.state
    for inverse in outcome.inverse:
        here = edits.apply(here, json.loads(json.dumps(inverse))).state
    return here


def assert_same(here: State, before: State) -> None:
    """Parameters, data and settings; moments may have begun anew."""
    np.testing.assert_allclose(here.theta, before.theta, rtol=1e-12, atol=1e-14)
    for name in ("xy", "label", "test", "ids"):
        old, new = (
            getattr(s.points, name)[np.argsort(s.points.ids, kind="stable")] for s in (before, here)
        )
        assert np.array_equal(old, new), f"points.{name}"
    was, now = before.spec.to_json(points=False), here.spec.to_json(points=False)
    assert now == was


@pytest.mark.parametrize("steps", [0, 7])
@pytest.mark.parametrize("edit", GOOD, ids=described)
def test_the_inverse_undoes_the_edit(edit: dict[str, Any], steps: int):
    before = after_steps(steps)
    assert_same(undone(before, edit), before)


@pytest.mark.parametrize("edit", GOOD, ids=described)
def test_the_edit_that_the_journal_keeps_does_the_same(edit: dict[str, Any]):
    """And it is JSON, and keeping it once more changes nothing: it is the canonical form."""
    before = after_steps(7)
    first = edits.apply(before, edit)
    kept = json.loads(json.dumps(first.edit))
    again = edits.apply(before, kept)
    assert again.edit == first.edit
    assert again.state.theta.tobytes() == first.state.theta.tobytes()
    assert again.state.moments.tobytes() == first.state.moments.tobytes()
    assert again.state.points.xy.tobytes() == first.state.points.xy.tobytes()
    assert again.state.spec == first.state.spec


@pytest.mark.parametrize(
    ("spec", "edit"),
    [
        (
            {"data": {"count": 20}, "loss": "squared"},
            {"kind": "data", "data": {"preset": "plane"}},
        ),
        ({"data": {"preset": "hills", "count": 20}}, {"kind": "data", "data": {"count": 9}}),
        (
            {"data": {"preset": "spiral3", "count": 21}},
            {"kind": "data", "data": {"preset": "moons"}},
        ),
    ],
    ids=["squared loss to regression", "regression to classes", "three classes to two"],
)
def test_another_task_is_undone_with_its_loss_and_outputs(spec: Any, edit: Any):
    before = after_steps(7, spec)
    assert_same(undone(before, edit), before)


def test_a_weight_that_grew_beyond_any_hands_reach_comes_back_when_the_hand_is_undone():
    run = Run(Journal(parse(SPEC)))
    run.edit({"kind": "theta", "theta": [3e7] * 51})
    done = run.edit({"kind": "weight", "layer": 0, "unit": 0, "input": 0, "value": 1})
    for inverse in done.inverse:
        run.edit(json.loads(json.dumps(inverse)))
    assert (run.stepper.theta == 3e7).all(), run.stepper.theta


def test_a_method_with_a_start_is_changed_and_undone_after_the_network_was():
    """The start by hand belongs to the network as it was; nobody needs to know it by then."""
    run = Run(Journal(parse({"methods": [{"start": [0.5] * 51}]})))
    run.edit({"kind": "unit_add", "layer": 0})
    method = {"start": [0.5] * 51, "blocks": [{"optimizer": "adam", "rate": 0.5}]}
    done = run.edit({"kind": "method", "method": method})
    for inverse in done.inverse:
        run.edit(inverse)
    assert run.spec.methods[0].blocks[0].rate == 0.03
    assert len(run.restarted().stepper.theta[0]) == 58


@pytest.mark.parametrize(
    "edit",
    [
        {"kind": "delete", "points": list(range(90))},
        {"kind": "data", "data": {"count": 8}},
        {"kind": "split", "test": 0.9},
        {"kind": "add", "points": [[0, 0, 1]] * 50},
    ],
    ids=lambda e: e["kind"],
)
def test_an_edit_of_the_points_keeps_the_part_of_the_epoch_that_is_done(edit: dict[str, Any]):
    """Fewer points, fewer minibatches: what was done of the old ones must not count as theirs."""
    run = Run(Journal(parse({"data": {"test": 0}, "batch": 10})))  # 20 minibatches
    run.advance(15)
    run.edit(edit)
    assert run.stepper.epochs == 0.75, f"epoch {run.stepper.epochs}, 15 of 20 were done"
    resumed = Run(run.journal)
    resumed.resume(run.checkpoint())
    assert resumed.stepper.epochs == 0.75


def test_a_weight_of_several_rows_is_undone_in_each():
    methods = [{"blocks": [{"rate": r}]} for r in (0.01, 0.1)]
    before = after_steps(7, {"data": {"count": 20}, "methods": methods})
    edit = {"kind": "weight", "layer": 0, "unit": 0, "input": 0, "value": 9}
    assert_same(undone(before, edit), before)


@given(strategies.small_edits)
def test_undoing_undoes_whatever_was_drawn(edit: dict[str, Any]):
    before = after_steps(3)
    try:
        here = undone(before, edit)
    except Bad as bad:
        assert bad.field.startswith("edit")
    else:
        assert_same(here, before)


BAD: list[tuple[Any, str, str]] = [
    (None, "edit", "expected an object with a kind, got None"),
    ({"kind": "explode"}, "edit.kind", "expected one of move, add"),
    ({"kind": "move", "point": 99, "x": 0, "y": 0}, "edit.point", "there is no point 99"),
    ({"kind": "move", "point": 1, "x": 2, "y": 0}, "edit.x", "expected a number from -1.2 to 1.2"),
    ({"kind": "move", "point": 1, "x": 0}, "edit.y", "expected a number from -1.2 to 1.2"),
    ({"kind": "move", "point": 1, "x": 0, "y": 0, "z": 0}, "edit.z", "is not known here"),
    (
        {"kind": "add", "points": [[0, 0, 5]]},
        "edit.points[0][2]",
        "expected a whole number from 0 to 1",
    ),
    ({"kind": "add", "points": [[0, 0, 1]], "ids": [3]}, "edit.ids", "expected ids that no other"),
    ({"kind": "delete", "points": []}, "edit.points", "expected 1 to 2,000 ids of points, got 0"),
    ({"kind": "delete", "points": [99]}, "edit.points[0]", "there is no point 99"),
    ({"kind": "data", "data": {"preset": "no"}}, "edit.data.preset", "expected one of circle"),
    ({"kind": "split", "test": 1}, "edit.test", "expected a number from 0 to 0.9, got 1"),
    ({"kind": "classes", "classes": 9}, "edit.classes", "expected a whole number from 2 to 4"),
    (
        {"kind": "method", "method": {"blocks": [{"rate": "fast"}]}},
        "edit.method.blocks[0].rate",
        "expected a number from 1e-06 to 1000, got 'fast'",
    ),
    ({"kind": "method", "method": {}, "row": 1}, "edit.row", "expected a whole number from 0 to 0"),
    ({"kind": "penalty", "penalty": 3}, "edit.penalty", "expected an object, got 3"),
    ({"kind": "loss", "loss": "cubic"}, "edit.loss", "expected one of cross_entropy, squared"),
    ({"kind": "batch", "batch": 300}, "edit.batch", "expected a whole number from 1 to 256"),
    ({"kind": "activation", "layer": 2}, "edit.layer", "expected a whole number from 0 to 1"),
    ({"kind": "init", "init": "warm"}, "edit.init", "expected one of xavier, xavier_uniform, he"),
    ({"kind": "seed", "stream": "luck", "seed": 1}, "edit.stream", "expected one of data, init"),
    ({"kind": "features", "features": ["z"]}, "edit.features[0]", "expected one of x, y"),
    (
        {"kind": "features", "features": ["x"], "columns": {"x": [1, 2]}},
        "edit.columns.x",
        "expected numbers of shape (6,), got (2,)",
    ),
    ({"kind": "unit_add", "layer": 5}, "edit.layer", "expected a whole number from 0 to 1, got 5"),
    (
        {"kind": "unit_add", "layer": 0, "incoming": "abc"},
        "edit.incoming",
        "expected numbers of shape (3,), got 'abc'",
    ),
    ({"kind": "unit_remove", "layer": 0, "unit": 6}, "edit.unit", "expected a whole number from"),
    ({"kind": "layer_add", "units": 99}, "edit.units", "expected a whole number from 1 to 32"),
    ({"kind": "layer_remove", "at": 7}, "edit.at", "expected a whole number from 0 to 1, got 7"),
    ({"kind": "weight", "layer": 0, "unit": 0, "input": 3, "value": 0}, "edit.input", "expected"),
    (
        {"kind": "theta", "theta": [1, 2]},
        "edit.theta",
        "expected numbers of shape (51,), got (2,)",
    ),
    ({"kind": "theta", "theta": [10**400] * 51}, "edit.theta", "expected"),
    ({"kind": "theta", "theta": [1e300] * 51}, "edit.theta", "expected finite numbers"),
    ({"kind": "theta", "theta": ["1"] * 51}, "edit.theta", "expected"),
    ({"kind": "theta", "theta": [True] * 51}, "edit.theta", "expected"),
]


@pytest.mark.parametrize(("edit", "field", "text"), BAD, ids=[f"{b[1]} {b[2][:20]}" for b in BAD])
def test_a_bad_edit_names_its_field_and_changes_nothing(edit: Any, field: str, text: str):
    run = Run(Journal(parse(SPEC)))
    run.advance(5)
    before, theta = run.journal.to_json(), run.stepper.theta.tobytes()
    with pytest.raises(Bad) as caught:
        run.edit(edit)
    assert caught.value.field == field, caught.value.text
    assert caught.value.text.startswith(f"{field}: {text}"), caught.value.text
    assert (run.journal.to_json(), run.stepper.theta.tobytes()) == (before, theta)


def test_what_cannot_be_taken_away_says_why():
    one = after_steps(0, {"model": {"hidden": [{"units": 1}]}})
    with pytest.raises(Bad, match="the last unit of a layer stays"):
        edits.apply(one, {"kind": "unit_remove", "layer": 0, "unit": 0})
    flat = after_steps(0, {"model": {"hidden": []}})
    with pytest.raises(Bad, match="there is no hidden layer"):
        edits.apply(flat, {"kind": "layer_remove", "at": 0})
    full = after_steps(0, {"model": {"hidden": [{"units": 32}] * 6}})
    with pytest.raises(Bad, match="a layer has at most 32 units"):
        edits.apply(full, {"kind": "unit_add", "layer": 0})
    with pytest.raises(Bad, match="there are at most 6 hidden layers"):
        edits.apply(full, {"kind": "layer_add"})
    with pytest.raises(Bad, match="points have a class beyond 2: delete them first"):
        three = after_steps(0, {"data": {"preset": "spiral3"}})
        edits.apply(three, {"kind": "classes", "classes": 2})
    crowd = after_steps(0, {"data": {"count": 2000}})
    with pytest.raises(Bad, match="there are 2,000 points already, which is the most"):
        edits.apply(crowd, {"kind": "add", "points": [[0, 0, 0]]})


@given(strategies.json_values)
def test_any_json_is_an_edit_or_bad(value: Any):
    before = after_steps(0)
    for edit in (value, *({"kind": kind, "points": value, "theta": value} for kind in EDITS)):
        try:
            edits.apply(before, edit)
        except Bad as bad:
            assert bad.field.startswith("edit"), bad.text


def test_what_an_edit_promises_to_keep_is_kept():
    before = after_steps(7, {**SPEC, "methods": [{"blocks": [ADAM]}]})
    kept_all = ("move", "penalty", "loss", "activation", "dropout", "method")
    for edit in GOOD:
        after = edits.apply(before, edit).state
        if edit["kind"] in kept_all and "sgd" not in str(edit) and "pieces" not in edit:
            assert after.theta.tobytes() == before.theta.tobytes(), edit
            assert after.moments.tobytes() == before.moments.tobytes(), edit
            assert (after.cursor, after.shuffle) == (before.cursor, before.shuffle), edit
        if edit["kind"] in ("add", "delete", "batch", "split"):
            assert after.theta.tobytes() == before.theta.tobytes(), edit
            assert (after.cursor, after.shuffle) == (0, before.shuffle + 1), edit
    other = {"kind": "method", "method": {"blocks": [{"optimizer": "sgd"}]}}
    after = edits.apply(before, other).state
    assert not after.moments.any() and after.theta.tobytes() == before.theta.tobytes()


def test_the_initial_weights_follow_their_settings_at_step_0_only():
    he = {"kind": "init", "init": "he"}
    start, later = after_steps(0), after_steps(3)
    drawn = state.begin(parse({**SPEC, "model": {"init": "he"}})).theta
    assert edits.apply(start, he).state.theta.tobytes() == drawn.tobytes()
    assert edits.apply(later, he).state.theta.tobytes() == later.theta.tobytes()
    touched = replace(start, theta=start.theta + 1)
    assert edits.apply(touched, he).state.theta.tobytes() == touched.theta.tobytes()


@given(strategies.small_edits, strategies.small_edits)
def test_a_folded_spec_can_be_parsed_again(one: dict[str, Any], two: dict[str, Any]):
    here = after_steps(2)
    for edit in (one, two):
        try:
            here = edits.apply(here, edit).state
        except Bad:
            continue
    spec = folded(here)
    assert parse(json.loads(json.dumps(spec.to_json()))) == spec


def documented_edits() -> dict[str, str]:
    section = DOCS.read_text().split("## Edits")[1].split("\n## ")[0]
    return dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", section, re.MULTILINE))


def test_every_kind_of_edit_has_a_row_in_the_protocol_and_none_is_missing():
    assert set(documented_edits()) == {*EDITS, "place"}  # a place becomes a theta edit


@pytest.mark.parametrize("edit", GOOD, ids=described)
def test_every_field_of_an_edit_is_documented(edit: dict[str, Any]):
    row = documented_edits()[edit["kind"]]
    for field in set(edit) - {"kind"}:
        assert f"`{field}`" in row, f"{edit['kind']}: {field} is not in {row!r}"


def test_a_number_beyond_what_a_real_set_has_is_told():
    before = after_steps(0)
    beyond = edits.apply(before, {"kind": "data", "data": {"preset": "iris", "count": 400}})
    assert {"key": "note.count", "got": 400, "most": 150} in beyond.notes
    assert beyond.edit["data"]["count"] == len(beyond.state.points) == 150
    silent = edits.apply(before, {"kind": "data", "data": {"preset": "iris"}})
    assert [n["key"] for n in silent.notes] == ["note.outputs"]


def test_a_preset_with_more_classes_than_are_left_is_neither_drawn_anew_nor_named():
    """The third arm was deleted and the class taken away: the generator would bring it back."""
    here = after_steps(0, {"data": {"preset": "spiral3", "count": 21}})
    third = here.points.ids[here.points.label == 2].tolist()
    for edit in ({"kind": "delete", "points": third}, {"kind": "classes", "classes": 2}):
        here = edits.apply(here, edit).state
    with pytest.raises(Bad, match="edit.stream: spiral3 has 3 classes, the network 2"):
        edits.apply(here, {"kind": "seed", "stream": "data", "seed": 1})
    empty = after_steps(0, {"data": {"preset": "spiral3", "count": 0}})
    empty = edits.apply(empty, {"kind": "classes", "classes": 2}).state
    for state_ in (here, empty):
        assert parse(folded(state_).to_json()) == folded(state_)
