"""downhill: serve the page, or run a Spec without a browser."""

import argparse
import gc
import json
import math
import socket
import sys
import threading
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from server import (
    calibration,
    checks,
    checkup,
    checkup_words,
    csv_points,
    headless,
    logs,
    memory,
    options,
)
from server import journal as journals
from server.checks import Bad
from server.run import Run
from server.settings import Settings
from server.spec import parse_data

if TYPE_CHECKING:
    import uvicorn

FILES = 8192


def main(arguments: list[str] | None = None) -> int:
    wanted = sys.argv[1:] if arguments is None else arguments
    if wanted[:1] == ["check"]:
        return check(options.checking().parse_args(wanted[1:]))
    if wanted[:1] == ["run"]:
        return run(_run_options(wanted[1:]))
    return serve(options.serving().parse_args(wanted))


def _run_options(arguments: list[str]) -> argparse.Namespace:
    parser = options.running()
    chosen = parser.parse_args(arguments)
    if chosen.spec is None and chosen.data is None:
        parser.error("expected a Spec or --data")
    return chosen


# Serving


def serve(chosen: argparse.Namespace) -> int:
    host = "0.0.0.0" if chosen.lan else "127.0.0.1"
    try:
        listener = listen(host, chosen.port)
    except OSError as error:
        print(
            f"downhill: port {chosen.port} cannot be used ({error.strerror}); "
            "try --port with another number",
            file=sys.stderr,
        )
        return 1
    logs.start(chosen.verbose)
    _open_many_files()
    port = listener.getsockname()[1]
    _announce(port, chosen.lan)
    if chosen.open:
        threading.Timer(0.5, webbrowser.open, (f"http://127.0.0.1:{port}/",)).start()
    _run_server(_settings(chosen, host), listener)
    return 0


def _settings(chosen: argparse.Namespace, host: str) -> Settings:
    return Settings(
        host=host,
        port=chosen.port,
        most_sessions=chosen.max_sessions,
        pace=calibration.pace(),
        allowed_hosts=tuple(chosen.allow_host),
        allowed_origins=tuple(chosen.allow_origin),
        allowed_embeds=tuple(chosen.allow_embed),
    )


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


def _open_many_files() -> None:
    """Each page is an open file: as many as this machine allows, where it usually allows a program
    1,024 of them.
    """
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _announce(port: int, lan: bool) -> None:
    """A full disk or a closed terminal is no reason not to start."""
    with suppress(OSError):
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
    _allow_many_files()
    memory.keep_freed()
    server = served(settings)
    gc.collect()
    gc.freeze()  # all that was imported stays: looking for garbage among it would take 50 ms
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        pass


def served(settings: Settings, ws: str = "server.live.ws:Protocol") -> "uvicorn.Server":
    """The server. Of pings and their ends uvicorn's are for another class than ours."""
    import uvicorn

    from server.app import create_app
    from server.live.http import Http

    config = uvicorn.Config(
        create_app(settings), http=Http, log_config=None, access_log=False, server_header=False,
        ws=ws, ws_per_message_deflate=False, ws_max_size=512 << 10, ws_ping_interval=20,
        ws_ping_timeout=20, timeout_graceful_shutdown=2, backlog=2048,
    )  # fmt: skip
    return uvicorn.Server(config)


def _allow_many_files() -> None:
    """A full lecture hall has more sockets than the 1,024 files that many systems begin with."""
    try:
        import resource
    except ImportError:  # not on Windows, which counts otherwise
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


# Running without a browser


def run(chosen: argparse.Namespace) -> int:
    try:
        _go(_begun(chosen), chosen)
    except Bad as bad:
        print(f"downhill run: {bad.text}", file=sys.stderr)
        return 2
    return 0


def check(chosen: argparse.Namespace) -> int:
    try:
        going = _begun(chosen)
        going.go(chosen.steps)
        found = checkup.examine(going)
    except Bad as bad:
        print(f"downhill check: {bad.text}", file=sys.stderr)
        return 2
    print(json.dumps(found) if chosen.json else checkup_words.told(found))
    return 0


def _begun(chosen: argparse.Namespace) -> Run:
    journal = _journal(chosen)
    if chosen.steps < 0:
        raise Bad("--steps", f"expected 0 or more, got {chosen.steps}")
    return Run(journal)


def _journal(chosen: argparse.Namespace) -> journals.Journal:
    """A Spec or a journal, or a Spec with a file's points."""
    value = {} if chosen.spec is None else _json(chosen.spec)
    if chosen.data is not None:
        return journals.parse(_with_data(value, chosen))
    is_journal = isinstance(value, dict) and "spec" in value
    return journals.parse(value if is_journal else {"spec": value})


def _with_data(value: Any, chosen: argparse.Namespace) -> dict[str, Any]:
    """The Spec with the file's points. Without a column `test` the Spec's share of them is drawn,
    by the edit by which the page does it too.
    """
    if not isinstance(value, dict) or "spec" in value:
        raise Bad("--data", "goes with a Spec, not with a journal")
    test = parse_data(value.get("data", {})).test
    data, scaled = csv_points.read(_text(chosen.data, "CSV"), chosen.scale, chosen.data)
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
        return checks.parsed(text)
    except ValueError as error:
        raise Bad(name, f"expected JSON, {error}") from None


def _text(name: str, what: str) -> str:
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text("utf-8-sig")
    except OSError as error:
        raise Bad(name, error.strerror or "cannot be read") from None
    except UnicodeDecodeError as error:
        raise Bad(name, f"expected {what}, {error}") from None


def _go(going: Run, chosen: argparse.Namespace) -> None:
    for record in filter(None, headless.records(going, chosen.steps, chosen.grad)):
        if chosen.json:
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
