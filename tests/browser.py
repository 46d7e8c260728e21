"""
Fixtures for tests in a real browser: `visit(user)` opens one and gives a Visitor.

    def test_desk(visit, marta):
        visitor = visit(marta)
        visitor.open("/desk/")
        visitor.expect_clean()

A visitor remembers everything the console said; `expect_clean` fails on any error, policy violation or finding of axe.
Pictures are kept in the folder that AMBASADOR_SHOTS names. Without Chromium these tests are skipped, with the reason.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"desk": (1440, 900), "laptop": (1280, 720), "phone": (390, 844)}
STANDARDS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what passed is not described: a quarter of the time
}


def chromium_path() -> str | None:
    wanted = os.environ.get("AMBASADOR_CHROMIUM")
    return wanted or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    path = chromium_path()
    if not path:
        pytest.skip("there is no Chromium here: apt-get install chromium, or name one in AMBASADOR_CHROMIUM")
    from django.db import connections
    from playwright.sync_api import sync_playwright

    # playwright's own loop runs in this thread, and Django would take the test itself for asynchronous code
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield made
        connections.close_all()  # inside the loop Django has connections of their own, which nobody closes once it has ended
        made.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Visitor:
    """One person at one screen."""

    def __init__(self, page: Any, address: str) -> None:
        self.page = page
        self.address = address
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))

    def _hear(self, message: Any) -> None:
        # the status of the page that was opened, and a refused form, are answers that the test itself looks at
        is_failure = message.text.startswith("Failed to load resource")
        is_answer = is_failure and (message.location.get("url") == self.page.url or " 422 " in message.text or " 409 " in message.text)
        if message.type in {"error", "warning"} and not is_answer:
            self.complaints.append(f"{message.type}: {message.text} ({message.location})")

    def open(self, path: str) -> Any:
        """Go to a path of this site, wait until everything has come, and return the answer."""
        return self.page.goto(self.address + path, wait_until="load")

    def axe(self, within: str | None = None) -> list[str]:
        """What axe finds: rule, element, and why."""
        from axe_playwright_python.sync_playwright import Axe

        if not self.page.evaluate("!!window.axe"):
            self.page.evaluate(Axe().axe_script)
        self.page.evaluate("scrollTo(0, 0)")  # what the page happens to have scrolled under its head is no fault of the target
        # only the violations leave the page: to hand over everything that passed takes as long as the whole examination
        found = self.page.evaluate(
            "([within, options]) => axe.run(within || document, options).then((all) => all.violations)", [within, STANDARDS]
        )
        return [
            f"{fault['id']}: {node['html'][:160]} ({node['failureSummary'][:300]})" for fault in found for node in fault["nodes"]
        ]

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        width: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return width

    def expect_clean(self, *, is_wide: bool = False) -> None:
        """No errors, no policy violations, nothing found by axe, nothing hanging over the edge (unless `is_wide`)."""
        assert self.complaints == []
        assert self.axe() == []
        assert is_wide or self.overflow() <= 0

    def shot(self, name: str, *, is_full: bool = False) -> None:
        folder = os.environ.get("AMBASADOR_SHOTS")
        if not folder:
            return
        Path(folder).mkdir(parents=True, exist_ok=True)
        before = self.page.viewport_size
        if is_full:  # the frame scrolls inside itself: make the window as tall as its contents
            height = self.page.evaluate("(document.querySelector('.app > .main') || document.documentElement).scrollHeight")
            self.page.set_viewport_size({"width": before["width"], "height": max(height + 48, before["height"])})
        self.page.screenshot(path=f"{folder}/{name}.png", full_page=is_full, animations="disabled")
        self.page.set_viewport_size(before)


@pytest.fixture
def visit(browser: Any, live_server: Any) -> Iterator[Callable[..., Visitor]]:
    """`visit(user, size="phone", theme="dark", language="en")`: a browser of that person, or of a stranger without one."""
    contexts = []

    def opened(user: Any = None, *, size: str = "desk", theme: str = "light", language: str = "pl", stream: str = ": open\n\n") -> Visitor:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=theme,
            locale={"pl": "pl-PL", "en": "en-GB"}[language],
            timezone_id="Europe/Warsaw",
            reduced_motion="reduce",
            has_touch=size == "phone",
        )
        context.set_default_timeout(8000)
        contexts.append(context)
        # the test server answers whole pages only: a stream is played to the page as if it had come
        context.route("**/events/**", lambda route: route.fulfill(content_type="text/event-stream", body=f"retry: 600000\n\n{stream}"))
        if user is not None:
            from django.conf import settings
            from django.test import Client  # not before Django has its settings

            client = Client()
            client.force_login(user)
            value = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
        return Visitor(context.new_page(), live_server.url)

    yield opened
    for context in contexts:
        context.close()
