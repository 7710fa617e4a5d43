"""Logs: one line a record, few of each kind, nothing of what people sent."""

import io
import logging
from collections.abc import Iterator

import pytest

from server import logs
from server.logs import FEW, LONGEST, Lines, visible


class Log:
    """A logger of its own, whose clock stands still unless it is moved."""

    def __init__(self, verbose: bool = False) -> None:
        self.now, self.out = 100.0, io.StringIO()
        self.handler = Lines(self.out, verbose, lambda: self.now)
        self.logger = logging.getLogger("tests.logs")
        self.logger.handlers, self.logger.propagate = [self.handler], False
        self.logger.setLevel(logging.DEBUG)

    @property
    def lines(self) -> list[str]:
        """Without the time."""
        return [line[9:] for line in self.out.getvalue().splitlines()]


@pytest.fixture
def ours(monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    log = Log()
    monkeypatch.setattr(logs, "LOG", log.logger)
    yield log


def test_a_thousand_of_a_kind_are_a_few_lines_and_a_count():
    log = Log()
    for number in range(1000):
        log.logger.warning("message %d could not be used", number)
    log.logger.warning("something else")
    log.now += 11
    log.logger.warning("message %d could not be used", 1000)
    log.handler.close()
    first = [f"warning: message {number} could not be used" for number in range(FEW)]
    assert log.lines == [
        *first,
        "warning: something else",
        f"{1000 - FEW} more like: message %d could not be used",
        "warning: message 1000 could not be used",
    ]


def test_what_was_left_out_is_told_at_the_end():
    log = Log()
    for _ in range(10):
        log.logger.warning("the same")
    log.handler.close()
    log.handler.close()
    assert log.lines[FEW:] == [f"{10 - FEW} more like: the same"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("two\nlines", r"two\nlines"),
        ("\x1b[2Jscreen\x07", r"\x1b[2Jscreen\x07"),
        ("turned \u202egnp.exe", r"turned \u202egnp.exe"),
        ("line\u2028separator\x85", r"line\u2028separator\x85"),
        ("half \ud800 of a pair", r"half \ud800 of a pair"),
        ("하산 θ₁ − ½", "하산 θ₁ − ½"),
        ("x" * 9000, "x" * (LONGEST - 1) + "…"),
    ],
)
def test_a_record_is_one_line_that_can_be_seen(name: str, shown: str):
    log = Log()
    log.logger.warning("%s", name)
    log.out.getvalue().encode()  # and can be written to any terminal
    assert visible(name) == shown and len(log.lines) == 1


def test_a_fault_is_one_line_with_its_id_and_its_way_but_not_its_text(ours: Log):
    def broken() -> None:
        raise ValueError("what somebody typed")

    try:
        visible(broken())  # type: ignore[func-returns-value]
    except ValueError as error:
        name = logs.fault("a session", error)
    (line,) = ours.lines
    assert line.startswith(f"error: a session failed: {name}: ValueError in ")
    assert "test_logs.py" in line and "typed" not in line and "Traceback" not in line


def test_a_fault_inside_names_our_files_from_its_place_outwards():
    try:
        logs.way(None)  # type: ignore[arg-type]
    except AttributeError as error:
        assert " in logs.py:" in logs.way(error) and "way" in logs.way(error)
        assert "NoneType" not in logs.way(error) and "NoneType" in logs.way(error, verbose=True)


def test_a_page_that_goes_by_itself_is_news_and_one_that_is_sent_away_a_warning(ours: Log):
    logs.came("7")
    logs.went("7", 1001, 300, 10.25, 0)
    logs.went("8", 1008, 2, 0.5, 21)
    assert ours.lines == [
        "info: page 7 came",
        "info: page 7 went with code 1001 after 10.2 s, 300 frames, 0 errors",
        "warning: page 8 went with code 1008 after 0.5 s, 2 frames, 21 errors",
    ]


class Full(io.StringIO):
    def write(self, text: str) -> int:
        raise OSError(28, "No space left on device")


def test_a_full_disk_and_a_closed_terminal_do_not_stop_it():
    for stream in (Full(), io.StringIO()):
        log = Log()
        log.handler.stream = stream
        if not isinstance(stream, Full):
            stream.close()
        for _ in range(10):
            log.logger.error("nobody reads this")
        log.now += 11
        log.logger.error("nobody reads this")


def test_what_uvicorn_says_of_a_refused_socket_is_not_told():
    log = Log()
    log.logger.error("ASGI callable returned without completing handshake.")
    assert log.lines == []
