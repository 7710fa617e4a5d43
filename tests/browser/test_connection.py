"""What becomes of a run when the line, the server, the tab or the page ends: it goes on at the same
step, to the bit.
"""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import Lab, Program
from tests.browser.line import Line

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SHOWN = '[data-view="link"] .link'


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser of one's own: a lost line is an error in its console, and no fault here."""
    opened = chromium.new_context(viewport={"width": 1280, "height": 720}, locale="en-US")
    yield opened
    opened.close()


@pytest.fixture
def start() -> Iterator[Callable[..., Program]]:
    """Starts programs of the test's own; none outlives it."""
    started = list[Program]()

    def begin(*arguments) -> Program:
        started.append(Program(*arguments))
        return started[-1]

    yield begin
    for program in started:
        program.process.kill()
        program.process.communicate()


def play(lab: Lab, speed: int = 200) -> None:
    lab.page.evaluate(f"window.downhill.do({{type: 'run/played', speed: {speed}}})")


def rested(lab: Lab) -> dict:
    lab.page.evaluate("window.downhill.do({type: 'run/paused'})")
    return lab.until("s.status === 'paused' && s.settled && s.theta")


def undisturbed(state: dict) -> list[float]:
    """θ of the same journal at the same step, of a run in another process that nothing befell."""
    command = [sys.executable, "-m", "server", "run", "-", "--json", "--steps", str(state["step"])]
    told = subprocess.run(
        command, input=json.dumps(state["journal"]), capture_output=True, text=True, check=True
    )
    return json.loads(told.stdout.splitlines()[-1])["theta"][0]


def hide(page: Page, state: str) -> None:
    page.evaluate(
        """state => {
            const get = () => state;
            Object.defineProperty(document, 'visibilityState', {get, configurable: true});
            document.dispatchEvent(new Event('visibilitychange'));
        }""",
        state,
    )


@pytest.mark.parametrize(
    ("how", "why", "words"),
    [(signal.SIGKILL, "gone", "Reconnecting"), (signal.SIGTERM, "restart", "is restarting")],
)
def test_a_run_outlives_its_server(
    context: BrowserContext,
    start: Callable[..., Program],
    how: signal.Signals,
    why: str,
    words: str,
) -> None:
    first = start()
    lab = Lab(context, first.url)
    lab.open("/network?lang=en")
    lab.page.evaluate(
        "window.downhill.do({type: 'edit/made', edit: {kind: 'penalty', penalty: "
        "{kind: 'l2', lambda: 0.001}}})"
    )
    play(lab)
    lab.until("s.step > 700")
    first.stop(how)
    lost = lab.until("!s.connected")
    assert lost["link"]["why"] == why
    lab.page.locator(SHOWN).get_by_text(words).wait_for()
    start(first.port)
    after = lab.until(f"s.connected && s.status === 'playing' && s.step > {lost['step'] + 100}")
    assert after["journal"] == lost["journal"]
    state = rested(lab)
    assert state["theta"] == undisturbed(state), state["step"]


def test_a_reload_in_the_middle_goes_on_playing(lab: Lab) -> None:
    lab.open("/network?lang=en")
    play(lab)
    before = lab.until("s.step > 500")
    lab.page.reload()
    lab.until(f"s.status === 'playing' && s.step >= {before['step']}")
    lab.until(f"s.step > {before['step'] + 200}")
    state = rested(lab)
    assert state["theta"] == undisturbed(state), state["step"]


def test_of_a_tab_and_its_copy_the_newer_goes_on_until_the_older_is_asked_to(lab: Lab) -> None:
    older = lab.open("/network?lang=en")
    play(lab)
    lab.until("s.step > 300")
    before = rested(lab)
    kept = "JSON.parse(sessionStorage['downhill.run']).run.step"
    older.wait_for_function(f"() => {kept} === {before['step']}")
    with older.expect_popup() as opened:
        older.evaluate("window.open(location.href)")  # its storage is a copy of this tab's
    newer = opened.value
    newer.wait_for_selector("html[data-ready]")
    state = newer.evaluate("window.downhill.state()")
    assert (state["step"], state["theta"]) == (before["step"], before["theta"])
    lab.until("s.link.why === 'taken'")
    older.get_by_role("button", name="Continue here").click()
    after = lab.until("s.connected && s.settled && s.theta")
    assert (after["step"], after["theta"]) == (before["step"], before["theta"])
    newer.wait_for_function("() => window.downhill.state().link.why === 'taken'")
    newer.close()


def test_a_hidden_students_run_waits_and_says_so(lab: Lab) -> None:
    page = lab.open("/network?lang=en")
    play(lab, 100)
    at = lab.until("s.step > 50")["step"]
    hide(page, "hidden")
    page.wait_for_timeout(6000)
    hide(page, "visible")
    page.get_by_text("the run waited").wait_for()
    state = lab.until(f"s.step > {at}")
    assert state["step"] < at + 450, "100 steps a second for about two seconds, not for six"
    lab.until(f"s.status === 'playing' && s.step > {state['step'] + 50}")


