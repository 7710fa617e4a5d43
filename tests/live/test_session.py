"""Session without sockets: messages in, texts and frames out,
on a clock that only the test moves.
"""

import gc
import json
import struct
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from server.album import Album
from server.checkup import examine
from server.cohort import Cohorts
from server.live.mailbox import Asked, Mailbox
from server.live.seats import Seat
from server.live.session import Session
from server.live.turns import Turns
from server.protocol import ProtocolError, decode
from server.settings import Settings

SETTINGS = Settings()
SMALL = {"data": {"count": 20}}


def _not_failed(number: str) -> None:
    raise AssertionError(f"the session failed: number {number} in the log")


class Page:
    """What a browser would do: sends, reads, acknowledges. Time passes only in `wait`."""

    def __init__(self, spec: Any = SMALL, greet: bool = True, **hello: Any) -> None:
        self.now = 100.0
        self.mailbox = Mailbox(SETTINGS.fps)
        self.session = Session(self.mailbox, SETTINGS, self.now)
        self.texts: list[dict[str, Any]] = []
        self.frames: list[bytes] = []
        self.landscapes: list[bytes] = []
        self.part = b""
        self.acknowledges, self.ticks = True, 0
        self.turns = Turns(Cohorts(), Album(), self.clock)
        self.seat = Seat(self.session.player, self.session.player, _not_failed, 1)
        if greet:
            self.send("hello", **({"spec": spec} | hello))

    def send(self, kind: str, **fields: Any) -> None:
        self.session.handle(decode(json.dumps({"type": kind, **fields})), self.now)

    def clock(self) -> float:
        """Each look at the clock costs a millisecond, so slices end."""
        self.ticks += 1
        return self.now + self.ticks / 1000

    def wait(self, seconds: float = 0.1) -> None:
        """Turns when the scheduler would give them, and reading of what comes."""
        end = self.now + seconds
        while self.now < end:
            self.turn()
            self.read()
            self.now += 0.005

    def turn(self) -> None:
        """What is due now: a beat alone, then a slice of its own."""
        self.ticks, player, now = 0, self.session.player, self.now
        if player.beat(now) <= now:
            group = [(self.seat, player, player.asks(now, 16))]
            self.turns.move(group, now, True)
            self.turns.show(group, now)
        if player.errand(now) <= now:
            player.work(now, now + SETTINGS.slice, self.clock)

    @property
    def idle(self) -> bool:
        """Whether nothing more comes of itself."""
        player = self.session.player
        return player.beat(self.now) == player.errand(self.now) == float("inf")

    @property
    def playing(self) -> bool:
        return self.session.player.playing

    def read(self) -> None:
        while (item := self.mailbox.take(self.now)) is not None:
            if isinstance(item, Asked):
                self.mailbox.arrived()
            elif isinstance(item, str):
                self.texts.append(json.loads(item))
            elif (kind := struct.unpack_from("<I", item)[0]) == 1:
                self.frames.append(item)
                if self.acknowledges:
                    self.send("ready", n=1)
            else:
                self.see(kind, item)

    def see(self, kind: int, item: bytes) -> None:
        """A landscape, or a part of one."""
        if kind == 3:
            self.part += item[16:]
            if len(self.part) < struct.unpack_from("<I", item, 4)[0]:
                return
            item, self.part = self.part, b""
        self.landscapes.append(item)

    def until(self, done: Callable[[], bool], seconds: float = 20.0) -> None:
        end = self.now + seconds
        while not done():
            assert self.now < end, f"not within {seconds} s: {[t['type'] for t in self.texts]}"
            self.wait(0.05)

    def said(self, kind: str) -> list[dict[str, Any]]:
        return [t for t in self.texts if t["type"] == kind]

    @property
    def last(self) -> tuple[int, int, int]:
        """Step, horizon and flags of the newest frame."""
        _, _, step, horizon, _, _, flags = struct.unpack_from("<IIdddII", self.frames[-1])
        return int(step), int(horizon), flags

    @property
    def theta(self) -> bytes:
        assert self.session.run is not None
        return self.session.run.stepper.theta.tobytes()


