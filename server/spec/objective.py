"""Objective: what is minimised; a network's loss on data, or a surface over (x, y)."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from server import checks
from server.checks import Bad
from server.engine import expression
from server.engine.core import Array
from server.engine.surfaces import SURFACES, Surface, typed
from server.engine.terrains import Window, square
from server.engine.tokens import FormulaError

REACH_OF_SURFACES = 1e3  # a row that is farther away in x or y has left
TYPED_WINDOW, TYPED_START = square(5), (3.0, 2.0)  # where x, y > 0: √ and ln have values there


@dataclass(frozen=True)
class Objective:
    """Of a surface: `function`, a key of SURFACES, or a typed `formula` of x and y; `start` of all
    rows; `noise`, the standard deviation of what is added to both parts of the gradient.
    """

    kind: str = "network"
    function: str | None = None
    formula: str | None = None
    start: tuple[float, float] | None = None
    noise: float = 0.0

    @property
    def is_surface(self) -> bool:
        return self.kind == "surface"

    @property
    def surface(self) -> Surface:
        return SURFACES[self.function] if self.function else typed_surface(self.formula or "0")

    @property
    def window(self) -> Window:
        terrain = self.surface.terrain
        return terrain.window if terrain else TYPED_WINDOW

    @property
    def first_start(self) -> tuple[float, float]:
        terrain = self.surface.terrain
        return terrain.starts[0] if terrain else TYPED_START

    def place(self, rng: np.random.Generator, reach: float = 1.0) -> Array:
        """Anywhere in the window, `reach` times as wide about its middle, (2,)."""
        low, high = np.array(self.window).T
        middle, half = (low + high) / 2, (high - low) / 2 * reach
        return rng.uniform(middle - half, middle + half)

    def to_json(self) -> dict[str, Any]:
        if not self.is_surface:
            return {"kind": self.kind}
        what = ("function", self.function) if self.function else ("formula", self.formula)
        start = {} if self.start is None else {"start": list(self.start)}
        return {"kind": self.kind, what[0]: what[1], **start, "noise": self.noise}


@lru_cache(64)
def typed_surface(formula: str) -> Surface:
    return typed(expression.parse(formula))


def parse_objective(value: Any, field: str = "objective") -> Objective:
    given = checks.mapping(value, field, ("kind", "function", "formula", "start", "noise"))
    kind = checks.choice(given.get("kind", "network"), f"{field}.kind", ("network", "surface"))
    if kind == "network":
        checks.mapping(value, field, ("kind",))
        return Objective()
    noise = checks.number(given.get("noise", 0), f"{field}.noise", 0, 1e6)
    start = given.get("start")
    start = None if start is None else parse_place(start, f"{field}.start")
    if given.get("formula") is None:
        name = checks.choice(given.get("function", "bowl"), f"{field}.function", SURFACES)
        return Objective(kind, name, None, start, noise)
    if given.get("function") is not None:
        raise Bad(f"{field}.formula", "expected either a function or a formula, got both")
    return Objective(kind, None, _formula(given["formula"], f"{field}.formula"), start, noise)


def parse_place(value: Any, field: str) -> tuple[float, float]:
    """[x, y] within reach."""
    far = REACH_OF_SURFACES
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
