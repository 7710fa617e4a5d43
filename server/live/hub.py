"""Hub: the rooms of this process, by code and by the tab of who presents. No sockets, no clock.

Another hub may carry rooms between processes: what is said to a room (`say`, `put`,
`put_landscape`) never waits, there as here; `find` may have to ask elsewhere whether there is one.
"""

import secrets

from server.live.room import Presenter, Room

AWAY = 600  # looks after which a room that its presenter has left is closed
MOST_AWAY = 1000  # such rooms; the oldest goes first


class LocalHub:
    def __init__(self) -> None:
        self._rooms: dict[str, Room] = {}  # by code
        self._tabs: dict[str, Room] = {}

    def share(self, presenter: Presenter, tab: str) -> Room:
        """The room of a tab's run, or a new one. Its code is hard to guess."""
        room = self._tabs.get(tab)
        if room is None:
            room = Room(secrets.token_urlsafe(8), tab)
            self._rooms[room.code] = room
            if tab:
                self._tabs[tab] = room
        room.attach(presenter)
        return room

    def back(self, presenter: Presenter, tab: str) -> Room | None:
        """The room of a tab that is connected anew, if it has one."""
        return self.share(presenter, tab) if tab in self._tabs else None

    def left(self, room: Room, presenter: Presenter) -> None:
        """The presenter's connection ended. Only the same tab can come back to a room."""
        room.detach(presenter)
        if room.presenter is None and not room.tab:
            self._close(room)
        away = [r for r in self._rooms.values() if r.presenter is None]
        if len(away) > MOST_AWAY:
            self._close(max(away, key=lambda r: r.away))

    async def find(self, code: str) -> Room | None:
        return self._rooms.get(code)

    def look(self) -> None:
        """Once a second."""
        for room in tuple(self._rooms.values()):
            room.look()
            if room.away >= AWAY:
                self._close(room)

    def _close(self, room: Room) -> None:
        self._rooms.pop(room.code, None)
        self._tabs.pop(room.tab, None)
        room.close()
