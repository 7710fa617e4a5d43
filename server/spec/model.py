"""Model: input features, hidden layers, initial weights."""

from dataclasses import dataclass
from typing import Any

from server import checks
from server.checks import Bad
from server.engine import features, params
from server.engine.activations import ACTIVATIONS

MOST_LAYERS, MOST_UNITS = 6, 32


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
