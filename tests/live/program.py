"""The program in a process of its own, as people start it; lines of Python may stand before."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WITHIN = 20.0  # seconds; nothing waits that long when all is well
START = "import sys; from server.__main__ import main; sys.exit(main(sys.argv[1:]))"


class Program:
    def __init__(self, *options: str, port: int = 0, before: str = "") -> None:
        run = ["-c", f"{before}\n{START}"] if before else ["-m", "server"]
        self.said = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [sys.executable, *run, "--port", str(port), *options],
            stdout=subprocess.PIPE, stderr=self.said, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert "http://127.0.0.1:" in line, line + self.errors
        self.port = int(line.split("127.0.0.1:")[1].split("/")[0])
        self.files_alone = self._answering()

    def _answering(self) -> int:
        """Its descriptors once it answers: it listens before it is ready."""
        with socket.create_connection(("127.0.0.1", self.port), WITHIN) as line:
            line.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
            while line.recv(1000):
                pass
        return self.files

    def __enter__(self) -> "Program":
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.send(signal.SIGCONT)
            self.ended(signal.SIGKILL)
        self.said.close()

    def send(self, number: int) -> None:
        self.process.send_signal(number)

    def ended(self, by: int = signal.SIGTERM) -> float:
        """→ seconds until it was gone."""
        begun = time.monotonic()
        self.send(by)
        self.process.wait(WITHIN)
        return time.monotonic() - begun

    @property
    def errors(self) -> str:
        """All that it wrote to its standard error."""
        self.said.seek(0)
        return self.said.read()

    @property
    def files(self) -> int:
        """Open descriptors."""
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    @property
    def memory(self) -> float:
        """Resident MiB."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def alone(self, within: float = WITHIN) -> float:
        """Seconds until nothing is left of any connection."""
        begun = time.monotonic()
        while self.files > self.files_alone:
            passed = time.monotonic() - begun
            more = self.files - self.files_alone
            assert passed < within, f"{more} descriptors more than at first, after {passed:.0f} s"
            time.sleep(0.02)
        return time.monotonic() - begun
