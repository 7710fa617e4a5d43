"""Errand: one run that a request asks for; its lines, computed in turns among the sessions.

No sockets, no clock. What a request may cost is known before it begins, and is counted again while
it runs, for a journal's edits may change network and data on the way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from server import checks, headless, protocol
from server import journal as journals
from server.checks import Bad
from server.cost import MOST_STEP, cost
from server.journal import Journal
from server.run import Run
from server.spec import Spec

MOST_STEPS, MOST_EDITS = 10_000, 500
WHOLE = 20.0  # seconds
LINE, LINE_ROW = 50_000, 25_000  # nanoseconds of a line of JSON, and of each row in it
MOST_HELD = 256 << 10  # bytes of lines that wait for the reader


class TooMuch(Bad):
    """What is right in itself and too much for one request."""


@dataclass(frozen=True)
class Asked:
    journal: Journal
    steps: int
    grad: bool


def parse(body: bytes) -> Asked:
    """The body of POST /api/run, or Bad."""
    checks.check_many(body, "body", TooMuch)
    try:
        value = checks.parsed(body)
    except ValueError:
        raise Bad("body", "expected a JSON object, got something else") from None
    if not isinstance(value, dict):
        raise Bad("body", f"expected a JSON object, got {checks.shown(value)}")
    given = checks.mapping(value, "", ("spec", "journal", "steps", "grad"))
    if "spec" in given and "journal" in given:
        raise Bad("journal", "expected either a spec or a journal, got both")
    journal = journals.parse(given.get("journal", {"spec": given.get("spec", {})}))
    if len(journal.entries) > MOST_EDITS:
        text = f"expected at most {MOST_EDITS} edits in one request, got {len(journal.entries):,}"
        raise TooMuch("journal.edits", text)
    steps = checks.integer(given.get("steps", 100), "steps", 0, MOST_STEPS)
    return Asked(journal, steps, checks.truth(given.get("grad", False), "grad"))


@dataclass(frozen=True)
class Allowance:
    """What one request may cost on a machine of this pace."""

    pace: float

    def each(self, spec: Spec, points: int, grad: bool) -> float:
        """Seconds of a step, and of telling it as JSON."""
        told = LINE + LINE_ROW * len(spec.methods)
        return (cost(spec, points, grad) + told) * self.pace * 1e-9

    def check(self, asked: Asked) -> None:
        """Before anything is made of it."""
        spec = asked.journal.spec
        rows, size, points = len(spec.methods), spec.parameters, spec.data.size
        each = self.each(spec, points, asked.grad)
        if each > MOST_STEP:
            text = (
                f"one step of {rows} methods × {size:,} parameters × {points:,} points would take "
                f"{each / MOST_STEP:.1f} times what one request may; `downhill run` has no limit"
            )
            raise TooMuch("spec", text)
        if each * asked.steps > WHOLE:
            text = f"expected at most {int(WHOLE / each):,} steps of this run in one request"
            raise TooMuch("steps", f"{text}, got {asked.steps:,}; `downhill run` has no limit")


class Errand:
    """Takes turns as a session does; `take` gives what was written since the last time."""

    def __init__(self, asked: Asked, pace: float = 1.0) -> None:
        self._allowance = Allowance(pace)
        self._allowance.check(asked)
        self.run = Run(asked.journal, 0)  # nobody seeks in it: no keyframes
        self.done, self._grad = False, asked.grad
        self._lines = headless.lines(self.run, asked.steps, asked.grad)
        self._spent, self._whole = 0.0, True  # whether what was written ends with a line
        self._written, self._held = list[str](), 0
        self.written: Callable[[], None] = lambda: None  # called after a turn

    @property
    def hungry(self) -> bool:
        return not self.done and self._held < MOST_HELD

    def errand(self, now: float) -> float:
        """From when on it can use time."""
        return now if self.hungry else float("inf")

    def work(self, now: float, end: float, clock: Callable[[], float]) -> None:
        del now
        try:
            while self.hungry:
                self._write(next(self._lines))
                if self._whole:
                    self._count()
                if clock() >= end:
                    break
        except StopIteration:
            self.done = True
        except Bad as bad:  # of an edit on the way
            self._end(protocol.error("field", bad.text, bad.field, bad))
        self.written()

    def take(self) -> str:
        text = "".join(self._written)
        self._written, self._held = [], 0
        return text

    def fail(self, fault: str) -> None:
        """Something raised that should not; the log has it under this id."""
        text = f"the server could not go on with this run ({fault})"
        self._end(protocol.error("internal", text, fault=fault))
        self.written()

    def _write(self, text: str) -> None:
        self._written.append(text)
        self._held += len(text)
        if text:
            self._whole = text.endswith("\n")

    def _count(self) -> None:
        """At the end of a line: what it cost."""
        points = len(self.run.stepper.points)
        each = self._allowance.each(self.run.spec, points, self._grad)
        self._spent += each
        if each > MOST_STEP or self._spent > WHOLE:
            text = "its edits made this run too much for one request; `downhill run` has no limit"
            raise TooMuch("journal.edits", text)

    def _end(self, error: dict[str, Any]) -> None:
        """The last line of a run that could not go on says why."""
        self._write(("" if self._whole else "\n") + protocol.encode(error) + "\n")
        self.done = True
