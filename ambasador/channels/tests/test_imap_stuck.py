"""One message that cannot be fetched never holds up the others; it is noted, tried again, and shown."""

import time

import pytest

from ambasador.channels import verbs
from ambasador.channels.email import imap, session
from ambasador.channels.models import RawInput, StuckMessage, StuckState
from ambasador.channels.tests.crooked import CrookedServer
from ambasador.journal.actors import SYSTEM
from ambasador.journal.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def server():
    server = CrookedServer()
    yield server
    server.stop()


@pytest.fixture
def box(server, monkeypatch):
    monkeypatch.setenv("TEST_IMAP_SECRET", "x")
    return verbs.add_mailbox(
        "kontakt@firma.pl", kind="imap", host="127.0.0.1", port=server.port, security="none", username="k",
        secret_name="TEST_IMAP_SECRET", by=SYSTEM,
    )  # fmt: skip


def kept():
    return [int(row.message_id.strip("<").partition("@")[0]) for row in RawInput.objects.order_by("id")]


def due():
    StuckMessage.objects.filter(next_try_at__isnull=False).update(next_try_at="2020-01-01T00:00Z")


@pytest.mark.parametrize("how", ["refused", "bad", "empty", "broken", "garbage", "truncated", "huge", "hangs", "drips"])
def test_the_others_go_on(server, box, monkeypatch, how):
    monkeypatch.setattr(session.fetch, "__kwdefaults__", {"longest": 0.6})
    for uid in (1, 2, 3, 4):
        server.letter(uid, crooked=how if uid == 2 else "")
    began = time.monotonic()
    assert imap.poll_one(box, timeout=0.4) == "3 new"
    assert time.monotonic() - began < 5
    assert kept() == [1, 3, 4]
    stuck = StuckMessage.objects.get()
    assert (stuck.uid, stuck.state, stuck.is_passed, stuck.tries) == (2, StuckState.RETRYING, True, 2)
    assert stuck.error
    server.crooked.clear()
    assert imap.poll_one(box, timeout=0.4) == "0 new"  # its pause is not over
    due()
    assert imap.poll_one(box, timeout=0.4) == "1 new"
    assert kept() == [1, 3, 4, 2]
    stuck.refresh_from_db()
    assert stuck.state == StuckState.FETCHED
    box.refresh_from_db()
    assert (box.last_uid, box.failed_polls) == (4, 0)


def test_what_breaks_once_is_read_in_its_turn_and_is_no_news(server, box):
    for uid in (1, 2, 3):
        server.letter(uid)
    server.crooked[2] = "broken"
    with pytest.raises(session.Broken), session.opened(box) as conversation:
        imap.read_new(box, conversation)
    server.crooked.clear()
    imap.poll_one(box)
    assert kept() == [1, 2, 3]
    assert StuckMessage.objects.get().state == StuckState.FETCHED
    assert not Event.objects.filter(kind__startswith="channels.fetching").exists()


def test_in_the_end_a_person_is_asked_and_may_try_again_or_leave_it(server, box):
    server.letter(1, crooked="refused")
    for _reading in range(8):
        imap.poll_one(box)
        due()
    stuck = StuckMessage.objects.get()
    assert (stuck.state, stuck.tries) == (StuckState.STUCK, 6)
    asked = len(server.asked)
    imap.poll_one(box)
    assert len(server.asked) == asked
    verbs.leave_stuck(stuck, by=SYSTEM)
    server.crooked.clear()
    imap.poll_one(box)
    assert kept() == []
    verbs.retry_stuck(stuck, by=SYSTEM)
    imap.poll_one(box)
    assert kept() == [1]
    kinds = list(Event.objects.filter(kind__startswith="channels.fetching").order_by("id").values_list("kind", flat=True))
    assert kinds == ["channels.fetching_failed"] * 5 + ["channels.fetching_ended", "channels.fetching_repeated", "channels.fetching_ended"]


def test_what_went_away_from_the_server_is_settled(server, box):
    server.letter(1, crooked="refused")
    imap.poll_one(box)
    del server.messages[1], server.crooked[1]
    due()
    imap.poll_one(box)
    assert StuckMessage.objects.get().state == StuckState.GONE


def test_a_folder_made_anew_is_read_again_with_what_was_stuck(server, box):
    server.letter(1, crooked="refused")
    server.letter(2)
    imap.poll_one(box)
    assert kept() == [2]
    server.validity = 8
    server.messages = {11: server.messages[1], 12: server.messages[2]}
    imap.poll_one(box)
    assert kept() == [2, 1]  # nothing twice
    assert StuckMessage.objects.get().state == StuckState.GONE
    box.refresh_from_db()
    assert (box.uid_validity, box.last_uid) == (8, 12)


def test_fifteen_poisoned_messages_among_good_ones(server, box):
    for uid in range(1, 61):
        server.letter(uid, crooked="broken" if uid % 4 == 0 else "")
    for _reading in range(2):
        imap.poll_one(box)
    assert len(kept()) == 45
    assert StuckMessage.objects.filter(is_passed=True).count() == 15


def test_a_deaf_server_is_given_up_and_read_when_it_hears_again(server, box):
    server.letter(1)
    server.is_deaf = True
    began = time.monotonic()
    assert imap.poll_one(box, timeout=0.3).startswith("cannot be read")
    assert time.monotonic() - began < 3
    server.is_deaf = False
    assert imap.poll_one(box) == "1 new"


def test_a_dropped_idle_ends_the_conversation_and_the_next_one_goes_on(server, box):
    server.letter(1)
    server.drops_idle = 1
    imap._follow_connected(box, 1)  # returns because the server hung up
    box.refresh_from_db()
    assert (kept(), box.failed_polls) == ([1], 1)
    server.letter(2)
    server.drops_idle = 1
    imap._follow_connected(box, 1)
    assert kept() == [1, 2]
