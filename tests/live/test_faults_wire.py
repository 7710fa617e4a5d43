"""What a line may do wrongly, to the real program: frames that are none, handshakes from elsewhere
or with a fault.
"""

from collections.abc import Iterator

import pytest

from tests.live.line import BINARY, PING, TEXT, Line, Refused, piece, step_of
from tests.live.program import Program

pytestmark = pytest.mark.slow


@pytest.fixture
def line(program: Program) -> Iterator[Line]:
    with Line(program.port) as line:
        line.hello()
        line.frame()
        yield line


# Frames that are none

WRONG = {
    "without a mask": (piece(b'{"type":"pause"}', masked=False), 1002),
    "a reserved bit": (piece(b'{"type":"pause"}', reserved=4), 1002),
    "opcode 3": (piece(b"what?", kind=3), 1002),
    "text that is not UTF-8": (piece(b'{"type":"\xff\xfe"}'), 1007),
    "half a character": (piece(b'{"type":"\xc3'), 1007),
    "a long ping": (piece(b"x" * 126, kind=PING), 1002),
    "a ping in fragments": (piece(b"x", kind=PING, final=False), 1002),
    "a continuation of nothing": (piece(b"x", kind=0), 1002),
    "a text within a text": (piece(b"{", final=False) + piece(b"{"), 1002),
    "a length beyond all": (b"\x81\xff" + b"\x7f" + b"\xff" * 7 + b"abcd", 1009),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_frame_that_is_none_closes_its_line_with_the_reason(line: Line, case: str):
    data, code = WRONG[case]
    line.socket.sendall(data)
    assert line.closed_with() == code


def test_fragments_and_pings_between_them_are_a_text(line: Line):
    line.text('{"type": "step", "unit"', final=False)
    line.socket.sendall(piece(b"are you there?", kind=PING))
    line.text(': "batch", ', kind=0, final=False)
    line.text(b'"count": 1}', kind=0)
    while step_of(line.frame()) < 1:
        pass


def test_a_text_that_comes_byte_by_byte_is_a_text(line: Line):
    for byte in piece(b'{"type": "step", "unit": "batch", "count": 1}', kind=TEXT):
        line.socket.sendall(bytes([byte]))
    while step_of(line.frame()) < 1:
        pass


def test_compression_is_not_agreed_to(program: Program):
    offer = "permessage-deflate; client_max_window_bits"
    with Line(program.port, **{"Sec-WebSocket-Extensions": offer}) as line:
        assert "extensions" not in line.answer.lower()
        line.socket.sendall(piece(b"\x00", kind=BINARY, reserved=4))
        assert line.closed_with() == 1002


# Handshakes


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://evil.example", 403),
        ("null", 403),
        ("http://127.0.0.1:1", 403),
        ("http://127.0.0.1:{port}", 101),
        ("", 101),
    ],
)
def test_only_our_own_pages_and_programs_may_open_a_line(
    program: Program, origin: str, status: int
):
    told = origin.format(port=program.port)
    try:
        with Line(program.port, Origin=told) as line:
            assert line.hear("welcome") and status == 101
    except Refused as refused:
        assert refused.status == status


@pytest.mark.parametrize(
    "broken",
    [
        {"Upgrade": ""},
        {"Sec-WebSocket-Key": ""},
        {"Sec-WebSocket-Key": "short"},
        {"Sec-WebSocket-Version": "12"},
        {"Host": "evil.example"},
        {"Connection": "close"},
    ],
    ids=lambda broken: " ".join(map(": ".join, broken.items())),
)
def test_a_handshake_with_a_fault_is_refused(program: Program, broken: dict[str, str]):
    with pytest.raises(Refused) as caught:
        Line(program.port, **broken).tear()
    assert 400 <= caught.value.status < 500


def test_nothing_of_it_is_a_traceback(program: Program):
    program.ended()
    assert "Traceback" not in program.errors
