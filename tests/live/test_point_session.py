"""Walkers on the class's own points, live: the mountain, the frames, a point that is dragged."""

import json
import struct
from typing import Any

import numpy as np
import pytest

from server.engine.core import Array
from tests.live.test_session import Page
from tests.test_point_runs import height, split

SHOW = {"landscape": True, "theta": True, "trail": 64, "batch": True, "tried": 8}
METHODS = [
    {"blocks": [{"optimizer": "sgd", "rate": 0.2}]},
    {"blocks": [{"optimizer": "adam", "rate": 0.1}]},
    {"blocks": [{"optimizer": "random_local_search", "step": 0.3}]},
]


def walking(loss: str, speed: float = 30, **more: Any) -> Page:
    objective = {"kind": "points", "loss": loss}
    spec = {"objective": objective, "data": {"count": 40}, "methods": METHODS, **more}
    page = Page(spec, show=SHOW)
    page.send("landscape", size=51)
    page.wait(0.2)
    if speed:
        page.send("play", speed=speed)
    return page


def mountain(data: bytes) -> tuple[dict[str, Any], Array]:
    """Plane, version and window, and the heights."""
    plane, side = struct.unpack_from("<II", data, 4)
    version, finest, kind = struct.unpack_from("<III", data, 88)
    window = struct.unpack_from("<4d", data, 16)
    assert kind == 4
    head = {"plane": plane, "version": version, "finest": finest, "window": window}
    return head, np.frombuffer(data, "<f4", side * side, 136).reshape(side, side)


def told(page: Page, which: int = -1) -> dict[str, Array]:
    """The fields of a frame, of the newest."""
    data = page.frames[which]
    number = struct.unpack_from("<I", data, 4)[0]
    layout = next(text for text in page.said("layout") if text["id"] == number)
    return {
        f["name"]: np.frombuffer(data, f"<{f['dtype']}", int(np.prod(f["shape"])), f["offset"])
        .reshape(f["shape"])
        for f in layout["fields"]
    }  # fmt: skip


def assert_is_the_loss(page: Page, loss: str, data: bytes) -> None:
    """At the corners and three places between, of the training points as they are now."""
    assert page.session.run is not None
    (head, heights), points = mountain(data), split(page.session.run)
    x0, x1, y0, y1 = head["window"]
    last = len(heights) - 1
    for i, j in ((0, 0), (last, 0), (0, last), (last, last), (9, 30), (25, 25), (40, 12)):
        theta = np.array([x0 + (x1 - x0) * j / last, y0 + (y1 - y0) * i / last])
        want = height(loss, theta, *points)
        assert heights[i, j] == pytest.approx(want, rel=1e-6), f"{loss} at {theta}"


@pytest.mark.parametrize("loss", ["squared", "softmax"])
def test_the_mountain_bends_while_a_point_is_dragged_and_walkers_walk(loss: str):
    page = walking(loss)
    page.until(lambda: page.last[0] >= 5)
    first, _ = mountain(page.landscapes[-1])
    assert [len(mountain(m)[1]) for m in page.landscapes] == [41, 51] and first["finest"]
    assert_is_the_loss(page, loss, page.landscapes[-1])
    page.landscapes.clear()
    before = page.last[0]
    for k in range(20):
        page.send("edit", id=k, edit={"kind": "move", "point": 3, "x": k / 20, "y": -k / 20})
        page.wait(0.03)
    pictures = {mountain(m)[0]["plane"] for m in page.landscapes}
    assert len(pictures) >= 8, f"{len(pictures)} pictures in 0.6 s of dragging"
    page.wait(0.2)
    last, _ = mountain(page.landscapes[-1])
    assert last["plane"] > first["plane"] and last["finest"] and last["window"] == first["window"]
    assert_is_the_loss(page, loss, page.landscapes[-1])
    assert page.last[0] > before + 10, "the walkers stood still"


