"""A run is determined by its journal: replay, seek, branch, resume and restart, to the bit."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from server.checks import Bad
from server.journal import Journal
from server.journal import parse as parse_journal
from server.run import Run
from server.spec import parse
from server.stepper import Stepper
from tests import strategies

SPEC = {"data": {"count": 20}}


def begun(spec: Any = SPEC, edits: Any = (), **more: Any) -> Run:
    entries = [{"step": s, "edit": e} for s, e in edits]
    return Run(parse_journal({"spec": spec, "edits": entries}), **more)


def bits(run: Run) -> tuple[Any, ...]:
    """Everything that determines the steps to come."""
    state = run.state
    arrays = (state.theta, state.moments, state.scalars, state.evaluations)
    points = (state.points.xy, state.points.label, state.points.test, state.points.ids)
    numbers = (state.step, state.epoch, state.phase, state.cursor, state.shuffle, state.begun)
    return (*(a.tobytes() for a in (*arrays, *points)), numbers, state.spec)


def through_json(run: Run) -> Run:
    return Run(parse_journal(json.loads(json.dumps(run.journal.to_json()))))


edits_at_steps = st.lists(st.tuples(st.integers(0, 40), strategies.small_edits), max_size=4)
ADD_UNIT = {"kind": "unit_add", "layer": 0}
MOVE = {"kind": "move", "point": 3, "x": 0.5, "y": 0.5}


@settings(max_examples=25)
@given(edits_at_steps, st.integers(40, 60))
@example([(0, ADD_UNIT), (0, MOVE)], 41)
@example([(5, {"kind": "add", "points": [[0, 0, 1]]}), (5, MOVE), (5, MOVE)], 40)
def test_the_same_journal_gives_the_same_bits(edits: Any, end: int):
    """Made live, replayed, and replayed from JSON; and any step sought is as it was at first."""
    live, seen = begun(), dict[int, Any]()
    for step, edit in sorted(edits, key=lambda e: e[0]):
        live.advance(step - live.step)
        try:
            live.edit(edit)
        except Bad:
            continue
    wanted = [7, 16, 31, 40, end]
    replayed, read = Run(live.journal), through_json(live)
    live.advance(end - live.step)
    for step in wanted:
        replayed.advance(step - replayed.step)
        seen[step] = bits(replayed)
    read.advance(end)
    assert bits(live) == bits(read) == seen[end]
    for step in (31, 7, 40, 16, end):
        live.seek(step)
        assert bits(live) == seen[step], f"step {step} differs after a seek"


@pytest.mark.parametrize("budget", [0, 20_000, 1 << 20])
def test_seeking_is_bit_identical_at_any_keyframe_budget(budget: int):
    run = begun({"data": {"count": 40}}, budget=budget)
    first: dict[int, Any] = {}
    for step in range(0, 700, 37):
        run.advance(step - run.step)
        first[step] = bits(run)
    order = np.random.default_rng(0).permutation(list(first))
    for step in order.tolist():
        run.seek(step)
        assert bits(run) == first[step], f"step {step}"


def test_keyframes_stay_within_their_budget():
    budget = 30_000
    run = begun(budget=budget)
    run.advance(2500)
    held = sum(k.state.nbytes for k in run.keyframes)
    assert held <= budget, f"{held} bytes of {budget}"
    assert run.keyframes[0].state.step == 0
    gaps = np.diff([k.state.step for k in run.keyframes])
    assert len(set(gaps.tolist())) == 1, f"keyframes are not evenly spaced: {gaps}"


def test_a_step_beyond_the_horizon_cannot_be_sought():
    run = begun()
    run.advance(10)
    with pytest.raises(Bad, match="step: expected a step from 0 to 10, got 11"):
        run.seek(11)
    with pytest.raises(Bad, match="got -1"):
        run.seek(-1)
    assert run.step == 10


# Branches


def test_an_edit_in_the_past_cuts_what_lay_ahead():
    run = begun(edits=[(150, MOVE)])
    run.advance(400)
    run.seek(100)
    edited = run.edit({"kind": "weight", "layer": 0, "unit": 0, "input": 0, "value": 2})
    assert (edited.branch, edited.step, run.horizon) == (True, 100, 100)
    assert [e.edit["kind"] for e in run.journal.entries] == ["weight"]
    run.advance(300)
    fresh = through_json(run)
    fresh.advance(400)
    assert bits(run) == bits(fresh)
    for step in (128, 50, 256):
        run.seek(step)
        fresh.seek(step)
        assert bits(run) == bits(fresh), f"step {step}: a keyframe of the old branch was used"


def test_playing_on_in_the_past_is_the_same_future():
    run = begun(edits=[(150, MOVE)])
    run.advance(300)
    end = bits(run)
    run.seek(40)
    run.advance(260)
    assert bits(run) == end and len(run.journal.entries) == 1


def test_a_drag_leaves_one_line_a_step():
    run = begun()
    run.advance(3)
    answers = [run.edit({**MOVE, "x": x / 10}) for x in range(5)]
    assert [a.replaces for a in answers] == [False, True, True, True, True]
    assert [e.edit["x"] for e in run.journal.entries] == [0.4]
    run.advance(10)
    replay = through_json(run)
    replay.advance(13)
    assert bits(run) == bits(replay)


def test_undoing_a_drag_edit_by_edit_gives_the_bits_of_never_having_dragged():
    run, still = begun(), begun()
    run.advance(3)
    inverses = [run.edit({**MOVE, "x": x / 10}).inverse for x in range(5)]
    for inverse in reversed(inverses):
        for edit in inverse:
            run.edit(edit)
    run.advance(10)
    still.advance(13)
    assert run.stepper.theta.tobytes() == still.stepper.theta.tobytes()


def test_an_edit_of_a_journal_from_a_person_may_leave_fields_out():
    """What the journal keeps is the whole edit; a later one at the same step finds its fields."""
    run = begun(edits=[(5, {"kind": "method", "method": {}})])
    run.advance(5)
    edited = run.edit({"kind": "method", "method": {"blocks": [{"rate": 0.5}]}})
    assert edited.replaces and len(run.journal.entries) == 1


def test_a_journal_ends_before_an_edit_that_does_not_fit():
    run = begun(edits=[(5, MOVE), (10, {"kind": "delete", "points": [99]}), (12, MOVE)])
    with pytest.raises(Bad, match=r"journal.edits\[1\].edit.points\[0\]: there is no point 99"):
        run.advance(30)
    assert (run.step, run.horizon, len(run.journal.entries)) == (10, 10, 1)
    run.advance(20)
    replay = through_json(run)
    replay.advance(30)
    assert bits(run) == bits(replay)


# Resuming


def resumed_there(run: Run, checkpoint: Any) -> Run:
    """Another run of its journal, jumped to where it stands."""
    resumed = through_json(run)
    resumed.resume(checkpoint)
    assert bits(resumed) == bits(run)
    return resumed


@pytest.mark.parametrize(
    ("edits", "at"),
    [
        ([], 77),
        ([(30, MOVE), (77, ADD_UNIT)], 77),
        ([(30, {"kind": "batch", "batch": 3})], 31),
        ([], 0),
    ],
)
def test_a_run_resumed_from_a_checkpoint_goes_on_to_the_same_bits(edits: Any, at: int):
    run = begun(edits=edits)
    run.advance(at)
    checkpoint = json.loads(json.dumps(run.checkpoint()))
    resumed = resumed_there(run, checkpoint)
    run.advance(200)
    resumed.advance(200)
    assert bits(resumed) == bits(run)
    for step in (at + 3, max(0, at - 3), at):
        run.seek(step)
        resumed.seek(step)
        assert bits(resumed) == bits(run), f"step {step}"


WEIGHT = {"kind": "weight", "layer": 0, "unit": 0, "input": 0, "value": 1.5}


@pytest.mark.parametrize(
    "later",
    [
        [WEIGHT],
        [{"kind": "add", "points": [[0, 0, 1]]}],
        [ADD_UNIT],
        [WEIGHT, {**WEIGHT, "value": 9}],
    ],
    ids=["weight", "add", "unit_add", "weight twice"],
)
@pytest.mark.parametrize("before", [[], [{**WEIGHT, "value": -1}]], ids=["", "after a weight"])
def test_an_edit_made_after_the_checkpoint_at_its_step_is_not_lost(before: Any, later: Any):
    run = begun()
    run.advance(20)
    for edit in before:
        run.edit(edit)
    checkpoint = run.checkpoint()
    for edit in later:
        run.edit(edit)
    resumed = through_json(run)
    resumed.resume(checkpoint)
    run.advance(20)
    resumed.advance(20)
    assert bits(resumed) == bits(run)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"theta": "!!!"}, "checkpoint.theta: expected 51 numbers in base64, got '!!!'"),
        ({"theta": "AAAAAAAAAAA="}, "checkpoint.theta: expected 51 numbers, got 1"),
        ({"theta": None}, "checkpoint.theta: expected 51 numbers in base64, got None"),
        ({"cursor": 10**9}, "checkpoint.cursor: expected less than 1 minibatches, got 1000000000"),
        ({"step": -1}, "checkpoint.step: expected a whole number"),
        ({"step": "5"}, "checkpoint.step: expected a whole number, got '5'"),
        ({"edits": 4}, "checkpoint.edits: expected a whole number from 0 to 0, got 4"),
        ({"evaluations": [[1]]}, "checkpoint.evaluations: expected 2 numbers, got 1"),
        ({"phase": 2}, "checkpoint.phase: expected a number from 0 to 1, got 2"),
        ({"luck": 1}, "checkpoint.luck: is not known here"),
    ],
)
def test_a_checkpoint_that_does_not_fit_says_why_and_changes_nothing(change: Any, text: str):
    run = begun()
    run.advance(9)
    checkpoint = run.checkpoint() | change
    fresh = begun()
    before = bits(fresh)
    with pytest.raises(Bad) as caught:
        fresh.resume(checkpoint)
    assert caught.value.text.startswith(text), caught.value.text
    assert bits(fresh) == before


def many(count: int) -> list[dict[str, Any]]:
    """Edits none of which takes another's place, and that undo one another only in part."""
    places = [[round(np.sin(i), 3), round(np.cos(i), 3), i % 2] for i in range(count)]
    added = [{"kind": "add", "points": [place]} for place in places]
    added[20::10] = [ADD_UNIT, {"kind": "unit_remove", "layer": 0, "unit": 1}] * len(added[20::20])
    return added[:count]


