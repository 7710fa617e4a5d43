"""Faults that take their time to be noticed, on real programs: silence, stalls, bad lines, a
freeze, another time of day. All begin with the first test, and each is awaited by its own.
"""

import contextlib
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import pairwise

import pytest

from tests.bench.load_proxy import Proxy
from tests.live.line import POINTS, SHOW, Item, Line, request, step_of
from tests.live.pages import Page
from tests.live.program import Program

pytestmark = pytest.mark.slow
SPEED = 100  # steps a second
MOST = 45  # frames in a second in which nothing is made up for, that has 30


def heard(line: Line, seconds: float) -> list[tuple[float, Item]]:
    """What comes within a time, and when; the line lives."""
    found: list[tuple[float, Item]] = []
    end = time.monotonic() + seconds
    with contextlib.suppress(TimeoutError):
        while (left := end - time.monotonic()) > 0:
            item = line.next(left)
            assert item[0] != "close", item
            found.append((time.monotonic(), item))
    return found


def frames(line: Line, seconds: float) -> list[tuple[float, int]]:
    """When frames come, and of which step."""
    return [(at, step_of(item)) for at, (name, item) in heard(line, seconds) if name == "frame"]


def playing(port: int) -> Line:
    line = Line(port)
    line.hello()
    line.say("play", speed=SPEED)
    return line


# Who says or reads nothing


def silence_is_ended_after_10_seconds(program: Program) -> None:
    with Line(program.port) as line:
        begun = time.monotonic()
        assert line.hear("error")["code"] == "hello_first"
        assert line.closed_with() == 1008
        assert 8 < time.monotonic() - begun < 20


def half_a_handshake_is_ended_and_others_are_served() -> None:
    with Program() as program, contextlib.ExitStack() as stack:
        for i in range(200):
            half = stack.enter_context(socket.create_connection(("127.0.0.1", program.port)))
            half.sendall(request(program.port)[: 1 + i])
        with Line(program.port) as line:
            line.hello()
            assert step_of(line.frame()) == 0
        took = program.alone(40)
        assert took < 30, f"{took:.0f} s"


def who_never_reads_is_gone_within_25_seconds_and_grows_no_more() -> None:
    """Ten that play, with a small buffer or a large one."""
    with Program() as program, contextlib.ExitStack() as stack:
        for i in range(10):
            line = stack.enter_context(Line(program.port, room=2048 * (i % 2)))
            line.hello(POINTS, SHOW | {"maps": 24, "field": 64})
            line.say("play", speed=0)
        time.sleep(3)
        before = program.memory
        took = 3 + program.alone(40)
        grown = program.memory - before
        assert took < 30, f"{took:.0f} s"  # 25 are promised
        assert grown < 4, f"{grown:.1f} MiB more than when they had come"


def a_hidden_page_costs_a_few_frames_and_its_run_waits(program: Program) -> None:
    with Line(program.port, acknowledges=False) as line:
        line.hello()
        line.say("play", speed=SPEED)
        came = frames(line, 2.5)
        assert 1 <= len(came) <= 8, len(came)  # the largest window there is
        assert frames(line, 2.0) == []
        line.say("ready", n=len(came))
        fresh = step_of(line.frame())
        missed = fresh - came[-1][1]
        assert missed <= 3.5 * SPEED, f"{missed} steps: it ran on unseen"


# The whole machine


def after_a_freeze_nothing_is_made_up_for() -> None:
    """As of a lid that was closed. Nobody is thrown out."""
    with Program() as program, playing(program.port) as line:
        last = frames(line, 1.0)[-1][1]
        program.send(signal.SIGSTOP)
        last = max([last, *(step for _, step in frames(line, 3.0))])
        program.send(signal.SIGCONT)
        came = [step for _, step in frames(line, 1.0)]
        assert 1 <= len(came) <= MOST, len(came)
        assert came[-1] - last < 2.5 * SPEED, f"{came[-1] - last} steps were made up for"


LATER = """
import signal, time
real, shift = time.time, [0.0]
time.time = lambda: real() + shift[0]
signal.signal(signal.SIGUSR1, lambda *_: shift.append(shift.pop() + 3600))
signal.signal(signal.SIGUSR2, lambda *_: shift.append(shift.pop() - 7200))
"""


def a_clock_that_jumps_an_hour_either_way_is_not_noticed() -> None:
    with Program(before=LATER) as program, playing(program.port) as line:
        frames(line, 0.5)
        for jump in (signal.SIGUSR1, signal.SIGUSR2):
            program.send(jump)
            came = [at for at, _ in frames(line, 1.5)]
            assert 3 <= len(came) <= 1.5 * MOST, len(came)
            longest = max(b - a for a, b in pairwise(came))
            assert longest < 1.4, f"nothing for {longest:.1f} s"


