"""The gallery of activation functions in a real Chromium: known numbers under the cursor, one put
into the running network and taken back, maxout bent into |x|.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Lab

pytestmark = pytest.mark.browser


def opened(lab: Lab, path: str = "/neuron?lang=en") -> Page:
    page = lab.open(path)
    page.wait_for_selector('.gallery-tile[data-name="silu"] .f[d]', timeout=10_000)
    return page


def tile(page: Page, name: str):
    return page.locator(f'.gallery-tile[data-name="{name}"]')


def activations(lab: Lab) -> list[str]:
    return [layer["activation"] for layer in lab.state()["spec"]["model"]["hidden"]]


def test_the_cursor_goes_by_keys_and_shows_the_known_numbers_in_all_tiles(lab: Lab) -> None:
    page = opened(lab)
    slider = page.get_by_label("z in all pictures")
    slider.focus()
    for _ in range(24):  # from 1.2, by 0.05
        page.keyboard.press("ArrowLeft")
    for name, f, slope in [
        ("sigmoid", "f 0.500", "f′ 0.250"),
        ("tanh", "f 0", "f′ 1.00"),
        ("relu", "f 0", "f′ 0"),  # from the left
        ("softplus", "f 0.693", "f′ 0.500"),  # ln 2, σ(0)
    ]:
        expect(tile(page, name).locator(".f-value")).to_have_text(f)
        expect(tile(page, name).locator(".slope-value")).to_have_text(slope)
    expect(page.locator(".gallery-words .gallery-numeric")).to_have_text("numerical 0.2500")
    picks = page.locator(".tile-pick")
    tile(page, "sigmoid").locator(".tile-pick").focus()
    for key in ("ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    expect(picks.nth(4)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".gallery-title strong")).to_have_text("ELU")


def test_a_button_puts_it_into_the_running_network_and_undo_takes_all_of_it_back(lab: Lab) -> None:
    page = opened(lab)
    page.evaluate("window.downhill.do({type: 'run/played', speed: 0})")
    lab.until("s.step > 100")
    tile(page, "relu").locator(".tile-use").click()
    lab.until("s.spec.model.hidden.every((l) => l.activation === 'relu')")
    expect(tile(page, "relu").locator(".tile-inside")).to_have_text("1·2")
    assert lab.state()["status"] == "playing"
    page.locator(".gallery-undo").click()
    lab.until("s.spec.model.hidden.every((l) => l.activation === 'tanh')")
    page.get_by_role("button", name="hidden layer 2", exact=True).click()
    tile(page, "maxout").locator(".tile-use").click()
    lab.until("s.spec.model.hidden[1].activation === 'maxout'")
    assert activations(lab) == ["tanh", "maxout"]


def test_maxout_is_bent_into_an_absolute_value_by_a_button_and_by_hand(lab: Lab) -> None:
    page = opened(lab)
    tile(page, "maxout").locator(".tile-pick").click()
    page.get_by_role("button", name="|x|").click()
    value = tile(page, "maxout").locator(".f-value")
    expect(value).to_have_text("f 1.20")
    page.get_by_label("z in all pictures").fill("-3")
    expect(value).to_have_text("f 3.00")
    expect(tile(page, "maxout").locator(".slope-value")).to_have_text("f′ −1.00")
    hold = page.get_by_role("slider", name="line 1 at z = −2.00")
    hold.focus()
    page.keyboard.press("ArrowDown")  # −2 → 1.9 at z = −2, still −2 at z = 2: w = −0.975, b = −0.05
    expect(hold).to_have_attribute("aria-valuetext", "w1 = −0.975, b1 = −0.0500")
    expect(value).to_have_text("f 2.88")  # 3·0.975 − 0.05 = 2.875
    expect(page.get_by_role("button", name="|x|")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Control+z")
    expect(hold).to_have_attribute("aria-valuetext", "w1 = −1.00, b1 = 0")


@pytest.mark.slow
def test_it_has_no_accessibility_violation(lab: Lab) -> None:
    page = opened(lab, "/neuron?lang=ko")
    tile(page, "maxout").locator(".tile-pick").click()
    found = Axe().run(page, '[data-panel="gallery"]')
    assert found.violations_count == 0, found.generate_report()
