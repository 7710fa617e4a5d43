"""The race in a real Chromium: standings, who joins and rests, a typed formula, known valleys."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.conftest import Lab

pytestmark = pytest.mark.browser


def go_to(lab: Lab, step: int) -> dict:
    """The journal that the page has, at a step."""
    lab.page.evaluate(
        "step => window.downhill.do({type: 'run/rerun', step,"
        " journal: window.downhill.state().journal})",
        step,
    )
    return lab.until(f"s.settled && s.step === {step} && s.trails.last === {step}")


def standings(lab: Lab) -> list[tuple[str, float]]:
    """As the table has them: names, and losses with all their digits."""
    rows = lab.page.locator(".standings tbody tr")
    names = rows.locator(".name").all_inner_texts()
    losses = rows.locator("td > span").evaluate_all("spans => spans.map(span => span.title)")
    return [(n, float(loss.replace("−", "-"))) for n, loss in zip(names, losses, strict=True)]


@pytest.mark.slow
def test_standings_after_300_steps_are_those_of_downhill_run(lab: Lab, tmp_path: Path) -> None:
    lab.open("/descent?lang=en")
    lab.until("s.settled")
    state = go_to(lab, 300)
    spec = tmp_path / "race.json"
    spec.write_text(json.dumps(state["spec"]))
    command = [sys.executable, "-m", "server", "run", str(spec), "--steps", "300", "--json"]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    rows = json.loads(lines[300])["rows"]
    names = {
        "random_search": "Random search", "random_local_search": "Random local search",
        "gradient_descent": "Gradient descent", "momentum": "Momentum",
        "rmsprop": "RMSprop", "adam": "Adam",
    }  # fmt: skip
    keys = [walker["key"] for walker in state["walkers"]]
    expected = [(names[key], row["loss"]) for key, row in zip(keys, rows, strict=True)]
    expected.sort(key=lambda one: one[1])
    lab.page.wait_for_function(
        "best => document.querySelector('.standings td > span').title === String(best)",
        arg=expected[0][1],
    )
    assert standings(lab) == expected


@pytest.mark.slow
def test_who_joins_or_rests_on_the_way_leaves_the_others_numbers_as_they_are(lab: Lab) -> None:
    page = lab.open("/descent?lang=ko")
    lab.until("s.settled")
    before = {w["key"]: w for w in go_to(lab, 120)["walkers"]}
    page.get_by_role("button", name="네스테로프", exact=False).click()
    joined = lab.until("s.settled && s.step === 120 && s.walkers.length === 7")["walkers"]
    assert {w["key"]: w for w in joined if w["key"] != "nesterov"} == before
    page.get_by_role("checkbox", name="Adam 걷게 하기", exact=True).uncheck()
    rested = lab.until("s.settled && s.step === 120 && s.walkers.length === 6")["walkers"]
    assert {w["key"]: w for w in rested} == {w["key"]: w for w in joined if w["key"] != "adam"}
    page.keyboard.press("Control+z")
    back = lab.until("s.settled && s.step === 120 && s.walkers.length === 7")["walkers"]
    assert back == joined


@pytest.mark.slow
def test_the_last_walker_stays_and_the_page_says_so(lab: Lab) -> None:
    page = lab.open("/descent?lang=en")
    lab.until("s.settled")
    walking = page.locator(".walker-box > input:checked")
    for left in range(5, 0, -1):
        walking.first.uncheck()
        lab.until(f"s.settled && s.walkers.length === {left}")
    walking.click()
    page.get_by_text("Somebody has to walk").wait_for()
    assert walking.count() == 1 and len(lab.state()["walkers"]) == 1


@pytest.mark.slow
def test_a_formula_that_cannot_be_read_is_marked_where_it_goes_wrong(lab: Lab) -> None:
    page = lab.open("/descent?lang=ko")
    lab.until("s.settled")
    box = page.get_by_role("textbox", name="x와 y의 식")
    box.fill("x² + foo(y) + 1")
    page.locator("#mountain-wrong").get_by_text("6번째 글자").wait_for()
    assert page.locator(".formula-under mark").inner_text() == "foo"
    page.locator("#main").click()
    assert box.input_value() == "x² + foo(y) + 1"
    assert lab.state()["spec"]["objective"]["function"] == "rosenbrock"


def test_a_formula_moves_the_mountain_as_it_is_typed(lab: Lab) -> None:
    page = lab.open("/descent?lang=en")
    lab.until("s.settled")
    box = page.get_by_role("textbox", name="A formula of x and y")
    box.fill("")
    box.press_sequentially("x^2 + 3y")
    state = lab.until(
        "s.spec.objective.formula === 'x^2 + 3y' && s.formula.text === 'x^2 + 3y'"
        " && s.settled && s.landscape?.finest && s.landscape.window[1] < 5"
    )
    # At Rosenbrock's start, seen where Rosenbrock's valley was.
    assert state["walkers"][0]["loss"] == pytest.approx(1.2**2 + 3 * 1)
    assert state["landscape"]["window"][2:] == [-1, 3]
    assert page.locator(".formula-facts .derivative").all_inner_texts() == [
        "∂f/∂x = 2·x", "∂f/∂y = 3",
    ]  # fmt: skip
    assert "checked numerically ✓" in page.locator(".derivative-check").inner_text()
    page.keyboard.press("Escape")
    page.locator("#main").focus()
    page.keyboard.press("Control+z")
    lab.until("s.settled && s.spec.objective.function === 'rosenbrock' && s.undo === 0")


@pytest.mark.slow
def test_on_himmelblau_from_the_middle_who_follows_the_slope_reaches_3_2(lab: Lab) -> None:
    page = lab.open("/descent?lang=ko")
    lab.until("s.settled")
    page.get_by_role("button", name="힘멜블라우").click()
    lab.until("s.settled && s.spec.objective.function === 'himmelblau' && s.walkers.length")
    state = go_to(lab, 300)
    rates = {"gradient_descent": 0.002, "momentum": 0.0002, "rmsprop": 0.02, "adam": 0.05}
    arrived = [w for w in state["walkers"] if w["key"] in rates]
    assert {w["key"]: w["rate"] for w in arrived} == rates
    for walker in arrived:
        assert [walker["x"], walker["y"]] == pytest.approx([3, 2], abs=0.05), walker


@pytest.mark.slow
def test_one_rate_for_all_follows_the_slider_and_each_its_own_comes_back(lab: Lab) -> None:
    page = lab.open("/descent?lang=en")
    started = lab.until("s.settled")["spec"]["methods"][-1]["blocks"][0]
    assert started["optimizer"] == "adam"
    rates = page.get_by_role("combobox", name="Rates")
    rates.select_option("same")
    rated = "s.walkers.filter((w) => !w.key.startsWith('random')).map((w) => w.rate)"
    lab.until(f"s.settled && {rated}.every((rate) => rate === {started['rate']})")
    page.locator(".walker-card").get_by_role("textbox", name="β₁").fill("0.5")
    page.keyboard.press("Enter")
    lab.until("s.settled && s.spec.methods.at(-1).blocks[0].beta1 === 0.5")
    number = page.locator(".field.rate").get_by_role("textbox")
    number.fill("0.003")
    number.press("Enter")
    lab.until(f"s.settled && {rated}.every((rate) => rate === 0.003)")
    rates.select_option("tuned")
    tuned = lab.until(f"s.settled && {rated}.at(-1) === 1 && s.step === 0")
    assert tuned["spec"]["methods"][-1]["blocks"][0]["beta1"] == 0.5
    assert tuned["journal"]["edits"] == []
