"""Room: one run and those who look on. No sockets, no clock.

1. What is said is written once and goes to all: texts to each in order, of frames the newest.
2. Nobody is waited for. Who cannot keep up with the texts is told the whole again, as one who
   comes late.
3. Frames go round from another one each time, so that nobody is always the last.
"""

from collections.abc import Callable
from typing import Protocol

from server import protocol
from server.live.mailbox import MOST_TEXTS, Mailbox
from server.live.ws import Framed, framed

TOLD = ("journal", "spec", "edited", "layout", "status", "progress")  # of a run to who looks on
MOST_BEHIND = MOST_TEXTS // 2  # texts that wait for one, before the whole is told instead


class Presenter(Protocol):
    def stand(self) -> list[str]:
        """The texts that a page must know before the next frame."""
        ...

    def joined(self) -> None:
        """Somebody new looks: a frame is wanted, whatever the last one was."""
        ...

    def freed(self) -> None:
        """A frame can go to somebody again."""
        ...

    def shared(self, code: str, followers: int) -> None: ...


class Room:
    def __init__(self, code: str, tab: str) -> None:
        self.code, self.tab = code, tab
        self.presenter: Presenter | None = None
        self.credit = False  # whether a frame that is made now can go to somebody
        self.away = 0  # looks since the presenter went
        self._ends: dict[Mailbox, Callable[[], None]] = {}
        self._round: list[Mailbox] = []
        self._first, self._told = 0, 0
        self._frame: bytes | None = None
        self._landscape: bytes | None = None
        self._whole: list[Framed] | None = None  # what a late one is told, as long as it is true

    def __len__(self) -> int:
        return len(self._round)

    # What the run says

    def say(self, text: str, replaces: str = "") -> None:
        kind = protocol.kind_of(text)
        if kind not in TOLD:
            return
        self._whole = None
        if kind in ("journal", "layout"):  # the frames of before cannot be read any more
            self._frame = None
        if kind == "journal":
            self._landscape = None
        self._tell(text, replaces)

    def put(self, frame: bytes) -> None:
        self._frame = frame
        if self._round:
            item, self._first = framed(frame), (self._first + 1) % len(self._round)
            for mailbox in self._round[self._first :] + self._round[: self._first]:
                mailbox.put(item)
            self._count()

    def put_landscape(self, message: bytes) -> None:
        self._landscape = message
        for mailbox in tuple(self._round):
            mailbox.put_landscape(message)

    def _tell(self, text: str, replaces: str = "") -> None:
        if self._round:
            item = framed(text)
            for mailbox in tuple(self._round):
                if mailbox.behind < MOST_BEHIND:
                    mailbox.say(item, replaces)
                else:
                    mailbox.forget(but="interval")
                    mailbox.say(item if self.presenter is None else framed(self._following()))
                    self._tell_whole(mailbox)

    def _tell_whole(self, mailbox: Mailbox) -> None:
        """What stands now; of a run whose presenter is away nothing does."""
        if self.presenter is None:
            return
        if self._whole is None:
            self._whole = [framed(text) for text in self.presenter.stand()]
        for text in self._whole:
            mailbox.say(text)
        if self._landscape is not None:
            mailbox.put_landscape(self._landscape)
        if self._frame is not None:
            mailbox.put(framed(self._frame))

    # Who looks on

    def join(self, mailbox: Mailbox, end: Callable[[], None]) -> None:
        """`end` is called when the room is closed."""
        self._ends[mailbox] = end
        self._round = list(self._ends)
        mailbox.freed = self._freed
        self._tell_whole(mailbox)
        self._count()
        if self.presenter is None:
            mailbox.say(self._left())
        else:
            self.presenter.joined()

    def leave(self, mailbox: Mailbox) -> None:
        if self._ends.pop(mailbox, None) is not None:
            self._round = list(self._ends)
            self._count()

    def _count(self) -> None:
        self.credit = any(mailbox.credit for mailbox in self._round)

    def _freed(self) -> None:
        if not self.credit:
            self.credit = True
            if self.presenter is not None:
                self.presenter.freed()

    # Who presents

    def attach(self, presenter: Presenter) -> None:
        """Whose run it is from now on; it says all that is to be known."""
        if self.presenter is None:
            self._tell(self._following())
        self.presenter, self.away, self._whole = presenter, 0, None
        self._tell_count(presenter)

    def detach(self, presenter: Presenter) -> None:
        """The presenter went, unless the same tab has come back before."""
        if self.presenter is presenter:
            self.presenter = self._frame = self._landscape = self._whole = None
            self._tell(self._left())

    def _following(self) -> str:
        return protocol.encode({"type": "following", "code": self.code})

    def _left(self) -> str:
        return protocol.encode({"type": "left"})

    def look(self) -> None:
        """Once a second."""
        if self.presenter is None:
            self.away += 1
        elif self._told != len(self):
            self._tell_count(self.presenter)

    def _tell_count(self, presenter: Presenter) -> None:
        self._told = len(self)
        presenter.shared(self.code, self._told)

    def close(self) -> None:
        for end in tuple(self._ends.values()):
            end()
