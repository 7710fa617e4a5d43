"""Http: uvicorn's connection, which has no patience for half a request.

1. Who has not said a whole request within ten seconds is let go; uvicorn alone would wait for ever.
2. At most a thousand connections wait so: with one more the oldest is let go.
3. A request for a socket that cannot become one is answered, not left open.
"""

import asyncio
from collections.abc import Iterable
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

REQUEST_WITHIN, MOST_WAITING = 10.0, 1000
NO_SOCKET = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Http(H11Protocol):
    patience: asyncio.TimerHandle | None = None  # while a request is not whole

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()
        connections: Iterable[Any] = self.connections
        waiting = [
            (c.patience.when(), c) for c in connections if isinstance(c, Http) and c.patience
        ]
        if len(waiting) > MOST_WAITING:
            min(waiting, key=lambda one: one[0])[1].transport.abort()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        cycle: Any = self.cycle
        if cycle is not None and not cycle.response_complete:
            self._rest()
        elif self.patience is None and self.transport.get_protocol() is self:
            self._wait()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._rest()  # uvicorn closes what stays silent between requests

    def connection_lost(self, exc: Exception | None) -> None:
        self._rest()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self, event: Any) -> None:
        super().handle_websocket_upgrade(event)
        self._rest()
        socket: Any = self.transport.get_protocol()
        if not socket.handshake_initiated:  # it has a body, say
            self.transport.write(NO_SOCKET)
            self.transport.close()

    def _wait(self) -> None:
        self.patience = self.loop.call_later(REQUEST_WITHIN, self._let_go)

    def _rest(self) -> None:
        if self.patience is not None:
            self.patience.cancel()
            self.patience = None

    def _let_go(self) -> None:
        self.patience = None
        self.transport.abort()
