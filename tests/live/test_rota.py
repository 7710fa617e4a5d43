"""The scheduler on a fake clock: who gets what, how evenly, and what idle ones cost."""

from math import inf
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.live.crowd import FPS, SETTINGS, Crowd, Fake

SETTLE, WATCH = 1.5, 2.0  # seconds
LIGHT = {"frame": 3e-5, "each": 2e-6}
HEAVY = {"frame": 1e-3, "each": 2e-4}


def jain(values: list[float]) -> float:
    squares = sum(v * v for v in values)
    return sum(values) ** 2 / (len(values) * squares) if squares else 1.0


def demand(fake: Fake) -> float:
    """Seconds of computing a second."""
    if not fake.seen:
        return 0.0
    if fake.endless:
        return inf
    if not fake.playing:
        return 0.0
    return (FPS * fake.frame if fake.credit else 0.0) + fake.speed * fake.each


def fair_shares(fakes: list[Fake]) -> dict[Fake, float]:
    """By raising everybody's share together until the time is used up: the definition."""
    wanted = {fake: demand(fake) for fake in fakes}
    active = [fake for fake in fakes if wanted[fake]]
    left = SETTINGS.share if len(active) <= 2 else SETTINGS.crowded
    shares = dict.fromkeys(fakes, 0.0)
    while active and left > 1e-9:
        rise = min(left / len(active), *(wanted[fake] - shares[fake] for fake in active))
        for fake in active:
            shares[fake] += rise
        left -= rise * len(active)
        active = [fake for fake in active if wanted[fake] - shares[fake] > 1e-12]
    return shares


def longest_gap(fake: Fake) -> float:
    times = fake.frames
    return max((b - a for a, b in zip(times[:-1], times[1:], strict=True)), default=0.0)


def check_fair(crowd: Crowd) -> None:
    """After it has settled, for two seconds."""
    crowd.go(SETTLE)
    crowd.measure(WATCH)
    shares = fair_shares(crowd.fakes)
    for fake, share in shares.items():
        used = fake.used / WATCH
        assert used >= 0.8 * share, f"{used:.4f} of a core, {share:.4f} is fair: {fake}"
        if fake.playing and fake.seen and fake.credit:
            most = 3 * fake.tempo.period + SETTINGS.slice
            assert longest_gap(fake) <= most, f"{longest_gap(fake):.3f} s without a frame: {fake}"
        if not demand(fake):
            assert not fake.used and fake.asked <= 1, f"asked {fake.asked} times: {fake}"


class AnyCrowd(RuleBasedStateMachine):
    """Who joins, leaves, pauses, hides, and whose page is slow, in any order."""

    @initialize()
    def begin(self) -> None:
        self.crowd = Crowd()

    @rule(
        many=st.integers(1, 6),
        frame=st.sampled_from([3e-5, 3e-4, 2e-3]),
        each=st.sampled_from([2e-6, 3e-5, 5e-4]),
        speed=st.sampled_from([0.0, 10.0, 150.0, 1000.0]),
        piece=st.sampled_from([0.0, 0.0, 5e-4, 6e-3]),
    )
    def join(self, many: int, **costs: Any) -> None:
        for _ in range(many):
            self.crowd.add(**costs)

    @precondition(lambda self: self.crowd.fakes)
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        self.crowd.remove(data.draw(st.sampled_from(self.crowd.fakes)))

    @precondition(lambda self: self.crowd.fakes)
    @rule(data=st.data(), what=st.sampled_from(["playing", "seen", "credit"]))
    def change(self, data: st.DataObject, what: str) -> None:
        fake = data.draw(st.sampled_from(self.crowd.fakes))
        self.crowd.change(fake, **{what: not getattr(fake, what)})

    @rule()
    def wait(self) -> None:
        self.crowd.go(0.05)

    @rule()
    def look(self) -> None:
        check_fair(self.crowd)


AnyCrowd.TestCase.settings = settings(max_examples=40, stateful_step_count=10)
TestAnyCrowd = AnyCrowd.TestCase


def among(*groups: tuple[int, dict[str, Any]]) -> list[list[Fake]]:
    """A crowd of these, measured after it has settled."""
    crowd = Crowd()
    fakes = [[crowd.add(**costs) for _ in range(many)] for many, costs in groups]
    crowd.go(2.0)
    crowd.measure(1.0)
    return fakes


@pytest.mark.parametrize("many", [60, 400])
def test_equals_get_equal(many: int):
    """With time for all of them and without."""
    [fakes] = among((many, {"frame": 1e-4, "each": 1e-5}))
    frames = [float(len(fake.frames)) for fake in fakes]
    assert jain(frames) >= 0.999, f"{min(frames)} to {max(frames)} frames"
    assert jain([fake.used for fake in fakes]) >= 0.999


def test_who_is_slowed_gets_fewer_frames_with_fewer_steps_at_even_distances():
    """40 that ask for 30 (1 ms + 5 · 0.4 ms) = 0.09 each can have 0.023 each: it is
    x² · 0.06 + x · 0.03.
    """
    [fakes] = among((40, {"frame": 1e-3, "each": 4e-4}))
    expected = (-0.03 + (0.03**2 + 4 * 0.06 * 0.92 / 40) ** 0.5) / (2 * 0.06)
    for fake in fakes:
        fps, steps = len(fake.frames), fake.steps / len(fake.frames)
        assert fps == pytest.approx(FPS * expected, rel=0.1), f"{fps} frames a second"
        assert steps == pytest.approx(5 * expected, rel=0.2), f"{steps} steps a frame"
        gaps = [b - a for a, b in zip(fake.frames[:-1], fake.frames[1:], strict=True)]
        assert max(gaps) - min(gaps) < 0.02, f"{min(gaps):.4f} to {max(gaps):.4f} s"


