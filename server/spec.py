"""Spec: what to run. Frozen, made of names and numbers;
docs/spec.md says what each field may hold.
"""

from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

from server import checks
from server.checks import Bad
from server.engine import datasets, features, losses, params, schedules, updates
from server.engine.activations import ACTIVATIONS
from server.engine.datasets import DATASETS, Points

REACH = 1.2  # points live in [−1.2, 1.2]²
MOST_POINTS, MOST_LAYERS, MOST_UNITS, MOST_CLASSES, MOST_ROWS = 2000, 6, 32, 4, 16
MOST_ID = 65_535  # a point's id is two bytes on the wire
STREAMS = ("data", "init", "batches", "noise")
SPEC_FIELDS = "objective data model loss penalty methods batch seeds dtype".split()


@dataclass(frozen=True)
class Data:
    """A preset with its parameters; with `points`,
    these are the data and the preset is only where they came from.
    """

    preset: str | None = "circle"
    count: int = 200
    noise: float = 0.1
    test: float = 0.5
    task: str = "classification"
    classes: int = 2
    points: tuple[tuple[float, ...], ...] | None = None  # (x, y, label, test, id)


@dataclass(frozen=True)
class Hidden:
    units: int
    activation: str


@dataclass(frozen=True)
class Model:
    features: tuple[str, ...] = ("x", "y")
    hidden: tuple[Hidden, ...] = (Hidden(6, "tanh"), Hidden(4, "tanh"))
    init: str = "xavier"
    theta: tuple[float, ...] | None = None


