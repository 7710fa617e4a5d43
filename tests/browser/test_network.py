"""The Network lab in a real Chromium, driven as people drive it."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Lab, Program

pytestmark = pytest.mark.browser
CANVAS = '[data-view="data"] canvas.stage, [data-view="data"] canvas[tabindex]'


def play(lab: Lab) -> None:
    lab.page.evaluate("window.downhill.do({type: 'run/speed', speed: 0})")
    lab.page.keyboard.press("Space")


@pytest.mark.parametrize(
    ("lang", "theme"),
    [
        ("ko", "light"),
        pytest.param("ko", "dark", marks=pytest.mark.slow),
        pytest.param("en", "light", marks=pytest.mark.slow),
        pytest.param("en", "dark", marks=pytest.mark.slow),
    ],
)
def test_it_opens_without_an_error_or_an_accessibility_violation(
    lab: Lab, lang: str, theme: str
) -> None:
    lab.page.emulate_media(color_scheme=theme)
    page = lab.open(f"/network?lang={lang}")
    assert page.get_attribute("html", "lang") == lang
    play(lab)
    lab.until("s.step > 200 && s.landscape")
    page.keyboard.press("Space")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize(
    ("preset", "steps", "loss"),
    [
        ("circle", 3000, 0.1),
        pytest.param("xor", 3000, 0.1, marks=pytest.mark.slow),
        pytest.param("spiral", 12000, 0.25, marks=pytest.mark.slow),
    ],
)
def test_space_makes_the_loss_fall(lab: Lab, preset: str, steps: int, loss: float) -> None:
    lab.open()
    make(lab, {"kind": "data", "data": {"preset": preset, "noise": 0}})
    if preset == "spiral":
        make(lab, {"kind": "unit_add", "layer": 0})
        make(lab, {"kind": "features", "features": ["x", "y", "sin_x", "sin_y"]})
    lab.until("s.settled")
    start = lab.state()
    play(lab)
    end = lab.until(f"s.step >= {steps}", timeout=60_000)
    assert start["loss"] > 0.6
    assert end["loss"] < loss, f"{preset}: loss {end['loss']} after {end['step']} steps"


def make(lab: Lab, edit: dict) -> None:
    lab.page.evaluate("edit => window.downhill.do({type: 'edit/made', edit})", edit)


def place_of(lab: Lab, point: dict) -> tuple[float, float]:
    """Where a point is on the page: the window is −1.2 … 1.2, y up."""
    box = lab.page.locator(CANVAS).first.bounding_box()
    assert box is not None
    x = box["x"] + (point["x"] + 1.2) / 2.4 * box["width"]
    return x, box["y"] + (1.2 - point["y"]) / 2.4 * box["height"]


def test_dragging_a_point_while_it_trains_moves_it_and_the_boundary(lab: Lab) -> None:
    page = lab.open()
    play(lab)
    before = lab.until("s.step > 500")
    point = max(before["points"], key=lambda p: p["x"])
    x, y = place_of(lab, point)
    page.mouse.move(x, y)
    page.mouse.down()
    for i in range(1, 11):
        page.mouse.move(x - 12 * i, y)
    now = next(p for p in lab.state()["points"] if p["id"] == point["id"])
    expected = place_of(lab, now)
    assert abs(expected[0] - (x - 120)) < 2 and abs(expected[1] - y) < 2, (expected, x - 120, y)
    page.mouse.up()
    after = lab.until("s.settled")
    assert after["status"] == "playing" and after["step"] > before["step"]
    assert any(e["edit"]["kind"] == "move" for e in after["journal"]["edits"])
    moved = next(p for p in after["points"] if p["id"] == point["id"])
    assert moved["x"] < point["x"] - 0.2
    page.keyboard.press("Space")
    page.keyboard.press("Control+z")
    back = lab.until("s.settled && s.redo === 1")
    restored = next(p for p in back["points"] if p["id"] == point["id"])
    assert (restored["x"], restored["y"]) == pytest.approx((point["x"], point["y"]), abs=1e-12)


def test_a_point_moves_by_keyboard(lab: Lab) -> None:
    page = lab.open()
    before = {p["id"]: p for p in lab.state()["points"]}
    page.locator(CANVAS).first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    after = lab.until("s.undo > 0 && s.settled")
    moved = [p for p in after["points"] if p["y"] != before[p["id"]]["y"]]
    assert len(moved) == 1 and moved[0]["y"] > before[moved[0]["id"]]["y"]


@pytest.mark.slow
def test_seeking_gives_the_weights_first_seen_there(lab: Lab) -> None:
    lab.open()
    seen = {}
    for _ in range(3):
        step = lab.until("s.settled")["step"]
        lab.page.evaluate("window.downhill.do({type: 'run/stepped', count: 1, unit: 'epoch'})")
        state = lab.until(f"s.step > {step} && s.settled")
        seen[state["step"]] = state["theta"]
    lab.page.evaluate("window.downhill.do({type: 'run/played', speed: 0})")
    lab.until("s.step > 3000")
    lab.page.evaluate("window.downhill.do({type: 'run/paused'})")
    for step, theta in seen.items():
        lab.page.evaluate(f"window.downhill.do({{type: 'run/sought', step: {step}}})")
        assert lab.until(f"s.step === {step} && s.settled")["theta"] == theta


def test_a_reload_restores_step_weights_and_curve(lab: Lab) -> None:
    page = lab.open()
    make(lab, {"kind": "activation", "layer": 0, "activation": "relu"})
    play(lab)
    lab.until("s.step > 1500")
    page.keyboard.press("Space")
    lab.until("s.status === 'paused' && s.settled")
    before = lab.state()
    page.reload()
    page.wait_for_selector("html[data-ready]")
    after = lab.until(f"s.step === {before['step']} && s.connected")
    assert after["theta"] == before["theta"]
    assert after["spec"] == before["spec"]
    assert len(after["history"]) > 50


@pytest.mark.slow
def test_a_reload_in_the_past_keeps_the_future(lab: Lab) -> None:
    page = lab.open()
    play(lab)
    lab.until("s.step > 900")
    page.keyboard.press("Space")
    end = lab.until("s.status === 'paused' && s.settled")
    page.evaluate("window.downhill.do({type: 'run/sought', step: 250})")
    lab.until("s.step === 250 && s.settled")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    there = lab.until("s.step === 250 && s.settled")
    assert there["horizon"] == end["horizon"]
    page.keyboard.press("End")
    back = lab.until(f"s.step === {end['step']} && s.settled")
    assert back["theta"] == end["theta"]


@pytest.mark.slow
def test_a_copied_link_reproduces_the_run(lab: Lab) -> None:
    page = lab.open()
    make(lab, {"kind": "unit_add", "layer": 1})
    lab.until("s.settled")
    play(lab)
    lab.until("s.step > 800")
    page.keyboard.press("Space")
    lab.until("s.status === 'paused' && s.settled")
    page.wait_for_timeout(1500)  # the address follows when the run rests
    before, address = lab.state(), page.url
    assert "#s=" in address
    other = lab.context.browser.new_context()
    visitor = other.new_page()
    visitor.goto(address)
    visitor.wait_for_selector("html[data-ready]")
    visitor.wait_for_function(
        f"() => window.downhill.state().theta && window.downhill.state().step === {before['step']}"
    )
    assert visitor.evaluate("window.downhill.state().theta") == before["theta"]
    other.close()


def test_an_edit_in_the_past_begins_a_branch_that_can_be_left_again(lab: Lab) -> None:
    lab.open()
    play(lab)
    lab.until("s.step > 1000")
    lab.page.keyboard.press("Space")
    end = lab.until("s.status === 'paused' && s.settled")
    lab.page.evaluate("window.downhill.do({type: 'run/sought', step: 300})")
    lab.until("s.step === 300")
    make(lab, {"kind": "penalty", "penalty": {"kind": "l2", "lambda": 0.01}})
    branched = lab.until("s.branches.length === 1 && s.settled")
    assert branched["horizon"] == 300
    ghost = branched["branches"][0]["id"]
    lab.page.evaluate(f"window.downhill.do({{type: 'branch/taken', id: {ghost}}})")
    back = lab.until(f"s.step === {end['step']} && s.settled")
    assert back["theta"] == end["theta"]


def test_a_run_that_diverges_says_where_and_offers_a_way_back(lab: Lab) -> None:
    page = lab.open()
    make(lab, {"kind": "data", "data": {"preset": "plane"}})
    for layer in (0, 1):
        make(lab, {"kind": "activation", "layer": layer, "activation": "relu"})
    method = {
        "blocks": [{"optimizer": "sgd", "rate": 100}],
        "schedule": {"kind": "constant", "every": 20},
    }
    make(lab, {"kind": "method", "method": method})
    lab.until("s.settled")
    play(lab)
    blown = lab.until("s.diverged")
    assert blown["status"] == "diverged"
    card = page.locator('[data-view="blowup"]')
    assert str(blown["diverged"]["step"]) in card.inner_text()
    card.get_by_role("button").last.click()
    back = lab.until(f"!s.diverged && s.settled && s.step < {blown['diverged']['step']}")
    assert back["loss"] is not None and back["loss"] < 10


def test_nothing_scrolls_on_a_lecture_screen(lab: Lab) -> None:
    page = lab.open()
    for width, height in ((1440, 900), (1280, 720)):
        page.set_viewport_size({"width": width, "height": height})
        over = page.evaluate(
            "[document.documentElement.scrollWidth - innerWidth,"
            " document.documentElement.scrollHeight - innerHeight]"
        )
        assert over == [0, 0], (width, height)


def test_a_phone_shows_it_without_sideways_scrolling(chromium, program: Program) -> None:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="ko-KR"
    )
    lab = Lab(context, program.url)
    page = lab.open()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.locator(
        '[data-view="transport"] button[aria-pressed], [data-view="transport"] .play'
    ).first.tap()
    lab.until("s.step > 50")
    context.close()
    assert not lab.faults, lab.faults
