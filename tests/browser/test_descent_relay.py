"""The relay, schedules and the class's own points in a real Chromium, on real runs."""

import pytest
from playwright.sync_api import Locator

from tests.browser.conftest import Lab
from tests.browser.test_descent import method

pytestmark = [pytest.mark.browser, pytest.mark.slow]
N = 50  # the relay's first boundary


def do(lab: Lab, kind: str, **fields) -> None:
    lab.page.evaluate("action => window.downhill.do(action)", {"type": kind, **fields})


def at(lab: Lab, step: int) -> list[dict]:
    """Where everybody is at a step of the past."""
    do(lab, "run/sought", step=step)
    return lab.until(f"s.settled && s.step === {step}")["walkers"]


def places(walkers: list[dict]) -> list[tuple[float, float]]:
    return [(w["x"], w["y"]) for w in walkers]


def relay(lab: Lab, step: int) -> None:
    """Adam, SGD, and Adam then SGD in Rosenbrock's valley, walked up to a step."""
    lab.open("/descent?lang=en")
    lab.until("s.settled")
    lab.page.get_by_role("button", name="Adam → SGD", exact=True).click()
    entered = lab.until("s.settled && s.spec.methods.length === 3 && s.walkers.length === 3")
    assert [m["blocks"][-1]["optimizer"] for m in entered["spec"]["methods"]] == [
        "adam",
        "sgd",
        "sgd",
    ]
    adam, sgd = ({"optimizer": name, "rate": rate} for name, rate in (("adam", 1), ("sgd", 0.002)))
    rows = [{"blocks": [adam]}, {"blocks": [sgd]}, {"blocks": [{**adam, "until": N}, sgd]}]
    journal = {"spec": {**entered["journal"]["spec"], "methods": rows}, "edits": []}
    do(lab, "run/rerun", journal=journal, step=step)
    lab.until(f"s.settled && s.step === {step} && s.horizon === {step}")


def drag(lab: Lab, handle: Locator, by: int) -> None:
    box = handle.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = lab.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + by, y, steps=8)
    mouse.up()
    lab.page.evaluate(
        "() => new Promise((d) => requestAnimationFrame(() => requestAnimationFrame(d)))"
    )


def test_the_boundary_is_dragged_through_a_run_and_only_the_switching_walker_changes(
    lab: Lab,
) -> None:
    relay(lab, 200)
    adam, sgd, switching = places(at(lab, N))
    assert switching == adam, "until the switch it is Adam to the bit"
    adam, sgd, switching = places(at(lab, N + 1))
    assert switching not in (adam, sgd), "the next step is SGD's"
    x, y = places(at(lab, N))[2]
    slope = (-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x))  # Rosenbrock's, by hand
    assert switching == pytest.approx((x - 0.002 * slope[0], y - 0.002 * slope[1]), rel=1e-9)
    adam, sgd, switching = places(at(lab, 200))

    handle = lab.page.get_by_role("slider", name="Step of the switch")
    drag(lab, handle, 60)
    moved = lab.until(f"s.settled && s.step === 200 && s.spec.methods[2].blocks[0].until > {N}")
    n = moved["spec"]["methods"][2]["blocks"][0]["until"]
    assert places(moved["walkers"])[:2] == [adam, sgd]
    assert places(moved["walkers"])[2] != switching
    assert places(at(lab, n))[2] == places(at(lab, n))[0]
    at(lab, 200)
    handle.focus()
    handle.press("Shift+ArrowLeft")
    handle.press("ArrowLeft")
    lab.until(f"s.settled && s.spec.methods[2].blocks[0].until === {n - 11}")
    assert handle.get_attribute("aria-valuetext") == f"Adam until step {n - 11}, then SGD"
    for boundary in (n - 10, n, N):  # two presses of keys, and all of the drag
        do(lab, "edit/undone", gesture=-1)
        back = lab.until(f"s.settled && s.spec.methods[2].blocks[0].until === {boundary}")
    assert places(back["walkers"])[2] == switching


def test_the_rate_that_swats_suggests_is_the_one_that_the_run_then_uses(lab: Lab) -> None:
    relay(lab, 100)
    suggested = "Number(document.querySelector('.relay-swats > span').innerText.split('η ')[1])"
    lab.page.wait_for_function(f"() => {suggested} > 0")
    lab.page.get_by_role("button", name="Use it", exact=True).click()
    used = lab.until("s.settled && s.spec.methods[2].blocks[1].swats === true && s.step === 100")
    rate = used["walkers"][2]["rate"]  # what is said has three digits
    lab.page.wait_for_function(f"() => Math.abs({suggested} / {rate} - 1) < 5e-3")
    assert used["walkers"][2]["rate"] != used["spec"]["methods"][2]["blocks"][1]["rate"]
    field = lab.page.get_by_role("textbox", name="Rate after the switch", exact=True)
    field.fill("0.005")
    field.press("Enter")
    own = lab.until("s.settled && s.spec.methods[2].blocks[1].rate === 0.005 && s.step === 100")
    assert "swats" not in own["spec"]["methods"][2]["blocks"][1]
    assert own["walkers"][2]["rate"] == 0.005


