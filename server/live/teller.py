"""Teller: what a page is told of its run in texts, each when it changes: the Spec with its points,
the layout of frames, the status.
"""

from dataclasses import replace
from operator import is_not
from typing import Any

from server import protocol
from server.checks import Bad
from server.live.mailbox import Outlet
from server.run import Run
from server.show import Show


class Teller:
    def __init__(self, mailbox: Outlet) -> None:
        self._mailbox = mailbox
        self.version = -1  # of the Spec that the page knows
        self.notes = list[dict[str, Any]]()  # told with the next Spec
        self._layouts = 0
        self._looked: tuple[Run, int, Show] | None = None  # of the last frame
        self._layout_of: Any = None
        self._writer: protocol.FrameWriter | None = None
        self._told: Any = None

    def begin(self, run: Run, tag: int | None) -> None:
        """Another run: nothing of it is known."""
        self.version, self._writer, self._told = -1, None, None
        self.say(_journal(run) if tag is None else _journal(run) | {"tag": tag})

    def stand(self, run: Run, playing: bool) -> list[str]:
        """All that another page must know before the next frame."""
        told = [_journal(run), self._spec(run)]
        layout = [] if self._writer is None else [self._writer.layout.text()]
        return [*map(protocol.encode, told), *layout, protocol.encode(_status(run, playing))]

    def say(self, message: dict[str, Any], replaces: str = "") -> None:
        self._mailbox.say(protocol.encode(message), replaces=replaces)

    def refuse(self, code: str, bad: Bad, **more: Any) -> None:
        self.say(protocol.error(code, bad.text, bad.field, bad, **more))

    def spec(self, run: Run) -> None:
        self.say(self._spec(run), replaces="spec")
        self.version, self.notes = run.version, []

    def _spec(self, run: Run) -> dict[str, Any]:
        points = run.stepper.points
        rows = zip(
            points.xy.tolist(), points.label.tolist(), points.test.tolist(), points.ids.tolist(),
            strict=True,
        )  # fmt: skip
        listed = [[x, y, label, int(test), i] for (x, y), label, test, i in rows]
        spec = run.spec.to_json(points=False)
        text = {"type": "spec", "version": run.version, "spec": spec, "points": listed}
        return text | {"notes": self.notes}

    def writer(self, run: Run, show: Show) -> protocol.FrameWriter:
        """Of the frames of now; another layout is told first."""
        looked, before = (run, run.version, show), self._looked
        if self._writer is None or before is None or any(map(is_not, looked, before)):
            self._looked = looked
            self._lay_out(run, show)
        assert self._writer is not None
        return self._writer

    def _lay_out(self, run: Run, show: Show) -> None:
        """What is pointed at changes nothing of a layout."""
        key = (run.spec.sizes, len(run.spec.methods), run.spec.batch, replace(show, probe=None))
        if self._writer is None or self._layout_of != key:
            self._layouts, self._layout_of = self._layouts + 1, key
            layout = protocol.layout(self._layouts, run.spec, show)
            self._writer = protocol.FrameWriter(layout)
            self._mailbox.say(layout.text())

    def status(self, run: Run, playing: bool) -> None:
        """What the page cannot read off a frame, when it changes."""
        status = _status(run, playing)
        if status != self._told:
            self._told = status
            self.say(status, replaces="status")

    def progress(self, step: int, of: int) -> None:
        text = {"type": "progress", "what": "replay", "step": step, "of": of}
        self.say(text, replaces="progress")


def _journal(run: Run) -> dict[str, Any]:
    return {"type": "journal", "journal": run.journal.to_json()}


def _status(run: Run, playing: bool) -> dict[str, Any]:
    blowup = None if run.blowup is None else vars(run.blowup)
    return {
        "type": "status", "playing": playing, "step": run.step, "horizon": run.horizon,
        "diverged": blowup,
    }  # fmt: skip
