"""Guard: what stands before every route. By which names the server may be called, which pages may
ask, and the headers that every answer carries. Pure ASGI, no answers of its own but refusals.

1. Nothing leaves without the headers: neither a 304, a 405 or a fault's 500, nor a refused socket.
2. A name that is not ours is refused (DNS rebinding needs one), whatever is asked for.
3. Whoever would open the socket or make the server work must be a program or a page of ours.
4. A body is as long as it looks: none is unpacked.
"""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server import i18n, pages, protocol
from server.settings import Settings

SOCKET = "/ws"
READING = ("GET", "HEAD", "OPTIONS")  # methods that ask for nothing to be computed
# A host and perhaps a port, and nothing else that an address may hold: no user, path or zone.
HOST = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?::[0-9]{1,5})?", re.I | re.A)


@dataclass(frozen=True)
class Refusal:
    """`code`: of its sentence, "refused.…" in static/i18n; `name` is what was got."""

    status: int
    code: str
    name: str = ""

    def answer(self, scope: Scope) -> Response:
        """A sentence for people, in their language; for programs the wire's error."""
        if scope["path"].startswith("/api/"):
            said = protocol.encode(protocol.error(self.code, self.text("en")))
            return Response(said, self.status, media_type="application/json")
        language = i18n.choose(None, Headers(scope=scope).get("accept-language", ""))
        return Response(self.text(language) + "\n", self.status, media_type="text/plain")

    def text(self, language: str) -> str:
        texts = i18n.texts(pages.STATIC / "i18n", language)
        return texts[f"refused.{self.code}"].format(name=self.name)


class Guard:
    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings
        self._headers = [(n.encode(), v.encode()) for n, v in headers(settings).items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, self._dressed(scope["path"], send))
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        given, asks = Headers(scope=scope), scope["method"] not in READING
        refusal = check_host(given, self.settings)
        refusal = refusal or (check_origin(given, self.settings) if asks else None)
        refusal = refusal or check_body(given)
        if refusal:
            await refusal.answer(scope)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refused before it is accepted, with an answer like any other: no browser shows it."""
        given = Headers(scope=scope)
        refusal = check_host(given, self.settings) or check_origin(given, self.settings)
        if scope["path"] != SOCKET:
            refusal = refusal or Refusal(404, "no_socket", SOCKET)
        if refusal is None:
            await self.app(scope, receive, send)
        elif "websocket.http.response" in scope.get("extensions", {}):
            await refusal.answer(scope)(scope, receive, self._dressed(scope["path"], send))
        else:
            await send({"type": "websocket.close", "code": 1008})

    def _dressed(self, path: str, send: Send) -> Send:
        """`send`, with the headers on each answer."""

        async def sending(message: Message) -> None:
            if message["type"].endswith("http.response.start"):  # or the refusal of a socket
                kept = keeps(path, message["status"]).encode()
                own = {name for name, _ in self._headers} | {b"cache-control"}
                given = [pair for pair in message.get("headers", ()) if pair[0].lower() not in own]
                dressed = [*given, *self._headers, (b"cache-control", kept)]
                message = {**message, "headers": dressed}
            await send(message)

        return sending


def headers(settings: Settings) -> Mapping[str, str]:
    """Of every answer. There is no X-Frame-Options: it knows no list of origins, and browsers go by
    frame-ancestors. There is no Cross-Origin-Opener-Policy: without https, as in a lecture hall,
    browsers do nothing with it but complain.
    """
    ancestors = " ".join(("'self'", *settings.allowed_embeds))
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors {ancestors}; require-trusted-types-for 'script'; trusted-types 'none'"
    )
    return {
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
        "cross-origin-resource-policy": "same-origin",
    }


def keeps(path: str, status: int) -> str:
    """How long an answer may be kept. A static file's address changes with it, but that there was
    none must not be remembered: the next version may have one there.
    """
    static = path.startswith("/static/") and status in (200, 206, 304)
    return "max-age=31536000, immutable" if static else "no-store"


def check_host(given: Headers, settings: Settings) -> Refusal | None:
    """An address, localhost or an allowed name, given once."""
    hosts = given.getlist("host")
    name = host_name(hosts[0]) if len(hosts) == 1 else None
    if name is not None and _is_ours(name, settings):
        return None
    return Refusal(400, "no_host") if name is None else Refusal(400, "host", name)


def host_name(host: str) -> str | None:
    """The name in a Host header, in small letters and without the port; None if it is none."""
    match = HOST.fullmatch(host)
    return match[1].lower() if match else None


def _is_ours(name: str, settings: Settings) -> bool:
    if name == "localhost" or name.endswith(".localhost") or name in settings.allowed_hosts:
        return True
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def check_origin(given: Headers, settings: Settings) -> Refusal | None:
    """A browser says from which page it asks; a program does not. Should it leave the Origin out,
    it still says whether the page is another site's.
    """
    origins, site = given.getlist("origin"), given.get("sec-fetch-site", "none")
    ours = all(_same(origin, given) or origin in settings.allowed_origins for origin in origins)
    if ours and (origins or site in ("none", "same-origin")):
        return None
    return Refusal(403, "origin")


def _same(origin: str, given: Headers) -> bool:
    """https too: before us may stand what speaks it."""
    scheme, found, name = origin.partition("://")
    known = bool(found) and scheme in ("http", "https")
    return known and name.lower() == given.get("host", "").lower()


def check_body(given: Headers) -> Refusal | None:
    coding = given.get("content-encoding", "identity")
    if coding.strip().lower() == "identity":
        return None
    return Refusal(415, "packed")
