"""The cases of a load: each a function of its number and the options → rows of the table."""

import argparse
import time
from collections.abc import Callable, Iterator

from tests.bench.load_crowd import Crowd, Measured, measure
from tests.bench.load_server import Server
from tests.bench.load_table import gaps, row

Options = argparse.Namespace
Rows = Iterator[list[str]]
WARM = 3.0  # seconds

TANH = [{"units": 8, "activation": "tanh"}] * 2
LIGHT = {"model": {"hidden": TANH}, "batch": 10}
HEAVY = {"model": {"hidden": [{"units": 32, "activation": "tanh"}] * 6}, "batch": 10}
PLAIN = {"theta": True, "field": 24, "curve": 1}
# What the Network lab asks for: showOf in static/js/commands.js.
PANELS = {"theta": True, "grad": True, "hist": True, "maps": 24, "field": 64, "batch": True,
          "curve": 32, "landscape": True, "probe": None}  # fmt: skip


def hello(spec: dict, show: dict) -> dict:
    return {"type": "hello", "role": "own", "spec": spec, "show": show}


def varied(i: int) -> dict:
    """The same shape with data, rate and λ of its own."""
    return LIGHT | {
        "seeds": {"data": i, "init": i, "batches": i},
        "penalty": {"kind": "l2", "lambda": 1e-4 * (1 + i % 7)},
        "methods": [{"blocks": [{"optimizer": "adam", "rate": 0.01 * (1 + i % 5)}]}],
    }


def light(count: int, options: Options) -> list[dict]:
    specs = [varied(i) if options.varied else {} if options.defaults else LIGHT
             for i in range(count)]  # fmt: skip
    return [hello(spec, PLAIN) for spec in specs]


class Stage:
    """A server and one crowd, and both gone at the end."""

    def __init__(self, mode: str = "cohorts") -> None:
        self.server = Server(mode)
        self.before = self.server.memory
        self.crowds: list[Crowd] = []

    def __enter__(self) -> "Stage":
        return self

    def __exit__(self, *_: object) -> None:
        for crowd in self.crowds:
            crowd.stop()
        self.server.stop()

    def crowd(self) -> Crowd:
        self.crowds.append(Crowd(self.server.port))
        return self.crowds[-1]


def own(count: int, options: Options, mode: str = "cohorts") -> Rows:
    count = count or 300
    with Stage(mode) as stage:
        crowd = stage.crowd()
        crowd.connect("own", light(count, options))
        found = played(stage, {crowd: ["own"]}, options)
        kind = " varied" * options.varied or " defaults" * options.defaults
        yield row(("own" if mode == "cohorts" else mode) + kind, found, "own", stage.before)


def plain(count: int, options: Options) -> Rows:
    yield from own(count, options, "plain")


def page(count: int, options: Options, speed: float = 0) -> Rows:
    with Stage() as stage:
        crowd = stage.crowd()
        crowd.connect("page", [hello({}, PANELS)] * (count or 20), speed)
        crowd.ask("say", name="page", text='{"type":"landscape","size":41}')
        found = played(stage, {crowd: ["page"]}, options)
        yield row("page, 150 steps/s" if speed else "page, full speed", found, "page", stage.before)


def paced(count: int, options: Options) -> Rows:
    yield from page(count, options, 150)


def follow(count: int, options: Options) -> Rows:
    """One run that many look at."""
    with Stage() as stage:
        crowd = stage.crowd()
        crowd.connect("presenter", light(1, options))
        crowd.ask("say", name="presenter", text='{"type":"share"}')
        code = shared(crowd)
        joining = {"type": "hello", "role": "follow", "code": code}
        crowd.connect("followers", [joining] * (count or 1000), None)
        found = played(stage, {crowd: ["presenter", "followers"]}, options)
        waits = crowd.ask("latency", name="followers", of="presenter")["waits"]
        late = "later {:.1f} / {:.1f} / {:.1f} ms".format(*gaps(waits))
        yield row("presenter", found, "presenter", stage.before)
        yield row("followers", found, "followers", stage.before, [late])


def shared(crowd: Crowd) -> str:
    """The code by which others can follow."""
    for _ in range(100):
        texts = crowd.ask("texts", name="presenter")["texts"][0]
        if "shared" in texts:
            return texts["shared"]["code"]
        time.sleep(0.05)
    raise SystemExit(f"load: the server does not share a run: {texts.get('error')}")


def mixed(count: int, options: Options) -> Rows:
    """Ten heavy ones among 290 light ones, and 300 light ones, one after the other."""
    count = count or 300
    heavy = max(1, count // 30)
    with Stage() as stage:
        crowd = stage.crowd()
        crowd.connect("light", light(count, options))
        found = played(stage, {crowd: ["light"]}, options)
        yield row("light alone", found, "light", stage.before)
    with Stage() as stage:
        crowd = stage.crowd()
        crowd.connect("light", light(count - heavy, options))
        crowd.connect("heavy", [hello(HEAVY, PANELS)] * heavy, 0)
        found = played(stage, {crowd: ["light", "heavy"]}, options)
        yield row("light among heavy", found, "light", stage.before)
        yield row("the heavy", found, "heavy", stage.before)


def played(stage: Stage, crowds: dict[Crowd, list[str]], options: Options) -> Measured:
    """Start all, let them warm up, and measure."""
    for crowd, names in crowds.items():
        for name in names:
            crowd.ask("start", name=name)
    time.sleep(WARM)
    return measure(stage.server, crowds, options.seconds)


CASES: dict[str, Callable[[int, Options], Rows]] = {
    "own": own,
    "plain": plain,
    "page": page,
    "paced": paced,
    "follow": follow,
    "mixed": mixed,
}
