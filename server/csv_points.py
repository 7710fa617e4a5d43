"""CSV text → points. The mirror of static/js/math/csv.js: both read tests/reference/csv_cases.json.

1. The first line says what cuts: a tab, else a semicolon, else a comma, else spaces. Cells may
   stand in quotes, in which "" is a quote. A lone decimal comma is a point.
2. A first line without numbers in its first two cells is a header. Its names say where x, y, label
   and test stand; without them they are the first, second and third column, and there is no test.
3. Empty lines and lines that begin with # are passed over. What is wrong is told with its line.
4. Labels that are all numbers 0 to 3 are classes as they stand, other numbers are classes in their
   order, names in the order in which they appear.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from server.checks import Bad, shown
from server.spec import MOST_CLASSES, MOST_POINTS, REACH

VALUES = 1.5  # the picture of a regression shows −1…1; a preset's noise goes a little beyond
NAMES = {
    "x": ("x", "x1", "x₁"),
    "y": ("y", "x2", "x₂"),
    "label": ("label", "class", "value", "target", "z", "레이블", "클래스", "값"),
    "test": ("test", "시험"),
}
# White space as browsers trim it, so that both readers see the same cells.
BLANK = "\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)
NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[-+]?[0-9]+)?", re.IGNORECASE)
DECIMAL_COMMA = re.compile(r"[-+]?[0-9]*,[0-9]+(e[-+]?[0-9]+)?", re.IGNORECASE)


@dataclass(frozen=True)
class Problem:
    key: str
    values: dict[str, Any]

    @property
    def text(self) -> str:
        got = self.values.get("got")
        told = {"got": shown(got)} if isinstance(got, str) else {}
        return SENTENCES[self.key].format(**self.values | told)


@dataclass(frozen=True)
class Row:
    line: int
    x: float
    y: float
    label: str
    test: int | None


@dataclass(frozen=True)
class Scaled:
    """A column whose low…high became −1…1."""

    column: str
    low: float
    high: float


@dataclass(frozen=True)
class Table:
    task: str
    names: list[str]
    points: list[list[float]]
    scaled: list[Scaled]
    problems: list[Problem]


def read(
    text: str, scale: bool = False, field: str = "data"
) -> tuple[dict[str, Any], list[Scaled]]:
    """A Spec's `data` of a CSV text, or Bad with the first problem. What lies outside the square is
    scaled if that is asked for, and else refused. `field` is what an error names.
    """
    rows, problems = rows_of(text)
    table = table_of(rows, likely_task(rows))
    problems = [*problems, *table.problems]
    if not scale and not problems:  # else they may not even be the right columns
        problems += [
            Problem("csv.outside", vars(c) | {"most": VALUES if c.column == "label" else REACH})
            for c in table.scaled
        ]
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise Bad(field, problems[0].text + more)
    classes = {"classes": max(2, len(table.names))} if table.names else {}
    return {"task": table.task, **classes, "points": table.points}, table.scaled


def rows_of(text: str) -> tuple[list[Row], list[Problem]]:
    numbered = enumerate(re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")), start=1)
    lines = [(n, line) for n, line in numbered if line.strip(BLANK) and not line.startswith("#")]
    cut = _splitter(lines[0][1] if lines else "")
    table = [(n, cut(line)) for n, line in lines]
    head = table.pop(0)[1] if table and _is_header(table[0][1]) else None
    places, problems = _columns(head), list[Problem]()
    found = [_row(n, cells, places, problems) for n, cells in table]
    rows = [row for row in found if row is not None]
    if not table:
        problems.append(Problem("csv.empty", {}))
    if len(rows) > MOST_POINTS:
        problems.append(Problem("csv.many", {"most": MOST_POINTS, "got": len(rows)}))
    return rows[:MOST_POINTS], problems


def likely_task(rows: Sequence[Row]) -> str:
    """What the labels speak for: names or up to four whole numbers are classes."""
    values = {number(row.label) for row in rows}
    if any(math.isnan(v) for v in values):
        return "classification"
    few = len(values) <= MOST_CLASSES and all(v.is_integer() for v in values)
    return "classification" if few else "regression"


def table_of(rows: Sequence[Row], task: str) -> Table:
    problems, scaled = list[Problem](), list[Scaled]()
    if task == "classification":
        names, label = _classes(rows, problems)
    else:
        names, label = [], _scaled(_values(rows, problems), "label", VALUES, scaled)
    x = _scaled([row.x for row in rows], "x", REACH, scaled)
    y = _scaled([row.y for row in rows], "y", REACH, scaled)
    points = [
        [*place, *([] if row.test is None else [row.test])]
        for *place, row in zip(x, y, label, rows, strict=True)
    ]
    return Table(task, names, points, scaled, problems)


# Lines


def _splitter(first: str) -> Callable[[str], list[str]]:
    mark = next((m for m in "\t;," if m in first), None)
    if mark is None:
        return lambda line: re.split(f"[{BLANK}]+", line.strip(BLANK))
    return lambda line: _cut(line, mark)


def _cut(line: str, mark: str) -> list[str]:
    cells, at = list[str](), 0
    quoted = re.compile(f'[{BLANK.replace(mark, "")}]*"((?:[^"]|"")*)"')
    while True:
        inside = quoted.match(line, at)
        stop = line.find(mark, inside.end() if inside else at)
        end = len(line) if stop < 0 else stop
        cells.append(inside[1].replace('""', '"') if inside else line[at:end].strip(BLANK))
        if stop < 0:
            return cells
        at = stop + 1


def _is_header(cells: Sequence[str]) -> bool:
    letters = any(character.isalpha() for cell in cells for character in cell)
    return len(cells) >= 2 and letters and all(math.isnan(number(c)) for c in cells[:2])


def _columns(head: Sequence[str] | None) -> dict[str, int]:
    names = [cell.strip(BLANK).lower() for cell in head or []]
    found = {k: next((i for i, n in enumerate(names) if n in NAMES[k]), -1) for k in NAMES}
    if min(found[k] for k in ("x", "y", "label")) >= 0:
        return found
    return {"x": 0, "y": 1, "label": 2, "test": found["test"]}


def _row(
    line: int, cells: Sequence[str], places: dict[str, int], problems: list[Problem]
) -> Row | None:
    needed = max(places[k] for k in ("x", "y", "label")) + 1
    if len(cells) < needed:
        problems.append(Problem("csv.columns", {"line": line, "needed": needed, "got": len(cells)}))
        return None
    x, y = (number(cells[places[k]]) for k in "xy")
    label = cells[places["label"]]
    mark = cells[places["test"]] if 0 <= places["test"] < len(cells) else ""
    wrong = next((k for k, v in (("x", x), ("y", y)) if math.isnan(v)), None)
    if wrong:
        got = cells[places[wrong]]
        problems.append(Problem("csv.number", {"line": line, "column": wrong, "got": got}))
    if label == "":
        problems.append(Problem("csv.label", {"line": line}))
    if mark not in ("", "0", "1"):
        problems.append(Problem("csv.test", {"line": line, "got": mark}))
    if wrong or label == "":
        return None
    return Row(line, x, y, label, int(mark == "1") if places["test"] >= 0 else None)


def number(cell: str) -> float:
    """NaN if it is none."""
    text = cell.strip(BLANK)
    plain = text.replace(",", ".") if DECIMAL_COMMA.fullmatch(text) else text
    value = float(plain) if NUMBER.fullmatch(plain) else math.nan
    return value if math.isfinite(value) else math.nan


# Columns


def _classes(rows: Sequence[Row], problems: list[Problem]) -> tuple[list[str], list[float]]:
    """Names of the classes, and each row's class."""
    numbers = [number(row.label) for row in rows]
    named = any(math.isnan(n) for n in numbers)
    keys: list[Any] = [row.label for row in rows] if named else numbers
    distinct = list(dict.fromkeys(keys))
    if len(distinct) > MOST_CLASSES:
        problems.append(Problem("csv.classes", {"got": len(distinct)}))
    ordered = distinct if named else _in_order(distinct)
    names = [rows[keys.index(k)].label if k in keys else str(k) for k in ordered]
    return names, [float(ordered.index(key)) for key in keys]


