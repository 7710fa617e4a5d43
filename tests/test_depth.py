"""How much gradient is left in a deep network: PyTorch's norms, differences of the loss, the
measured numbers of FACTS §5.5, and what is told does not depend on the way there.
"""

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.checks import Bad
from server.live.desk import Desk
from server.protocol import AskStudy
from server.run import Run
from server.spec import Block, Data, Method, Spec
from server.spec.model import Hidden, Model
from server.studies import STUDIES
from server.studies.course import Course
from server.work import finished
from tests.test_walkers import begun

STORED = json.loads((Path(__file__).parent / "reference" / "depth.json").read_text())
SPIRAL = {"data": {"preset": "spiral3", "count": 300, "test": 0, "noise": 0.2}}
DESIGN = [("relu", "he"), ("relu", "xavier"), ("sigmoid", "xavier"), ("tanh", "xavier")]


def answer(run: Run, kept: Any = None, curves: Any = DESIGN, **question: Any) -> dict[str, Any]:
    wanted = [{"activation": f, "init": init} for f, init in curves]
    work = STUDIES["depth"](run, {"curves": wanted, **question}, {} if kept is None else kept)
    return finished(work)


def walked(course: Course, step: int) -> Course:
    """There, in one piece after the other; what comes of it is nothing."""

    def work() -> Any:
        yield from course.go(step)
        return True

    finished(work())
    return course


def stored_course(case: dict[str, Any]) -> Course:
    rows = zip(case["x"], case["y"], strict=True)
    points = tuple((*xy, float(k), 0.0, float(i)) for i, (xy, k) in enumerate(rows))
    hidden = (Hidden(case["units"], case["activation"]),) * case["layers"]
    model = Model(hidden=hidden, theta=tuple(case["theta"]))
    data = Data(None, len(points), 0.0, 0.0, classes=3, points=points)
    methods = (Method((Block("sgd", case["rate"], ()),)),)
    return Course(Spec(data, model, methods=methods, batch=len(points)))


@pytest.mark.parametrize("case", STORED["cases"], ids=lambda c: c["activation"])
def test_the_norms_are_pytorchs_at_the_start_and_after_training(case: dict[str, Any]):
    course = stored_course(case)
    for step, told in ((0, case["start"]), (case["steps"], case["after"])):
        measured = walked(course, step).measure()
        assert measured.loss == pytest.approx(told["loss"], rel=1e-12)
        np.testing.assert_allclose(measured.norms, told["norms"], rtol=1e-9)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "gelu"])
def test_a_layers_norm_is_that_of_differences_of_the_loss(activation: str):
    layers, units, h = 5, 4, 1e-5
    hidden = (Hidden(units, activation),) * layers
    base = Spec(Data(count=20), Model(hidden=hidden), batch=20)
    start = Course(base)._keyframes[0].theta[0]  # pyright: ignore[reportPrivateUsage]

    def loss(at: int, by: float) -> float:
        theta = start.copy()
        theta[at] += by
        return Course(replace(base, model=replace(base.model, theta=tuple(theta)))).start.loss

    numeric = [(loss(3 * u + k, h) - loss(3 * u + k, -h)) / 2 / h for u in range(4) for k in (0, 1)]
    assert Course(base).start.norms[0] == pytest.approx(math.hypot(*numeric), rel=1e-5)


# FACTS §5.5: 2-[16]×6-3 on CS231n's spiral, mean of five starts: the first layer's norm, the last
# one's, and how many times either may be off, for other points and starts.
MEASURED = [
    ("sigmoid", "xavier", 4.6e-5, 7.2e-1, 2),
    ("tanh", "xavier", 0.18, 0.20, 2),
    ("relu", "he", 0.13, 0.34, 4),  # the widest from start to start
    ("tanh", "small", 1e-10, 1e-10, 10),
    ("relu", "small", 1e-10, 1e-10, 30),
]


@pytest.mark.parametrize("known", MEASURED, ids=lambda k: f"{k[0]} {k[1]}")
def test_the_gradient_that_is_left_is_the_measured_one(known: Any):
    activation, init, first, last, within = known
    run = begun(SPIRAL)
    asked = {"layers": 6, "curves": [(activation, init)]}
    starts = [answer(run, seed=seed, **asked)["curves"][0]["norms"] for seed in range(5)]
    norms = np.mean(starts, axis=0)
    for got, wanted in ((norms[0], first), (norms[-1], last)):
        assert wanted / within < got < wanted * within, f"{norms} for {first} … {last}"


