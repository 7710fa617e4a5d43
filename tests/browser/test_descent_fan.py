"""The fan, the slice and the inner state in a real Chromium, on a valley whose limits are known."""

from itertools import pairwise

import pytest

from tests.browser.conftest import Lab
from tests.browser.test_descent import climb, method

pytestmark = pytest.mark.browser
RULES = (
    "sgd momentum nesterov adagrad rmsprop adadelta adam adamw amsgrad nadam adamax radam lion"
).split()
PLAIN = tuple(
    {"optimizer": name, "rate": 0.001 if name in ("momentum", "nesterov") else 0.02}
    for name in RULES
)
ODD = (
    {"optimizer": "sgd", "rate": 0.01, "decay": 0.1},
    {"optimizer": "momentum", "rate": 0.001, "dampening": 0.3},
    {"optimizer": "adagrad", "rate": 0.5, "rate_decay": 0.1},
    {"optimizer": "rmsprop", "rate": 0.02, "centered": 1, "momentum": 0.9},
)


def look(lab: Lab, **change) -> None:
    """Something of how the lab is looked at."""
    lab.page.evaluate(
        "change => window.downhill.do({type: 'view/changed', change: {descent:"
        " {...window.downhill.state().view.descent, ...change}}})",
        change,
    )


def descending(**more) -> list[dict]:
    return [method("sgd", 0.5, noise=0, **more), method("adam", 0.1)]


@pytest.mark.slow
def test_the_fan_tells_what_becomes_of_nine_rates_before_and_after(lab: Lab) -> None:
    """On x²/20 + y² the largest curvature is 2, so gradient descent's limit is 2/2 = 1."""
    page = lab.open("/descent?lang=en")
    climb(lab, "valley", [-7, 2], descending(), 40)
    look(lab, picked="gradient_descent")
    page.click(".mode [data-value=fan]")
    page.wait_for_selector('.fan-run[data-zone="diverges"]')
    state = lab.until(
        "s.settled && s.step === 40 && s.walkers.length === 9 && s.walkers[8].lost > 0"
    )
    rates = [m["blocks"][0]["rate"] for m in state["spec"]["methods"]]
    assert all(a < b for a, b in pairwise(rates))
    cells = page.locator(".fan-run").evaluate_all("all => all.map(cell => ({...cell.dataset}))")
    for rate, cell, walker in zip(rates, cells, state["walkers"], strict=True):
        if rate > 1:
            assert cell["zone"] == "diverges", f"{rate}: {cell}"
            assert walker["lost"] > 0 and cell["fate"] == "diverges", f"{rate}: {cell} {walker}"
        else:
            assert cell["zone"] == zone(rate), f"{rate}: {cell}"
            assert walker["lost"] == -1 and walker["loss"] < 6.45, f"{rate}: {walker}"
    assert {cell["zone"] for cell in cells} == {"crawl", "good", "oscillates", "diverges"}
    assert {cell["part"] for cell in cells} >= {"low", "good", "high", "very_high"}
    cell = page.locator(".fan-run").nth(rates.index(0.93))
    assert "Predicted: oscillates. Actual: swings down." in (cell.get_attribute("aria-label") or "")

    cell.focus()
    page.keyboard.press("Enter")
    state = lab.until("s.settled && s.walkers.length === 2")
    assert state["view"]["descent"]["mode"] == "race"
    assert [m["blocks"][0]["rate"] for m in state["spec"]["methods"]] == [0.93, 0.1]
    for length, mode in ((9, "fan"), (2, "race")):
        page.evaluate("window.downhill.do({type: 'edit/undone'})")
        state = lab.until(f"s.settled && s.walkers.length === {length}")
        assert state["view"]["descent"]["mode"] == mode


def zone(rate: float) -> str:
    return "crawl" if rate < 1 / 20 else "good" if rate < 1 / 2 else "oscillates"


@pytest.mark.slow
def test_the_rates_slider_shows_the_zones_of_the_place(lab: Lab) -> None:
    page = lab.open("/descent?lang=en")
    climb(lab, "valley", [-7, 2], descending())
    look(lab, picked="gradient_descent")
    slider = page.locator('[data-view="descent-controls"] .rate .slider')
    page.wait_for_selector(".rate .slider.divided")
    for rate, word in ((0.02, "too small"), (0.3, "good"), (0.8, "oscillates"), (2.0, "diverges")):
        slider.evaluate(
            "(e, rate) => { e.value = Math.log10(rate); e.dispatchEvent(new Event('input'));"
            " e.dispatchEvent(new Event('change')); }",
            rate,
        )
        lab.until(f"s.settled && Math.abs(s.spec.methods[0].blocks[0].rate / {rate} - 1) < 0.02")
        page.wait_for_function(
            "word => document.querySelector('.rate .slider').getAttribute('aria-valuetext')"
            ".endsWith(word)",
            arg=word,
        )


