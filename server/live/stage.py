"""Stage: to whom a session speaks: its own page, and those who look on."""

from server.live.mailbox import Mailbox
from server.live.room import Room


class Stage:
    def __init__(self, page: Mailbox) -> None:
        self.page = page
        self.room: Room | None = None
        self.present = False  # somebody presents: the run goes on though its page is hidden

    def say(self, text: str, replaces: str = "") -> None:
        self.page.say(text, replaces)
        if self.room is not None:
            self.room.say(text, replaces)

    def put(self, frame: bytes) -> None:
        self.page.put(frame)
        if self.room is not None:
            self.room.put(frame)

    def put_landscape(self, message: bytes) -> None:
        self.page.put_landscape(message)
        if self.room is not None:
            self.room.put_landscape(message)

    @property
    def credit(self) -> bool:
        """Whether a frame that is made now can go to somebody now."""
        return self.page.credit or (self.room is not None and self.room.credit)

    @property
    def leads(self) -> bool:
        """Whether its page presents, or others look on."""
        return self.present or bool(self.room)

    def attentive(self, now: float) -> bool:
        """Whether the run is to go on."""
        return self.page.attentive(now) or self.leads

    def delay(self, size: int) -> float:
        """Of its own page."""
        return self.page.delay(size)

    def acknowledge(self, count: int, now: float) -> None:
        self.page.acknowledge(count, now)