@pytest.mark.parametrize("at", [0, 5])
def test_many_edits_of_one_step_are_replayed_some_at_a_time_to_the_same_bits(at: int):
    run = begun()
    run.advance(at)
    for each in many(60):
        run.edit(each)
    edited = bits(run)
    run.advance(20)
    again = through_json(run)
    again.go(at)
    assert bits(again) == edited and not again.arriving
    again.go(at + 20)
    assert bits(again) == bits(run)
    for step in (at, at + 3, 0, at + 20, at):
        again.seek(step)
        run.seek(step)
        assert bits(again) == bits(run), step
    assert bits(run) == edited


def test_on_the_way_through_many_edits_no_step_is_taken_and_an_edit_comes_after_them():
    run = begun(edits=[(3, each) for each in many(60)])
    assert run.advance(10) == 3 and run.arriving and run.ready
    applied = run.applied
    assert run.advance(10) == 0 and applied < run.applied < 60
    run.edit({"kind": "batch", "batch": 3})
    assert run.applied == 61 and run.step == 3


@pytest.mark.parametrize("contained", [0, 20, 60])
def test_a_checkpoint_among_many_edits_of_a_step_is_resumed_to_the_same_bits(contained: int):
    run, after = begun(), many(60)
    run.advance(7)
    for each in after[:contained]:
        run.edit(each)
    checkpoint = json.loads(json.dumps(run.checkpoint()))
    for each in after[contained:]:
        run.edit(each)
    resumed = resumed_there(run, checkpoint)
    run.advance(9)
    resumed.advance(9)
    assert bits(resumed) == bits(run)