def played(steps: int = 60, **hello: Any) -> Page:
    """A page that has played a while and paused."""
    page = Page(**hello)
    page.send("play", speed=0)
    page.until(lambda: bool(page.frames) and page.last[0] >= steps)
    page.send("pause")
    page.wait()
    return page


def test_hello_is_answered_with_journal_spec_layout_and_a_frame_of_step_0():
    page = Page()
    page.wait()
    kinds = [t["type"] for t in page.texts]
    assert kinds.index("journal") < kinds.index("spec") < kinds.index("layout")
    assert len(page.frames) == 1 and page.last[:2] == (0, 0)
    assert len(page.said("spec")[0]["points"]) == 20
    assert page.said("layout")[0]["bytes"] == len(page.frames[0])


def test_nothing_but_hello_comes_first():
    page = Page(greet=False)
    with pytest.raises(ProtocolError, match="expected hello before anything else"):
        page.send("play", speed=1)
    page.send("ready", n=1)
    page.wait()
    assert not page.texts and not page.frames


def test_a_bad_journal_is_told_and_a_default_run_stands_there():
    page = Page(greet=False)
    with pytest.raises(ProtocolError) as caught:
        page.send("hello", journal={"spec": {"batch": 0}})
    assert caught.value.field == "batch"
    page.wait()
    assert page.said("journal")[0]["journal"]["spec"]["batch"] == 10
    assert page.last[0] == 0


def test_a_bad_second_hello_leaves_the_run_as_it_is():
    page = played()
    before = page.theta
    with pytest.raises(ProtocolError):
        page.send("hello", spec={"dtype": "float8"})
    assert page.theta == before


@pytest.mark.parametrize("speed", [10, 200])
def test_playing_takes_as_many_steps_a_second_as_asked(speed: int):
    page = Page()
    page.wait()
    page.send("play", speed=speed)
    page.wait(2)
    assert page.session.run is not None
    late = speed / SETTINGS.fps + 1  # a frame's steps may still be owed
    assert 2 * speed - late <= page.session.run.step <= 2 * speed


def test_frames_never_go_back_while_playing_and_come_at_most_at_the_frame_rate():
    page = Page()
    page.send("play", speed=0)
    page.wait(1)
    steps = [struct.unpack_from("<d", f, 8)[0] for f in page.frames]
    assert steps == sorted(steps)
    assert len(steps) <= SETTINGS.fps + 2, f"{len(steps)} frames in a second"
    assert len(steps) >= 10


def test_a_page_that_draws_nothing_costs_nothing_and_its_run_waits():
    page = Page()
    page.wait()
    page.acknowledges = False
    page.send("play", speed=0)
    page.wait(3)
    assert page.session.run is not None
    before = page.session.run.step
    frames = len(page.frames)
    page.wait(10)
    assert page.session.run.step == before and len(page.frames) == frames
    assert page.idle
    page.acknowledges = True
    page.send("ready", n=64)
    page.wait(0.2)
    assert page.session.run.step > before


def test_a_step_is_one_update_and_pauses():
    page = Page()
    page.send("play", speed=50)
    page.wait(0.5)
    page.send("step", unit="batch", count=1)
    page.wait()
    at = page.last[0]
    assert not page.playing
    page.send("step", unit="batch", count=-1)
    page.wait()
    assert page.last[:2] == (at - 1, at)


def test_steps_asked_for_faster_than_they_are_made_are_all_made():
    page = Page()
    page.send("edit", id=1, edit={"kind": "activation", "layer": 0, "activation": "relu"})
    for count in (1, 1, 1, -1, 1):
        page.send("step", unit="batch", count=count)
    page.wait()
    assert page.said("status")[-1]["step"] == 3


def test_an_epochs_step_goes_to_its_end_and_back_to_its_start():
    page = Page({"data": {"count": 50, "test": 0}})  # 5 minibatches of 10
    wanted = [(1, 5), (1, 10), (-1, 5), (-1, 0), (-1, 0)]
    for count, step in wanted:
        page.send("step", unit="epoch", count=count)
        page.wait()
        assert page.last[0] == step
    page.send("seek", step=7)
    page.wait()
    page.send("step", unit="epoch", count=-1)
    page.wait()
    assert page.last[0] == 5


