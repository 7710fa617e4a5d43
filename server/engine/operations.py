"""What a node of a formula may do: the function, and its slope along each input.

1. Written once, in NumPy: arrays and tapes (`traced.py`), reverse and forward mode all use these
   lines. A slope is made of the inputs or of the node's own value, whichever is cheaper.
2. At a kink the slope is a convention, as in activations.py: relu′(0) = |x|′(0) = 0; of two equals
   max and min pick the first (PyTorch shares between them).
3. Outside a function's domain the value is NaN: log(−1), (−8)^0.5. Nothing raises.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Value = Any  # an array, a number, or an array recorded on a tape

MOST_MULTIPLIED = 64  # whole powers up to this are products: x² is x·x, to the bit


def power(base: Value, exponent: Value) -> Value:
    """base^exponent. A whole exponent that is a number multiplies; a half takes the root."""
    if not isinstance(exponent, float):
        return np.power(base, exponent)
    whole = exponent.is_integer() and abs(exponent) <= MOST_MULTIPLIED
    if whole and exponent >= 0:
        return multiplied(base, int(exponent))
    if whole:
        return 1.0 / multiplied(base, int(-exponent))
    return np.sqrt(base) if exponent == 0.5 else np.power(base, exponent)


def multiplied(base: Value, times: int) -> Value:
    """base · base · … by repeated squaring."""
    if times < 2:
        return base if times else np.float64(1)
    root = multiplied(base, times // 2)
    return root * root * base if times % 2 else root * root


def sigmoid(z: Value) -> Value:
    return 1.0 / (1.0 + np.exp(-z))


def relu(z: Value) -> Value:
    return np.maximum(z, 0.0)


def step(z: Value) -> Value:
    """1 above 0, else 0; NaN stays NaN."""
    return np.heaviside(z, 0.0)


def step_up(z: Value) -> Value:
    """1 from 0 on."""
    return np.heaviside(z, 1.0)


def power_slope(base: Value, exponent: Value, value: Value) -> Value:
    """∂/∂base: n · base^(n − 1). No slope at all for n = 0, where 0 · 0⁻¹ would be NaN."""
    del value
    if isinstance(exponent, float) and exponent == 0.0:
        return 0.0
    return exponent * power(base, exponent - 1.0)


@dataclass(frozen=True)
class Operation:
    """`slopes`: one an input, of (*inputs, value). A plain 1, −1 or 0 costs nothing."""

    symbol: str
    f: Callable[..., Value]
    slopes: tuple[Callable[..., Value], ...]

    @property
    def arity(self) -> int:
        return len(self.slopes)


Slope = Callable[[Value, Value], Value]  # of (a, f)
Slope2 = Callable[[Value, Value, Value], Value]  # of (a, b, f)


def one(symbol: str, f: Callable[..., Value], slope: Slope) -> Operation:
    return Operation(symbol, f, (slope,))


def two(symbol: str, f: Callable[..., Value], first: Slope2, second: Slope2) -> Operation:
    return Operation(symbol, f, (first, second))


OPERATIONS: dict[str, Operation] = {
    "add": two("+", np.add, lambda a, b, f: 1.0, lambda a, b, f: 1.0),
    "subtract": two("−", np.subtract, lambda a, b, f: 1.0, lambda a, b, f: -1.0),
    "multiply": two("×", np.multiply, lambda a, b, f: b, lambda a, b, f: a),
    "divide": two("÷", np.divide, lambda a, b, f: 1.0 / b, lambda a, b, f: -f / b),
    "negate": one("−", np.negative, lambda a, f: -1.0),
    "power": two("^", power, power_slope, lambda a, b, f: f * np.log(a)),
    "sin": one("sin", np.sin, lambda a, f: np.cos(a)),
    "cos": one("cos", np.cos, lambda a, f: -np.sin(a)),
    "tan": one("tan", np.tan, lambda a, f: 1.0 + f * f),
    "exp": one("exp", np.exp, lambda a, f: f),
    "log": one("ln", np.log, lambda a, f: 1.0 / a),
    "sqrt": one("√", np.sqrt, lambda a, f: 0.5 / f),
    "abs": one("|·|", np.abs, lambda a, f: np.sign(a)),
    "tanh": one("tanh", np.tanh, lambda a, f: 1.0 - f * f),
    "sigmoid": one("σ", sigmoid, lambda a, f: f * (1.0 - f)),
    "relu": one("relu", relu, lambda a, f: step(a)),
    "max": two("max", np.maximum, lambda a, b, f: step_up(a - b), lambda a, b, f: step(b - a)),
    "min": two("min", np.minimum, lambda a, b, f: step_up(b - a), lambda a, b, f: step(a - b)),
    "sinh": one("sinh", np.sinh, lambda a, f: np.cosh(a)),
    "cosh": one("cosh", np.cosh, lambda a, f: np.sinh(a)),
    "atan": one("atan", np.arctan, lambda a, f: 1.0 / (1.0 + a * a)),
    "sign": one("sign", np.sign, lambda a, f: 0.0),
    "step": one("step", step, lambda a, f: 0.0),
    "floor": one("floor", np.floor, lambda a, f: 0.0),
}
