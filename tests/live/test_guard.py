"""Nothing leaves without its headers, and nobody is let in who should not be: asked of every route
by every method, without sockets. The oracle is what the standards and docs/security.md say.
"""

import asyncio
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from fastapi.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from server.app import create_app
from server.guard import Guard
from server.settings import Settings

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW")
HOSTS = {"ours": "localhost:8000", "foreign": "evil.example"}
ORIGINS = {"ours": "http://localhost:8000", "foreign": "https://evil.example", "none": None}


class Answered:
    """One answer: its status, headers and body."""

    def __init__(self, messages: list[Message]) -> None:
        start, *rest = messages
        self.kind, self.status = start["type"], int(start["status"])
        self.pairs = [(n.decode().lower(), v.decode("latin-1")) for n, v in start["headers"]]
        self.headers = dict(self.pairs)
        self.body = b"".join(message.get("body", b"") for message in rest)


def faults(answer: Answered, static: bool = False) -> Iterator[str]:
    """What is wrong with an answer's headers; TensorBoard's way: the answer itself is examined."""
    names = [name for name, _ in answer.pairs]
    yield from (f"{name} twice" for name in set(names) if names.count(name) > 1)
    yield from _policy_faults(answer.headers.get("content-security-policy", ""))
    for name, wanted in EXPECTED.items():
        if answer.headers.get(name) != wanted:
            yield f"{name}: {answer.headers.get(name)!r}, expected {wanted!r}"
    for feature in ("camera", "microphone", "geolocation"):
        if f"{feature}=()" not in answer.headers.get("permissions-policy", ""):
            yield f"{feature} is not switched off"
    kept = static and answer.status in (200, 206, 304)
    if ("immutable" in answer.headers.get("cache-control", "")) != kept:
        yield f"cache-control: {answer.headers.get('cache-control')!r}"
    if answer.body and "content-type" not in answer.headers:
        yield "a body without a type"
    if "x-frame-options" in answer.headers or "set-cookie" in answer.headers:
        yield "a header that should not be there"


