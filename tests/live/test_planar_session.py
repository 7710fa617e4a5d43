"""Sessions on mountains, without sockets: landscapes in any window, reruns, surveys, and any
messages in any order.
"""

import json
import random
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from server.protocol import ProtocolError
from tests.live.test_session import Page
from tests.test_surface_runs import by, surface

SPEC = {**surface("himmelblau"), "methods": [by("adam", 0.05), by("random_local_search")]}
SHOW = {"theta": True, "grad": True, "landscape": True, "trail": 64, "tried": 64, "inner": True}


def values(page: Page, frame: int = -1) -> dict[str, Any]:
    """Of a frame, by the layout that it names."""
    data = page.frames[frame]
    number = struct.unpack_from("<I", data, 4)[0]
    layout = next(text for text in page.said("layout") if text["id"] == number)
    return {
        f["name"]: np.frombuffer(
            data, "<" + f["dtype"], int(np.prod(f["shape"])), f["offset"]
        ).reshape(f["shape"])
        for f in layout["fields"]
    }


def pictures(page: Page) -> list[tuple[int, int, tuple[float, ...], int]]:
    """Plane, side, window, kind."""
    return [
        (*struct.unpack_from("<II", data, 4), struct.unpack_from("<4d", data, 16), data[96])
        for data in page.landscapes
    ]


def trailed(page: Page) -> list[float]:
    """The steps of all trails that came."""
    steps = [values(page, at)["trail_steps"] for at in range(len(page.frames))]
    return np.concatenate([s[np.isfinite(s)] for s in steps]).tolist()


