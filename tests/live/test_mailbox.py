"""The mailbox: one frame waits at most, as many are on their way as the window allows,
texts keep their order.
"""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from server.live.mailbox import MOST_TEXTS, Full, Mailbox

FPS = 30.0


class Delivery(RuleBasedStateMachine):
    """A server that puts, a line that takes, a page that acknowledges;
    a clock that only goes on.
    """

    def __init__(self) -> None:
        super().__init__()
        self.box, self.now = Mailbox(FPS), 50.0
        self.made, self.newest_sent, self.in_flight = 0, 0, 0
        self.waiting: list[tuple[str, str]] = []
        self.heard: list[str] = []
        self.expected: list[str] = []

    @rule()
    def put_frame(self) -> None:
        self.made += 1
        self.box.put(self.made.to_bytes(8, "little"))

    @rule(name=st.sampled_from(["", "", "spec", "status"]))
    def say(self, name: str) -> None:
        text = f"{name}{self.made}/{len(self.expected)}/{len(self.waiting)}"
        if name:
            self.waiting = [w for w in self.waiting if w[0] != name]
        self.waiting.append((name, text))
        self.box.say(text, replaces=name)

    @rule(seconds=st.floats(0, 1))
    def pass_time(self, seconds: float) -> None:
        self.now += seconds

    @rule()
    def take_one(self) -> None:
        item = self.box.take(self.now)
        if isinstance(item, str):
            assert item == self.waiting.pop(0)[1], "texts out of order"
        elif item is not None:
            assert not self.waiting, "a frame overtook a text"
            number = int.from_bytes(item, "little")
            assert number > self.newest_sent, f"frame {number} after {self.newest_sent}"
            assert number == self.made, f"frame {number} was sent, {self.made} is the newest"
            self.newest_sent = number
            self.in_flight += 1
            assert self.in_flight <= self.box.window, f"{self.in_flight} > {self.box.window}"

    @precondition(lambda self: self.in_flight)
    @rule(count=st.integers(1, 9))
    def acknowledge(self, count: int) -> None:
        self.box.acknowledge(count, self.now)
        self.in_flight = max(0, self.in_flight - count)

    @invariant()
    def window_is_between_one_and_eight(self) -> None:
        assert 1 <= self.box.window <= 8

    @invariant()
    def credit_means_a_frame_made_now_goes_out_now(self) -> None:
        waits = self.made > self.newest_sent
        room = self.in_flight < self.box.window
        assert self.box.credit == (room and not waits)

    def teardown(self) -> None:
        """Once the page has caught up, the newest frame is delivered."""
        while self.in_flight:
            self.acknowledge(1)
        while self.waiting:
            self.take_one()
        self.take_one()
        assert self.newest_sent == self.made


Delivery.TestCase.settings = settings(max_examples=60, stateful_step_count=40)
TestDelivery = Delivery.TestCase


def test_a_page_that_reads_no_texts_fills_its_box():
    box = Mailbox(FPS)
    for i in range(MOST_TEXTS):
        box.say(str(i))
    with pytest.raises(Full):
        box.say("one too many")


def test_texts_of_one_name_never_fill_it():
    box = Mailbox(FPS)
    for i in range(10 * MOST_TEXTS):
        box.say(str(i), replaces="status")
    assert [box.take(0), box.take(0)] == [str(10 * MOST_TEXTS - 1), None]


def answered(trip: float, times: int = 10) -> Mailbox:
    """A mailbox whose frames were each acknowledged after `trip` seconds."""
    box, now = Mailbox(FPS), 0.0
    for _ in range(times):
        box.put(b"frame")
        assert box.take(now) == b"frame"
        now += trip
        box.acknowledge(1, now)
    return box


@pytest.mark.parametrize(("trip", "window"), [(0.001, 2), (0.03, 2), (0.1, 4), (2.0, 8)])
def test_the_window_covers_the_round_trip(trip: float, window: int):
    """30 frames a second: as many are on their way as fit the trip, and one more;
    never above eight.
    """
    assert answered(trip).window == window


def test_a_line_that_becomes_slow_gets_one_frame_at_a_time():
    box = answered(0.02)
    box.put(b"frame")
    box.take(1.0)
    box.acknowledge(1, 1.5)
    assert box.window == 1


def test_a_landscape_waits_for_texts_and_frames_and_only_the_newest_is_kept():
    box = Mailbox(FPS)
    box.put_landscape(b"coarse")
    box.put_landscape(b"fine")
    box.put(b"frame")
    box.say("layout")
    assert [box.take(0) for _ in range(4)] == ["layout", b"frame", b"fine", None]
