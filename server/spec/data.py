"""Data: which points; a preset with its parameters, or the points themselves."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from server import checks, real
from server.checks import Bad
from server.engine.datasets import DATASETS, Points
from server.real import DIGITS, REAL
from server.spec.formula import FORMULAS, parse_formula

REACH = 1.2  # points live in [−1.2, 1.2]²
MOST_POINTS, MOST_CLASSES = 2000, 4
MOST_ID = 65_535  # a point's id is two bytes on the wire
PRESETS = (*DATASETS, *REAL)
TASKS = ("classification", "regression")


@dataclass(frozen=True)
class Data:
    """A preset with its parameters; with `points`,
    these are the data and the preset is only where they came from.
    """

    preset: str | None = "circle"
    count: int = 200
    noise: float = 0.1
    test: float = 0.5
    task: str = "classification"
    classes: int = 2
    outliers: float = 0.0  # the share of the points that are made outliers
    balance: float | None = None  # the share of class 1; None: as the preset makes it
    formula: str | None = None  # of x and y, as typed
    digits: tuple[int, ...] | None = None  # which of them are shown, ascending
    points: tuple[tuple[float, ...], ...] | None = None  # (x, y, label, test, id)

    @property
    def size(self) -> int:
        """How many points there are, at most."""
        return self.count if self.points is None else len(self.points)

    @property
    def made(self) -> int:
        """How many classes its preset makes (there may be more outputs), 1 for a regression."""
        if self.preset is None:
            return 0
        if self.preset in REAL:
            return len(self.digits or REAL[self.preset].sizes)
        generator = DATASETS[self.preset]
        return self.classes if generator.takes == "classes" else generator.classes

    def to_json(self) -> dict[str, Any]:
        """The canonical form; what a data set has nothing of is left out."""
        out = asdict(self)
        for name, nothing in NOTHING.items():
            if out[name] == nothing:
                del out[name]
        if self.digits is not None:
            out["digits"] = list(self.digits)
        del out["points"]
        if self.points is not None:
            out["points"] = [list(p) for p in self.points]
        return out


# What stands for the data of a surface: one example that is not looked at.
NO_DATA = Data(None, 1, 0.0, 0.0, points=((0.0, 0.0, 0.0, 0.0, 0.0),))
NOTHING = {"outliers": 0, "balance": None, "formula": None, "digits": None}
DATA_FIELDS = ("preset", "count", "noise", "test", "task", "classes", *NOTHING, "points")


def parse_data(value: Any, field: str = "data") -> Data:
    given = checks.mapping(value, field, DATA_FIELDS)
    own = given.get("points") is not None
    preset = given.get("preset", None if own else "circle")
    if preset is not None:
        preset = checks.choice(preset, f"{field}.preset", PRESETS)
    bare = Data(
        preset, formula=_formula(given, preset, field), digits=_digits(given, preset, field)
    )
    task = _task(given, bare, own, field)
    data = replace(
        bare,
        task=task,
        classes=_classes(given, replace(bare, task=task), own, field),
        count=checks.integer(given.get("count", 200), f"{field}.count", 0, MOST_POINTS),
        noise=checks.number(
            given.get("noise", 0 if preset in REAL else 0.1), f"{field}.noise", 0, 0.5
        ),
        test=checks.number(given.get("test", 0.5), f"{field}.test", 0, 0.9),
        outliers=checks.number(given.get("outliers", 0), f"{field}.outliers", 0, 0.5),
        balance=_balance(given, preset, task, field),
    )
    if preset in REAL:  # a larger number asks for all that there are
        data = replace(data, count=min(data.count, real.count(preset, data.digits or DIGITS)))
    if not own:
        return data
    return replace(data, points=parse_points(given["points"], data, f"{field}.points"))


def _task(given: Mapping[str, Any], bare: Data, own: bool, field: str) -> str:
    made = "classification"
    if bare.preset in DATASETS:
        made = DATASETS[bare.preset].task
    task = checks.choice(given.get("task", made), f"{field}.task", TASKS)
    if not own and task != made:
        raise Bad(f"{field}.task", f"the preset {bare.preset} is a {made}, got {task}")
    return task


def _classes(given: Mapping[str, Any], data: Data, own: bool, field: str) -> int:
    if data.task == "regression":
        return 1
    least = 2 if own else max(2, data.made)
    default = max(2, data.made)
    return checks.integer(given.get("classes", default), f"{field}.classes", least, MOST_CLASSES)


def _formula(given: Mapping[str, Any], preset: str | None, field: str) -> str | None:
    value, name = given.get("formula"), f"{field}.formula"
    if preset in FORMULAS:
        return parse_formula(FORMULAS[preset] if value is None else value, name, preset)
    if value is not None:
        raise Bad(name, f"belongs to the presets {', '.join(FORMULAS)}, got it with {preset}")
    return None


def _digits(given: Mapping[str, Any], preset: str | None, field: str) -> tuple[int, ...] | None:
    value, name = given.get("digits"), f"{field}.digits"
    if preset != "digits":
        if value is not None:
            raise Bad(name, f"belongs to the preset digits, got it with {preset}")
        return None
    if value is None:
        return DIGITS
    rows = checks.listing(value, name, 2, MOST_CLASSES, "digits")
    found = {checks.integer(d, f"{name}[{i}]", 0, 9) for i, d in enumerate(rows)}
    if len(found) < len(rows):
        raise Bad(name, f"expected each digit once, got {checks.shown(value)}")
    return tuple(sorted(found))


def _balance(given: Mapping[str, Any], preset: str | None, task: str, field: str) -> float | None:
    value, name = given.get("balance"), f"{field}.balance"
    if value is None:
        return None
    if task == "regression":
        raise Bad(name, f"a regression has no classes, got {checks.shown(value)}")
    if preset in REAL:
        text = f"{preset} is shown as it is: expected null, got {checks.shown(value)}"
        raise Bad(name, text)
    return checks.number(value, name, 0.05, 0.95)


def parse_points(
    value: Any, data: Data, field: str, most: int = MOST_POINTS
) -> tuple[tuple[float, ...], ...]:
    """[[x, y, label, test?, id?], …] → (x, y, label, test, id) with ids that differ."""
    rows = checks.listing(value, field, 0, most, "points")
    taken: set[int] = set()
    out: list[tuple[float, ...]] = []
    for i, row in enumerate(rows):
        name = f"{field}[{i}]"
        parts = checks.listing(row, name, 3, 5, "numbers: x, y, label, test, id")
        x, y = (checks.number(v, f"{name}[{k}]", -REACH, REACH) for k, v in enumerate(parts[:2]))
        label = parse_label(parts[2], data, f"{name}[2]")
        test = (
            checks.integer(
                int(parts[3]) if isinstance(parts[3], bool) else parts[3], f"{name}[3]", 0, 1
            )
            if len(parts) > 3
            else 0
        )
        key = checks.integer(parts[4], f"{name}[4]", 0, MOST_ID) if len(parts) > 4 else i
        if key in taken:
            raise Bad(f"{name}[4]", f"expected an id of its own, got {key} again")
        taken.add(key)
        out.append((x, y, label, test, key))
    return tuple(out)


def parse_label(value: Any, data: Data, field: str) -> float:
    if data.task == "regression":
        return checks.number(value, field, -10, 10)
    return float(checks.integer(value, field, 0, data.classes - 1))


def listed(points: Points) -> tuple[tuple[float, ...], ...]:
    """As a Spec carries them: x, y, label, test, id."""
    rows = zip(points.xy, points.label, points.test, points.ids, strict=True)
    return tuple((float(x), float(y), float(k), int(test), int(i)) for (x, y), k, test, i in rows)


def explicit(rows: tuple[tuple[float, ...], ...]) -> Points:
    table = np.array(rows, float).reshape(-1, 5)
    return Points(table[:, :2], table[:, 2], table[:, 3] > 0, table[:, 4].astype(int))
