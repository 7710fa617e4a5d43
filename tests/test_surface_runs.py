"""Surfaces as objectives of runs: PyTorch's paths, known minima, and all that a run can do."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.__main__ import main
from server.checks import Bad
from server.journal import Journal
from server.journal import parse as parse_journal
from server.run import Run
from server.spec import parse
from tests.reference import remade
from tests.test_races import begun, of_row, row_of

REFERENCE = Path(__file__).parent / "reference"
STORED = json.loads((REFERENCE / "paths.json").read_text())


def surface(what: str, **more: Any) -> dict[str, Any]:
    return {"objective": {"kind": "surface", "function": what, **more}}


def by(optimizer: str, rate: float = 0.03, **more: Any) -> dict[str, Any]:
    return {"blocks": [{"optimizer": optimizer, "rate": rate, **more}]}


def check_refusal(value: dict[str, Any], field: str, text: str) -> None:
    """A Spec is refused with a sentence that begins so and names the field."""
    with pytest.raises(Bad) as caught:
        parse(value)
    assert caught.value.field == field
    assert caught.value.text.startswith(f"{field}: {text}"), caught.value.text


def walked(spec: dict[str, Any], method: dict[str, Any], steps: int) -> Run:
    run = begun(spec, [method])
    run.advance(steps)
    return run


# Against PyTorch, and known answers


@pytest.mark.parametrize(
    "case", STORED["paths"], ids=lambda c: f"{c['function']} {c['optimizer']} {c['rate']}"
)
def test_a_path_is_pytorchs_step_by_step(case: dict[str, Any]):
    """The textbook's four on x²/20 + y², and two more; our own start where it is the same."""
    run = begun(
        surface(case["function"], start=case["start"]), [by(case["optimizer"], case["rate"])]
    )
    for step, (theta, loss) in enumerate(zip(case["theta"], case["loss"], strict=True)):
        run.advance(step - run.step)
        apart = float(np.abs(run.stepper.theta[0] - theta).max())
        assert apart <= 1e-10, f"step {step}: {run.stepper.theta[0]}, PyTorch {theta}"
        assert run.drain()[-1].loss == pytest.approx(loss, rel=1e-9, abs=1e-12)


@pytest.mark.torch
def test_torch_still_makes_these_paths(tmp_path: Path):
    fresh = remade("make_paths.py", "paths.json", tmp_path)
    for old, new in zip(STORED["paths"], fresh["paths"], strict=True):
        np.testing.assert_allclose(new["theta"], old["theta"], rtol=1e-10)


@pytest.mark.parametrize(
    ("method", "steps"), [(by("sgd", 0.002), 300), (by("momentum", 0.0002), 600)]
)
def test_himmelblau_from_the_origin_ends_in_3_2(method: dict[str, Any], steps: int):
    run = walked(surface("himmelblau"), method, steps)
    apart = float(np.abs(run.stepper.theta[0] - [3, 2]).max())
    assert apart < 1e-3, f"at {run.stepper.theta[0]} after {steps} steps"


@pytest.mark.parametrize("method", [by("sgd", 0.1), by("adam", 0.1), by("momentum", 0.02)])
def test_exactly_on_the_ridge_of_the_saddle_there_is_no_way_off(method: dict[str, Any]):
    """From (1.5, 0) ∂f/∂y is exactly 0: every rule goes to the saddle and stays."""
    run = walked(surface("saddle", start=[1.5, 0]), method, 400)
    x, y = run.stepper.theta[0]
    assert abs(x) < 0.01 and y == 0.0, f"at ({x}, {y})"


def test_a_thousandth_beside_the_ridge_leaves_the_saddle():
    run = walked(surface("saddle"), by("sgd", 0.1), 200)
    assert abs(run.stepper.theta[0, 1]) > 1, run.stepper.theta


