"""The real mail server, spoken to over real sockets."""

import smtplib
import socket

import pytest
from django.conf import settings as django_settings
from django.db import connection

from ambasador.channels import verbs
from ambasador.channels.email import listener
from ambasador.channels.models import RawInput
from ambasador.journal.actors import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)
LETTER = b"From: ewa@example.pl\r\nSubject: Pralka\r\nMessage-ID: <1@example.pl>\r\n\r\n.kropka\r\nDzie\xf1 \x00 dobry\r\n"
REPLY = f"sprawa+12-abcdefgh@{django_settings.MAIL_DOMAIN}"


@pytest.fixture
def client(doors):
    with smtplib.SMTP(*doors.addresses[0], timeout=10) as client:
        client.ehlo()
        yield client


@pytest.fixture
def lmtp(doors):
    with smtplib.LMTP(*doors.addresses[1], timeout=10) as client:
        client.ehlo()
        yield client


@pytest.fixture
def box(transactional_db):
    return verbs.add_mailbox("kontakt@firma.pl", kind="listener", by=SYSTEM)


def test_a_message_is_committed_when_250_is_said(box, client):
    client.sendmail("ewa@example.pl", ["Kontakt@firma.pl"], LETTER)
    row = RawInput.objects.get()
    assert row.read() == LETTER
    assert (row.envelope_from, row.envelope_to, row.mailbox) == ("ewa@example.pl", ["Kontakt@firma.pl"], box)


def test_a_null_return_path_is_told_from_an_unknown_one(box, client):
    client.sendmail("", ["kontakt@firma.pl"], LETTER)
    assert RawInput.objects.get().envelope_from == "<>"


def test_reply_addresses_are_known_and_strangers_are_not(client):
    client.mail("<>")
    assert client.rcpt(REPLY)[0] == 250
    assert client.rcpt(f"zadanie+7-xyz@{django_settings.MAIL_DOMAIN}")[0] == 250
    assert client.rcpt(f"prezes@{django_settings.MAIL_DOMAIN}")[0] == 550
    assert client.rcpt("ewa@example.pl")[0] == 550


def test_in_the_demo_every_address_of_our_domain_is_taken(settings, client):
    settings.DEMO = True
    client.mail("ewa@example.pl")
    assert client.rcpt(f"prezes@{django_settings.MAIL_DOMAIN}")[0] == 250
    assert client.rcpt("ewa@example.pl")[0] == 550


def test_the_same_message_delivered_again_is_kept_once(box, client):
    for _time in range(3):
        client.sendmail("ewa@example.pl", ["kontakt@firma.pl"], LETTER)
    assert RawInput.objects.count() == 1


def test_two_mailboxes_keep_one_copy_each(box, client):
    client.sendmail("ewa@example.pl", ["kontakt@firma.pl", REPLY], LETTER)
    assert sorted(RawInput.objects.values_list("envelope_to", flat=True)) == sorted([["kontakt@firma.pl"], [REPLY]])


def test_size_is_announced_and_too_much_refused(settings, box, doors):
    settings.MAX_MESSAGE_MB = 60
    with smtplib.SMTP(*doors.addresses[0], timeout=20) as client:
        client.ehlo()
        assert client.esmtp_features["size"] == str(60 * 1024 * 1024)
        assert client.mail("ewa@example.pl", [f"size={61 * 1024 * 1024}"])[0] == 552


def test_internationalised_addresses(box, client):
    verbs.add_mailbox("zażółć@firma.pl", kind="listener", by=SYSTEM)
    client.command_encoding = "utf-8"
    client.mail("gęś@example.pl", ["smtputf8", "body=8bitmime"])
    assert client.rcpt("kontakt@firma.pl")[0] == 250
    assert client.data(LETTER)[0] == 250
    assert RawInput.objects.get().envelope_from == "gęś@example.pl"


def test_a_very_long_line_is_a_message_too(box, client):
    client.sendmail("ewa@example.pl", ["kontakt@firma.pl"], b"Subject: x\r\n\r\n" + b"y" * 300_000)
    assert RawInput.objects.get().size > 300_000