EXPECTED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
}
CLOSED = {
    "default-src": "'none'", "base-uri": "'none'", "form-action": "'none'",
    "script-src": "'self'", "style-src": "'self'", "connect-src": "'self'",
    "frame-ancestors": "'self'", "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}  # fmt: skip


def _policy_faults(policy: str) -> Iterator[str]:
    said = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    for name, wanted in CLOSED.items():
        if said.get(name) != wanted:
            yield f"{name} is {said.get(name)!r}, expected {wanted!r}"
    for name, sources in said.items():
        if any(bad in sources for bad in ("*", "unsafe", "http:", "https:")):
            yield f"{name} lets too much in: {sources}"


def ask(
    app: Any, method: str, path: str, headers: Iterable[tuple[str, str]] = (), body: bytes = b"",
    socket: bool = False,
) -> Answered | str:  # fmt: skip
    """An answer to a request, or the first message about a socket that was not refused in full."""
    raw = path.encode()
    scope: dict[str, Any] = {
        "type": "websocket" if socket else "http", "asgi": {"version": "3.0"},
        "http_version": "1.1", "method": method, "path": path.partition("?")[0], "raw_path": raw,
        "query_string": raw.partition(b"?")[2], "root_path": "", "client": ("127.0.0.1", 1),
        "scheme": "ws" if socket else "http", "server": ("127.0.0.1", 8000), "subprotocols": [],
        "headers": [(n.lower().encode(), v.encode("latin-1")) for n, v in headers],
        "extensions": {"websocket.http.response": {}} if socket else {},
    }  # fmt: skip
    kind = scope["type"]
    request: Message = {"type": "http.request", "body": body, "more_body": False}
    given = [{"type": "websocket.connect"} if socket else request]
    sent: list[Message] = []

    async def receive() -> Message:
        return given.pop(0) if given else {"type": f"{kind}.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    async def asking() -> None:
        try:
            await app(scope, receive, send)
        except (ZeroDivisionError, RuntimeError):
            pass  # the server logs it; what was sent before counts

    asyncio.run(asking())
    return Answered(sent) if "status" in sent[0] else str(sent[0]["type"])


def answer(app: Any, method: str, path: str, *pairs: tuple[str, str], body: bytes = b"") -> Any:
    """Of a request that names our host unless it names another."""
    own = [] if any(name == "host" for name, _ in pairs) else [("host", HOSTS["ours"])]
    return ask(app, method, path, [*own, *pairs], body)


@pytest.fixture(scope="module")
def app() -> Guard:
    return create_app(Settings())


def paths(routes: Iterable[Any]) -> Iterator[str]:
    """Of every route that there is; a kind that is not known here is a fault of this test."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from paths(inner.routes)
        elif type(route).__name__ == "Mount":
            yield from (f"{route.path}/js/main.js", f"{route.path}/none.js", route.path)
        else:
            assert type(route).__name__ in ("APIRoute", "APIWebSocketRoute"), route
            yield route.path


def everywhere(app: Guard) -> list[str]:
    found = [*paths(app.app.routes), "/nowhere", "/static/old/js/main.js", "/docs", "/openapi.json"]  # type: ignore[attr-defined]
    known = {"/", "/network", "/descent", "/backprop", "/neuron", "/api/run", "/ws", "/healthz"}
    assert known <= set(found), found
    return found


def test_every_answer_of_every_route_has_its_headers(app: Guard):
    statuses: set[int] = set()
    wrong: dict[str, list[str]] = {}
    for path in everywhere(app):
        for method in METHODS:
            for host in HOSTS.values():
                for origin in ORIGINS.values():
                    pairs = [("host", host)] + ([("origin", origin)] if origin else [])
                    got = ask(app, method, path, pairs, b"{")
                    assert isinstance(got, Answered)
                    statuses.add(got.status)
                    if found := [*faults(got, path.startswith("/static/"))]:
                        wrong[f"{method} {path} {host} {origin}: {got.status}"] = found
    assert not wrong, wrong
    assert statuses == {200, 307, 400, 403, 404, 405}


def test_the_rarer_answers_have_their_headers_too(app: Guard):
    script = next(path for path in everywhere(app) if path.endswith("main.js"))
    whole = answer(app, "GET", script)
    asked = {
        206: ("GET", script, ("range", "bytes=0-9")),
        304: ("GET", script, ("if-none-match", whole.headers["etag"])),
        413: ("POST", "/api/run", ("accept", "*/*")),
        415: ("POST", "/api/run", ("content-encoding", "gzip")),
        416: ("GET", script, ("range", "bytes=99999999-")),
        429: ("POST", "/api/run", ("accept", "*/*")),
    }
    busy = create_app(Settings(most_answers=0))
    for status, (method, path, *pairs) in asked.items():
        of = busy if status == 429 else app
        got = answer(of, method, path, *pairs, body=b" " * 600_000 if status == 413 else b"{}")
        assert got.status == status, (got.status, got.body)
        assert [*faults(got, path == script)] == [], status
        assert status not in (206, 304) or got.headers["etag"]


@pytest.mark.parametrize("status", [200, 204, 301, 401, 422, 500, 503])
def test_what_a_route_says_itself_about_these_headers_does_not_count(status: int):
    own = {"Content-Security-Policy": "default-src *", "Cache-Control": "public"}
    got = answer(Guard(PlainTextResponse("", status, own), Settings()), "GET", "/")
    assert (got.status, [*faults(got)]) == (status, [])


def test_a_fault_of_ours_has_the_headers_and_says_nothing_of_itself():
    guard = create_app(Settings())

    @guard.app.get("/broken")  # type: ignore[attr-defined]
    def broken() -> None:
        raise ZeroDivisionError("a secret of the server")

    got = answer(guard, "GET", "/broken?token=abc")
    assert got.status == 500 and [*faults(got)] == []
    assert b"secret" not in got.body and b"token" not in got.body


def test_frames_of_others_only_by_allow_embed():
    given = ("https://lms.example", "http://10.0.0.7:9000")
    got = answer(create_app(Settings(allowed_embeds=given)), "GET", "/network")
    policy = got.headers["content-security-policy"]
    assert "frame-ancestors 'self' https://lms.example http://10.0.0.7:9000;" in policy
    assert "x-frame-options" not in got.headers


# Who is let in: as it is, and where the name lab.example and the origin https://lms.example are
# allowed.

HOST_CASES: list[tuple[tuple[str, ...], bool, bool]] = [
    (("127.0.0.1:8000",), True, True),
    (("10.0.0.7",), True, True),
    (("[::1]:8000",), True, True),
    (("[fe80::1]",), True, True),
    (("localhost:99",), True, True),
    (("LOCALHOST",), True, True),
    (("tab.localhost",), True, True),
    (("lab.example",), False, True),
    (("LAB.Example:8000",), False, True),
    (("evil.example",), False, False),
    (("lab.example.",), False, False),  # another name to a browser
    (("localhost.",), False, False),
    (("localhost.evil.example",), False, False),
    (("127.0.0.1.evil.example",), False, False),
    (("lab.example@127.0.0.1",), False, False),
    (("evil.example:pass@127.0.0.1:8000",), False, False),
    (("127.0.0.1/evil.example",), False, False),
    (("127.0.0.1#evil.example",), False, False),
    (("127.0.0.1 evil.example",), False, False),
    (("127.0.0.1:8000:1",), False, False),
    (("127.0.0.1:port",), False, False),
    (("[::1",), False, False),
    (("[fe80::1%eth0]",), False, False),
    (("2130706433",), False, False),  # 127.0.0.1 as a number: no browser says it so
    (("127.1",), False, False),
    (("a" * 300,), False, False),
    (("",), False, False),
    ((), False, False),
    (("127.0.0.1", "evil.example"), False, False),
    (("127.0.0.1", "127.0.0.1"), False, False),
]


async def inside(scope: Scope, receive: Receive, send: Send) -> None:
    """Lets everybody in."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
    else:
        await PlainTextResponse("let in")(scope, receive, send)


CLOSED_GUARD = Guard(inside, Settings())
OPEN = Settings(allowed_hosts=("lab.example",), allowed_origins=("https://lms.example",))
OPEN_GUARD = Guard(inside, OPEN)


@pytest.mark.parametrize(("hosts", "plain", "allowed"), HOST_CASES, ids=lambda v: str(v)[:40])
def test_a_name_is_ours_or_it_is_refused_for_page_and_socket(
    hosts: tuple[str, ...], plain: bool, allowed: bool
):
    pairs = [("host", host) for host in hosts]
    for guard, expected in ((CLOSED_GUARD, plain), (OPEN_GUARD, allowed)):
        page, socket = ask(guard, "GET", "/", pairs), ask(guard, "GET", "/ws", pairs, socket=True)
        assert isinstance(page, Answered)
        assert page.status == (200 if expected else 400), hosts
        if expected:
            assert socket == "websocket.accept", hosts
        else:
            assert isinstance(socket, Answered) and socket.status == 400, hosts


Pairs = list[tuple[str, str]]
HERE = [("host", "localhost:8000")]
ORIGIN_CASES: list[tuple[Pairs, bool, bool]] = [
    ([*HERE], True, True),  # a program
    ([*HERE, ("origin", "http://localhost:8000")], True, True),
    ([*HERE, ("origin", "https://localhost:8000")], True, True),  # what speaks https before us
    ([*HERE, ("origin", "HTTP://LOCALHOST:8000")], False, False),  # no browser writes it so
    ([*HERE, ("origin", "http://LOCALHOST:8000")], True, True),
    ([*HERE, ("origin", "http://localhost")], False, False),
    ([*HERE, ("origin", "http://localhost:8001")], False, False),
    ([*HERE, ("origin", "http://localhost:8000.evil.example")], False, False),
    ([*HERE, ("origin", "http://localhost:8000/")], False, False),
    ([*HERE, ("origin", "http://127.0.0.1:8000")], False, False),  # the same machine, another name
    ([*HERE, ("origin", "ws://localhost:8000")], False, False),
    ([*HERE, ("origin", "chrome-extension://localhost:8000")], False, False),
    ([*HERE, ("origin", "localhost:8000")], False, False),
    ([*HERE, ("origin", "null")], False, False),
    ([*HERE, ("origin", "")], False, False),
    ([*HERE, ("origin", "http://[")], False, False),
    ([*HERE, ("origin", "https://lms.example")], False, True),
    ([*HERE, ("origin", "http://lms.example")], False, False),
    ([*HERE, ("origin", "https://lms.example:8443")], False, False),
    ([*HERE, ("origin", "http://localhost:8000"), ("origin", "http://e.example")], False, False),
    ([*HERE, ("sec-fetch-site", "cross-site")], False, False),  # a page, though it says no Origin
    ([*HERE, ("sec-fetch-site", "same-site")], False, False),
    ([*HERE, ("sec-fetch-site", "same-origin")], True, True),
    ([*HERE, ("sec-fetch-site", "none")], True, True),
    ([*HERE, ("origin", "http://e.example"), ("sec-fetch-site", "same-origin")], False, False),
    ([*HERE, ("origin", "https://lms.example"), ("sec-fetch-site", "cross-site")], False, True),
    ([("host", "[::1]:8000"), ("origin", "http://[::1]:8000")], True, True),
    ([("host", "[::1]:8000"), ("origin", "http://[::2]:8000")], False, False),
]


@pytest.mark.parametrize(("pairs", "plain", "allowed"), ORIGIN_CASES, ids=lambda v: str(v)[24:70])
def test_a_page_is_ours_or_it_is_refused_for_socket_and_computation(
    pairs: Pairs, plain: bool, allowed: bool
):
    for guard, expected in ((CLOSED_GUARD, plain), (OPEN_GUARD, allowed)):
        socket = ask(guard, "GET", "/ws", pairs, socket=True)
        run = ask(guard, "POST", "/api/run", pairs, b'{"steps": 0}')
        assert isinstance(run, Answered)
        assert run.status == (200 if expected else 403), (pairs, run.body)
        if expected:
            assert socket == "websocket.accept"
        else:
            assert isinstance(socket, Answered) and socket.status == 403
            assert [*faults(socket)] == [*faults(run)] == []


def test_a_form_of_another_site_cannot_ask_and_curls_form_type_can():
    """What is documented as `curl -d` says that it is a form; what counts is the Origin."""
    form, app = ("content-type", "application/x-www-form-urlencoded"), create_app(Settings())
    body = b'{"steps": 0}'
    assert answer(app, "POST", "/api/run", form, body=body).status == 200
    for kind in (form[1], "text/plain", "multipart/form-data; boundary=x", "application/json"):
        posted = ("content-type", kind), ("origin", "https://evil.example")
        assert answer(app, "POST", "/api/run", *posted, body=body).status == 403


def test_a_refusal_is_a_sentence_in_the_language_that_is_asked_for(app: Guard):
    foreign = ("host", "evil.example")
    english = answer(app, "GET", "/network", foreign, ("accept-language", "en"))
    korean = answer(app, "GET", "/network", foreign, ("accept-language", "ko-KR"))
    assert b"start it with --allow-host evil.example" in english.body
    assert "--allow-host evil.example 옵션으로 시작해 주세요" in korean.body.decode()
    assert english.headers["content-type"].startswith("text/plain")
    api = answer(app, "POST", "/api/run", foreign, ("accept-language", "ko"))
    assert api.headers["content-type"] == "application/json" and b'"code":"host"' in api.body


def test_sockets_are_only_where_they_are(app: Guard):
    for path in everywhere(app):
        got = ask(app, "GET", path, HERE, socket=True)
        if path == "/ws":
            assert got == "websocket.accept"
        else:
            assert isinstance(got, Answered) and got.status == 404, path
            assert [*faults(got)] == [], path


def test_where_a_refusal_cannot_be_answered_the_socket_is_closed_before_it_opens():
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "websocket", "path": "/ws", "headers": [(b"host", b"evil.example")]}
    asyncio.run(CLOSED_GUARD(scope, receive, send))
    assert [m["type"] for m in sent] == ["websocket.close"]


CLIMBS = (
    "..%2f..%2fpyproject.toml", "%2e%2e/%2e%2e/pyproject.toml", "../../pyproject.toml",
    "..%5c..%5cpyproject.toml", "%00", "main.js%00.css", "/etc/passwd", "%2fetc%2fpasswd",
    "js/../../server/app.py", "x" * 3000, "js", "", ".", "%ff%fe",
)  # fmt: skip


@pytest.mark.parametrize("climb", CLIMBS, ids=lambda c: c[:30])
def test_nothing_but_the_static_files_can_be_read(climb: str, app: Guard):
    """The address is unquoted once, as uvicorn does it."""
    static = next(path for path in everywhere(app) if path.endswith("/none.js"))
    got = answer(app, "GET", unquote(static.replace("none.js", climb)))
    assert got.status == 404 and [*faults(got, static=True)] == [], got.body
