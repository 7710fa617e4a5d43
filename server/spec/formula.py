"""A formula of x and y that makes a data set: read, checked, and as a function."""

from typing import Any

import numpy as np

from server import checks
from server.checks import Bad
from server.engine import expression
from server.engine.core import Array
from server.engine.shapes import LARGEST_VALUE, Formula, within
from server.engine.tokens import FormulaError

FORMULAS = {"formula": "y - sin(4x)/2", "formula_value": "sin(3x) * cos(3y)"}  # preset → at first
LEAST = 0.1  # of the square must have a value, or points would be drawn in vain


def parse_formula(value: Any, field: str, preset: str) -> str:
    """The text as typed, if it has a value at a tenth of the square."""
    if not isinstance(value, str):
        raise Bad(field, f"expected a formula of x and y, got {checks.shown(value)}")
    text = value.strip()
    try:
        f = function(text)
    except FormulaError as error:
        raise Bad(field, error.text, error.key, **error.values) from None
    x, y = (side.ravel() for side in np.meshgrid(*[np.linspace(-0.99, 0.99, 34)] * 2))
    largest = np.inf if preset == "formula" else LARGEST_VALUE
    share = float(within(f(x, y), largest).mean())
    if share < LEAST:
        range_ = "finite" if preset == "formula" else f"between −{largest:g} and {largest:g}"
        sentence = f"expected values that are {range_} in a tenth of the square, got {share:.0%}"
        raise Bad(field, sentence, "formula_hardly", got=f"{share:.0%}")
    return text


def function(text: str) -> Formula:
    """f(x, y), element by element; NaN where it has no value. FormulaError if it cannot be read."""
    graph = expression.parse(text)

    def f(x: Array, y: Array) -> Array:
        return graph.evaluate({"x": x, "y": y})

    return f
