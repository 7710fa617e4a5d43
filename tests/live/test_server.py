"""A real server on a free port, and a real socket: what only they can show.
The rest is in test_session.py.
"""

import json
import socket
import struct
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from server.__main__ import listen, served
from server.settings import Settings
from tests.live.test_ws import REQUEST

WITHIN = 15.0  # seconds; nothing waits that long when all is well


class Running:
    """uvicorn in a thread, as `downhill` starts it."""

    def __init__(self, settings: Settings, ws: str = "server.live.ws:Protocol") -> None:
        listener = listen("127.0.0.1", 0)
        self.address = f"127.0.0.1:{listener.getsockname()[1]}"
        self.server = served(settings, ws)
        self.thread = threading.Thread(
            target=self.server.run, kwargs={"sockets": [listener]}, daemon=True
        )
        self.thread.start()
        give_up = time.monotonic() + WITHIN
        while not self.server.started:
            assert self.thread.is_alive() and time.monotonic() < give_up, "the server did not start"
            threading.Event().wait(0.005)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(WITHIN)
        assert not self.thread.is_alive(), "the server did not stop"


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    server = Running(Settings(most_sessions=3))
    yield server
    server.stop()


class Page:
    def __init__(self, running: Running, **options: Any) -> None:
        options = {"origin": f"http://{running.address}"} | options
        opening = connect(
            f"ws://{running.address}/ws", open_timeout=WITHIN, compression=None, **options
        )
        self.socket: ClientConnection = opening.__enter__()

    def __enter__(self) -> "Page":
        return self

    def __exit__(self, *error: Any) -> None:
        self.socket.close()

    def send(self, kind: str, **fields: Any) -> None:
        self.socket.send(json.dumps({"type": kind, **fields}))

    def hear(self, kind: str) -> dict[str, Any]:
        """The next text of a kind; what comes before it is passed over, frames are acknowledged."""
        while True:
            item = self.socket.recv(WITHIN)
            if isinstance(item, bytes):
                self.send("ready", n=1)
            elif (text := json.loads(item))["type"] == kind:
                return text

    def frame(self) -> bytes:
        while True:
            item = self.socket.recv(WITHIN)
            if isinstance(item, bytes) and struct.unpack_from("<I", item)[0] == 1:
                self.send("ready", n=1)
                return item

    def closed_with(self) -> int | None:
        try:
            while True:
                self.socket.recv(WITHIN)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None


def test_a_page_is_welcomed_and_its_frames_come_in_order(running: Running):
    with Page(running) as page:
        welcome = page.hear("welcome")
        assert welcome["protocol"] == 1 and welcome["limits"]["points"] == 2000
        page.send("hello", spec={"data": {"count": 20}})
        layout = page.hear("layout")
        steps: list[float] = []
        page.send("play", speed=0)
        while len(steps) < 10:
            data = page.frame()
            assert len(data) == layout["bytes"]
            assert struct.unpack_from("<II", data) == (1, layout["id"])
            steps.append(struct.unpack_from("<d", data, 8)[0])
        assert steps == sorted(steps) and steps[-1] > steps[0]


def test_a_bad_message_is_answered_with_its_field_and_keeps_the_connection(running: Running):
    with Page(running) as page:
        page.send("play", speed=-1)
        error = page.hear("error")
        assert error["field"] == "speed" and error["text"].startswith("speed: expected a number")
        page.socket.send("\x00 not JSON")
        assert page.hear("error")["code"] == "json"
        page.socket.send(b"\x00\x01")
        assert page.hear("error")["code"] == "binary"
        page.socket.send('{"type":"pause","\\ud800":1}')
        assert page.hear("error")["code"] == "field"
        page.send("hello")
        assert page.hear("journal")["journal"]["edits"] == []


def test_25_bad_messages_close_with_1008(running: Running):
    with Page(running) as page:
        for _ in range(25):
            page.socket.send("{")
        assert page.closed_with() == 1008