@pytest.mark.parametrize("name", ["random_local_search", "random_search", "numerical_gradient"])
def test_searches_go_down_a_surface(name: str):
    run = walked(surface("valley"), by(name, 0.5, candidates=4), 200)
    assert run.drain()[-1].loss < 0.1, f"f = {run.stepper.losses()[0]}"
    f = {"random_search": 801, "random_local_search": 801, "numerical_gradient": 800}[name]
    assert run.stepper.evaluations.tolist() == [[f, 0]]


def test_a_typed_formula_goes_down_as_the_function_does():
    """x²/20 + y² typed and from the table: the same minimum, rounding apart."""
    typed = {"objective": {"kind": "surface", "formula": "x²/20 + y²", "start": [-7, 2]}}
    paths = [walked(s, by("adam", 0.3), 30).stepper.theta for s in (typed, surface("valley"))]
    np.testing.assert_allclose(paths[0], paths[1], rtol=1e-12)


# All that a run can do


RACE: list[dict[str, Any]] = [
    by("sgd", 0.002),
    by("sgd", 0.5),  # leaves
    by("adam", 0.05),
    by("momentum", 0.0002) | {"seed": 4},
    by("random_search", candidates=3),
    by("random_local_search", step=0.5) | {"seed": 2},
    by("numerical_gradient", 0.002),
    by("adam", 0.3) | {"start": [-1.0, 2.5], "schedule": {"kind": "halve", "every": 10}},
    {"blocks": [{"optimizer": "random_search", "until": 20}, {"optimizer": "sgd", "rate": 0.002}]},
    by("sgd", 0.002) | {"noise": 2.0, "seed": 9},
    by("adam", 0.1) | {"noise": 0},
    by("numerical_gradient", 0.002) | {"noise": 0.3},
]
OBJECTIVES = [
    surface("himmelblau"),
    surface("rosenbrock", noise=0.5),
    {"objective": {"kind": "surface", "formula": "(x^2 + y - 11)^2 + (x + y^2 - 7)^2 + x^y"}},
]


@pytest.mark.parametrize("spec", OBJECTIVES, ids=["table", "noise", "typed"])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_each_walker_alone_is_the_same_among_eleven_others(spec: dict[str, Any], dtype: str):
    spec, order = {**spec, "dtype": dtype}, [4, 8, 11, 1, 0, 6, 9, 3, 7, 2, 10, 5]
    together, permuted = begun(spec, RACE), begun(spec, [RACE[i] for i in order])
    together.advance(60)
    permuted.advance(60)
    for row, method in enumerate(RACE):
        alone = begun(spec, [method])
        alone.advance(60)
        assert of_row(alone, 0) == of_row(together, row), f"{method} among others"
        assert row_of(together, row) == row_of(permuted, order.index(row)), f"{method} permuted"


def noise_of(methods: list[dict[str, Any]], steps: int = 1, **more: Any) -> Any:
    """On a plane the gradient is known, so what is left of a step is −η · noise. (steps, R, 2)"""
    run = begun(
        {"objective": {"kind": "surface", "formula": "3x - y", "noise": 2.0}, **more}, methods
    )
    path = [run.stepper.theta.copy()]
    for _ in range(steps):
        run.advance(1)
        path.append(run.stepper.theta.copy())
    return -np.diff(path, axis=0) / 0.1 - [3, -1]


def test_noise_is_the_same_for_all_rows_and_another_with_another_seed():
    """Of rows without a seed; the seed is the Spec's."""
    (noise,) = noise_of([by("sgd", 0.1), by("sgd", 0.1) | {"start": [0, 0]}])
    np.testing.assert_allclose(noise[0], noise[1], rtol=1e-9)
    (other,) = noise_of([by("sgd", 0.1)], seeds={"noise": 1})
    assert np.abs(other[0] - noise[0]).max() > 0.01


def test_rows_with_seeds_draw_noise_of_their_own_of_the_same_spread():
    rows = [by("sgd", 0.1) | {"seed": s, "start": [0, 0]} for s in range(5)]
    noise = noise_of(rows, 700)
    between = np.corrcoef(noise[:, :, 0].T) - np.eye(5)
    assert np.abs(between).max() < 0.15, f"the noises of two seeds go together: {between}"
    spread = noise.std(axis=(0, 2))
    assert ((spread > 1.85) & (spread < 2.15)).all(), f"spreads {spread}, expected 2"


