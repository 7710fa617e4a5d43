"""Mailbox: what waits for one client. The latest frame wins; texts keep their order; nothing else
is ever queued.

Credits are the flow control: at most `window` frames are unacknowledged. The window follows the
smallest round trip of the last seconds, and is 1 while acknowledgements come late: a slow line
shows an old picture rarely, never a queue.
"""

import asyncio
import math
from collections import deque

MOST_TEXTS = 256
ATTENTION = 2.0  # seconds without an acknowledgement after which a page counts as hidden
FORGET = 10.0  # seconds that a round trip is remembered


class Full(Exception):
    """The client does not read its texts."""


class Mailbox:
    def __init__(self, fps: float) -> None:
        self.fps = fps
        self._frame: bytes | None = None
        self._landscape: bytes | None = None
        self._texts: deque[tuple[str, str]] = deque()
        self._sent: deque[float] = deque()
        self._trips: deque[tuple[float, float]] = deque()
        self._late = False
        self._drawn = -ATTENTION
        self._wake = asyncio.Event()

    @property
    def window(self) -> int:
        """Frames that may be on their way."""
        if self._late or not self._trips:
            return 1 if self._late else 2
        shortest = min(trip for _, trip in self._trips)
        return max(1, min(8, math.ceil(self.fps * shortest) + 1))

    @property
    def credit(self) -> bool:
        """Whether a frame that is made now can be sent now."""
        return self._frame is None and len(self._sent) < self.window

    def attentive(self, now: float) -> bool:
        """Whether somebody looks: a frame could go out, or one was drawn of late."""
        return self.credit or now - self._drawn < ATTENTION

    def put(self, frame: bytes) -> None:
        self._frame = frame
        self._wake.set()

    def put_landscape(self, message: bytes) -> None:
        self._landscape = message
        self._wake.set()

    def say(self, text: str, replaces: str = "") -> None:
        """Queue a text. One with `replaces` takes the place of a waiting one of that name."""
        if replaces:
            self._texts = deque(t for t in self._texts if t[0] != replaces)
        if len(self._texts) >= MOST_TEXTS:
            raise Full
        self._texts.append((replaces, text))
        self._wake.set()

    def acknowledge(self, count: int, now: float) -> None:
        """`count` frames were drawn."""
        self._drawn = now
        for _ in range(min(count, len(self._sent))):
            trip = now - self._sent.popleft()
            while self._trips and self._trips[0][0] < now - FORGET:
                self._trips.popleft()
            self._trips.append((now, trip))
            self._late = trip > min(t for _, t in self._trips) + 2 / self.fps
        self._wake.set()

    def take(self, now: float) -> str | bytes | None:
        """The next thing to send, or None. Texts come first:
        a layout must be there before its frames.
        """
        if self._texts:
            return self._texts.popleft()[1]
        if self._frame is not None and len(self._sent) < self.window:
            frame, self._frame = self._frame, None
            self._sent.append(now)
            return frame
        if self._landscape is not None and len(self._sent) < self.window:
            message, self._landscape = self._landscape, None
            return message
        return None

    async def next(self) -> str | bytes:
        loop = asyncio.get_running_loop()
        while True:
            item = self.take(loop.time())
            if item is not None:
                return item
            self._wake.clear()
            await self._wake.wait()
