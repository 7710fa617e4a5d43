"""Crowd: a swarm of clients in a process of its own, told what to do line by line; and what they
measured together with what the server used meanwhile.
"""

import json
import select
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tests.bench.load_server import Server, cpu, machine


class Crowd:
    def __init__(self, port: int) -> None:
        self.port = port
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.load_swarm"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def ask(self, do: str, within: float = 300.0, **fields: Any) -> dict:
        """One command, and its answer; TimeoutError without one."""
        self.tell(do, **fields)
        return self.hear(within)

    def tell(self, do: str, **fields: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **fields}) + "\n")
        self.process.stdin.flush()

    def hear(self, within: float) -> dict:
        assert self.process.stdout is not None
        if not select.select([self.process.stdout], [], [], within)[0]:
            raise TimeoutError(f"the clients have not answered for {within:.0f} s")
        line = self.process.stdout.readline()
        assert line, "the clients have stopped"
        return json.loads(line)

    def connect(
        self, name: str, hellos: list[dict], speed: float | None = 150, kind: str = "live",
        small: list[bool] | None = None, port: int = 0,
    ) -> None:  # fmt: skip
        """`speed`: what `play` will ask for, None: nothing. `small`: whose receive buffer is."""
        play = None if speed is None else json.dumps({"type": "play", "speed": speed})
        self.ask(
            "connect", name=name, port=port or self.port, hellos=hellos, kind=kind, play=play,
            small=small or [False] * len(hellos),
        )  # fmt: skip

    def stop(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(20)

    @property
    def cpu(self) -> float:
        return cpu(self.process.pid)


@dataclass
class Measured:
    """A stretch of time: what each group got, and what it cost."""

    seconds: float
    server: float  # cores
    clients: float
    others: float
    memory: int
    files: int
    groups: dict[str, dict] = field(default_factory=dict)

    @property
    def frames(self) -> int:
        return sum(sum(group["frames"]) for group in self.groups.values())


def measure(server: Server, crowds: dict[Crowd, list[str]], seconds: float) -> Measured:
    """Let them go on for a while; groups of several crowds by their names."""
    for crowd in crowds:
        crowd.ask("mark")
    used = [server.cpu, *(c.cpu for c in crowds), machine()]
    begun = time.monotonic()
    time.sleep(seconds)
    passed = time.monotonic() - begun
    used = [now - before for now, before in zip(
        [server.cpu, *(c.cpu for c in crowds), machine()], used, strict=True)]  # fmt: skip
    server_cpu, *clients, all_cpu = used
    cores = [server_cpu / passed, sum(clients) / passed]
    others = all_cpu / passed - sum(cores)
    found = Measured(passed, *cores, others, server.memory, server.files)
    for crowd, names in crowds.items():
        for name in names:
            found.groups[name] = crowd.ask("report", name=name)
    return found


def jain(shares: list[float]) -> float:
    """1 where all have the same, 1/n where one has all."""
    x = np.array(shares, float)
    return float(x.sum() ** 2 / (len(x) * (x**2).sum())) if x.any() else 0.0
