"""Spec: what to run. Frozen, made of names and numbers;
docs/spec.md says what each field may hold.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from server import checks
from server.checks import Bad
from server.engine import losses, params
from server.engine.datasets import Points
from server.spec.data import (
    MOST_CLASSES,
    MOST_ID,
    MOST_POINTS,
    PRESETS,
    REACH,
    Data,
    explicit,
    parse_data,
    parse_label,
    parse_points,
)
from server.spec.made import made
from server.spec.methods import (
    MOST_ROWS,
    Block,
    Method,
    method_json,
    method_tables,
    parse_method,
    parse_methods,
)
from server.spec.model import (
    HYPER_LIMITS,
    MOST_LAYERS,
    MOST_UNITS,
    Hidden,
    Model,
    parse_activation,
    parse_dropout,
    parse_features,
    parse_hidden,
    parse_model,
    parse_theta,
)

__all__ = (
    "MOST_CLASSES",
    "MOST_ID",
    "MOST_LAYERS",
    "MOST_POINTS",
    "MOST_ROWS",
    "MOST_UNITS",
    "PRESETS",
    "REACH",
    "Block",
    "Data",
    "Hidden",
    "Method",
    "Model",
    "Penalty",
    "Spec",
    "loss_name",
    "method_json",
    "method_tables",
    "parse",
    "parse_activation",
    "parse_data",
    "parse_features",
    "parse_hidden",
    "HYPER_LIMITS",
    "parse_dropout",
    "parse_huber",
    "parse_label",
    "parse_loss",
    "parse_method",
    "parse_model",
    "parse_penalty",
    "parse_points",
    "parse_seed",
    "parse_theta",
)

STREAMS = ("data", "init", "batches", "noise")
SPEC_FIELDS = "objective data model loss penalty methods batch seeds dtype huber".split()


@dataclass(frozen=True)
class Penalty:
    kind: str = "none"
    strength: float = 0.001


@dataclass(frozen=True)
class Spec:
    data: Data = Data()
    model: Model = Model()
    loss: str = "cross_entropy"
    penalty: Penalty = Penalty()
    methods: tuple[Method, ...] = (Method(),)
    batch: int = 10
    seeds: tuple[tuple[str, int], ...] = tuple((name, 0) for name in STREAMS)
    dtype: str = "float64"
    objective: str = field(default="network")
    huber: float = 1.0

    def seed(self, stream: str) -> int:
        return dict(self.seeds)[stream]

    def rng(self, stream: str, *more: int) -> np.random.Generator:
        """A stream's own generator: changing one seed leaves the other
        streams' numbers as they are.
        """
        return np.random.default_rng([STREAMS.index(stream), self.seed(stream), *more])

    @property
    def outputs(self) -> int:
        single = self.data.task == "regression" or self.data.classes == 2
        return 1 if single else self.data.classes

    @property
    def sizes(self) -> params.Sizes:
        inside = [h.units for h in self.model.hidden]
        pieces = [h.pieces for h in self.model.hidden]
        return params.Sizes((len(self.model.features), *inside, self.outputs), (*pieces, 1))

    def points(self) -> Points:
        """The data: the points it carries, or what its generator makes."""
        if self.data.points is not None:
            return explicit(self.data.points)
        return made(self.data, self.rng)

    def with_points(self, points: Points) -> "Spec":
        rows = zip(points.xy, points.label, points.test, points.ids, strict=True)
        listed = tuple(
            (float(xy[0]), float(xy[1]), float(label), int(test), int(i))
            for xy, label, test, i in rows
        )
        return replace(self, data=replace(self.data, points=listed))

    def to_json(self, points: bool = True) -> dict[str, Any]:
        """The canonical form: parse(spec.to_json()) == spec."""
        data = (self.data if points else replace(self.data, points=None)).to_json()
        model: dict[str, Any] = {
            "features": list(self.model.features),
            "hidden": [h.to_json() for h in self.model.hidden],
            "init": self.model.init,
        }
        if self.model.theta is not None:
            model["theta"] = list(self.model.theta)
        if self.model.dropout:
            model["dropout"] = self.model.dropout
        return {
            "objective": {"kind": self.objective},
            "data": data,
            "model": model,
            "loss": self.loss,
            "penalty": {"kind": self.penalty.kind, "lambda": self.penalty.strength},
            "methods": [method_json(m) for m in self.methods],
            "batch": self.batch,
            "seeds": dict(self.seeds),
            "dtype": self.dtype,
            **({"huber": self.huber} if self.loss == "huber" else {}),
        }


# Parsing, in the order of the fields


def parse(value: Any) -> Spec:
    """JSON → Spec, or Bad naming the first field that is wrong."""
    given = checks.mapping(value, "spec", SPEC_FIELDS)
    objective = checks.mapping(given.get("objective", {}), "objective", ("kind",))
    checks.choice(objective.get("kind", "network"), "objective.kind", ("network",))
    data = parse_data(given.get("data", {}))
    default_loss = "squared" if data.task == "regression" else "cross_entropy"
    loss = parse_loss(given.get("loss", default_loss), data.task)
    spec = Spec(
        data=data,
        model=parse_model(given.get("model", {})),
        loss=loss,
        penalty=parse_penalty(given.get("penalty", {})),
        methods=parse_methods(given.get("methods", [{}])),
        batch=checks.integer(given.get("batch", 10), "batch", 1, 256),
        seeds=_seeds(given.get("seeds", {})),
        dtype=checks.choice(given.get("dtype", "float64"), "dtype", ("float64", "float32")),
        huber=parse_huber(given.get("huber", 1.0)),
    )
    theta = spec.model.theta
    wanted = params.count(spec.sizes)
    if theta is not None and len(theta) != wanted:
        raise Bad("model.theta", f"expected {wanted} numbers for {spec.sizes}, got {len(theta)}")
    return spec


def parse_loss(value: Any, task: str, field: str = "loss") -> str:
    name = checks.choice(value, field, losses.ENTRIES)
    if losses.loss_for(name, task, 2) is None:
        fit = [n for n in losses.ENTRIES if losses.loss_for(n, task, 2) is not None]
        text = f"expected {', '.join(fit)} for a {task}, got {name}"
        raise Bad(field, text, "loss_task", allowed=", ".join(fit), got=name)
    return name


def parse_huber(value: Any, field: str = "huber") -> float:
    """δ, where Huber's loss turns from a square into a line."""
    return checks.number(value, field, 0.001, 100)


def loss_name(spec: Spec) -> str:
    """The engine's name for the Spec's loss."""
    name = losses.loss_for(spec.loss, spec.data.task, spec.data.classes)
    return name or "squared"


def parse_penalty(value: Any, field: str = "penalty") -> Penalty:
    given = checks.mapping(value, field, ("kind", "lambda"))
    kind = checks.choice(given.get("kind", "none"), f"{field}.kind", ("none", *losses.PENALTIES))
    return Penalty(kind, checks.number(given.get("lambda", 0.001), f"{field}.lambda", 0, 10))


def _seeds(value: Any) -> tuple[tuple[str, int], ...]:
    given = checks.mapping(value, "seeds", STREAMS)
    return tuple((name, parse_seed(given.get(name, 0), f"seeds.{name}")) for name in STREAMS)


def parse_seed(value: Any, field: str) -> int:
    return checks.integer(value, field, 0, 2**32 - 1)
