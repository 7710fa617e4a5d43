"""What a lecturer does with mouse and keys in the Network lab, in a real Chromium."""

import math

import pytest

from tests.browser.conftest import Lab
from tests.browser.test_network import make, play

pytestmark = pytest.mark.browser
CSV = "x,y,label\n-0.5,0.5,cat\n0.5,0.5,dog\n0.4,-0.6,cat\n-0.7,-0.2,dog\n"


def button(lab: Lab, name: str):
    return lab.page.get_by_role("button", name=name, exact=True)


def tile(lab: Lab, name: str):
    """A data set's tile; in a low window some stand behind a button."""
    if not button(lab, name).is_visible():
        button(lab, "More data sets").click()
    return button(lab, name)


@pytest.mark.slow
def test_a_file_that_is_far_too_large_is_not_read_and_said_so(lab: Lab) -> None:
    page = lab.open("/network?lang=en")
    tile(lab, "CSV").click()
    film = {"name": "film.csv", "mimeType": "text/csv", "buffer": b"0,0,1\n" * 400_000}
    page.get_by_role("dialog").locator("input[type=file]").set_input_files(film)  # type: ignore[arg-type]
    page.get_by_text("film.csv has 2.3 MiB; at most 1 MiB can be opened.").wait_for()
    assert page.get_by_role("dialog").locator("textarea").input_value() == ""


def test_pasted_csv_becomes_the_data_and_bad_lines_are_named(lab: Lab) -> None:
    page = lab.open("/network?lang=en")
    tile(lab, "CSV").click()
    dialog = page.get_by_role("dialog")
    text = dialog.locator("textarea")
    text.fill(CSV.replace("0.4,-0.6", "0.4,abc"))
    assert "line 4" in dialog.inner_text()
    assert "abc" in text.input_value()
    text.fill(CSV)
    dialog.get_by_role("button", name="Use this data").click()
    state = lab.until("s.points.length === 4 && s.settled")
    assert [(p["x"], p["y"], p["label"]) for p in state["points"]] == [
        (-0.5, 0.5, 0),
        (0.5, 0.5, 1),
        (0.4, -0.6, 0),
        (-0.7, -0.2, 1),
    ]


@pytest.mark.slow
def test_a_typed_formula_makes_the_data_and_a_mistake_is_named_with_its_column(lab: Lab) -> None:
    page = lab.open("/network?lang=en")
    tile(lab, "f(x,y)").click()
    lab.until("s.spec.data.preset === 'formula' && s.settled")
    box = page.get_by_role("textbox", name="A formula of x and y")
    box.fill("x + sin(3y")
    box.press("Enter")
    wrong = page.locator("#formula-wrong")
    wrong.get_by_text("column 8").wait_for()
    assert lab.state()["spec"]["data"]["formula"] == "y - sin(4x)/2"
    box.fill("x + sin(3y)")  # no Enter: typing rests
    state = lab.until("s.spec.data.formula === 'x + sin(3y)' && s.settled")
    assert wrong.inner_text() == ""
    outside = [p for p in state["points"] if abs(p["x"] + math.sin(3 * p["y"])) > 0.45]
    assert all(p["label"] == (p["x"] + math.sin(3 * p["y"]) > 0) for p in outside), outside
    button(lab, "Value").click()
    lab.until("s.spec.data.task === 'regression' && s.settled")
    page.keyboard.press("Control+z")
    lab.until("s.spec.data.preset === 'formula' && s.settled")


@pytest.mark.slow
def test_real_digits_are_chosen_and_trained(lab: Lab) -> None:
    page = lab.open("/network?lang=en")
    tile(lab, "Handwritten digits (real data)").click()
    state = lab.until("s.spec.data.preset === 'digits' && s.settled")
    assert button(lab, "Handwritten digits (real data)").is_visible(), "the chosen one stays seen"
    assert not button(lab, "CSV").is_visible(), "the others are put away again"
    assert (len(state["points"]), state["sizes"]) == (200, [2, 6, 4, 4])
    digits = page.get_by_role("group", name="Two to four digits to show")
    digits.get_by_role("button", name="7").click()
    assert lab.until("s.sizes[3] === 3 && s.settled")["spec"]["data"]["digits"] == [0, 3, 4]
    page.evaluate("window.downhill.do({type: 'run/played', speed: 0})")
    lab.until("s.step > 600 && s.accuracy > 0.9")


