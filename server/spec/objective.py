"""Objective: what is minimised; a network's loss on data, a surface over (x, y), or the loss of two
weights on data.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from server import checks
from server.checks import Bad
from server.engine import expression
from server.engine.core import Array
from server.engine.linear import LINEAR, Linear
from server.engine.surfaces import SURFACES, Surface, typed
from server.engine.terrains import Place, Window, square
from server.engine.tokens import FormulaError

REACH_OF_PLACES = 1e3  # a row that is farther away in x or y has left
TYPED_WINDOW, TYPED_START = square(5), (3.0, 2.0)  # where x, y > 0: √ and ln have values there


@dataclass(frozen=True)
class Objective:
    """Of a surface: `function`, a key of SURFACES, or a typed `formula` of x and y. Of points:
    `loss`, a key of LINEAR. Of both: `start` of all rows; `noise`, the standard deviation of what
    is added to both parts of the gradient.
    """

    kind: str = "network"
    function: str | None = None
    formula: str | None = None
    start: tuple[float, float] | None = None
    noise: float = 0.0
    loss: str | None = None

    @property
    def planar(self) -> bool:
        """Whether θ is two numbers, a place on a map."""
        return self.kind != "network"

    @property
    def is_surface(self) -> bool:
        """Whether there are no examples: only a function of θ."""
        return self.kind == "surface"

    @property
    def surface(self) -> Surface:
        return SURFACES[self.function] if self.function else typed_surface(self.formula or "0")

    @property
    def sorts(self) -> bool:
        """Whether two weights tell points apart by their classes."""
        return self.kind == "points" and self.linear.sorts

    @property
    def linear(self) -> Linear:
        return LINEAR[self.loss or "squared"]

    @property
    def names(self) -> tuple[str, str]:
        """Of the two numbers of θ."""
        return ("x", "y") if self.is_surface else self.linear.names

    @property
    def window(self) -> Window:
        shown = self.surface.terrain if self.is_surface else self.linear
        return shown.window if shown else TYPED_WINDOW

    @property
    def first_start(self) -> Place:
        shown = self.surface.terrain if self.is_surface else self.linear
        return shown.starts[0] if shown else TYPED_START

    def place(self, rng: np.random.Generator, reach: float = 1.0) -> Array:
        """Anywhere in the window, `reach` times as wide about its middle, (2,)."""
        low, high = np.array(self.window).T
        middle, half = (low + high) / 2, (high - low) / 2 * reach
        return rng.uniform(middle - half, middle + half)

    def to_json(self) -> dict[str, Any]:
        if not self.planar:
            return {"kind": self.kind}
        which = {"function": self.function, "formula": self.formula, "loss": self.loss}
        named = {name: value for name, value in which.items() if value is not None}
        start = {} if self.start is None else {"start": list(self.start)}
        return {"kind": self.kind, **named, **start, "noise": self.noise}


@lru_cache(64)
def typed_surface(formula: str) -> Surface:
    return typed(expression.parse(formula))


def parse_objective(value: Any, field: str = "objective") -> Objective:
    kind = value.get("kind", "network") if isinstance(value, dict) else "network"
    kind = checks.choice(kind, f"{field}.kind", FIELDS)
    given = checks.mapping(value, field, ("kind", *FIELDS[kind]))
    if kind == "network":
        return Objective()
    noise = checks.number(given.get("noise", 0), f"{field}.noise", 0, 1e6)
    start = given.get("start")
    start = None if start is None else parse_place(start, f"{field}.start")
    if kind == "points":
        loss = checks.choice(given.get("loss", "squared"), f"{field}.loss", LINEAR)
        return Objective(kind, start=start, noise=noise, loss=loss)
    if given.get("formula") is None:
        name = checks.choice(given.get("function", "bowl"), f"{field}.function", SURFACES)
        return Objective(kind, name, None, start, noise)
    if given.get("function") is not None:
        raise Bad(f"{field}.formula", "expected either a function or a formula, got both")
    return Objective(kind, None, _formula(given["formula"], f"{field}.formula"), start, noise)


FIELDS: dict[str, tuple[str, ...]] = {
    "network": (),
    "surface": ("function", "formula", "start", "noise"),
    "points": ("loss", "start", "noise"),
}


def parse_place(value: Any, field: str) -> tuple[float, float]:
    """[x, y] within reach."""
    far = REACH_OF_PLACES
    numbers = checks.listing(value, field, 2, 2, "numbers: x, y")
    x, y = (checks.number(v, f"{field}[{i}]", -far, far) for i, v in enumerate(numbers))
    return x, y


def _formula(value: Any, field: str) -> str:
    if not isinstance(value, str):
        raise Bad(field, f"expected a formula of x and y, got {checks.shown(value)}")
    try:
        typed_surface(value)
    except FormulaError as error:
        raise Bad(field, error.text, error.key, **error.values) from None
    return value