def test_a_hidden_presenters_run_goes_on(lab: Lab) -> None:
    page = lab.open("/network?lang=en")
    page.keyboard.press("p")
    play(lab, 100)
    at = lab.until("s.step > 50")["step"]
    hide(page, "hidden")
    page.wait_for_timeout(6000)
    seen = lab.state()["step"]
    hide(page, "visible")
    page.wait_for_function(f"() => window.downhill.state().step > {seen}")
    assert lab.state()["step"] > at + 450, "slides lie over the page, and it trains on"
    assert page.get_by_text("the run waited").count() == 0


def test_a_full_server_says_so_and_lets_one_in_who_asks_when_there_is_room(
    context: BrowserContext, start: Callable[..., Program]
) -> None:
    program = start(0, "--max-sessions", "1")
    inside = context.new_page()
    inside.goto(program.url + "/network")
    inside.wait_for_selector("html[data-ready]")
    lab = Lab(context, program.url)
    lab.page.goto(program.url + "/network?lang=en")
    lab.until("s.link.why === 'full'")
    banner = lab.page.locator(SHOWN)
    for words in ("full", "next try in"):
        banner.get_by_text(words).wait_for()
    inside.close()
    lab.page.wait_for_timeout(500)
    banner.get_by_role("button", name="Try now").click()
    lab.until("s.connected && s.settled")


def test_a_page_of_an_old_build_loads_itself_again_once_and_keeps_its_run(lab: Lab) -> None:
    """And if what it gets is old still, a cache's doing, it says so instead of going round."""
    page, loads = lab.page, list[str]()
    lab.open("/network?lang=en")
    play(lab)
    lab.until("s.step > 200")
    before = rested(lab)
    page.on("load", lambda loaded: loads.append(loaded.url))
    newer = Line(page, lambda m: m | {"build": "ffffffffffff"} if m["type"] == "welcome" else m)
    page.reload()
    page.get_by_text("newer version").wait_for()
    after = lab.until("s.settled && s.theta")
    assert (after["step"], after["theta"]) == (before["step"], before["theta"])
    assert len(loads) == 2 and newer.opened >= 2, "the reload of the test, and its own"


def test_a_line_that_died_in_a_sleep_is_made_anew_and_one_that_lives_is_left(lab: Lab) -> None:
    line = Line(lab.page)
    lab.open("/network?lang=en")
    sleep = "Date.now = (now => () => now() + 600_000)(Date.now)"
    lab.page.evaluate(sleep)
    lab.page.wait_for_timeout(5000)
    assert line.opened == 1, "a run that rests is silent, and answers"
    line.deaf = True
    lab.page.evaluate(sleep)
    line.wait_for(2)
    lab.until("s.connected && s.settled")


def test_a_slow_server_is_told_of_on_the_transport(lab: Lab) -> None:
    line = Line(lab.page)
    page = lab.open("/network?lang=en")
    play(lab)
    lab.until("s.step > 50")
    line.say(type="pace", fps=15, wanted=5, done=2)
    told = page.locator(".told")
    told.get_by_text("5 steps a frame wanted, 2 done · 15 frames/s").wait_for()
    line.say(type="pace", fps=30, wanted=None, done=None)
    told.wait_for(state="hidden")


def test_whoever_has_the_link_sees_the_run_live_and_cannot_change_it(
    lab: Lab, context: BrowserContext
) -> None:
    lab.open("/network?lang=en")
    play(lab)
    lab.until("s.step > 100")
    lab.page.evaluate("window.downhill.do({type: 'share/asked'})")
    code = lab.until("s.share")["share"]["code"]
    student = Lab(context, lab.url)
    student.page.goto(f"{lab.url}/network?lang=en#follow={code}")
    seen = student.until("s.step > 100 && s.status === 'playing' && s.spec")
    assert "follow=" in student.page.url and code not in student.page.evaluate("location.search")
    lab.until("s.share.followers === 1")
    lab.page.locator(".watched").get_by_text("1 following").wait_for()
    student.page.keyboard.press("Space")
    student.page.get_by_text("nothing can be changed").wait_for()
    student.until(f"s.status === 'playing' && s.step > {seen['step'] + 100}")
    state = rested(lab)
    student.until(f"s.step === {state['step']} && s.theta")
    assert student.state()["theta"] == state["theta"]
    lab.page.goto("about:blank")
    student.page.get_by_text("The presenter is away").wait_for()
    lab.page.go_back()
    student.page.get_by_text("You see what the presenter does").wait_for()
    student.page.get_by_role("button", name="Stop following").click()
    own = student.until("s.connected && s.settled && !s.follow")
    assert own["step"] == 0
