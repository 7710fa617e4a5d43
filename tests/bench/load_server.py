"""The server of a load: the program itself, watched from outside.

`python -m tests.bench.load_server cohorts --port 8000 …` is `downhill --port 8000 …`, and ends with
its input; `plain` instead: each session is computed by itself.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

MOST = 4000  # sessions: more than any case has
TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def main(mode: str, *options: str) -> int:
    from server import __main__ as program

    if mode == "plain":
        alone()
    threading.Thread(target=end_with_input, daemon=True).start()
    return program.main(list(options))


def end_with_input() -> None:
    """Whoever started this server may be killed: it does not stay behind."""
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


def alone() -> None:
    """A plain loop without cohorts: what each session asks for is computed by itself."""
    from server import album, cohort

    album.stackable = lambda stepper: False
    cohort.shape_of = lambda run, trace: None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    def __init__(self, mode: str = "cohorts", port: int = 0) -> None:
        self.port = port or free_port()
        options = ["--port", str(self.port), "--max-sessions", str(MOST)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.load_server", mode, *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        assert "127.0.0.1" in self.process.stdout.readline(), "the server did not start"
        self._answers()

    def _answers(self) -> None:
        """It listens before it accepts: until the page comes nothing is measured."""
        with socket.create_connection(("127.0.0.1", self.port), 30) as line:
            line.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
            assert line.recv(100), "the server does not answer"

    def kill(self, by: int) -> float:
        """→ seconds until it was gone."""
        begun = time.monotonic()
        self.process.send_signal(by)
        self.process.wait(30)
        return time.monotonic() - begun

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    # What it costs

    @property
    def cpu(self) -> float:
        return cpu(self.process.pid)

    @property
    def memory(self) -> int:
        """Resident bytes."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * PAGE

    @property
    def files(self) -> int:
        """Open descriptors."""
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))


def cpu(process: int) -> float:
    """Seconds of CPU that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def machine() -> float:
    """Seconds of CPU that everybody has used, what a host took away included."""
    user, nice, system, _idle, _wait, *more = map(
        int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    )
    return (user + nice + system + sum(more)) / TICK


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
