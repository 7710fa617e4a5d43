"""How soon a run that plays goes on after a reload, and after its server was killed or asked to
end and is there again. Part of tests.bench.page.
"""

import signal
import statistics

from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import Program

ROUNDS = 5
GOES_ON = """step => {
  const state = window.downhill?.state();
  return state?.status === "playing" && state.step > step && Date.now();
}"""


def comebacks(context: BrowserContext) -> None:
    program, page = Program(), context.new_page()
    page.goto(f"{program.url}/network?lang=ko")
    page.wait_for_selector("html[data-ready]")
    page.evaluate("window.downhill.do({type: 'run/played', speed: 200})")
    told("a reload: goes on after", [reloaded(page) for _ in range(ROUNDS)])
    for name, how in (("killed", signal.SIGKILL), ("asked to end", signal.SIGTERM)):
        waits = []
        for _ in range(ROUNDS):
            page.wait_for_timeout(2500)
            program.stop(how)
            page.wait_for_timeout(500)
            step = page.evaluate("window.downhill.state().step")
            program = Program(program.port)
            waits.append(gone_on(page, step, page.evaluate("Date.now()")))
        told(f"a server that was {name}: goes on after it is back", waits)
    page.close()
    program.stop()


def reloaded(page: Page) -> float:
    page.wait_for_timeout(2500)
    step, start = page.evaluate("[window.downhill.state().step, Date.now()]")
    page.reload(wait_until="commit")
    return gone_on(page, step, start)


def gone_on(page: Page, step: int, start: float) -> float:
    found = page.wait_for_function(GOES_ON, arg=step, polling=10, timeout=60_000)
    return found.json_value() - start


def told(name: str, waits: list[float]) -> None:
    middle, worst = statistics.median(waits), max(waits)
    print(f"{name:60}{middle:,.0f} ms (median), {worst:,.0f} ms (worst of {len(waits)})")