def test_a_ratio_near_one_does_not_hide_that_nothing_is_left():
    even, vanishing, faint = answer(
        begun(SPIRAL), curves=[("tanh", "xavier"), ("sigmoid", "xavier"), ("tanh", "small")]
    )["curves"]
    assert [c["verdict"] for c in (even, vanishing, faint)] == ["even", "vanishing", "faint"]
    assert vanishing["ratio"] < 1e-7, vanishing["ratio"]
    assert 0.01 < faint["ratio"] < 100, faint["ratio"]
    assert max(faint["norms"]) < 1e-9, faint["norms"]


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_zeros_leave_one_unit_a_layer_and_the_loss_of_a_guess(activation: str, optimizer: str):
    asked = {"curves": [(activation, "zero")], "optimizer": optimizer, "rate": 0.03}
    told = answer(begun(SPIRAL), step=120, show="units", layers=4, **asked)
    curve = told["curves"][0]
    assert curve["distinct_at_start"] == curve["distinct"] == [1] * 4
    assert [layer["groups"] for layer in told["weights"]] == [[0] * 16] * 4
    assert told["guess"] == pytest.approx(math.log(3), rel=1e-2)
    assert curve["loss"] == pytest.approx(math.log(3), rel=1e-2)


def test_drawn_weights_make_every_unit_another():
    curve = answer(begun(SPIRAL), curves=[("tanh", "small")], layers=4)["curves"][0]
    assert curve["distinct"] == [16] * 4


ONCE = begun(SPIRAL)


@settings(max_examples=20)
@given(st.lists(st.integers(0, 130), min_size=1, max_size=4), st.sampled_from(["sgd", "adam"]))
def test_the_answer_for_a_step_does_not_depend_on_the_way_there(ways: list[int], optimizer: str):
    asked: dict[str, Any] = {"layers": 3, "units": 8, "optimizer": optimizer, "show": "time"}
    asked["curves"] = [("relu", "he"), ("relu", "large")]
    kept: dict[str, Any] = {}
    for step in ways:
        told = answer(ONCE, kept, step=step, **asked)
    straight = answer(ONCE, step=ways[-1], **asked)
    assert repr(told) == repr(straight)


def test_what_blows_up_says_when_and_begins_whole_again():
    kept: dict[str, Any] = {}
    asked: dict[str, Any] = {"curves": [("relu", "large")], "rate": 1.0}
    before = answer(begun(SPIRAL), kept, **asked)["curves"][0]
    lost = answer(begun(SPIRAL), kept, step=60, **asked)["curves"][0]
    assert before["verdict"] == "exploding" and lost["verdict"] == "lost"
    assert 0 < lost["lost"] <= 60 and lost["distinct"] is None
    assert answer(begun(SPIRAL), kept, **asked)["curves"][0] == before


def test_he_keeps_the_spread_of_relu_and_small_weights_lose_it():
    spreads: dict[str, list[float]] = {}
    for init in ("he", "xavier", "small"):
        runs = [
            answer(begun(SPIRAL), curves=[("relu", init)], seed=s, show="values", units=32)
            for s in range(5)
        ]
        spreads[init] = np.mean(
            [[layer["std"] for layer in r["spreads"]] for r in runs], 0
        ).tolist()
    assert 1 / 4 < spreads["he"][-1] / spreads["he"][0] < 4, spreads["he"]
    # Half of the variance goes in each layer: 2^(−11/2) is 0.022.
    assert 0.005 < spreads["xavier"][-1] / spreads["xavier"][0] < 0.1, spreads["xavier"]
    assert spreads["small"][-1] / spreads["small"][0] < 1e-10, spreads["small"]


