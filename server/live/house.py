"""House: what all connections of one server share, and what each of them is told first."""

import platform
import secrets

import numpy as np

from server import protocol
from server import spec as specs
from server.live.hub import LocalHub
from server.live.register import Register
from server.live.scheduler import Scheduler
from server.settings import Settings

BOOT = secrets.token_hex(8)  # differs after each start of the server


class House:
    def __init__(self, settings: Settings, scheduler: Scheduler, build: str) -> None:
        """`build`: of the pages that this server gives."""
        self.settings, self.scheduler, self.build = settings, scheduler, build
        self.hub = LocalHub()
        self.register = Register(self.hub.look)

    @property
    def full(self) -> bool:
        return self.scheduler.full

    async def close(self) -> None:
        await self.register.close()
        await self.scheduler.close()

    def welcome(self) -> str:
        fingerprint = f"numpy {np.__version__} · {platform.machine()} · {platform.system()}"
        limits = {
            "points": specs.MOST_POINTS,
            "layers": specs.MOST_LAYERS,
            "units": specs.MOST_UNITS,
            "classes": specs.MOST_CLASSES,
            "text_bytes": protocol.TEXT_BYTES,
        }
        return protocol.encode(
            {
                "type": "welcome", "protocol": protocol.VERSION, "boot": BOOT,
                "build": self.build, "fingerprint": fingerprint, "limits": limits,
                "fps": self.settings.fps, "acknowledge": 1,
            }
        )  # fmt: skip