def test_a_mountain_is_drawn_in_its_own_window_and_in_one_that_is_asked_for():
    page = Page(SPEC, show=SHOW)
    page.wait()
    assert pictures(page) == [(1, 41, (-5, 5, -5, 5), 4)]
    page.send("landscape", size=101, window=[2.5, 3.5, 1.5, 2.5])
    page.wait()
    assert pictures(page)[1:] == [(2, n, (2.5, 3.5, 1.5, 2.5), 4) for n in (41, 101)]
    z = np.frombuffer(page.landscapes[-1], "<f4", 101 * 101, 136).reshape(101, 101)
    x, y = np.meshgrid(np.linspace(2.5, 3.5, 101), np.linspace(1.5, 2.5, 101))
    np.testing.assert_allclose(
        z, (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2, rtol=1e-6, atol=1e-9
    )
    assert z.argmin() == 50 * 101 + 50, "the minimum (3, 2) is in the middle"
    page.send("landscape", size=11)
    page.wait()
    assert pictures(page)[3:] == [(3, 11, (-5, 5, -5, 5), 4)]


def test_steps_and_other_starts_do_not_draw_the_mountain_again_but_another_one_is_drawn():
    page = Page(SPEC, show=SHOW)
    page.send("play", speed=0)
    page.wait(0.5)
    moved = {"objective": SPEC["objective"] | {"start": [1, 1]}, "methods": SPEC["methods"]}
    page.send("hello", spec=moved, step=20, show=SHOW)
    page.wait(0.5)
    assert len(page.landscapes) == 1
    page.send("hello", spec=surface("valley"), show=SHOW)
    page.wait(0.5)
    assert pictures(page)[1:] == [(2, 41, (-10, 10, -10, 10), 4)]


def test_moved_points_draw_their_bowl_again_in_the_window_that_was_asked_for():
    page = Page({"objective": {"kind": "points"}, "data": {"count": 10, "test": 0}}, show=SHOW)
    page.send("landscape", size=21, window=[-1, 1, -1, 1])
    page.wait(0.5)
    before = page.landscapes[-1]
    page.send("edit", id=1, edit={"kind": "move", "point": 3, "x": 1.1, "y": -1})
    page.wait(0.5)
    assert pictures(page)[-1][1:] == (21, (-1, 1, -1, 1), 4)
    assert page.landscapes[-1][136:] != before[136:]


def test_every_step_is_in_a_trail_once_and_a_rerun_brings_all_of_them_at_once():
    page = Page(SPEC, show=SHOW)
    page.send("play", speed=200)
    page.wait(1)
    page.send("pause")
    page.wait()
    steps = trailed(page)
    assert steps == sorted(set(steps)) and steps[0] == 0 and steps[-1] == page.last[0] > 100
    assert page.session.run is not None
    journal, count = page.session.run.journal.to_json(), len(page.frames)
    page.send("hello", journal=journal, step=300, show=SHOW, tag=4)
    page.until(lambda: len(page.frames) > count)
    first = values(page, count)
    known = first["trail_steps"][np.isfinite(first["trail_steps"])]
    assert known.tolist() == list(range(301))
    tried = first["tried"][np.isfinite(first["tried"][:, 0])]
    assert tried[:, 0].tolist() == list(range(1, 301))
    assert page.said("journal")[-1]["tag"] == 4


def test_a_page_that_comes_back_with_a_checkpoint_gets_the_whole_trail_again():
    page = Page(SPEC, show=SHOW)
    for _ in range(31):
        page.send("step", unit="batch", count=1)
        page.wait(0.02)
    assert page.session.run is not None
    journal, checkpoint = page.session.run.journal.to_json(), page.session.run.checkpoint()
    back = Page(None, greet=False)
    back.send("hello", journal=journal, checkpoint=checkpoint, step=31, show=SHOW)
    back.until(lambda: bool(back.frames))
    assert trailed(back) == list(range(32)) and back.theta == page.theta


def test_a_trail_of_256_rows_stays_small():
    spec = {**surface("valley"), "methods": [by("sgd", 0.1) | {"seed": s} for s in range(256)]}
    page = Page(spec, show=SHOW)
    page.send("play", speed=0)
    page.wait(0.2)
    assert values(page)["trail"].nbytes <= 64 << 10 and len(page.frames[-1]) < 200_000


def test_a_survey_and_a_formula_are_answered_at_once_and_need_no_frame():
    page = Page(SPEC, show=SHOW)
    page.wait()
    frames = len(page.frames)
    page.send("survey", id=5, at=[3, 2], row=0, angle=0, span=1, h=0.01)
    page.send("formula", id=6, text="x² + y³")
    page.wait()
    assert [t["id"] for t in page.said("survey") + page.said("formula")] == [5, 6]
    assert page.said("survey")[0]["f"] == 0 and page.said("formula")[0]["derivative"][1] == "3·y²"
    assert len(page.frames) == frames


def test_a_fresh_surveys_limits_are_those_of_walkers_that_begin_there_whenever_it_is_asked():
    """At (−7, 2) on x²/20 + y² the gradient is (−0.7, 4). Adam's first step divides it by itself,
    so its curvature is the larger of 0.1/0.7 and 2/4, over 1 − β₁: 5, its limit 3.8/(0.1 · 5).
    """
    page = Page({**surface("valley"), "methods": [by("sgd", 0.3), by("adam", 0.3)]}, show=SHOW)
    page.wait()
    for fresh in (False, True):
        page.send("survey", id=1, at=[-7, 2], fresh=fresh)
        page.wait()
        assert page.said("survey")[-1]["limits"] == pytest.approx([1, 7.6], rel=1e-6)
    page.send("step", unit="batch", count=1)
    page.wait()
    for fresh, adam in ((False, False), (True, True)):
        page.send("survey", id=2, at=[-7, 2.5], fresh=fresh)
        page.wait()
        limits = page.said("survey")[-1]["limits"]
        assert limits[0] == pytest.approx(1, rel=1e-6)
        assert (limits[1] == pytest.approx(3.8 / (0.1 * 4), rel=1e-6)) is adam, limits


def test_what_a_mountain_or_a_network_does_not_have_is_refused_in_a_sentence():
    mountain, network = Page(SPEC), Page()
    for page, message, text in (
        (mountain, {"type": "check"}, "objective.kind: a checkup is of a network, got a surface"),
        (network, {"type": "survey", "id": 1}, "only a mountain can be surveyed"),
        (network, {"type": "landscape", "size": 101}, "size: expected an odd number from 11 to 81"),
        (network, {"type": "landscape", "window": [0, 1, 0, 1]}, "window: only the map of a"),
        (mountain, {"type": "survey", "id": 1, "row": 2}, "row: expected a row from 0 to 1, got 2"),
    ):
        with pytest.raises(ProtocolError) as caught:
            page.send(message.pop("type"), **message)
        assert caught.value.text.startswith(text), caught.value.text


@pytest.mark.parametrize("kind", ["surface", "points"])
def test_after_a_bad_first_hello_a_default_run_of_its_kind_stands_there(kind: str):
    page = Page(greet=False)
    with pytest.raises(ProtocolError):
        page.send("hello", spec={"objective": {"kind": kind, "start": "here"}})
    page.wait()
    assert page.said("journal")[0]["journal"]["spec"]["objective"]["kind"] == kind
    assert len(page.frames) == 1


# Any messages in any order


def rate(r: random.Random) -> float:
    return r.choice([1e-3, 0.1, 2, 1000])


def a_method(r: random.Random) -> dict[str, Any]:
    names = "sgd adam momentum random_local_search random_search numerical_gradient lion".split()
    method = by(r.choice(names), rate(r))
    return method | r.choice([{}, {"noise": 0.5}, {"seed": 3}, {"noise": 2, "seed": 5}])


def a_spec(r: random.Random) -> dict[str, Any]:
    formulas = ["ln(x) + y²", "x^y", "1/(x y)", "e^(x²+y²)"]
    objectives: list[dict[str, Any]] = [
        *(surface(r.choice(["rosenbrock", "saddle", "ackley"]))["objective"] for _ in range(2)),
        {"kind": "surface", "formula": r.choice(formulas), "noise": r.choice([0, 1])},
        {"kind": "points", "loss": r.choice(["squared", "softmax"])},
    ]
    spec = {"objective": r.choice(objectives), "dtype": r.choice(["float64", "float32"])}
    if spec["objective"]["kind"] == "points":
        spec |= {"data": {"count": r.choice([0, 1, 12])}, "batch": r.choice([1, 5, 2000])}
    return spec | {"methods": [a_method(r) for _ in range(r.choice([1, 3, 9]))]}


def a_show(r: random.Random) -> dict[str, Any]:
    return r.choice([{}, SHOW, SHOW | {"batch": True, "maps": 8, "hist": True}, {"trail": 1}])


def a_hello(page: Page, r: random.Random) -> None:
    page.send("hello", spec=a_spec(r), step=r.randrange(90), show=a_show(r))


def a_rerun(page: Page, r: random.Random) -> None:
    run = page.session.run
    assert run is not None
    step, journal = run.step, json.loads(json.dumps(run.journal.to_json()))
    page.until(lambda: page.session.player.journey.target is None)
    step, theta = run.step, page.theta
    page.send("hello", journal=journal, step=step, show=a_show(r))
    page.until(lambda: page.session.player.journey.target is None)
    assert page.session.run is not None
    if page.session.run.step == step:
        assert page.theta == theta, f"other bits at step {step}"


def an_edit(page: Page, r: random.Random) -> None:
    edits = [
        {"kind": "method", "row": r.randrange(3), "method": a_method(r)},
        {"kind": "theta", "theta": [r.uniform(-3, 3), r.uniform(-3, 3)]},
        {"kind": "seed", "stream": "noise", "seed": r.randrange(5)},
        {"kind": "move", "point": r.randrange(5), "x": 0.3, "y": -0.7},
        {"kind": "place", "plane": r.randrange(4), "a": 0.5, "b": 0.2},
    ]
    page.send("edit", id=1, edit=r.choice(edits))


def a_survey(page: Page, r: random.Random) -> None:
    at = r.choice([None, [0, 0], [-1e6, 1e6], [r.uniform(-5, 5), r.uniform(-5, 5)]])
    h, span = 10 ** r.uniform(-16, 3), 10 ** r.uniform(-9, 6)
    page.send("survey", id=1, at=at, row=r.randrange(3), angle=r.uniform(-9, 9), span=span, h=h)


def a_landscape(page: Page, r: random.Random) -> None:
    x, y, side = r.uniform(-9, 9), r.uniform(-9, 9), 10 ** r.uniform(-6, 5)
    page.send("landscape", size=r.choice([11, 41, 101]), window=[x, x + side, y, y + side])


DOINGS: list[Callable[[Page, random.Random], None]] = [
    a_hello,
    a_rerun,
    an_edit,
    an_edit,
    a_survey,
    a_landscape,
    lambda page, r: page.send("formula", id=1, text=r.choice(["x", "x +", "ln(y)", "", "√(x y)"])),
    lambda page, r: page.send("play", speed=r.choice([0, 50])),
    lambda page, r: page.send("pause"),
    lambda page, r: page.send("seek", step=r.randrange(100)),
    lambda page, r: page.send("restart"),
    lambda page, r: page.send("show", show=a_show(r)),
    lambda page, r: page.send("place", plane=r.randrange(3), a=0.1, b=0.1),
    lambda page, r: page.send("hello", spec={"data": {"count": 10}}, show=a_show(r)),
]


@pytest.mark.parametrize("seed", range(12))
def test_a_session_on_mountains_survives_any_messages_in_any_order(seed: int):
    r = random.Random(seed)
    page = Page(a_spec(r), show=a_show(r))
    for _ in range(40):
        try:
            r.choice(DOINGS)(page, r)
        except ProtocolError as refused:
            assert refused.text
        page.wait(r.choice([0.005, 0.05, 0.1]))
    assert page.frames