def test_a_row_may_have_another_noise_than_the_others_or_none():
    rows = [by("sgd", 0.1), by("sgd", 0.1) | {"noise": 6}, by("sgd", 0.1) | {"noise": 0}]
    noise = noise_of(rows, 20)
    np.testing.assert_allclose(noise[:, 1], 3 * noise[:, 0], rtol=1e-6)
    np.testing.assert_allclose(noise[:, 2], 0, atol=1e-9)


def test_the_numeric_gradient_of_a_row_has_that_rows_noise():
    rows = [by("sgd", 0.1) | {"noise": 3}, by("numerical_gradient", 0.1) | {"noise": 3}]
    noise = noise_of(rows, 5)
    np.testing.assert_allclose(noise[:, 1], noise[:, 0], atol=1e-5)


def test_the_spread_of_noise_is_sigma():
    flat = {"kind": "surface", "formula": "0x", "noise": 2.0}
    run = begun({"objective": flat}, [by("sgd", 0.001)])
    path: list[Any] = []
    for _ in range(1001):
        path.append(run.stepper.theta[0].copy())
        run.advance(1)
    spread = np.diff(path, axis=0).std() / 0.001
    assert 1.85 < spread < 2.15, f"standard deviation {spread}, expected 2"


def test_a_walker_where_f_has_no_value_is_lost_by_its_loss_and_has_not_left():
    log = {"kind": "surface", "formula": "ln(x)", "start": [-1, 0.5]}
    lost = begun({"objective": log}, [by("sgd", 0.1)]).blowups[0]
    assert (lost.step, lost.what) == (0, "loss")


def test_a_walker_that_leaves_is_lost_where_it_left_and_the_others_go_on():
    run = begun(surface("himmelblau"), RACE[:3])
    run.advance(100)
    lost = run.blowups[1]
    assert (lost.layer, lost.what, run.blowups.keys()) == (0, "left", {1})
    there = run.stepper.theta[1]
    assert np.isfinite(there).all() and np.abs(there).max() > 1e3
    assert run.stepper.evaluations[:, 1].tolist() == [100, lost.step, 100]
    run.edit({"kind": "theta", "theta": [[0, 0], [1, 1], [0, 0]]})
    run.edit({"kind": "method", "row": 1, "method": by("sgd", 0.002)})
    run.advance(50)
    assert run.blowups == {}


def test_where_a_formula_has_no_value_the_run_ends_at_once():
    run = begun({"objective": {"kind": "surface", "formula": "ln(x)", "start": [-1, 0]}}, [{}])
    assert not run.ready and run.blowup is not None and run.blowup.step == 0


@settings(max_examples=10)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 4)), max_size=4))
def test_replay_seek_and_resume_give_the_same_bits_on_a_surface(edits: Any):
    kinds: list[dict[str, Any]] = [
        {"kind": "theta", "theta": [0.5, -0.5]},
        {"kind": "method", "row": 4, "method": by("momentum", 0.001)},
        {"kind": "method", "row": 0, "method": by("random_local_search")},
        {"kind": "seed", "stream": "noise", "seed": 5},
        {"kind": "seed", "stream": "init", "seed": 5},
    ]
    spec = {**surface("himmelblau", noise=0.3), "methods": RACE}
    live = Run(Journal(parse(spec)), 0)
    for step, which in sorted(edits):
        live.advance(step - live.step)
        live.edit(kinds[which])
    replayed = Run(parse_journal(json.loads(json.dumps(live.journal.to_json()))))
    replayed.advance(37)
    resumed = Run(live.journal)
    if 37 >= max((s for s, _ in edits), default=0):
        resumed.resume(json.loads(json.dumps(replayed.checkpoint())))
    live.advance(60 - live.step)
    for run in (replayed, resumed):
        run.advance(60 - run.step)
    live.seek(12)
    live.seek(60)
    for row in range(len(RACE)):
        assert of_row(live, row) == of_row(replayed, row) == of_row(resumed, row), f"row {row}"


