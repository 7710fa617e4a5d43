"""Model: input features, hidden layers, initial weights."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server import checks
from server.checks import Bad
from server.engine import features, params
from server.engine.activations import ACTIVATIONS, Hyper

MOST_LAYERS, MOST_UNITS, MOST_PIECES = 6, 32, 4


@dataclass(frozen=True)
class Hidden:
    """`hyper`: the activation's own numbers, such as a leak or maxout's pieces."""

    units: int
    activation: str
    hyper: Hyper = ()

    @property
    def pieces(self) -> int:
        """Rows of weights a unit."""
        return ACTIVATIONS[self.activation].pieces(self.hyper)

    def to_json(self) -> dict[str, Any]:
        return {"units": self.units, "activation": self.activation, **dict(self.hyper)}


@dataclass(frozen=True)
class Model:
    features: tuple[str, ...] = ("x", "y")
    hidden: tuple[Hidden, ...] = (Hidden(6, "tanh"), Hidden(4, "tanh"))
    init: str = "xavier"
    theta: tuple[float, ...] | None = None
    dropout: float = 0.0

    def to_json(self) -> dict[str, Any]:
        hidden = [h.to_json() for h in self.hidden]
        values: dict[str, Any] = {
            "features": list(self.features),
            "hidden": hidden,
            "init": self.init,
        }
        if self.theta is not None:
            values["theta"] = list(self.theta)
        return values | ({"dropout": self.dropout} if self.dropout else {})


def parse_model(value: Any) -> Model:
    given = checks.mapping(value, "model", ("features", "hidden", "init", "theta", "dropout"))
    model = Model()
    chosen = parse_features(given["features"]) if "features" in given else model.features
    hidden = model.hidden
    if "hidden" in given:
        listed = checks.listing(given["hidden"], "model.hidden", 0, MOST_LAYERS, "layers")
        hidden = tuple(parse_hidden(h, f"model.hidden[{i}]") for i, h in enumerate(listed))
    init = checks.choice(given.get("init", model.init), "model.init", params.INITS)
    theta = given.get("theta")
    theta = None if theta is None else parse_theta(theta, "model.theta")
    return Model(chosen, hidden, init, theta, parse_dropout(given.get("dropout", 0.0)))


def parse_features(value: Any, field: str = "model.features") -> tuple[str, ...]:
    names = checks.listing(value, field, 1, len(features.FEATURES), "features")
    out = tuple(checks.choice(n, f"{field}[{i}]", features.FEATURES) for i, n in enumerate(names))
    if len(set(out)) < len(out):
        raise Bad(field, f"expected each feature once, got {list(out)}")
    return out


def parse_hidden(value: Any, field: str) -> Hidden:
    given = checks.mapping(value, field, ("units", "activation", *HYPER_LIMITS))
    units = checks.integer(given.get("units", 4), f"{field}.units", 1, MOST_UNITS)
    own = {k: v for k, v in given.items() if k != "units"}
    return Hidden(units, *parse_activation(own, field))


HYPER_LIMITS = {"leak": (0.0, 1.0), "alpha": (0.0, 10.0), "pieces": (2, MOST_PIECES)}


def parse_activation(given: Mapping[str, Any], field: str) -> tuple[str, Hyper]:
    """`activation` and its own numbers; those of other activations are refused."""
    name = checks.choice(given.get("activation", "tanh"), f"{field}.activation", ACTIVATIONS)
    usual = ACTIVATIONS[name].hyper
    checks.mapping(given, field, ("activation", *usual))
    hyper: list[tuple[str, float]] = []
    for key, default in usual.items():
        check = checks.integer if key == "pieces" else checks.number
        low, high = HYPER_LIMITS[key]
        hyper.append((key, check(given.get(key, default), f"{field}.{key}", low, high)))  # type: ignore[arg-type]
    return name, tuple(hyper)


def parse_dropout(value: Any, field: str = "model.dropout") -> float:
    return checks.number(value, field, 0, 0.9)


def parse_theta(value: Any, field: str) -> tuple[float, ...]:
    most = MOST_LAYERS * MOST_PIECES * MOST_UNITS * (MOST_UNITS + 1) + 1000
    listed = checks.listing(value, field, 1, most, "numbers")
    return tuple(checks.number(v, f"{field}[{i}]", -1e6, 1e6) for i, v in enumerate(listed))
