"""One neuron as a machine in a real Chromium: its handles by keys and by mouse, its numbers against
mathematics done here, and that it opens from the Network lab with the inspector's numbers.
"""

import math
import re

import pytest

from tests.browser.conftest import Lab
from tests.browser.test_network import play

pytestmark = pytest.mark.browser
MACHINE = "s.view.neuron.machine"
TOLD = "s.studies.neuron && s.studies.neuron_curve && JSON.stringify(s.studies.neuron.rows)"


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def number(text: str) -> float:
    return float(re.search(r"−?\d+(\.\d+)?$", text.strip()).group().replace("−", "-"))


def numbers(lab: Lab) -> list[float]:
    """The results of the three lines and then the three slopes, as they are written."""
    page = lab.page
    lab.until(
        f"{TOLD} === JSON.stringify({MACHINE}.rows) && "
        f"String(s.studies.neuron.x) === String({MACHINE}.x)"
    )
    page.wait_for_timeout(60)
    lines = page.locator(".machine-lines:not(.two) .machine-line").all_inner_texts()
    slopes = page.locator(".machine-slopes .back").all_inner_texts()
    return [number(text) for text in (*lines, *slopes)]


def expected(x: float, w: float, b: float) -> list[float]:
    a = sigmoid(w * x + b)
    return [w * x, w * x + b, a, a * (1 - a) * w, a * (1 - a) * x, a * (1 - a)]