def test_a_full_disk_puts_the_message_off(settings, tmp_path, box, client):
    (tmp_path / "full").write_text("")
    settings.FILES_DIR = tmp_path / "full"
    with pytest.raises(smtplib.SMTPDataError) as refused:
        client.sendmail("ewa@example.pl", ["kontakt@firma.pl"], LETTER + b"z" * 100_000)
    assert refused.value.smtp_code == 451
    settings.FILES_DIR = tmp_path / "room"
    client.sendmail("ewa@example.pl", ["kontakt@firma.pl"], LETTER + b"z" * 100_000)
    assert RawInput.objects.count() == 1


def test_a_database_that_cannot_write_puts_the_message_off_and_recovers(box, client):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE channels_rawinput RENAME TO away")
    try:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail("ewa@example.pl", ["kontakt@firma.pl"], LETTER)
        assert refused.value.smtp_code == 451
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE away RENAME TO channels_rawinput")
    client.sendmail("ewa@example.pl", ["kontakt@firma.pl"], LETTER)
    assert RawInput.objects.count() == 1


def test_broken_database_connections_are_replaced(box, client):
    client.sendmail("ewa@example.pl", ["kontakt@firma.pl"], LETTER)
    with connection.cursor() as cursor:  # what a restart of PostgreSQL does to every connection but this one
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    answers = []
    for number in range(8):
        try:
            client.sendmail("ewa@example.pl", ["kontakt@firma.pl"], LETTER.replace(b"<1@", b"<%d@" % (number + 2)))
            answers.append(250)
        except (smtplib.SMTPDataError, smtplib.SMTPRecipientsRefused):
            client.rset()
            answers.append(451)
    assert answers[-1] == 250
    assert RawInput.objects.count() == 1 + answers.count(250)


def test_lmtp_answers_for_each_recipient(box, lmtp):
    lmtp.mail("ewa@example.pl")
    lmtp.rcpt("kontakt@firma.pl")
    lmtp.rcpt(REPLY)
    lmtp.putcmd("data")
    assert lmtp.getreply()[0] == 354
    lmtp.send(LETTER + b".\r\n")
    assert [lmtp.getreply()[0], lmtp.getreply()[0]] == [250, 250]
    assert lmtp.noop()[0] == 250
    assert RawInput.objects.count() == 2


def test_lmtp_answers_for_each_recipient_of_a_message_that_is_too_big(settings, box, transactional_db):
    from ambasador.channels.tests.conftest import Doors

    settings.MAX_MESSAGE_MB = 1
    with Doors() as doors, smtplib.LMTP(*doors.addresses[1], timeout=20) as lmtp:
        lmtp.ehlo()
        lmtp.mail("ewa@example.pl")
        lmtp.rcpt("kontakt@firma.pl")
        lmtp.rcpt(REPLY)
        lmtp.putcmd("data")
        lmtp.getreply()
        lmtp.send(b"x" * 70 + b"\r\n" + b"y" * 1_200_000 + b"\r\n.\r\n")
        assert [lmtp.getreply()[0], lmtp.getreply()[0]] == [552, 552]
        assert lmtp.noop()[0] == 250
    assert not RawInput.objects.exists()


def test_too_many_connections_and_messages_are_asked_to_wait(monkeypatch, box, doors):
    monkeypatch.setattr(listener, "MAX_PER_PEER", 2)
    monkeypatch.setattr(listener, "MESSAGES_PER_MINUTE", 1)
    with smtplib.SMTP(*doors.addresses[0], timeout=10) as one, smtplib.SMTP(*doors.addresses[0], timeout=10):
        with pytest.raises(smtplib.SMTPConnectError) as refused:
            smtplib.SMTP(*doors.addresses[0], timeout=10)
        assert refused.value.smtp_code == 421
        one.sendmail("ewa@example.pl", ["kontakt@firma.pl"], LETTER)
        with pytest.raises(smtplib.SMTPDataError) as slow:
            one.sendmail("ewa@example.pl", ["kontakt@firma.pl"], LETTER)
        assert slow.value.smtp_code == 451


def test_a_connection_that_breaks_off_keeps_nothing(box, doors):
    with socket.create_connection(doors.addresses[0], timeout=10) as connected:
        connected.recv(200)
        connected.sendall(b"EHLO x\r\nMAIL FROM:<a@b.pl>\r\nRCPT TO:<kontakt@firma.pl>\r\nDATA\r\nSubject: half\r\n\r\nand th")
        connected.recv(2000)
    with smtplib.SMTP(*doors.addresses[0], timeout=10) as client:
        client.noop()
    assert not RawInput.objects.exists()