def test_large_weights_saturate_the_sigmoid_at_both_ends():
    def ends(init: str) -> tuple[float, float]:
        """The share of all activations in the outer bins, and of saturated ones."""
        told = answer(begun(SPIRAL), curves=[("sigmoid", init)], units=32, show="values")
        layers = told["spreads"]
        assert told["bounded"] and {(v["low"], v["high"]) for v in layers} == {(0, 1)}
        assert {sum(v["counts"]) for v in layers} == {200 * 32}
        outer = sum(v["counts"][0] + v["counts"][-1] for v in layers)
        return outer / (200 * 32 * len(layers)), np.mean([v["flat"] for v in layers]).item()

    large, xavier = ends("large"), ends("xavier")
    assert large[0] > 3 * 2 / 24 and large[1] > 0.1, large
    assert xavier == (0, 0)


def test_gradients_have_bounds_of_their_own():
    told = answer(begun(SPIRAL), curves=[("sigmoid", "xavier")], show="values", kind="gradient")
    highs = [layer["high"] for layer in told["spreads"]]
    assert highs[0] < 1e-5 * highs[-1] and not told["common"]
    assert all(layer["low"] == -layer["high"] for layer in told["spreads"])


def test_only_the_courses_that_are_asked_for_are_kept():
    kept: dict[str, Any] = {}
    answer(ONCE, kept, step=20)
    first = list(kept["courses"].values())
    answer(ONCE, kept, curves=DESIGN[:2], step=21)
    assert list(kept["courses"].values()) == first[:2]
    answer(ONCE, kept, curves=DESIGN[:2], layers=3)
    assert len(kept["courses"]) == 2 and not set(first) & set(kept["courses"].values())


def test_a_walkers_run_and_an_empty_one_have_data_too():
    surface = begun({"objective": {"kind": "surface"}})
    empty = begun({"data": {"points": []}})
    assert answer(surface)["points"] == answer(empty)["points"] == 200


@pytest.mark.parametrize(
    "question, field",
    [
        ({"layers": 21}, "layers"),
        ({"units": 7}, "units"),
        ({"step": 301}, "step"),
        ({"rate": 0}, "rate"),
        ({"optimizer": "random_search"}, "optimizer"),
        ({"picked": 4}, "picked"),
        ({"curves": []}, "curves"),
        ({"curves": [{"activation": "relu", "init": "best"}]}, "curves[0].init"),
        ({"curves": [{"activation": "step", "init": "he"}]}, "curves[0].activation"),
        ({"show": "all"}, "show"),
        ({"layer": 12}, "layer"),
        ({"deeper": 3}, "question.deeper"),
    ],
)
def test_what_cannot_be_asked_is_said_with_its_field(question: Any, field: str):
    curves = [{"activation": f, "init": init} for f, init in DESIGN]
    with pytest.raises(Bad) as refused:
        STUDIES["depth"](ONCE, {"curves": curves} | question, {})
    assert refused.value.field == field


def test_a_long_way_is_gone_in_short_pieces():
    desk, said = Desk(), list[str]()
    curves = [{"activation": f, "init": init} for f, init in DESIGN]
    desk.ask(ONCE, AskStudy(7, "depth", {"curves": curves, "step": 60}))
    turns = 0
    while desk.busy:
        desk.work(0.0, lambda: 1.0, lambda text, replaces: said.append(text))
        turns += 1
    assert turns > 240 and json.loads(said[0])["step"] == 60


@pytest.mark.parametrize("layer", [0, 3])
@pytest.mark.parametrize("activation", ["tanh", "maxout"])
def test_a_neuron_of_a_deep_network_can_be_worked_out_from_what_is_told_of_it(
    activation: str, layer: int
):
    """Its weights times what comes in are the sums that make the next layer's inputs."""
    curves = [{"activation": activation, "init": "xavier"}]
    asked = {"curves": curves, "layers": 5, "units": 8, "step": 7, "show": "units"}
    told = [
        finished(STUDIES["depth"](ONCE, asked | {"layer": at}, {})) for at in (layer, layer + 1)
    ]
    rows, came = np.array(told[0]["inside"]["rows"]), np.array([*told[0]["inside"]["inputs"], 1.0])
    sums = (rows @ came).reshape(8, -1)
    out = np.tanh(sums[:, 0]) if activation == "tanh" else sums.max(axis=1)
    np.testing.assert_allclose(told[1]["inside"]["inputs"], out, rtol=1e-12)