def test_seeking_goes_to_a_step_and_no_further_than_the_horizon():
    page = played(200)
    horizon = page.last[1]
    page.send("seek", step=130)
    page.wait()
    assert page.last[:2] == (130, horizon)
    page.send("seek", step=10**9)
    page.wait()
    assert page.last[0] == horizon
    assert page.said("status")[-1]["horizon"] == horizon


def test_an_edit_in_the_past_answers_that_a_branch_begins():
    page = played(200)
    page.send("seek", step=50)
    page.wait()
    page.send("edit", id=7, edit={"kind": "move", "point": 3, "x": 0.5, "y": 0.5})
    page.wait()
    answer = page.said("edited")[-1]
    assert (answer["id"], answer["step"], answer["branch"]) == (7, 50, True)
    assert answer["spec"] is None and answer["inverse"][0]["kind"] == "move"
    assert page.last[:2] == (50, 50)


def test_a_refused_edit_names_its_field_and_its_id_and_the_run_goes_on():
    page = played()
    before = page.theta
    page.send("edit", id=9, edit={"kind": "unit_add", "layer": 9})
    page.wait()
    error = page.said("error")[-1]
    assert (error["id"], error["field"], error["code"]) == (9, "edit.layer", "edit")
    assert page.theta == before


def test_a_change_of_shape_announces_a_layout_before_its_frames():
    page = played()
    page.send("edit", id=1, edit={"kind": "unit_add", "layer": 0})
    page.wait()
    layout = page.said("layout")[-1]
    assert layout["sizes"] == [2, 7, 4, 1] and len(page.said("layout")) == 2
    assert struct.unpack_from("<I", page.frames[-1], 4)[0] == layout["id"]
    assert len(page.frames[-1]) == layout["bytes"]


def test_restart_is_a_new_journal_of_what_is_there_now():
    page = played()
    page.send("edit", id=1, edit={"kind": "batch", "batch": 3})
    page.send("restart")
    page.wait()
    journal = page.said("journal")[-1]["journal"]
    assert journal["edits"] == [] and journal["spec"]["batch"] == 3
    assert page.last[:2] == (0, 0)
    start = page.theta
    page.send("restart", init=5)
    page.wait()
    assert page.theta != start
    page.send("restart", init=0)
    page.wait()
    assert page.theta == start


def test_what_is_looked_at_is_what_is_sent():
    page = Page()
    page.wait()
    fields = {f["name"] for f in page.said("layout")[-1]["fields"]}
    assert "theta" not in fields and "field" not in fields
    page.send("show", show={"theta": True, "field": 32, "curve": 4})
    page.wait()
    layout = {f["name"]: f["shape"] for f in page.said("layout")[-1]["fields"]}
    assert layout["theta"] == [1, 51] and layout["field"] == [1, 32, 32]
    assert layout["curve"] == [4, 7]


def levels(page: Page) -> list[tuple[int, int, int]]:
    """Plane, side and whether it is the finest, of each landscape."""
    heads = [struct.unpack_from("<IIII4d2d2ddII", m) for m in page.landscapes]
    return [(h[1], h[2], h[-1]) for h in heads]


def test_a_landscape_comes_coarse_first_and_ends_with_the_size_that_was_asked_for():
    page = played(show={"landscape": True})
    page.landscapes.clear()
    page.send("landscape", size=41)
    page.until(lambda: bool(levels(page)) and levels(page)[-1][2] == 1)
    sides = [side for _, side, _ in levels(page)]
    assert sides == [11, 21, 41], sides
    assert [finest for *_, finest in levels(page)] == [0, 0, 1]


def test_an_edit_that_changes_heights_gets_a_new_landscape_also_when_paused():
    """Also in quick succession, as of a drag: the last one is not forgotten."""
    page = played(show={"landscape": True})
    page.until(lambda: bool(levels(page)) and levels(page)[-1][2] == 1 and page.idle)
    for i in range(4):
        edit = {"kind": "move", "point": 1, "x": 0.1 * i, "y": 0.0}
        page.send("edit", id=i, edit=edit)
        page.wait(0.01)
    version = page.said("edited")[-1]["version"]
    page.wait(3)
    assert struct.unpack_from("<I", page.landscapes[-1], 88)[0] == version
    assert levels(page)[-1][2] == 1


