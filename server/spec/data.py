"""Data: which points; a preset with its parameters, or the points themselves."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from server import checks
from server.checks import Bad
from server.engine.datasets import DATASETS, Points

REACH = 1.2  # points live in [−1.2, 1.2]²
MOST_POINTS, MOST_CLASSES = 2000, 4
MOST_ID = 65_535  # a point's id is two bytes on the wire


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
    points: tuple[tuple[float, ...], ...] | None = None  # (x, y, label, test, id)

    @property
    def size(self) -> int:
        return self.count if self.points is None else len(self.points)


# What stands for the data of a surface: one example that is not looked at.
NO_DATA = Data(None, 1, 0.0, 0.0, points=((0.0, 0.0, 0.0, 0.0, 0.0),))


def parse_data(value: Any, field: str = "data") -> Data:
    known = ("preset", "count", "noise", "test", "task", "classes", "points")
    given = checks.mapping(value, field, known)
    points = given.get("points")
    preset = given.get("preset", None if points is not None else "circle")
    if preset is not None:
        preset = checks.choice(preset, f"{field}.preset", DATASETS)
    test = checks.number(given.get("test", 0.5), f"{field}.test", 0, 0.9)
    made = DATASETS[preset or "circle"]
    task = checks.choice(
        given.get("task", made.task), f"{field}.task", ("classification", "regression")
    )
    count = checks.integer(given.get("count", 200), f"{field}.count", 0, MOST_POINTS)
    if points is None and task != made.task:
        raise Bad(f"{field}.task", f"the preset {preset} is a {made.task}, got {task}")
    default = made.classes if made.task == task else 2
    classes = (
        1
        if task == "regression"
        else checks.integer(
            given.get("classes", default),
            f"{field}.classes",
            made.classes if points is None else 2,
            MOST_CLASSES,
        )
    )
    noise = checks.number(given.get("noise", 0.1), f"{field}.noise", 0, 0.5)
    data = Data(preset, count, noise, test, task, classes)
    if points is None:
        return data
    return replace(data, points=parse_points(points, data, f"{field}.points"))


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


def explicit(rows: tuple[tuple[float, ...], ...]) -> Points:
    table = np.array(rows, float).reshape(-1, 5)
    return Points(table[:, :2], table[:, 2], table[:, 3] > 0, table[:, 4].astype(int))
