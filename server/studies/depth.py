"""Depth: how much gradient is left in every layer of a deep network, at its start and while it
trains; a network for each curve, on the run's own points.
"""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from server import checks
from server import spec as specs
from server.engine.activations import ACTIVATIONS
from server.engine.core import Array
from server.engine.datasets import Points
from server.engine.params import INITS
from server.engine.updates import UPDATES
from server.run import Run
from server.spec import Block, Data, Method, Spec
from server.spec.data import listed
from server.spec.model import Hidden, Model
from server.studies.course import Course, Measured
from server.studies.spread import KINDS, spreads
from server.work import Work

MOST_STEPS, MOST_LAYERS, UNITS, MOST_CURVES, RATES = 300, 20, (8, 32), 6, (1e-5, 100.0)
MOST_POINTS = 200  # a pass through twenty layers of 32 then takes five milliseconds
SHOWS = ("norms", "values", "units", "time")
FIELDS = "layers units curves step seed optimizer rate picked show kind layer".split()

VANISHING = 1e-2  # of the last layer's gradient that reaches the first
EXPLODING = 1e3  # a gradient that at any usual rate throws the weights away
FAINT = 1e-6  # a ratio near 1 hides that no layer has more


def study(run: Run, given: Mapping[str, Any], kept: dict[str, Any]) -> Work[dict[str, Any]]:
    checks.mapping(given, "question", FIELDS)
    layers = checks.integer(given.get("layers", 12), "layers", 1, MOST_LAYERS)
    units = checks.integer(given.get("units", 16), "units", *UNITS)
    step = checks.integer(given.get("step", 0), "step", 0, MOST_STEPS)
    seed = specs.parse_seed(given.get("seed", 0), "seed")
    optimizer = checks.choice(given.get("optimizer", "sgd"), "optimizer", UPDATES)
    rate = checks.number(given.get("rate", 0.1), "rate", *RATES)
    listed_curves = checks.listing(given.get("curves"), "curves", 1, MOST_CURVES, "curves")
    curves = [_curve(curve, f"curves[{i}]") for i, curve in enumerate(listed_curves)]
    picked = checks.integer(given.get("picked", 0), "picked", 0, len(curves) - 1)
    show = checks.choice(given.get("show", "norms"), "show", SHOWS)
    kind = checks.choice(given.get("kind", "activation"), "kind", KINDS)
    layer = checks.integer(given.get("layer", 0), "layer", 0, layers - 1)

    defaults = tuple(UPDATES[optimizer].defaults.items())
    method = Method((Block(optimizer, rate, defaults, 0.0),))
    base = replace(_base(run), methods=(method,), seeds=_seeds(seed))
    wanted = [_deep(base, layers, units, *curve) for curve in curves]
    asked = {"layers": layers, "units": units, "seed": seed, "optimizer": optimizer, "rate": rate}
    shown = {"step": step, "picked": picked, "show": show, "kind": kind, "layer": layer}
    return _answer(wanted, asked | shown, kept)


def _curve(value: Any, field: str) -> tuple[str, str]:
    given = checks.mapping(value, field, ("activation", "init"))
    activation = checks.choice(given.get("activation"), f"{field}.activation", ACTIVATIONS)
    return activation, checks.choice(given.get("init"), f"{field}.init", INITS)


# Which network


def _base(run: Run) -> Spec:
    """The run's data, inputs and loss, without what else it is trained with: penalty, dropout."""
    spec, points = run.spec, _training(run.stepper.points)
    if spec.objective.planar or not len(points.label):
        spec = specs.parse({"data": {"count": MOST_POINTS, "test": 0}})
        points = _training(spec.points())
    task, classes, count = spec.data.task, spec.data.classes, len(points.label)
    data = Data(None, count, 0.0, 0.0, task, classes, points=listed(points))
    model = Model(spec.model.features)
    return Spec(data, model, spec.loss, batch=count, huber=spec.huber)


def _training(points: Points) -> Points:
    """The training points, or as many of them as are looked at: always the same, and drawn, for
    every third point of three classes dealt in turn would be of one class.
    """
    chosen = np.flatnonzero(~points.test)
    drawn = np.random.default_rng(0).permutation(len(chosen))[:MOST_POINTS]
    chosen = chosen[np.sort(drawn)]
    label, test, ids = points.label[chosen], points.test[chosen], points.ids[chosen]
    return Points(points.xy[chosen], label, test, ids)


def _seeds(init: int) -> tuple[tuple[str, int], ...]:
    return tuple((name, init if name == "init" else 0) for name in specs.STREAMS)


def _deep(base: Spec, layers: int, units: int, activation: str, init: str) -> Spec:
    hyper = tuple(ACTIVATIONS[activation].hyper.items())
    hidden = (Hidden(units, activation, hyper),) * layers
    return replace(base, model=replace(base.model, hidden=hidden, init=init))


