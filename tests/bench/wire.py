"""`python -m tests.bench.wire`: the default run over the wire, without a browser.

Frames and bytes a second at full speed for two viewers, and how soon landscapes come.
"""

import json
import struct
import time

from websockets.sync.client import ClientConnection, connect

from tests.browser.conftest import Program

SECONDS = 5.0
BARE = {"theta": True}  # losses, norms and the curve always come
ALL = {"theta": True, "grad": True, "hist": True, "maps": 24, "field": 64, "batch": True,
       "landscape": True}  # fmt: skip
FRAME, LANDSCAPE = 1, 2


def main() -> None:
    program = Program()
    for name, show in (("losses, norms, theta", BARE), ("all panels", ALL)):
        with connect(f"ws://127.0.0.1:{program.port}/ws", max_size=None) as socket:
            frames, size, steps = watched(socket, show)
        print(f"{name}: {frames:.1f} frames/s, {size / 1024:.1f} KiB/s, {steps:,.0f} steps/s")
    with connect(f"ws://127.0.0.1:{program.port}/ws", max_size=None) as socket:
        for side, wait in asked(socket).items():
            print(f"landscape {side} × {side}, 200 points, after 500 steps: {wait * 1000:.0f} ms")
    program.stop()


def say(socket: ClientConnection, **message: object) -> None:
    socket.send(json.dumps(message))


def watched(socket: ClientConnection, show: dict) -> tuple[float, float, float]:
    """Frames, bytes and steps a second at full speed."""
    say(socket, type="hello", role="own", spec={}, show=show)
    say(socket, type="play", speed=0)
    frames, size, step, start = 0, 0, 0.0, time.monotonic()
    while time.monotonic() - start < SECONDS:
        data = socket.recv()
        size += len(data)
        if isinstance(data, bytes) and struct.unpack_from("<I", data)[0] == FRAME:
            frames, step = frames + 1, struct.unpack_from("<d", data, 8)[0]
            say(socket, type="ready", n=1)
    passed = time.monotonic() - start
    return frames / passed, size / passed, step / passed


def asked(socket: ClientConnection) -> dict[int, float]:
    """Seconds from asking to each level of the landscape, by its side, on a run that rests."""
    spec = {"data": {"test": 0}}  # all 200 points are training points
    say(socket, type="hello", role="own", spec=spec, step=500, show={**ALL, "landscape": False})
    while not isinstance(data := socket.recv(), bytes):
        pass
    say(socket, type="ready", n=1)
    say(socket, type="show", show=ALL)
    start, waits = time.monotonic(), dict[int, float]()
    say(socket, type="landscape", size=41)
    while 41 not in waits:
        data = socket.recv()
        if isinstance(data, bytes):
            kind, _, side = struct.unpack_from("<III", data)
            if kind == LANDSCAPE:
                waits.setdefault(side, time.monotonic() - start)
            else:
                say(socket, type="ready", n=1)
    return waits


if __name__ == "__main__":
    main()
