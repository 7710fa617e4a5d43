"""The Backprop lab's row, walk and keys in a real Chromium: CS231n's graphs with its numbers."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Lab

pytestmark = pytest.mark.browser

NEURON = "1 / (1 + exp(−(w0·x0 + w1·x1 + w2)))"
READY = "s.studies.graph && !s.studies.graph.error && s.studies.graph.source === 'formula'"


def chips(lab: Lab, group: str) -> list[str]:
    """The numbers on the chips that were reached, in their order."""
    found = lab.page.locator(f".walk-group.{group} .walk-chip-number").all_inner_texts()
    return [text for text in found if text]


def graph_of(lab: Lab, text: str) -> None:
    lab.page.get_by_role("textbox", name=re.compile("식|Expression")).fill(text)
    lab.page.wait_for_function(
        "() => !document.querySelector('.walk-chips.old') && window.downhill.state().studies.graph"
    )


def at(lab: Lab, place: int) -> None:
    lab.until(f"s.view.backprop.at === {place}")


def test_keys_lead_through_the_circuit_forward_and_back(lab: Lab) -> None:
    page = lab.open("/backprop?lang=ko")
    lab.until(READY)
    assert chips(lab, "forward") == []
    page.keyboard.press("ArrowRight")
    at(lab, 1)
    assert (chips(lab, "forward"), chips(lab, "turn")) == (["3"], [])
    page.keyboard.press("ArrowRight")
    at(lab, 2)
    assert (chips(lab, "forward"), chips(lab, "turn")) == (["3", "−12"], ["−12"])
    page.keyboard.press("ArrowRight")
    at(lab, 3)
    assert "위에서 1" in page.locator(".walk-line").inner_text()
    assert chips(lab, "backward") == ["−4, 3"]
    page.keyboard.press("ArrowRight")
    at(lab, 4)
    assert chips(lab, "backward") == ["−4, 3", "−4, −4"]
    page.keyboard.press("Home")
    page.keyboard.press("Space")  # from the beginning to the end by itself
    at(lab, 4)
    assert Axe().run(page).violations_count == 0, Axe().run(page).generate_report()


def test_the_sigmoid_neuron_has_the_numbers_that_cs231n_prints(lab: Lab) -> None:
    page = lab.open("/backprop?lang=en")
    lab.until(READY)
    page.locator(".field.example select").select_option(label="Sigmoid neuron")
    lab.until("s.studies.graph.nodes.length > 10")
    page.keyboard.press("End")
    at(lab, 16)
    assert chips(lab, "forward") == ["−2", "6", "4", "1", "−1", "0.37", "1.37", "0.73"]
    printed = ["−0.53", "−0.53", "−0.20", "0.20", "0.20, 0.20", "0.20, 0.20"]
    assert chips(lab, "backward") == [*printed, "−0.39, −0.59", "−0.20, 0.39"]


def test_a_mistake_is_told_with_its_column_in_both_languages_and_the_graph_stays(lab: Lab) -> None:
    page = lab.open("/backprop?lang=ko")
    lab.until(READY)
    page.keyboard.press("End")
    box = page.get_by_role("textbox", name="식")
    box.fill("(x + y) · * z")
    wrong = page.locator(".expression-field .wrong")
    wrong.get_by_text("11번째 글자").wait_for()
    assert page.locator(".expression-under mark").inner_text() == "*"
    assert chips(lab, "forward") == ["3", "−12"]
    assert lab.state()["view"]["backprop"]["text"] == "(x + y) · * z"
    page.evaluate("window.downhill.do({type: 'lang/changed', lang: 'en'})")
    wrong.get_by_text("Column 11").wait_for()
    box = page.get_by_role("textbox", name="Expression")
    box.fill("x · x + y")
    lab.until(f"{READY} && s.studies.graph.nodes.length === 4")
    assert wrong.inner_text() == ""
    page.keyboard.press("Escape")
    page.locator("main").focus()
    page.keyboard.press("Control+z")  # all that was typed at one go
    lab.until("s.view.backprop.text === '(x + y) · z'")


def test_a_leaf_takes_a_formula_without_names_and_says_what_is_wrong_with_it(lab: Lab) -> None:
    page = lab.open("/backprop?lang=en")
    lab.until(READY)
    page.locator(".field.leaves button.choice").click()
    row = page.locator(".field.leaves .leaf-fields li").first
    number = row.locator("input.number")
    number.fill("1/3")
    number.press("Enter")
    lab.until("s.studies.graph.leaves[0].value === 1 / 3 && !s.studies.graph.error")
    number.fill("1/0")
    number.press("Enter")
    row.get_by_text("x has no finite value").wait_for()
    assert lab.state()["studies"]["graph"]["leaves"][0]["value"] == 1 / 3
    number.fill("2")
    number.press("Enter")
    lab.until("s.studies.graph.leaves[0].value === 2 && !s.studies.graph.error")
    assert row.locator(".wrong").is_hidden()


def test_text_values_and_place_are_there_after_a_reload(lab: Lab) -> None:
    page = lab.open("/backprop?lang=en")
    lab.until(READY)
    graph_of(lab, NEURON)
    lab.until("s.studies.graph.nodes?.length > 10")
    page.locator(".field.leaves button.choice").click()
    number = page.locator(".field.leaves .leaf-fields li").first.locator("input.number")
    number.fill("2.5")
    number.press("Enter")
    lab.until("s.view.backprop.values.w0 === 2.5")
    page.keyboard.press("Escape")
    page.locator(".walk-group.forward .walk-chip").nth(4).click()
    at(lab, 5)
    page.reload()
    kept = lab.until(READY)["view"]["backprop"]
    assert (kept["text"], kept["values"]["w0"], kept["at"]) == (NEURON, 2.5, 5)
