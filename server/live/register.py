"""Register: who is connected, in which tab, and once a second whether they still are."""

import asyncio
from collections.abc import Callable
from typing import Protocol

MOST, MOST_UNKNOWN = 5000, 1000  # connections; of them, who have not said hello yet
LOOK = 1.0  # seconds


class Visitor(Protocol):
    @property
    def greeted(self) -> bool: ...

    def look(self) -> None:
        """Called once a second."""
        ...

    def taken(self) -> None:
        """The same tab is connected anew: this connection ends."""
        ...


class Register:
    def __init__(self, looked: Callable[[], None]) -> None:
        """`looked` is called once a second, too."""
        self._visitors: set[Visitor] = set()
        self._tabs: dict[str, Visitor] = {}
        self._looked = looked
        self._task: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._visitors)

    @property
    def room(self) -> bool:
        """Whether one more may come in."""
        return len(self) < MOST and sum(not v.greeted for v in self._visitors) < MOST_UNKNOWN

    def enter(self, visitor: Visitor) -> None:
        self._visitors.add(visitor)
        if self._task is None:
            self._task = asyncio.create_task(self._look())

    def seat(self, visitor: Visitor, tab: str) -> None:
        """The newest one with a tab's id has it: a tab that was duplicated has a copy."""
        before = self._tabs.get(tab)
        self._tabs[tab] = visitor
        if before is not None and before is not visitor:
            before.taken()

    def unseat(self, visitor: Visitor, tab: str) -> None:
        if self._tabs.get(tab) is visitor:
            del self._tabs[tab]

    def leave(self, visitor: Visitor) -> None:
        self._visitors.discard(visitor)

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            for visitor in tuple(self._visitors):
                visitor.look()
            self._looked()
