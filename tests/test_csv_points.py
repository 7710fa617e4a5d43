"""Reading CSV: the cases that the page's reader reads too, the sentences, and the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from server.checks import Bad
from server.csv_points import SENTENCES, likely_task, read, rows_of, table_of
from server.spec import parse

ROOT = Path(__file__).parents[1]
CASES = json.loads((ROOT / "tests" / "reference" / "csv_cases.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_a_text_is_read_as_the_page_reads_it(case: dict[str, Any]):
    rows, problems = rows_of(case["text"])
    task = case.get("as", likely_task(rows))
    table = table_of(rows, task)
    told = [[p.key, p.values] for p in [*problems, *table.problems]]
    got = {
        "rows": [[r.x, r.y, r.label, r.test] for r in rows],
        "lines": [r.line for r in rows],
        "task": table.task,
        "names": table.names,
        "points": table.points,
        "scaled": [[s.column, s.low, s.high] for s in table.scaled],
    }
    assert told == case.get("problems", [])
    for name in got:
        if name in case:
            assert got[name] == case[name], name


@pytest.mark.parametrize("case", [c for c in CASES if "points" in c], ids=lambda c: c["name"])
def test_what_was_read_is_a_spec(case: dict[str, Any]):
    data, _ = read(case["text"], scale=True)
    points = parse({"data": data}).points()
    assert [[*xy, label] for xy, label in zip(points.xy.tolist(), points.label, strict=True)] == [
        p[:3] for p in case["points"]
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0,0,1\n0.5,abc,1", "data: line 2: expected a number for y, got 'abc'"),
        ("0,0,1\n0\n0", "data: line 2: expected 3 columns, got 1 (and 1 more)"),
        ("0,0,", "data: line 1: expected a class or a number, got nothing"),
        ("x,y,label,test\n0,0,1,no", "data: line 2: expected 0 or 1 for test, got 'no'"),
        ("", "data: there are no points"),
        ("0,0,1\n" * 2001, "data: expected at most 2,000 points, got 2,001"),
        ("\n".join(f"0,0,{c}" for c in "abcde"), "data: expected at most 4 classes, got 5"),
        ("10,0,1\n30,0,1", "data: x goes from 10 to 30, beyond −1.2 to 1.2; --scale fits it in"),
        (
            "0,0,0.5\n1,1,9",
            "data: label goes from 0.5 to 9, beyond −1.5 to 1.5; --scale fits it in",
        ),
        (f"0,0,1\n{'1' * 999},0,1", f"data: line 2: expected a number for x, got '{'1' * 56}…"),
    ],
)
def test_what_is_wrong_is_one_sentence(text: str, sentence: str):
    with pytest.raises(Bad) as caught:
        read(text)
    assert caught.value.text == sentence


def test_both_readers_know_the_same_problems():
    script = (ROOT / "static" / "js" / "math" / "csv.js").read_text()
    here = {key for key in SENTENCES if f'"{key}"' in script}
    assert set(SENTENCES) - here == {"csv.outside"}  # the page shows what it scales, and asks


def test_of_a_table_that_is_far_too_long_no_more_is_looked_at_than_may_be_there():
    """A hundred thousand names were compared with one another for minutes."""
    text = "x,y,label\n" + "\n".join(f"0,0,name {i}" for i in range(100_000))
    rows, problems = rows_of(text)
    assert len(rows) == 2000 and problems[0].values["got"] == 100_000
    with pytest.raises(Bad, match="expected at most 2,000 points, got 100,000"):
        read(text)