def drawn(page: Page, **plane: Any) -> tuple[int, int, tuple[float, ...]]:
    """Number, kind and facts of the plane of the landscape that is asked for."""
    page.landscapes.clear()
    page.send("landscape", size=11, plane=plane)
    page.until(lambda: bool(levels(page)) and levels(page)[-1][2] == 1)
    kind, _, *facts = struct.unpack_from("<II4d", page.landscapes[-1], 96)
    return levels(page)[-1][0], kind, tuple(facts)


@pytest.mark.parametrize(
    ("plane", "number"),
    [
        ({"kind": "path"}, 0),
        ({"kind": "random", "seed": 5}, 1),
        ({"kind": "weights", "weights": [[0, 1, 0], [2, 0, 4]]}, 2),
        ({"kind": "gradient"}, 3),
    ],
    ids=["path", "random", "weights", "gradient"],
)
def test_the_landscape_has_the_plane_that_was_asked_for_and_its_places_can_be_taken(
    plane: dict[str, Any], number: int
):
    page = played(show={"landscape": True})
    made, kind, facts = drawn(page, **plane)
    assert kind == number and np.isfinite(facts[:2]).all(), (kind, facts)
    page.send("place", plane=made, a=0.3, b=-0.2)
    page.send("edit", id=1, edit={"kind": "place", "plane": made, "a": 0.3, "b": -0.2})
    page.wait()
    assert page.session.run is not None
    loss = float(page.session.run.stepper.losses()[0][0])
    assert page.said("place")[-1]["loss"] == pytest.approx(loss, rel=1e-12)
    if kind == 2:
        theta = page.session.run.stepper.theta[0]
        assert (theta[4 - 1], theta[-1]) == (0.3, -0.2)


def test_the_two_losses_of_a_grids_corner_and_of_its_place_are_one():
    page = played(show={"landscape": True})
    made, _, _ = drawn(page, kind="random", seed=2)
    data = page.landscapes[-1]
    a0, _, b0, _ = struct.unpack_from("<4d", data, 16)
    page.send("place", plane=made, a=a0, b=b0)
    page.wait()
    corner = struct.unpack_from("<f", data, 136)[0]
    assert page.said("place")[-1]["loss"] == pytest.approx(corner, rel=1e-6)


def test_a_random_plane_can_be_asked_for_before_the_first_step():
    page = Page(show={"landscape": True})
    page.wait()
    assert drawn(page, kind="random", seed=1)[1] == 1


def test_of_weights_that_are_not_there_or_go_away_the_paths_plane_is_drawn():
    page = played(show={"landscape": True})
    assert drawn(page, kind="weights", weights=[[0, 0, 0], [0, 6, 0]])[1] == 0
    assert drawn(page, kind="weights", weights=[[0, 0, 0], [0, 5, 0]])[1] == 2
    page.send("edit", id=1, edit={"kind": "unit_remove", "layer": 0, "unit": 5})
    page.send("play", speed=0)
    page.wait(2)
    assert struct.unpack_from("<I", page.landscapes[-1], 96)[0] == 0


def test_the_plane_that_was_asked_for_outlives_a_restart():
    page = played(show={"landscape": True})
    drawn(page, kind="random", seed=3)
    page.send("restart")
    page.wait()
    page.landscapes.clear()
    page.send("play", speed=0)
    page.until(lambda: bool(page.landscapes))
    assert struct.unpack_from("<I", page.landscapes[-1], 96)[0] == 1
    assert levels(page)[-1][1] == 11


def test_a_landscape_that_nobody_looks_at_any_more_costs_nothing():
    page = played(show={"landscape": True})
    page.send("landscape", size=81)
    page.wait(0.01)
    page.send("show", show={})
    page.wait(3)
    assert page.idle


