"""Every rule finds the known minimum of four test functions from a stated start, at a stated rate,
within a stated number of steps.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from server.engine.core import Array
from server.engine.descent import Descent
from server.engine.updates import SLOTS, STARTS, UPDATES
from server.spec import parse_method
from tests.engine.test_updates import rosenbrock, rows_of

NEAR = 1e-2  # so far from the minimum, at most, after the stated steps


def bowl(theta: Array) -> Array:
    """∇(x² + y²)."""
    return 2 * theta


def ravine(theta: Array) -> Array:
    """∇(x²/20 + y²)."""
    return theta * np.array([0.1, 2.0])


def beale(theta: Array) -> Array:
    """∇[(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²]."""
    x, y = theta[:, 0], theta[:, 1]
    a, b, c = 1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3
    dx = 2 * a * (y - 1) + 2 * b * (y**2 - 1) + 2 * c * (y**3 - 1)
    return np.stack([dx, 2 * a * x + 4 * b * x * y + 6 * c * x * y**2], 1)


# function: gradient, start, minimum
FUNCTIONS: dict[str, tuple[Callable[[Array], Array], list[float], list[float]]] = {
    "bowl": (bowl, [-4.0, 3.0], [0.0, 0.0]),
    "ravine": (ravine, [-7.0, 2.0], [0.0, 0.0]),
    "rosenbrock": (rosenbrock, [-1.2, 1.0], [1.0, 1.0]),
    "beale": (beale, [1.0, 1.0], [3.0, 0.5]),
}

# rule: (rate, steps) on each function, in their order
WAYS: dict[str, list[tuple[float, int]]] = {
    "sgd": [(0.2, 20), (0.5, 150), (0.002, 6000), (0.02, 700)],
    "momentum": [(0.1, 150), (0.05, 150), (0.002, 700), (0.01, 150)],
    "nesterov": [(0.2, 30), (0.2, 150), (0.001, 1200), (0.005, 150)],
    "adagrad": [(5.0, 20), (5.0, 20), (0.5, 6500), (0.5, 300)],
    "rmsprop": [(0.01, 2600), (0.01, 3000), (0.005, 1000), (0.005, 1400)],
    "adadelta": [(1.0, 120), (1.0, 200), (0.002, 7000), (0.02, 1100)],
    "adam": [(0.1, 150), (0.2, 200), (0.01, 4200), (0.1, 200)],
    "adamw": [(0.1, 150), (0.2, 200), (0.01, 4200), (0.1, 200)],
    "amsgrad": [(0.5, 150), (0.5, 150), (0.5, 700), (0.2, 150)],
    "nadam": [(0.1, 150), (0.1, 250), (0.005, 6000), (0.1, 250)],
    "adamax": [(0.2, 150), (0.2, 150), (0.1, 3000), (0.2, 400)],
    "radam": [(0.2, 200), (0.2, 400), (0.002, 2500), (0.05, 1000)],
    "lion": [(0.005, 1200), (0.005, 1900), (0.001, 3800), (0.002, 1800)],
}

# Where a rule needs other numbers than its defaults, and why.
EXCEPTIONS: dict[tuple[str, str], tuple[dict[str, float], str]] = {
    **{
        ("adamw", name): ({"decay": 0.0}, "weight decay moves the minimum towards 0")
        for name in FUNCTIONS
    },
    **{
        ("adadelta", name): ({"epsilon": 1e-3}, "its first steps are of size √ε")
        for name in ("bowl", "ravine", "beale")
    },
    ("adadelta", "rosenbrock"): ({"epsilon": 1e-2}, "its first steps are of size √ε"),
    ("rmsprop", "rosenbrock"): ({"momentum": 0.9}, "alone it jumps across the valley, η wide"),
    ("radam", "rosenbrock"): ({"beta2": 0.99}, "its first, unscaled steps go far up the wall"),
}


@cache
def raced(function: str) -> dict[str, Array]:
    """Each rule's place after its stated steps, all rules in one race."""
    gradient, start, _ = FUNCTIONS[function]
    at = list(FUNCTIONS).index(function)
    steps, methods = {name: ways[at][1] for name, ways in WAYS.items()}, list[Any]()
    for name, ways in WAYS.items():
        more, _ = EXCEPTIONS.get((name, function), ({}, ""))
        methods.append(parse_method({"blocks": [{"optimizer": name, "rate": ways[at][0], **more}]}))
    theta = np.tile(np.array(start), (len(methods), 1))
    moments = np.zeros((SLOTS, *theta.shape)).transpose(1, 0, 2)
    scalars, grad = np.tile(np.array(STARTS), (len(methods), 1)), np.empty_like(theta)
    descent = Descent(theta, grad, moments, scalars, rows_of(methods))
    descent.set_rates([m.blocks[0].rate for m in methods])
    places: dict[str, Array] = {}
    with np.errstate(all="ignore"):
        for step in range(1, max(steps.values()) + 1):
            grad[...] = gradient(theta)
            descent.tape.run()
            places |= {n: theta[row].copy() for row, n in enumerate(steps) if steps[n] == step}
    return places


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("rule", UPDATES)
def test_a_rule_reaches_the_minimum_within_its_steps(rule: str, function: str):
    place, minimum = raced(function)[rule], FUNCTIONS[function][2]
    distance = float(np.hypot(*(place - minimum)))
    assert distance <= NEAR, f"{distance} from {minimum}, at most {NEAR} is stated"
