"""What may befall the real program, or a page of it: killed, reloaded, crowds that come and go,
a fault of ours.
"""

import base64
import contextlib
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from tests.bench.load_cases import LIGHT, PLAIN, hello
from tests.bench.load_crowd import Crowd
from tests.live.line import POINTS, Line, step_of
from tests.live.pages import CARRIED, Page
from tests.live.program import Program

pytestmark = pytest.mark.slow
SPEED = 60  # steps a second


def theta_at(journal: dict[str, Any], step: int) -> bytes:
    """Of a run that nobody disturbed, on a server of its own."""
    undisturbed = Page({})
    undisturbed.hello["journal"], undisturbed.at = journal, step
    with Program() as program, undisturbed.arrive(program.port):
        assert undisturbed.at == step
        return undisturbed.theta


def a_killed_servers_run_is_replayed_to_the_same_bits() -> None:
    go_on_after_a_kill(400)


def a_killed_servers_long_run_jumps_to_its_checkpoint_and_the_same_bits() -> None:
    go_on_after_a_kill(30_500)  # what comes after step 30,000 is not replayed


def go_on_after_a_kill(least: int) -> None:
    """Kill a server when its page has a checkpoint of so many steps; another goes on."""
    page = Page(CARRIED)
    with Program() as first:
        line = page.arrive(first.port)
        line.say("play", speed=0)
        page.until(line, lambda: page.at > 100)
        line.say("edit", id=1, edit={"kind": "move", "point": 3, "x": 0.5, "y": -0.5})
        page.until(line, lambda: page.kept > least)
        page.until(line, lambda at=page.at: page.at > at)
        first.ended(signal.SIGKILL)
        boot, seen, theta = page.boot, page.at, page.theta
        with contextlib.suppress(ConnectionError):
            while True:  # what was on its way when the server died
                page.take(line.next())
                seen, theta = page.at, page.theta
    with Program(port=first.port) as second:
        line = page.arrive(second.port)
        assert page.boot != boot, "another server says so"
        assert (page.at, page.theta) == (seen, theta)
        line.say("play", speed=0)
        page.until(line, lambda: page.at > seen + 50)
        line.say("pause")
        line.hear("status")
        with contextlib.suppress(TimeoutError):
            while True:  # the newest frame is the one that stays
                page.take(line.next(0.5))
        line.socket.close()
    assert page.hello["journal"]["edits"], "the edit was answered"
    assert page.theta == theta_at(page.hello["journal"], page.at)


def test_the_checkpoints_theta_is_the_frames():
    """The oracle above would not notice a theta that stands still."""
    page = Page(CARRIED)
    with Program() as program, page.arrive(program.port) as line:
        line.say("step", unit="epoch", count=1)
        page.until(line, lambda: page.at == 4)  # 25 training points, 7 at once
        page.until(line, lambda: page.kept == 4)
        kept = base64.b64decode(page.hello["checkpoint"]["theta"])
        assert kept == page.theta[: len(kept)] and len(kept) == 8 * 21


def all_of_1600_who_come_say_hello_and_drop_leave_nothing_behind() -> None:
    with Program() as program:
        for half in range(2):
            for start in range(0, 800, 40):
                lines = [Line(program.port) for _ in range(40)]
                for i, line in enumerate(lines):
                    line.hello()
                    if i % 4 == 0:
                        line.say("play", speed=0)
                for i, line in enumerate(lines):
                    if (start + i) % 8 == 0:
                        line.frame()
                    line.tear() if i % 2 else line.socket.close()
            program.alone()
            if half == 0:
                before = program.memory
        grown = program.memory - before
        assert grown < 6, f"{grown:.1f} MiB more after the second 800"
        assert "Traceback" not in program.errors


def each_of_100_reloads_goes_on_from_where_the_page_was() -> None:
    page, steps = Page(CARRIED), list[int]()
    with Program() as program:
        for _ in range(100):
            line = page.arrive(program.port)
            steps.append(page.at)
            line.say("play", speed=SPEED)
            page.until(line, lambda at=page.at: page.at > at)
            if len(steps) == 50:
                page.until(line, lambda at=page.kept: page.kept > at)
            line.tear()
        program.alone()
    assert steps == sorted(steps) and steps[-1] > 99


