"""Spec: what to run. Frozen, made of names and numbers;
docs/spec.md says what each field may hold.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from server import checks
from server.checks import Bad
from server.engine import losses, params
from server.engine.datasets import Points
from server.spec import limits
from server.spec.data import (
    MOST_CLASSES,
    MOST_ID,
    MOST_POINTS,
    NO_DATA,
    PRESETS,
    REACH,
    Data,
    explicit,
    listed,
    parse_data,
    parse_label,
    parse_points,
)
from server.spec.fitting import check_task, parse_batch
from server.spec.loss import Penalty, parse_huber, parse_loss, parse_penalty
from server.spec.made import made
from server.spec.methods import (
    MOST_ROWS,
    Block,
    Method,
    asked_by,
    drawn_by,
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
from server.spec.objective import REACH_OF_PLACES, Objective, parse_objective

__all__ = (
    "HYPER_LIMITS", "MOST_CLASSES", "MOST_ID", "MOST_LAYERS", "MOST_POINTS", "MOST_ROWS",
    "MOST_UNITS", "PRESETS", "REACH", "REACH_OF_PLACES", "Block", "Data", "Hidden", "Method",
    "Model", "Objective", "Penalty", "Spec", "asked_by", "check_rows", "check_task",
    "check_theta", "drawn_by", "loss_name", "method_json", "method_tables", "parse",
    "parse_activation", "parse_batch", "parse_data", "parse_dropout", "parse_features",
    "parse_hidden", "parse_huber", "parse_label", "parse_loss", "parse_method", "parse_model",
    "parse_penalty", "parse_points", "parse_seed", "parse_theta", "without_old_starts",
)  # fmt: skip

STREAMS = ("data", "init", "batches", "noise")
SPEC_FIELDS = "objective data model loss penalty methods batch seeds dtype huber".split()


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
    objective: Objective = Objective()
    huber: float = 1.0

    def seed(self, stream: str) -> int:
        return dict(self.seeds)[stream]

    def rng(self, stream: str, *more: int) -> np.random.Generator:
        """A stream's own generator: changing one seed leaves the other
        streams' numbers as they are.
        """
        return np.random.default_rng(self.entropy(stream, *more))

    def entropy(self, stream: str, *more: int) -> tuple[int, ...]:
        """What such a generator begins with."""
        return STREAMS.index(stream), self.seed(stream), *more

    def start_rng(self, seed: int) -> np.random.Generator:
        """What a row with this seed draws its start from; 0 is what all rows without one share."""
        return self.rng("init", 2, seed) if seed else self.rng("init")

    def search_rng(self, row: int, step: int) -> np.random.Generator:
        """What a row draws the places of one step from: (seed, step) determines them."""
        return self.rng("noise", 2, self.methods[row].seed, step)

    def shake_rng(self, step: int) -> np.random.Generator:
        """The noise of a surface's gradient at one step: the same for all rows without a seed."""
        return self.rng("noise", 3, step)

    @property
    def outputs(self) -> int:
        single = self.data.task == "regression" or self.data.classes == 2
        return 1 if single or self.objective.planar else self.data.classes

    @property
    def sizes(self) -> params.Sizes:
        """Units a layer, inputs first; what is planar has no layers."""
        if self.objective.planar:
            return params.Sizes(())
        inside = [h.units for h in self.model.hidden]
        pieces = [h.pieces for h in self.model.hidden]
        return params.Sizes((len(self.model.features), *inside, self.outputs), (*pieces, 1))

    @property
    def units(self) -> int:
        """Hidden and output units of a network; one of maxout counts with each of its pieces."""
        return sum(rows for rows, _ in params.shapes(self.sizes))

    @property
    def parameters(self) -> int:
        """P: the numbers of one row."""
        return self.offsets[-1]

    @property
    def offsets(self) -> list[int]:
        """Where the parts of a gradient begin whose norms are told, and P."""
        return [0, 2] if self.objective.planar else params.offsets(self.sizes)

    def points(self) -> Points:
        """The data: the points it carries, or what its generator makes."""
        if self.data.points is not None:
            return explicit(self.data.points)
        return made(self.data, self.rng)

    def with_points(self, points: Points) -> "Spec":
        return replace(self, data=replace(self.data, points=listed(points)))

    def to_json(self, points: bool = True) -> dict[str, Any]:
        """The canonical form: parse(spec.to_json()) == spec."""
        methods = [method_json(m) for m in self.methods]
        rest = {"seeds": dict(self.seeds), "dtype": self.dtype}
        objective = self.objective.to_json()
        if self.objective.is_surface:
            return {"objective": objective, "methods": methods, **rest}
        data = (self.data if points else replace(self.data, points=None)).to_json()
        if self.objective.planar:
            own = {"objective": objective, "data": data, "methods": methods, "batch": self.batch}
            return own | rest
        return {
            "objective": objective,
            "data": data,
            "model": self.model.to_json(),
            "loss": self.loss,
            "penalty": {"kind": self.penalty.kind, "lambda": self.penalty.strength},
            "methods": methods,
            "batch": self.batch,
            **rest,
            **({"huber": self.huber} if self.loss == "huber" else {}),
        }


