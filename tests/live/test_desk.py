"""Studies through a session: the newest question of each counts, and the run goes on."""

from collections.abc import Iterator
from typing import Any

import pytest

from server import protocol
from server.checks import Bad
from server.live import desk
from server.protocol import ProtocolError
from server.work import finished
from tests.live.test_session import Page


def answers(page: Page) -> list[tuple[str, int]]:
    return [(text["about"], text["id"]) for text in page.said("study")]


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two studies of so many pieces."""

    def study(run: Any, given: Any, kept: dict[str, Any]) -> Iterator[None]:
        if "pieces" not in given:
            raise Bad("pieces", "expected a number, got nothing")
        return work(run, given["pieces"], kept)

    def work(run: Any, pieces: int, kept: dict[str, Any]) -> Any:
        begun = run.step
        for _ in range(pieces):
            yield
        kept["asked"] = kept.get("asked", 0) + 1
        return {"begun": begun, "ended": run.step, "asked": kept["asked"]}

    monkeypatch.setattr(desk, "STUDIES", {"graph": study, "other": study})


@pytest.mark.usefixtures("slow")
def test_a_newer_question_takes_the_place_of_the_one_before():
    page = Page()
    page.wait()
    for id in (1, 2, 3):
        page.send("study", id=id, about="graph", question={"pieces": 50})
    page.wait(1)
    assert answers(page) == [("graph", 3)]


@pytest.mark.usefixtures("slow")
def test_the_run_goes_on_while_a_study_is_worked_at():
    page = Page()
    page.send("play", speed=0)
    page.wait(0.1)
    page.send("study", id=1, about="graph", question={"pieces": 100})
    page.wait(1)
    [answer] = page.said("study")
    assert answer["error"] is None
    assert answer["ended"] > answer["begun"], answer


@pytest.mark.usefixtures("slow")
def test_a_question_that_cannot_be_used_is_answered_by_its_fields_name():
    page = Page()
    page.wait()
    page.send("study", id=7, about="graph", question={})
    page.wait()
    [answer] = page.said("study")
    assert (answer["id"], answer["error"]["field"]) == (7, "pieces")
    assert answer["error"]["text"] == "pieces: expected a number, got nothing"


@pytest.mark.usefixtures("slow")
def test_what_a_study_keeps_outlives_its_question_but_a_question_not_its_run():
    page = Page()
    page.send("study", id=1, about="graph", question={"pieces": 1})
    page.wait()
    page.send("study", id=2, about="graph", question={"pieces": 500})
    page.send("hello", spec={"data": {"count": 10}})
    page.wait(1)
    page.send("study", id=3, about="graph", question={"pieces": 1})
    page.wait()
    assert [(text["id"], text["asked"]) for text in page.said("study")] == [(1, 1), (3, 2)]


def test_an_unknown_study_is_refused_and_the_known_are_named():
    page = Page()
    with pytest.raises(ProtocolError, match="about: expected one of .*graph.*; got 'weather'"):
        page.send("study", id=1, about="weather", question={})
    with pytest.raises(ProtocolError, match="question: expected an object, got 3"):
        page.send("study", id=1, about="graph", question=3)


def test_a_long_answer_is_the_same_text_written_in_pieces():
    matrix = {"grad": [[0.1 * i] * 60 for i in range(60)], "value": float("nan")}
    long = {"about": "graph", "nodes": [matrix] * 9, "groups": [], "values": [1.5, float("inf")]}
    short = {"nodes": [{"x": float("-inf")}], "names": ["가"], "none": None}
    for answer in (long, short):
        assert finished(protocol.encode_in_pieces(answer)) == protocol.encode(answer)
    assert len(list(protocol.encode_in_pieces(long))) >= 4
    assert list(protocol.encode_in_pieces(short)) == []