@pytest.mark.slow
def test_a_neuron_added_keeps_the_function_and_a_layer_can_be_taken_back(lab: Lab) -> None:
    lab.open("/network?lang=en")
    play(lab)
    lab.until("s.step > 500")
    lab.page.keyboard.press("Space")
    before = lab.until("s.status === 'paused' && s.settled")
    button(lab, "Add a neuron to Hidden 1").click()
    grown = lab.until("s.sizes.join() === '2,7,4,1' && s.settled")
    assert grown["loss"] == pytest.approx(before["loss"], rel=1e-12)
    button(lab, "Add a hidden layer").click()
    lab.until("s.sizes.length === 5 && s.settled")
    lab.page.locator("body").press("Control+z")
    lab.page.locator("body").press("Control+z")
    back = lab.until("s.sizes.join() === '2,6,4,1' && s.settled")
    assert back["theta"] == before["theta"]


def test_a_typed_weight_is_the_networks_weight(lab: Lab) -> None:
    page = lab.open("/network?lang=en")
    ref = {"kind": "edge", "layer": 1, "unit": 2, "input": 3}
    page.evaluate("ref => window.downhill.do({type: 'ref/selected', ref})", ref)
    field = page.locator(
        '[data-view="inspector"] input[type="number"], [data-view="inspector"] input.number'
    ).first
    field.fill("1.25")
    field.press("Enter")
    state = lab.until("s.settled && s.undo === 1")
    # Layer 1 begins after 6 × 3 numbers; unit 2, input 3 of rows of 7.
    assert state["theta"][18 + 2 * 7 + 3] == 1.25
    assert "1.25" in page.locator('[data-view="inspector"]').inner_text()


@pytest.mark.slow
def test_a_place_on_the_landscape_is_previewed_taken_and_left_again(lab: Lab) -> None:
    page = lab.open("/network?lang=en")
    play(lab)
    lab.until("s.step > 800")
    page.keyboard.press("Space")
    lab.until("s.status === 'paused' && s.settled")
    button(lab, "2D").click()
    before = lab.until("s.landscape && s.landscape.n === 41 && s.settled")
    page.wait_for_timeout(500)
    plane = lab.state()["landscape"]["plane"]
    canvas = page.locator('[data-view="landscape"] canvas:visible').first
    canvas.click(position={"x": 120, "y": 90})
    preview = lab.until("s.preview && s.preview.loss !== null")["preview"]
    assert preview["plane"] >= plane
    assert lab.state()["theta"] == before["theta"], "a preview must not move the run"
    button(lab, "Go here").click()
    there = lab.until("s.settled && s.undo === 1 && s.theta")
    assert there["loss"] == pytest.approx(preview["loss"], rel=1e-9)
    page.keyboard.press("Control+z")
    back = lab.until("s.settled && s.redo === 1 && s.theta")
    assert back["theta"] == before["theta"]


def test_keys_change_language_theme_and_present_mode_and_show_themselves(lab: Lab) -> None:
    page = lab.open("/network?lang=ko")
    page.keyboard.press("l")
    assert page.get_attribute("html", "lang") == "en"
    page.keyboard.press("d")
    assert page.get_attribute("html", "data-theme") == "dark"
    page.keyboard.press("p")
    assert page.get_attribute("html", "data-present") is not None
    page.keyboard.press("p")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    assert "Space" in dialog.inner_text()
    page.keyboard.press("Escape")
    assert dialog.count() == 0 or not dialog.is_visible()


@pytest.mark.slow
def test_two_tabs_train_apart(lab: Lab) -> None:
    lab.open()
    play(lab)
    lab.until("s.step > 300")
    other = lab.new_page()
    other.goto(lab.url + "/network")
    other.wait_for_selector("html[data-ready]")
    assert other.evaluate("window.downhill.state().step") == 0
    other.close()


@pytest.mark.slow
def test_no_points_one_point_and_two_thousand_are_fine(lab: Lab) -> None:
    page = lab.open("/network?lang=en")
    make(lab, {"kind": "data", "data": {"preset": "circle", "count": 0}})
    lab.until("s.points.length === 0 && s.settled")
    page.keyboard.press("Space")
    page.wait_for_timeout(300)
    assert lab.until("s.status === 'paused'")["step"] == 0
    make(lab, {"kind": "add", "points": [[0.2, 0.3, 1]]})
    lab.until("s.points.length === 1 && s.settled")
    play(lab)
    lab.until("s.step > 100 && s.loss < 0.1")
    make(lab, {"kind": "data", "data": {"preset": "spiral", "count": 2000}})
    state = lab.until("s.points.length === 2000 && s.settled")
    lab.until(f"s.step > {state['step'] + 200}")


