"""
Live screens: events leave PostgreSQL as NOTIFY and reach open browsers as server-sent events.

One connection of each web process listens; every browser has a short queue. Only kinds and topics travel, never contents: the
browser fetches what changed by an ordinary request, where access is checked again. Who may listen to what is decided by gates
that higher layers open (`@gate`), because the journal knows people only by kind and id.

What a browser receives:
    event: hello                the stream is open
    event: change               data: {"kind": "tickets.owner_changed", "topics": ["ticket:12", "owner:3"]}
    event: refresh              something was or may have been missed: fetch everything shown again
    event: bye                  signed out, deactivated or a link withdrawn: do not come back
"""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

import psycopg

CHANNEL = "ambasador"
QUEUE, KEEP_ALIVE, WELCOME_EVERY, LONGEST = 32, 20.0, 3.0, 15 * 60.0
TOPICS_PER_STREAM, STREAMS_PER_VISITOR, STREAMS = 50, 30, 5000
BACKOFF = (0.2, 0.5, 1.0, 2.0, 5.0)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Visitor:
    """
    Somebody a gate let in. `key` is what the gate knows them by (a session, a link); `topics` are those asked for and allowed.

    People outside hear that something happened, not what: the kinds of events tell what colleagues do.
    """

    key: str
    topics: frozenset[str]
    hears_kinds: bool = True


class Gate(Protocol):
    """Decides over visitors of one sort. Both methods may query the database; they are called in a thread."""

    def let_in(self, cookies: Mapping[str, str], topics: frozenset[str]) -> Visitor | None:
        """Who this is and which of the topics they may hear; None when it is nobody this gate knows."""

    def still_welcome(self, keys: Iterable[str]) -> set[str]:
        """Those of the keys given by `let_in` that may stay. Asked every three seconds for all open streams at once."""


GATES: list[Gate] = []


def gate(made: type[Any]) -> type[Any]:
    """Class decorator: open a gate. The first gate that lets a visitor in answers for them."""
    GATES.append(made())
    return made


@dataclass(eq=False)
class Client:
    """One open browser stream."""

    visitor: Visitor
    gate: Gate
    waiting: deque[bytes] = field(default_factory=deque)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    is_over: bool = False

    def offer(self, message: bytes) -> None:
        """Queue a message; a browser too slow to take its queue gets one `refresh` instead of all of it."""
        if len(self.waiting) >= QUEUE:
            self.waiting.clear()
            message = REFRESH
        self.waiting.append(message)
        self.news.set()

    def finish(self, message: bytes | None = None) -> None:
        if message:
            self.waiting.append(message)
        self.is_over = True
        self.news.set()


def message(event: str, data: object) -> bytes:
    """One server-sent event. Line breaks cannot occur in the data: JSON escapes them."""
    return f"event: {event}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


REFRESH, BYE = message("refresh", {}), message("bye", {})
HELLO = b"retry: 2000\nid: 1\n" + message("hello", {})  # the id makes the browser say that it comes back


