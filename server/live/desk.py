"""Desk: the studies that one page has asked for, the newest question of each; worked at in pieces,
in turn, while the run goes on.
"""

from collections.abc import Callable
from typing import Any

from server import protocol
from server.checks import Bad
from server.protocol import AskStudy
from server.run import Run
from server.studies import STUDIES, Kept
from server.work import Work, piece


class Desk:
    def __init__(self) -> None:
        self._works: dict[str, tuple[int, Work[str]]] = {}
        self._kept: dict[str, Kept] = {about: {} for about in STUDIES}

    @property
    def busy(self) -> bool:
        return bool(self._works)

    def clear(self) -> None:
        """Another run: what was asked about the old one has no answer any more."""
        self._works.clear()

    def ask(self, run: Run, asked: AskStudy) -> str | None:
        """Begin; the answer at once if the question cannot be used."""
        self._works.pop(asked.about, None)
        try:
            work = STUDIES[asked.about](run, asked.question, self._kept[asked.about])
        except Bad as bad:
            return _refused(asked.about, asked.id, bad)
        self._works[asked.about] = asked.id, _answer(asked, work)
        return None

    def work(self, end: float, clock: Callable[[], float], say: Callable[[str, str], None]) -> None:
        """A piece at least, of each study in its turn; `say(text, replaces)` gets the answers."""
        worked = False
        while self._works and (not worked or clock() < end):
            about = next(iter(self._works))
            id, work = self._works.pop(about)
            worked = True
            try:
                text = piece(work)
            except Bad as bad:
                text = _refused(about, id, bad)
            if text is None:
                self._works[about] = id, work
            else:
                say(text, f"study {about}")


def _answer(asked: AskStudy, work: Work[dict[str, Any]]) -> Work[str]:
    found = yield from work
    head = {"type": "study", "about": asked.about, "id": asked.id, "error": None}
    return (yield from protocol.encode_in_pieces(head | found))


def _refused(about: str, id: int, bad: Bad) -> str:
    told = protocol.error("field", bad.text, bad.field, bad)
    return protocol.encode(
        {
            "type": "study",
            "about": about,
            "id": id,
            "error": {k: v for k, v in told.items() if k != "type"},
        }
    )
