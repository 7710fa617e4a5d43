"""The web application: create_app(settings). Nothing at module level that can be changed."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response, WebSocket
from fastapi.staticfiles import StaticFiles

from server import pages
from server.guard import SOCKET, Guard
from server.live.answer import Answers
from server.live.connection import Connection
from server.live.house import House
from server.live.scheduler import Scheduler
from server.settings import Settings


def create_app(settings: Settings) -> Guard:
    """The routes, and the guard before all of them."""
    return Guard(routes(settings), settings)


def routes(settings: Settings) -> FastAPI:
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

    @app.websocket(SOCKET)
    async def live(socket: WebSocket) -> None:
        await Connection(socket, house).serve()

    answers = Answers(scheduler, settings)

    @app.post("/api/run")
    async def run(request: Request) -> Response:
        return await answers.answer(request)

    return app