def test_where_the_rate_is_halved_the_steps_of_the_path_are_half_as_long(lab: Lab) -> None:
    page = lab.open("/descent?lang=en")
    plane = {"kind": "surface", "formula": "x", "start": [4, 0], "noise": 0}  # its slope is 1
    spec = {"objective": plane, "methods": [method("sgd", 0.1)]}
    do(lab, "run/rerun", journal={"spec": spec, "edits": []}, step=0)
    lab.until("s.settled && s.walkers.length === 1")
    do(lab, "view/changed", change={"descent": {**lab.state()["view"]["descent"], "picked": "sgd"}})
    page.locator(".field.decay button.choice").click()
    sheet = page.locator(".field.decay .popover")
    sheet.locator("select").select_option(label="½ every n steps")
    sheet.get_by_role("textbox", name="every", exact=True).fill("10")
    sheet.get_by_role("textbox", name="every", exact=True).press("Enter")
    lab.until("s.settled && s.spec.methods[0].schedule.every === 10")
    page.wait_for_function("() => document.querySelector('.drawn-line')?.points.length > 100")
    assert "0.100 at first" in (sheet.locator(".drawn-plane").get_attribute("aria-label") or "")
    page.keyboard.press("Escape")
    do(lab, "run/played", speed=0)
    lab.until("s.step > 30")
    do(lab, "run/paused")
    lab.until("s.status === 'paused' && s.settled")
    walked = [4 - at(lab, step)[0]["x"] for step in (10, 20, 30)]
    assert walked == pytest.approx([1, 1.5, 1.75])  # ten steps each of 0.1, 0.05 and 0.025


POINTS = [[-1, -0.5, 0, 0], [0, 0.3, 1, 0], [0.5, 0.1, 0, 0], [1, 0.9, 1, 0]]


def least_squares(points: list[list[float]]) -> tuple[float, float]:
    """The normal equations of y = wx + b, by hand."""
    n, sx, sy = len(points), sum(p[0] for p in points), sum(p[1] for p in points)
    sxx, sxy = sum(p[0] ** 2 for p in points), sum(p[0] * p[1] for p in points)
    w = (n * sxy - sx * sy) / (n * sxx - sx * sx)
    return w, (sy - w * sx) / n


def test_walkers_on_our_own_points_find_the_line_and_follow_it_when_a_point_is_dragged(
    lab: Lab,
) -> None:
    page = lab.open("/descent?lang=en")
    page.get_by_role("button", name="The class’s own points", exact=True).click()
    lab.until("s.settled && s.spec.objective.kind === 'points' && s.points.length === 20")
    data = {"task": "classification", "classes": 2, "points": POINTS, "test": 0}
    objective = {"kind": "points", "loss": "squared", "start": [-2.5, 2], "noise": 0}
    spec = {"objective": objective, "data": data, "methods": [method("sgd", 1)]}
    do(lab, "run/rerun", journal={"spec": spec, "edits": []}, step=0)
    lab.until("s.settled && s.points.length === 4 && s.walkers.length === 1")
    do(lab, "run/played", speed=0)
    w, b = least_squares(POINTS)
    near = "Math.hypot(s.walkers[0].x - ({}), s.walkers[0].y - ({})) < 1e-6".format
    lab.until(near(w, b))
    assert page.locator(".own-equation").inner_text().startswith("y = ")

    canvas = page.locator(".own-room .data-canvas")
    box = canvas.bounding_box()
    assert box
    x, y = box["x"] + box["width"] * (1 / 2.4 + 0.5), box["y"] + box["height"] * (0.5 - 0.9 / 2.4)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 40, steps=6)
    page.mouse.up()
    moved = lab.until("s.pending === 0 && s.journal.edits.length > 0 && s.status === 'playing'")
    assert {e["edit"]["kind"] for e in moved["journal"]["edits"]} == {"move"}
    bent = [[p["x"], p["y"]] for p in moved["points"]]
    assert bent[3][1] < 0.8 and bent[:3] == [p[:2] for p in POINTS[:3]]
    there = lab.until(near(*least_squares(bent)))
    assert (there["walkers"][0]["x"], there["walkers"][0]["y"]) != pytest.approx((w, b), abs=1e-3)
    lab.until(f"s.landscape && s.landscape.version === {there['version']}")


def test_the_points_of_the_network_lab_are_taken_over_and_stay_there(lab: Lab) -> None:
    page = lab.open("/network?lang=en")
    lab.until("s.settled && s.points.length === 200")
    do(lab, "edit/made", edit={"kind": "data", "data": {"preset": "gauss", "count": 12, "test": 0}})
    lab.until("s.settled && s.points.length === 12")
    do(lab, "edit/made", edit={"kind": "move", "point": 3, "x": 0.25, "y": -0.5})
    drawn = lab.until("s.settled && s.points.find((p) => p.id === 3).x === 0.25")["points"]
    lab.open("/descent?lang=en")
    page.get_by_role("button", name="The class’s own points", exact=True).click()
    lab.until("s.settled && s.spec.objective.kind === 'points'")
    page.get_by_role("button", name="Softmax", exact=True).click()
    lab.until("s.settled && s.spec.objective.loss === 'softmax'")
    page.get_by_role("button", name="Take the Network lab's data", exact=True).click()
    taken = lab.until("s.settled && s.points.length === 12")["points"]
    same = [[p[k] for k in ("x", "y", "label")] for p in taken]
    assert same == [[p[k] for k in ("x", "y", "label")] for p in drawn]
    lab.open("/network?lang=en")
    assert lab.until("s.settled && s.lab === 'network'")["points"] == drawn
