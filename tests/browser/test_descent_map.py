"""The Descent lab's map in a real Chromium: starts set by hand, zoom, fog, keys, fingers."""

import re

import pytest

from tests.browser.conftest import Lab
from tests.browser.test_descent import climb, method

pytestmark = pytest.mark.browser
MAP = "[data-view=map] .map-top"
RACE = [method("sgd", 0.3), method("adam", 0.3), method("random_local_search", 1)]
MARGINS = (38, 6, 56, 24)  # of the picture in its canvas: left, top, right, bottom


def frame(lab: Lab) -> tuple[float, float, float, float]:
    """The picture on the page: left, top, width, height."""
    box = lab.page.locator(MAP).bounding_box()
    assert box
    left, top, right, bottom = MARGINS
    return (
        box["x"] + left,
        box["y"] + top,
        box["width"] - left - right,
        box["height"] - top - bottom,
    )


def pixel(lab: Lab, x: float, y: float, window: list[float]) -> tuple[float, float]:
    left, top, width, height = frame(lab)
    x0, x1, y0, y1 = window
    return left + (x - x0) / (x1 - x0) * width, top + (y1 - y) / (y1 - y0) * height


def drawn(lab: Lab) -> list[float]:
    """The window whose finest heights have come."""
    return lab.until("s.landscape && s.landscape.n === 161 && s.landscape.finest")["landscape"][
        "window"
    ]


def opened(lab: Lab, path: str = "/descent?lang=en", step: int = 0) -> list[float]:
    lab.open(path)
    climb(lab, "valley", [-7, 2], RACE, step)
    lab.until("s.landscape && s.landscape.window[1] + s.landscape.window[0] === 0")
    return drawn(lab)


def begins(lab: Lab, start: list[float]) -> None:
    """Everybody stands on the start at step 0."""
    lab.page.evaluate("window.downhill.do({type: 'run/sought', step: 0})")
    state = lab.until("s.settled && s.step === 0")
    assert [[w["x"], w["y"]] for w in state["walkers"]] == [start] * len(RACE)


def test_a_drag_sets_the_start_and_all_walk_from_there_to_the_same_step(lab: Lab) -> None:
    window = opened(lab, step=30)
    mouse, state = lab.page.mouse, lab.state()
    mouse.move(*pixel(lab, -7, 2, window))
    mouse.down()
    for x, y in ((-5, 3), (-2, 4), (4, 3)):
        mouse.move(*pixel(lab, x, y, window), steps=3)
    mouse.up()
    there = lab.until("s.settled && s.step === 30 && s.journal.spec.objective.start[0] > 3")
    start = there["journal"]["spec"]["objective"]["start"]
    assert start == pytest.approx([4, 3], abs=0.1)
    assert there["undo"] == state["undo"] + 1, "one drag is one undo"
    assert there["walkers"] != state["walkers"] and there["trails"]["last"] == 30
    begins(lab, start)
    lab.page.keyboard.press("Control+z")
    lab.until("s.settled && s.journal.spec.objective.start[0] === -7")


@pytest.mark.slow
def test_a_press_on_a_suggested_start_is_exactly_there_and_turning_the_mountain_is_none(
    lab: Lab,
) -> None:
    lab.open("/descent?lang=ko")
    climb(lab, "saddle", [1, 1], RACE, 5)
    lab.until("s.landscape && s.landscape.finest && s.landscape.window[3] < 3")
    lab.page.mouse.click(*pixel(lab, 1.5, 0.02, drawn(lab)))
    state = lab.until("s.settled && s.journal.spec.objective.start[0] === 1.5")
    assert state["journal"]["spec"]["objective"]["start"][1] in (0, 0.001)
    box = lab.page.locator("[data-view=mountain] .map-top").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    lab.page.mouse.move(x, y)
    lab.page.mouse.down()
    lab.page.mouse.move(x + 60, y + 10, steps=4)
    lab.page.mouse.up()
    assert lab.state()["journal"] == state["journal"]
    lab.page.mouse.click(x, y)
    lab.until("s.settled && s.journal.spec.objective.start[0] !== 1.5 && s.step === 5")


