"""One port, two ways: /events/ stays in the event loop, every other page is a synchronous view in a thread."""

import asyncio
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs, quote_from_bytes

from a2wsgi import WSGIMiddleware

from ambasador.config.wsgi import application as pages
from ambasador.journal import stream

THREADS = int(os.environ.get("AMBASADOR_WEB_THREADS", "8"))
Scope = dict[str, Any]

if hasattr(signal, "SIGUSR1"):
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)  # "close the streams", answered once there is a hub
for module in ("ambasador.portal.live", "ambasador.web.live"):  # they open the gates of the streams; who shows a link is asked for it first
    import_module(module)


def _connection() -> dict[str, Any]:
    from procrastinate.contrib.django.utils import connector_params

    return {name: value for name, value in connector_params().items() if name not in {"pool", "prepare_threshold"}}


def _with_closed_connection(function: Any, *arguments: Any) -> Any:
    from django.db import close_old_connections

    close_old_connections()
    try:
        return function(*arguments)
    finally:
        close_old_connections()


class Application:
    """The ASGI application of a web process."""

    def __init__(self) -> None:
        self.pages = WSGIMiddleware(pages, workers=THREADS)  # type: ignore[arg-type]
        self.gate_threads = ThreadPoolExecutor(2, thread_name_prefix="gate")
        self.hub: stream.Hub | None = None

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        if scope["path"].rstrip("/") == "/events" and scope["method"] == "GET":
            await self._events(scope, receive, send)
            return

        async def receive_coroutine() -> Any:  # granian gives any awaitable; a2wsgi hands it to a function that takes coroutines only
            return await receive()

        await self.pages(_plain(scope), receive_coroutine, send)  # type: ignore[arg-type]

    async def _events(self, scope: Scope, receive: Any, send: Any) -> None:
        cookies = b"; ".join(value for name, value in scope["headers"] if name == b"cookie").decode("latin-1")
        asked = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=200).get("t", [])
        await stream.serve(
            self._the_hub(),
            cookies=_read_cookies(cookies),
            topics=frozenset(asked),
            comes_back=b"last-event-id" in {name for name, _value in scope["headers"]},
            receive=receive,
            send=send,
        )

    def _the_hub(self) -> stream.Hub:
        if self.hub is None:
            loop = asyncio.get_running_loop()

            def in_thread(function: Any, *arguments: Any) -> Any:
                return loop.run_in_executor(self.gate_threads, partial(_with_closed_connection, function, *arguments))

            self.hub = stream.Hub(_connection, in_thread)
            if hasattr(signal, "SIGUSR1"):
                loop.add_signal_handler(signal.SIGUSR1, self.hub.close)
        return self.hub


def _read_cookies(header: str) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}


def _plain(scope: Scope) -> Scope:
    """The request as WSGI can bear it: a query with raw bytes is quoted, several cookie headers become one, and no header
    spelt with `_` can pose as the one spelt with `-`."""
    headers = [(name, value) for name, value in scope["headers"] if b"_" not in name and name != b"cookie"]
    cookies = [value for name, value in scope["headers"] if name == b"cookie"]
    if cookies:
        headers.append((b"cookie", b"; ".join(cookies)))
    query = scope["query_string"]
    if not query.isascii():
        query = quote_from_bytes(query, safe="%&=+/?:@!$'()*,;~-._").encode()
    return {**scope, "headers": headers, "query_string": query}


application = Application()
