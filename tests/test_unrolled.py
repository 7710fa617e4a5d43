"""The network at a point as a graph: what PyTorch says, what differences say, and what the Network
lab says of the same point.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from server.checks import Bad
from server.engine.core import Array, Evaluator
from server.frames import Observer
from server.journal import Journal
from server.protocol import encode
from server.run import Run
from server.show import Show
from server.spec import parse
from server.studies import graph
from server.studies.by_operation import steps_of
from server.work import finished
from tests.reference import remade

STORED = json.loads((Path(__file__).parent / "reference/unrolled.json").read_text())
H = 1e-5
ACTIVATIONS = [
    {"activation": "sigmoid"},
    {"activation": "tanh"},
    {"activation": "relu"},
    {"activation": "leaky_relu", "leak": 0.1},
    {"activation": "maxout", "pieces": 3},
    {"activation": "elu", "alpha": 0.7},
    {"activation": "elu"},
    {"activation": "softplus"},
    {"activation": "gelu"},
    {"activation": "silu"},
    {"activation": "linear"},
]
LOSSES = [  # loss, classes (0: a regression), label
    ("cross_entropy", 2, 0),
    ("cross_entropy", 2, 1),
    ("cross_entropy", 3, 2),
    ("squared", 2, 1),
    ("squared", 4, 0),
    ("squared", 0, 0.4),
    ("squared_tanh", 2, 0),
    ("squared_tanh", 3, 1),
    ("squared_tanh", 0, -0.3),
    ("hinge", 2, 1),
    ("hinge", 3, 1),
    ("huber", 0, 5.0),
    ("huber", 0, 0.1),
]
LEVELS = ("operation", "neuron", "layer")
# Each activation under one loss, each loss over one activation: what joins them is the same.
KINDS = [(bend, LOSSES[2]) for bend in ACTIVATIONS] + [(ACTIVATIONS[1], end) for end in LOSSES]
each_kind = pytest.mark.parametrize(
    "bend,ending",
    [pytest.param(*kind, id=f"{[*kind[0].values()]} {kind[1]}") for kind in KINDS],
)


def run_of(
    hidden: list[dict[str, Any]], loss: str = "cross_entropy", classes: int = 2, label: float = 1,
    at: tuple[float, float] = (0.31, -0.72), **more: Any,
) -> Run:  # fmt: skip
    """A run whose only point is this one."""
    task = {"task": "regression"} if not classes else {"classes": classes}
    model = {"hidden": hidden, "features": ["x", "y", "xy"], "init": "lecun"}
    given = {
        "data": {"points": [[*at, label]], **task}, "model": model | more.pop("model", {}),
        "loss": loss, "batch": 1, "seeds": {"init": 4}, **more,
    }  # fmt: skip
    return Run(Journal(parse(given)))


def asked(run: Run, level: str, h: float = H, nudge: Any = None, **point: float) -> dict[str, Any]:
    first = run.stepper.points
    place = {"x": float(first.xy[0, 0]), "y": float(first.xy[0, 1]), "label": first.label[0]}
    source = {"kind": "network", "point": place | point, "level": level}
    return finished(graph.study(run, {"source": source, "h": h, "nudge": nudge}, {}))


def near(got: Any, expected: Any, tolerance: float = 1e-9) -> bool:
    return np.allclose(np.array(got, float), np.array(expected, float), tolerance, tolerance)


@pytest.mark.parametrize("level", LEVELS)
@each_kind
def test_every_gradient_is_what_nudging_says(
    bend: dict[str, Any], ending: tuple[str, int, float], level: str
) -> None:
    run = run_of([{"units": 2, **bend}, {"units": 3, **bend}], *ending)
    found = asked(run, level)
    assert found["level"] == level and found["faults"] == []
    for node in found["nodes"]:
        if node["grad"] is not None and node["numeric"] is not None:
            assert near(node["grad"], node["numeric"], 1e-7), node["key"]
        if node["op"] == "neuron":
            assert near(node["weight_grads"], node["weight_numeric"], 1e-7)
            assert near(node["bias_grad"], node["bias_numeric"], 1e-7)
            assert near(node["grad_z"], node["bias_numeric"], 1e-7)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("loss,classes,label", LOSSES)
def test_where_arrows_meet_what_they_bring_adds_up(
    loss: str, classes: int, label: float, level: str
) -> None:
    found = asked(run_of([{"units": 3}, {"units": 2}], loss, classes, label), level)
    brought: dict[int, Any] = {}
    for node in found["nodes"]:
        for i, sent in zip(node["inputs"], node["sent"], strict=True):
            if sent is not None:
                brought[i] = np.array(brought.get(i, 0)) + np.array(sent)
    for at, sent in brought.items():
        if found["nodes"][at]["kind"] != "number":
            assert near(found["nodes"][at]["grad"], sent)
    assert len(brought) > 4


@each_kind
def test_all_levels_say_the_same(bend: dict[str, Any], ending: tuple[str, int, float]) -> None:
    run = run_of([{"units": 2, **bend}], *ending)
    by = {level: {n["key"]: n for n in asked(run, level)["nodes"]} for level in LEVELS}
    for unit in (0, 1):
        key = f"a1[{unit}]"
        for what in ("value", "grad"):
            whole = by["layer"]["a1"][what][unit][0]
            assert near([by[level][key][what] for level in LEVELS[:2]], whole)
        assert near(by["operation"][f"W1[{unit},2]"]["grad"], by["layer"]["W1"]["grad"][unit][2])
    assert near([by[level]["L"]["value"] for level in LEVELS], run.stepper.losses()[0][0])


@pytest.mark.parametrize("case", STORED["cases"], ids=lambda c: c["loss"])
def test_the_entries_are_pytorchs(case: dict[str, Any]) -> None:
    hidden = [{"units": n, "activation": case["activation"]} for n in case["sizes"][1:-1]]
    outputs = case["sizes"][-1]
    model = {"features": ["x", "y"], "theta": case["theta"]}
    at = tuple(case["point"])
    run = run_of(hidden, case["loss"], max(2, outputs), case["label"], at, model=model)
    found = {node["key"]: node for node in asked(run, "layer")["nodes"]}
    for name, stored in case["entries"].items():
        assert near(found[name]["value"], stored["value"], 1e-12), name
        assert near(found[name]["grad"], stored["grad"], 1e-12), name
    assert near(found["L"]["value"], case["L"], 1e-12)
    by_neuron = {node["key"]: node for node in asked(run, "neuron")["nodes"]}
    hidden_grads = [by_neuron[f"a1[{unit}]"]["grad"] for unit in range(case["sizes"][1])]
    assert near(hidden_grads, np.array(case["entries"]["a1"]["grad"])[:, 0], 1e-12)


@pytest.mark.torch
def test_the_stored_entries_are_what_pytorch_says_today(tmp_path: Path) -> None:
    again = remade("make_unrolled.py", "unrolled.json", tmp_path)
    for old, new in zip(STORED["cases"], again["cases"], strict=True):
        for name, entry in old["entries"].items():
            assert near(new["entries"][name]["grad"], entry["grad"], 1e-12)


def test_the_numbers_are_those_that_the_network_lab_shows_of_the_point() -> None:
    run = run_of([{"units": 4}, {"units": 3, "activation": "gelu"}], "cross_entropy", 3, 2)
    run.advance(7)
    values = Observer().observe(run, Show(theta=True, grad=True, probe=0)).values
    sizes, units = [3, 4, 3, 3], asked(run, "neuron")["nodes"]
    z, a, delta = values["probe"]
    neurons = [n for n in units if n["op"] == "neuron"]
    assert [n["z"] for n in neurons] == z[sizes[0] :].tolist()
    assert [n["grad_z"] for n in neurons] == delta[sizes[0] :].tolist()
    hidden, chances = neurons[: sizes[1] + sizes[2]], [n for n in units if n["op"] == "softmax"]
    assert [n["value"] for n in [*hidden, *chances]] == a[sizes[0] :].tolist()
    # The minibatch is the point, so the minibatch's gradient is the point's.
    grads = np.concatenate([[*n["weight_grads"], n["bias_grad"]] for n in neurons])
    assert grads.tolist() == values["grad"][0].tolist()


def test_a_nudged_weights_loss_is_that_of_the_network_with_this_weight() -> None:
    """Lanes of the rest of a network are the network: whole rows of Θ say so."""
    run = run_of([{"units": 3}, {"units": 2, "activation": "maxout"}], "hinge", 3, 1)
    theta, net = run.stepper.theta[0], run.stepper.net
    steps = np.eye(len(theta)) * 0.25
    up, _, _ = Evaluator(net, run.stepper.train).evaluate(theta + steps)
    down, _, _ = Evaluator(net, run.stepper.train).evaluate(theta - steps)
    found = asked(run, "layer", h=0.25)["nodes"]
    matrices = {n["key"]: np.array(n["numeric"]) for n in found if n["key"][0] in "Wb"}
    layers = [np.hstack([matrices[f"W{n}"], matrices[f"b{n}"]]).ravel() for n in (1, 2, 3)]
    assert near(np.concatenate(layers), (up - down) / 0.5)


@pytest.mark.parametrize("key", ["x[1]", "W2[1,0]", "b1[2]", "z1[0]", "a1[1]", "o[2]", "p[0]", "L"])
def test_what_is_nudged_moves_what_comes_after_it(key: str) -> None:
    run = run_of([{"units": 3}, {"units": 2}], "cross_entropy", 3, 1)
    found = asked(run, "layer", h=0.125, nudge={"key": key, "by": 0.125})
    nodes, nudged = found["nodes"], found["nudged"]
    name, _, at = key.rstrip("]").partition("[")
    index = tuple(int(i) for i in at.split(",")) if at else ()
    place = index if len(index) == 2 else (*index, 0)
    node = next(n for n in nodes if n["key"] == name)
    if name == "L":
        assert nudged["f"] == nudged["predicted"] == node["value"] + 0.125
        return
    order = [n["key"] for n in nodes]
    after = dict(zip(order, nudged["values"], strict=True))
    assert near(np.array(after[name])[place] - np.array(node["value"])[place], 0.125)
    down = asked(run, "layer", h=0.125, nudge={"key": key, "by": -0.125})["nudged"]["f"]
    assert near((nudged["f"] - down) / 0.25, np.array(node["numeric"])[place])
    assert near(after["L"], nudged["f"])
    before = order[: order.index("x" if name[0] in "xWb" else name)]
    assert all(after[n["key"]] == n["value"] for n in nodes if n["key"] in before)
    expected = np.array(node["grad"])[place] * 0.125 + nodes[-1]["value"]
    assert near(nudged["predicted"], expected)


def test_a_key_that_the_network_has_no_more_nudges_nothing() -> None:
    run = run_of([{"units": 2}])
    for level in LEVELS:
        for key in ("a1[2]", "a7[0]", "W1[0,9]", "#999", "W1[0,0,0]", "", "q"):
            assert asked(run, level, nudge={"key": key, "by": 1})["nudged"] is None
        assert asked(run, level, nudge={"key": "W1[1,0]", "by": 1})["nudged"]["f"] > 0


@pytest.mark.parametrize(
    "hidden,level,given",
    [
        ([6, 4], "operation", "operation"),
        ([8, 8, 8], "operation", "neuron"),
        ([32, 32], "neuron", "neuron"),
        ([32, 32, 32], "neuron", "layer"),
        ([32] * 6, "operation", "layer"),
    ],
)
def test_what_is_too_much_to_look_at_is_folded(hidden: list[int], level: str, given: str) -> None:
    found = asked(run_of([{"units": n} for n in hidden]), level)
    assert found["level"] == given
    assert (found["reduced"] is None) == (level == given)
    if found["reduced"]:
        assert found["reduced"]["from"] == level
        assert found["reduced"]["nodes"] > found["reduced"]["most"]


@each_kind
def test_the_steps_are_counted_before_they_are_made(
    bend: dict[str, Any], ending: tuple[str, int, float]
) -> None:
    loss, classes, label = ending
    run = run_of([{"units": 3, **bend}], *ending)
    steps = [n for n in asked(run, "operation")["nodes"] if n["kind"] == "step"]
    right_is_zero = label == 0 and (loss, classes) == ("cross_entropy", 2)
    assert steps_of(run.stepper.net) - len(steps) == (0 if right_is_zero or classes != 2 else
        int(loss == "cross_entropy"))  # fmt: skip


@pytest.mark.parametrize("level", LEVELS)
def test_groups_hold_steps_and_send_back_what_arrives(level: str) -> None:
    found = asked(run_of([{"units": 3}, {"units": 2}], "squared", 3, 1), level)
    nodes = found["nodes"]
    for group in found["groups"]:
        kinds = {nodes[i]["kind"] for i in group["nodes"]}
        assert kinds <= {"step", "number"} and group["out"] in group["nodes"]
        outside = {i for at in group["nodes"] for i in nodes[at]["inputs"]} - set(group["nodes"])
        assert outside == set(group["inputs"])
    wanted = {"operation": ["neuron"] * 8 + ["definition"], "neuron": ["layer"] * 3}
    assert [g["kind"] for g in found["groups"]] == wanted.get(level, ["layer"] * 3)


def test_dropout_and_the_penalty_are_not_in_a_points_loss() -> None:
    plain = run_of([{"units": 4}])
    other = run_of([{"units": 4}], model={"dropout": 0.5}, penalty={"kind": "l2", "lambda": 0.5})
    first, second = (asked(run, "neuron")["nodes"] for run in (plain, other))
    assert [n["grad"] for n in first] == [n["grad"] for n in second]


def test_a_network_that_overflows_says_where() -> None:
    run = run_of([{"units": 2, "activation": "relu"}, {"units": 2, "activation": "relu"}])

    run.stepper.theta[...] = 1e200
    for level in LEVELS:
        found = asked(run, level)
        assert found["faults"], level
        node = found["nodes"][found["faults"][0]["node"]]
        assert not np.isfinite(np.array(node["value"], float)).all()
        assert all(f["key"].startswith("error.graph_") for f in found["faults"])
        json.loads(encode(found))


@pytest.mark.parametrize(
    "change,field",
    [
        ({"point": {"x": 9, "y": 0, "label": 1}}, "source.point.x"),
        ({"point": {"x": 0, "y": None, "label": 1}}, "source.point.y"),
        ({"point": {"x": 0, "y": 0, "label": 2}}, "source.point.label"),
        ({"point": {"x": 0, "y": 0, "label": 0.5}}, "source.point.label"),
        ({"point": None}, "source.point"),
        ({"level": "atom"}, "source.level"),
        ({"text": "x"}, "source.text"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(change: dict[str, Any], field: str) -> None:
    source = {"kind": "network", "point": {"x": 0, "y": 0, "label": 1}, "level": "neuron"} | change
    with pytest.raises(Bad) as refused:
        graph.study(run_of([{"units": 2}]), {"source": source, "h": H}, {})
    assert refused.value.field == field


def test_a_run_of_two_numbers_has_no_network() -> None:
    run = Run(Journal(parse({"objective": {"kind": "surface"}})))
    source = {"kind": "network", "point": {"x": 0, "y": 0, "label": 1}}
    with pytest.raises(Bad) as refused:
        graph.study(run, {"source": source}, {})
    assert refused.value.field == "source.kind"


def test_a_run_in_single_precision_shows_its_own_numbers() -> None:
    run = run_of([{"units": 3}], dtype="float32")
    values: Array = Observer().observe(run, Show(grad=True, probe=0)).values["probe"]
    found = [n for n in asked(run, "neuron", h=1e-4)["nodes"] if n["op"] == "neuron"]
    assert [n["z"] for n in found] == values[0, 3:].tolist()
    for node in found:
        assert near(node["weight_grads"], node["weight_numeric"], 1e-5)
