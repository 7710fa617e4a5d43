"""The Backprop and the Neuron lab while something is dragged or runs: the script of a picture,
answers a second, and how long an input takes until its answer is drawn. Part of tests.bench.page.
"""

import json

from playwright.sync_api import BrowserContext, Page

SECONDS = 4
LEAF = "({ backprop }) => ({ values: { ...backprop.values, w0: 2 + turn } })"
X = "({ neuron }) => ({ machine: { ...neuron.machine, x: [1.2 + turn] } })"
CURSOR = "({ neuron }) => ({ gallery: { ...neuron.gallery, z: 1.2 + turn } })"
SIGMOID = {
    "text": "1 / (1 + exp(−(w0·x0 + w1·x1 + w2)))", "preset": "sigmoid",
    "values": {"w0": 2, "x0": -1, "w1": -3, "x1": -2, "w2": -3}, "at": 99,
}  # fmt: skip
# Another value in each picture, as a fast hand does; then one at a time, until it is drawn.
DRAG = """async ([lab, about, made, seconds]) => {
  const view = window.downhill.state().view, change = Function("turn", `return ${made}`);
  const act = (made) => window.downhill.do({ type: "lab/changed", lab, change: made });
  const put = (turn) => act(change(turn)(view));
  const next = () => new Promise(requestAnimationFrame);
  const rest = (ms) => new Promise((done) => setTimeout(done, ms));
  window.costs.length = window.heard.length = 0;
  for (let i = 0, end = performance.now() + seconds * 1000; performance.now() < end; i++) {
    put(Math.sin(i / 20));
    await next();
  }
  const told = { costs: window.costs.slice(), heard: window.heard.slice(), waits: [] };
  for (let i = 0; i < 30; i++) {
    await rest(100);
    window.heard.length = 0;
    const start = performance.now();
    put(i / 40);
    while (!window.heard.some((one) => one.about === about)) await next();
    await rest(0); // the picture of the frame in which it was there is made
    told.waits.push(performance.now() - start);
  }
  return told;
}"""
SIZED = """(sizes) => {
  const { journal } = window.downhill.state();
  const hidden = sizes.map((units) => ({ ...journal.spec.model.hidden[0], units }));
  const spec = { ...journal.spec, model: { ...journal.spec.model, hidden } };
  window.downhill.do({ type: "run/rerun", journal: { spec, edits: [] }, step: 0 });
}"""


def labs(context: BrowserContext, url: str) -> None:
    page = opened(context, url, "backprop")
    change(page, "backprop", SIGMOID)
    dragged(page, "a leaf of the sigmoid neuron", "backprop", "graph", LEAF)
    page.evaluate(SIZED, [6, 4])
    change(page, "backprop", {"source": "network", "beside": "influence", "at": 999})
    for speed, name in ((60, "60 steps a second"), (0, "full speed")):
        page.evaluate("speed => window.downhill.do({type: 'run/played', speed})", speed)
        watched(page, f"graph of 2-6-4-1 and influence, {name}")
    page.close()
    page = opened(context, url, "neuron")
    dragged(page, "x of the machine", "neuron", "neuron", X)
    dragged(page, "the gallery's cursor", "neuron", "activations_at", CURSOR)
    page.evaluate(
        """() => window.downhill.do({ type: "lab/changed", lab: "neuron", change: {
        depth: { ...window.downhill.state().view.neuron.depth, playing: true, pace: 2 } } })"""
    )
    watched(page, "four networks of 12 × 16 train")
    page.close()


def opened(context: BrowserContext, url: str, lab: str) -> Page:
    page = context.new_page()
    page.goto(f"{url}/{lab}?lang=ko")
    page.wait_for_selector("html[data-ready]")
    page.wait_for_timeout(1500)
    return page


def change(page: Page, lab: str, made: dict) -> None:
    page.evaluate(
        f"change => window.downhill.do({{ type: 'lab/changed', lab: '{lab}', change }})", made
    )
    page.wait_for_timeout(1500)


def dragged(page: Page, name: str, lab: str, about: str, made: str) -> None:
    told = page.evaluate(DRAG, [lab, about, made, SECONDS])
    said(name, told)
    print(f"{name + ': drawn after':75}{spread(told['waits'])}")


def watched(page: Page, name: str) -> None:
    page.wait_for_timeout(1000)
    page.evaluate("window.costs.length = window.heard.length = 0")
    page.wait_for_timeout(SECONDS * 1000)
    said(name, json.loads(page.evaluate("JSON.stringify({ costs, heard })")))


def said(name: str, told: dict) -> None:
    print(f"{name + ': script of a picture':75}{spread(told['costs'])}")
    answers: dict[str, list[int]] = {}
    for one in told["heard"]:
        if one["kind"] == "study":
            answers.setdefault(one["about"], []).append(one["bytes"])
    for about, sizes in answers.items():
        each = f"{len(sizes) / SECONDS:.1f} of {sum(sizes) / len(sizes) / 1024:.1f} KiB"
        print(f"{name + ': answers a second, ' + about:75}{each}")


def spread(times: list[float]) -> str:
    each = sorted(times)
    late = each[int(len(each) * 0.95)]
    return f"{each[len(each) // 2]:.1f} ms (median), {late:.1f} ms (95 %)"