@dataclass(frozen=True)
class Block:
    """One optimizer, until epoch `until` (None: to the end)."""

    optimizer: str = "adam"
    rate: float = 0.03
    hyper: tuple[tuple[str, float], ...] = (("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-8))
    until: int | None = None


@dataclass(frozen=True)
class Method:
    blocks: tuple[Block, ...] = (Block(),)
    schedule: str = "constant"
    every: int = 20

    def block_at(self, epoch: int) -> int:
        """Which block works in this epoch."""
        ends = [i for i, b in enumerate(self.blocks[:-1]) if epoch < (b.until or 0)]
        return ends[0] if ends else len(self.blocks) - 1

    def rate_at(self, epoch: int) -> float:
        """The schedule counts from the block's first epoch."""
        index = self.block_at(epoch)
        since = self.blocks[index - 1].until or 0 if index else 0
        decay = schedules.SCHEDULES[self.schedule]
        return decay(self.blocks[index].rate, epoch - since, self.every)


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
        inside = (h.units for h in self.model.hidden)
        return (len(self.model.features), *inside, self.outputs)

    def points(self) -> Points:
        """The data: the points it carries, or what its generator makes."""
        if self.data.points is not None:
            return _explicit(self.data.points)
        xy, label = DATASETS[self.data.preset or "circle"].make(
            self.data.count, self.data.noise, rng=self.rng("data"), noise_rng=self.rng("noise")
        )
        test = datasets.split(self.data.count, self.data.test, rng=self.rng("data", 1))
        return Points(np.clip(xy, -REACH, REACH), label, test, np.arange(self.data.count))

    def with_points(self, points: Points) -> "Spec":
        rows = zip(points.xy, points.label, points.test, points.ids, strict=True)
        listed = tuple(
            (float(xy[0]), float(xy[1]), float(label), int(test), int(i))
            for xy, label, test, i in rows
        )
        return replace(self, data=replace(self.data, points=listed))

    def to_json(self, points: bool = True) -> dict[str, Any]:
        """The canonical form: parse(spec.to_json()) == spec."""
        data = asdict(self.data)
        if not points or self.data.points is None:
            del data["points"]
        else:
            data["points"] = [list(p) for p in self.data.points]
        model: dict[str, Any] = {
            "features": list(self.model.features),
            "hidden": [asdict(h) for h in self.model.hidden],
            "init": self.model.init,
        }
        if self.model.theta is not None:
            model["theta"] = list(self.model.theta)
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
        }


def method_json(method: Method) -> dict[str, Any]:
    blocks: list[dict[str, Any]] = []
    for block in method.blocks:
        blocks.append({"optimizer": block.optimizer, "rate": block.rate, **dict(block.hyper)})
        if block.until is not None:
            blocks[-1]["until"] = block.until
    return {"blocks": blocks, "schedule": {"kind": method.schedule, "every": method.every}}


def _explicit(rows: tuple[tuple[float, ...], ...]) -> Points:
    table = np.array(rows, float).reshape(-1, 5)
    return Points(table[:, :2], table[:, 2], table[:, 3] > 0, table[:, 4].astype(int))


# Parsing, in the order of the fields


def parse(value: Any) -> Spec:
    """JSON → Spec, or Bad naming the first field that is wrong."""
    given = checks.mapping(value, "spec", SPEC_FIELDS)
    objective = checks.mapping(given.get("objective", {}), "objective", ("kind",))
    checks.choice(objective.get("kind", "network"), "objective.kind", ("network",))
    data = parse_data(given.get("data", {}))
    default_loss = "squared" if data.task == "regression" else "cross_entropy"
    loss = checks.choice(given.get("loss", default_loss), "loss", LOSS_NAMES)
    check_loss(loss, data.task)
    spec = Spec(
        data=data,
        model=parse_model(given.get("model", {})),
        loss=loss,
        penalty=parse_penalty(given.get("penalty", {})),
        methods=_methods(given.get("methods", [{}])),
        batch=checks.integer(given.get("batch", 10), "batch", 1, 256),
        seeds=_seeds(given.get("seeds", {})),
        dtype=checks.choice(given.get("dtype", "float64"), "dtype", ("float64", "float32")),
    )
    theta = spec.model.theta
    wanted = params.count(spec.sizes)
    if theta is not None and len(theta) != wanted:
        raise Bad("model.theta", f"expected {wanted} numbers for {spec.sizes}, got {len(theta)}")
    return spec


LOSS_NAMES = ("cross_entropy", "squared")


def check_loss(loss: str, task: str) -> None:
    if task == "regression" and loss != "squared":
        raise Bad("loss", f"expected squared for a regression, got {loss}")


def loss_name(spec: Spec) -> str:
    """The engine's name for the Spec's loss."""
    return losses.loss_for(spec.loss, spec.data.task, spec.data.classes)


def parse_data(value: Any, field: str = "data") -> Data:
    known = ("preset", "count", "noise", "test", "task", "classes", "points")
    given = checks.mapping(value, field, known)
    points = given.get("points")
    preset = given.get("preset", None if points is not None else "circle")
    if preset is not None:
        preset = checks.choice(preset, f"{field}.preset", DATASETS)
    test = checks.number(given.get("test", 0.5), f"{field}.test", 0, 0.9)
    made = DATASETS[preset or "circle"]
    task = checks.choice(
        given.get("task", made.task), f"{field}.task", ("classification", "regression")
    )
    count = checks.integer(given.get("count", 200), f"{field}.count", 0, MOST_POINTS)
    if points is None and task != made.task:
        raise Bad(f"{field}.task", f"the preset {preset} is a {made.task}, got {task}")
    default = made.classes if made.task == task else 2
    classes = (
        1
        if task == "regression"
        else checks.integer(
            given.get("classes", default),
            f"{field}.classes",
            made.classes if points is None else 2,
            MOST_CLASSES,
        )
    )
    noise = checks.number(given.get("noise", 0.1), f"{field}.noise", 0, 0.5)
    data = Data(preset, count, noise, test, task, classes)
    if points is None:
        return data
    return replace(data, points=parse_points(points, data, f"{field}.points"))


def parse_points(
    value: Any, data: Data, field: str, most: int = MOST_POINTS
) -> tuple[tuple[float, ...], ...]:
    """[[x, y, label, test?, id?], …] → (x, y, label, test, id) with ids that differ."""
    rows = checks.listing(value, field, 0, most, "points")
    taken: set[int] = set()
    out: list[tuple[float, ...]] = []
    for i, row in enumerate(rows):
        name = f"{field}[{i}]"
        parts = checks.listing(row, name, 3, 5, "numbers: x, y, label, test, id")
        x, y = (checks.number(v, f"{name}[{k}]", -REACH, REACH) for k, v in enumerate(parts[:2]))
        label = parse_label(parts[2], data, f"{name}[2]")
        test = (
            checks.integer(
                int(parts[3]) if isinstance(parts[3], bool) else parts[3], f"{name}[3]", 0, 1
            )
            if len(parts) > 3
            else 0
        )
        key = checks.integer(parts[4], f"{name}[4]", 0, MOST_ID) if len(parts) > 4 else i
        if key in taken:
            raise Bad(f"{name}[4]", f"expected an id of its own, got {key} again")
        taken.add(key)
        out.append((x, y, label, test, key))
    return tuple(out)


def parse_label(value: Any, data: Data, field: str) -> float:
    if data.task == "regression":
        return checks.number(value, field, -10, 10)
    return float(checks.integer(value, field, 0, data.classes - 1))


def parse_model(value: Any) -> Model:
    given = checks.mapping(value, "model", ("features", "hidden", "init", "theta"))
    model = Model()
    chosen = parse_features(given["features"]) if "features" in given else model.features
    hidden = model.hidden
    if "hidden" in given:
        listed = checks.listing(given["hidden"], "model.hidden", 0, MOST_LAYERS, "layers")
        hidden = tuple(parse_hidden(h, f"model.hidden[{i}]") for i, h in enumerate(listed))
    init = checks.choice(given.get("init", model.init), "model.init", params.INITS)
    theta = given.get("theta")
    return Model(chosen, hidden, init, None if theta is None else parse_theta(theta, "model.theta"))


def parse_features(value: Any, field: str = "model.features") -> tuple[str, ...]:
    names = checks.listing(value, field, 1, len(features.FEATURES), "features")
    out = tuple(checks.choice(n, f"{field}[{i}]", features.FEATURES) for i, n in enumerate(names))
    if len(set(out)) < len(out):
        raise Bad(field, f"expected each feature once, got {list(out)}")
    return out


def parse_hidden(value: Any, field: str) -> Hidden:
    given = checks.mapping(value, field, ("units", "activation"))
    units = checks.integer(given.get("units", 4), f"{field}.units", 1, MOST_UNITS)
    return Hidden(units, parse_activation(given.get("activation", "tanh"), f"{field}.activation"))


def parse_activation(value: Any, field: str) -> str:
    return checks.choice(value, field, ACTIVATIONS)


def parse_theta(value: Any, field: str) -> tuple[float, ...]:
    most = MOST_LAYERS * MOST_UNITS * (MOST_UNITS + 1) + 1000
    listed = checks.listing(value, field, 1, most, "numbers")
    return tuple(checks.number(v, f"{field}[{i}]", -1e6, 1e6) for i, v in enumerate(listed))


def parse_penalty(value: Any, field: str = "penalty") -> Penalty:
    given = checks.mapping(value, field, ("kind", "lambda"))
    kind = checks.choice(given.get("kind", "none"), f"{field}.kind", ("none", *losses.PENALTIES))
    return Penalty(kind, checks.number(given.get("lambda", 0.001), f"{field}.lambda", 0, 10))


def _methods(value: Any) -> tuple[Method, ...]:
    listed = checks.listing(value, "methods", 1, MOST_ROWS, "methods")
    return tuple(parse_method(m, f"methods[{i}]") for i, m in enumerate(listed))


def parse_method(value: Any, field: str = "method") -> Method:
    given = checks.mapping(value, field, ("blocks", "schedule"))
    blocks = checks.listing(given.get("blocks", [{}]), f"{field}.blocks", 1, 4, "blocks")
    last = len(blocks) - 1
    parsed = [_block(b, f"{field}.blocks[{i}]", i == last) for i, b in enumerate(blocks)]
    for i in range(1, last):
        if (parsed[i].until or 0) <= (parsed[i - 1].until or 0):
            path = f"{field}.blocks[{i}].until"
            raise Bad(path, f"expected an epoch after {parsed[i - 1].until}, got {parsed[i].until}")
    schedule = checks.mapping(given.get("schedule", {}), f"{field}.schedule", ("kind", "every"))
    name = f"{field}.schedule"
    kind = checks.choice(schedule.get("kind", "constant"), f"{name}.kind", schedules.SCHEDULES)
    return Method(
        tuple(parsed), kind, checks.integer(schedule.get("every", 20), f"{name}.every", 1, 10_000)
    )


HYPER_LIMITS = {
    "momentum": (0, 0.9999),
    "beta1": (0, 0.9999),
    "beta2": (0, 0.999999),
    "epsilon": (1e-16, 1.0),
}


def _block(value: Any, field: str, last: bool) -> Block:
    optimizer = value.get("optimizer", "adam") if isinstance(value, dict) else "adam"
    optimizer = checks.choice(optimizer, f"{field}.optimizer", updates.UPDATES)
    defaults = updates.UPDATES[optimizer].defaults
    given = checks.mapping(value, field, ("optimizer", "rate", "until", *HYPER_LIMITS))
    rate = checks.number(given.get("rate", 0.03), f"{field}.rate", 1e-6, 1000)
    hyper = tuple(
        (name, checks.number(given.get(name, default), f"{field}.{name}", *HYPER_LIMITS[name]))
        for name, default in defaults.items()
    )
    if last and given.get("until") is not None:
        raise Bad(f"{field}.until", f"the last block has no end, got {given['until']!r}")
    until = None if last else checks.integer(given.get("until"), f"{field}.until", 1, 100_000)
    return Block(optimizer, rate, hyper, until)


def _seeds(value: Any) -> tuple[tuple[str, int], ...]:
    given = checks.mapping(value, "seeds", STREAMS)
    return tuple((name, parse_seed(given.get(name, 0), f"seeds.{name}")) for name in STREAMS)


def parse_seed(value: Any, field: str) -> int:
    return checks.integer(value, field, 0, 2**32 - 1)
