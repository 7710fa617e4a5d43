"""Answer: POST /api/run, a line of JSON a step (docs/protocol.md)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from server import protocol
from server.checks import Bad
from server.live import errand as errands
from server.live.errand import Errand, TooMuch
from server.live.scheduler import Scheduler
from server.settings import Settings

BODY_BYTES = 512 << 10
MOST_BODIES, BODY_WITHIN = 16, 10.0  # bodies that are read at once; seconds for each
LONGEST = 300.0  # seconds that a slow reader may take
LOOK = 0.5  # seconds after which a reader that has gone is noticed


class Answers:
    """All that are being answered; `most_answers` at once."""

    def __init__(self, scheduler: Scheduler, settings: Settings) -> None:
        self.scheduler, self.settings = scheduler, settings
        self.active, self.reading = 0, 0

    @property
    def busy(self) -> bool:
        return self.active >= self.settings.most_answers or self.reading >= MOST_BODIES

    async def answer(self, request: Request) -> Response:
        try:
            body = b"" if self.busy else await self.read(request)
            if self.busy:  # before the body was read, or by now
                text = f"this server computes {self.active} runs at once; ask again in a second"
                return refused(429, "busy", text, headers={"Retry-After": "1"})
            errand = Errand(errands.parse(body))
        except ClientDisconnect:
            return Response(status_code=400)  # which nobody reads
        except TimeoutError:
            text = f"expected the whole body within {BODY_WITHIN:g} seconds"
            return refused(408, "slow", f"body: {text}", headers={"Connection": "close"})
        except TooMuch as bad:
            return refused(413, "too_much", bad.text, bad)
        except Bad as bad:
            return refused(400, "field", bad.text, bad)
        return Answer(self, errand, request)

    async def read(self, request: Request) -> bytes:
        """The body, as far as it is allowed: counted as it comes, whatever its header says."""
        body, self.reading = bytearray(), self.reading + 1
        try:
            async with asyncio.timeout(BODY_WITHIN):
                async for chunk in request.stream():
                    body += chunk
                    if len(body) > BODY_BYTES:
                        text = f"expected at most {BODY_BYTES:,} bytes, got more"
                        raise TooMuch("body", text)
        finally:
            self.reading -= 1
        return bytes(body)


def refused(
    status: int,
    code: str,
    text: str,
    cause: Bad | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    said = protocol.encode(protocol.error(code, text, cause.field if cause else "", cause))
    return Response(said, status, headers, media_type="application/json")


class Answer(StreamingResponse):
    """A run's lines, as they are computed, until they end or nobody reads them any more."""

    def __init__(self, answers: Answers, errand: Errand, request: Request) -> None:
        super().__init__(self._lines(), media_type="application/x-ndjson")
        self._answers, self._errand, self._request = answers, errand, request
        self._written = asyncio.Event()
        errand.written = self._written.set
        answers.active += 1

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._answers.scheduler.employ(self._errand, self._errand.fail)
        try:
            async with asyncio.timeout(LONGEST):
                await super().__call__(scope, receive, send)
        finally:
            self._answers.scheduler.remove(self._errand)
            self._answers.active -= 1

    async def _lines(self) -> AsyncIterator[str]:
        while not await self._request.is_disconnected():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._written.wait(), LOOK)
            self._written.clear()
            done, text = self._errand.done, self._errand.take()
            if text:
                yield text
                self._answers.scheduler.touch(self._errand)
            if done:
                return
