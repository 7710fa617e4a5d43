"""The picture of the computation graph in a real Chromium: what is read on its wires is what CS231n
prints, and hands and keys move the leaves of formulas and of the network.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Lab

pytestmark = pytest.mark.browser

NEURON = {
    "text": "1 / (1 + exp(−(w0·x0 + w1·x1 + w2)))",
    "values": {"w0": 2, "x0": -1, "w1": -3, "x1": -2, "w2": -3},
}


def look(lab: Lab, **change) -> None:
    """Something of what the lab shows."""
    lab.page.evaluate(
        "change => window.downhill.do({type: 'lab/changed', lab: 'backprop', change})", change
    )


def written(lab: Lab) -> list[tuple[str, str, str]]:
    """Of every node in its order: what it is, the value above its wire, the gradient below."""
    return lab.page.locator(".graph-node:not(.number)").evaluate_all(
        "all => all.map(node => ['sign', 'value', 'grad'].map("
        "part => node.querySelector('.graph-' + part)?.textContent ?? ''))"
    )


def numbers(lab: Lab) -> dict[str, tuple[str, str]]:
    return {sign: (value, grad) for sign, value, grad in written(lab)}


def opened(lab: Lab, lang: str, nodes: int, **change) -> None:
    lab.open(f"/backprop?lang={lang}")
    look(lab, **change)
    lab.page.wait_for_function(f"() => document.querySelectorAll('.graph-node').length === {nodes}")


def test_the_wires_of_the_circuit_show_what_is_known_and_no_more(lab: Lab) -> None:
    """f = (x + y) z at −2, 5, −4: q = 3, f = −12; gradients −4, −4, 3 (CS231n)."""
    opened(lab, "ko", 5)
    assert numbers(lab)["x"] == ("−2", "") and numbers(lab)["+"] == ("", "")
    look(lab, at=2)
    lab.page.wait_for_selector(".graph-node.now")
    assert numbers(lab)["+"] == ("3", "") and numbers(lab)["×"] == ("−12", "")
    look(lab, at=3)
    lab.page.wait_for_selector(".graph-picture.backward")
    assert numbers(lab)["×"] == ("−12", "1") and numbers(lab)["+"] == ("3", "−4")
    assert numbers(lab)["z"] == ("−4", "3") and numbers(lab)["x"] == ("−2", "")
    look(lab, at=4)
    lab.page.wait_for_function("() => document.querySelector('[data-key=x].graded')")
    assert numbers(lab)["x"] == ("−2", "−4") and numbers(lab)["y"] == ("5", "−4")
    assert lab.page.locator("[data-key=x]").get_attribute("aria-label") == "x: 값 −2, 기울기 −4"
    assert Axe().run(lab.page).violations_count == 0, Axe().run(lab.page).generate_report()


def test_the_sigmoid_neuron_reads_as_it_is_printed_open_and_folded(lab: Lab) -> None:
    """CS231n's values and gradients, to the printed digits; σ′ = 0.73 · 0.27 = 0.20."""
    opened(lab, "en", 13, **NEURON, at=16)
    lab.page.wait_for_function("() => document.querySelector('[data-key=w0].graded')")
    leaves = {"w0": "−0.20", "x0": "0.39", "w1": "−0.39", "x1": "−0.59", "w2": "0.20"}
    assert {name: numbers(lab)[name][1] for name in leaves} == leaves
    chain = [row for row in written(lab) if row[0] in ("×−1", "exp", "+1", "1/x")]
    assert chain == [
        ["×−1", "−1", "−0.20"],
        ["exp", "0.37", "−0.53"],
        ["+1", "1.37", "−0.53"],
        ["1/x", "0.73", "1"],
    ]
    card = lab.page.locator(".graph-card").first
    look(lab, at=9)
    card.get_by_text("−1/1.37²").wait_for()
    assert "σ′ = σ(1−σ) = 0.73 × (1−0.73) = 0.20" in lab.page.locator(".graph-fold").text_content()
    lab.page.locator(".graph-fold").focus()
    lab.page.keyboard.press("Enter")
    lab.page.wait_for_function("() => document.querySelectorAll('.graph-node').length === 10")
    assert numbers(lab)["σ"] == ("0.73", "1")
    assert lab.state()["view"]["backprop"]["at"] == 6  # σ is still the one at hand
    card.get_by_text("→ + w2").wait_for()
    assert card.locator("tbody td.back").all_inner_texts() == ["1", "0.20"]


def test_a_leaf_is_dragged_typed_and_stepped_and_the_node_nudged(lab: Lab) -> None:
    page = lab.page
    opened(lab, "ko", 5, at=4)
    box = page.locator("[data-key=x] .graph-body").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 25, steps=3)
    page.mouse.move(x, y - 50, steps=3)
    page.mouse.up()
    lab.until("s.view.backprop.values.x === -1 && s.studies.graph.nodes[0].value === -1")
    page.keyboard.press("Control+z")  # a drag is one undo
    lab.until("s.view.backprop.values.x === -2 && s.studies.graph.nodes[0].value === -2")
    page.locator("[data-key=z] .graph-value-area").click()
    page.keyboard.type("-0.5")
    page.keyboard.press("Enter")
    lab.until("s.studies.graph.nodes.some(n => n.key === 'z' && n.value === -0.5)")
    page.keyboard.press("ArrowUp")  # the keyboard is back on the leaf
    lab.until("s.view.backprop.values.z === -0.4")
    page.keyboard.press("ArrowLeft")  # and the walk keeps its keys
    lab.until("s.view.backprop.at === 3")
    page.keyboard.press("Space")
    slider = page.get_by_role("slider", name="z 흔들기")
    slider.fill("0.4")
    lab.until("s.studies.graph.nudged?.by === 0.4")
    page.locator(".graph-moves").get_by_text("f: −1.20 → 0").wait_for()  # 3 · (−0.4 + 0.4)


@pytest.mark.slow
def test_leaves_of_the_network_move_the_point_and_change_real_weights(lab: Lab) -> None:
    page = lab.page
    opened(lab, "ko", 15, source="network", level="neuron")
    before = lab.state()
    page.locator("[data-key='x[0]']").focus()
    page.keyboard.press("ArrowUp")
    lab.until("s.view.backprop.point !== null")
    assert lab.state()["points"] == before["points"] and lab.state()["undo"] == before["undo"] + 1
    look(lab, level="operation")
    leaf = "[data-key='W1[0,0]']"
    page.wait_for_selector(leaf)
    weight = lab.state()["studies"]["graph"]["nodes"][2]["value"]
    page.locator(leaf).focus()
    page.keyboard.press("ArrowUp")
    lab.until("s.settled && s.journal.edits.length === 1")
    edit = lab.state()["journal"]["edits"][0]["edit"]
    assert (edit["kind"], edit["layer"], edit["unit"], edit["input"]) == ("weight", 0, 0, 0)
    assert abs(edit["value"] - weight - 0.1) < 0.006, f"{weight} → {edit['value']}"
    lab.until(f"Math.abs(s.studies.graph.nodes[2].value - {edit['value']}) < 1e-6")
