"""Methods as rows: each is alone, to the bit, among any others; and goes wrong alone."""

import json
from typing import Any

import numpy as np
import pytest

from server.checks import Bad
from server.journal import Journal
from server.journal import parse as parse_journal
from server.run import Run
from server.spec import parse

NETWORK = {
    "data": {"count": 30},
    "model": {"hidden": [{"units": 6, "activation": "linear"}] * 2},
    "batch": 7,
}
RACE: list[dict[str, Any]] = [
    {"blocks": [{"optimizer": "sgd", "rate": 0.3}]},
    {"blocks": [{"optimizer": "sgd", "rate": 1000}]},  # leaves the race
    {"blocks": [{"optimizer": "adam", "rate": 0.03}], "seed": 5},
    {"blocks": [{"optimizer": "momentum", "rate": 0.05, "until": 4}, {"optimizer": "adam"}]},
    {"blocks": [{"optimizer": "random_search", "candidates": 3}]},
    {"blocks": [{"optimizer": "random_local_search", "step": 0.3}], "seed": 9},
    {"blocks": [{"optimizer": "numerical_gradient", "rate": 0.1}]},
    {"blocks": [{"optimizer": "random_local_search", "until": 3}, {"optimizer": "sgd"}]},
    {
        "blocks": [{"optimizer": "adam", "rate": 0.1}],
        "schedule": {"kind": "halve", "every": 2},
        "start": [0.1] * 67,
    },
]
STEPS = 40


def begun(spec: dict[str, Any], methods: list[dict[str, Any]]) -> Run:
    return Run(Journal(parse({**spec, "methods": methods})))


def of_row(run: Run, row: int) -> dict[str, bytes]:
    """All that a row is."""
    s = run.state
    names = ("theta", "moments", "scalars", "evaluations", "found", "lost")
    return {name: getattr(s, name)[row].tobytes() for name in names}


def row_of(run: Run, row: int) -> dict[str, Any]:
    return of_row(run, row) | {"losses": [float(t.losses[row]).hex() for t in run.trace]}


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_each_method_alone_is_the_same_among_eight_others_in_any_order(dtype: str):
    spec = {**NETWORK, "dtype": dtype}
    order = [4, 8, 1, 0, 6, 3, 7, 2, 5]
    together, permuted = begun(spec, RACE), begun(spec, [RACE[i] for i in order])
    together.advance(STEPS)
    permuted.advance(STEPS)
    for row, method in enumerate(RACE):
        alone = begun(spec, [method])
        alone.advance(STEPS)
        here, other = row_of(together, row), row_of(permuted, order.index(row))
        for name, value in row_of(alone, 0).items():
            if name == "losses":  # alone, a lost run ends; among others it stands still
                assert here[name][: len(value)] == value, f"{method}: losses differ"
            else:
                assert here[name] == value, f"{method}: {name} differs among others"
        assert here == other, f"{method} differs in another order"
    assert together.blowups.keys() == {1} and together.ready
    alone = begun(spec, [RACE[1]])
    alone.advance(STEPS)
    lost, ended = together.blowups[1], alone.blowup
    assert ended is not None and (lost.step, lost.layer, lost.what, lost.row) == (
        ended.step, ended.layer, ended.what, 1
    )  # fmt: skip


def test_a_race_ends_when_all_rows_are_lost():
    wild = {"blocks": [{"optimizer": "sgd", "rate": 1000}]}
    run = begun(NETWORK, [wild, {**wild, "seed": 3}])
    run.advance(3000)
    assert not run.ready and run.blowups.keys() == {0, 1}
    assert run.blowup is not None and run.blowup.step == run.step < 3000
    run.edit({"kind": "theta", "theta": [0.0] * 67})
    assert run.ready and run.blowups == {} and run.blowup is None


def test_an_edit_revives_the_row_it_heals_and_no_other():
    run = begun(NETWORK, RACE[:3])
    run.advance(30)
    lost = run.blowups[1]
    run.edit({"kind": "penalty", "penalty": {"kind": "l2", "lambda": 0.001}})
    assert run.blowups == {1: lost}, "an edit of something else must leave it lost since then"
    theta = run.stepper.theta.copy()
    theta[1] = 0.1
    run.edit({"kind": "theta", "theta": theta.tolist()})
    run.edit({"kind": "method", "row": 1, "method": {"blocks": [{"optimizer": "sgd"}]}})
    run.advance(20)
    assert run.blowups == {} and np.isfinite(run.stepper.theta).all()


@pytest.mark.parametrize("budget", [0, 1 << 20])
def test_seeking_in_a_race_is_bit_identical_and_knows_who_was_lost_when(budget: int):
    journal = parse_journal({"spec": {**NETWORK, "methods": RACE}})
    run = Run(journal, budget)
    first: dict[int, Any] = {}
    for step in range(0, 200, 23):
        run.advance(step - run.step)
        first[step] = [of_row(run, r) for r in range(9)], run.blowups
    for step in np.random.default_rng(1).permutation(list(first)).tolist():
        run.seek(step)
        assert ([of_row(run, r) for r in range(9)], run.blowups) == first[step], f"step {step}"


