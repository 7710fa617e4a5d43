"""Rooms without sockets: what those who look on are told, whatever happens to whom."""

import asyncio
import json
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from server.live.hub import AWAY, LocalHub
from server.live.mailbox import Mailbox
from server.live.register import Register
from server.live.room import Room
from server.live.stage import Stage
from server.live.ws import Framed
from server.protocol import encode

FPS = 30.0


class Run:
    """A presenter with the least that a run has: a journal, a Spec of some version, a layout."""

    def __init__(self, page: Mailbox) -> None:
        self.stage, self.journal, self.version, self.layout = Stage(page), 1, 0, 0
        self.laid_out = False
        self.frames, self.wishes, self.frees, self.told = 0, 0, 0, list[tuple[str, int]]()

    def stand(self) -> list[str]:
        """As a session does it: the layout of a new run is told with its first frame."""
        layout = [{"type": "layout", "id": self.layout}] if self.laid_out else []
        texts = (
            {"type": "journal", "number": self.journal},
            self.spec(),
            *layout,
            {"type": "status"},
        )
        return [encode(text) for text in texts]

    def spec(self) -> dict[str, Any]:
        return {"type": "spec", "version": self.version}

    def joined(self) -> None:
        self.wishes += 1

    def freed(self) -> None:
        self.frees += 1

    def shared(self, code: str, followers: int) -> None:
        self.told.append((code, followers))

    def begin(self, journal: int) -> None:
        """Another run."""
        self.journal, self.version, self.laid_out = journal, self.version + 1, False
        self.stage.say(encode({"type": "journal", "number": journal}))
        self.stage.say(encode(self.spec()), replaces="spec")

    def frame(self, number: int) -> None:
        if not self.laid_out:
            self.layout, self.laid_out = self.layout + 1, True
            self.stage.say(encode({"type": "layout", "id": self.layout}))
        self.frames = number
        self.stage.put(bytes((self.layout % 256,)) + number.to_bytes(4, "big"))


class Looker:
    """One who looks on: reads what comes, and knows what it has to be."""

    def __init__(self) -> None:
        self.box, self.now = Mailbox(FPS, every=4), 0.0
        self.journal = self.version = self.layout = self.frame = self.owed = 0
        self.away, self.ended = False, False
        self.box.filled = self.read  # as a line does that takes something

    def end(self) -> None:
        self.ended = True

    def read(self) -> None:
        while (item := self.box.take(self.now)) is not None:
            assert not isinstance(item, Framed) or item.item is not None
            plain = item.item if isinstance(item, Framed) else item
            if isinstance(plain, str):
                self.hear(json.loads(plain))
            else:
                self.see(bytes(plain))

    def hear(self, text: dict[str, Any]) -> None:
        kind = text["type"]
        if kind == "journal":
            self.journal, self.version = text["number"], 0
        elif kind == "spec":
            self.version = text["version"]
        elif kind == "edited":
            assert text["version"] == self.version + 1, "an edit of another version than is known"
            self.version = text["version"]
        elif kind == "layout":
            self.layout = text["id"]
        elif kind in ("left", "following"):
            self.away = kind == "left"

    def see(self, frame: bytes) -> None:
        number = int.from_bytes(frame[1:], "big")
        assert self.journal and self.version, "a frame before the run was told"
        assert frame[0] == self.layout % 256, "a frame of another layout than was told"
        assert number > self.frame, f"frame {number} after {self.frame}"
        self.frame = number
        self.owed += 1

    def pay(self) -> None:
        owed, self.owed = self.owed, 0
        self.box.acknowledge(owed, self.now)


