"""Looking on through a real server and real sockets; the rooms themselves are in test_hub.py."""

import struct
from collections.abc import Iterator
from typing import Any

import pytest

from server.live import mailbox
from server.settings import Settings
from tests.live.test_server import Page, Running

SMALL = {"data": {"count": 20}}


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    server = Running(Settings(most_sessions=2))
    yield server
    server.stop()


def sharing(page: Page, **hello: Any) -> str:
    page.send("hello", spec=SMALL, **hello)
    page.frame()
    page.send("share")
    return page.hear("shared")["code"]


def step_of(frame: bytes) -> float:
    return struct.unpack_from("<d", frame, 8)[0]


def at_step(page: Page, step: float) -> bytes:
    """The first frame of this step, or of a later one."""
    while step_of(frame := page.frame()) < step:
        pass
    return frame


def test_who_looks_on_is_told_the_run_as_it_stands_and_sees_the_same_bytes(running: Running):
    with Page(running) as presenter, Page(running) as one, Page(running) as two:
        code = sharing(presenter)
        presenter.send("step", unit="batch", count=1)
        at_step(presenter, 1)
        for page in (one, two):
            page.send("hello", role="follow", code=code)
            following = page.hear("following")
            assert following["code"] == code and 1 <= following["acknowledge"] <= 4
            assert page.hear("journal")["journal"]["spec"]["data"]["count"] == 20
            assert len(page.hear("spec")["points"]) == 20
            layout = page.hear("layout")
            assert page.hear("status")["step"] == 1
            frame = page.frame()
            assert len(frame) == layout["bytes"] and step_of(frame) == 1
        while presenter.hear("shared")["followers"] != 2:
            pass
        presenter.send("edit", id=7, edit={"kind": "move", "point": 0, "x": 0.5, "y": 0.5})
        answer = presenter.hear("edited")
        assert one.hear("edited") == two.hear("edited") == answer
        presenter.send("step", unit="batch", count=1)
        assert at_step(one, 2) == at_step(two, 2)


def test_who_looks_on_changes_nothing_and_may_begin_a_run_of_its_own(running: Running):
    with Page(running) as presenter, Page(running) as looker:
        code = sharing(presenter)
        looker.send("hello", role="follow", code=code)
        looker.hear("status")
        for kind in ("pause", "share", "check"):
            looker.send(kind)
            assert looker.hear("error")["code"] == "not_presenter"
        looker.send("hello", spec={"data": {"count": 30}})
        assert looker.hear("journal")["journal"]["spec"]["data"]["count"] == 30
        looker.send("pause")
        looker.send("step", unit="batch", count=1)
        at_step(looker, 1)


def test_an_unknown_code_is_told_and_ends_the_connection(running: Running):
    with Page(running) as page:
        page.send("hello", role="follow", code="nobody-has-it")
        assert page.hear("error")["code"] == "no_room"
        assert page.closed_with() == 1008


def test_a_presenter_who_comes_back_in_the_same_tab_is_followed_again(running: Running):
    """Those who look on keep their sockets, and a server that is full of runs has room for them."""
    with Page(running) as looker, Page(running) as another:
        with Page(running) as presenter:
            code = sharing(presenter, tab="the-same-tab")
            another.send("hello", spec=SMALL)
            looker.send("hello", role="follow", code=code)
            looker.frame()
        looker.hear("left")
        with Page(running) as presenter:
            presenter.send("hello", spec={"data": {"count": 33}}, tab="the-same-tab")
            assert presenter.hear("shared") == {"type": "shared", "code": code, "followers": 1}
            assert looker.hear("following")["code"] == code
            assert looker.hear("journal")["journal"]["spec"]["data"]["count"] == 33
            looker.hear("layout")
            looker.frame()


def test_a_run_goes_on_for_those_who_look_on_though_its_own_page_is_hidden(
    running: Running, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(mailbox, "ATTENTION", 0.2)
    with Page(running) as presenter, Page(running) as looker:
        code = sharing(presenter)
        looker.send("hello", role="follow", code=code)
        looker.frame()
        presenter.send("play", speed=200)  # and acknowledges nothing from here on
        at_step(looker, 200)
