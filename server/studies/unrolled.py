"""Unrolled: the network as it stands, as a graph, for one example: the source "network" of the graph
study. Three levels, from coarse to fine: layers (matrices), neurons, single operations.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from server import checks
from server.checks import Bad
from server.engine.core import Array, Batch
from server.engine.datasets import Points
from server.engine.mlp import Network
from server.run import Run
from server.spec import REACH, Spec, parse_label
from server.state import batch
from server.studies.by_layer import layers
from server.studies.by_neuron import neurons
from server.studies.by_operation import operations, steps_of
from server.studies.example import Example, Picture
from server.studies.passage import Passage
from server.work import Work

Nudge = tuple[str, float] | None
MOST_NODES = 200
MOST_WIRES = 1200  # of neurons: more are no picture, and too many numbers to be sent while it runs


@dataclass(frozen=True)
class Asked:
    """`ref`: the number that stays nudged, as an entry and its place there."""

    level: str
    h: float
    nudge: Nudge
    ref: tuple[str, tuple[int, ...]] | None
    features: tuple[str, ...]


def study(
    run: Run, source: Mapping[str, Any], h: float, nudge: Nudge, kept: dict[str, Any]
) -> Work[dict[str, Any]]:
    """`point`: where, and the class or the value that is right there; `level`: a key of LEVELS."""
    checks.mapping(source, "source", ("kind", "point", "level"))
    spec, stepper = run.spec, run.stepper
    if spec.objective.planar:
        raise Bad("source.kind", "this run has no network: it is of two numbers", "no_network")
    level = checks.choice(source.get("level", "neuron"), "source.level", LEVELS)
    x, y, label = _point(source.get("point"), spec)
    points = Points(np.array([[x, y]]), np.array([label]), np.zeros(1, bool), np.zeros(1, int))
    example = batch(spec, points, np.ones(1, bool))
    told = {"step": run.step, "version": run.version, "point": {"x": x, "y": y, "label": label}}
    theta = stepper.theta[0].copy()
    passage = _passage(stepper.net, theta, kept)
    ref = None if nudge is None else _ref(nudge[0], passage)
    asked = Asked(level, h, nudge, ref, spec.model.features)
    return _told(passage, theta, example, asked, told)


def _point(given: Any, spec: Spec) -> tuple[float, float, float]:
    field = "source.point"
    point = checks.mapping(given, field, ("x", "y", "label"))
    x, y = (checks.number(point.get(name), f"{field}.{name}", -REACH, REACH) for name in "xy")
    return x, y, parse_label(point.get("label"), spec.data, f"{field}.label")


def _passage(net: Network, theta: Array, kept: dict[str, Any]) -> Passage:
    """Compiled for the network that the last question was about, or anew."""
    known = kept.get("passage")
    if not isinstance(known, Passage) or not known.fits(net, theta.dtype):
        known = kept["passage"] = Passage(net, theta.dtype)
    return known


def _ref(key: str, passage: Passage) -> tuple[str, tuple[int, ...]]:
    """"W1[2,0]" → ("W1", (2, 0)); a vector's numbers have one index, a lone one none."""
    found = re.fullmatch(r"([A-Za-z][0-9]*)(?:\[([0-9]{1,4})(?:,([0-9]{1,4}))?\])?", key)
    shape = passage.shapes.get(found[1]) if found else None
    if found is None or shape is None:
        names = ", ".join(passage.names)
        raise Bad("nudge.key", f"expected one of {names}, with its indices; got {key}", "graph_key")
    given = [int(i) for i in found.groups()[1:] if i is not None]
    at = tuple(given + [0] * (len(shape) - len(given)))
    if len(given) > len(shape) or any(i >= n for i, n in zip(at, shape, strict=False)):
        raise Bad("nudge.key", f"{found[1]} is {shape}, got {key}", "graph_key")
    return found[1], at


def _told(
    passage: Passage, theta: Array, given: Batch, asked: Asked, told: dict[str, Any]
) -> Work[dict[str, Any]]:
    yield
    level, reduced = _fitting(passage.net, asked.level)
    passage.run(theta, given)
    up, down = yield from passage.differences(asked.h)
    example = Example(passage, asked.features, asked.h, up, down)
    picture, nudged = LEVELS[level](example), None
    yield
    if asked.nudge is not None and asked.ref is not None:
        after = passage.after_nudge(*asked.ref, asked.nudge[1])
        nudged = example.nudged(asked.ref, *asked.nudge, after, picture.refs)
    return {
        "source": "network", "level": level, "reduced": reduced, **told,
        "nodes": picture.nodes, "groups": picture.groups, "leaves": _leaves(picture),
        "faults": _faults(picture), "nudged": nudged,
    }  # fmt: skip


def _leaves(picture: Picture) -> list[dict[str, Any]]:
    return [
        {"name": node["key"], "node": at, "value": node["value"], "declared": None}
        for at, node in enumerate(picture.nodes)
        if node["kind"] == "leaf"
    ]


def _faults(picture: Picture) -> list[dict[str, Any]]:
    """Where something that is not finite is made of what is."""
    finite = [bool(np.isfinite(node["value"]).all()) for node in picture.nodes]
    found: list[dict[str, Any]] = []
    for at, node in enumerate(picture.nodes):
        if not finite[at] and all(finite[i] for i in node["inputs"]):
            text = f"{node['key']} is not finite"
            values = {"name": node["key"], "column": None}
            fault = {"key": "error.graph_not_finite", "values": values, "text": text}
            found.append({"node": at, "column": None, **fault})
    return found


def _fitting(net: Network, level: str) -> tuple[str, dict[str, Any] | None]:
    """The level, or the next coarser one that can still be looked at; and why."""
    asked, reduced = level, None
    sizes = net.sizes
    if level == "operation" and (n := steps_of(net)) > MOST_NODES:
        level, reduced = "neuron", {"from": asked, "of": "nodes", "nodes": n, "most": MOST_NODES}
    wires = sum(n * m for n, m in zip(sizes[:-1], sizes[1:], strict=True))
    if level == "neuron" and wires > MOST_WIRES:
        level = "layer"
        reduced = {"from": asked, "of": "wires", "nodes": wires, "most": MOST_WIRES}
    return level, reduced


Level = Callable[[Example], Picture]
LEVELS: dict[str, Level] = {"operation": operations, "neuron": neurons, "layer": layers}
