"""A frame of 20,000 floats, and the usual ways to send it."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np

from server.engine.core import Array
from tests.bench.contenders import Work

try:
    import msgpack
except ImportError:
    msgpack = None


def values() -> dict[str, Array]:
    """Twelve fields as a frame has them, 20,000 float32 numbers in all."""
    sizes = dict.fromkeys(("loss", "test_loss", "penalty", "rate", "accuracy", "epoch"), 1)
    sizes |= {"norms": 4, "curve": 448, "curve_norms": 256, "hist": 100}
    left = 20_000 - sum(sizes.values())
    sizes |= {"theta": left // 2, "grad": left - left // 2}
    rng = np.random.default_rng(5)
    return {name: rng.standard_normal(n).astype(np.float32) for name, n in sizes.items()}


class Json:
    def __init__(self) -> None:
        self.values = values()

    def encode(self) -> Any:
        return json.dumps({"step": 1, **{k: v.tolist() for k, v in self.values.items()}})

    def run(self, count: int) -> None:
        for _ in range(count):
            self.encode()

    def check(self) -> list[float]:
        return json.loads(self.encode())["grad"][-16:]


class Msgpack(Json):
    """With arrays as lists, as one sends them by default."""

    def encode(self) -> Any:
        return msgpack.packb({"step": 1, **{k: v.tolist() for k, v in self.values.items()}})

    def check(self) -> list[float]:
        return msgpack.unpackb(self.encode())["grad"][-16:]


class MsgpackBinary(Json):
    """With arrays as bytes, its fastest form."""

    def encode(self) -> Any:
        return msgpack.packb({"step": 1, **{k: v.tobytes() for k, v in self.values.items()}})

    def check(self) -> list[float]:
        return np.frombuffer(msgpack.unpackb(self.encode())["grad"], np.float32)[-16:].tolist()


KINDS: dict[str, Callable[[], Work]] = {
    "json": Json,
    "msgpack": MsgpackBinary,
    "msgpack, lists": Msgpack,
}


def works(name: str) -> Work | None:
    kind = KINDS.get(name.removeprefix("frame:"))
    return kind() if kind else None
