"""Against a real IMAP server (pymap) in a process of its own."""

import contextlib
import imaplib
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from ambasador.channels import verbs
from ambasador.channels.email import imap
from ambasador.channels.models import RawInput
from ambasador.channels.tests.conftest import free_port
from ambasador.journal.actors import SYSTEM
from ambasador.journal.models import Event

pytestmark = pytest.mark.django_db


class Server:
    def __init__(self) -> None:
        self.port = free_port()
        program = Path(sys.executable).with_name("pymap")
        arguments = ["--host", "127.0.0.1", "--port", str(self.port), "--no-tls", "--no-service", "managesieve", "--no-service", "admin"]
        self.process = subprocess.Popen(
            [program, *arguments, "dict", "--demo-data"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _attempt in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.05)
        raise AssertionError("pymap did not start")

    def client(self) -> imaplib.IMAP4:
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        client.login("demouser", "demopass")
        client.select("INBOX")
        return client

    def append(self, number: int) -> None:
        client = self.client()
        client.append("INBOX", None, None, b"From: ewa@x.pl\r\nMessage-ID: <%d@x>\r\n\r\nbody %d\r\n" % (number, number))
        client.logout()

    def seen(self) -> int:
        client = self.client()
        found = client.search(None, "SEEN")[1][0].split()
        client.logout()
        return len(found)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait(10)


@pytest.fixture(scope="module")
def server():
    server = Server()
    yield server
    server.stop()


@pytest.fixture
def imap_box(server, monkeypatch, db):
    monkeypatch.setenv("TEST_IMAP_SECRET", "demopass")
    return verbs.add_mailbox(
        "kontakt@firma.pl", kind="imap", host="127.0.0.1", port=server.port, security="none", username="demouser",
        secret_name="TEST_IMAP_SECRET", by=SYSTEM,
    )  # fmt: skip


def test_reads_what_is_new_once_and_flags_it(server, imap_box):
    server.append(1)
    assert imap.poll_one(imap_box).endswith(" new")
    imap_box.refresh_from_db()
    assert RawInput.objects.filter(message_id="<1@x>").count() == 1
    kept, seen = RawInput.objects.count(), server.seen()
    assert seen >= kept
    assert imap.poll_one(imap_box) == "0 new"
    server.append(2)
    server.append(3)
    assert imap.poll_one(imap_box) == "2 new"
    assert RawInput.objects.count() == kept + 2
    assert RawInput.objects.get(message_id="<3@x>").read().endswith(b"body 3\r\n")


def test_a_lost_bookmark_takes_nothing_twice(server, imap_box):
    server.append(11)
    imap.poll_one(imap_box)
    kept = RawInput.objects.count()
    type(imap_box).objects.update(last_uid=0)
    imap.poll_one(imap_box)
    assert RawInput.objects.filter(message_id="<11@x>").count() == 1
    type(imap_box).objects.update(uid_validity=1, last_uid=999)  # the server made the folder anew
    before = RawInput.objects.count()
    server.append(12)
    imap.poll_one(imap_box)
    assert RawInput.objects.filter(message_id="<12@x>").count() == 1
    assert RawInput.objects.filter(message_id="<11@x>").count() == 1
    assert RawInput.objects.count() <= before + kept + 1


def test_a_message_is_not_flagged_when_it_could_not_be_kept(server, imap_box, settings, tmp_path):
    imap.poll_one(imap_box)
    (tmp_path / "full").write_text("")
    room, settings.FILES_DIR = settings.FILES_DIR, tmp_path / "full"
    client = server.client()
    client.append("INBOX", None, None, b"Message-ID: <21@x>\r\n\r\n" + b"z" * 80_000 + b"\r\n")
    client.logout()
    seen = server.seen()
    assert imap.poll_one(imap_box).startswith("cannot be read")
    assert server.seen() == seen
    settings.FILES_DIR = room
    assert imap.poll_one(imap_box) == "1 new"
    assert server.seen() == seen + 1


def test_three_failures_raise_one_alarm_and_success_ends_it(server, imap_box):
    type(imap_box).objects.update(port=free_port())
    for _time in range(5):
        imap_box.refresh_from_db()
        assert imap.poll_one(imap_box).startswith("cannot be read")
    imap_box.refresh_from_db()
    assert imap_box.is_silent
    assert imap_box.last_error
    type(imap_box).objects.update(port=server.port)
    imap_box.refresh_from_db()
    imap.poll_one(imap_box)
    imap_box.refresh_from_db()
    assert not imap_box.is_silent
    kinds = list(Event.objects.filter(kind__startswith="channels.mailbox").order_by("id").values_list("kind", flat=True))
    assert kinds == ["channels.mailbox_added", "channels.mailbox_silent", "channels.mailbox_back"]


def test_a_server_that_hangs_or_talks_nonsense_is_given_up(imap_box):
    for greeting in (b"", b"* OK hello\r\n", b"\x00\xff garbage\r\n" * 50):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            connections = []

            def accept(silent=silent, connections=connections, greeting=greeting):
                with contextlib.suppress(OSError):
                    connected, _address = silent.accept()
                    connections.append(connected)
                    connected.sendall(greeting)

            thread = threading.Thread(target=accept)
            thread.start()
            type(imap_box).objects.update(port=silent.getsockname()[1])
            imap_box.refresh_from_db()
            started = time.monotonic()
            assert imap.poll_one(imap_box, timeout=0.5).startswith("cannot be read")
            assert time.monotonic() - started < 5
            thread.join(5)
            for connected in connections:
                connected.close()


def test_a_wrong_password_is_said_in_the_mailbox(imap_box, monkeypatch):
    monkeypatch.setenv("TEST_IMAP_SECRET", "wrong")
    assert imap.poll_one(imap_box).startswith("cannot be read")
    imap_box.refresh_from_db()
    assert "wrong" not in imap_box.last_error
    assert imap_box.failed_polls == 1