def test_edits_of_one_step_are_compiled_once(monkeypatch: pytest.MonkeyPatch):
    """A journal may hold thousands of them, and a large network takes milliseconds to compile."""
    loads: list[int] = []
    load = Stepper.load
    monkeypatch.setattr(Stepper, "load", lambda self, state: (loads.append(1), load(self, state)))
    begun(edits=[(0, {"kind": "batch", "batch": 1 + i % 9}) for i in range(200)])
    assert len(loads) == 2, f"{len(loads)} compilations"


def test_edits_where_a_block_begins_lead_to_the_same_bits_live_and_replayed():
    """Each of them is entered as it was live: the first one's fresh moments are not the last's."""
    blocks = [{"optimizer": "momentum", "until": 2}, {"optimizer": "adam"}]
    first = {"kind": "method", "method": {"blocks": blocks}}
    back = {"kind": "method", "method": {"blocks": [{"optimizer": "momentum"}]}}
    live = begun({"data": {"count": 40}, "methods": [{"blocks": [{"optimizer": "momentum"}]}]})
    live.advance(4)  # two epochs of two minibatches
    assert (live.stepper.epoch, live.stepper.cursor) == (2, 0)
    for edit in (first, back, {"kind": "weight", "layer": 0, "unit": 0, "input": 0, "value": 1}):
        live.edit(edit)
    replayed = through_json(live)
    for run in (live, replayed):
        run.advance(9 - run.step)
    assert bits(replayed) == bits(live)


