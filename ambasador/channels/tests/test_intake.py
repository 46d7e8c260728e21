import pytest
from django.db import IntegrityError, connection

from ambasador.channels import files, verbs
from ambasador.channels.models import RawInput, RawInputState, StoredFile
from ambasador.channels.verbs import Arrival, keep_raw_input, keep_raw_inputs
from ambasador.journal.actors import CLOCK, SYSTEM, Actor
from ambasador.journal.models import Event

pytestmark = pytest.mark.django_db
AGENT = Actor("user", roles=frozenset({"agent"}))


def letter(number: int = 1, *, message_id: str | None = None, body: str = "Dzień dobry") -> bytes:
    head = f"From: ewa@example.pl\nSubject: Pralka {number}\n"
    if message_id != "":
        head += f"Message-ID: {message_id or f'<{number}@example.pl>'}\n"
    return (head + "\n" + body).encode()


def kinds() -> list[str]:
    return list(Event.objects.order_by("id").values_list("kind", flat=True))


def test_keeps_the_bytes_as_they_came(mailbox):
    raw = b"\xff\x00 not even a message \r\n"
    row = keep_raw_input(raw, mailbox=mailbox, envelope_from="a@b.pl", envelope_to=["kontakt@firma.pl"], by=SYSTEM)
    assert RawInput.objects.get(pk=row.pk).read() == raw
    assert (row.state, row.size, row.envelope_to) == ("kept", len(raw), ["kontakt@firma.pl"])
    assert kinds()[-1] == "channels.raw_input_kept"


def test_the_same_message_again_is_the_row_that_is_there_and_no_event(mailbox):
    first = keep_raw_input(letter(), mailbox=mailbox, by=SYSTEM)
    before = kinds()
    again = keep_raw_input(letter().replace(b"\n", b"\r\n") + b"\r\n", mailbox=mailbox, by=SYSTEM)
    assert again.pk == first.pk
    assert kinds() == before
    assert RawInput.objects.count() == 1


def test_the_same_uid_again_is_the_row_that_is_there(mailbox):
    first = keep_raw_input(letter(), mailbox=mailbox, uid_validity=7, uid=3, by=SYSTEM)
    assert keep_raw_input(letter(2), mailbox=mailbox, uid_validity=7, uid=3, by=SYSTEM).pk == first.pk
    assert keep_raw_input(letter(), mailbox=mailbox, uid_validity=8, uid=1, by=SYSTEM).pk == first.pk  # folder made anew
    assert keep_raw_input(letter(2), mailbox=mailbox, uid_validity=8, uid=3, by=SYSTEM).pk != first.pk


def test_two_mailboxes_keep_one_each(mailbox):
    other = verbs.add_mailbox("serwis@firma.pl", kind="listener", by=SYSTEM)
    assert keep_raw_input(letter(), mailbox=mailbox, by=SYSTEM).pk != keep_raw_input(letter(), mailbox=other, by=SYSTEM).pk


def test_equal_short_texts_without_message_id_stay_two(mailbox):
    one = keep_raw_input(b"From: ewa@example.pl\n\nhalo", mailbox=mailbox, by=SYSTEM)
    two = keep_raw_input(b"From: jan@example.pl\n\nhalo", mailbox=mailbox, by=SYSTEM)
    assert one.pk != two.pk


def test_one_message_id_with_two_bodies_stays_two(mailbox):
    one = keep_raw_input(letter(1, message_id="<x@y>", body="a"), mailbox=mailbox, by=SYSTEM)
    assert keep_raw_input(letter(1, message_id="<x@y>", body="b"), mailbox=mailbox, by=SYSTEM).pk != one.pk


def test_a_batch_keeps_order_and_tells_what_is_new(mailbox):
    keep_raw_input(letter(2), mailbox=mailbox, by=SYSTEM)
    kept = keep_raw_inputs([Arrival(letter(1)), Arrival(letter(2)), Arrival(letter(1)), Arrival(letter(3))], mailbox=mailbox, by=SYSTEM)
    assert [(row.message_id, is_new) for row, is_new in kept] == [
        ("<1@example.pl>", True),
        ("<2@example.pl>", False),
        ("<1@example.pl>", False),
        ("<3@example.pl>", True),
    ]
    assert RawInput.objects.count() == 3
    assert kinds().count("channels.raw_input_kept") == 3


def test_the_database_itself_refuses_a_second_row(mailbox):
    row = keep_raw_input(letter(), mailbox=mailbox, by=SYSTEM)
    row.pk = None
    with pytest.raises(IntegrityError, match="raw_input_once_per_content"):
        row.save(force_insert=True)


def test_small_content_lies_in_the_row_and_large_on_disk(mailbox):
    small, large = verbs.keep_file(b"x", media_type="text/plain"), verbs.keep_file(b"y" * 70_000)
    assert bytes(StoredFile.objects.get(pk=small.pk).content) == b"x"
    row = StoredFile.objects.get(pk=large.pk)
    assert row.content is None
    assert files.path_of(row.sha256).read_bytes() == row.read() == b"y" * 70_000
    assert verbs.keep_file(b"y" * 70_000).pk == large.pk
    assert StoredFile.objects.count() == 2


def test_a_full_disk_keeps_nothing_and_leaves_nothing_half_written(mailbox, settings, tmp_path):
    (tmp_path / "blocked").write_text("a file where the folder should be")
    settings.FILES_DIR = tmp_path / "blocked"
    with pytest.raises(OSError):
        keep_raw_input(letter(body="z" * 70_000), mailbox=mailbox, by=SYSTEM)
    assert not RawInput.objects.exists()


def test_taken_once(mailbox):
    row = keep_raw_input(letter(), mailbox=mailbox, by=SYSTEM)
    assert verbs.mark_taken(row, by=SYSTEM).state == RawInputState.TAKEN
    before = kinds()
    verbs.mark_taken(row, by=SYSTEM)
    verbs.mark_failed(row, error="late", by=SYSTEM)
    verbs.replay_raw_input(row, by=AGENT)
    assert kinds() == before


def test_three_failures_make_it_visible_and_a_replay_gives_three_more(mailbox):
    row = keep_raw_input(letter(), mailbox=mailbox, by=SYSTEM)
    for tries, state in ((1, "kept"), (2, "kept"), (3, "failed")):
        row = verbs.mark_failed(row, error=f"no {tries}\0", by=SYSTEM)
        assert (row.tries, row.state, row.next_try_at is None) == (tries, state, state == "failed")
    row = verbs.replay_raw_input(row, by=AGENT)
    assert (row.state, row.tries) == ("kept", 0)
    assert kinds()[-1] == "channels.raw_input_replayed"


def test_a_replay_by_the_clock_keeps_the_count(mailbox):
    row = verbs.mark_failed(keep_raw_input(letter(), mailbox=mailbox, by=SYSTEM), error="x", by=SYSTEM)
    assert verbs.replay_raw_input(row, by=CLOCK).tries == 1


def test_set_aside_needs_a_reason(mailbox):
    row = keep_raw_input(letter(), mailbox=mailbox, by=SYSTEM)
    assert verbs.set_aside(row, reason="a loop", by=SYSTEM).reason == "a loop"
    with pytest.raises(IntegrityError, match="set_aside_with_a_reason"), connection.cursor() as cursor:
        cursor.execute("UPDATE channels_rawinput SET reason = ''")
