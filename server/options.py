"""Options of the command line. What cannot be used is one sentence: option, got, allowed."""

import argparse
import re
from collections.abc import Callable
from typing import NoReturn

NAME = re.compile(r"[a-z0-9]([a-z0-9._-]{0,251}[a-z0-9])?", re.A)
ORIGIN = re.compile(r"https?://([a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])(:[0-9]{1,5})?", re.A)
MOST_SESSIONS = 10_000


class Parser(argparse.ArgumentParser):
    """A bad option is one sentence."""

    def error(self, message: str) -> NoReturn:
        said = message.removeprefix("argument ")
        self.exit(2, f"downhill: {said} (downhill --help lists the options)\n")


def serving() -> Parser:
    parser = Parser(
        "downhill",
        description="Serve the playground. `downhill run --help`, `downhill check "
        "--help`: without a browser.",
    )
    add = parser.add_argument
    add("--port", type=whole(0, 65535), default=8000, help="default 8000; 0: any free one")
    add("--lan", action="store_true", help="let others on this network join")
    add("--open", action="store_true", help="open the page in a browser")
    add("--verbose", action="store_true", help="a line for each page that comes and goes")
    add(
        "--max-sessions", type=whole(1, MOST_SESSIONS), metavar="N",
        help="pages with a run of their own at once (default: as many as this machine carries, 50 "
        "to 2,000)",
    )  # fmt: skip
    _several(parser, "--allow-host", "NAME", name, "a name by which this server may be called")
    text = "pages from there may connect: a proxy's, such as https://lab.example"
    _several(parser, "--allow-origin", "ORIGIN", origin, text)
    text = "pages from there may show ours in a frame, such as https://lms.example"
    _several(parser, "--allow-embed", "ORIGIN", origin, text)
    return parser


def _several(parser: Parser, option: str, what: str, read: Callable[[str], str], text: str) -> None:
    """An option that may be given again and again."""
    text += "; may be given several times"
    parser.add_argument(option, type=read, action="append", default=[], metavar=what, help=text)


def running() -> Parser:
    parser = Parser("downhill run", description="Run a Spec or a journal (JSON), step by step.")
    parser.add_argument("spec", nargs="?", help="a file, or - for standard input")
    parser.add_argument("--data", metavar="FILE.csv", help="points: columns x, y, label, test")
    parser.add_argument("--scale", action="store_true", help="scale the points into the square")
    parser.add_argument("--steps", type=int, default=100, help="updates to take (default 100)")
    parser.add_argument(
        "--json", action="store_true", help="one line of JSON a step, then the parameters"
    )
    parser.add_argument(
        "--grad", action="store_true", help="with --json: every step's gradient, too"
    )
    return parser


def checking() -> Parser:
    parser = Parser(
        "downhill check",
        description="Run a Spec or a journal, and examine the network: gradient check, curvature "
        "and the rate it allows, dead units, size of steps, why it blew up.",
    )
    parser.add_argument("spec", help="a file, or - for standard input")
    parser.add_argument("--steps", type=int, default=100, help="updates to take (default 100)")
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    parser.set_defaults(data=None)  # it has no points of its own
    return parser


# What an option may hold


def whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 10 and low <= int(text) <= high):
            raise _bad(f"expected a whole number from {low:,} to {high:,}", text)
        return int(text)

    return read


def name(text: str) -> str:
    """A host name, in small letters."""
    if NAME.fullmatch(text.lower()) is None:
        raise _bad("expected a host name without a port, such as lab.example", text)
    return text.lower()


def origin(text: str) -> str:
    """Scheme, host and perhaps a port, as a browser writes it."""
    if ORIGIN.fullmatch(text.lower()) is None:
        raise _bad("expected http or https and a host, such as https://lab.example:8443", text)
    return text.lower()


def _bad(expected: str, got: str) -> argparse.ArgumentTypeError:
    return argparse.ArgumentTypeError(f"{expected}, got {got[:60]!r}")
