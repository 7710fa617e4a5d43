"""Cases of trouble: clients that stall, bad lines, restarts, crowds that come back, rubbish."""

import argparse
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import numpy as np

from tests.bench.load_cases import LIGHT, PLAIN, WARM, Stage, hello, light, played
from tests.bench.load_crowd import Crowd, measure
from tests.bench.load_proxy import Proxy
from tests.bench.load_server import Server
from tests.bench.load_table import gaps, row

Options = argparse.Namespace
Rows = Iterator[list[str]]
LIVE, SPEED = 20, 150
FORGET = 12.0  # seconds after which the server knows how long a line is now
WATCHED = 45.0  # seconds that stalled clients are given to leave


def stalled(count: int, options: Options) -> Rows:
    """Twenty live ones alone, then with clients that say hello, play, and never read. Every other
    one of them has a small receive buffer, so that the server's own fills.
    """
    count = count or 100
    with Stage() as stage:
        server, live, dead = stage.server, stage.crowd(), stage.crowd()
        live.connect("live", light(LIVE, options))
        found = played(stage, {live: ["live"]}, options)
        yield row("live alone", found, "live", stage.before)
        files, memory = server.files, server.memory
        watch = Watch(server, memory, files)
        dead.connect(
            "dead", light(count, options), kind="stalled", small=[i % 2 == 0 for i in range(count)]
        )
        connected = time.monotonic() - watch.begun
        found = measure(server, {live: ["live"]}, WATCHED)
        watch.stop()
        more = watch.told(count, connected)
        yield row(f"live beside {count} stalled", found, "live", stage.before, more)


class Watch:
    """Memory and descriptors of a server, four times a second."""

    def __init__(self, server: Server, memory: int, files: int) -> None:
        self.server, self.memory, self.files = server, memory, files
        self.begun, self.seen = time.monotonic(), list[tuple[float, int, int, int]]()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._ended.wait(0.25):
            at = time.monotonic() - self.begun
            held = kernel_memory(self.server.port)
            self.seen.append((at, self.server.memory - self.memory, held, self.server.files))

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()

    def told(self, count: int, connected: float) -> list[str]:
        here = [grown for at, grown, _, _ in self.seen if at <= connected + 1][-1]
        most = max(grown for _, grown, _, _ in self.seen)
        kernel = max(held for _, _, held, _ in self.seen)
        left = [at for at, _, _, files in self.seen if files > self.files]
        still = self.seen[-1][3] - self.files
        gone = f"{still} still there" if still > 0 else f"gone after {left[-1]:.1f} s"
        return [
            f"+{here / 1024 / count:.0f} KB each", f"then +{(most - here) / 1024 / count:.0f}",
            f"kernel {kernel / 1024 / count:.0f} KB each", gone,
        ]  # fmt: skip


def kernel_memory(port: int) -> int:
    """Bytes that the kernel holds for a server's connections: received, and waiting to go."""
    asked = ["ss", "-tmnH", f"sport = :{port}"]
    told = subprocess.run(asked, capture_output=True, text=True).stdout
    found = re.findall(r"skmem:\(r(\d+),rb\d+,t\d+,tb\d+,f\d+,w(\d+)", told)
    return sum(int(received) + int(waiting) for received, waiting in found)


# Bad lines


def slow(count: int, options: Options) -> Rows:
    """A few behind a bad line. A picture's age is told by its step: a run at a chosen speed is a
    clock, set while the line was still good. `drift`: how far that clock was off afterwards.
    """
    count = count or 4
    with Stage() as stage:
        proxy, crowd = Proxy(stage.server.port), stage.crowd()
        crowd.connect("slow", [hello(LIGHT, PLAIN)] * count, SPEED, "keeps", port=proxy.port)
        good = played(stage, {crowd: ["slow"]}, argparse.Namespace(seconds=3.0))
        zero = offsets(crowd)
        yield row("a good line", good, "slow", stage.before, aged(crowd, zero))
        rate = good.groups["slow"]["bytes"] / good.seconds / count / 3
        for name, line in (
            (f"a third: {rate / 1000:.0f} kB/s", {"rate": rate}),
            ("50 ms each way", {"delay": 0.05}),
            ("both", {"rate": rate, "delay": 0.05}),
        ):
            proxy.tell("set", **line)
            time.sleep(FORGET)
            found = measure(stage.server, {crowd: ["slow"]}, options.seconds)
            told = aged(crowd, zero)
            proxy.tell("set")
            time.sleep(1.0)
            crowd.ask("mark")
            time.sleep(1.0)
            after = offsets(crowd)
            drift = 1000 * max(abs(a - b) for a, b in zip(after, zero, strict=True))
            zero = after
            more = [*told, f"drift {drift:.0f} ms"]
            yield row(name, found, "slow", stage.before, more)
        yield holed(stage, crowd, proxy)
        yield torn(stage, crowd, proxy)
        proxy.stop()


def offsets(crowd: Crowd) -> list[float]:
    """Of each client the clock's time at step 0, by the quickest of its pictures."""
    return [
        float(min(np.array(times) - np.array(steps) / SPEED))
        for times, steps in crowd.ask("report", name="slow", raw=True)["raw"]
    ]