@pytest.mark.parametrize("batch", [7, 100])
def test_a_race_resumed_from_a_checkpoint_goes_on_to_the_same_bits(batch: int):
    journal = parse_journal({"spec": {**NETWORK, "methods": RACE, "batch": batch}})
    run, resumed = Run(journal), Run(journal)
    run.advance(31)
    resumed.resume(json.loads(json.dumps(run.checkpoint())))
    assert resumed.blowups == run.blowups
    for each in (run, resumed):
        each.advance(50)
    for row in range(9):
        assert of_row(run, row) == of_row(resumed, row), f"row {row}"


def test_a_checkpoint_from_before_searches_is_still_read():
    run = begun(NETWORK, RACE[:1])
    run.advance(10)
    old = {k: v for k, v in run.checkpoint().items() if k not in ("found", "lost")}
    again = begun(NETWORK, RACE[:1])
    again.resume(old)
    assert of_row(again, 0) == of_row(run, 0)


# Starts


def test_rows_with_a_seed_draw_their_own_start_and_noise_and_share_the_batches():
    local = {"blocks": [{"optimizer": "random_local_search"}]}
    methods = [local, local, {**local, "seed": 1}, {**local, "seed": 1}, {**local, "seed": 2}]
    run = begun(NETWORK, methods)
    starts = {row.tobytes() for row in run.stepper.theta}
    assert len(starts) == 3, f"{len(starts)} starts of seeds 0, 0, 1, 1, 2"
    run.advance(20)
    ends = [row.tobytes() for row in run.stepper.theta]
    assert ends[0] == ends[1] and ends[2] == ends[3] and len(set(ends)) == 3
    old = begun(NETWORK, [{}])
    assert run.keyframes[0].state.theta[0].tobytes() == old.stepper.theta[0].tobytes()


def test_a_row_starts_where_a_hand_puts_it():
    by_hand = {**NETWORK, "model": {**NETWORK["model"], "theta": [0.25] * 67}}
    run = begun(by_hand, [{"seed": 4}, {"start": [0.5] * 67}])
    assert run.stepper.theta[:, 0].tolist() == [0.25, 0.5]


def test_a_start_that_no_longer_fits_is_left_out_of_a_restart():
    run = begun(NETWORK, [{"start": [0.5] * 67}, {}])
    run.edit({"kind": "unit_add", "layer": 0})
    run.advance(2)
    assert run.restarted().stepper.theta.shape == (2, 76)


def test_a_new_initial_seed_redraws_the_rows_that_no_hand_has_set():
    run = begun(NETWORK, [{}, {"seed": 3}, {"start": [0.5] * 67}])
    before = run.stepper.theta.copy()
    run.edit({"kind": "seed", "stream": "init", "seed": 77})
    same = (run.stepper.theta == before).all(axis=1)
    assert same.tolist() == [False, False, True]


# What is too much

BIG = {"model": {"hidden": [{"units": 32, "activation": "tanh"}] * 6}}
BAD = [
    (
        {**BIG, "methods": [{}] * 100},
        "methods",
        "expected at most 500,000 parameters in all, got 100 methods × 5,409 parameters",
    ),
    (
        {**BIG, "methods": [{"blocks": [{"optimizer": "numerical_gradient"}]}]},
        "methods",
        "expected at most 2,000,000 numbers that searches ask about in a step, "
        "got 10,818 places × 5,409 parameters",
    ),
    (
        {**BIG, "data": {"count": 2000}, "methods": [{}] * 30},
        "methods",
        "expected at most 10,000,000 activations in all, got 30 methods × 195 units × 2,000 points",
    ),
    (
        {**BIG, "data": {"count": 2000}, "methods": [{}] * 19},
        "methods",
        "expected at most 200,000,000 multiplications a step, "
        "got 19 methods × 5,409 parameters × 2,000 points",
    ),
    ({"methods": [{"start": [1, 2]}]}, "methods[0].start", "expected 51 numbers for (2, 6, 4, 1)"),
    (
        {"methods": [{"blocks": [{"optimizer": "random_search", "candidates": 65}]}]},
        "methods[0].blocks[0].candidates",
        "expected a whole number from 1 to 64, got 65",
    ),
    (
        {"methods": [{"blocks": [{"optimizer": "numerical_gradient", "central": 2}]}]},
        "methods[0].blocks[0].central",
        "expected a whole number from 0 to 1, got 2",
    ),
    ({"methods": [{"seed": -1}]}, "methods[0].seed", "expected a whole number from 0 to 4,294"),
]


@pytest.mark.parametrize(("value", "field", "text"), BAD, ids=[b[1] for b in BAD])
def test_too_much_is_one_sentence(value: Any, field: str, text: str):
    with pytest.raises(Bad) as caught:
        parse(value)
    assert caught.value.text.startswith(f"{field}: {text}"), caught.value.text


def test_an_edit_cannot_grow_a_race_beyond_what_a_spec_may_ask():
    numerical = {"blocks": [{"optimizer": "numerical_gradient"}]}
    hidden = [{"units": 32, "activation": "tanh"}] * 1
    run = Run(Journal(parse({"model": {"hidden": hidden}, "methods": [numerical] * 50})))
    before = run.stepper.theta.copy()
    with pytest.raises(Bad, match="numbers that searches ask about"):
        run.edit({"kind": "layer_add", "at": 0, "units": 32})
    assert run.stepper.theta.tobytes() == before.tobytes()