def test_a_step_is_an_epoch_so_schedules_count_steps():
    halving = by("sgd", 0.08) | {"schedule": {"kind": "halve", "every": 10}}
    run = walked(surface("bowl"), halving, 25)
    assert (run.stepper.epochs, run.stepper.rates) == (25, [0.02])


def test_rows_with_seeds_start_somewhere_in_the_window():
    run = begun(surface("rosenbrock"), [{"seed": s} for s in range(40)])
    places = run.stepper.theta
    assert places[0].tolist() == [-1.2, 1.0] and len({p.tobytes() for p in places}) == 40
    assert (np.abs(places[:, 0]) <= 2).all()
    assert (places[:, 1] >= -1).all() and (places[:, 1] <= 3).all()


# What is refused


BAD: list[tuple[Any, str, str]] = [
    (surface("hill"), "objective.function", "expected one of bowl, valley"),
    (
        {"objective": {"kind": "surface", "formula": "x +* y"}},
        "objective.formula",
        "column 4: expected a number",
    ),
    ({"objective": {"kind": "surface", "formula": 3}}, "objective.formula", "expected a formula"),
    (
        {"objective": {"kind": "surface", "function": "bowl", "formula": "x"}},
        "objective.formula",
        "expected either a function or a formula, got both",
    ),
    (surface("bowl", start=[1]), "objective.start", "expected 2 numbers: x, y, got 1"),
    (surface("bowl", start=[1, 1e4]), "objective.start[1]", "expected a number from -1000 to"),
    (surface("bowl", noise=-1), "objective.noise", "expected a number from 0 to 1e+06, got -1"),
    ({**surface("bowl"), "batch": 3}, "batch", "a surface has no batch: leave it out"),
    ({**surface("bowl"), "data": {}}, "data", "a surface has no data: leave it out"),
    (
        {**surface("bowl"), "methods": [{"start": [1, 2, 3]}]},
        "methods[0].start",
        "expected 2 numbers for (x, y), got 3",
    ),
    ({"objective": {"noise": 1}}, "objective.noise", "is not known here; known are kind"),
    (
        {"methods": [{}, {"noise": 1}]},
        "methods[1].noise",
        "a network's gradient has the noise of its minibatches alone: leave it out",
    ),
    (
        {**surface("bowl"), "methods": [{"noise": -1}]},
        "methods[0].noise",
        "expected a number from 0 to 1e+06, got -1",
    ),
]


@pytest.mark.parametrize(("value", "field", "text"), BAD, ids=[b[1] for b in BAD])
def test_a_bad_surface_is_told_with_its_field(value: Any, field: str, text: str):
    check_refusal(value, field, text)


@pytest.mark.parametrize("kind", ["unit_add", "batch", "move", "penalty", "data"])
def test_an_edit_of_what_a_surface_does_not_have_is_refused(kind: str):
    run = begun(surface("bowl"), [{}])
    with pytest.raises(Bad, match="edit.kind: expected one of method, seed, theta; got"):
        run.edit({"kind": kind})


def test_the_canonical_form_of_a_surface_is_parsed_to_the_same():
    for spec in (*OBJECTIVES, surface("bowl", start=[1, 2]), surface("bowl")):
        parsed = parse({**spec, "methods": RACE})
        assert parse(json.loads(json.dumps(parsed.to_json()))) == parsed
        assert Run(Journal(parsed)).restarted().spec == parsed


def test_a_checkup_of_a_surface_is_refused_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "bowl.json").write_text(json.dumps(surface("bowl")))
    assert main(["check", str(tmp_path / "bowl.json")]) == 2
    told = capsys.readouterr().err
    assert told == "downhill check: objective.kind: a checkup is of a network, got a surface\n"
