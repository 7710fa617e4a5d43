"""Runs that step as rows of one stack have the bits of each alone, whoever comes and goes."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server import journal, spec
from server.cohort import Cohorts, agreed, shape_of
from server.run import Run


def run_of(**given: Any) -> Run:
    return Run(journal.Journal(spec.parse(given)))


def same(one: Run, other: Run) -> None:
    """Everything that determines the steps to come, and all that was kept on the way."""
    a, b = one.state, other.state
    assert a.step == b.step
    for name in ("theta", "moments", "scalars", "evaluations", "found", "lost"):
        assert getattr(a, name).tobytes() == getattr(b, name).tobytes(), name
    for name in ("epoch", "phase", "cursor", "shuffle", "begun"):
        assert getattr(a, name) == getattr(b, name), name
    assert one.horizon == other.horizon and one.blowups == other.blowups
    assert one.path.steps == other.path.steps
    assert np.array_equal(np.array(one.path.thetas), np.array(other.path.thetas))
    assert [k.state.step for k in one.keyframes] == [k.state.step for k in other.keyframes]
    for k, m in zip(one.keyframes, other.keyframes, strict=True):
        assert k.state.theta.tobytes() == m.state.theta.tobytes()


def same_trace(one: Run, other: Run) -> None:
    mine, others = one.drain(), other.drain()
    assert [t.step for t in mine] == [t.step for t in others]
    for t, u in zip(mine, others, strict=True):
        for name in ("losses", "test_losses", "norms"):
            a, b = getattr(t, name), getattr(u, name)
            assert a.tobytes() == b.tobytes(), f"{name} of step {t.step}: {a} {b}"


MODEL = {"hidden": [{"units": 8}, {"units": 8}]}
ADAM = {"blocks": [{"optimizer": "adam", "rate": 0.03}]}
SPECS: list[dict[str, Any]] = [
    {"model": MODEL},
    {"model": MODEL, "seeds": {"data": 1, "init": 2, "batches": 3}},
    {"model": MODEL, "penalty": {"kind": "l2", "lambda": 0.01}},
    {"model": MODEL, "penalty": {"kind": "l2", "lambda": 0.3}, "seeds": {"init": 4}},
    {"model": MODEL, "methods": [{"blocks": [{"optimizer": "adam", "rate": 0.3}]}]},
    {"model": MODEL, "data": {"count": 77}},
    {"model": MODEL, "data": {"count": 77, "test": 0}, "batch": 7},
    {"model": MODEL, "data": {"count": 90, "preset": "spiral"}},
    {"model": MODEL, "methods": [ADAM | {"schedule": {"kind": "halve", "every": 1}}]},
    {"model": MODEL, "methods": [ADAM | {"schedule": {"kind": "halve", "every": 2}}]},
    {"model": MODEL, "batch": 200},
    {"model": MODEL, "batch": 1},
    {"model": MODEL, "dtype": "float32"},
    {"model": MODEL, "dtype": "float32", "seeds": {"init": 9}},
    {"model": MODEL | {"dropout": 0.3}},
    {"model": MODEL, "data": {"preset": "spiral3"}},
    {"model": MODEL, "data": {"preset": "spiral3"}, "seeds": {"init": 9}},
    {"methods": [{"blocks": [{"optimizer": "random_local_search"}]}]},
    {"methods": [ADAM, {"blocks": [{"optimizer": "sgd", "rate": 0.1}]}]},
    {"methods": [{"blocks": [{"optimizer": "adam", "until": 2}, {"optimizer": "sgd"}]}]},
    {"methods": [{"blocks": [{"optimizer": "adam", "until": 2}, {"optimizer": "sgd"}]}]},
    {"data": {"points": []}},
    {"data": {"points": [[0.1, 0.2, 1]], "test": 0}},
]  # fmt: skip


@pytest.mark.parametrize("trace", [True, False])
def test_a_crowd_has_the_bits_of_each_alone(trace: bool):
    together, alone = ([run_of(**s) for s in SPECS] for _ in range(2))
    cohorts = Cohorts()
    for count in (1, 5, 3, 60, 5, 200):
        taken = cohorts.advance([(run, count) for run in together], trace)
        assert taken == [run.advance(count) for run in alone]
    for one, other in zip(together, alone, strict=True):
        same(one, other)
        if trace:
            same_trace(one, other)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_whoever_comes_goes_rewinds_and_edits(data: st.DataObject):
    specs = data.draw(st.lists(st.sampled_from(SPECS[:11]), min_size=3, max_size=7))
    together, alone = ([run_of(**s) for s in specs] for _ in range(2))
    cohorts = Cohorts()
    for _ in range(6):
        chosen = data.draw(st.lists(st.sampled_from(range(len(specs))), unique=True, min_size=1))
        steps = [data.draw(st.integers(0, 40)) for _ in chosen]
        trace = data.draw(st.booleans())
        for _ in range(data.draw(st.integers(1, 3))):  # the same ones again stay aboard
            wants = zip(chosen, steps, strict=True)
            cohorts.advance([(together[i], n) for i, n in wants], trace)
            for i, n in zip(chosen, steps, strict=True):
                alone[i].advance(n)
                glances_are_the_same(together[i], alone[i])
        i = data.draw(st.sampled_from(range(len(specs))))
        act = data.draw(
            st.sampled_from(("seek", "rate", "lambda", "move", "batch", "restart", "no"))
        )
        for runs in (together, alone):
            changed(runs, i, act)
    for one, other in zip(together, alone, strict=True):
        same(one, other)


def glances_are_the_same(one: Run, other: Run) -> None:
    """What can be seen of a run without asking for all of it."""
    here, there = one.glance(), other.glance()
    assert (one.step, one.horizon) == (here.step, here.horizon) == (there.step, there.horizon)
    assert here.home.evaluations[0, 1] + here.ahead == there.home.evaluations[0, 1]
    assert here.epochs == there.epochs and here.coming.tolist() == there.coming.tolist()
    assert here.theta.tobytes() == there.theta.tobytes()


def changed(runs: list[Run], i: int, act: str) -> None:
    run = runs[i]
    if act == "seek":
        run.seek(run.step // 2)
    elif act == "rate":
        blocks = [{"optimizer": "adam", "rate": 0.011}]
        run.edit({"kind": "method", "method": {"blocks": blocks}, "row": 0})
    elif act == "lambda":
        run.edit({"kind": "penalty", "penalty": {"kind": "l2", "lambda": 0.05}})
    elif act == "move":
        point = int(run.stepper.points.ids[0])
        run.edit({"kind": "move", "point": point, "x": 0.3, "y": -0.2})
    elif act == "batch":
        run.edit({"kind": "batch", "batch": 8})
    elif act == "restart":
        runs[i] = run.restarted()


def test_a_row_that_blows_up_ends_where_it_ends_alone_and_the_others_go_on():
    wild = {
        "model": {"hidden": [{"units": 8, "activation": "relu"}]},
        "loss": "squared",
        "data": {"task": "regression", "preset": "plane"},
        "methods": [{"blocks": [{"optimizer": "sgd", "rate": 100}]}],
    }
    calm = wild | {"methods": [{"blocks": [{"optimizer": "sgd", "rate": 0.01}]}]}
    for trace in (True, False):
        together, alone = ([run_of(**s) for s in (calm, wild, calm, wild)] for _ in range(2))
        Cohorts().advance([(run, 100) for run in together], trace)
        for run in alone:
            run.advance(100)
        assert [bool(run.blowup) for run in together] == [False, True, False, True]
        for one, other in zip(together, alone, strict=True):
            same(one, other)


def test_only_what_may_be_stacked_is():
    shapes = [shape_of(run_of(**s), False) for s in SPECS]
    assert sum(s is None for s in shapes) >= 3, "dropout, searches and several methods go alone"
    assert all(agreed(s) for s in shapes if s is not None)
    alike = [shape_of(run_of(**s), False) for s in SPECS[:2]]
    assert alike[0] == alike[1], "data and seeds are one's own"
    assert shape_of(run_of(**SPECS[2]), False) == shape_of(run_of(**SPECS[3]), False), "λ too"
