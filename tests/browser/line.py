"""The line between a page and its server in the hands of a test: it can be silenced, and made to
say what the server has not said.
"""

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, WebSocketRoute

Change = Callable[[dict[str, Any]], dict[str, Any]]


class Line:
    def __init__(self, page: Page, change: Change = lambda message: message) -> None:
        """Before the page is opened. `change`: what becomes of the server's texts on the way."""
        self.opened = 0
        self.deaf = False  # nothing comes through any more, and nobody is told
        self._page, self._change = page, change
        self._page_side: WebSocketRoute | None = None
        page.route_web_socket("**/ws", self._open)

    def say(self, **message: Any) -> None:
        assert self._page_side is not None
        self._page_side.send(json.dumps(message))

    def wait_for(self, opened: int) -> None:
        """Until the page has opened so many lines."""
        for _ in range(200):
            if self.opened >= opened:
                return
            self._page.wait_for_timeout(100)
        raise AssertionError(f"expected {opened} lines, got {self.opened}")

    def _open(self, page_side: WebSocketRoute) -> None:
        self.opened += 1
        self.deaf = False
        self._page_side = page_side
        server = page_side.connect_to_server()
        page_side.on_message(lambda data: None if self._dead(page_side) else server.send(data))
        server.on_message(lambda data: self._hear(page_side, data))

    def _hear(self, page_side: WebSocketRoute, data: str | bytes) -> None:
        if self._dead(page_side):
            return
        if isinstance(data, str):
            data = json.dumps(self._change(json.loads(data)))
        page_side.send(data)

    def _dead(self, page_side: WebSocketRoute) -> bool:
        return self.deaf and page_side is self._page_side
