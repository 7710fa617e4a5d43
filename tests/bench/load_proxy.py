"""`python -m tests.bench.load_proxy PORT`: a bad line to a server on this machine.

Each connection is a line of its own: `rate` bytes a second towards the client (0: as fast as it
goes), `delay` seconds each way, and little room to queue. Commands are lines of JSON on standard
input: `set {rate, delay}`, `hole {seconds}` (nothing passes, nothing is lost), `cut` (all
connections are torn). The first line of output is the port.
"""

import asyncio
import json
import socket
import subprocess
import sys
from typing import Any

PACKET = 1400  # bytes
ROOM = 4096  # bytes that are read ahead


class Line:
    """What all connections have in common: how bad the line is now."""

    def __init__(self, target: int) -> None:
        self.target, self.rate, self.delay = target, 0.0, 0.0
        self.passes = asyncio.Event()
        self.passes.set()
        self.writers: set[asyncio.StreamWriter] = set()

    async def accept(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:  # a client
        narrow = socket.socket()
        narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, ROOM)
        narrow.setblocking(False)
        try:
            await asyncio.get_running_loop().sock_connect(narrow, ("127.0.0.1", self.target))
        except OSError:
            writer.transport.abort()
            return
        from_server, to_server = await asyncio.open_connection(sock=narrow, limit=ROOM)
        self.writers |= {writer, to_server}
        both = self._pass(reader, to_server, False), self._pass(from_server, writer, True)
        try:
            await asyncio.gather(*both, return_exceptions=True)
        finally:
            self.writers -= {writer, to_server}

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, down: bool
    ) -> None:
        """One direction, until it ends; then the other ends, too."""
        loop = asyncio.get_running_loop()
        late: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        delivery = asyncio.create_task(self._deliver(late, writer))
        free = loop.time()
        try:
            while data := await reader.read(PACKET):
                await self.passes.wait()
                if down and self.rate:
                    free = max(free, loop.time() - 0.02) + len(data) / self.rate
                    await asyncio.sleep(free - loop.time())
                late.put_nowait((loop.time() + self.delay, data))
        except OSError:
            pass  # torn
        late.put_nowait((0.0, b""))
        await delivery

    async def _deliver(
        self, late: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter
    ) -> None:
        loop = asyncio.get_running_loop()
        try:
            while True:
                at, data = await late.get()
                if at > loop.time():
                    await asyncio.sleep(at - loop.time())
                await self.passes.wait()
                if not data:
                    return
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    # Commands

    def do_set(self, rate: float = 0.0, delay: float = 0.0) -> None:
        self.rate, self.delay = rate, delay

    def do_hole(self, seconds: float) -> None:
        self.passes.clear()
        asyncio.get_running_loop().call_later(seconds, self.passes.set)

    def do_cut(self) -> None:
        for writer in list(self.writers):
            writer.transport.abort()


async def main(target: int) -> None:
    line = Line(target)
    server = await asyncio.start_server(line.accept, "127.0.0.1", 0, limit=ROOM)
    print(server.sockets[0].getsockname()[1], flush=True)
    commands = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    while text := await commands.readline():
        command: dict[str, Any] = json.loads(text)
        getattr(line, f"do_{command.pop('do')}")(**command)
    line.passes.set()
    line.do_cut()
    while line.writers:
        await asyncio.sleep(0.01)


class Proxy:
    """The line as a process, for those who put a client behind it."""

    def __init__(self, target: int) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.load_proxy", str(target)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())

    def tell(self, do: str, **fields: float) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **fields}) + "\n")
        self.process.stdin.flush()

    def stop(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(10)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
