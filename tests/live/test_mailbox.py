"""The mailbox: one frame waits at most, as many are on their way as the window allows, texts keep
their order, and nothing ever stands still.
"""

import heapq
import struct

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from server.live.mailbox import ASK, LINE_BYTES, MOST_TEXTS, PART, Asked, Mailbox

FPS = 30.0


class Delivery(RuleBasedStateMachine):
    """A server that puts, a line that takes and is full at times, a page that acknowledges after
    as many frames as it was told last; a clock that only goes on.
    """

    @initialize(every=st.sampled_from([1, 2, 4]))
    def begin(self, every: int) -> None:
        self.box, self.now = Mailbox(FPS, every), 50.0
        self.box.filled = self.can_be_taken
        self.box.freed = self.can_be_made
        self.made, self.newest_sent, self.texts = 0, 0, 0
        self.sizes: list[int] = []  # of the frames that are on their way
        self.owed, self.told = 0, every
        self.waiting: list[tuple[str, str]] = []
        self.filled, self.freed = False, False
        self.lands, self.seen, self.asked = 0, 0, False  # landscapes that were put; the newest seen
        self.pieces = b""  # of the one that comes in parts
        self.heard = 0  # bytes of the part that may not have arrived yet

    def can_be_taken(self) -> None:
        self.filled = True

    def can_be_made(self) -> None:
        self.freed = True

    @rule(size=st.sampled_from([8, 4000, 30_000, 200_000]))
    def put_frame(self, size: int) -> None:
        self.made += 1
        self.box.put(b"\1\0\0\0" + self.made.to_bytes(4, "little") + bytes(size - 8))
        assert self.filled

    @rule(size=st.sampled_from([300, 7000, 40_000, 160_000]))
    def put_landscape(self, size: int) -> None:
        self.lands += 1
        self.box.put_landscape(b"\2\0\0\0" + self.lands.to_bytes(4, "little") * (size // 4))
        assert self.filled

    @precondition(lambda self: self.asked)
    @rule()
    def part_arrives(self) -> None:
        self.asked, self.heard = False, 0
        self.box.arrived()

    @rule(name=st.sampled_from(["", "", "spec", "status"]))
    def say(self, name: str) -> None:
        if name:
            last = max((i for i, (n, _) in enumerate(self.waiting) if not n), default=-1)
            named = [w for w in self.waiting[last + 1 :] if w[0] != name]
            self.waiting = self.waiting[: last + 1] + named
        if len(self.waiting) == MOST_TEXTS:
            return
        self.texts += 1
        self.waiting.append((name, f"{name} {self.texts}"))
        self.box.say(self.waiting[-1][1], replaces=name)
        assert self.filled and not self.box.full

    @rule(seconds=st.sampled_from([0.001, 0.01, 0.03, 0.1, 0.5, 3.0, 60.0]))
    def pass_time(self, seconds: float) -> None:
        self.now += seconds

    @rule()
    def line_fills_or_empties(self) -> None:
        self.box.open = not self.box.open

    @rule()
    def take_one(self) -> None:
        self.filled = False
        item = self.box.take(self.now)
        if item is not None:
            assert self.box.open
        if isinstance(item, Asked):
            assert self.heard and not self.asked, "asked about nothing"
            self.asked = True
        elif isinstance(item, str):
            assert item == self.waiting.pop(0)[1], "texts out of order"
        elif item is not None:
            assert not self.waiting, "a frame overtook a text"
            kind = struct.unpack_from("<I", item)[0]
            self.take_frame(item) if kind not in (2, 3) else self.take_land(kind, item)

    def take_frame(self, item: bytes) -> None:
        number = int.from_bytes(item[4:8], "little")
        assert number > self.newest_sent, f"frame {number} after {self.newest_sent}"
        assert number == self.made, f"frame {number} was sent, {self.made} is the newest"
        self.newest_sent = number
        self.sizes.append(len(item))
        assert len(self.sizes) <= self.box.window
        assert len(self.sizes) == 1 or sum(self.sizes) + self.heard <= LINE_BYTES
        self.owed += 1

    def take_land(self, kind: int, item: bytes) -> None:
        """Part after part, each when the one before has arrived, until it is whole."""
        assert not self.heard, "a part before the last one has arrived"
        self.heard = len(item)
        assert not self.sizes or sum(self.sizes) + len(item) - 16 <= LINE_BYTES
        if kind == 3:
            _, total, at, _ = struct.unpack_from("<IIII", item)
            assert at == len(self.pieces), f"a part from {at}, {len(self.pieces)} are there"
            self.pieces += item[16:]
            if len(self.pieces) < total:
                return
            item, self.pieces = self.pieces, b""
        number = int.from_bytes(item[4:8], "little")
        assert number > self.seen and item[4:] == item[4:8] * (len(item) // 4 - 1)
        self.seen = number

    @rule()
    def page_hears_of_the_interval(self) -> None:
        self.told = self.box.interval

    @precondition(lambda self: self.owed >= self.told)
    @rule()
    def page_acknowledges(self) -> None:
        self.acknowledge(self.owed)

    def acknowledge(self, count: int) -> None:
        waited, had, self.filled, self.freed = self.made > self.newest_sent, self.box.credit, 0, 0
        self.box.acknowledge(count, self.now)
        del self.sizes[:count]
        self.owed -= count
        assert self.filled or not waited or not count, (
            "a frame waits, and nobody is told that it may go"
        )
        assert self.freed == (not had and self.box.credit)

    @invariant()
    def window_and_interval_fit(self) -> None:
        if self.made:
            assert 1 <= self.box.window <= 8
            assert self.box.interval <= max(1, self.box.window / 2)

    @invariant()
    def credit_means_a_frame_made_now_goes_out_now(self) -> None:
        if not self.made:
            return
        waits = self.made > self.newest_sent
        # Frames of one run are of one size; of another size the next one may have to wait.
        room = not self.sizes or len(self.sizes) < self.box.window
        if self.box.credit:
            assert room and not waits and self.box.open
        elif room and not waits and self.box.open:
            assert sum(self.sizes) + self.heard + 200_000 > LINE_BYTES

    def teardown(self) -> None:
        """Whatever happened: once the line takes something, and the page pays what it owes after a
        silence, the newest frame comes.
        """
        if not hasattr(self, "box"):
            return
        self.box.open = True
        for _ in range(100):
            for _ in range(len(self.waiting) + 3):
                self.take_one()
            if self.asked:
                self.part_arrives()
            self.now += 0.25
            self.acknowledge(self.owed)
        assert (self.newest_sent, self.seen) == (self.made, self.lands)


def test_a_mailbox_keeps_its_word():
    quick = settings(max_examples=60, stateful_step_count=40)
    run_state_machine_as_test(Delivery, settings=quick)


def test_a_page_that_reads_no_texts_fills_its_box():
    box = Mailbox(FPS)
    for i in range(MOST_TEXTS):
        box.say(str(i))
    assert not box.full
    box.say("one too many")
    assert box.full and [box.take(0) for _ in range(MOST_TEXTS + 1)] == [
        *map(str, range(MOST_TEXTS)),
        None,
    ]


def test_texts_of_one_name_never_fill_it():
    box = Mailbox(FPS)
    for i in range(10 * MOST_TEXTS):
        box.say(str(i), replaces="status")
    assert [box.take(0), box.take(0), box.full] == [str(10 * MOST_TEXTS - 1), None, False]


def answered(box: Mailbox, trip: float, seconds: float, now: float = 0.0) -> float:
    """Frames, each acknowledged after `trip` seconds, one after the other. → now"""
    end = now + seconds
    while now < end:
        box.put(b"frame")
        assert box.take(now) == b"frame"
        now += trip
        box.acknowledge(1, now)
    return now


@pytest.mark.parametrize(("trip", "window"), [(0.001, 2), (0.03, 2), (0.09, 4), (0.3, 8), (1.9, 8)])
def test_the_window_grows_to_cover_the_round_trip(trip: float, window: int):
    """30 frames a second: as many are on their way as fit the trip, and one more; at most 8."""
    box = Mailbox(FPS)
    answered(box, trip, seconds=60)
    assert box.window == window


def test_a_line_that_becomes_slow_gets_one_frame_at_a_time_and_grows_again_slowly():
    box = Mailbox(FPS)
    now = answered(box, 0.1, seconds=5)
    assert box.window == 4
    now = answered(box, 0.25, seconds=0.2, now=now)  # more than two frames later than the smallest
    now = answered(box, 0.25, seconds=0.2, now=now)  # and again
    assert box.window == 1
    now = answered(box, 0.1, seconds=0.3, now=now)
    assert box.window == 2
    answered(box, 0.1, seconds=3, now=now)
    assert box.window == 4


def test_a_machine_that_stands_still_for_a_moment_is_no_slow_line():
    """All that was on its way comes late then; what is sent afterwards does not."""
    box = Mailbox(FPS)
    now = answered(box, 0.1, seconds=5)
    for _ in range(20):
        for _ in range(4):
            box.put(b"frame")
            assert box.take(now) == b"frame"
        for _ in range(4):
            box.acknowledge(1, now + 0.3)
        now = answered(box, 0.1, seconds=0.4, now=now + 0.3)
        assert box.window == 4


def test_ten_seconds_later_a_slow_line_is_what_is_usual():
    box = Mailbox(FPS)
    now = answered(box, 0.02, seconds=1)
    now = answered(box, 0.2, seconds=9, now=now)
    assert box.window == 1
    answered(box, 0.2, seconds=10, now=now)
    assert box.window == 7


def test_a_hidden_page_says_nothing_of_its_line():
    """A minute without an acknowledgement is no round trip, and the old ones count no more."""
    box = Mailbox(FPS)
    now = answered(box, 0.1, seconds=5)
    box.put(b"frame")
    box.take(now)
    box.acknowledge(1, now + 60)
    assert box.window == 1
    answered(box, 0.03, seconds=5, now=now + 60)
    assert box.window == 2


def test_who_may_acknowledge_every_fourth_frame_does_so_when_the_window_is_eight():
    box, now = Mailbox(FPS, every=4), 0.0
    assert (box.window, box.interval) == (1, 1)
    now = answered(box, 0.02, seconds=5)
    assert (box.window, box.interval) == (8, 4)
    for _ in range(2):
        for _ in range(4):
            box.put(b"frame")
            assert box.take(now) == b"frame"
        now += 0.3
        box.acknowledge(4, now)
    assert (box.window, box.interval) == (1, 1)


def received(
    rate: float, delay: float, size: int, every: int = 1, land: int = 0
) -> tuple[float, list[float]]:
    """A run of 30 frames a second over a line of `rate` bytes a second and `delay` seconds, for a
    minute, to a page that draws 60 times a second; `land`: bytes of the landscape that is always
    under way. → frames a second, their ages in order
    """
    box, now, due, free = Mailbox(FPS, every), 0.0, 0.0, 0.0
    echo = None
    coming: list[tuple[float, float]] = []  # arrival, made
    paid: list[tuple[float, int]] = []
    ages: list[float] = []
    owed = 0
    while now < 60:
        while paid and paid[0][0] <= now:
            box.acknowledge(heapq.heappop(paid)[1], now)
        if now >= due and box.credit:
            box.put(bytes(size))
            due = max(due + 1 / FPS, now)
        if land and box.behind == 0 and echo is None:
            box.put_landscape(b"\2\0\0\0" + bytes(land))
        if echo is not None and echo <= now:
            echo = None
            box.arrived()
        while (item := box.take(now)) is not None:
            if isinstance(item, bytes):
                free = max(free, now) + len(item) / rate
                if len(item) == size:
                    heapq.heappush(coming, (free + delay, now))
            else:
                echo = max(free, now) + 2 * delay
        while coming and coming[0][0] <= now:
            arrival, made = heapq.heappop(coming)
            ages.append(arrival - made)
            owed += 1
            if owed >= box.interval:
                heapq.heappush(paid, (-(-arrival // (1 / 60)) / 60 + delay, owed))
                owed = 0
        now += 0.001
    return len(ages) / 60, sorted(ages[len(ages) // 20 :])


@pytest.mark.parametrize("every", [1, 4])
@pytest.mark.parametrize("share", [0.33, 0.5, 0.7, 0.9])
def test_on_a_line_too_slow_for_thirty_frames_a_second_the_picture_is_of_now(
    share: float, every: int
):
    """At a third of the needed rate a frame takes 0.1 s; before it nothing ever waits for long."""
    rate, ages = received(rate=14_000 * 30 * share, delay=0.0, size=14_000, every=every)
    p99 = ages[int(len(ages) * 0.99)]
    assert rate > 0.75 * 30 * share and p99 < 0.25, (rate, p99)


@pytest.mark.parametrize("land", [7000, 40_000, 160_000])
def test_a_landscape_does_not_make_the_picture_old(land: int):
    """It takes half of the line, in parts between the frames."""
    rate, ages = received(rate=40_000, delay=0.0, size=4000, land=land)
    p99 = ages[int(len(ages) * 0.99)]
    assert rate > 4 and p99 < 0.25, (rate, p99)


@pytest.mark.parametrize("every", [1, 4])
def test_on_a_long_line_thirty_frames_a_second_are_on_their_way(every: int):
    rate, ages = received(rate=1e7, delay=0.05, size=4000, every=every)
    assert rate > 28 and ages[-1] < 0.06, (rate, ages[-1])


def test_a_landscape_waits_for_texts_and_frames_and_only_the_newest_is_kept():
    box = Mailbox(FPS)
    box.put_landscape(b"coarse")
    box.put_landscape(b"fine")
    box.put(b"frame")
    box.say("layout")
    assert [box.take(0) for _ in range(5)] == ["layout", b"frame", b"fine", ASK, None]


def test_a_large_landscape_comes_in_parts_that_are_put_together_by_their_places():
    box, whole = Mailbox(FPS), bytes(range(256)) * 40
    box.put_landscape(whole)
    parts = list[bytes]()
    for _ in range(3):
        part, asked = box.take(0), box.take(0)
        assert isinstance(part, bytes) and asked is ASK and box.take(0) is None
        parts.append(part)
        box.arrived()
    assert box.take(0) is None
    heads = [struct.unpack_from("<IIII", part) for part in parts]
    assert heads == [(3, len(whole), at, 0) for at in (0, PART, 2 * PART)]
    assert b"".join(part[16:] for part in parts) == whole
