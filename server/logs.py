"""Logs: what is worth a line of the terminal, and nothing of what people sent.

1. A record is one line, whatever stands in it; what cannot be seen is written out.
2. A fault is told with its id, its kind and the way to it through our files, not with its text: it
   may quote what somebody typed. `verbose` adds the text, and who comes and goes.
3. Of each kind of warning there are three lines in ten seconds; then how many were left out.
4. Texts go in as a constant and its values, so that a kind can be known.
"""

import logging
import secrets
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

LOG = logging.getLogger("downhill")
FEW, MANY, WITHIN = 3, 300, 10.0  # lines of a warning, of news; seconds
LONGEST = 400  # characters of a line
SERVER = Path(__file__).resolve().parent
POLITE = (1000, 1001, 1005, 1006, 1012)  # codes with which a page may leave, or we
# What uvicorn says of every socket that is refused with an answer, though that is an answer; and of
# what a peer said wrongly, which is no fault of ours.
NOT_SO = (
    "ASGI callable returned without completing handshake.",
    "Invalid UTF-8 sequence received from client.",
)


def came(name: str) -> None:
    LOG.info("page %s came", name)


def went(name: str, code: int, frames: int, seconds: float, errors: int) -> None:
    """Quietly if it went by itself."""
    level = logging.INFO if code in POLITE else logging.WARNING
    text = "page %s went with code %d after %.1f s, %d frames, %d errors"
    LOG.log(level, text, name, code, seconds, frames, errors)


def fault(what: str, error: BaseException) -> str:
    """A line about a fault of ours. → its id, for those whom it met."""
    name = secrets.token_hex(4)
    LOG.error(f"{what} failed: %s", name, exc_info=error)
    return name


def start(verbose: bool = False, stream: TextIO = sys.stderr) -> None:
    """Everything that is logged, by us, uvicorn or asyncio, goes through one handler."""
    handler = Lines(stream, verbose)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    LOG.setLevel(logging.INFO if verbose else logging.WARNING)


@dataclass
class Kind:
    """Lines of one kind since `since`."""

    since: float
    written: int = 0
    left_out: int = 0


class Lines(logging.Handler):
    """Writes records as lines, few of each kind."""

    def __init__(
        self, stream: TextIO, verbose: bool = False, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self.stream, self.verbose, self.clock = stream, verbose, clock
        self._kinds: dict[str, Kind] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """A full disk or a closed terminal is no reason to stop."""
        try:
            if record.msg not in NOT_SO and self._allowed(record):
                self._write(self.line(record))
        except (OSError, ValueError):
            pass

    def line(self, record: logging.LogRecord) -> str:
        text = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            text = f"{text.strip().rstrip('.')}: {way(record.exc_info[1], self.verbose)}"
        return f"{time.strftime('%H:%M:%S')} {record.levelname.lower()}: {visible(text)}"

    def close(self) -> None:
        for text, kind in self._kinds.items():
            self._tell_left_out(text, kind)
        self._kinds = {}
        super().close()

    def _allowed(self, record: logging.LogRecord) -> bool:
        now, text = self.clock(), str(record.msg)
        kind = self._kinds.setdefault(text, Kind(now))
        if now - kind.since >= WITHIN:
            self._tell_left_out(text, kind)
            kind = self._kinds[text] = Kind(now)
        allowed = kind.written < (FEW if record.levelno >= logging.WARNING else MANY)
        kind.written += allowed
        kind.left_out += not allowed
        return allowed

    def _tell_left_out(self, text: str, kind: Kind) -> None:
        if kind.left_out:
            self._write(f"{time.strftime('%H:%M:%S')} {kind.left_out} more like: {visible(text)}")

    def _write(self, line: str) -> None:
        self.stream.write(line + "\n")
        self.stream.flush()


def way(error: BaseException, verbose: bool = False) -> str:
    """Where a fault is, and through which of our files it was reached."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if Path(f.filename).is_relative_to(SERVER)] or frames[-1:]
    places = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(ours)]
    kind = f"{type(error).__name__}{f' ({error})' if verbose else ''}"
    return f"{kind} in {' < '.join(places) or 'an unknown place'}"


def visible(text: str) -> str:
    """A text as one line: control characters, and those that turn the direction, are escaped."""
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"
