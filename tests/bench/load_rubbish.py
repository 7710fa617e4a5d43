"""`python -m tests.bench.load_rubbish PORT RATE SECONDS`: a neighbour who says rubbish, `rate`
messages a second, and comes back when it is shown out. Prints how many it said, and how often it
came.
"""

import random
import socket
import sys
import time

from tests.bench.load_wire import BINARY, framed, opening
from tests.live import hostile

RUBBISH = [
    b"{", b"[" * 3000, b'{"type":"play","speed":1e999}', b'{"type":"hello","spec":{"batch":-1}}',
    b'{"type":"edit","id":1,"edit":{"kind":"move","point":1,"x":NaN}}', b"null", b"\xff\xfe",
    b'{"type":"seek","step":' + b"9" * 4000 + b"}", b'{"type":"nothing"}', b"0",
    b'{"type":"ready","n":0}', b'{"type":"hello","spec":{"model":{"hidden":[{"units":1e9}]}}}',
    b'{"type":"hello"}',
    b'{"type":"study","id":1,"about":"graph","question":{}}', b'{"type":"play"}', b"x" * 60000,
]  # fmt: skip


def main(port: int, rate: float, seconds: float) -> None:
    draw = random.Random(0)
    said, came, line = 0, 0, None
    begun = time.monotonic()
    while (passed := time.monotonic() - begun) < seconds:
        if line is None:
            line, came = arrive(port), came + 1
        try:
            while said < rate * passed:
                line.sendall(rubbish(draw))
                said += 1
                if said % 16 == 0:
                    hear(line)
            hear(line)
            time.sleep(0.005)
        except OSError:
            line.close()
            line = None
            said = max(said, int(rate * passed))  # what it could not say is not made up for
    print(f"{said} {came}", flush=True)


def rubbish(draw: random.Random) -> bytes:
    """What is soon seen to be none; or goes far, as a message with a few changes does."""
    kind = BINARY if draw.random() < 0.1 else 1
    return framed(draw.choice([draw.choice(RUBBISH), hostile.message(draw)]), kind)


def arrive(port: int) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port), 10)
    line.sendall(opening(f"127.0.0.1:{port}"))
    assert b" 101 " in line.recv(4096)
    return line


def hear(line: socket.socket) -> None:
    """What is said in answer; OSError when it was shown out."""
    line.setblocking(False)
    try:
        if not line.recv(1 << 16):
            raise ConnectionResetError
    except BlockingIOError:
        pass
    finally:
        line.settimeout(10)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]))
