"""A running program, a browser, and a page that fails its test
on any console error or request off this server."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import finder

HARMLESS = ("GPU stall",)  # what software rendering says of itself


class Program:
    """`downhill` as people start it, on a port of its own."""

    def __init__(self, port: int = 0, *options: str) -> None:
        command = [sys.executable, "-m", "server", "--port", str(port), *options]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert "http://127.0.0.1:" in line, line + self.process.stdout.read()
        self.port = int(line.split("127.0.0.1:")[1].split("/")[0])
        self.url = f"http://127.0.0.1:{self.port}"

    def stop(self, how: int = signal.SIGINT) -> str:
        self.process.send_signal(how)
        output, _ = self.process.communicate(timeout=10)
        return output


@pytest.fixture(scope="session")
def program() -> Iterator[Program]:
    running = Program()
    yield running
    output = running.stop()
    assert "Traceback" not in output, output


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = finder.provide()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have a browser, and none was found or could be installed")
        pytest.skip("no Chromium-family browser: set DOWNHILL_BROWSER to one's path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=finder.FLAGS)
        yield browser
        browser.close()


class Lab:
    """A page of the running program, and what it said."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context, self.url = context, url
        self.faults: list[str] = []
        self.page = self.new_page()

    def new_page(self) -> Page:
        page = self.context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda e: self.faults.append(f"script: {e}"))
        page.on(
            "response",
            lambda r: self.faults.append(f"{r.status}: {r.url}") if r.status >= 400 else None,
        )
        page.on("request", self._asked)
        return page

    def open(self, path: str = "/network?lang=ko") -> Page:
        self.page.goto(self.url + path)
        self.page.wait_for_selector("html[data-ready]", timeout=20_000)
        return self.page

    def state(self) -> dict:
        return self.page.evaluate("window.downhill.state()")

    def until(self, condition: str, timeout: float = 20_000) -> dict:
        """Wait until there is a page and a condition on `s`, its state, holds; → the state."""
        self.page.wait_for_function(
            f"() => {{ const s = window.downhill?.state(); return s && ({condition}); }}",
            timeout=timeout,
        )
        return self.state()

    def _heard(self, message) -> None:
        if message.type in ("error", "warning") and not any(h in message.text for h in HARMLESS):
            self.faults.append(f"console: {message.text}")

    def _asked(self, request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != urlsplit(self.url).netloc:
            self.faults.append(f"off this server: {request.url}")


@pytest.fixture(scope="session")
def desk(chromium: Browser) -> Iterator[BrowserContext]:
    """One for all tests on a desk: the page's modules are then in its cache."""
    context = chromium.new_context(
        viewport={"width": 1280, "height": 720}, locale="ko-KR", reduced_motion="reduce"
    )
    yield context
    context.close()


@pytest.fixture
def lab(desk: BrowserContext, program: Program) -> Iterator[Lab]:
    opened = Lab(desk, program.url)
    yield opened
    forget(desk)
    assert not opened.faults, "\n".join(opened.faults)


def forget(context: BrowserContext) -> None:
    """What a test leaves behind: its tabs with what they kept, the theme, the language."""
    for page in context.pages:
        if page.url.startswith("http"):
            page.evaluate("localStorage.clear()")
        page.close()
    context.clear_cookies()