TOGETHER = (
    a_killed_servers_long_run_jumps_to_its_checkpoint_and_the_same_bits,
    a_killed_servers_run_is_replayed_to_the_same_bits,
    each_of_100_reloads_goes_on_from_where_the_page_was,
    all_of_1600_who_come_say_hello_and_drop_leave_nothing_behind,
)


@pytest.fixture(scope="module")
def begun() -> Iterator[dict[str, Future[None]]]:
    with ThreadPoolExecutor(len(TOGETHER)) as threads:
        yield {life.__name__: threads.submit(life) for life in TOGETHER}


@pytest.mark.parametrize("life", [life.__name__ for life in TOGETHER])
def test_of_lives_that_take_their_time(life: str, begun: dict[str, Future[None]]):
    begun[life].result()


def test_100_clients_come_back_to_a_new_server():
    """With the back-off of the page; nobody stays away, nobody falls behind its step."""
    with Program("--max-sessions", "300") as first:
        crowd = Crowd(first.port)
        crowd.connect("all", [hello(LIGHT, PLAIN)] * 100, 30, "keeps")
        crowd.ask("start", name="all")
        time.sleep(3)
        first.ended(signal.SIGKILL)
        time.sleep(0.2)
        crowd.ask("mark")
        with Program("--max-sessions", "300", port=first.port):
            crowd.ask("await", 30, name="all")
            told = crowd.ask("report", name="all")
            crowd.stop()
    away = [back[0] - lost[0] for lost, back in zip(told["lost"], told["back"], strict=True)]
    assert len(away) == 100 and max(away) < 30, f"{max(away):.1f} s"


FAULT = """
import server.protocol, server.run, server.stack
def wrong(run):
    if run.spec.methods[0].blocks[0].rate == 0.077:
        raise ZeroDivisionError("a fault for the test")
def before(real, runs):
    def call(self, *rest):
        for run in runs(self, *rest):
            wrong(run)
        return real(self, *rest)
    return call
"""
FAULTS = {
    "alone": "R = server.run.Run; R.advance = before(R.advance, lambda run, *rest: [run])",
    "in a stack": "S = server.stack.Stack; S.take = before(S.take, lambda s, runs, *rest: runs)\n"
    "R = server.run.Run; R.advance = before(R.advance, lambda run, *rest: [run])",
    "in a frame": "R = server.run.Run; R.drain = before(R.drain, lambda run, *rest: [run])",
}


@pytest.mark.parametrize("where", FAULTS)
def test_a_fault_of_ours_ends_its_session_and_no_other(where: str):
    """The page is told an id that stands in the log's one line, too."""
    ill = POINTS | {"methods": [{"blocks": [{"optimizer": "adam", "rate": 0.077}]}]}
    with Program(before=FAULT + FAULTS[where]) as program, contextlib.ExitStack() as stack:
        well = [stack.enter_context(Line(program.port)) for _ in range(3)]
        one = stack.enter_context(Line(program.port))
        for line in (*well, one):
            line.hello(ill if line is one else POINTS)
            line.say("play", speed=60)
        fault = one.hear("error")
        assert fault["code"] == "internal" and one.closed_with() == 1011
        for line in well:
            at = step_of(line.frame())
            while step_of(line.frame()) < at + 10:
                pass
        lines = [said for said in program.errors.splitlines() if fault["fault"] in said]
        assert len(lines) == 1, program.errors


def test_memory_is_given_back_by_those_who_leave():
    """A hundred at a time that play for a moment: after some, the next find the room of the last.
    What is compiled for crowds of many sizes stays, up to a limit.
    """
    with Program("--max-sessions", "300") as program:
        seen: list[float] = []
        for _ in range(5):
            lines = [Line(program.port) for _ in range(100)]
            hear = [threading.Thread(target=line.heard, args=(1.0,)) for line in lines]
            for line, thread in zip(lines, hear, strict=True):
                line.hello(LIGHT, PLAIN)
                line.say("play", speed=30)
                thread.start()
            for line, thread in zip(lines, hear, strict=True):
                thread.join()
                line.socket.close()
            program.alone()
            seen.append(program.memory)
        assert seen[4] - seen[3] < 8, f"{seen} MiB after each hundred"
