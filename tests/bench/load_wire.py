"""The client's side of a websocket by hand, as lean as it goes: what is sent is made once, of what
comes only the heads are read.
"""

import base64
import os
import struct

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


def opening(address: str, path: str = "/ws", **headers: str) -> bytes:
    """The request that asks for a websocket."""
    key = base64.b64encode(os.urandom(16)).decode()
    told = {
        "Host": address, "Upgrade": "websocket", "Connection": "Upgrade",
        "Sec-WebSocket-Key": key, "Sec-WebSocket-Version": "13", **headers,
    }  # fmt: skip
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode()


def framed(payload: bytes | str, kind: int = TEXT) -> bytes:
    """A whole masked frame. The mask is zero, so that the payload stands there as it is."""
    data = payload.encode() if isinstance(payload, str) else payload
    size = len(data)
    if size < 126:
        head = struct.pack("!BB", 0x80 | kind, 0x80 | size)
    elif size < 1 << 16:
        head = struct.pack("!BBH", 0x80 | kind, 0xFE, size)
    else:
        head = struct.pack("!BBQ", 0x80 | kind, 0xFF, size)
    return head + bytes(4) + data


def head_of(data: bytes | bytearray | memoryview, at: int, end: int) -> tuple[int, int, int] | None:
    """(opcode, start of the payload, its length) of the server's frame at `at`;
    None if its head has not come whole.
    """
    if end - at < 2:
        return None
    size = data[at + 1]
    if size < 126:
        return data[at] & 15, at + 2, size
    wide = 2 if size == 126 else 8
    if end - at < 2 + wide:
        return None
    start = at + 2 + wide
    return data[at] & 15, start, int.from_bytes(data[at + 2 : start], "big")
