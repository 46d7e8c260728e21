"""How many files fit: people are told by name, letters lose nothing."""

import io

import pytest

from ambasador.channels.email.parse import parse
from ambasador.channels.verbs import add_mailbox, keep_raw_input
from ambasador.conversations.models import Attachment, Message, Note
from ambasador.conversations.verbs import FilesRefused, Upload, require_fitting, take_in, write_note
from ambasador.journal.actors import SYSTEM


@pytest.fixture(autouse=True)
def limits(settings):
    settings.MAX_FILES, settings.MAX_UPLOAD_MB, settings.MAX_UPLOAD_TOTAL_MB = 3, 1, 2


def file(name, size=10, **more):
    return Upload(name, "text/plain", b"x" * size, **more)


def refusal(*uploads):
    with pytest.raises(FilesRefused) as refused:
        require_fitting(uploads)
    return str(refused.value)


def test_what_fits_is_kept_and_what_was_received_has_no_limit(complaint, anna):
    write_note(complaint, text="Trzy", by=anna.actor, uploads=[file("a"), file("b"), file("c")])
    assert Attachment.objects.count() == 3
    write_note(complaint, text="Wiele", by=anna.actor, uploads=[file(f"{number}", 1_100_000, was_received=True) for number in range(4)])
    assert Attachment.objects.count() == 7


def test_each_file_that_does_not_fit_is_named_with_those_that_do():
    told = refusal(file("a.txt"), Upload("film.mp4", "video/mp4", io.BytesIO(b"x" * 1_100_000)), file("b.txt"))
    assert "film.mp4" in told
    assert "a.txt, b.txt" in told
    assert "d.txt" in refusal(*[file(f"{name}.txt") for name in "abcd"])
    assert "c.txt" in refusal(*[file(f"{name}.txt", 900_000) for name in "abc"])


@pytest.mark.django_db
def test_a_verb_that_is_given_too_many_keeps_nothing(complaint, anna):
    with pytest.raises(FilesRefused):
        write_note(complaint, text="x", by=anna.actor, uploads=[file(str(number)) for number in range(4)])
    assert not Note.objects.exists()
    assert not Attachment.objects.exists()


def letter(parts, head=b""):
    files = b"".join(b"--x\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=f%d\r\n\r\nf\r\n" % number for number in range(parts))
    start = b"From: ewa@poczta.example\r\nSubject: s\r\nMessage-ID: <a@b>\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    return start + b"--x\r\n\r\nhalo\r\n" + files + b"--x--\r\n"


def test_the_parts_that_nobody_looks_at_are_counted():
    few, many = parse(letter(150)), parse(letter(10_000))
    assert (len(few.attachments), few.left_out) == (150, 0)
    assert (len(many.attachments), many.left_out) == (200, 9_800)


@pytest.mark.django_db
def test_a_letter_with_too_many_says_how_many_stayed_behind(company, anna, client):
    mailbox = add_mailbox("kontakt@modrzew.example", kind="listener", by=SYSTEM)
    raw_input = keep_raw_input(letter(260), mailbox=mailbox, by=SYSTEM)
    ticket = take_in(raw_input)
    message = Message.objects.get(ticket=ticket, direction="in")
    assert (message.attachments.count(), message.files_left_out) == (200, 60)
    client.force_login(anna)
    html = client.get(f"/tickets/{ticket.number}/").content.decode()
    assert f'href="/intake/inputs/{raw_input.pk}/"' in html
    assert "60" in html