class Lecture(RuleBasedStateMachine):
    """A presenter who edits, begins anew, leaves and comes back; lookers-on who come, go,
    acknowledge when they like, and whose lines are full at times.
    """

    def __init__(self) -> None:
        super().__init__()
        self.hub, self.journals, self.frames = LocalHub(), 1, 0
        self.run = Run(Mailbox(FPS))
        self.room: Room = self.hub.share(self.run, "tab-of-the-presenter")
        self.run.stage.room, self.run.version = self.room, 1
        self.here, self.lookers = True, list[Looker]()

    @rule()
    def comes(self) -> None:
        looker, wishes = Looker(), self.run.wishes
        room = asyncio.run(self.hub.find(self.room.code))
        assert room is self.room
        room.join(looker.box, looker.end)
        self.lookers.append(looker)
        assert self.run.wishes == wishes + self.here
        if self.here:
            assert (looker.journal, looker.version) == (self.run.journal, self.run.version)

    @precondition(lambda self: self.lookers)
    @rule(at=st.integers(0, 99))
    def goes(self, at: int) -> None:
        looker = self.lookers.pop(at % len(self.lookers))
        self.room.leave(looker.box)
        looker.box.resume()
        before = looker.frame
        self.make_frame()
        assert looker.box.take(0) is None and looker.frame == before

    @precondition(lambda self: self.here)
    @rule(times=st.sampled_from([1, 1, 5, 20]))
    def edit(self, times: int) -> None:
        for _ in range(times):
            self.run.version += 1
            self.run.stage.say(encode({"type": "edited", "version": self.run.version}))

    @precondition(lambda self: self.here)
    @rule()
    def other_data(self) -> None:
        self.run.version += 3
        self.run.stage.say(encode(self.run.spec()), replaces="spec")

    @precondition(lambda self: self.here)
    @rule()
    def other_layout(self) -> None:
        self.run.laid_out = False
        self.make_frame()

    @precondition(lambda self: self.here)
    @rule()
    def begin_anew(self) -> None:
        self.journals += 1
        self.run.begin(self.journals)

    @precondition(lambda self: self.here)
    @rule()
    def tell_the_presenter_alone(self) -> None:
        self.run.stage.say(encode({"type": "checkpoint", "checkpoint": None}))

    @rule()
    def make_frame(self) -> None:
        if self.here:
            self.frames += 1
            self.run.frame(self.frames)

    @precondition(lambda self: self.here)
    @rule()
    def presenter_leaves(self) -> None:
        self.hub.left(self.room, self.run)
        self.here = False

    @precondition(lambda self: not self.here)
    @rule()
    def presenter_returns(self) -> None:
        version, layout = self.run.version, self.run.layout
        self.run = Run(Mailbox(FPS))
        self.run.version, self.run.layout, self.here = version, layout, True
        self.run.stage.room = self.hub.back(self.run, "tab-of-the-presenter")
        assert self.run.stage.room is self.room
        self.journals += 1
        self.run.begin(self.journals)

    @precondition(lambda self: self.lookers)
    @rule(at=st.integers(0, 99))
    def line_fills_or_empties(self, at: int) -> None:
        box = self.lookers[at % len(self.lookers)].box
        if box.open:
            box.open = False
        else:
            box.resume()

    @precondition(lambda self: self.lookers)
    @rule(at=st.integers(0, 99), seconds=st.sampled_from([0.01, 0.1, 5]))
    def acknowledge(self, at: int, seconds: float) -> None:
        looker = self.lookers[at % len(self.lookers)]
        credit, frees = self.room.credit, self.run.frees
        looker.now += seconds
        looker.pay()
        if looker.box.credit:
            assert self.room.credit
        if self.here and self.room.credit and not credit:
            assert self.run.frees > frees, "a frame may go again, and nobody says so"

    @rule()
    def look(self) -> None:
        self.hub.look()
        if self.here:
            assert self.run.told[-1] == (self.room.code, len(self.lookers))

    @invariant()
    def nobody_is_cut_off_for_being_slow(self) -> None:
        assert not any(looker.box.full or looker.ended for looker in self.lookers)

    def teardown(self) -> None:
        """Once all read and acknowledge, all know the run as it stands, and its newest frame."""
        if not self.here:
            self.presenter_returns()
        self.make_frame()
        for looker in self.lookers:
            looker.box.resume()
            for _ in range(3):
                looker.pay()
            known = (looker.journal, looker.version, looker.layout, looker.frame)
            run = self.run
            assert known == (run.journal, run.version, run.layout, self.frames), known
            assert not looker.away


