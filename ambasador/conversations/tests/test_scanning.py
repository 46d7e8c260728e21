"""Files and the virus scanner: found, clean, too large, down; required or not."""

from datetime import timedelta

import pytest

from ambasador.channels.models import OutboxMessage, ScanState, StoredFile
from ambasador.channels.scanning import ScannerDown, examine
from ambasador.channels.sending import send_one
from ambasador.channels.tests import clamd
from ambasador.conversations.models import Attachment
from ambasador.conversations.tasks import scan_file, sweep_scans
from ambasador.conversations.verbs import Upload, note_scan, reply_to_customer, write_note
from ambasador.journal.actors import CLOCK
from ambasador.journal.models import Event
from ambasador.lib import clock
from tests.truth import assert_true_to_journal

pytestmark = [pytest.mark.django_db, pytest.mark.req("I2")]
BAD, GOOD = b"to jest ZLOSLIWE", b"faktura"


@pytest.fixture
def scanner(settings):
    with clamd.running() as server:
        settings.CLAMAV = server.address
        yield server


@pytest.fixture
def at_desk(client, anna):
    client.force_login(anna)
    return client


def note_with(ticket, anna, *contents):
    uploads = [Upload(f"plik-{number}.pdf", "application/pdf", content) for number, content in enumerate(contents)]
    return write_note(ticket, text="Notatka", uploads=uploads, by=anna.actor)


def states():
    return sorted(StoredFile.objects.exclude(scan="").values_list("scan", flat=True))


def test_without_a_scanner_nothing_is_asked_and_files_are_handed_over(complaint, anna, at_desk, run_jobs):
    note_with(complaint, anna, BAD)
    run_jobs()
    assert states() == []
    assert at_desk.get(f"/files/{Attachment.objects.get().id}/").content == BAD


def test_a_virus_is_set_aside_visibly(complaint, anna, at_desk, run_jobs, scanner):
    note_with(complaint, anna, BAD, GOOD)
    run_jobs()
    assert states() == ["clean", "infected"]
    assert sorted(scanner.asked) == sorted([BAD, GOOD])
    fact = Event.objects.get(kind="conversations.file_set_aside")
    assert (fact.data["found"], fact.data["name"]) == ("Zly.Program", "plik-0.pdf")
    page = at_desk.get(f"/tickets/{complaint.number}/").content.decode()
    bad, good = Attachment.objects.get(name="plik-0.pdf"), Attachment.objects.get(name="plik-1.pdf")
    assert "Zly.Program" in page
    assert f"/files/{bad.id}/" not in page
    assert f"/files/{good.id}/" in page
    refused = at_desk.get(f"/files/{bad.id}/")
    assert (refused.status_code, BAD in refused.content) == (409, False)
    assert at_desk.get(f"/files/{good.id}/").content == GOOD
    assert_true_to_journal(complaint)


def test_the_same_finding_is_told_once(complaint, anna, run_jobs, scanner):
    note_with(complaint, anna, BAD)
    run_jobs()
    assert not note_scan(StoredFile.objects.get(scan="infected"), state=ScanState.INFECTED, found="Zly.Program", by=CLOCK)
    note_with(complaint, anna, BAD)
    run_jobs()
    assert Event.objects.filter(kind="conversations.file_set_aside").count() == 1
    assert len(scanner.asked) == 1


@pytest.mark.parametrize(("is_required", "status"), [(True, 409), (False, 200)])
def test_a_scanner_that_is_down_delays_and_is_asked_again(complaint, anna, at_desk, run_jobs, scanner, settings, is_required, status, caplog):
    settings.CLAMAV_REQUIRED, address, settings.CLAMAV = is_required, settings.CLAMAV, "tcp:127.0.0.1:9"
    note_with(complaint, anna, GOOD)
    run_jobs()
    assert states() == ["waiting"]
    assert "waits" in caplog.text
    file = Attachment.objects.get()
    assert at_desk.get(f"/files/{file.id}/").status_code == status
    settings.CLAMAV = address
    with clock.set_to(clock.now() + timedelta(minutes=2)):
        sweep_scans(timestamp=0)
    assert states() == ["clean"]
    assert at_desk.get(f"/files/{file.id}/").status_code == 200


@pytest.mark.parametrize(("is_required", "status"), [(True, 409), (False, 200)])
def test_what_is_too_large_for_the_scanner(complaint, anna, at_desk, run_jobs, scanner, settings, is_required, status):
    settings.CLAMAV_REQUIRED = is_required
    scanner.most = 1000
    note_with(complaint, anna, b"x" * 300_000)
    run_jobs()
    assert states() == ["too_large"]
    assert at_desk.get(f"/files/{Attachment.objects.get().id}/").status_code == status


@pytest.mark.parametrize("nonsense", ["", "stream: ", "ERROR", "stream: OK?"])
def test_what_is_no_answer_is_never_taken_for_clean(scanner, nonsense):
    scanner.says = nonsense or " "
    with pytest.raises(ScannerDown):
        examine([GOOD])


def test_an_infected_file_never_leaves(complaint, anna, run_jobs, scanner, settings):
    settings.SMTP_URL = "smtp://127.0.0.1:9"
    reply_to_customer(complaint, text="W załączeniu.", uploads=[Upload("umowa.pdf", "application/pdf", BAD)], by=anna.actor)
    scan_file(sha256=StoredFile.objects.get(scan="waiting").sha256)
    message = OutboxMessage.objects.latest("id")
    with clock.set_to(message.not_before + timedelta(seconds=1)):
        assert send_one(message.id)
    message.refresh_from_db()
    assert (message.state, "Zly.Program" in message.error) == ("failed", True)


def test_a_required_check_is_waited_for_before_sending(complaint, anna, scanner, settings):
    settings.SMTP_URL, settings.CLAMAV_REQUIRED = "smtp://127.0.0.1:9", True
    reply_to_customer(complaint, text="W załączeniu.", uploads=[Upload("umowa.pdf", "application/pdf", GOOD)], by=anna.actor)
    message = OutboxMessage.objects.latest("id")
    with clock.set_to(message.not_before + timedelta(seconds=1)):
        assert send_one(message.id)
    message.refresh_from_db()
    assert (message.state, message.tries) == ("waiting", 1)
