"""How long bytes are kept: what may go goes, what nobody saw stays, and what is needed elsewhere is left alone."""

from datetime import timedelta

import pytest

from ambasador.channels import files, verbs
from ambasador.channels.finding import InputSearch
from ambasador.channels.models import RawInput, StoredFile
from ambasador.channels.tasks import drop_old_inputs
from ambasador.channels.verbs.intake import BytesAreGone
from ambasador.journal.actors import SYSTEM, Actor
from ambasador.lib import clock

pytestmark = pytest.mark.django_db
AGENT = Actor("user", roles=frozenset({"agent"}))
LARGE = b"Message-ID: <large@b>\n\n" + b"x" * 70_000


@pytest.fixture(autouse=True)
def a_month(mailbox):
    verbs.change_retention(taken_days=30, unread_days=30, by=SYSTEM)


def keep(mailbox, raw):
    return verbs.keep_raw_input(raw, mailbox=mailbox, by=SYSTEM)


def in_days(days, run_jobs=None):
    with clock.set_to(clock.now() + timedelta(days=days)):
        drop_old_inputs(0)
        if run_jobs:
            run_jobs()


def test_the_bytes_go_and_the_fact_with_its_hash_stays(mailbox, run_jobs):
    row = verbs.mark_taken(keep(mailbox, LARGE), by=SYSTEM)
    sha256 = row.file_id
    in_days(29, run_jobs)
    assert files.path_of(sha256).exists()
    in_days(31, run_jobs)
    row.refresh_from_db()
    assert (row.file, row.sha256, row.message_id) == (None, sha256, "<large@b>")
    assert not StoredFile.objects.exists()
    assert not files.path_of(sha256).exists()
    assert keep(mailbox, LARGE) == row  # the same message again is still recognised


def test_what_failed_goes_only_when_a_person_saw_it_since(mailbox):
    row = verbs.note_seen(keep(mailbox, b"Message-ID: <a@b>\n\nx"), by=AGENT)
    with clock.set_to(clock.now() + timedelta(minutes=1)):
        row = verbs.mark_failed(row, error="x", is_final=True, by=SYSTEM)
    waiting = keep(mailbox, b"Message-ID: <c@d>\n\nx")
    in_days(400)
    row.refresh_from_db()
    assert row.file is not None
    with clock.set_to(clock.now() + timedelta(minutes=2)):
        verbs.note_seen(row, by=AGENT)
    in_days(400)
    assert list(RawInput.objects.filter(file=None)) == [row]
    assert RawInput.objects.get(pk=waiting.pk).read()
    with pytest.raises(BytesAreGone):
        verbs.replay_raw_input(row, by=AGENT)
    assert not InputSearch(state="failed").to_replay().exists()


def test_content_that_something_else_has_too_stays(mailbox):
    other = verbs.add_mailbox("inna@firma.pl", kind="listener", by=SYSTEM)
    verbs.mark_taken(keep(mailbox, LARGE), by=SYSTEM)
    waiting = keep(other, LARGE)
    in_days(31)
    waiting.refresh_from_db()
    assert waiting.read() == LARGE
    assert RawInput.objects.filter(file=None).count() == 1


def test_content_that_was_kept_again_meanwhile_is_not_removed(mailbox):
    row = keep(mailbox, LARGE)
    assert verbs.remove_content(row.file_id) is False
    assert row.read() == LARGE


def test_without_a_number_of_days_nothing_goes(mailbox):
    verbs.change_retention(taken_days=None, unread_days=None, by=SYSTEM)
    verbs.mark_taken(keep(mailbox, LARGE), by=SYSTEM)
    in_days(4000)
    assert not RawInput.objects.filter(file=None).exists()