def _in_order(numbers: list[float]) -> list[float]:
    """Numbers 0 … 3 keep their places: what the page copied out comes back as it was."""
    if numbers and all(n in (0, 1, 2, 3) for n in numbers):
        return list(range(int(max(*numbers, 1)) + 1))
    return sorted(numbers)


def _values(rows: Sequence[Row], problems: list[Problem]) -> list[float]:
    values = [number(row.label) for row in rows]
    for row, value in zip(rows, values, strict=True):
        if math.isnan(value):
            got = {"line": row.line, "column": "label", "got": row.label}
            problems.append(Problem("csv.number", got))
    return [0.0 if math.isnan(value) else value for value in values]


def _scaled(numbers: list[float], column: str, limit: float, scaled: list[Scaled]) -> list[float]:
    if not numbers or (min(numbers) >= -limit and max(numbers) <= limit):
        return numbers
    low, high = min(numbers), max(numbers)
    scaled.append(Scaled(column, low, high))
    return [(n - low) / (high - low) * 2 - 1 if high > low else 0.0 for n in numbers]


SENTENCES = {
    "csv.empty": "there are no points",
    "csv.many": "expected at most {most:,} points, got {got:,}",
    "csv.columns": "line {line}: expected {needed} columns, got {got}",
    "csv.number": "line {line}: expected a number for {column}, got {got}",
    "csv.label": "line {line}: expected a class or a number, got nothing",
    "csv.test": "line {line}: expected 0 or 1 for test, got {got}",
    "csv.classes": "expected at most 4 classes, got {got}",
    "csv.outside": (
        "{column} goes from {low:g} to {high:g}, beyond −{most} to {most}; --scale fits it in"
    ),
}