# Parsing, in the order of the fields


def parse(value: Any) -> Spec:
    """JSON → Spec, or Bad naming the first field that is wrong."""
    given = checks.mapping(value, "spec", SPEC_FIELDS)
    objective = parse_objective(given.get("objective", {}))
    spec = replace(
        BY_KIND[objective.kind](given, objective),
        methods=parse_methods(given.get("methods", [{}])),
        seeds=_seeds(given.get("seeds", {})),
        dtype=checks.choice(given.get("dtype", "float64"), "dtype", ("float64", "float32")),
    )
    check_theta(spec.model.theta, spec, "model.theta")
    for i, method in enumerate(spec.methods):
        check_theta(method.start, spec, f"methods[{i}].start")
        limits.check_noise(method, spec.objective.planar, f"methods[{i}].noise")
    check_rows(spec, spec.data.size)
    return spec


def _surface(given: Mapping[str, Any], objective: Objective) -> Spec:
    """One example that is not looked at: a step is an epoch."""
    _without(given, "data model loss penalty batch huber", "a surface has", "surface_has_none")
    return Spec(data=NO_DATA, batch=1, objective=objective)


def _without(given: Mapping[str, Any], names: str, who: str, key: str) -> None:
    for name in names.split():
        if name in given:
            raise Bad(name, f"{who} no {name}: leave it out", key)


def _of_points(given: Mapping[str, Any], objective: Objective) -> Spec:
    """The data of a network, and all of them in a minibatch unless it is said otherwise."""
    _without(given, "model loss penalty huber", "two weights have", "points_have_none")
    data = parse_data(given.get("data", {}))
    check_task(objective, data, "objective.loss")
    return Spec(data=data, batch=parse_batch(given.get("batch"), objective), objective=objective)


def _network(given: Mapping[str, Any], objective: Objective) -> Spec:
    data = parse_data(given.get("data", {}))
    default_loss = "squared" if data.task == "regression" else "cross_entropy"
    loss = parse_loss(given.get("loss", default_loss), data.task)
    return Spec(
        data=data,
        model=parse_model(given.get("model", {})),
        loss=loss,
        penalty=parse_penalty(given.get("penalty", {})),
        batch=parse_batch(given.get("batch", 10), objective),
        huber=parse_huber(given.get("huber", 1.0)),
    )


BY_KIND: dict[str, Callable[[Mapping[str, Any], Objective], Spec]] = {
    "network": _network,
    "surface": _surface,
    "points": _of_points,
}


def check_theta(theta: tuple[float, ...] | None, spec: Spec, field: str) -> None:
    wanted = spec.parameters
    if theta is not None and len(theta) != wanted:
        names = spec.objective.names if spec.objective.planar else ()
        what = f"({', '.join(names)})" if names else spec.sizes
        raise Bad(field, f"expected {wanted} numbers for {what}, got {len(theta)}")


def without_old_starts(spec: Spec) -> Spec:
    """A Spec whose network was changed, without the starts by hand that no longer fit it."""
    size = spec.parameters

    def fits(theta: tuple[float, ...] | None) -> tuple[float, ...] | None:
        return theta if theta is not None and len(theta) == size else None

    methods = tuple(replace(m, start=fits(m.start)) for m in spec.methods)
    return replace(spec, model=replace(spec.model, theta=fits(spec.model.theta)), methods=methods)


def check_rows(spec: Spec, points: int) -> None:
    """What all rows hold and ask together, with so many points."""
    units = len(spec.model.features) + spec.units
    limits.check(spec.methods, limits.Measures(spec.parameters, units, points))


def loss_name(spec: Spec) -> str:
    """The engine's name for the Spec's loss."""
    name = losses.loss_for(spec.loss, spec.data.task, spec.data.classes)
    return name or "squared"


def _seeds(value: Any) -> tuple[tuple[str, int], ...]:
    given = checks.mapping(value, "seeds", STREAMS)
    return tuple((name, parse_seed(given.get(name, 0), f"seeds.{name}")) for name in STREAMS)


def parse_seed(value: Any, field: str) -> int:
    return checks.integer(value, field, 0, 2**32 - 1)
