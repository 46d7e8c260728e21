"""The hub of live updates against the real NOTIFY of PostgreSQL, with a gate that knows two people."""

import asyncio
import gc
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

import psycopg
import pytest
from procrastinate.contrib.django.utils import connector_params

from ambasador.journal import stream
from ambasador.journal.stream import Client, Hub, Visitor
from tests import aside

pytestmark = pytest.mark.django_db(transaction=True)


class Doorkeeper:
    """Ola may hear ticket 1 and 2, Jan, who is from outside, only 2; whoever is in `gone` is put out."""

    allowed = {"ola": {"ticket:1", "ticket:2"}, "jan": {"ticket:2"}}

    def __init__(self) -> None:
        self.gone: set[str] = set()

    def let_in(self, cookies: Mapping[str, str], topics: frozenset[str]) -> Visitor | None:
        name = cookies.get("who", "")
        return Visitor(name, topics & self.allowed[name], hears_kinds=name != "jan") if name in self.allowed else None

    def still_welcome(self, keys: Iterable[str]) -> set[str]:
        return set(keys) - self.gone


@pytest.fixture
def doorkeeper(monkeypatch: pytest.MonkeyPatch) -> Doorkeeper:
    keeper = Doorkeeper()
    monkeypatch.setattr(stream, "GATES", [keeper])
    monkeypatch.setattr(stream, "WELCOME_EVERY", 0.1)
    return keeper


def parameters() -> dict[str, Any]:
    return {name: value for name, value in connector_params().items() if name not in {"pool", "prepare_threshold"}}


def with_hub(scene: Callable[[Hub], Awaitable[None]]) -> None:
    address = parameters()

    async def play() -> None:
        hub = Hub(lambda: address, asyncio.to_thread)
        try:
            await asyncio.wait_for(scene(hub), 20)
        finally:
            hub.close()
            await asyncio.gather(*hub._chores, return_exceptions=True)

    aside.play(play())
    gc.collect()  # a connection given up while it was being opened is closed only now; PostgreSQL would wait a minute for its next word


async def joined(hub: Hub, who: str, *topics: str) -> Client:
    client = await hub.join({"who": who}, frozenset(topics))
    assert client
    return client


async def tell(*topics: str, kind: str = "tickets.owner_changed") -> None:
    async with await psycopg.AsyncConnection.connect(**parameters(), autocommit=True) as connection:
        await connection.execute("SELECT pg_notify(%s, %s)", [stream.CHANNEL, json.dumps({"kind": kind, "event": 1, "topics": topics})])


async def next_of(client: Client) -> str:
    while not client.waiting:
        client.news.clear()
        await client.news.wait()
    return client.waiting.popleft().decode()


async def listening(hub: Hub, client: Client) -> None:
    """Events told before LISTEN has begun are lost, as they should be: knock until one arrives."""
    while not client.waiting:
        await tell("ticket:2", kind="knock")
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.1)
    client.waiting.clear()


def test_an_event_reaches_those_who_asked_and_may_hear_it(doorkeeper: Doorkeeper) -> None:
    async def scene(hub: Hub) -> None:
        ola, jan = await joined(hub, "ola", "ticket:1", "ticket:2"), await joined(hub, "jan", "ticket:1", "ticket:2")
        await listening(hub, ola)
        jan.waiting.clear()
        await tell("ticket:1", "owner:7")
        assert await next_of(ola) == 'event: change\ndata: {"kind":"tickets.owner_changed","topics":["ticket:1"]}\n\n'
        await tell("ticket:2")
        assert '"ticket:2"' in await next_of(jan)  # the first thing he hears: ticket 1 was not for him
        assert not jan.waiting

    with_hub(scene)


def test_people_outside_hear_that_something_happened_and_not_what(doorkeeper: Doorkeeper) -> None:
    async def scene(hub: Hub) -> None:
        jan = await joined(hub, "jan", "ticket:2")
        hub.publish('{"kind": "conversations.note_written", "topics": ["ticket:2"]}')
        assert await next_of(jan) == 'event: change\ndata: {"kind":"","topics":["ticket:2"]}\n\n'

    with_hub(scene)


def test_nobody_unknown_gets_a_stream(doorkeeper: Doorkeeper) -> None:
    async def scene(hub: Hub) -> None:
        assert await hub.join({"who": "obcy"}, frozenset({"ticket:1"})) is None
        assert await hub.join({}, frozenset({"ticket:1"})) is None

    with_hub(scene)


def test_a_slow_browser_gets_one_refresh_for_all_it_missed(doorkeeper: Doorkeeper) -> None:
    async def scene(hub: Hub) -> None:
        ola = await joined(hub, "ola", "ticket:1")
        for number in range(stream.QUEUE + 1):
            hub.publish(json.dumps({"kind": str(number), "topics": ["ticket:1"]}))
        assert list(ola.waiting) == [stream.REFRESH]

    with_hub(scene)


