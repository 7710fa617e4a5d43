"""Page: what a browser keeps of its run, and shows again to a new server."""

import time
from collections.abc import Callable
from typing import Any

from tests.live.line import SHOW, Item, Line, step_of

# All that a run carries from step to step: moments, dropout's draws, a short last minibatch.
CARRIED = {
    "data": {"count": 50},
    "batch": 7,
    "model": {"hidden": [{"units": 5, "activation": "tanh"}], "dropout": 0.2},
    "methods": [{"blocks": [{"optimizer": "adam", "rate": 0.01}]}],
}


class Page:
    def __init__(self, spec: dict[str, Any]) -> None:
        self.hello: dict[str, Any] = {"journal": {"spec": spec, "edits": []}, "show": SHOW}
        self.at, self.theta, self.offset, self.boot = 0, b"", 0, ""

    def take(self, item: Item) -> None:
        name, told = item
        assert name != "close", f"closed with {told} at step {self.at}"
        if name == "frame":
            self.at = step_of(told)
            self.theta = told[self.offset :]
        elif name == "text":
            self._hear(told)

    def _hear(self, told: dict[str, Any]) -> None:
        assert told["type"] != "error", told
        if told["type"] == "welcome":
            self.boot = told["boot"]
        elif told["type"] == "layout":
            fields = {f["name"]: f["offset"] for f in told["fields"]}
            assert fields["theta"] == max(fields.values())
            self.offset = fields["theta"]
        elif told["type"] == "checkpoint":
            self.hello["checkpoint"] = told["checkpoint"]
        elif told["type"] == "edited":
            entry = {"step": told["step"], "edit": told["edit"]}
            self.hello["journal"]["edits"].append(entry)

    @property
    def kept(self) -> int:
        """The step of its checkpoint."""
        return self.hello.get("checkpoint", {"step": -1})["step"]

    def until(self, line: Line, wanted: Callable[[], bool]) -> None:
        end = time.monotonic() + 60
        while not wanted():
            assert time.monotonic() < end, f"step {self.at}, checkpoint {self.kept}"
            self.take(line.next())

    def arrive(self, port: int) -> Line:
        """A new connection, and its first frame."""
        line = Line(port)
        step = {"step": self.at, "horizon": self.at} if self.at else {}
        line.say("hello", role="own", **self.hello, **step)
        while (item := line.next())[0] != "frame":
            self.take(item)
        self.take(item)
        return line
