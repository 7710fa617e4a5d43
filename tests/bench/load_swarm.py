"""`python -m tests.bench.load_swarm`: many clients in one process, on one epoll.

Commands are lines of JSON on standard input, each answered by a line on standard output:
`connect` (when all have had their first frame, or said hello if they never read), `start`, `mark`,
`report` (of what came since the mark), `say`, `drop`. It ends with its input.
"""

import heapq
import json
import os
import select
import sys
import time
from collections import deque
from collections.abc import Callable

import numpy as np

from tests.bench.load_client import SILENCE, Client, Record

AT_ONCE = 32  # connections that are being opened at the same time
SWEEP = 0.05


class Swarm:
    def __init__(self) -> None:
        self.poll = select.epoll()
        self.groups: dict[str, list[Client]] = {}
        self.by_file: dict[int, Client] = {}
        self.timers: list[tuple[float, int, Client]] = []
        self.queue: deque[Client] = deque()
        self.opening: set[Client] = set()
        self.awaited: dict[str, Callable[[Client], bool]] = {}
        self.marked = 0.0
        self.buffer = memoryview(bytearray(1 << 18))
        self.commands = bytearray()

    def run(self) -> None:
        os.set_blocking(0, False)
        self.poll.register(0, select.EPOLLIN)
        swept = 0.0
        while True:
            for file, _ in self.poll.poll(SWEEP):
                if file:
                    self._read(file)
                elif not self._listen():
                    return
            now = time.monotonic()
            if now - swept >= SWEEP / 2:
                swept = now
                self._sweep(now)

    # Sockets

    def _read(self, file: int) -> None:
        client = self.by_file.get(file)
        if client is None or client.socket is None:
            return
        try:
            size = client.socket.recv_into(self.buffer)
        except BlockingIOError:
            return
        except OSError:
            size = 0
        now = time.monotonic()
        if not size or not client.take(self.buffer[:size], now):
            self._lose(client, now)

    def _open(self, client: Client, now: float) -> None:
        try:
            file = client.connect()
        except OSError:
            client.socket = None
            self._again(client, now)
            return
        self.by_file[file] = client
        self.poll.register(file, select.EPOLLIN)

    def _lose(self, client: Client, now: float) -> None:
        self.opening.discard(client)
        if client.socket is not None:
            self.by_file.pop(client.socket.fileno(), None)
        client.leave(now)
        if client.kind == "keeps":
            self._again(client, now)

    def _again(self, client: Client, now: float) -> None:
        heapq.heappush(self.timers, (now + client.wait(), id(client), client))

    def _sweep(self, now: float) -> None:
        """What the time brings: connections, what is owed, answers that have been waited for."""
        while self.timers and self.timers[0][0] <= now:
            self._open(heapq.heappop(self.timers)[2], now)
        self.opening = {c for c in self.opening if not self._ready(c)}
        while self.queue and len(self.opening) < AT_ONCE:
            client = self.queue.popleft()
            self.opening.add(client)
            self._open(client, now)
        for client in self.by_file.values():
            if client.owed and now - client.paid > SILENCE:
                client.pay(now)
        for name, ready in list(self.awaited.items()):
            if all(map(ready, self.groups[name])):
                del self.awaited[name]
                answer({"done": name})

    def _ready(self, client: Client) -> bool:
        """Whether it has come as far as its kind does; who never reads is no longer listened to."""
        if client.socket is None:
            return client.kind != "keeps"
        if client.kind != "stalled":
            return not client.awaited
        if client.shaken and client.socket.fileno() in self.by_file:
            self.poll.unregister(client.socket.fileno())
            del self.by_file[client.socket.fileno()]
        return client.shaken

    # Commands

    def _listen(self) -> bool:
        data = os.read(0, 1 << 20)
        if not data:
            return False
        self.commands += data
        *lines, rest = self.commands.split(b"\n")
        self.commands = bytearray(rest)
        for line in lines:
            command = json.loads(line)
            getattr(self, f"do_{command.pop('do')}")(**command)
        return True

    def do_connect(
        self, name: str, port: int, hellos: list, kind: str, play: str | None, small: list
    ) -> None:
        made = [Client(port, h, kind, play, s) for h, s in zip(hellos, small, strict=True)]
        self.groups.setdefault(name, []).extend(made)
        self.queue.extend(made)
        self.awaited[name] = self._ready

    def do_await(self, name: str) -> None:
        """Until everybody has a frame on a connection of now."""
        self.awaited[name] = lambda client: client.socket is not None and not client.awaited

    def do_start(self, name: str) -> None:
        for client in self.groups[name]:
            client.start()
        answer({"done": name})

    def do_say(self, name: str, text: str) -> None:
        for client in self.groups[name]:
            client.say(text)
        answer({"done": name})

    def do_texts(self, name: str) -> None:
        answer({"texts": [client.texts for client in self.groups[name]]})

    def do_drop(self, name: str) -> None:
        now = time.monotonic()
        for client in self.groups[name]:
            if client.socket is not None:
                self._lose(client, now)
        answer({"done": name})

    def do_mark(self) -> None:
        self.marked = time.monotonic()
        for group in self.groups.values():
            for client in group:
                client.record = Record()
        answer({"done": "mark"})

    def do_report(self, name: str, raw: bool = False) -> None:
        group = self.groups[name]
        told = report(group, self.marked, time.monotonic())
        if raw:
            told["raw"] = [[c.record.times.tolist(), c.record.steps.tolist()] for c in group]
        answer(told)

    def do_latency(self, name: str, of: str) -> None:
        """Seconds from the presenter's receipt of a step to each follower's."""
        first = self.groups[of][0].record
        seen = dict(zip(first.steps, first.times, strict=True))
        records = [client.record for client in self.groups[name]]
        pairs = [zip(r.steps, r.times, strict=True) for r in records]
        answer({"waits": [at - seen[k] for pair in pairs for k, at in pair if k in seen]})


def report(group: list[Client], begun: float, ended: float) -> dict:
    """What a group of clients got between two moments of the clock."""
    gaps, frames, steps, size = [], [], [], 0
    for client in group:
        times, done = np.array(client.record.times), np.array(client.record.steps)
        gaps.append(np.diff(times))
        last = times[-1] if len(times) else begun
        if ended - last > 0.1:  # a silence that has not ended
            gaps.append(np.array([ended - last]))
        frames.append(len(times))
        steps.append(float(done[-1] - done[0]) if len(done) > 1 else 0.0)
        size += client.record.bytes
    return {
        "seconds": ended - begun,
        "frames": frames, "steps": steps, "bytes": size,
        "gaps": np.concatenate(gaps).tolist() if gaps else [],
        "lost": [c.lost for c in group], "back": [c.back for c in group],
        "first": [c.first for c in group],
        "closed": [c.closed_with for c in group], "now": ended, "begun": begun,
        "errors": [c.texts["error"] for c in group if "error" in c.texts],
    }  # fmt: skip


def answer(message: dict) -> None:
    print(json.dumps(message), flush=True)


if __name__ == "__main__":
    sys.exit(Swarm().run())
