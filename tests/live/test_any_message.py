"""Any messages in any order: a session answers or refuses, and stays in step with its journal."""

import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from server.edits import EDITS
from server.protocol import ProtocolError
from tests.live.test_session import Page

ACTIVATIONS = "sigmoid tanh relu leaky_relu elu linear".split()
PRESETS = "circle xor gauss spiral moons spiral3 plane hills".split()
FEATURES = "x y x2 y2 xy sin_x sin_y".split()
BLOCKS: list[list[dict[str, Any]]] = [
    [{}],
    [{"optimizer": "sgd", "rate": 1000}],
    [{"rate": 0.1, "until": 3}, {"optimizer": "momentum"}],
]
Fields = dict[str, Callable[[random.Random], Any]]

EDIT_FIELDS: dict[str, Fields] = {
    "move": {"point": lambda r: r.randrange(25), "x": lambda r: place(r), "y": lambda r: place(r)},
    "add": {"points": lambda r: [[place(r), place(r), r.randrange(3)]] * r.randrange(1, 4)},
    "delete": {"points": lambda r: r.sample(range(25), r.randrange(1, 6))},
    "data": {"data": lambda r: {"preset": r.choice(PRESETS), "count": r.choice([0, 1, 2, 20])}},
    "split": {"test": lambda r: r.choice([0, 0.5, 0.9])},
    "classes": {"classes": lambda r: r.randrange(2, 5)},
    "method": {"method": lambda r: {"blocks": r.choice(BLOCKS)}},
    "penalty": {"penalty": lambda r: {"kind": r.choice(["none", "l1", "l2"]), "lambda": 0.1}},
    "loss": {"loss": lambda r: r.choice(["squared", "cross_entropy"])},
    "batch": {"batch": lambda r: r.randrange(1, 257)},
    "dropout": {"dropout": lambda r: r.choice([0, 0.3, 0.9])},
    "activation": {
        "layer": lambda r: r.randrange(3),
        "activation": lambda r: r.choice(ACTIVATIONS),
    },
    "init": {"init": lambda r: r.choice(["xavier", "zero", "he", "small"])},
    "seed": {
        "stream": lambda r: r.choice(["data", "init", "batches", "noise"]),
        "seed": lambda r: r.randrange(9),
    },
    "features": {"features": lambda r: r.sample(FEATURES, r.randrange(1, 4))},
    "unit_add": {"layer": lambda r: r.randrange(3)},
    "unit_remove": {"layer": lambda r: r.randrange(3), "unit": lambda r: r.randrange(5)},
    "layer_add": {"at": lambda r: r.randrange(4), "activation": lambda r: r.choice(ACTIVATIONS)},
    "layer_remove": {"at": lambda r: r.randrange(3)},
    "weight": {
        "layer": lambda r: r.randrange(3),
        "unit": lambda r: r.randrange(3),
        "input": lambda r: r.randrange(3),
        "value": lambda r: r.choice([1, -5, 1e6]),
    },
    "theta": {"theta": lambda r: [r.choice([0.1, 1e30, 1e300])] * 51},
    "place": {"plane": lambda r: r.randrange(1, 6), "a": lambda r: place(r), "b": lambda r: 0.1},
}
PLANES = [{"kind": kind, "seed": 1} for kind in ("path", "random", "gradient")]
PLANES.append({"kind": "weights", "weights": [[0, 0, 0], [0, 0, 1]]})
SHOWS = [{}, {"landscape": True, "maps": 32}, {"grad": True, "hist": True, "probe": 3, "field": 32}]
SHOWS.append({"theta": True, "trail": 64, "tried": 8, "batch": True, "landscape": True})


def place(r: random.Random) -> float:
    return round(r.uniform(-1.2, 1.2), 3)


def an_edit(page: Page, r: random.Random) -> None:
    kind = r.choice(list(EDIT_FIELDS))
    edit = {"kind": kind} | {name: make(r) for name, make in EDIT_FIELDS[kind].items()}
    page.send("edit", id=1, edit=edit)


def an_undo(page: Page, r: random.Random) -> None:
    del r
    for edit in page.said("edited")[-1]["inverse"] if page.said("edited") else []:
        page.send("edit", id=2, edit=edit)


def a_return(page: Page, r: random.Random) -> None:
    """The page was reloaded: journal, step and perhaps a checkpoint lead to the same bits."""
    run = page.session.run
    assert run is not None
    page.until(lambda: page.session.player.journey.target is None)
    journal, step, theta = json.loads(json.dumps(run.journal.to_json())), run.step, page.theta
    more: dict[str, Any] = {}
    if run.blowup is None and r.random() < 0.5:
        more = {"checkpoint": run.checkpoint()}
    page.send("hello", journal=journal, step=step, show=r.choice(SHOWS), **more)
    page.until(lambda: page.session.player.journey.target is None)
    if run.blowup is None:
        assert page.theta == theta, f"other bits at step {step} after a return, {list(more)}"


DOINGS: list[Callable[[Page, random.Random], None]] = [
    *[an_edit] * 6,
    an_undo,
    a_return,
    lambda page, r: page.send("play", speed=r.choice([0, 10, 1000])),
    lambda page, r: page.send("pause"),
    lambda page, r: page.send("step", unit=r.choice(["batch", "epoch"]), count=r.choice([1, -1])),
    lambda page, r: page.send("seek", step=r.randrange(300)),
    lambda page, r: page.send("restart", **r.choice([{}, {"init": 3}])),
    lambda page, r: page.send("show", show=r.choice(SHOWS)),
    lambda page, r: page.send("landscape", size=r.choice([11, 21]), plane=r.choice(PLANES)),
    lambda page, r: page.send("place", plane=r.randrange(1, 6), a=0.1, b=0.1),
    lambda page, r: page.send("check"),
]


def test_every_kind_of_edit_is_among_them():
    assert set(EDIT_FIELDS) == {*EDITS, "place"}


OBJECTIVES: list[dict[str, Any]] = [
    *[{"kind": "network"}] * 12,
    *[{"kind": "points", "loss": loss} for loss in ("squared", "softmax")] * 3,
]


@pytest.mark.parametrize(("seed", "objective"), list(enumerate(OBJECTIVES)))
def test_a_session_survives_any_messages_in_any_order(seed: int, objective: dict[str, Any]):
    r = random.Random(seed)
    spec: dict[str, Any] = {
        "objective": objective,
        "data": {"count": 20},
        "methods": [{}] * r.choice([1, 1, 3]),
        "dtype": r.choice(["float64", "float32"]),
    }
    page = Page(spec, show=r.choice(SHOWS))
    for _ in range(40):
        try:
            r.choice(DOINGS)(page, r)
        except ProtocolError as refused:
            assert refused.text
        page.wait(r.choice([0.005, 0.05, 0.2]))
