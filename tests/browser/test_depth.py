"""The depth panel in a real Chromium: what vanishes is said with its numbers, training goes on and
back to the same numbers, zeros leave one neuron a layer, and all of it by keys.
"""

import math
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Lab

pytestmark = pytest.mark.browser
DEPTH = "s.studies.depth"


def opened(lab: Lab, path: str = "/neuron?lang=en") -> Page:
    page = lab.open(path)
    page.wait_for_selector(".depth-picture .depth-marker", timeout=10_000)
    return page


def changed(page: Page, **change: object) -> None:
    page.evaluate(
        """change => {
            const { depth } = window.downhill.state().view.neuron;
            const all = { depth: { ...depth, ...change } };
            window.downhill.do({ type: "lab/changed", lab: "neuron", change: all });
        }""",
        change,
    )


def test_what_vanishes_is_said_with_its_numbers_and_any_layers_can_be_read(lab: Lab) -> None:
    page = opened(lab)
    told = lab.until(f"{DEPTH}.curves.length === 4")["studies"]["depth"]
    sigmoid = told["curves"][2]
    assert sigmoid["verdict"] == "vanishing" and sigmoid["ratio"] < 1e-6
    said = page.locator(".depth-said")
    expect(said).to_contain_text("sigmoid, Xavier")
    expect(said).to_contain_text("vanishes")
    page.locator(".depth-picture").focus()
    page.keyboard.press("ArrowRight")
    mantissa = f"{sigmoid['norms'][0]:.5e}".split("e")[0]
    expect(said).to_contain_text(f"layer 1: ‖∂L/∂W‖ = {mantissa}·10")
    page.keyboard.press("ArrowUp")
    expect(said).to_contain_text("ReLU, Xavier · layer 1")
    rows = page.locator(".depth-table tbody tr")
    expect(rows).to_have_count(12 + 1 + 3)
    heights = [label.bounding_box() for label in page.locator(".depth-label").all()]
    tops = sorted((b["y"], b["y"] + b["height"]) for b in heights if b)
    assert all(a[1] <= b[0] + 1 for a, b in zip(tops, tops[1:], strict=False)), tops
    fits = "document.scrollingElement.scrollHeight <= innerHeight"
    assert page.evaluate(fits)


def test_it_trains_and_comes_back_to_the_same_numbers(lab: Lab) -> None:
    page = opened(lab)
    page.get_by_role("button", name="Training", exact=True).press("Enter")
    start = lab.until(f"{DEPTH}.show === 'time'")["studies"]["depth"]["curves"]
    page.get_by_role("button", name="Train", exact=True).press("Enter")
    lab.until(f"{DEPTH}.step >= 60")
    page.get_by_role("button", name="Pause", exact=True).nth(0).press("Enter")
    changed(page, playing=False, step=60)
    there = lab.until(f"{DEPTH}.step === 60")["studies"]["depth"]
    assert there["steps"] == list(range(0, 61, 5)) and len(there["strip"]) == 13
    assert there["curves"][0]["loss"] < start[0]["loss"]
    slider = page.get_by_label("Step of the training").first
    slider.press("Home")
    assert lab.until(f"{DEPTH}.step === 0")["studies"]["depth"]["curves"] == start
    changed(page, step=60)
    assert lab.until(f"{DEPTH}.step === 60")["studies"]["depth"]["curves"] == there["curves"]
    expect(page.locator(".depth-step")).to_have_text("step 60")


@pytest.mark.slow
def test_zeros_leave_one_neuron_a_layer_and_a_curve_can_be_added_and_undone(lab: Lab) -> None:
    page = opened(lab, "/neuron?lang=ko")
    page.locator(".depth-controls").get_by_role("button", name=re.compile("곡선")).click()
    page.get_by_role("button", name="곡선 더하기").click()
    lab.until(f"{DEPTH}.curves.length === 5")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="대칭", exact=True).click()
    changed(page, step=40)
    curve = lab.until(f"{DEPTH}.step === 40 && {DEPTH}.weights")["studies"]["depth"]["curves"][4]
    assert (curve["activation"], curve["init"]) == ("tanh", "zero")
    assert curve["distinct"] == [1] * 12
    assert curve["loss"] == pytest.approx(math.log(2), abs=0.01)
    expect(page.locator(".depth-said")).to_contain_text("똑같아요")
    page.keyboard.press("Control+z")
    lab.until(f"{DEPTH}.curves.length === 4")


@pytest.mark.slow
def test_histograms_say_their_spread_and_other_networks_begin_at_their_beginning(lab: Lab) -> None:
    page = opened(lab)
    changed(page, step=20)
    lab.until(f"{DEPTH}.step === 20")
    page.get_by_role("button", name="Histograms", exact=True).click()
    page.get_by_label("Layers", exact=True).press("End")
    told = lab.until(f"{DEPTH}.spreads && {DEPTH}.layers === 20")["studies"]["depth"]
    assert told["step"] == 0 and len(told["spreads"]) == 20
    expect(page.locator(".depth-bars")).to_have_count(20)
    expect(page.locator(".depth-said")).to_contain_text("in layer 20")
    assert {(one["low"], one["high"]) for one in told["spreads"]} == {(0, 1)}
    page.get_by_role("button", name="∂L/∂z").click()
    gradient = lab.until(f"{DEPTH}.kind === 'gradient'")["studies"]["depth"]["spreads"]
    assert gradient[0]["high"] < 1e-6 * gradient[-1]["high"]