# What is told


def _answer(
    wanted: list[Spec], asked: dict[str, Any], kept: dict[str, Any]
) -> Work[dict[str, Any]]:
    """`kept` holds the last question's courses: those that are still asked for go on."""
    before: dict[Spec, Course] = kept.get("courses", {})
    courses: dict[Spec, Course] = {spec: before[spec] for spec in wanted if spec in before}
    kept["courses"] = courses
    for spec in wanted:
        if spec not in courses:
            courses[spec] = Course(spec)
            yield
        yield from courses[spec].go(asked["step"])
    told: list[dict[str, Any]] = []
    for spec in wanted:
        told.append(_told(spec, courses[spec]))
        yield
    answer = asked | {
        "most": MOST_STEPS,
        "points": wanted[0].data.size,
        "sizes": list(wanted[0].sizes),
        "guess": _guess(wanted[0]),
        "curves": told,
    }
    picked = courses[wanted[asked["picked"]]]
    if asked["show"] == "values":
        answer |= spreads(picked, asked["kind"])
    elif asked["show"] == "units":
        answer["weights"] = yield from _weights(picked)
        answer["inside"] = _inside(picked, asked["layer"])
    elif asked["show"] == "time":
        answer |= _times([courses[spec] for spec in wanted], picked, asked["step"])
    return answer


def _told(spec: Spec, course: Course) -> dict[str, Any]:
    now = course.measure()
    lost = course.lost == course.step
    return {
        "activation": spec.model.hidden[0].activation,
        "init": spec.model.init,
        "loss": now.loss,
        "norms": now.norms,
        "start": course.start.norms,
        "start_loss": course.start.loss,
        "ratio": now.norms[0] / now.norms[-1] if now.norms[-1] else math.nan,
        "verdict": "lost" if lost else _verdict(now.norms),
        "lost": course.lost if lost else None,
        "range": _range([*_until(course, course.step), now]),
        "distinct": None if lost else course.distinct(),
        "distinct_at_start": course.distinct_at_start,
    }


def _verdict(norms: list[float]) -> str:
    """In one word; the thresholds are ours, the numbers stand beside it."""
    most = max(norms)
    if not any(norms[:-1]):
        return "none"
    if most < FAINT:
        return "faint"
    if norms[0] < VANISHING * norms[-1]:
        return "vanishing"
    return "exploding" if most > EXPLODING or norms[0] > norms[-1] / VANISHING else "even"


def _until(course: Course, step: int) -> list[Measured]:
    return [entry for at, entry in course.log.items() if at <= step]


def _range(entries: list[Measured]) -> list[float] | None:
    """The smallest and the largest norm so far, zeros aside."""
    known = [n for entry in entries for n in entry.norms if 0 < n < math.inf]
    return [min(known), max(known)] if known else None


def _guess(spec: Spec) -> float | None:
    """The cross-entropy of who knows only how frequent each class is: ln K if all are the same."""
    if spec.loss != "cross_entropy" or spec.data.task == "regression":
        return None
    _, counts = np.unique([p[2] for p in spec.data.points or ()], return_counts=True)
    shares = counts / counts.sum()
    return float(-(shares * np.log(shares)).sum())


def _weights(course: Course) -> Work[list[dict[str, Any]]]:
    """Of every hidden layer, a unit's weights in a row and its bias at the end, to three digits."""
    out: list[dict[str, Any]] = []
    for layer, group in zip(course.weights, course.groups(), strict=True):
        told = {"rows": layer.shape[0], "columns": layer.shape[1], "groups": group}
        out.append(told | {"most": float(np.abs(layer).max()), "values": _rounded(layer)})
        yield
    return out


def _inside(course: Course, layer: int) -> dict[str, Any]:
    """A hidden layer's weights in all digits, and what the first point brings into it: what it
    takes to look at one of its units.
    """
    program = course.run()
    came = program.a[layer - 1] if layer else program.x
    return {"rows": course.weights[layer].tolist(), "inputs": came[:-1, 0].tolist()}


def _rounded(values: Array) -> list[float]:
    return [float(f"{v:.3g}") for v in values.ravel().tolist()]


def _times(courses: list[Course], picked: Course, step: int) -> dict[str, Any]:
    """Every few steps: the loss of each curve, and every layer's norm of the picked one."""
    logs = [{entry.step: entry.loss for entry in _until(course, step)} for course in courses]
    steps = sorted({at for log in logs for at in log})
    norms = {entry.step: _rounded(np.array(entry.norms)) for entry in _until(picked, step)}
    return {
        "steps": steps,
        "losses": [[log.get(at) for at in steps] for log in logs],
        "strip": [norms.get(at) for at in steps],
    }