# Extremes


@pytest.mark.parametrize("count", [0, 1, 2, 2000])
@pytest.mark.parametrize("preset", ["circle", "spiral3", "plane"])
def test_any_number_of_points_can_be_run(preset: str, count: int):
    run = begun({"data": {"preset": preset, "count": count, "test": 0}, "batch": 256})
    assert run.advance(5) == (5 if count else 0)
    trace = run.drain()
    assert [t.step for t in trace] == list(range(6 if count else 1))
    assert all(np.isfinite(t.loss) == (count > 0) for t in trace)


def test_points_that_are_all_of_one_class_are_learnt():
    points = [[x / 10, 0, 1] for x in range(-5, 5)]
    run = begun({"data": {"points": points}})
    run.advance(200)
    losses = run.drain()
    assert losses[-1].loss < 0.02 < 0.3 < losses[0].loss


def test_a_batch_larger_than_the_data_is_the_whole_data():
    big, whole = begun({**SPEC, "batch": 256}), begun({**SPEC, "batch": 10})
    big.advance(20)
    whole.advance(20)
    assert big.stepper.theta.tobytes() == whole.stepper.theta.tobytes()
    assert big.stepper.epochs == 20


def test_the_short_last_minibatch_is_kept_and_every_point_is_seen_once_an_epoch():
    run = begun({"data": {"count": 25, "test": 0}, "batch": 10})
    seen: list[int] = []
    sizes: list[int] = []
    while run.stepper.epoch == 0:
        coming = run.stepper.ids[run.stepper.coming].tolist()
        seen, sizes = seen + coming, [*sizes, len(coming)]
        run.advance(1)
    assert sizes == [10, 10, 5] and sorted(seen) == list(range(25))


def test_epochs_are_dealt_differently():
    run = begun({"data": {"count": 20, "test": 0}})
    first = [d.tolist() for d in run.stepper.deal]
    run.advance(2)
    assert [d.tolist() for d in run.stepper.deal] != first