def an_ending_server_says_1012_to_all_and_goes_whoever_stalls() -> None:
    with Program() as program, contextlib.ExitStack() as stack:
        lines = [stack.enter_context(playing(program.port)) for _ in range(5)]
        for i in range(20):
            dead = stack.enter_context(Line(program.port, room=2048 * (i % 2)))
            dead.hello(show=SHOW | {"maps": 24, "field": 64})
            dead.say("play", speed=0)
        stack.enter_context(Line(program.port))  # who has not said hello
        with ThreadPoolExecutor(5) as threads:
            codes = [threads.submit(line.closed_with) for line in lines]
            took = program.ended(signal.SIGTERM)
            assert [code.result() for code in codes] == [1012] * 5
        assert took < 6, f"{took:.1f} s"  # 3 are promised
        assert "Traceback" not in program.errors


# Bad lines


def a_slow_line_shows_what_is_now(program: Program) -> None:
    """One who looks on over a good line tells how old its pictures are. On a third of what is
    needed a queue would grow by two thirds of a second each second.
    """
    with behind(program) as (proxy, slow), Line(program.port) as good:
        slow.say("share")
        good.say("hello", role="follow", code=slow.hear("shared")["code"])
        proxy.tell("set", rate=30 * len(good.frame()) / 3)
        with ThreadPoolExecutor(1) as thread:
            both = thread.submit(frames, good, 6.0)
            came = frames(slow, 6.0)
        new = {step: at for at, step in reversed(both.result())}
        ages = [at - new[step] for at, step in came if step in new]
        assert len(ages) >= 12, len(ages)
        assert max(ages) < 2.0, f"{max(ages):.1f} s old"


def a_far_line_has_frames_on_their_way(program: Program) -> None:
    """100 ms there and back: one frame at a time would be 10 a second at most."""
    with behind(program, delay=0.05) as (_, line):
        rates = list[int]()
        while not rates or rates[-1] < 15:
            rates.append(len(frames(line, 1.0)))
            assert len(rates) < 15, f"frames in each second: {rates}"


def of_a_hole_nothing_is_replayed(program: Program) -> None:
    with behind(program) as (proxy, line):
        frames(line, 1.0)
        proxy.tell("hole", seconds=4.0)
        during = frames(line, 3.5)
        assert len(during) <= 20, len(during)  # what was on its way
        came = frames(line, 2.0)
        first = [at for at, _ in came if at < came[0][0] + 1]
        assert len(first) <= MOST, len(first)


def a_torn_line_goes_on_at_its_step(program: Program) -> None:
    page, proxy = Page(POINTS), Proxy(program.port)
    for _ in range(3):
        at = page.at
        with page.arrive(proxy.port) as line:
            assert page.at == at
            line.say("play", speed=SPEED)
            page.until(line, lambda at=page.at: page.at > at + SPEED)
            proxy.tell("cut")
            with contextlib.suppress(ConnectionError):
                while True:
                    page.take(line.next())
    proxy.stop()


@contextlib.contextmanager
def behind(program: Program, **line: float) -> Iterator[tuple[Proxy, Line]]:
    proxy = Proxy(program.port)
    proxy.tell("set", **line)
    with playing(proxy.port) as client:
        yield proxy, client
    proxy.stop()


OF_ONE_PAGE = (
    silence_is_ended_after_10_seconds,
    a_hidden_page_costs_a_few_frames_and_its_run_waits,
    a_slow_line_shows_what_is_now,
    a_far_line_has_frames_on_their_way,
    of_a_hole_nothing_is_replayed,
    a_torn_line_goes_on_at_its_step,
)
OF_ALL = (
    half_a_handshake_is_ended_and_others_are_served,
    who_never_reads_is_gone_within_25_seconds_and_grows_no_more,
    after_a_freeze_nothing_is_made_up_for,
    a_clock_that_jumps_an_hour_either_way_is_not_noticed,
    an_ending_server_says_1012_to_all_and_goes_whoever_stalls,
)


@pytest.fixture(scope="module")
def begun() -> Iterator[dict[str, Future[None]]]:
    faults = len(OF_ONE_PAGE) + len(OF_ALL)
    with Program() as shared, ThreadPoolExecutor(faults) as threads:
        alone = {fault.__name__: threads.submit(fault) for fault in OF_ALL}
        yield alone | {fault.__name__: threads.submit(fault, shared) for fault in OF_ONE_PAGE}


@pytest.mark.parametrize("fault", [fault.__name__ for fault in (*OF_ALL, *OF_ONE_PAGE)])
def test_of_faults_that_take_their_time(fault: str, begun: dict[str, Future[None]]):
    begun[fault].result()
