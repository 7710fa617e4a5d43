"""Checks of what people and programs send.
An error names the field, what was got and what is allowed.
"""

import math
from collections.abc import Collection, Mapping
from typing import Any


class Bad(ValueError):
    """Input that cannot be used. `field` is its path, e.g. "methods[0].blocks[1].rate".

    `key` and `values` let the page say it in its own language (static/i18n, "error.…").
    """

    def __init__(self, field: str, text: str, key: str = "", **values: Any) -> None:
        super().__init__(f"{field}: {text}")
        self.field, self.text, self.key = field, f"{field}: {text}", key
        self.values: dict[str, Any] = {"field": field, **values}


def shown(value: Any) -> str:
    """A value as an error shows it: short, and never a wall of text."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def number(value: Any, field: str, low: float, high: float) -> float:
    real = math.nan
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            real = float(value)
        except OverflowError:
            pass
    if not low <= real <= high:  # NaN fails too
        text = f"expected a number from {low:g} to {high:g}, got {shown(value)}"
        raise Bad(field, text, "number", low=f"{low:g}", high=f"{high:g}", got=shown(value))
    return real


def integer(value: Any, field: str, low: int, high: int) -> int:
    whole = isinstance(value, float) and value.is_integer()
    number = isinstance(value, int) and not isinstance(value, bool)
    if not (number or whole) or not low <= value <= high:
        text = f"expected a whole number from {low:,} to {high:,}, got {shown(value)}"
        raise Bad(field, text, "whole", low=f"{low:,}", high=f"{high:,}", got=shown(value))
    return int(value)


def truth(value: Any, field: str) -> bool:
    if not isinstance(value, bool):
        raise Bad(field, f"expected true or false, got {shown(value)}")
    return value


def choice(value: Any, field: str, allowed: Collection[str]) -> str:
    if not isinstance(value, str) or value not in allowed:
        names = ", ".join(allowed)
        text = f"expected one of {names}; got {shown(value)}"
        raise Bad(field, text, "choice", allowed=names, got=shown(value))
    return value


def listing(value: Any, field: str, low: int, high: int, what: str) -> list[Any]:
    count = f"{low:,} to {high:,}" if low < high else f"{low:,}"
    if not isinstance(value, list):
        raise Bad(field, f"expected a list of {count} {what}, got {shown(value)}")
    if not low <= len(value) <= high:
        raise Bad(field, f"expected {count} {what}, got {len(value):,}")
    return value


def mapping(value: Any, field: str, allowed: Collection[str]) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Bad(field, f"expected an object, got {shown(value)}")
    for key in value:
        if key not in allowed:
            path = f"{field}.{key}" if field else str(key)
            raise Bad(path[:80], f"is not known here; known are {', '.join(allowed)}")
    return value
