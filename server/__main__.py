"""downhill: serve the page, or run a Spec without a browser."""

import argparse
import json
import math
import socket
import sys
import threading
import webbrowser
from pathlib import Path
from typing import Any, NoReturn

from server import checkup, checkup_words, csv_points, headless
from server import journal as journals
from server.checks import Bad
from server.run import Run
from server.settings import Settings
from server.spec import parse_data


def main(arguments: list[str] | None = None) -> int:
    wanted = sys.argv[1:] if arguments is None else arguments
    if wanted[:1] == ["check"]:
        return check(_check_parser().parse_args(wanted[1:]))
    if wanted[:1] == ["run"]:
        return run(_run_options(wanted[1:]))
    return serve(_serve_parser().parse_args(wanted))


class Parser(argparse.ArgumentParser):
    """A bad option is one sentence."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"downhill: {message} (downhill --help lists the options)\n")


def _serve_parser() -> Parser:
    parser = Parser(
        "downhill",
        description="Serve the playground. `downhill run --help`, `downhill check "
        "--help`: without a browser.",
    )
    parser.add_argument(
        "--port", type=int, default=8000, help="1 to 65535 (default 8000); 0: any free one"
    )
    parser.add_argument("--lan", action="store_true", help="let others on this network join")
    parser.add_argument("--open", action="store_true", help="open the page in a browser")
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a name by which this server may be called",
    )
    return parser


def _run_options(arguments: list[str]) -> argparse.Namespace:
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
    options = parser.parse_args(arguments)
    if options.spec is None and options.data is None:
        parser.error("expected a Spec or --data")
    return options


def _check_parser() -> Parser:
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


# Serving


def serve(options: argparse.Namespace) -> int:
    if not 0 <= options.port <= 65535:
        print(f"downhill: --port: expected 0 to 65535, got {options.port}", file=sys.stderr)
        return 2
    host = "0.0.0.0" if options.lan else "127.0.0.1"
    settings = Settings(host=host, port=options.port, allowed_hosts=tuple(options.allow_host))
    try:
        listener = listen(host, options.port)
    except OSError as error:
        print(
            f"downhill: port {options.port} cannot be used ({error.strerror}); "
            "try --port with another number",
            file=sys.stderr,
        )
        return 1
    port = listener.getsockname()[1]
    _announce(port, options.lan)
    if options.open:
        threading.Timer(0.5, webbrowser.open, (f"http://127.0.0.1:{port}/",)).start()
    _run_server(settings, listener)
    return 0


def listen(host: str, port: int) -> socket.socket:
    """Small send buffers and an early end for peers that are gone:
    both are inherited by each connection.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 64 << 10)
    # Without it a frame that follows a text waits 40 ms for the acknowledgement of the text.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 20_000)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    listener.listen(2048)
    return listener


def _announce(port: int, lan: bool) -> None:
    print(f"Downhill · 하산: http://127.0.0.1:{port}/  (Ctrl-C stops)", flush=True)
    if lan:
        print(f"Anyone on this network can join: http://{_own_address()}:{port}/", flush=True)


def _own_address() -> str:
    """This machine's address on its network. Nothing is sent:
    connecting UDP only chooses an interface.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return socket.gethostname()


def _run_server(settings: Settings, listener: socket.socket) -> None:
    import uvicorn

    from server.app import create_app

    config = uvicorn.Config(
        create_app(settings), log_level="warning", access_log=False, ws="server.live.ws:Protocol",
        ws_per_message_deflate=False, ws_max_size=512 << 10, ws_ping_interval=20,
        ws_ping_timeout=20, timeout_graceful_shutdown=2, backlog=2048,
    )  # fmt: skip
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        pass


# Running without a browser


def run(options: argparse.Namespace) -> int:
    try:
        _go(_begun(options), options)
    except Bad as bad:
        print(f"downhill run: {bad.text}", file=sys.stderr)
        return 2
    return 0


def check(options: argparse.Namespace) -> int:
    try:
        going = _begun(options)
        going.advance(options.steps)
        found = checkup.examine(going)
    except Bad as bad:
        print(f"downhill check: {bad.text}", file=sys.stderr)
        return 2
    print(json.dumps(found) if options.json else checkup_words.told(found))
    return 0


def _begun(options: argparse.Namespace) -> Run:
    journal = _journal(options)
    if options.steps < 0:
        raise Bad("--steps", f"expected 0 or more, got {options.steps}")
    return Run(journal)


def _journal(options: argparse.Namespace) -> journals.Journal:
    """A Spec or a journal, or a Spec with a file's points."""
    value = {} if options.spec is None else _json(options.spec)
    if options.data is not None:
        return journals.parse(_with_data(value, options))
    is_journal = isinstance(value, dict) and "spec" in value
    return journals.parse(value if is_journal else {"spec": value})


def _with_data(value: Any, options: argparse.Namespace) -> dict[str, Any]:
    """The Spec with the file's points. Without a column `test` the Spec's share of them is drawn,
    by the edit by which the page does it too.
    """
    if not isinstance(value, dict) or "spec" in value:
        raise Bad("--data", "goes with a Spec, not with a journal")
    test = parse_data(value.get("data", {})).test
    data, scaled = csv_points.read(_text(options.data, "CSV"), options.scale, options.data)
    for column in scaled:
        line = f"{column.column}: {column.low:g} to {column.high:g} was scaled to -1 to 1"
        print(f"downhill run: {line}", file=sys.stderr)
    whole = {"spec": value | {"data": data | {"test": test}}}
    if len(data["points"][0]) > 3:
        return whole
    return whole | {"edits": [{"step": 0, "edit": {"kind": "split", "test": test}}]}


def _json(name: str) -> Any:
    text = _text(name, "JSON")
    try:
        return json.loads(text)
    except ValueError as error:
        raise Bad(name, f"expected JSON, {error}") from None
    except RecursionError:
        raise Bad(name, "expected JSON, got lists or objects nested too deeply") from None


def _text(name: str, what: str) -> str:
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text("utf-8-sig")
    except OSError as error:
        raise Bad(name, error.strerror or "cannot be read") from None
    except UnicodeDecodeError as error:
        raise Bad(name, f"expected {what}, {error}") from None


def _go(going: Run, options: argparse.Namespace) -> None:
    for record in headless.records(going, options.steps, options.grad):
        if options.json:
            sys.stdout.writelines(headless.pieces(record))
        elif record.get("step", 1) % 10 == 0:
            _print_row(record)
    for row, lost in sorted(going.blowups.items()):
        which = f"row {row} " if len(going.spec.methods) > 1 else ""
        where = f"layer {lost.layer}, {lost.what}" if lost.layer else lost.what
        print(f"{which}diverged at step {lost.step}: {where}", file=sys.stderr)


def _print_row(record: dict[str, Any]) -> None:
    """A line for people: the losses of all rows, when there are several."""
    line = "step {step:>6}  epoch {epoch:6.2f}".format(**record)
    if "rows" in record:
        print(line + "  loss" + "".join(f" {_shown(row['loss'])}" for row in record["rows"]))
    else:
        print(f"{line}  loss {_shown(record['loss'])}  test {_shown(record['test_loss'])}")


def _shown(loss: float | None) -> str:
    return f"{math.nan if loss is None else loss:.6f}"


if __name__ == "__main__":
    sys.exit(main())