@pytest.mark.parametrize("size", [200_000, 700_000])
def test_a_message_that_is_too_large_closes_with_1009(running: Running, size: int):
    with Page(running) as page:
        page.hear("welcome")
        page.send("edit", id=1, edit={"kind": "x" * size})
        assert page.closed_with() == 1009


def test_a_flood_of_messages_closes_with_1008(running: Running):
    with Page(running) as page:
        page.send("hello", spec={"data": {"count": 20}})
        page.hear("journal")
        try:
            for _ in range(400):
                page.send("pause")
        except ConnectionClosed:
            pass
        assert page.closed_with() == 1008


def test_a_page_of_another_origin_is_refused(running: Running):
    for origin in (
        "http://evil.example",
        "null",
        "http://[",
        f"https://{running.address}.evil.example",
    ):
        with pytest.raises(InvalidStatus) as caught:
            Page(running, origin=origin)
        response = caught.value.response
        assert response.status_code == 403, origin
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_a_program_without_an_origin_is_let_in(running: Running):
    with Page(running, origin=None) as page:
        assert page.hear("welcome")


def test_nobody_else_can_connect_unless_it_is_asked_for():
    """127.0.0.2 is this machine by another address, as its neighbours' way to it would be."""
    ours, everybodys = listen("127.0.0.1", 0), listen("0.0.0.0", 0)
    with ours, everybodys:
        with pytest.raises(OSError):
            socket.create_connection(("127.0.0.2", ours.getsockname()[1]), WITHIN)
        if sys.platform == "linux":
            socket.create_connection(("127.0.0.2", everybodys.getsockname()[1]), WITHIN).close()


def test_a_socket_under_a_foreign_host_name_is_refused(running: Running):
    """DNS rebinding: the name is the attacker's, the address is ours."""
    with pytest.raises(InvalidStatus) as caught:
        Page(
            running,
            origin="http://evil.example",
            additional_headers={"Host": "evil.example"},
        )
    assert caught.value.response.status_code in (400, 403)


def test_a_full_server_says_so_and_has_room_again_when_one_leaves(running: Running):
    pages = [Page(running) for _ in range(3)]
    for page in pages:
        page.send("hello")
        page.hear("journal")
    with Page(running) as late:
        late.send("hello")
        assert late.hear("error")["code"] == "full"
        assert late.closed_with() == 1013
    for page in pages:
        page.socket.close()
    give_up = time.monotonic() + WITHIN
    while time.monotonic() < give_up:
        with Page(running) as again:
            again.hear("welcome")
            again.send("hello")
            if json.loads(again.socket.recv(WITHIN))["type"] == "journal":
                return
    pytest.fail("no room after all had left")


def test_of_two_connections_of_one_tab_the_newest_goes_on(running: Running):
    with Page(running) as older, Page(running) as newer:
        older.send("hello", tab="tab_number-1", spec={"data": {"count": 20}})
        older.frame()
        newer.send("hello", tab="tab_number-1", spec={"data": {"count": 20}})
        assert older.hear("error")["code"] == "taken"
        assert older.closed_with() == 4001
        newer.frame()


def test_who_does_not_say_hello_is_sent_away(running: Running, monkeypatch: pytest.MonkeyPatch):
    from server.live import connection

    monkeypatch.setattr(connection, "HELLO_WITHIN", 1)
    with Page(running) as page:
        assert page.hear("error")["code"] == "hello_first"
        assert page.closed_with() == 1008


def test_a_server_that_ends_says_so_and_waits_for_nobody_for_long():
    """Neither for a page that answers the close, nor for one that reads nothing."""
    server = Running(Settings())
    name, port = server.address.split(":")
    with Page(server) as page, socket.create_connection((name, int(port)), WITHIN) as stalled:
        stalled.sendall(REQUEST)
        assert stalled.recv(12) == b"HTTP/1.1 101"
        page.send("hello", spec={"data": {"count": 20}})
        page.frame()
        threading.Thread(target=server.stop).start()
        assert page.closed_with() == 1012
        server.thread.join(WITHIN)
        assert not server.thread.is_alive()