HUGE = {"methods": [{"blocks": [{"optimizer": "sgd", "rate": 1000}]}], **SPEC}


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_divergence_is_data_and_names_its_step_and_layer(dtype: str):
    hidden = [{"units": 6, "activation": "linear"}] * 2
    spec = {**HUGE, "model": {"hidden": hidden}, "loss": "cross_entropy", "dtype": dtype}
    run = begun(spec)
    taken = run.advance(10_000)
    assert run.blowup is not None, f"{taken} steps at rate 1000 did not diverge"
    assert (run.blowup.step, run.blowup.rate, run.blowup.row) == (run.step, 1000, 0)
    assert 1 <= run.blowup.layer <= 3
    assert run.blowup.what in ("weight", "pre-activation", "loss")
    assert not run.ready and run.advance(10) == 0
    last = run.drain()[-1]
    assert last.step == run.step and not np.isfinite(last.loss)


def test_a_divergence_is_met_again_at_the_same_step():
    hidden = [{"units": 6, "activation": "linear"}] * 2
    run = begun({**HUGE, "model": {"hidden": hidden}})
    run.advance(10_000)
    first = run.blowup
    assert first is not None
    for back in (0, 1, first.step // 2):
        run.seek(first.step - back)
        assert (run.blowup is not None) == (back == 0)
        run.advance(10_000)
        assert run.blowup == first, f"from {back} steps before: {run.blowup}, first {first}"


def test_an_edit_heals_a_diverged_run():
    hidden = [{"units": 6, "activation": "linear"}] * 2
    run = begun({**HUGE, "model": {"hidden": hidden}})
    run.advance(10_000)
    run.edit({"kind": "theta", "theta": [0.1] * run.stepper.theta.shape[1]})
    run.edit({"kind": "method", "method": {"blocks": [{"optimizer": "sgd", "rate": 0.01}]}})
    assert run.blowup is None and run.advance(5) == 5


# The trace


@pytest.mark.parametrize("pieces", [[30], [1] * 30, [7, 16, 7]])
def test_the_trace_covers_every_step_exactly_once(pieces: list[int]):
    run, steps = begun(), list[int]()
    steps += [t.step for t in run.drain()]
    for piece in pieces:
        run.advance(piece)
        steps += [t.step for t in run.drain()]
    run.seek(3)
    run.advance(40)
    steps += [t.step for t in run.drain()]
    assert steps == list(range(44))


def test_the_trace_has_the_losses_of_its_steps():
    run = begun()
    run.advance(25)
    for trace in run.drain():
        run.seek(trace.step)
        loss, test = (part[0] for part in run.stepper.losses())
        assert (trace.loss, trace.test_loss) == (loss, test), f"step {trace.step}"


def test_after_an_edit_its_step_is_traced_anew():
    run = begun()
    run.advance(5)
    run.drain()
    run.edit(WEIGHT)
    assert [t.step for t in run.drain()] == [5]


# Restarting


def test_a_restart_gives_the_same_bits_and_a_new_seed_different_ones():
    run = begun()
    start = bits(run)
    run.advance(50)
    assert bits(run.restarted()) == start
    other = run.restarted(1)
    assert other.stepper.theta.tobytes() != start[0]
    assert other.state.points.xy.tobytes() == run.state.points.xy.tobytes()
    again = run.restarted(1)
    assert bits(again) == bits(other)


def test_a_restart_keeps_what_was_changed():
    run = begun()
    run.advance(10)
    for edit in (MOVE, ADD_UNIT, {"kind": "batch", "batch": 4}, {"kind": "delete", "points": [0]}):
        run.edit(edit)
    fresh = run.restarted()
    assert fresh.step == 0 and fresh.journal.entries == ()
    assert fresh.spec.sizes == (2, 7, 4, 1) and fresh.spec.batch == 4
    assert fresh.state.points.xy.tobytes() == run.state.points.xy.tobytes()
    assert fresh.state.points.ids.tolist() == run.state.points.ids.tolist()
    replay = through_json(fresh)
    assert bits(replay) == bits(fresh)


def test_explicit_weights_are_where_a_run_and_its_restart_begin():
    theta = np.linspace(-1, 1, 51).tolist()
    run = begun({**SPEC, "model": {"theta": theta}})
    assert run.stepper.theta[0].tolist() == theta
    run.advance(5)
    assert run.restarted().stepper.theta[0].tolist() == theta


# The path


def test_the_path_is_the_thetas_of_its_steps_and_stays_small():
    run, seen = begun(), dict[int, bytes]()
    for step in range(2000):
        seen[step] = run.stepper.theta[0].tobytes()
        run.advance(1)
    steps, thetas = run.path.until(run.step, run.stepper.theta[0])
    assert len(steps) <= 386 and steps[0] == 0 and steps[-1] == 2000
    for step, theta in zip(steps[:-1].astype(int), thetas, strict=False):
        assert seen[step] == theta.tobytes(), f"step {step}"
    run.seek(700)
    steps, _ = run.path.until(run.step, run.stepper.theta[0])
    assert steps[-1] == 700 and np.all(np.diff(steps) > 0)


def test_a_new_unit_begins_a_new_path():
    run = begun()
    run.advance(20)
    run.edit(ADD_UNIT)
    run.advance(5)
    steps, thetas = run.path.until(run.step, run.stepper.theta[0])
    assert steps.tolist() == [20, 21, 22, 23, 24, 25] and thetas.shape == (6, 51 + 7)


def test_a_journal_that_is_not_one_names_what_is_wrong():
    for value, text in (
        ([], "journal: expected an object, got []"),
        ({"spec": {"batch": 0}}, "batch: expected"),
        ({"edits": [{"step": 5}]}, "journal.edits[0].edit: expected an object, got None"),
        (
            {"edits": [{"step": 5, "edit": {}}, {"step": 4, "edit": {}}]},
            "journal.edits[1].step: expected a whole number from 5 to",
        ),
        ({"edits": {}}, "journal.edits: expected a list of 0 to 20,000 edits, got {}"),
    ):
        with pytest.raises(Bad) as caught:
            parse_journal(value)
        assert caught.value.text.startswith(text), caught.value.text


def test_a_run_of_the_default_spec_learns_the_circle():
    """From about ln 2 to a loss that means most points are right; the numbers of seed 0."""
    run = Run(Journal(parse({})))
    run.advance(1000)
    losses = run.drain()
    assert 0.6 < losses[0].loss < 0.9 and losses[-1].loss < 0.2, (losses[0], losses[-1])


def test_an_edit_before_edits_that_are_still_to_come_begins_a_branch():
    """A page that comes back to a step in its past brings a journal that goes on beyond it."""
    run = begun(edits=[(150, MOVE)])
    run.advance(50)
    edited = run.edit(WEIGHT)
    assert edited.branch and [e.step for e in run.journal.entries] == [50]
    assert not run.edit({"kind": "batch", "batch": 3}).branch


@pytest.mark.parametrize(
    "edit", [ADD_UNIT, {"kind": "layer_remove", "at": 0}, {"kind": "batch", "batch": 4}]
)
def test_a_replayed_edit_leaves_the_norms_of_the_step_before_it_alone(edit: Any):
    run = begun(edits=[(5, edit)])
    run.advance(9)
    for trace in run.drain()[:-1]:
        run.seek(trace.step)
        run.stepper.peek()
        assert trace.norms.tolist() == np.sqrt(run.stepper.squared_norms[0]).tolist(), trace.step


@pytest.mark.parametrize("edit", [{"kind": "layer_add", "at": 1}, {"kind": "unit_add", "layer": 0}])
def test_a_float32_run_stays_one(edit: Any):
    run = begun({**SPEC, "dtype": "float32"})
    run.advance(3)
    run.edit(edit)
    assert run.advance(3) == 3
    assert run.stepper.theta.dtype == run.stepper.moments.dtype == np.float32


def test_the_path_of_a_branch_is_the_branchs_own():
    run = begun()
    run.advance(60)
    run.seek(20)
    run.edit(WEIGHT)
    run.advance(10)
    steps, thetas = run.path.until(run.step, run.stepper.theta[0])
    assert steps.tolist() == list(range(31))
    fresh = through_json(run)
    for step, theta in zip(range(31), thetas, strict=True):
        fresh.advance(step - fresh.step)
        assert fresh.stepper.theta[0].tobytes() == theta.tobytes(), f"step {step}"