@pytest.mark.parametrize("heavy", [HEAVY | {"speed": 0.0}, HEAVY | {"speed": 600.0}])
def test_light_ones_lose_nothing_to_heavy_ones(heavy: dict[str, Any]):
    light, _ = among((150, LIGHT), (10, heavy))
    for fake in light:
        assert 29 <= len(fake.frames) <= 31 and fake.steps >= 140
        assert longest_gap(fake) <= 0.04, f"{longest_gap(fake):.4f} s"


def test_who_presents_is_not_slowed_in_a_full_hall_unless_all_do():
    page = {"frame": 1e-3, "each": 2e-5}
    few, many = among((1, page | {"leads": True}), (300, {"frame": 1e-4, "each": 1e-5}))
    assert len(few[0].frames) >= 29 and few[0].steps >= 145
    assert max(len(fake.frames) for fake in many) < 29
    [all_of_them] = among((100, page | {"leads": True}))
    assert jain([float(len(fake.frames)) for fake in all_of_them]) >= 0.99


def test_landscapes_of_a_crowd_take_what_frames_leave():
    """And a tenth at least: a picture that never comes is no picture."""
    [easy] = among((50, {"frame": 2e-4, "each": 2e-6, "piece": 1e-3}))
    assert all(len(fake.frames) >= 29 for fake in easy)
    [hard] = among((50, {"frame": 2e-3, "each": 2e-6, "piece": 1e-3}))
    pieces = sum(fake.used - len(fake.frames) * 2e-3 for fake in hard)
    assert 0.06 <= pieces <= 0.2, f"{pieces:.3f} of a second for landscapes"


def test_who_is_idle_hidden_or_waits_for_its_page_costs_nothing():
    crowd = Crowd()
    idle = [crowd.add(playing=False) for _ in range(50)]
    idle += [crowd.add(seen=False) for _ in range(50)]
    crowd.add(**LIGHT)
    crowd.go(1.0)
    crowd.measure(1.0)
    assert [fake.asked for fake in idle] == [0] * 100
    turns = crowd.turns
    crowd.remove(crowd.fakes[-1])
    crowd.go(1000.0)
    assert crowd.turns - turns <= 2


def test_a_frame_that_waited_for_its_page_comes_with_the_next_tick_and_steps_went_on():
    crowd = Crowd()
    slow = crowd.add(**LIGHT)
    crowd.go(0.5)
    crowd.change(slow, credit=False)
    crowd.measure(0.31)
    assert not slow.frames and 40 <= slow.steps <= 50
    slow.credit = True
    assert crowd.rota.freed(slow)
    crowd.go(0.003)
    assert len(slow.frames) == 1
    assert not crowd.rota.freed(slow)  # it waits for a beat to come


def test_a_hand_is_answered_off_the_beat():
    crowd = Crowd()
    fakes = [crowd.add(**LIGHT) for _ in range(20)]
    crowd.go(1.0)
    last = fakes[7].frames[-1]
    crowd.go(last + 0.02 - crowd.clock.now)
    fakes[7].tempo.hasten(crowd.clock.now)
    crowd.change(fakes[7])
    asked, frames = crowd.clock.now, len(fakes[7].frames)
    crowd.go(0.001)
    assert len(fakes[7].frames) == frames + 1
    assert fakes[7].frames[-1] - asked < SETTINGS.slice


@pytest.mark.parametrize("jump", [3.0, 3600.0])
def test_a_freeze_is_not_made_up_for(jump: float):
    """The lid was closed, or the clock jumped."""
    crowd = Crowd()
    fakes = [crowd.add(**LIGHT) for _ in range(50)]
    crowd.go(1.0)
    crowd.clock.now += jump
    crowd.measure(1.0)
    for fake in fakes:
        assert len(fake.frames) <= FPS + 2, f"{len(fake.frames)} frames in the next second"
        assert fake.steps <= 150 + 0.25 * 150 + 10


def test_new_ones_move_nobody():
    """Who was there keeps its place in the beat, and its even distances."""
    crowd = Crowd()
    old = [crowd.add(**LIGHT) for _ in range(50)]
    crowd.go(1.0)
    crowd.measure(0.5)
    for _ in range(20):
        crowd.add(**LIGHT)
        crowd.go(0.01)
    assert max(longest_gap(fake) for fake in old) < 0.036


def test_who_raises_ends_alone_also_in_a_group():
    crowd = Crowd()
    fakes = [crowd.add(**LIGHT) for _ in range(40)]
    crowd.go(1.0)
    fakes[13].fault = True
    crowd.measure(1.0)
    assert crowd.failed == [fakes[13]]
    others = [fake for fake in fakes if fake is not fakes[13]]
    assert {len(fake.frames) for fake in others} <= {30, 31}
    assert all(145 <= fake.steps <= 155 for fake in others)


def test_work_longer_than_a_slice_is_charged_in_full():
    """50 ms at a time, or half a millisecond: the same time for both."""
    crowd = Crowd()
    rough = crowd.add(playing=False, piece=0.05)
    fine = crowd.add(playing=False, piece=5e-4)
    crowd.go(1.0)
    crowd.measure(5.0)
    assert rough.used == pytest.approx(fine.used, abs=0.11)
