"""The event stream through the real web server: who hears what, who is put out, and that nobody holds up the end."""

import http.client
import json
import os
import signal
import time
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.ops.conftest import Running, busy, sign_in, starting_over, wait_for

pytestmark = pytest.mark.slow
Listen = Callable[..., "Stream"]


@pytest.fixture(scope="module")
def installation(used_home: Path) -> Iterator[Callable[[], Running]]:
    """`installation()` is the one of this module, started again when a test has stopped it."""
    made: list[Running] = []
    with starting_over(used_home) as up:

        def current() -> Running:
            if not made or made[-1].process.poll() is not None:
                made.append(up())
            return made[-1]

        yield current


@pytest.fixture
def running(installation: Callable[[], Running]) -> Running:
    found = installation()
    found.wait_ready()
    wait_for(found.answers, 10, found.said)
    return found


def signed_in(running: Running, email: str) -> str:
    """Make an account and use its first link; returns the cookies."""
    made = running.command("users", "add", email, "Ktoś Taki", "--role", "agent")
    assert made.returncode == 0, made.stdout + made.stderr
    link = made.stdout.strip()
    assert link.startswith(f"http://127.0.0.1:{running.port}/signin/link/")
    return sign_in(link)


@pytest.fixture
def listen(running: Running) -> Iterator[Callable[..., "Stream"]]:
    made: list[Stream] = []

    def open_stream(cookies: str, *topics: str) -> Stream:
        made.append(Stream(running, cookies, *topics))
        return made[-1]

    yield open_stream
    for stream in made:
        stream.answer.close()
        stream.connection.close()


class Stream:
    """A browser's open stream, read line by line."""

    def __init__(self, running: Running, cookies: str, *topics: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=15 * busy())
        query = urllib.parse.urlencode([("t", topic) for topic in topics])
        self.connection.request("GET", f"/events/?{query}", headers={"Cookie": cookies, "Host": f"127.0.0.1:{running.port}"})
        self.answer = self.connection.getresponse()

    def wait_for(self, wanted: str) -> str:
        """The data of the next event of this name. Raises EOFError when the stream ends first."""
        name = ""
        for raw in self.answer:
            line = raw.decode().rstrip("\n")
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: ") and name == wanted:
                return line.removeprefix("data: ")
        raise EOFError


def tell(running: Running, *topics: str) -> None:
    with running.connect() as connection:
        connection.execute("SELECT pg_notify('ambasador', %s)", [json.dumps({"kind": "tried", "event": 1, "topics": topics})])


def test_who_is_signed_in_hears_what_they_may_and_is_put_out_with_their_account(running: Running, listen: Listen) -> None:
    stream = listen(signed_in(running, "closed@modrzew.example"), "queue", "owner:77", "secret:1")
    assert stream.answer.status == 200
    assert stream.answer.headers["content-type"].startswith("text/event-stream")
    stream.wait_for("hello")
    time.sleep(busy())  # LISTEN begins just after the hello
    begun = time.monotonic()
    tell(running, "queue", "secret:1")
    assert json.loads(stream.wait_for("change")) == {"kind": "tried", "topics": ["queue"]}
    assert time.monotonic() - begun < busy()

    assert running.command("users", "close", "closed@modrzew.example").returncode == 0
    closed = time.monotonic()
    stream.wait_for("bye")
    with pytest.raises(EOFError):
        stream.wait_for("hello")
    assert time.monotonic() - closed < 5 * busy()


def test_strangers_hear_nothing(running: Running, listen: Listen) -> None:
    assert listen("ambasador=guess", "queue").answer.status == 403
    assert listen("", "queue").answer.status == 403


def test_open_streams_do_not_hold_up_the_end(running: Running, listen: Listen) -> None:
    cookies = signed_in(running, "many@modrzew.example")
    streams = [listen(cookies, "queue") for _ in range(10)]
    for stream in streams:
        stream.wait_for("hello")
    assert running.find("-m ambasador web")
    begun = time.monotonic()
    assert running.stop(signal.SIGTERM) == 0
    assert time.monotonic() - begun < 5 * busy(), "the web server waited for its streams"


def test_a_stream_survives_a_restart_of_the_database(running: Running, listen: Listen) -> None:
    stream = listen(signed_in(running, "patient@modrzew.example"), "queue")
    stream.wait_for("hello")
    time.sleep(busy())
    for pid in running.find("postgres -D"):
        os.kill(pid, signal.SIGKILL)
    stream.wait_for("refresh")
    wait_for(running.answers, 10, "the database is back")
    tell(running, "queue")
    assert stream.wait_for("change")
