"""The network in the Backprop lab in a real Chromium: from the Network lab's point to its graph
with the same numbers, and the weights' sensitivity beside it.
"""

import pytest

from tests.browser.conftest import Lab

pytestmark = pytest.mark.browser


def trained(lab: Lab, path: str, steps: int = 30) -> None:
    lab.open(path)
    lab.until("s.step === 0")
    lab.page.evaluate("window.downhill.do({type: 'run/played', speed: 60})")
    lab.until(f"s.step >= {steps}")
    lab.page.evaluate("window.downhill.do({type: 'run/paused'})")
    lab.until("!s.playing")
    lab.page.wait_for_timeout(300)


def inspected(lab: Lab, ref: dict) -> list[float]:
    """All numbers with all their digits that the inspector says of something."""
    lab.page.evaluate("ref => window.downhill.do({type: 'ref/hovered', ref})", ref)
    lab.page.wait_for_timeout(150)
    titles = lab.page.locator(".inspector .lines span").evaluate_all("all => all.map(s => s.title)")
    found = []
    for title in titles:
        try:
            found.append(float(title.replace("−", "-")))
        except ValueError:
            continue
    return found


def test_the_graph_of_a_point_has_the_numbers_that_the_inspector_says_of_it(lab: Lab) -> None:
    trained(lab, "/network?lang=ko")
    chosen = lab.page.evaluate("window.downhill.state().points[5].id")
    point = {"kind": "point", "id": chosen}
    lab.page.evaluate("ref => window.downhill.do({type: 'ref/selected', ref})", point)
    lab.page.wait_for_timeout(400)
    units = [(1, 0), (1, 5), (2, 3), (3, 0)]
    said = {
        (layer, unit): inspected(lab, {"kind": "unit", "layer": layer, "unit": unit})
        for layer, unit in units
    }
    edge = inspected(lab, {"kind": "edge", "layer": 1, "unit": 2, "input": 4})
    step = lab.state()["step"]
    lab.page.evaluate("window.downhill.do({type: 'ref/hovered', ref: null})")
    lab.page.locator(".inspector a").click()
    lab.page.wait_for_selector("html[data-lab=backprop][data-ready]", timeout=20_000)
    state = lab.until(f"s.step === {step} && s.studies.graph?.source === 'network'")
    graph, nodes = state["studies"]["graph"], {}
    assert graph["step"] == step
    for node in graph["nodes"]:
        if node["op"] == "neuron":
            nodes[node["place"]["layer"], node["place"]["unit"]] = node
    for place, (z, a, delta) in said.items():
        node = nodes[place]
        assert (node["z"], node["value"], node["grad_z"]) == pytest.approx((z, a, delta), rel=1e-12)
    weight, delta, a, grad = edge[:4]
    assert nodes[2, 2]["weights"][4] == pytest.approx(weight, rel=1e-12)
    assert nodes[2, 2]["weight_grads"][4] == pytest.approx(grad, rel=1e-12)
    assert grad == pytest.approx(delta * a, rel=1e-12)


@pytest.mark.slow
def test_weights_are_ranked_chosen_and_followed_step_by_step(lab: Lab) -> None:
    lab.open("/backprop?lang=ko")
    lab.until("s.settled !== false && s.step === 0")
    lab.page.get_by_role("button", name="가중치의 영향").click()
    found = lab.until("s.studies.influence?.weights")["studies"]["influence"]
    rows = lab.page.locator(".influence-table tbody tr")
    assert rows.count() == 10
    slopes = [abs(w["grad"]) for w in found["weights"][:10]]
    assert slopes == sorted(slopes, reverse=True)
    rows.nth(3).locator("button").click()
    fourth = found["weights"][3]
    kind = "bias" if fourth["bias"] else "edge"
    selected = lab.until("s.selected")["selected"]
    place = {"kind": kind, "layer": fourth["layer"], "unit": fourth["unit"]}
    assert selected == place | ({} if fourth["bias"] else {"input": fourth["input"]})
    assert rows.nth(3).locator("button").get_attribute("aria-pressed") == "true"
    lab.page.locator(".influence").get_by_role("button", name="한 걸음 학습").click()
    after = lab.until("s.step === 1 && s.studies.influence.step === 1")["studies"]["influence"]
    assert after["loss"] != found["loss"]


def test_a_larger_nudge_is_predicted_worse_and_that_is_said(lab: Lab) -> None:
    lab.open("/backprop?lang=en")
    lab.page.get_by_role("button", name="Influence of weights").click()
    small = lab.until("s.studies.influence?.weights")["studies"]["influence"]["apart"]
    slider = lab.page.locator(".influence-head input[type=range]")
    slider.focus()
    slider.press("End")
    state = lab.until("s.studies.influence?.delta === 3")
    large = state["studies"]["influence"]["apart"]
    assert large > 3 * small
    assert "too large" in lab.page.locator(".influence-agree").inner_text()
    name = lab.page.locator("canvas.influence-scatter").get_attribute("aria-label")
    assert name and "51" in name and "3" in name
