"""The landscape's planes and the checkup in a real Chromium: by keys, by weights in the picture."""

import pytest

from tests.browser.conftest import Lab
from tests.browser.test_network import play

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SHOWN = "s.landscape && s.landscape.n === 41 && s.landscape.kind === "


def paused(lab: Lab, steps: int = 300) -> None:
    play(lab)
    lab.until(f"s.step > {steps}")
    lab.page.keyboard.press("Space")
    lab.until("s.status === 'paused' && s.settled")


def test_the_plane_is_chosen_by_keys_and_outlives_a_reload(lab: Lab) -> None:
    page = lab.open("/network?lang=en")
    paused(lab)
    kinds = page.get_by_role("combobox", name="Plane", exact=True)
    kinds.focus()
    kinds.press("ArrowDown")
    drawn = lab.until(SHOWN + "'random'")
    assert drawn["landscape"]["window"] == [-1, 1, -1, 1]
    angle = round(drawn["landscape"]["facts"]["angle"])
    facts = page.locator(".landscape-facts")
    assert f"axes at {angle}°" in facts.inner_text()
    page.get_by_role("button", name="Draw again", exact=True).press("Enter")
    again = lab.until(SHOWN + f"'random' && s.landscape.plane > {drawn['landscape']['plane']}")
    assert again["landscape"]["facts"]["drawn"] != drawn["landscape"]["facts"]["drawn"]
    page.reload()
    back = lab.until(SHOWN + "'random' && s.settled")
    assert back["view"]["plane"] == again["view"]["plane"]
    assert back["landscape"]["facts"]["drawn"] == again["landscape"]["facts"]["drawn"]


def test_two_weights_are_chosen_in_the_picture_and_a_place_sets_them(lab: Lab) -> None:
    page = lab.open("/network?lang=en")
    paused(lab)
    page.get_by_role("combobox", name="Plane", exact=True).select_option("weights")
    lab.until(SHOWN + "'weights'")
    page.locator(".landscape-weight").first.click()
    for ref in ({"unit": 2, "input": 1}, {"unit": 3, "input": 0}):
        chosen = {"kind": "edge", "layer": 1, **ref}
        page.evaluate("ref => window.downhill.do({type: 'ref/selected', ref})", chosen)
        at = 18 + ref["unit"] * 7 + ref["input"]
        lab.until(SHOWN + f"'weights' && s.landscape.facts.first === {at}")
    page.locator(".landscape-weight").first.click()
    state = lab.state()
    second = int(state["landscape"]["facts"]["second"])
    page.get_by_role("button", name="2D", exact=True).click()
    a0, a1, b0, b1 = state["landscape"]["window"]
    a, b = a0 + 0.25 * (a1 - a0), b0 + 0.25 * (b1 - b0)
    page.evaluate("([a, b]) => window.downhill.do({type: 'place/previewed', a, b})", [a, b])
    lab.until("s.preview && s.preview.loss !== null")
    page.get_by_role("button", name="Go here", exact=True).click()
    there = lab.until("s.settled && s.undo === 1 && s.theta")
    assert [there["theta"][at], there["theta"][second]] == pytest.approx([a, b])
    others = [i for i in range(len(there["theta"])) if i not in (at, second)]
    assert [there["theta"][i] for i in others] == [state["theta"][i] for i in others]


def test_the_most_curved_direction_tells_the_rate_it_allows(lab: Lab) -> None:
    page = lab.open("/network?lang=ko")
    paused(lab)
    page.get_by_role("combobox", name="평면", exact=True).select_option("gradient")
    facts = lab.until(SHOWN + "'gradient'")["landscape"]["facts"]
    assert facts["curvature"] > 0 and 0 <= facts["angle"] <= 90
    text = page.locator(".landscape-facts").inner_text()
    limit = float(text.split("= ")[-1].split("까지")[0])
    assert limit == pytest.approx(2 / facts["curvature"], rel=0.01)


def test_the_checkup_says_whether_the_gradient_is_right_and_a_blow_up_says_why(lab: Lab) -> None:
    page = lab.open("/network?lang=en")
    paused(lab, 50)
    page.get_by_role("button", name="Check-up", exact=True).press("Enter")
    found = lab.until("s.check")["check"]
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("backpropagation is right").wait_for()
    assert found["gradient"]["error"] < 1e-7
    assert f"{found['step']:,}" in dialog.locator(".hint").inner_text()
    page.keyboard.press("Escape")
    for layer in (0, 1):
        edit = {"kind": "activation", "layer": layer, "activation": "linear"}
        page.evaluate("edit => window.downhill.do({type: 'edit/made', edit})", edit)
    method = {"blocks": [{"optimizer": "sgd", "rate": 1000}], "schedule": {"kind": "constant"}}
    edit = {"kind": "method", "row": 0, "method": method}
    page.evaluate("edit => window.downhill.do({type: 'edit/made', edit})", edit)
    page.evaluate("window.downhill.do({type: 'run/played', speed: 0})")
    cause = lab.until("s.diverged && s.check.diverged")["check"]["diverged"]["cause"]
    assert cause["reason"] == "rate"
    assert "had to be below" in page.locator(".blowup .cause").inner_text()
    page.locator(".blowup .primary").click()
    calm = lab.until("!s.diverged && s.settled && s.spec.methods[0].blocks[0].rate < 1000")
    rate = calm["spec"]["methods"][0]["blocks"][0]["rate"]
    assert rate < cause["limit"] <= 10 * rate, f"{rate} for a limit of {cause['limit']}"