@pytest.mark.slow
def test_the_secant_becomes_the_tangent_and_the_best_h_is_where_theory_has_it(lab: Lab) -> None:
    """At (1, 1) Beale's gradient is (0, 27.75), by hand: 2 · 2.625 · 3 + 2 · 2.25 · 2 + 2 · 1.5."""
    page = lab.open("/descent?lang=ko")
    climb(lab, "beale", [1, 1], descending())
    look(lab, picked="gradient_descent", side="slice", along="y", h=0.1)
    survey = lab.until("s.survey && s.survey.h === 0.1 && Math.abs(s.survey.angle - 1.5708) < 1e-4")
    slope = survey["survey"]["derivative"]
    assert slope["exact"] == pytest.approx(27.75, rel=1e-12)
    assert abs(slope["central"] - 27.75) < abs(slope["forward"] - 27.75)
    errors = [abs(slope["forward"] - 27.75)]
    for h in (1e-2, 1e-3, 1e-4):
        look(lab, h=h)
        found = lab.until(f"s.survey.h === {h}")["survey"]["derivative"]
        errors.append(abs(found["forward"] - 27.75))
    assert all(b < a / 5 for a, b in pairwise(errors)), errors
    best = found_best(lab)
    assert 1e-9 < best["forward"] < 1e-7, best
    assert 1e-6 < best["central"] < 1e-4, best
    canvas = page.locator("canvas.slice-errors")
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    lab.until("s.view.descent.h < 1e-5 && s.survey.h === s.view.descent.h")
    assert "27.8" in (page.locator("canvas.slice-cut").get_attribute("aria-label") or "")


def found_best(lab: Lab) -> dict:
    return lab.state()["survey"]["errors"]["best"]


@pytest.mark.parametrize(
    "blocks", [pytest.param(PLAIN, marks=pytest.mark.slow), ODD], ids=["plain", "odd"]
)
def test_the_inner_states_numbers_are_the_next_step(lab: Lab, blocks: tuple[dict, ...]) -> None:
    """Δ of every rule, put together from what the table shows, is what the walker then does."""
    lab.open("/descent?lang=en")
    look(lab, side="inner")
    climb(lab, "beale", [1, 1], [{"blocks": [block]} for block in blocks], 8)
    for step in (0, 6):
        goto(lab, step)
        told = [shown(lab, block["optimizer"]) for block in blocks]
        before = lab.state()["walkers"]
        goto(lab, step + 1)
        after = lab.state()["walkers"]
        for block, values, a, b in zip(blocks, told, before, after, strict=True):
            moved = [b["x"] - a["x"], b["y"] - a["y"]]
            assert values == pytest.approx(moved, rel=1e-5, abs=1e-9), f"{block} at {step}"


def shown(lab: Lab, key: str) -> list[float]:
    """Δx and Δy as the walker's last lines have them, with all their digits."""
    look(lab, picked=key)
    lab.page.wait_for_selector(f'.inner-head [data-key="{key}"]')
    lines = lab.page.locator(".inner-filled p[title]")
    return [
        float(text.replace("−", "-")) for text in lines.evaluate_all("all => all.map(p => p.title)")
    ]


def goto(lab: Lab, step: int) -> None:
    lab.page.evaluate("step => window.downhill.do({type: 'run/sought', step})", step)
    lab.until(f"s.settled && s.step === {step}")


@pytest.mark.slow
def test_the_table_says_what_it_is_made_of(lab: Lab) -> None:
    """Adam's first step is η·sign(g): from (1, 1) on x² + y² it goes to (0.9, 0.9)."""
    page = lab.open("/descent?lang=ko")
    climb(lab, "bowl", [1, 1], [method("adam", 0.1), method("random_local_search", 0.1)])
    look(lab, side="inner", picked="adam")
    page.wait_for_selector(".inner-table tbody tr:nth-child(7)")
    filled = page.locator(".inner-filled p").all_inner_texts()
    assert filled[0] == "Δx = −0.1·2.000/(√4.000 + 10⁻⁸) = −0.1000"
    assert filled[2] == "(1.000, 1.000) → (0.9000, 0.9000)"
    look(lab, picked="random_local_search")
    lab.page.evaluate("window.downhill.do({type: 'run/stepped', count: 1})")
    page.wait_for_function(
        "() => document.querySelector('.inner-filled').innerText.includes('1번째 걸음')"
    )
    went = lab.until("s.settled && s.step === 1")["walkers"][1]["loss"] < 2
    text = page.locator(".inner-filled").inner_text()
    assert ("그대로 있어요" in text) != went, text
