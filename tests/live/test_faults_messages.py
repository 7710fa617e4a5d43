"""What a page may say wrongly, to the real program: each is answered, and nobody else notices."""

import json
import math
import time
from collections.abc import Iterator

import pytest

from tests.live.line import BINARY, POINTS, Line, step_of
from tests.live.program import Program

pytestmark = pytest.mark.slow


@pytest.fixture
def line(program: Program) -> Iterator[Line]:
    with Line(program.port) as line:
        yield line


@pytest.fixture(scope="module")
def neighbour(program: Program) -> Iterator[Line]:
    """Plays from the first test to the last."""
    with Line(program.port) as line:
        line.hello()
        line.frame()
        line.say("play", speed=30)
        yield line


def goes_on(line: Line) -> None:
    """The connection lives, and its frames go on."""
    line.say("step", unit="batch", count=1)
    at = step_of(line.frame())
    line.say("step", unit="batch", count=1)
    while step_of(line.frame()) <= at:
        pass


REFUSED = {  # what is said → code and field of the error
    "not JSON": ("{]", "json", ""),
    "not an object": ("[1, 2]", "json", ""),
    "unknown type": ('{"type": "dance"}', "type", "type"),
    "no type": ('{"speed": 1}', "type", "type"),
    "30,000 brackets": ("[" * 30_000, "json", ""),
    "NaN": ('{"type": "play", "speed": NaN}', "json", ""),
    "infinity": ('{"type": "play", "speed": 1e999}', "field", "speed"),
    "a string for a number": ('{"type": "play", "speed": "9"}', "field", "speed"),
    "true for a number": ('{"type": "seek", "step": true}', "field", "step"),
    "4,000 digits": ('{"type": "seek", "step": ' + "9" * 4000 + "}", "field", "step"),
    "5,000 digits": ('{"type": "seek", "step": ' + "9" * 5000 + "}", "json", ""),
    "unknown field": ('{"type": "pause", "now": 1}', "field", "now"),
    "half a surrogate pair": ('{"type": "\\ud800"}', "type", "type"),
    "a huge network": (
        json.dumps({"type": "hello", "spec": {"model": {"hidden": [{"units": 10**6}]}}}),
        "field",
        "spec.model.hidden[0].units",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_used_is_an_error_and_the_run_goes_on(line: Line, case: str):
    text, code, field = REFUSED[case]
    line.hello()
    line.frame()
    line.text(text)
    error = line.hear("error")
    assert code in (error["code"], "json", "type"), error
    assert field.split(".")[-1] in error["field"] and error["text"], error
    goes_on(line)


def test_a_binary_message_is_an_error_and_the_run_goes_on(line: Line):
    line.hello()
    line.text(b"\x00\x01\x02", kind=BINARY)
    assert line.hear("error")["code"] == "binary"
    goes_on(line)


def test_a_command_before_hello_is_an_error(line: Line):
    line.say("play", speed=0)
    assert line.hear("error")["code"] == "hello_first"
    line.hello()
    goes_on(line)


def test_a_second_hello_replaces_the_run(line: Line):
    line.hello()
    line.frame()
    line.hello(POINTS | {"batch": 5})
    line.hear("journal")
    assert line.hear("spec")["spec"]["batch"] == 5
    goes_on(line)


def test_a_large_text_is_closed_with_1009_whole_or_in_fragments(program: Program):
    with Line(program.port) as whole, Line(program.port) as pieces:
        for line in (whole, pieces):
            line.hello()
            line.frame()
        whole.text(b'{"type": "' + b"x" * 200_000 + b'"}')
        pieces.text(b'{"type": "', final=False)
        for _ in range(20):
            pieces.text(b"x" * 9000, kind=0, final=False)
        pieces.text(b'"}', kind=0)
        assert (whole.closed_with(), pieces.closed_with()) == (1009, 1009)


def test_25_messages_that_cannot_be_used_are_closed_with_1008(line: Line):
    for _ in range(25):
        line.text("{")
    assert line.closed_with() == 1008


def test_1000_commands_at_once_are_closed_with_1008(line: Line):
    line.hello()
    try:
        for _ in range(1000):
            line.say("pause")
    except OSError:
        pass
    assert line.closed_with() in (1008, 1006)  # what it said last may be lost behind what we said


def test_a_neighbours_flood_is_not_felt(program: Program, neighbour: Line):
    """2,000 messages, as one after the other is shown out; frames come all the while."""
    neighbour.heard(0.1)
    said, longest, last = 0, 0.0, time.monotonic()
    neighbour.socket.settimeout(0.001)
    while said < 2000:
        with Line(program.port) as flood:
            flood.hello()
            try:
                for _ in range(200):
                    said += 1
                    flood.text('{"type": "play", "speed": -1}' if said % 3 else "{")
            except OSError:
                pass
        for name, _ in neighbour.heard(0.02):
            if name == "frame":
                now = time.monotonic()
                longest, last = max(longest, now - last), now
    assert max(longest, time.monotonic() - last) < 1.0


def test_a_rate_of_100_is_told_as_diverged_and_the_page_can_begin_again(line: Line):
    methods = [{"blocks": [{"optimizer": "sgd", "rate": 100}]}]
    linear = [{"units": 4, "activation": "linear"}] * 3
    line.hello(POINTS | {"methods": methods, "model": {"hidden": linear}})
    line.frame()
    line.say("play", speed=0)
    while (status := line.hear("status"))["diverged"] is None:
        pass
    assert not status["playing"] and math.isfinite(status["diverged"]["rate"])
    line.say("restart")
    line.hear("journal")
    goes_on(line)


HOSTILE = {
    "not an object": 17,
    "another shape": {"step": 4, "theta": "AAAA", "state": "", "edits": 0},
    "not base64": {"step": 4, "theta": "%%%", "state": "%", "edits": 0},
    "no theta": {"step": 4, "edits": 0},
    "a deep one": {"step": 4, "edits": {"a": [[[[[[[[1]]]]]]]]}},
    "numbers as text": {"step": "4", "theta": [1e308] * 4, "edits": -1},
    "jumped to": {"step": 40_000, "theta": "AAAA", "state": "", "edits": 0},
    "jumped to, with edits": {"step": 40_000, "theta": "AAAA", "state": "", "edits": 9},
    "beyond the end": {"step": 2**60, "theta": "", "state": "", "edits": 0},
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_checkpoint_that_does_not_fit_does_no_harm(line: Line, case: str):
    """Beyond step 30,000 it would be jumped to."""
    line.hello(step=5, checkpoint=HOSTILE[case])
    assert step_of(line.frame()) == 5
    goes_on(line)


def test_nobody_else_noticed_any_of_it(neighbour: Line):
    before = step_of(neighbour.frame())
    neighbour.heard(0.2)
    assert step_of(neighbour.frame()) > before