def test_whoever_looks_on_knows_the_run_as_it_stands():
    quick = settings(max_examples=60, stateful_step_count=40)
    run_state_machine_as_test(Lecture, settings=quick)


def test_each_frame_begins_its_round_with_another():
    run, order = Run(Mailbox(FPS)), list[int]()
    room = run.stage.room = LocalHub().share(run, "")
    for i in range(3):
        box = Mailbox(FPS)
        box.every = 4
        room.join(box, lambda: None)
        box.filled = lambda i=i: order.append(i)
    run.laid_out = True
    for number in range(3):
        run.frame(number)
    assert sorted([order[:3], order[3:6], order[6:]]) == [[0, 1, 2], [1, 2, 0], [2, 0, 1]]


def test_a_room_is_closed_ten_minutes_after_its_presenter_went_and_at_once_if_nobody_can_return():
    hub, looker = LocalHub(), Looker()
    run = Run(Mailbox(FPS))
    room = hub.share(run, "tab-of-the-presenter")
    room.join(looker.box, looker.end)
    hub.left(room, run)
    for _ in range(AWAY - 1):
        hub.look()
    assert not looker.ended
    hub.look()
    assert looker.ended and asyncio.run(hub.find(room.code)) is None
    assert hub.back(run, "tab-of-the-presenter") is None

    nameless = hub.share(run, "")
    assert asyncio.run(hub.find(nameless.code)) is nameless
    hub.left(nameless, run)
    assert asyncio.run(hub.find(nameless.code)) is None


def test_codes_are_long_and_a_tab_keeps_its_own():
    hub, run = LocalHub(), Run(Mailbox(FPS))
    codes = {hub.share(run, f"tab-number-{i}").code for i in range(50)}
    assert len(codes) == 50 and min(map(len, codes)) >= 11
    assert hub.share(run, "tab-number-7").code in codes


def test_a_run_goes_on_for_those_who_look_on_and_for_a_presenter_who_shows_slides():
    page = Mailbox(FPS)
    run = Run(page)
    page.put(b"frame")
    page.take(0)  # the page is hidden: it will not acknowledge
    assert not run.stage.credit and not run.stage.attentive(10)
    run.stage.present = True
    assert run.stage.attentive(10) and not run.stage.credit
    run.stage.present = False
    looker = Looker()
    room = run.stage.room = LocalHub().share(run, "")
    room.join(looker.box, looker.end)
    assert run.stage.attentive(10) and run.stage.credit
    room.leave(looker.box)
    assert not run.stage.attentive(10) and not run.stage.credit


class Caller:
    """Somebody who is connected."""

    def __init__(self, greeted: bool) -> None:
        self.greeted = greeted

    def look(self) -> None:
        raise AssertionError("nobody looks in this test")

    taken = look


def test_so_many_may_be_connected_and_of_them_so_many_without_a_hello():
    async def counted() -> list[bool]:
        seen, silent = list[bool](), [Caller(False) for _ in range(1000)]
        register = Register(lambda: None)
        for caller in silent[1:] + [Caller(True) for _ in range(5)]:
            register.enter(caller)
        seen.append(register.room)
        register.enter(silent[0])
        seen.append(register.room)
        for caller in silent:
            caller.greeted = True
        for _ in range(3994):
            register.enter(Caller(True))
        seen.append(register.room)
        register.enter(Caller(True))
        seen.append(register.room)
        await register.close()
        return seen

    assert asyncio.run(counted()) == [True, False, True, False]
