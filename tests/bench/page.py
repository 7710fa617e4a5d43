"""`python -m tests.bench.page`: all labs with a real browser on them, on one machine.

Steps and frames a second with all panels at full speed, bytes a second; how soon a moved point is
answered; what a picture costs the page, its script alone.
`python -m tests.bench.page labs`: the Backprop and the Neuron lab alone; `back`: how soon a run
goes on after a reload and after its server was gone, alone.
"""

import sys
import time

from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.bench.comebacks import comebacks
from tests.bench.labs import labs
from tests.browser import finder
from tests.browser.conftest import Program

SECONDS = 6
# Times of what goes out and comes in, read in the page itself.
WATCH = """
window.heard = [];
const Socket = window.WebSocket;
window.WebSocket = class extends Socket {
  constructor(url) {
    super(url);
    this.addEventListener("message", ({ data }) => {
      const text = typeof data === "string", at = performance.now();
      const binary = () => ["", "frame", "landscape"][new DataView(data).getUint32(0, true)];
      const { type, about } = text ? JSON.parse(data) : { type: binary() };
      window.heard.push({ kind: type, about, at, bytes: text ? data.length : data.byteLength });
    });
  }
};
"""
MOVE = """async (count) => {
  const waits = [];
  for (let i = 0; i < count; i++) {
    window.heard.length = 0;
    const start = performance.now();
    const edit = { kind: "move", point: 5, x: 0.3 + i * 0.01, y: 0.1 };
    window.downhill.do({ type: "edit/made", gesture: 1, edit });
    await new Promise((done) => setTimeout(done, 250));
    const edited = window.heard.findIndex((one) => one.kind === "edited");
    const frame = window.heard.slice(edited).find((one) => one.kind === "frame");
    if (edited >= 0 && frame) waits.push(frame.at - start);
  }
  return waits.sort((a, b) => a - b);
}"""

WALKERS = {  # at rates that work in Rosenbrock's valley; momentum-like ones go on for long
    "sgd": 0.001, "momentum": 0.0005, "nesterov": 0.0005, "adagrad": 0.5,
    "rmsprop": 0.001, "adam": 0.002, "adamw": 0.002, "random_local_search": 1,
}  # fmt: skip
EIGHT = """(walkers) => {
  const { journal } = window.downhill.state();
  const methods = walkers.map(([optimizer, rate]) => ({ blocks: [{ optimizer, rate }] }));
  const next = { spec: { ...journal.spec, methods }, edits: [] };
  window.downhill.do({ type: "run/rerun", journal: next, step: 0 });
}"""
# What each animation frame's callbacks take together; those that draw something.
TIMED = """
window.costs = [];
const ask = window.requestAnimationFrame;
let at = -1, sum = 0;
window.requestAnimationFrame = (run) => ask((now) => {
  if (now !== at) { if (sum > 0.3) window.costs.push(sum); at = now; sum = 0; }
  const start = performance.now();
  run(now);
  sum += performance.now() - start;
});
"""


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=finder.provide(), args=finder.FLAGS)
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_init_script(WATCH)
        context.add_init_script(TIMED)
        if "back" not in sys.argv:
            working(context)
        if "labs" not in sys.argv:
            comebacks(context)
        browser.close()


def working(context: BrowserContext) -> None:
    program = Program()
    if "labs" not in sys.argv:
        network(context.new_page(), program.url)
        race(context.new_page(), program.url)
    labs(context, program.url)
    program.stop()


def network(page: Page, url: str) -> None:
    """All panels, resting and at full speed."""
    page.goto(f"{url}/network?lang=ko")
    page.wait_for_selector("html[data-ready]")
    page.wait_for_timeout(1500)
    print(f"{'paused: a moved point is answered after':50}{answered(page)}")
    page.evaluate("window.downhill.do({type: 'run/played', speed: 0})")
    page.wait_for_timeout(2000)
    for name, value in flowing(page).items():
        print(f"{name:50}{value}")
    print(f"{'full speed: a moved point is answered after':50}{answered(page)}")
    page.close()


def race(page: Page, url: str) -> None:
    """Eight walkers with map, mountain and standings, at full speed."""
    page.goto(f"{url}/descent?lang=ko")
    page.wait_for_selector("html[data-ready]")
    page.evaluate(EIGHT, list(WALKERS.items()))
    page.wait_for_timeout(1500)
    page.evaluate("window.downhill.do({type: 'run/played', speed: 0})")
    page.wait_for_timeout(2000)
    for name, value in flowing(page).items():
        print(f"{'race of eight: ' + name:50}{value}")
    costs = sorted(page.evaluate("window.costs.slice(-100)"))
    middle, late = costs[len(costs) // 2], costs[int(len(costs) * 0.95)]
    print(
        f"{'race of eight: script of a picture':50}{middle:.1f} ms (median), {late:.1f} ms (95 %)"
    )
    page.close()


def answered(page: Page) -> str:
    waits = page.evaluate(MOVE, 30)
    return f"{waits[len(waits) // 2]:.0f} ms (median), {waits[-1]:.0f} ms (worst of {len(waits)})"


def flowing(page: Page) -> dict[str, str]:
    page.evaluate(
        "window.heard.length = 0; window.drawn = 0;"
        "(function again() { window.drawn++; requestAnimationFrame(again); })()"
    )
    step, start = page.evaluate("window.downhill.state().step"), time.monotonic()
    page.wait_for_timeout(SECONDS * 1000)
    heard = page.evaluate("window.heard.map(({ kind, bytes }) => [kind, bytes])")
    steps = page.evaluate("window.downhill.state().step") - step
    passed = time.monotonic() - start
    frames = sum(kind == "frame" for kind, _ in heard)
    return {
        "full speed, all panels: steps a second": f"{steps / passed:,.0f}",
        "frames a second from the server": f"{frames / passed:.1f}",
        "pictures a second in the page": f"{page.evaluate('window.drawn') / passed:.0f}",
        "KiB a second": f"{sum(size for _, size in heard) / passed / 1024:.0f}",
    }


if __name__ == "__main__":
    main()