def test_a_place_has_its_loss_and_taking_it_puts_theta_there():
    page = played(show={"landscape": True})
    page.send("landscape", size=11)
    page.until(lambda: bool(page.landscapes))
    plane = levels(page)[-1][0]
    page.send("place", plane=plane, a=0.25, b=-0.5)
    page.wait()
    place = page.said("place")[-1]
    page.send("edit", id=1, edit={"kind": "place", "plane": plane, "a": 0.25, "b": -0.5})
    page.wait()
    assert page.said("edited")[-1]["edit"]["kind"] == "theta"
    assert page.session.run is not None
    loss, test = (float(v[0]) for v in page.session.run.stepper.losses())
    assert place["loss"] == pytest.approx(loss, rel=1e-12)
    assert place["test_loss"] == pytest.approx(test, rel=1e-12)


def test_a_place_of_a_plane_that_is_gone_is_refused():
    page = played(show={"landscape": True})
    page.send("landscape", size=11)
    page.until(lambda: bool(page.landscapes))
    plane = levels(page)[-1][0]
    page.send("edit", id=1, edit={"kind": "unit_add", "layer": 0})
    with pytest.raises(ProtocolError, match=f"plane {plane} is no longer known"):
        page.send("place", plane=plane, a=0, b=0)
    page.send("edit", id=2, edit={"kind": "place", "plane": plane, "a": 0, "b": 0})
    page.wait()
    assert page.said("error")[-1]["field"] == "edit.plane"
    page.send("restart")
    page.wait()
    with pytest.raises(ProtocolError, match="no longer known"):
        page.send("place", plane=plane, a=0, b=0)


# Giving back


def test_a_checkpoint_follows_every_edit_also_when_paused():
    page = played()
    page.wait(0.5)
    for i in range(3):
        before = len(page.said("checkpoint"))
        page.send("edit", id=i, edit={"kind": "unit_add", "layer": 0})
        page.wait(3)
        assert len(page.said("checkpoint")) == before + 1, f"edit {i}"
    assert page.session.run is not None
    assert page.said("checkpoint")[-1]["checkpoint"] == page.session.run.checkpoint()


def test_a_page_that_comes_back_with_journal_and_checkpoint_stands_where_it_stood():
    page = played(300, show={"theta": True})
    page.send("edit", id=1, edit={"kind": "move", "point": 3, "x": 0.5, "y": 0.5})
    page.send("play", speed=0)
    page.wait(0.3)
    page.send("pause")
    page.wait()
    assert page.session.run is not None
    journal, step = page.session.run.journal.to_json(), page.session.run.step
    back = Page(greet=False)
    checkpoint = page.said("checkpoint")[-1]["checkpoint"]
    back.send("hello", journal=journal, checkpoint=checkpoint, step=step, show={"theta": True})
    back.until(lambda: bool(back.frames))
    assert back.last[0] == step and back.theta == page.theta
    assert not back.said("error")
    assert not any(s["notes"] for s in back.said("spec")), back.said("spec")


def test_a_checkpoint_of_another_machine_is_right_and_is_told():
    page = played(40)
    assert page.session.run is not None
    checkpoint = page.session.run.checkpoint()
    other = page.session.run.stepper.theta * (1 + 1e-15)
    import base64

    checkpoint["theta"] = base64.b64encode(other.astype("<f8").tobytes()).decode()
    back, step = Page(greet=False), checkpoint["step"]
    back.send("hello", spec=SMALL, checkpoint=checkpoint, step=step + 5)
    back.until(lambda: bool(back.frames))
    assert back.last[0] == step + 5
    assert back.said("spec")[-1]["notes"] == [{"key": "note.other_machine"}]
    assert back.session.run is not None
    back.send("seek", step=step)
    back.wait()
    assert back.theta == other.tobytes()


def test_a_checkpoint_that_does_not_fit_is_told_and_the_journal_is_replayed():
    checkpoint = {"step": 40, "theta": "AAAA", "edits": 0}
    back = Page(greet=False)
    back.send("hello", spec=SMALL, checkpoint=checkpoint, step=50)
    back.until(lambda: bool(back.frames))
    assert back.last[0] == 50
    assert back.said("error")[0]["code"] == "checkpoint"
    assert back.theta == played_to(50).theta


def played_to(step: int) -> Page:
    page = Page(greet=False)
    page.send("hello", spec=SMALL, step=step)
    page.until(lambda: bool(page.frames))
    return page