def aged(crowd: Crowd, zero: list[float]) -> list[str]:
    raw = crowd.ask("report", name="slow", raw=True)["raw"]
    ages = np.concatenate(
        [np.array(t) - np.array(k) / SPEED - z for (t, k), z in zip(raw, zero, strict=True)]
    )
    middle, late, worst = gaps(ages.tolist())
    return [f"age {middle:.0f} / {late:.0f} / {worst:.0f} ms"]


def holed(stage: Stage, crowd: Crowd, proxy: Proxy) -> list[str]:
    """Nothing passes for five seconds; what comes in the first second after it?"""
    crowd.ask("mark")
    begun = time.monotonic()
    proxy.tell("hole", seconds=5.0)
    found = measure(stage.server, {crowd: ["slow"]}, 8.0)
    raw = crowd.ask("report", name="slow", raw=True)["raw"]
    first = [sum(begun + 4.95 < t < begun + 5.95 for t in times) for times, _ in raw]
    jumps = [int(np.diff([0, *steps])[1:].max()) for _, steps in raw]
    more = [f"{max(first)} frames in the second after it", f"longest jump {max(jumps)} steps"]
    return row("a hole of 5 s", found, "slow", stage.before, more)


def torn(stage: Stage, crowd: Crowd, proxy: Proxy) -> list[str]:
    """The connection is torn each 5 s, three times."""
    crowd.ask("mark")
    timers = [threading.Timer(5.0 * i, proxy.tell, ("cut",)) for i in range(3)]
    for timer in timers:
        timer.start()
    found = measure(stage.server, {crowd: ["slow"]}, 15.0)
    got = found.groups["slow"]
    away = [b - a for lost, back in zip(got["lost"], got["back"], strict=True)
            for a, b in zip(lost, back, strict=False)]  # fmt: skip
    raw = crowd.ask("report", name="slow", raw=True)["raw"]
    fell = sum(int((np.diff(steps) < 0).sum()) for _, steps in raw)
    more = [f"away {1000 * np.median(away):.0f} / {1000 * max(away):.0f} ms", f"{fell} fell back"]
    return row("torn each 5 s", found, "slow", stage.before, more)


# Restarts


def restart(count: int, options: Options, by: int = signal.SIGKILL) -> Rows:
    """The server is killed and started again; the clients come back with their checkpoints."""
    count = count or 100
    with Stage() as stage:
        crowd = stage.crowd()
        crowd.connect("all", light(count, options), kind="keeps")
        crowd.ask("start", name="all")
        time.sleep(WARM)
        ended = stage.server.kill(by)
        crowd.ask("mark")
        stage.server = Server(port=stage.server.port)
        up = time.monotonic()
        crowd.ask("await", name="all")
        all_back = time.monotonic() - up
        time.sleep(1.0)
        found = measure_since(stage, crowd)
        got = found.groups["all"]
        codes = sorted({code for closed in got["closed"] for code in closed})
        more = [
            f"ended in {ended:.2f} s", f"codes {codes}", f"all back {all_back:.2f} s after it was",
        ]  # fmt: skip
        name = signal.Signals(by).name
        yield row(f"{name} and back", found, "all", stage.before, more)


def terminate(count: int, options: Options) -> Rows:
    yield from restart(count, options, signal.SIGTERM)


def measure_since(stage: Stage, crowd: Crowd):
    """What came since the mark, without another one."""
    found = measure(stage.server, {}, 0.01)
    found.groups["all"] = crowd.ask("report", name="all")
    found.seconds = found.groups["all"]["seconds"]
    return found


def rejoin(count: int, options: Options) -> Rows:
    """Many are cut off at once and come back, beside twenty who stayed."""
    count = count or 100
    with Stage() as stage:
        live, many = stage.crowd(), stage.crowd()
        live.connect("live", light(LIVE, options))
        many.connect("many", light(count, options), kind="keeps")
        many.ask("start", name="many")
        found = played(stage, {live: ["live"]}, options)
        yield row(f"live beside {count}", found, "live", stage.before)
        live.ask("mark")
        many.ask("drop", name="many")
        begun = time.monotonic()
        many.ask("await", name="many")
        passed = time.monotonic() - begun
        got = live.ask("report", name="live")
        found.groups["live"], found.seconds = got, got["seconds"]
        more = [f"all back after {passed:.2f} s"]
        yield row(f"live while {count} come back", found, "live", stage.before, more)


def rubbish(count: int, options: Options) -> Rows:
    """Twenty live ones alone, then beside one who says rubbish."""
    rate = count or 2000
    with Stage() as stage:
        live = stage.crowd()
        live.connect("live", light(LIVE, options))
        found = played(stage, {live: ["live"]}, options)
        yield row("live alone", found, "live", stage.before)
        asked = [stage.server.port, rate, options.seconds + 1]
        program = [sys.executable, "-m", "tests.bench.load_rubbish", *map(str, asked)]
        noisy = subprocess.Popen(program, stdout=subprocess.PIPE, text=True)
        time.sleep(0.5)
        found = measure(stage.server, {live: ["live"]}, options.seconds)
        said, came = noisy.communicate()[0].split()
        more = [f"{said} said", f"shown out {came} times"]
        yield row(f"live beside {rate} rubbish/s", found, "live", stage.before, more)


TROUBLE: dict[str, Callable[[int, Options], Rows]] = {
    "stalled": stalled,
    "slow": slow,
    "restart": restart,
    "terminate": terminate,
    "rejoin": rejoin,
    "rubbish": rubbish,
}
