"""Unrolled: the network as it stands, as a graph, for one example: the source "network" of the
graph study. Three levels, from coarse to fine: layers (matrices), neurons, single operations.
"""

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
from server.studies.example import Example, Nudge
from server.studies.passage import Passage
from server.work import Work

MOST_NODES = 200
MOST_WIRES = 1200  # of neurons: more are no picture, and too many numbers to be sent while it runs


@dataclass(frozen=True)
class Asked:
    level: str
    h: float
    nudge: Nudge
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
    asked = Asked(level, h, nudge, spec.model.features)
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


def _told(
    passage: Passage, theta: Array, given: Batch, asked: Asked, told: dict[str, Any]
) -> Work[dict[str, Any]]:
    yield
    level, reduced = _fitting(passage.net, asked.level)
    passage.run(theta, given)
    up, down = yield from passage.differences(asked.h)
    example = Example(passage, asked.features, asked.h, up, down)
    found = LEVELS[level](example, asked.nudge)
    return {"source": "network", "level": level, "reduced": reduced, **told, **found}


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


Level = Callable[[Example, Nudge], dict[str, Any]]
LEVELS: dict[str, Level] = {"operation": operations, "neuron": neurons, "layer": layers}
