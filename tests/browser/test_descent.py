"""The Descent lab in a real Chromium: known paths and places, a run that outlives a reload."""

import json
from pathlib import Path

import pytest

from tests.browser.conftest import Lab

pytestmark = pytest.mark.browser
STORED = json.loads((Path(__file__).parents[1] / "reference" / "paths.json").read_text())["paths"]
SEEDS = {"data": 0, "init": 0, "batches": 0, "noise": 0}


def method(optimizer: str, rate: float, **more) -> dict:
    return {"blocks": [{"optimizer": optimizer, "rate": rate}], **more}


def climb(lab: Lab, function: str, start: list[float], methods: list[dict], step: int = 0) -> dict:
    """The page on another mountain with these walkers, at a step."""
    objective = {"kind": "surface", "function": function, "start": start, "noise": 0}
    spec = {"objective": objective, "methods": methods, "seeds": SEEDS, "dtype": "float64"}
    action = {"type": "run/rerun", "journal": {"spec": spec, "edits": []}, "step": step}
    lab.page.evaluate("action => window.downhill.do(action)", action)
    return lab.until(
        f"s.settled && s.step === {step} && s.walkers.length === {len(methods)}"
        f" && s.spec.objective.function === {json.dumps(function)}"
    )


@pytest.mark.slow
def test_the_books_four_settings_walk_as_pytorch_says_at_every_step(lab: Lab) -> None:
    lab.open("/descent?lang=ko")
    paths = [p for p in STORED if p["function"] == "valley"]
    assert [(p["optimizer"], p["rate"]) for p in paths] == [
        ("sgd", 0.95), ("momentum", 0.1), ("adagrad", 1.5), ("adam", 0.3),
    ]  # fmt: skip
    state = climb(lab, "valley", [-7, 2], [method(p["optimizer"], p["rate"]) for p in paths])
    for step in range(31):
        for path, walker in zip(paths, state["walkers"], strict=True):
            x, y = path["theta"][step]
            assert walker["x"] == pytest.approx(x, rel=1e-10, abs=1e-12), f"{path} at {step}"
            assert walker["y"] == pytest.approx(y, rel=1e-10, abs=1e-12), f"{path} at {step}"
            assert walker["loss"] == pytest.approx(path["loss"][step], rel=1e-9, abs=1e-12)
        if step < 30:
            lab.page.evaluate("window.downhill.do({type: 'run/stepped', count: 1})")
            state = lab.until(f"s.settled && s.step === {step + 1}")


@pytest.mark.slow
def test_who_starts_exactly_on_the_ridge_of_a_saddle_stays_on_it(lab: Lab) -> None:
    lab.open("/descent?lang=en")
    optimizers = ("sgd", "momentum", "nesterov", "rmsprop", "adam")
    state = climb(lab, "saddle", [1.5, 0], [method(name, 0.02) for name in optimizers], 200)
    for name, walker in zip(optimizers, state["walkers"], strict=True):
        assert walker["y"] == 0, f"{name}: expected to stay on y = 0, got {walker['y']}"
        assert abs(walker["x"]) < 0.5, f"{name}: expected to come near the saddle, {walker['x']}"


@pytest.mark.slow
def test_a_reload_finds_everybody_where_they_were_with_the_way_they_came(lab: Lab) -> None:
    page = lab.open("/descent?lang=ko")
    page.evaluate("window.downhill.do({type: 'run/played', speed: 0})")
    lab.until("s.step > 200")
    page.keyboard.press("Space")
    before = lab.until("s.status === 'paused' && s.settled")
    page.reload()
    after = lab.until(f"s.settled && s.step === {before['step']} && s.walkers.length")
    assert after["walkers"] == before["walkers"]
    assert after["trails"]["last"] == before["step"] and after["trails"]["length"] > 100
    page.keyboard.press("ArrowLeft")
    lab.until(f"s.settled && s.step === {before['step'] - 1}")
    page.keyboard.press("ArrowRight")
    again = lab.until(f"s.settled && s.step === {before['step']}")
    assert again["walkers"] == before["walkers"]


@pytest.mark.slow
def test_who_leaves_the_mountain_is_told_and_the_others_go_on(lab: Lab) -> None:
    page = lab.open("/descent?lang=ko")
    state = climb(lab, "valley", [-7, 2], [method("sgd", 3), method("adam", 0.3)], 30)
    left, stayed = state["walkers"]
    assert 0 < left["lost"] < 30, f"expected to leave within 30 steps, got {left}"
    assert stayed["lost"] == -1 and stayed["loss"] < 0.5
    assert "벗어남" in page.locator("[data-view=standings]").inner_text()
    shown = page.locator("[data-view=standings] tr.best td").first.inner_text()
    page.locator("[data-view=standings] .sr-only", has_text=f"1위 Adam, 손실 {shown}.").wait_for(
        state="attached", timeout=5000
    )


@pytest.mark.slow
def test_an_address_of_a_network_opens_the_network_lab(lab: Lab) -> None:
    page = lab.open("/network?lang=en")
    page.keyboard.press("ArrowRight")
    lab.until("s.settled && s.step === 1")
    page.wait_for_function("() => location.hash.startsWith('#s=')")
    address = page.evaluate("location.hash")
    page.goto(f"{lab.url}/descent?lang=en{address}")
    page.wait_for_url("**/network?lang=en*")
    assert lab.until("s.settled && s.step === 1")["lab"] == "network"