def test_handles_turn_lift_and_move_the_neuron_and_the_numbers_follow(lab: Lab) -> None:
    page = lab.open("/neuron?lang=en")
    assert numbers(lab) == pytest.approx(expected(1.2, 1.8, -1.0), rel=6e-3)
    page.get_by_role("slider", name="weight w").last.press("ArrowUp")
    page.locator(".machine-handle.lift").press("Shift+ArrowUp")
    page.locator(".machine-handle.dot").first.press("ArrowLeft")
    assert numbers(lab) == pytest.approx(expected(1.1, 1.9, 0.0), rel=6e-3)
    ring = page.locator(".machine-handle.ring").first
    ring.press("ArrowRight")  # the threshold, 0 → 0.1: θ = 0.1 · w
    assert numbers(lab) == pytest.approx(expected(1.1, 1.9, -0.19), rel=6e-3)
    box = page.locator(".machine-plot.sum .machine-picture").bounding_box()
    at = ring.locator(".shape").bounding_box()
    page.mouse.move(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
    page.mouse.down()
    page.mouse.move(at["x"] + 40, at["y"] - 3, steps=4)
    page.mouse.up()
    _, b = lab.state()["view"]["neuron"]["machine"]["rows"][0]
    moved = 40 - at["width"] / 2  # pixels; the axis is 6 wide
    assert -b / 1.9 == pytest.approx(0.1 + 6 * moved / box["width"], abs=0.05)
    assert numbers(lab) == pytest.approx(expected(1.1, 1.9, b), rel=6e-3)
    page.keyboard.press("Control+z")  # the whole drag
    assert numbers(lab) == pytest.approx(expected(1.1, 1.9, -0.19), rel=6e-3)
    page.keyboard.press("Control+z")
    assert numbers(lab) == pytest.approx(expected(1.1, 1.9, 0.0), rel=6e-3)


@pytest.mark.slow
def test_steepness_keeps_the_threshold_and_two_inputs_have_a_line(lab: Lab) -> None:
    page = lab.open("/neuron?lang=ko")
    numbers(lab)
    steep = page.get_by_role("textbox", name="가파름")
    steep.fill("360")
    steep.press("Enter")
    state = lab.until("s.studies.neuron.rows[0][0] === 360")
    told = state["studies"]["neuron"]
    assert told["lines"][0]["threshold"] == pytest.approx(1 / 1.8)
    assert told["rise"] == pytest.approx(2 * math.log(9) / 360)
    page.reload()
    lab.until(f"{MACHINE}.rows[0][0] === 360")
    page.get_by_role("button", name="입력 2개", exact=True).click()
    steep.fill("2")
    steep.press("Enter")
    told = lab.until("s.studies.neuron?.axes.length === 2 && s.studies.neuron.lines[0].norm < 2.01")
    told = told["studies"]["neuron"]
    (w1, w2, b), (x1, x2) = told["rows"][0], told["x"]
    assert math.hypot(w1, w2) == pytest.approx(2)
    assert told["lines"][0]["offset"] == pytest.approx(-b / 2)
    assert told["lines"][0]["distance"] == pytest.approx((w1 * x1 + w2 * x2 + b) / 2)
    page.locator(".machine-lines.two .machine-handle.ring").press("ArrowUp")
    lab.until(f"Math.abs({MACHINE}.rows[0][2] - {b + 0.1}) < 1e-9")
    over = page.evaluate("document.documentElement.scrollHeight - innerHeight")
    assert over <= 0


def test_a_hidden_neuron_of_the_network_opens_with_the_inspectors_numbers(lab: Lab) -> None:
    page = lab.open("/network?lang=en")
    play(lab)
    lab.until("s.step > 100")
    page.keyboard.press("Space")
    there = lab.until("s.status === 'paused' && s.settled")
    ref = {"kind": "unit", "layer": 2, "unit": 1}
    page.evaluate("ref => window.downhill.do({type: 'ref/selected', ref})", ref)
    lines = page.locator(".inspector .lines > p")
    lines.nth(2).wait_for()
    z, a = (number(text) for text in lines.all_inner_texts()[:2])
    page.get_by_role("button", name="Open this neuron", exact=True).click()
    page.wait_for_url("**/neuron?lang=en*")
    page.wait_for_selector("html[data-ready]")
    state = lab.until("s.studies.neuron?.x.length === 6 && s.studies.neuron_curve")
    told, machine = state["studies"]["neuron"], state["view"]["neuron"]["machine"]
    assert told["z"][0] == pytest.approx(z, rel=1e-3)
    assert told["a"] == pytest.approx(a, rel=1e-3) == pytest.approx(math.tanh(z), rel=1e-3)
    start = 6 * 3 + 7  # of its row in theta: after six neurons of two inputs, and one of six
    assert machine["rows"] == [there["theta"][start : start + 7]]
    assert machine["from"]["step"] == there["step"]
    page.get_by_role("button", name="Follow", exact=True).click()
    page.locator(".transport .round.play").click()
    lab.until(f"s.step > {there['step'] + 50} && {TOLD} !== JSON.stringify({machine['rows']})")
    page.locator(".transport .round.play").click()
    now = lab.until("s.status === 'paused' && s.settled && s.theta")
    row = now["theta"][start : start + 7]
    lab.until(f"{TOLD} === JSON.stringify([{row}])")


@pytest.mark.slow
def test_a_neuron_opened_from_the_graph_is_followed_at_the_graphs_own_place(lab: Lab) -> None:
    page = lab.open("/backprop?lang=en")
    change = {"source": "network", "level": "neuron", "point": {"x": 0.5, "y": -0.25, "label": 1}}
    page.evaluate(
        "change => window.downhill.do({type: 'lab/changed', lab: 'backprop', change})", change
    )
    lab.until("s.studies.graph?.nodes.some((n) => n.key === 'a2[1]')")
    page.evaluate(
        "window.downhill.do({type: 'lab/changed', lab: 'backprop',"
        " change: {picked: {key: 'a2[1]', at: window.downhill.state().view.backprop.at}}})"
    )
    page.get_by_role("button", name="Open this neuron", exact=True).click()
    page.wait_for_url("**/neuron?lang=en*")
    page.wait_for_selector("html[data-ready]")
    page.get_by_role("button", name="Follow", exact=True).click()
    page.locator(".transport .round.play").click()
    lab.until("s.step > 100")
    page.locator(".transport .round.play").click()
    now = lab.until("s.status === 'paused' && s.settled && s.theta")
    inputs = [
        math.tanh(0.5 * now["theta"][at] - 0.25 * now["theta"][at + 1] + now["theta"][at + 2])
        for at in range(0, 18, 3)
    ]
    lab.until(f"Math.abs(s.studies.neuron.x[0] - {inputs[0]}) < 1e-9")
    assert lab.state()["studies"]["neuron"]["x"] == pytest.approx(inputs, rel=1e-9)