def test_a_resumed_run_tells_progress_and_then_its_whole_curve_in_one_frame():
    page = played_to(400)
    assert page.said("progress") and page.said("progress")[-1]["of"] == 400
    assert len(page.frames) == 1
    layout = page.said("layout")[0]
    at = next(f["offset"] for f in layout["fields"] if f["name"] == "curve")
    used = struct.unpack_from("<I", page.frames[0], 40)[0]
    steps = np.frombuffer(page.frames[0], "<f8", used * 7, at).reshape(used, 7)[:, 0]
    assert steps[-1] == 400 and np.all(np.diff(steps) > 0) and used > 300


FAR = 2**40


@pytest.mark.parametrize(
    ("message", "step"),
    [
        ({"type": "seek", "step": 0}, 0),
        ({"type": "restart"}, 0),
        ({"type": "hello", "spec": SMALL}, 0),
    ],
    ids=lambda v: v["type"] if isinstance(v, dict) else "",
)
def test_a_resumption_without_end_can_be_left(message: dict[str, Any], step: int):
    page = Page(greet=False)
    page.send("hello", spec=SMALL, step=FAR)
    page.wait(0.3)
    assert not page.frames
    page.send(**{"kind" if k == "type" else k: v for k, v in message.items()})
    page.until(lambda: bool(page.frames))
    assert page.last[0] == step


def test_an_edit_during_a_long_resumption_is_refused_at_once():
    page = Page(greet=False)
    page.send("hello", spec=SMALL, step=FAR)
    page.wait(0.2)
    page.send("edit", id=3, edit={"kind": "batch", "batch": 2})
    page.wait(0.1)
    error = page.said("error")[-1]
    assert (error["code"], error["id"]) == ("busy", 3)


def test_an_edit_does_not_wait_for_the_steps_of_a_large_network():
    """Five hundred of them take seconds, and everybody else would wait too."""
    page = Page(greet=False)
    large = {"hidden": [{"units": 32, "activation": "gelu"}] * 6}
    page.send("hello", spec={"model": large, "data": {"count": 2000}}, step=500)
    page.send("edit", id=3, edit={"kind": "batch", "batch": 2})
    page.wait(0.05)
    assert page.said("error")[-1]["code"] == "busy"


def test_an_edit_just_before_the_end_of_a_resumption_waits_for_it():
    page = Page(greet=False)
    page.send("hello", spec=SMALL, step=500)
    began = page.session.run
    page.send("edit", id=3, edit={"kind": "batch", "batch": 2})
    assert began is not None and began.step == 0, "the message itself took all the steps"
    page.until(lambda: page.said("edited") != [] and page.frames != [])
    assert page.said("edited")[-1]["step"] == 500
    assert page.last[:2] == (500, 500)