def test_who_leaves_is_put_out(doorkeeper: Doorkeeper) -> None:
    async def scene(hub: Hub) -> None:
        ola, jan = await joined(hub, "ola", "ticket:1"), await joined(hub, "jan", "ticket:2")
        doorkeeper.gone.add("ola")
        assert await next_of(ola) == stream.BYE.decode()
        assert ola.is_over
        assert not jan.is_over

    with_hub(scene)


def test_a_lost_database_means_refresh_and_hearing_again(doorkeeper: Doorkeeper) -> None:
    async def scene(hub: Hub) -> None:
        ola = await joined(hub, "ola", "ticket:2")
        await listening(hub, ola)
        async with await psycopg.AsyncConnection.connect(**parameters(), autocommit=True) as connection:
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()"
            )
        assert await next_of(ola) == stream.REFRESH.decode()
        await tell("ticket:2")
        assert "event: change" in await next_of(ola)

    with_hub(scene)


def test_what_is_not_an_event_is_passed_over(doorkeeper: Doorkeeper) -> None:
    async def scene(hub: Hub) -> None:
        ola = await joined(hub, "ola", "ticket:1")
        for payload in ("", "{", "[]", '{"topics": 3}', '{"topics": [["ticket:1"]]}'):
            hub.publish(payload)
        assert not ola.waiting

    with_hub(scene)


class Browser:
    """The other end of one request for a stream."""

    def __init__(self) -> None:
        self.heard = b""
        self.status = 0
        self.is_answered = False
        self.goes = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        await self.goes.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        self.status = message.get("status", self.status)
        self.heard += message.get("body", b"")
        self.is_answered = message["type"] == "http.response.body" and not message["more_body"]

    def open(self, hub: Hub, who: str, *, comes_back: bool = False) -> "asyncio.Task[None]":
        topics = frozenset({"ticket:1"})
        return asyncio.create_task(
            stream.serve(hub, cookies={"who": who}, topics=topics, comes_back=comes_back, receive=self.receive, send=self.send)
        )


async def until(what: Callable[[], bool]) -> None:
    while not what():
        await asyncio.sleep(0.01)


def test_a_request_is_answered_with_a_stream_until_the_browser_goes(doorkeeper: Doorkeeper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "KEEP_ALIVE", 0.05)

    async def scene(hub: Hub) -> None:
        browser = Browser()
        request = browser.open(hub, "ola")
        await until(lambda: b"event: hello" in browser.heard)
        hub.publish('{"kind": "x", "topics": ["ticket:1"]}')
        await until(lambda: b'data: {"kind":"x","topics":["ticket:1"]}\n\n' in browser.heard)
        await until(lambda: b": still here\n\n" in browser.heard)
        assert stream.REFRESH not in browser.heard
        browser.goes.set()
        await request
        assert not hub._clients

    with_hub(scene)


def test_a_browser_that_comes_back_is_told_to_refresh(doorkeeper: Doorkeeper) -> None:
    async def scene(hub: Hub) -> None:
        fresh, back = Browser(), Browser()
        requests = [fresh.open(hub, "ola"), back.open(hub, "ola", comes_back=True)]
        await until(lambda: b"event: hello" in fresh.heard and b"event: hello" in back.heard)
        assert back.heard == stream.HELLO + stream.REFRESH
        assert fresh.heard == stream.HELLO
        fresh.goes.set()
        back.goes.set()
        await asyncio.gather(*requests)

    with_hub(scene)


def test_strangers_are_answered_403(doorkeeper: Doorkeeper) -> None:
    async def scene(hub: Hub) -> None:
        browser = Browser()
        await browser.open(hub, "obcy")
        assert browser.status == 403

    with_hub(scene)


def test_without_room_the_answer_is_not_that_of_a_stranger(doorkeeper: Doorkeeper, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(hub: Hub) -> None:
        monkeypatch.setattr(stream, "STREAMS", 1)
        first, second = Browser(), Browser()
        first.open(hub, "ola")
        await until(lambda: bool(first.heard))
        await second.open(hub, "ola")
        assert second.status == 503
        first.goes.set()

    with_hub(scene)


def test_closing_the_hub_ends_every_request(doorkeeper: Doorkeeper) -> None:
    async def scene(hub: Hub) -> None:
        browsers = [Browser() for _ in range(20)]
        requests = [browser.open(hub, "ola") for browser in browsers]
        await until(lambda: all(browser.heard for browser in browsers))
        hub.close()
        await asyncio.gather(*requests)
        assert all(browser.is_answered for browser in browsers)

    with_hub(scene)