@pytest.mark.parametrize("loss", ["squared", "softmax"])
def test_a_frame_tells_where_the_walkers_are_and_what_they_have_learned(loss: str):
    page = walking(loss, batch=7)
    page.until(lambda: page.last[0] >= 12)
    page.send("pause")
    page.wait()
    run, frame = page.session.run, told(page)
    assert run is not None and frame["theta"].tobytes() == page.theta
    for row, theta in enumerate(frame["theta"]):
        for name, test in (("loss", False), ("test_loss", True)):
            xy, label = split(run, test)
            assert frame[name][row] == pytest.approx(height(loss, theta, xy, label), rel=1e-12)
            right = float(((xy @ theta > 0) == (label > 0)).mean())
            known = frame[name.replace("loss", "accuracy")][row]
            assert known == right if loss == "softmax" else np.isnan(known)
    trails = [told(page, k) for k in range(len(page.frames))]
    ways = np.concatenate([t["trail"][np.isfinite(t["trail_steps"])] for t in trails])
    assert len(ways) == run.step + 1, "a step is missing in the trails"
    np.testing.assert_allclose(ways[-1, :, :2], frame["theta"], rtol=1e-6)
    ids = [int(i) for i in frame["batch"][: struct.unpack_from("<I", page.frames[-1], 56)[0]]]
    assert ids == run.stepper.ids[run.stepper.coming].tolist() and 0 < len(ids) <= 7


def test_a_place_is_told_with_its_training_and_test_loss():
    page = walking("softmax", 0)
    plane = mountain(page.landscapes[-1])[0]["plane"]
    page.send("place", plane=plane, a=1.5, b=-2)
    page.wait()
    run, place = page.session.run, page.said("place")[-1]
    assert run is not None
    for name, test in (("loss", False), ("test_loss", True)):
        want = height("softmax", np.array([1.5, -2]), *split(run, test))
        assert place[name] == pytest.approx(want, rel=1e-12)
    page.send("edit", id=1, edit={"kind": "place", "plane": plane, "a": 1.5, "b": -2})
    page.wait()
    assert told(page)["theta"].tolist() == [[1.5, -2]] * 3


def test_without_training_points_there_is_no_mountain_until_there_are_some():
    page = walking("squared", 0, data={"count": 0})
    assert np.isnan(mountain(page.landscapes[-1])[1]).all()
    assert np.isnan(told(page)["loss"]).all()
    page.send("edit", id=1, edit={"kind": "add", "points": [[0.5, 0.5, 1], [-0.5, 0.1, 0]]})
    page.wait(0.3)
    assert_is_the_loss(page, "squared", page.landscapes[-1])


def test_a_page_that_comes_back_finds_its_walkers_and_points():
    page = walking("softmax", batch=5)
    page.until(lambda: page.last[0] >= 4)
    page.send("edit", id=1, edit={"kind": "move", "point": 3, "x": 1.0, "y": -1.0})
    page.send("edit", id=2, edit={"kind": "delete", "points": [4]})
    page.until(lambda: page.last[0] >= 15)
    page.send("pause")
    page.wait()
    run = page.session.run
    assert run is not None
    journal = json.loads(json.dumps(run.journal.to_json()))
    again = Page(journal=journal, step=run.step, show=SHOW)
    again.until(lambda: bool(again.frames))
    assert again.last[0] == run.step and again.theta == page.theta
    steps = told(again, 0)["trail_steps"]
    assert steps[np.isfinite(steps)].tolist() == list(range(run.step + 1))
    rows = [p for p in again.said("spec")[-1]["points"] if p[4] == 3]
    assert rows[0][:2] == [1.0, -1.0] and len(again.said("spec")[-1]["points"]) == 39


def test_the_mountain_bends_while_a_point_is_dragged_though_the_run_goes_as_fast_as_it_can():
    page = walking("squared", 0)
    page.send("play", speed=0)
    page.wait(0.2)
    count = len(page.landscapes)
    for n in range(60):
        move = {"kind": "move", "point": 3, "x": n / 60, "y": -0.5}
        page.send("edit", id=n, edit=move)
        page.wait(0.02)
    seen = {mountain(data)[0]["version"] for data in page.landscapes[count:]}
    assert len(seen) > 6, f"expected some pictures a second, got those of versions {seen}"
    page.wait(0.5)
    assert_is_the_loss(page, "squared", page.landscapes[-1])