def test_under_uvicorns_own_class_everything_goes_on_over_asgi():
    server = Running(Settings(), ws="websockets-sansio")
    with Page(server) as page:
        page.hear("welcome")
        page.send("hello", spec={"data": {"count": 20}})
        page.hear("layout")
        page.send("play", speed=0)
        steps = [struct.unpack_from("<d", page.frame(), 8)[0] for _ in range(10)]
        assert steps == sorted(steps) and steps[-1] > steps[0]
        page.socket.send("x" * 100_000)
        assert page.hear("error")["code"] == "json"
        page.send("pause", nonsense=1)
        assert page.hear("error")["code"] == "field"
        for _ in range(21):
            page.socket.send("{")
        assert page.closed_with() == 1008
    server.stop()


def test_a_session_that_fails_ends_alone(running: Running, monkeypatch: pytest.MonkeyPatch):
    """A fault of ours closes its connection with 1011; the neighbour goes on."""
    from server.live.player import Player

    original = Player.sits

    def sits(player: Player, now: float) -> Any:
        if player.run is not None and player.run.spec.batch == 77:
            raise ZeroDivisionError("a fault for the test")
        return original(player, now)

    monkeypatch.setattr(Player, "sits", sits)
    with Page(running) as well, Page(running) as ill:
        well.send("hello", spec={"data": {"count": 20}})
        well.frame()
        ill.send("hello", spec={"batch": 77})
        assert len(ill.hear("error")["fault"]) == 8
        assert ill.closed_with() == 1011
        well.send("step", unit="batch", count=1)
        while struct.unpack_from("<d", well.frame(), 8)[0] < 1:
            pass


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "[", "", "a b"])
def test_a_foreign_host_name_gets_400(running: Running, host: str):
    name, port = running.address.split(":")
    with socket.create_connection((name, int(port)), WITHIN) as line:
        line.sendall(f"GET /network HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = line.makefile("rb").read().decode()
    assert answer.split(" ")[1] == "400", answer[:200]


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1:99", "[::1]:80", "10.0.0.7", "lab.localhost"]
)
def test_addresses_and_localhost_are_known(running: Running, host: str):
    answer = httpx.get(f"http://{running.address}/healthz", headers={"Host": host})
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_the_root_leads_to_the_lab_and_keeps_its_query(running: Running):
    answer = httpx.get(f"http://{running.address}/?lang=en")
    assert answer.status_code == 307 and answer.headers["location"] == "/network?lang=en"


def test_the_page_speaks_the_language_that_is_asked_for(running: Running):
    def language(path: str, accept: str) -> str:
        answer = httpx.get(f"http://{running.address}{path}", headers={"Accept-Language": accept})
        return answer.text.split('<html lang="')[1][:2]

    assert language("/network", "en-GB,en;q=0.9") == "en"
    assert language("/network", "ko-KR") == "ko"
    assert language("/network?lang=en", "ko") == "en"
    assert language("/network", "fr") == "ko"


def test_the_presets_are_points_of_every_preset(running: Running):
    from server.spec import PRESETS

    presets = httpx.get(f"http://{running.address}/api/presets").json()
    assert set(presets) == set(PRESETS)
    assert all(len(points) == 120 and len(points[0]) == 3 for points in presets.values())


def test_the_descent_page_carries_its_mountains_and_their_pictures_can_be_fetched(running: Running):
    page = httpx.get(f"http://{running.address}/descent").text
    carried = page.split('id="mountains">')[1].split("</script>")[0]
    functions = json.loads(carried)["functions"]
    pictures = httpx.get(f"http://{running.address}/api/mountains").json()
    assert set(pictures) == set(functions) and "rosenbrock" in functions
    assert {picture["side"] for picture in pictures.values()} == {48}
