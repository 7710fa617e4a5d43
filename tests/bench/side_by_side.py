"""The engine beside its peers: measured, checked to compute the same, and told as tables."""

import os
import platform
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from server.engine.core import Array
from tests.bench import engine, naive, wires
from tests.bench.cases import CASES
from tests.bench.contenders import Contender, Here, Worker, found
from tests.bench.groups import SATURATED_AT_MOST, Group, groups
from tests.bench.rounds import Effort, Timed, measure
from tests.bench.table import Table

SCALE = {"µs": 1e6, "ms": 1e3}
EXACT, SINGLE = 1e-8, 2e-4
IN_FLOAT32 = ("float32", "NumPy float32", "PyTorch")


class Bench:
    def __init__(self, effort: Effort, only: str, folder: Path) -> None:
        self.effort, self.only = effort, only
        for case in CASES.values():
            case.write(folder)
        self.workers, self.missing = found(folder)
        self.here = {
            "float64": Here("float64", engine.works(np.float64)),
            "float32": Here("float32", _ours32),
            "NumPy float64": Here("NumPy float64", naive.works(np.float64)),
            "NumPy float32": Here("NumPy float32", naive.works(np.float32)),
            "json": Here("json", wires.works),
        }
        if wires.msgpack:
            for name in ("msgpack", "msgpack, lists"):
                self.here[name] = Here(name, wires.works)
        else:
            self.missing["msgpack"] = "pip install msgpack where this Python finds it"
        self.all: dict[str, Contender] = {**self.here, **self.workers}
        self.ratios = Table(
            "compared",
            "peer",
            "peer's time",
            "float64",
            "times",
            "goal",
            "float32",
            "times",
            "goal",
        )
        self.notes: list[str] = []

    def run(self) -> None:
        for group in groups():
            if self.only in group.title:
                self.measured(group)
                self.forget()
        if self.only in "saturated":
            self.denormals()

    def measured(self, group: Group) -> None:
        print(f"  {group.title}", file=sys.stderr, flush=True)
        timed = {name: Timed(self.all[name], group.work, group.units) for name in group.ours}
        for name, (work, units) in group.peers.items():
            if name in self.all:
                timed[name] = Timed(self.all[name], work, units)
        self.check(group, timed)
        medians = dict(zip(timed, measure(list(timed.values()), self.effort), strict=True))
        for name in group.peers:
            if name in medians:
                self.ratios.add(*_row(group, name, medians))

    def check(self, group: Group, timed: Mapping[str, Timed]) -> None:
        """The same numbers as naive float64, or else as our float64."""
        reference = naive.reference(group.work)
        if reference is not None:
            wanted = reference.check()
        else:
            wanted = timed[next(iter(timed))].contender.check(group.work)
        for name, one in timed.items():
            got = np.array(one.contender.check(one.work))
            worst = _worst(got, np.resize(wanted, got.shape))
            if not worst <= (SINGLE if name in IN_FLOAT32 else EXACT):
                self.notes.append(f"{group.title}: {name} computes something else, by {worst:.1e}")

    def denormals(self) -> None:
        """A network that saw one class until it saturated, against a healthy one."""
        print("  saturated network", file=sys.stderr, flush=True)
        works = ("step:c:adam", "saturated:c:flushed", "saturated:c:kept")
        for name in ("float64", "float32"):
            timed = [Timed(self.all[name], work) for work in works]
            healthy, flushed, kept = measure(timed, self.effort)
            self.notes.append(
                f"saturated network, Adam (c), {name}: {flushed / healthy:.2f} × a healthy one's"
                f" {healthy * 1e6:.1f} µs (wanted: at most {SATURATED_AT_MOST},"
                f" {'reached' if flushed / healthy <= SATURATED_AT_MOST else 'MISSED'});"
                f" with denormals kept {kept / healthy:.2f} ×"
            )
        self.forget()

    def forget(self) -> None:
        for one in self.here.values():
            one.forget()

    def stop(self) -> None:
        for worker in self.workers.values():
            worker.stop()


def _ours32(work: str) -> engine.Work | None:
    return (
        engine.Written(wires.values()) if work == "frame:ours" else engine.works(np.float32)(work)
    )


def _worst(got: Array, wanted: Array) -> float:
    return float(np.max(np.abs(got - wanted) / np.maximum(1, np.abs(wanted)), initial=0))


def _row(group: Group, peer: str, medians: Mapping[str, float]) -> list[str]:
    """A peer's time, and how many times cheaper ours is."""
    row = [group.title, peer, f"{medians[peer] * SCALE[group.unit]:.4g} {group.unit}"]
    for name, goal in zip(("float64", "float32"), group.goals.get(peer, (None, None)), strict=True):
        if name not in medians:
            row += ["", "", ""]
            continue
        ratio = medians[peer] / medians[name]
        reached = "" if goal is None else f"{goal:g} {'✓' if ratio >= goal else '✗'}"
        row += [f"{medians[name] * SCALE[group.unit]:.4g}", f"{ratio:.3g}", reached]
    return row


def machine(workers: Mapping[str, Worker]) -> str:
    model = platform.processor() or platform.machine()
    try:
        text = Path("/proc/cpuinfo").read_text()
        model = next(x for x in text.splitlines() if x.startswith("model name")).split(": ")[1]
    except (OSError, StopIteration):
        pass
    load = f"load {os.getloadavg()[0]:.1f}, " if hasattr(os, "getloadavg") else ""
    ours = f"{model}, {os.cpu_count()} cores, {load}Python {platform.python_version()}"
    return "; ".join([f"{ours}, NumPy {np.__version__}", *(w.about for w in workers.values())])


def main(effort: Effort, only: str, markdown: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(effort, only, Path(folder))
        try:
            bench.run()
        finally:
            bench.stop()
    print(machine(bench.workers))
    print("CPU time of one thread, medians of interleaved rounds; times = peer's time / ours\n")
    print(bench.ratios.text(markdown))
    for note in bench.notes:
        print(f"- {note}")
    for name, hint in bench.missing.items():
        print(f"- {name} not found: {hint}")