class Hub:
    """All open streams of one process. Everything runs in its event loop, except the gates."""

    def __init__(self, connection: Callable[[], dict[str, Any]], in_thread: Callable[..., Any]) -> None:
        """`connection` gives psycopg's arguments; `in_thread(function, *arguments)` awaits a call that uses the database."""
        self._connection = connection
        self._in_thread = in_thread
        self._clients: set[Client] = set()
        self._chores: list[asyncio.Task[None]] = []
        self._is_closing = False

    @property
    def has_room(self) -> bool:
        """False when one more stream would be too many, and while the process ends."""
        return not self._is_closing and len(self._clients) < STREAMS

    async def join(self, cookies: Mapping[str, str], topics: frozenset[str]) -> Client | None:
        """A stream for whoever the cookies stand for, or None. Starts listening with the first one."""
        for each in GATES:
            visitor = await self._in_thread(each.let_in, cookies, topics)
            if visitor is not None:
                client = Client(visitor, each)
                self._drop_oldest_of(visitor.key)
                self._clients.add(client)
                self._start()
                return client
        return None

    def leave(self, client: Client) -> None:
        self._clients.discard(client)

    def publish(self, payload: str) -> None:
        """Hand one NOTIFY payload to the streams that asked for one of its topics."""
        try:
            told = json.loads(payload)
            topics = frozenset(told["topics"])
        except (ValueError, TypeError, KeyError):
            log.warning("not an event: %r", payload[:200])
            return
        for client in self._clients:
            heard = topics & client.visitor.topics
            if heard:  # topics the visitor did not ask for, or may not hear, are not told
                kind = told.get("kind", "") if client.visitor.hears_kinds else ""
                client.offer(message("change", {"kind": kind, "topics": sorted(heard)}))

    def refresh(self) -> None:
        for client in self._clients:
            client.offer(REFRESH)

    def close(self) -> None:
        """End all streams; browsers come back by themselves, to the next process."""
        self._is_closing = True
        for client in self._clients:
            client.finish()
        for chore in self._chores:
            chore.cancel()

    def _start(self) -> None:
        self._chores = [chore for chore in self._chores if not chore.done()]
        if not self._chores:
            self._chores = [asyncio.create_task(self._listen_for_ever()), asyncio.create_task(self._watch_welcome())]

    def _drop_oldest_of(self, key: str) -> None:
        theirs = [client for client in self._clients if client.visitor.key == key and not client.is_over]
        if len(theirs) >= STREAMS_PER_VISITOR:
            theirs[0].finish()

    async def _listen_for_ever(self) -> None:
        failures = 0
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**self._connection(), autocommit=True) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    if failures:
                        self.refresh()  # what was told meanwhile is lost
                    failures = 0
                    while True:  # a generator that ends every half minute: its end proves that the connection lives
                        async for notify in connection.notifies(timeout=30):
                            self.publish(notify.payload)
                        await connection.execute("SELECT 1")
            except (psycopg.Error, OSError) as error:
                log.warning("live updates wait for the database: %s", error)
            failures += 1
            await asyncio.sleep(BACKOFF[min(failures, len(BACKOFF)) - 1])

    async def _watch_welcome(self) -> None:
        while True:
            await asyncio.sleep(WELCOME_EVERY)
            for each in GATES:
                theirs = [client for client in self._clients if client.gate is each]
                if not theirs:
                    continue
                try:
                    welcome = await self._in_thread(each.still_welcome, {client.visitor.key for client in theirs})
                except Exception as error:  # outermost loop: without an answer nobody is put out, the next round asks again
                    log.warning("could not ask who may stay: %s", error)
                    continue
                for client in theirs:
                    if client.visitor.key not in welcome:
                        client.finish(BYE)


Receive = Callable[[], Any]
Send = Callable[[dict[str, Any]], Any]


async def serve(hub: Hub, *, cookies: Mapping[str, str], topics: frozenset[str], comes_back: bool, receive: Receive, send: Send) -> None:
    """Answer one request for a stream, by the rules of ASGI, until the browser or the hub ends it. 403 for who may not listen, 503 without room."""
    if not hub.has_room:  # told apart: a browser takes 403 for being signed out
        await _answer(send, 503, b"text/plain", b"Come back in a moment.\n")
        return
    client = await hub.join(cookies, frozenset(sorted(topics)[:TOPICS_PER_STREAM]))
    if client is None:
        await _answer(send, 403, b"text/plain", b"You may not listen here.\n")
        return
    gone = asyncio.create_task(_until_gone(receive))
    ends_at = asyncio.get_running_loop().time() + LONGEST
    try:
        await _start_answer(send)
        await _write(send, HELLO + (REFRESH if comes_back else b""))
        while not gone.done() and not (client.is_over and not client.waiting):
            if asyncio.get_running_loop().time() > ends_at:
                break  # a fresh stream asks the gates again for its topics
            await _pour(client, gone, send)
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    except OSError:
        pass  # the browser went away in the middle of a message
    finally:
        hub.leave(client)
        gone.cancel()


async def _pour(client: Client, gone: "asyncio.Task[None]", send: Send) -> None:
    news = asyncio.create_task(client.news.wait())
    await asyncio.wait({news, gone}, timeout=KEEP_ALIVE, return_when=asyncio.FIRST_COMPLETED)
    news.cancel()
    client.news.clear()
    if gone.done():
        return
    if not client.waiting and not client.is_over:
        await _write(send, b": still here\n\n")
    while client.waiting:
        await _write(send, client.waiting.popleft())
    if client.is_over:
        client.news.set()


async def _until_gone(receive: Receive) -> None:
    with suppress(OSError):
        while (await receive()).get("type") != "http.disconnect":
            pass


async def _start_answer(send: Send) -> None:
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),  # nginx: pass events on at once
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})


async def _write(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _answer(send: Send, status: int, media_type: bytes, body: bytes) -> None:
    headers = [(b"content-type", media_type), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