@pytest.mark.slow
def test_the_wheel_keeps_the_place_under_the_pointer_and_0_shows_all_again(lab: Lab) -> None:
    window = opened(lab)
    at = pixel(lab, 3, -2, window)
    lab.page.mouse.move(*at)
    lab.page.mouse.wheel(0, -400)
    near = lab.until("s.view.descent.window")["view"]["descent"]["window"]
    assert near[1] - near[0] < 0.8 * (window[1] - window[0])
    assert pixel(lab, 3, -2, near) == pytest.approx(at, abs=1)
    lab.until(f"s.landscape.finest && Math.abs(s.landscape.window[0] - {near[0]}) < 1e-6")
    lab.page.keyboard.press("Escape")
    lab.page.locator(MAP).press("0")
    assert lab.until("!s.view.descent.window")["journal"]["edits"] == []


@pytest.mark.slow
def test_the_blindfold_lifts_where_somebody_was_and_falls_again_with_a_rewind(lab: Lab) -> None:
    lab.open("/descent?lang=ko")
    climb(lab, "valley", [-7, 2], [*RACE, method("random_search", 1)])
    lab.page.get_by_role("button", name="눈가리개", exact=True).click()

    def covered(condition: str) -> float:
        lab.page.wait_for_function(
            "([selector, condition]) => {"
            " const said = document.querySelector(selector).ariaLabel.match(/않은 ([0-9.]+)%/);"
            " const share = Number(said?.[1]);"
            " return condition === 'more' ? share > 98 : share < 80; }",
            arg=[MAP, condition],
        )
        label = lab.page.locator(MAP).get_attribute("aria-label") or ""
        found = re.search(r"않은 ([\d.]+)%", label)
        assert found, label
        return float(found[1])

    at_first = covered("more")
    lab.page.evaluate("window.downhill.do({type: 'run/played', speed: 200})")
    lab.until("s.step >= 300")
    lab.page.evaluate("window.downhill.do({type: 'run/paused'})")
    assert covered("less") < at_first
    lab.page.evaluate("window.downhill.do({type: 'run/sought', step: 0})")
    assert covered("more") == at_first


@pytest.mark.slow
def test_arrows_move_the_start_shift_a_little_and_enter_takes_a_suggested_one(lab: Lab) -> None:
    window = opened(lab)
    canvas, stride = lab.page.locator(MAP), (window[1] - window[0]) / 40
    canvas.focus()
    canvas.press("ArrowRight")
    canvas.press("Shift+ArrowUp")
    state = lab.until("s.settled && s.journal.spec.objective.start[1] > 2")
    start = state["journal"]["spec"]["objective"]["start"]
    assert start == pytest.approx([-7 + stride, 2 + stride / 5], abs=0.02)
    begins(lab, start)
    canvas.press("Enter")
    lab.until("s.settled && s.journal.spec.objective.start[0] === -7")
    label = canvas.get_attribute("aria-label") or ""
    assert "Adam at (" in label and "arrows move the start" in label


@pytest.mark.slow
def test_on_a_phone_a_tap_sets_the_start_and_a_finger_moves_the_map(chromium, program) -> None:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, reduced_motion="reduce"
    )
    lab = Lab(context, program.url)
    window = opened(lab, "/descent?lang=ko")
    x, y = pixel(lab, 2, -1, window)
    lab.page.touchscreen.tap(x, y)
    state = lab.until("s.settled && s.journal.spec.objective.start[0] > 0")
    assert state["journal"]["spec"]["objective"]["start"] == pytest.approx([2, -1], abs=0.1)
    touch = context.new_cdp_session(lab.page)

    def finger(kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": px, "y": py} for px, py in places]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    finger("touchStart", (x - 90, y - 60))
    for k in range(1, 6):
        finger("touchMove", (x - 90 + 10 * k, y - 60))
    finger("touchEnd")
    moved = lab.until("s.view.descent.window")
    assert moved["view"]["descent"]["window"][0] < window[0] - 1
    assert moved["journal"] == state["journal"]
    button = lab.page.get_by_role("button", name="산 전체", exact=True)
    assert (button.bounding_box() or {})["height"] >= 44
    button.click()
    lab.until("!s.view.descent.window")
    context.close()
    assert not lab.faults, "\n".join(lab.faults)
