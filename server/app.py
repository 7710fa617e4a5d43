"""The web application: create_app(settings). Nothing at module level that can be changed."""

import ipaddress
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from fastapi import FastAPI, Request, Response, WebSocket
from fastapi.responses import PlainTextResponse
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import Headers

from server import pages
from server.live.answer import Answers
from server.live.connection import Connection
from server.live.house import House
from server.live.scheduler import Scheduler
from server.settings import Settings

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def create_app(settings: Settings) -> FastAPI:
    scheduler = Scheduler(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None, None]:
        del app
        yield
        await house.close()

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    version = pages.static_version()
    house = House(settings, scheduler, version)
    app.mount(f"/static/{version}", StaticFiles(directory=pages.STATIC), name="static")
    app.include_router(pages.router(version))

    @app.middleware("http")
    async def guard(
        request: Request, call_next: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        if not known_host(request.headers, settings):
            return PlainTextResponse("unknown host name; start with --allow-host NAME", 400)
        response = await call_next(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        long = request.url.path.startswith("/static/")
        response.headers["Cache-Control"] = "max-age=31536000, immutable" if long else "no-store"
        return response

    @app.websocket("/ws")
    async def live(socket: WebSocket) -> None:
        if not known_host(socket.headers, settings) or not same_origin(socket.headers, settings):
            await socket.close(1008)  # before accept: the browser sees 403
            return
        await Connection(socket, house).serve()

    answers = Answers(scheduler, settings)

    @app.post("/api/run")
    async def run(request: Request) -> Response:
        if not same_origin(request.headers, settings):
            return PlainTextResponse("a page of another origin may not ask", 403)
        return await answers.answer(request)

    return app


def known_host(headers: Headers, settings: Settings) -> bool:
    """An address, localhost or an allowed name: DNS rebinding needs a name of its own."""
    try:
        name = urlsplit(f"//{headers.get('host', '')}").hostname or ""
    except ValueError:  # half an IPv6 address
        return False
    if name == "localhost" or name.endswith(".localhost") or name in settings.allowed_hosts:
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def same_origin(headers: Headers, settings: Settings) -> bool:
    """Programs send no Origin; a page must be ours."""
    origin = headers.get("origin")
    if origin is None or origin in settings.allowed_origins:
        return True
    scheme, found, name = origin.partition("://")
    return bool(found) and scheme in ("http", "https") and name == headers.get("host")
