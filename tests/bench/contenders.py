"""Who is measured, and how: in this process, or in a worker that is asked line by line.

A worker reads lines of JSON. {"work": W, "n": n} does W n times and answers {"cpu": seconds};
{"work": W, "check": true} answers {"values": [...]}, the numbers that all contenders must share,
from the initial weights; {"about": true} answers {"about": "PyTorch 2.13.0"}.
"""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

PEERS = Path(__file__).parent / "peers"


class Checked(Protocol):
    def check(self) -> list[float]: ...


class Work(Checked, Protocol):
    def run(self, count: int) -> None: ...


class Contender(Protocol):
    name: str

    def cpu(self, work: str, count: int) -> float: ...
    def check(self, work: str) -> list[float]: ...


class Here:
    """A contender in this process; its works are made when first asked for."""

    def __init__(self, name: str, make: Callable[[str], Work | None]) -> None:
        self.name, self.make, self._works = name, make, dict[str, Work]()

    def cpu(self, work: str, count: int) -> float:
        if work not in self._works:
            self._works[work] = self._made(work)
        run = self._works[work].run
        start = time.process_time()
        run(count)
        return time.process_time() - start

    def check(self, work: str) -> list[float]:
        return self._made(work).check()

    def forget(self) -> None:
        self._works.clear()

    def _made(self, work: str) -> Work:
        made = self.make(work)
        assert made is not None, f"{self.name} does not do {work}"
        return made


class Worker:
    """A contender in a process of its own."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name = name
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.about = self._ask(about=True)["about"]

    def cpu(self, work: str, count: int) -> float:
        return self._ask(work=work, n=count)["cpu"]

    def check(self, work: str) -> list[float]:
        return self._ask(work=work, check=True)["values"]

    def stop(self) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait(20)

    def _ask(self, **ask: Any) -> dict[str, Any]:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(ask) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"{self.name} stopped when asked {ask}")
        return json.loads(answer)


def found(folder: Path) -> tuple[dict[str, Worker], dict[str, str]]:
    """The peers that are there, by name, and for each of the others what to set.
    `folder` holds the cases as JSON.
    """
    workers, missing = dict[str, Worker](), dict[str, str]()
    for name, (find, hint) in PLACES.items():
        command = find()
        if command is None:
            missing[name] = hint
        else:
            workers[name] = Worker(name, [*command, str(folder)])
    return workers, missing


def _pytorch() -> list[str] | None:
    python = os.environ.get("DOWNHILL_BENCH_TORCH", "")
    if not python and importlib.util.find_spec("torch"):
        python = sys.executable
    return [python, str(PEERS / "pytorch.py")] if python else None


def _node(script: str, variable: str, file: str = "") -> list[str] | None:
    path = os.environ.get(variable)
    node = shutil.which("node")
    if not path or node is None:
        return None
    # --single-threaded: no helper threads for compiling and collecting, whose time would count.
    return [node, "--single-threaded", str(PEERS / script), str(Path(path, file).resolve())]


PLACES: dict[str, tuple[Callable[[], list[str] | None], str]] = {
    "PyTorch": (_pytorch, "set DOWNHILL_BENCH_TORCH to a Python that has torch"),
    "Playground": (
        lambda: _node("playground.mjs", "DOWNHILL_BENCH_TFP", "nn.js"),
        "set DOWNHILL_BENCH_TFP to the folder of TensorFlow Playground's nn.ts, compiled to nn.js"
        " (tsc nn.ts --target es2015 --module commonjs); node must be there",
    ),
    "ConvNetJS": (
        lambda: _node("convnet.mjs", "DOWNHILL_BENCH_CONVNETJS"),
        "set DOWNHILL_BENCH_CONVNETJS to the path of convnet.js; node must be there",
    ),
}