def test_a_journal_has_an_end(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("server.journal.MOST_EDITS", 3)
    page = Page()
    for number in range(5):
        page.send("edit", id=number, edit={"kind": "batch", "batch": 2 + number})
    page.wait()
    assert [t["id"] for t in page.said("edited")] == [0, 1, 2]
    assert [(t["id"], t["key"]) for t in page.said("error")] == [
        (3, "error.full_journal"), (4, "error.full_journal"),
    ]  # fmt: skip
    page.send("restart")
    page.send("edit", id=5, edit={"kind": "batch", "batch": 2})
    page.wait()
    assert page.said("edited")[-1]["id"] == 5


def test_what_is_said_while_an_edit_waits_comes_after_it_in_order():
    page = played(300)
    page.send("seek", step=200)
    page.send("edit", id=1, edit={"kind": "batch", "batch": 2})
    page.send("step", unit="batch", count=1)
    page.send("step", unit="batch", count=1)
    page.send("edit", id=2, edit={"kind": "batch", "batch": 4})
    page.send("edit", id=3, edit={"kind": "batch", "batch": 400})
    page.send("play", speed=0)
    page.until(lambda: page.said("error") != [] and page.playing)
    assert [(t["id"], t["step"]) for t in page.said("edited")] == [(1, 200), (2, 202)]
    assert [t["id"] for t in page.said("error")] == [3]


def test_of_very_much_that_is_said_while_an_edit_waits_some_is_refused():
    page = played(300)
    page.send("seek", step=200)
    page.send("edit", id=1, edit={"kind": "batch", "batch": 2})
    for _ in range(31):
        page.send("pause")
    with pytest.raises(ProtocolError, match="still on its way"):
        page.send("pause")
    page.send("hello", spec=SMALL)
    page.until(lambda: page.last[:2] == (0, 0))
    page.send("pause")
    assert page.said("edited") == []


def adding(count: int, step: int) -> list[dict[str, Any]]:
    each = {"step": step, "edit": {"kind": "add", "points": [[0.1, 0.2, 1]]}}
    return [each] * count


@pytest.mark.parametrize("at", [0, 4])
def test_a_journal_of_very_many_edits_at_one_step_is_replayed_in_slices(at: int):
    """No message and no slice applies more than a few of them; frames come when all are."""
    page = Page(greet=False)
    page.send("hello", journal={"spec": SMALL, "edits": adding(300, at)}, step=at)
    run, counts = page.session.run, [0]
    assert run is not None
    while run.applied < 300:
        assert not page.frames
        counts.append(run.applied)
        page.wait(0.005)
    assert max(np.diff([*counts, run.applied])) <= 100 and len(counts) > 4
    page.until(lambda: bool(page.frames))
    assert page.last[0] == at and len(run.stepper.points) == 320
    page.send("step", unit="batch", count=1)
    page.until(lambda: page.last[0] == at + 1)


def test_who_plays_into_very_many_edits_goes_on_after_them():
    page = Page(greet=False)
    page.send("hello", journal={"spec": SMALL, "edits": adding(300, 9)})
    page.send("play", speed=0)
    page.until(lambda: bool(page.frames) and page.last[0] > 9)
    assert page.session.run is not None and len(page.session.run.stepper.points) == 320
    page.send("pause")
    page.send("seek", step=9)
    page.until(lambda: page.last[0] == 9)
    page.wait()
    assert page.idle and len(page.session.run.stepper.points) == 320


@pytest.mark.parametrize("way", ["play", "resume", "seek"])
def test_an_edit_that_does_not_fit_ends_the_journal_and_not_the_session(way: str):
    bad = {"step": 30, "edit": {"kind": "delete", "points": [99]}}
    page = Page(greet=False)
    hello = {"journal": {"spec": SMALL, "edits": [bad]}}
    page.send("hello", **hello, **({"step": 60} if way == "resume" else {}))
    if way == "play":
        page.send("play", speed=0)
    elif way == "seek":
        for _ in range(3):
            page.send("step", unit="batch", count=1)
            page.wait()
        page.send("play", speed=0)
    page.wait(0.5)
    error = page.said("error")[0]
    assert error["field"] == "journal.edits[0].edit.points[0]", error
    page.send("pause")
    page.send("play", speed=0)
    page.wait(0.3)
    assert page.last[0] > 30


def test_divergence_stops_playing_and_says_where():
    spec = {
        **SMALL,
        "model": {"hidden": [{"units": 6, "activation": "linear"}] * 2},
        "methods": [{"blocks": [{"optimizer": "sgd", "rate": 1000}]}],
    }
    page = Page(spec)
    page.send("play", speed=0)
    page.until(lambda: not page.playing)
    page.wait()
    status = page.said("status")[-1]
    assert status["playing"] is False and status["step"] == page.last[0]
    diverged = status["diverged"]
    assert diverged["step"] == page.last[0] and diverged["rate"] == 1000
    assert page.last[2] & 2


def test_playing_without_training_points_says_so():
    page = Page({"data": {"count": 0}})
    with pytest.raises(ProtocolError, match="there are no training points"):
        page.send("play", speed=0)
    page.wait()
    assert page.last[0] == 0
    page.send("edit", id=1, edit={"kind": "add", "points": [[0, 0, 0], [0.5, 0.5, 1]]})
    page.send("play", speed=0)
    page.wait(0.3)
    assert page.last[0] > 10


def test_ids_of_the_minibatch_are_the_points_of_the_spec():
    page = Page(show={"batch": True})
    page.wait()
    layout = page.said("layout")[0]
    at = next(f["offset"] for f in layout["fields"] if f["name"] == "batch")
    used = struct.unpack_from("<I", page.frames[0], 56)[0]
    ids = np.frombuffer(page.frames[0], "<u2", used, at).tolist()
    train = {p[4] for p in page.said("spec")[0]["points"] if not p[3]}
    assert set(ids) == train and len(ids) == 10


def test_a_large_networks_slice_ends_about_when_it_should():
    """On a real clock: at 2 ms a step a slice of 4 ms is a few steps, not sixteen."""
    hidden = [{"units": 32, "activation": "tanh"}] * 6
    page = Page({"data": {"count": 2000}, "batch": 256, "model": {"hidden": hidden}})
    run = page.session.run
    assert run is not None
    taken: list[int] = []

    def clock() -> float:
        taken.append(run.step)
        return page.now + 0.002 * run.step  # as if each step took 2 ms

    page.send("play", speed=0)
    page.session.player.work(page.now, page.now + SETTINGS.slice, clock)
    assert 2 <= run.step <= 4, f"{run.step} steps of 2 ms in a slice of 4 ms"


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_divergence_is_watched_to_its_end_with_the_landscape_open(dtype: str):
    hidden = [{"units": 3, "activation": "linear"}]
    spec = {
        "data": {"preset": "plane", "count": 20},
        "model": {"hidden": hidden},
        "methods": [{"blocks": [{"optimizer": "sgd", "rate": 3}]}],
        "dtype": dtype,
    }
    page = Page(spec, show={"landscape": True, "hist": True, "maps": 16, "field": 32})
    page.send("play", speed=100)
    page.until(lambda: not page.playing)
    page.send("landscape", size=11)
    page.wait(1)
    assert page.said("status")[-1]["diverged"]


def test_a_checkup_comes_in_pieces_and_is_the_command_lines_own():
    page = played(steps=40)
    page.send("check")
    assert page.said("check") == []
    page.until(lambda: bool(page.said("check")))
    assert page.session.run is not None
    found = page.said("check")[0]
    assert found == json.loads(json.dumps({"type": "check", **examine(page.session.run)}))
    assert found["gradient"]["verdict"] == "right" and page.idle


def test_of_a_run_that_blew_up_one_can_ask_why_and_for_its_landscapes():
    spec = SMALL | {
        "model": {"hidden": [{"units": 6, "activation": "linear"}] * 2},
        "methods": [{"blocks": [{"optimizer": "sgd", "rate": 1000}]}],
    }
    page = Page(spec, show={"landscape": True})
    page.send("play", speed=0)
    page.until(lambda: any(s["diverged"] for s in page.said("status")))
    page.send("check")
    page.until(lambda: bool(page.said("check")))
    diverged = page.said("check")[-1]["diverged"]
    assert diverged["step"] == page.said("status")[-1]["diverged"]["step"]
    cause = diverged["cause"]
    assert cause["reason"] == "rate" and cause["limit"] == pytest.approx(2 / cause["curvature"])
    for kind in ("path", "random", "gradient"):
        page.send("landscape", size=11, plane={"kind": kind})
        page.wait(1)
    assert page.idle


def test_a_frame_says_on_which_plane_its_place_lies():
    page = played(show={"landscape": True})
    made, _, _ = drawn(page, kind="random", seed=1)
    page.wait(0.5)
    assert struct.unpack_from("<I", page.frames[-1], 60)[0] == made
    page.send("edit", id=1, edit={"kind": "unit_add", "layer": 0})
    page.wait(0.05)
    assert struct.unpack_from("<I", page.frames[-1], 60)[0] != made


def test_what_a_run_holds_is_free_as_soon_as_its_session_ends():
    """Without a look for garbage, which may come minutes later."""
    session = Session(Mailbox(30.0), SETTINGS, 0.0)
    gc.disable()
    try:
        session.handle(decode(json.dumps({"type": "hello", "spec": SMALL})), 0.0)
        run = weakref.ref(session.run or session)
        assert run() is not session
        session.player.work(0.0, 1.0, lambda: 0.0)
        session.end()
        del session
        assert run() is None
    finally:
        gc.enable()
