"""The pictures of README and docs, taken from the running product: `make pictures`."""

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import finder
from tests.browser.conftest import Lab, Program

OUT = Path(__file__).resolve().parents[2] / "docs" / "pictures"
SIZES = ((1440, 900), (1280, 720))
ADAM_THEN_SGD = {
    "blocks": [{"optimizer": "adam", "rate": 0.03, "until": 40}, {"optimizer": "sgd", "rate": 0.3}],
    "schedule": {"kind": "constant", "every": 20},
}


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    program = Program()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=finder.provide(), args=finder.FLAGS)
        for lang in ("ko", "en"):
            for width, height in SIZES:
                theme = "dark" if (lang, width) == ("en", 1280) else "light"
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=theme
                )
                lab = Lab(context, program.url)
                for name, run in LABS.items():
                    lab.open(f"/{name}?lang={lang}")
                    run(lab)
                    path = OUT / f"{name}-{width}x{height}-{lang}-{theme}.png"
                    lab.page.screenshot(path=path)
                    print(path)
                context.close()
        browser.close()
    program.stop()


def _network(lab: Lab) -> None:
    """Adam for 40 epochs, then SGD, on the circle."""
    edit = {"kind": "method", "method": ADAM_THEN_SGD}
    lab.page.evaluate("edit => window.downhill.do({type: 'edit/made', edit})", edit)
    lab.until("s.pending === 0")
    lab.page.evaluate("window.downhill.do({type: 'run/played', speed: 200})")
    lab.until("s.step > 700", timeout=60_000)
    lab.page.evaluate("window.downhill.do({type: 'run/paused'})")
    lab.until("s.status === 'paused' && s.landscape.n === 41")
    lab.page.wait_for_timeout(1500)


def _descent(lab: Lab) -> None:
    """The race down Rosenbrock's valley."""
    lab.page.evaluate("window.downhill.do({type: 'run/played', speed: 100})")
    lab.until("s.step > 200", timeout=60_000)
    lab.page.evaluate("window.downhill.do({type: 'run/paused'})")
    lab.until("s.status === 'paused' && s.settled && s.landscape?.finest")
    lab.page.wait_for_timeout(1500)


def _backprop(lab: Lab) -> None:
    """CS231n's sigmoid neuron, half way back; p − y beside it."""
    lab.page.locator("select").filter(
        has=lab.page.locator("option[value=sigmoid]")
    ).first.select_option("sigmoid")
    lab.until("s.studies.graph?.leaves?.length === 5 && s.studies.softmax?.p")
    lab.page.evaluate("window.downhill.do({type: 'walk/put', at: 12})")
    lab.page.wait_for_timeout(1000)


def _neuron(lab: Lab) -> None:
    """A neuron by hand, the gallery over a trained network's sums, deep networks after a while."""
    lab.page.evaluate("window.downhill.do({type: 'run/played', speed: 200})")
    lab.until("s.step > 300", timeout=60_000)
    lab.page.evaluate("window.downhill.do({type: 'run/paused'})")
    lab.until("s.status === 'paused' && s.studies.depth?.curves")
    lab.page.wait_for_timeout(1500)


LABS = {"network": _network, "descent": _descent, "backprop": _backprop, "neuron": _neuron}


if __name__ == "__main__":
    main()
