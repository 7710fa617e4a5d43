"""p − y in a real Chromium: what is shown equals what NumPy says, written here."""

import numpy as np
import pytest

from tests.browser.conftest import Lab

pytestmark = pytest.mark.browser
ASKED = "s.studies.softmax && !s.studies.softmax.error"


def begun(lab: Lab, more: str = "true") -> dict:
    lab.open("/backprop?lang=ko")
    return lab.until(f"{ASKED} && {more}")


def worked(softmax: dict) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """W, b at the start and p − y there."""
    w, b, x, y = (np.array(softmax[name]) for name in ("w", "b", "x", "y"))
    powers = np.exp(w @ x + b)
    return w, b, powers / powers.sum() - y


def written(values: np.ndarray) -> str:
    return "[" + ", ".join(f"{v:.2f}".replace("-", "−") for v in values) + "]"


def test_a_bar_is_moved_by_keys_and_a_step_is_numpy_s(lab: Lab) -> None:
    softmax = begun(lab)["view"]["backprop"]["softmax"]
    page = lab.page
    page.get_by_role("slider", name="개의 로짓").focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    state = lab.until(f"{ASKED} && Math.abs(s.studies.softmax.o[1] - 1.5) < 1e-9")
    assert state["view"]["backprop"]["softmax"]["b"][1] == pytest.approx(softmax["b"][1] - 0.3)
    for step in (1, 2):
        w, b, delta = worked({**softmax, **{n: state["studies"]["softmax"][n] for n in "wb"}})
        assert written(delta) in page.locator(".softmax-lines").inner_text()
        page.keyboard.press("Enter")
        state = lab.until(f"{ASKED} && s.studies.softmax.steps === {step}")
        moved = w - softmax["rate"] * np.outer(delta, softmax["x"])
        assert np.allclose(state["studies"]["softmax"]["w"], moved, rtol=1e-12)
        assert np.allclose(
            state["studies"]["softmax"]["b"], b - softmax["rate"] * delta, rtol=1e-12
        )
    page.get_by_role("button", name="되돌리기").click()
    state = lab.until(f"{ASKED} && s.studies.softmax.steps === 1")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert lab.until(ASKED)["studies"]["softmax"]["w"] == state["studies"]["softmax"]["w"]


@pytest.mark.slow
def test_bars_and_targets_are_pulled(lab: Lab) -> None:
    begun(lab)
    page = lab.page
    bar = page.locator(".softmax-bar").nth(2).bounding_box()
    top = page.locator(".softmax-target").nth(0).bounding_box()
    assert bar and top
    x, half = bar["x"] + bar["width"] / 2, top["y"] + top["height"] / 2
    page.mouse.move(x, bar["y"])
    page.mouse.down()
    page.mouse.move(x, half, steps=4)
    page.mouse.up()
    state = lab.until(f"{ASKED} && Math.abs(s.studies.softmax.p[2] - 0.5) < 0.03")
    page.mouse.move(top["x"] + 10, top["y"])
    page.mouse.down()
    page.mouse.move(top["x"] + 10, half, steps=4)
    page.mouse.up()
    state = lab.until("Math.abs(s.view.backprop.softmax.y[0] - 0.5) < 0.03")
    y = state["view"]["backprop"]["softmax"]["y"]
    assert sum(y) == pytest.approx(1) and y[1] == pytest.approx(y[2], abs=2e-3)


def test_overflow_is_shown_and_the_bars_stay(lab: Lab) -> None:
    before = begun(lab)["studies"]["softmax"]["p"]
    page = lab.page
    page.get_by_role("tab", name="o + c").click()
    state = lab.until(f"{ASKED} && s.studies.softmax.shifted.shift === 800")
    words = page.locator(".softmax-shift").inner_text()
    assert words.count("inf") >= 4 and words.count("NaN") >= 3
    assert state["studies"]["softmax"]["shifted"]["p"] == pytest.approx(before, rel=1e-12)
    assert page.locator(".softmax-value").all_text_contents() == [f"{p:.2f}" for p in before]


@pytest.mark.slow
def test_the_derivation_goes_line_by_line_with_the_arrows(lab: Lab) -> None:
    delta = begun(lab)["studies"]["softmax"]["delta"]
    page = lab.page
    page.get_by_role("tab", name="유도").click()
    lines = page.locator(".softmax-derivation li:visible")
    lines.nth(8).wait_for()
    assert lines.count() == 9
    lines.first.click()
    page.locator(".softmax-derivation").focus()
    for count in range(1, 10):
        page.keyboard.press("ArrowRight")
        lab.until(f"s.view.backprop.softmax.line === {count - 1}")
        page.wait_for_function(
            f"document.querySelectorAll('.softmax-derivation li:not([hidden])').length === {count}"
        )
        if count > 2:
            assert f"{delta[0]:.3f}".replace("-", "−") in lines.nth(count - 1).inner_text()
