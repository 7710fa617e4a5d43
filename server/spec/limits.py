"""Limits of what rows may have, and of what all of a run may hold and ask together."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.checks import Bad
from server.spec.methods import Method, asked_by

MOST_NUMBERS = 500_000  # parameters of all rows
MOST_ASKED = 2_000_000  # numbers that searches ask about in one step: 16 MB
MOST_ACTIVE = 10_000_000  # activations of all rows and points: 80 MB
MOST_WORK = 200_000_000  # multiplications of all rows over all points: a fifth of a second a step


@dataclass(frozen=True)
class Measures:
    """P parameters and so many units (inputs counted) a row, and the points they see."""

    size: int
    units: int
    points: int


def check_noise(method: Method, planar: bool, field: str) -> None:
    if method.noise is not None and not planar:
        text = "a network's gradient has the noise of its minibatches alone: leave it out"
        raise Bad(field, text, "network_noise")


def check(methods: Sequence[Method], m: Measures) -> None:
    """Bad names the product that is too large, and how it came about."""
    rows = len(methods)
    asked = sum(max(asked_by(b, m.size) for b in method.blocks) for method in methods)
    parts = (
        (MOST_NUMBERS, "rows", "parameters in all", (rows, m.size)),
        (MOST_ASKED, "asked", "numbers that searches ask about in a step", (asked, m.size)),
        (MOST_ACTIVE, "active", "activations in all", (rows, m.units, m.points)),
        (MOST_WORK, "work", "multiplications a step", (rows, m.size, m.points)),
    )
    for most, key, what, factors in parts:
        product = 1
        for factor in factors:
            product *= factor
        if product > most:
            got = " × ".join(f"{f:,} {name}" for f, name in zip(factors, NAMES[key], strict=True))
            values = {"most": f"{most:,}", "got": f"{product:,}"}
            names = dict(zip(NAMES[key], (f"{f:,}" for f in factors), strict=True))
            raise Bad(
                "methods", f"expected at most {most:,} {what}, got {got}", key, **values, **names
            )


NAMES = {
    "rows": ("methods", "parameters"),
    "asked": ("places", "parameters"),
    "active": ("methods", "units", "points"),
    "work": ("methods", "parameters", "points"),
}
