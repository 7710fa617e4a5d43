"""Half a request is not waited for, and the others are served meanwhile."""

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from server.live import http
from server.settings import Settings
from tests.live.test_server import WITHIN, Page, Running

UPGRADE = (
    "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    server = Running(Settings())
    yield server
    server.stop()


def said(running: Running, text: str) -> socket.socket:
    name, port = running.address.split(":")
    line = socket.create_connection((name, int(port)), WITHIN)
    line.sendall(text.encode())
    return line


def is_served(running: Running) -> bool:
    return httpx.get(f"http://{running.address}/healthz", timeout=WITHIN).status_code == 200


@pytest.mark.parametrize(
    "half",
    [
        "",
        "GET /healthz HT",
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\n",
        UPGRADE,
    ],
)
def test_who_does_not_finish_a_request_is_let_go(
    half: str, running: Running, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(http, "REQUEST_WITHIN", 0.1)
    with said(running, half) as line:
        assert is_served(running)
        while line.recv(4096):  # until it is closed; a reset is as good
            pass


def test_who_says_a_letter_at_a_time_is_let_go_as_well(
    running: Running, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(http, "REQUEST_WITHIN", 0.1)
    give_up = time.monotonic() + WITHIN
    with said(running, "GET /healthz HTTP/1.1\r\nX: ") as line, pytest.raises(OSError):
        while time.monotonic() < give_up:
            line.sendall(b"x")
            time.sleep(0.01)


def test_with_one_too_many_the_oldest_is_let_go(running: Running, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(http, "MOST_WAITING", 3)
    with ExitStack() as opened:
        lines = [opened.enter_context(said(running, "GET /")) for _ in range(3)]
        opened.enter_context(said(running, "GET /"))
        assert lines[0].recv(1) == b""
        assert is_served(running)  # which lets go of the next


def test_a_socket_that_has_begun_is_not_a_request(
    running: Running, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(http, "REQUEST_WITHIN", 0.05)
    with Page(running) as page:
        page.hear("welcome")
        time.sleep(0.15)
        page.send("hello")
        assert page.hear("journal")


@pytest.mark.parametrize(
    "body", ["Content-Length: 5\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n"]
)
def test_a_handshake_with_a_body_is_answered(body: str, running: Running):
    with said(running, UPGRADE + body) as line:
        answer = line.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 400 "), answer


def test_a_slow_computation_is_no_half_request(running: Running, monkeypatch: pytest.MonkeyPatch):
    """Its reader is patient, and so are we."""
    monkeypatch.setattr(http, "REQUEST_WITHIN", 0.02)

    async def asking() -> str:
        async with httpx.AsyncClient(timeout=WITHIN) as client:
            url = f"http://{running.address}/api/run"
            return (await client.post(url, json={"steps": 300})).text

    assert len(asyncio.run(asking()).splitlines()) == 302