@pytest.mark.slow
def test_the_run_goes_on_when_everything_is_changed_while_it_plays(lab: Lab) -> None:
    lab.open()
    play(lab)
    lab.until("s.step > 200")
    for edit in (
        {"kind": "batch", "batch": 32},
        {"kind": "loss", "loss": "squared"},
        {"kind": "penalty", "penalty": {"kind": "l1", "lambda": 0.01}},
        {"kind": "features", "features": ["x", "y", "xy"]},
        {"kind": "activation", "layer": 1, "activation": "elu"},
        {"kind": "data", "data": {"preset": "spiral3"}},
        {"kind": "layer_remove", "at": 0},
    ):
        step = lab.state()["step"]
        make(lab, edit)
        state = lab.until(f"s.settled && s.step > {step + 50}")
        assert state["status"] == "playing", edit


@pytest.mark.slow
def test_an_optimizer_its_numbers_clipping_and_a_drawn_schedule_are_chosen_by_hand(
    lab: Lab,
) -> None:
    page = lab.open("/network?lang=en")
    opened = page.locator(".field.optimizer .popover")
    page.locator(".field.optimizer button.choice").click()
    opened.locator("select").first.select_option("rmsprop")
    lab.until("s.settled && s.spec.methods[0].blocks[0].optimizer === 'rmsprop'")
    opened.get_by_label("Centred").check()
    opened.get_by_role("button", name="by norm").click()
    state = lab.until("s.settled && s.undo === 3")
    method = state["spec"]["methods"][0]
    assert method["blocks"][0]["rate"] == 0.01 and method["blocks"][0]["centered"] == 1
    assert method["clip"] == {"kind": "norm", "at": 1}
    page.keyboard.press("Escape")
    drawn = page.locator(".field.decay .popover")
    page.locator(".field.decay button.choice").click()
    drawn.locator("select").select_option("piecewise")
    lab.until("s.settled && s.undo === 4")
    drawn.locator(".drawn-point").nth(2).focus()
    page.keyboard.press("ArrowRight")
    state = lab.until("s.settled && s.undo === 5")
    assert state["spec"]["methods"][0]["schedule"]["points"][2] == [61, 0.1]
    drawn.locator(".drawn-plane").click(position={"x": 120, "y": 100})
    state = lab.until("s.settled && s.undo === 6")
    points = state["spec"]["methods"][0]["schedule"]["points"]
    assert len(points) == 4 and points[1][0] < 40 and points[1][1] < 0.1, points


@pytest.mark.slow
def test_long_values_stay_inside_the_window_and_a_search_says_what_it_asked(lab: Lab) -> None:
    page = lab.open("/network?lang=en")
    blocks = [
        {"optimizer": "random_local_search", "rate": 0.03, "candidates": 4, "until": 40},
        {"optimizer": "numerical_gradient", "rate": 0.25},
    ]
    schedule = {"kind": "one_cycle", "total": 60, "warmup": 5}
    for edit in (
        {"kind": "activation", "layer": 0, "activation": "leaky_relu", "leak": 0.1},
        {"kind": "activation", "layer": 1, "activation": "leaky_relu", "leak": 0.1},
        {"kind": "dropout", "dropout": 0.35},
        {"kind": "penalty", "penalty": {"kind": "l2", "lambda": 1e-5}},
        {"kind": "method", "row": 0, "method": {"blocks": blocks, "schedule": schedule}},
        {"kind": "seed", "stream": "init", "seed": 2**32 - 1},
        {"kind": "layer_add", "at": 1},
    ):
        make(lab, edit)
    lab.until("s.settled")
    for lang in ("en", "ko"):
        assert page.get_attribute("html", "lang") == lang
        fields = page.locator(".controls > .field").evaluate_all(
            "all => all.map(field => [field.offsetLeft, field.offsetLeft + field.offsetWidth])"
        )
        edges = [edge for field in fields for edge in field]
        assert edges == sorted(edges) and edges[-1] <= 1280, (lang, fields)
        page.keyboard.press("l")
    assert page.locator(".field.rate input").evaluate_all("all => all.every(e => e.disabled)")
    page.evaluate("window.downhill.do({type: 'run/stepped', count: 1, unit: 'batch'})")
    lab.until("s.step === 1 && s.settled")
    # Four candidates, and the place itself on this minibatch.
    assert page.locator(".numbers .evaluations dd").inner_text() == "5 / 0"
    page.locator(".field.optimizer button.choice").click()
    second = page.locator(".field.optimizer .block").nth(1)
    assert second.locator("input.number:visible").nth(1).input_value() == "1e-5"
    second.locator("input[type=checkbox]:visible").uncheck()
    second.get_by_text("(f(θ + h) − f(θ))/h").wait_for()
