"""Mailbox: what waits for one client. The latest frame wins; texts keep their order; nothing else
is ever queued.

Credits are the flow control: at most `window` frames are unacknowledged, and at most 64 KiB. The
window follows the smallest round trip of the last seconds. It is 1 when an acknowledgement comes
late, and grows again one by one, each time after a stretch in which none did: a slow line shows
an old picture rarely, never a queue.

A landscape goes between the frames, on a slow line in parts, each when the one before has arrived.
"""

import math
from collections import deque
from collections.abc import Callable
from typing import Protocol

from server import protocol

MOST_TEXTS = 32
MOST_WINDOW = 8
LINE_BYTES = 64 << 10  # on their way, so that no buffer of the line ever fills
ATTENTION = 2.0  # seconds without an acknowledgement after which a page counts as hidden
FORGET = 10.0  # seconds that a round trip is remembered
SOON, LATER = 0.25, 8.0  # seconds on time after which the window grows: at first, and at most
PART = 4 << 10  # bytes of a landscape's part, if as many frames as the window allows are smaller


class Asked:
    """Nothing to send, but to ask whether what went before has arrived."""


ASK = Asked()


class Outlet(Protocol):
    """What a session speaks to: one page's mailbox, or a stage before several."""

    def say(self, text: str, replaces: str = "") -> None: ...

    def put(self, frame: bytes) -> None: ...

    def put_landscape(self, message: bytes) -> None: ...

    def acknowledge(self, count: int, now: float) -> None: ...

    def attentive(self, now: float) -> bool: ...

    def delay(self, size: int) -> float: ...

    @property
    def leads(self) -> bool: ...

    @property
    def credit(self) -> bool: ...


