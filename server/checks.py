"""Checks of what people and programs send.
An error names the field, what was got and what is allowed.
"""

import json
import math
from collections.abc import Collection, Mapping
from reprlib import Repr
from typing import Any

MOST_LEVELS = 24  # of lists and objects in one another: twice what a journal has
BOXES = (list, dict)
MOST_VALUES = 1 << 16  # in one message: 20 to 30 ms of work
SHOWN = 60  # characters of a value in an error


class Bad(ValueError):
    """Input that cannot be used. `field` is its path, e.g. "methods[0].blocks[1].rate".

    `key` and `values` let the page say it in its own language (static/i18n, "error.…").
    """

    def __init__(self, field: str, text: str, key: str = "", **values: Any) -> None:
        super().__init__(f"{field}: {text}")
        self.field, self.text, self.key = field, f"{field}: {text}", key
        self.values: dict[str, Any] = {"field": field, **values}


def parsed(text: str | bytes) -> Any:
    """The value of a JSON text, or ValueError. NaN and Infinity are not JSON; what is nested deeper
    than anything of ours would break what walks through it later.
    """
    try:
        value = json.loads(text, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("got lists or objects nested too deeply") from None
    level: list[Any] = [value] if type(value) in BOXES else []
    for _ in range(MOST_LEVELS):
        level = [inner for box in level for inner in _inside(box) if type(inner) in BOXES]
        if not level:
            return value
    raise ValueError("got lists or objects nested too deeply")


def check_many(text: str | bytes, field: str, refusal: type[Bad] = Bad) -> None:
    """Refused if a JSON text holds so many values that making and checking them would hold up
    others: known from what stands before them and between.
    """
    if isinstance(text, str):
        marks = sum(map(text.count, ("[", "{", ",")))
    else:
        marks = sum(map(text.count, (b"[", b"{", b",")))
    if marks > MOST_VALUES:
        raise refusal(field, f"expected at most {MOST_VALUES:,} values in all, got {marks:,}")


def _refuse(name: str) -> Any:
    raise ValueError(f"got {name}")


def _inside(box: Any) -> Collection[Any]:
    return box if type(box) is list else box.values()


def shown(value: Any) -> str:
    """A value as an error shows it: short, never a wall of text, and without characters that cannot
    be seen.
    """
    few = Repr()
    few.maxlevel, few.maxlist, few.maxdict, few.maxtuple = 8, SHOWN, SHOWN, SHOWN
    few.maxstring = few.maxother = few.maxlong = 4 * SHOWN
    text = few.repr(value)
    return text if len(text) <= SHOWN else text[: SHOWN - 3] + "…"


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
            named = shown(key)[1:-1] or "''"  # as it is, or escaped
            path = f"{field}.{named}" if field else named
            raise Bad(path[:80], f"is not known here; known are {', '.join(allowed)}")
    return value