class Mailbox:
    """`every`: frames, at most, that the page may draw before it acknowledges them."""

    leads = False  # it is one page

    def __init__(self, fps: float, every: int = 1) -> None:
        self.fps, self.every = fps, every
        self.open, self.full = True, False  # the line takes something now; there were too many
        self.frames = 0  # that went out
        self.filled: Callable[[], None] = _nothing  # called when something can be taken
        self.freed: Callable[[], None] = _nothing  # called when a frame can go out again
        self._texts: deque[tuple[str, str | bytes]] = deque()
        self._frame: bytes | None = None
        self._landscape: bytes | None = None
        self._cutting, self._cut = b"", 0  # the landscape that goes in parts; up to where it went
        self._unheard, self._ask = 0, False  # bytes of a landscape on their way; to be asked about
        self._usual = 0  # bytes of the last frame: what the next one will need
        self._sent: deque[tuple[float, int, bool]] = deque()  # since when, bytes, sent alone
        self._flying = 0  # bytes of _sent
        self._trips: deque[tuple[float, float]] = deque()  # ever longer ones: the first is smallest
        self._drawn = -ATTENTION
        self._begin()

    # What the session gives

    def put(self, frame: bytes) -> None:
        self._frame, self._usual = frame, len(frame)
        self.filled()

    def put_landscape(self, message: bytes) -> None:
        self._landscape = message
        self.filled()

    def say(self, text: str | bytes, replaces: str = "") -> None:
        """Queue a text. One with `replaces` takes the place of a waiting one of that name, if only
        texts with a name were said since: an edit is of the Spec that was told before it. What a
        full box is given is lost: its client will be gone.
        """
        if replaces and self._texts:
            self._drop(replaces)
        self.full = self.full or len(self._texts) >= MOST_TEXTS
        if not self.full:
            self._texts.append((replaces, text))
        self.filled()

    def _drop(self, name: str) -> None:
        texts = self._texts
        for at in range(len(texts) - 1, -1, -1):
            if texts[at][0] in ("", name):
                if texts[at][0]:
                    del texts[at]
                return

    @property
    def behind(self) -> int:
        """Texts that wait."""
        return len(self._texts)

    def forget(self, but: str = "") -> None:
        """What waits is not to be sent any more, but for texts of one name."""
        self._texts = deque(text for text in self._texts if but and text[0] == but)
        self._frame = self._landscape = None
        self._cutting, self._cut = b"", 0

    @property
    def credit(self) -> bool:
        """Whether a frame that is made now can be sent now."""
        return self.open and self._frame is None and self._room(self._usual)

    def attentive(self, now: float) -> bool:
        """Whether somebody looks: a frame could go out, or one was drawn of late."""
        return now - self._drawn < ATTENTION or self.credit

    def delay(self, size: int) -> float:
        """Seconds for which so many bytes hold up what comes after them, at most."""
        return size * self._shortest / self._usual if self._shortest < math.inf else 0.0

    # What the line takes

    def resume(self) -> None:
        """The line takes something again."""
        self.open = True
        self.filled()
        if self.credit:
            self.freed()

    def take(self, now: float) -> str | bytes | Asked | None:
        """The next thing to send, or None. Texts come first:
        a layout must be there before its frames.
        """
        if not self.open:
            return None
        if self._ask:
            self._ask = False
            return ASK
        if self._texts:
            return self._texts.popleft()[1]
        frame = self._frame
        if frame is not None and self._room(len(frame)):
            self._sent.append((now, len(frame), not (self._sent or self._unheard)))
            self._flying, self._frame = self._flying + len(frame), None
            self.frames += 1
            return frame
        if self._landscape is None and not self._cutting:
            return None
        return self._take_part()

    def _take_part(self) -> bytes | None:
        """Of the landscape what the line can take, perhaps the whole."""
        most = max(PART, min(self._usual * self.window, LINE_BYTES - self._flying))
        if self._unheard or (self._sent and self._flying + most > LINE_BYTES):
            return None
        if not self._cutting and self._landscape is not None:
            self._cutting, self._cut, self._landscape = self._landscape, 0, None
        whole, at = self._cutting, self._cut
        item = protocol.part(whole, at, most) if at or len(whole) > most else whole
        self._cut = at + most
        if self._cut >= len(whole):
            self._cutting = b""
        self._unheard, self._ask = len(item), True
        return item

    def _room(self, size: int) -> bool:
        """Whether a frame of so many bytes may go out. One may always be on its way."""
        if not self._sent:
            return True
        flying = self._flying + self._unheard + size
        return len(self._sent) < self.window and flying <= LINE_BYTES

    # What the page says

    def arrived(self) -> None:
        """The part of a landscape that was asked about is there."""
        had, self._unheard = self.credit, 0
        self._go_on(had)

    def _go_on(self, had: bool) -> None:
        """There is room on the line: whether a frame could go out before it `had` been told."""
        if self._frame is not None or self._landscape is not None or self._cutting:
            self.filled()
        if not had and self.credit:
            self.freed()

    @property
    def interval(self) -> int:
        """Frames after which the page is to acknowledge: more than half a window would be waited
        for on both sides. Either each or `every`: what lies between would only be told more often.
        """
        return self.every if self.window >= 2 * self.every else 1

    def acknowledge(self, count: int, now: float) -> None:
        """`count` frames were drawn."""
        self._drawn, sent = now, self._sent
        if not sent:
            return
        had, at, alone = self.credit, now, False
        for _ in range(min(count, len(sent))):
            at, size, alone = sent.popleft()
            self._flying -= size
        self._measure(at, now, alone)
        self._go_on(had)

    def _measure(self, at: float, now: float, alone: bool) -> None:
        """A round trip, of a frame that was sent `at`: the window after it."""
        trip = now - at
        if trip > ATTENTION:  # nobody looked: it says nothing of the line, nor do the old ones
            self._begin()
            return
        if alone or trip < self._shortest:  # else it has waited for those before it
            self._note(trip, now)
        if trip > self._shortest + 2 / self.fps:
            self._doubt(at, now)
        elif at >= self._doubted:
            self._doubted = math.inf
        elif now - self._since >= max(2 * trip, self._wait):
            self._grow(now)

    def _begin(self) -> None:
        """Nothing is known of the line."""
        self.window, self._proven, self._patience = 1, 1, SOON
        self._since, self._doubted = -math.inf, math.inf  # on time since; perhaps slow since
        self._shortest, self._widest = math.inf, 1
        self._trips.clear()

    def _doubt(self, at: float, now: float) -> None:
        """It came late. A machine that stood still makes late all that was on its way; but what was
        sent since, and is late again, has waited in a queue. And so has all that comes late when
        the window has just grown.
        """
        probing, doubted = self.window > self._proven, self._doubted
        self._since = now
        if probing or at >= doubted:
            self._patience = min(LATER, 2 * self._patience) if probing else SOON
            self._proven = self._proven if probing else 1
            self.window = 1
        if at >= doubted or doubted > now:
            self._doubted = now

    @property
    def _wait(self) -> float:
        """Seconds on time before the window grows."""
        return SOON if self.window < self._proven else self._patience

    def _grow(self, now: float) -> None:
        if self.window > self._proven:
            self._proven, self._patience = self.window, max(SOON, self._patience / 2)
        self.window, self._since = min(self.window + 1, self._widest), now

    def _note(self, trip: float, now: float) -> None:
        """The smallest trip of the last seconds, and the window that covers it."""
        trips = self._trips
        while trips and trips[-1][1] >= trip:
            trips.pop()
        trips.append((now, trip))
        while trips[0][0] < now - FORGET:
            trips.popleft()
        if self._shortest != trips[0][1]:
            self._shortest = trips[0][1]
            wide = math.ceil(self.fps * self._shortest) + 2 * self.every - 1
            self._widest = max(1, min(MOST_WINDOW, wide))
            self.window = min(self.window, self._widest)


def _nothing() -> None:
    pass
