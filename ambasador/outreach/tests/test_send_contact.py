from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError

from ambasador.channels.models import OutboxMessage
from ambasador.channels.outbox import BadAddress
from ambasador.channels.verbs import add_mailbox
from ambasador.journal.actors import SYSTEM, Actor
from ambasador.journal.models import Event
from ambasador.lib import clock
from ambasador.outreach.models import Contact
from ambasador.outreach.verbs import release_contact, send_contact

pytestmark = pytest.mark.django_db
MARTA = Actor("user", 1, roles=frozenset({"agent", "lead"}))


def send(to: str = "ewa@example.pl", *, automatic: bool = True, purpose: str = "status", **more) -> Contact:
    values = {"recipient_kind": "customer", "recipient_id": 5, "subject": "Pralka", "text": "Dzień dobry", "by": SYSTEM, "matter": 12}
    return send_contact(to=to, purpose=purpose, automatic=automatic, **(values | more))


def kinds() -> list[str]:
    return list(Event.objects.order_by("id").values_list("kind", flat=True))


def test_an_allowed_contact_stands_in_the_ledger_and_in_the_outbox():
    contact = send(automatic=False, by=MARTA, topics=("ticket:12",))
    message = OutboxMessage.objects.get()
    assert contact.outgoing == message
    assert (message.recipient, message.subject, message.topics, message.state) == ("ewa@example.pl", "Pralka", ["ticket:12"], "waiting")
    assert kinds() == ["outreach.contact_allowed"]
    assert contact.sentence


def test_one_confirmation_an_hour_per_address_whatever_the_tag():
    assert send(purpose="acknowledgement").is_allowed
    again = send("Ewa+sklep@example.pl", purpose="acknowledgement", matter=13)
    assert (again.verdict, again.reason) == ("refuse", "acknowledged_lately")
    assert send(purpose="status").is_allowed
    with clock.set_to(clock.now() + timedelta(minutes=61)):
        assert send(purpose="acknowledgement").is_allowed


def test_a_person_is_never_stopped_by_the_limits():
    for _count in range(40):
        assert send(automatic=False, by=MARTA).is_allowed


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("", "no_return_path"),
        ("<>", "no_return_path"),
        ("nobody", "bad_address"),
        ("a@b.pl\nBcc: x@y.pl", "bad_address"),
        (f"sprawa+1-abc@{settings.MAIL_DOMAIN}", "own_address"),
        ("Kontakt@Firma.pl", "own_address"),
        ("MAILER-DAEMON@mx.example.pl", "machine_address"),
        ("no-reply@sklep.pl", "machine_address"),
        ("nie-odpowiadaj@bank.pl", "machine_address"),
        ("lista-owner@example.org", "machine_address"),
        ("bounce+ewa=x.pl@news.pl", "machine_address"),
    ],
)
def test_machines_and_ourselves_get_nothing_automatic(address, reason):
    add_mailbox("kontakt@firma.pl", kind="imap", host="imap.firma.pl", by=SYSTEM)
    contact = send(address)
    assert (contact.verdict, contact.reason) == ("refuse", reason)
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("address", ["reply@sklep.pl", "nora@example.pl", "rootowski@example.pl", "kontakt@serwis.pl", "daemonika@a.pl"])
def test_people_with_machine_like_names_are_people(address):
    assert send(address).is_allowed


def test_the_fuse_holds_the_eleventh_automatic_message_about_one_case_and_a_person_releases_it():
    assert all(send().is_allowed for _count in range(10))
    held = send(text="jedenasta", attachments=())
    assert (held.verdict, held.reason, held.outgoing) == ("hold", "flood", None)
    released = release_contact(held, by=MARTA)
    assert released.outgoing.payload["text"] == "jedenasta"
    assert kinds()[-2:] == ["outreach.contact_held", "outreach.contact_released"]
    assert release_contact(released, by=MARTA).outgoing == released.outgoing
    assert OutboxMessage.objects.count() == 11


def test_the_fuse_per_address_counts_over_cases():
    assert all(send(matter=number).is_allowed for number in range(30))
    assert send(matter=99).reason == "loop_fuse"
    assert send("jan@example.pl", matter=99).is_allowed


def test_a_person_is_told_about_a_bad_address():
    with pytest.raises(BadAddress):
        send("ewa@", automatic=False, by=MARTA)


@pytest.mark.parametrize("field", ["subject", "to_name", "from_name"])
def test_line_breaks_cannot_get_into_headers(field):
    message = send(automatic=False, by=MARTA, **{field: "a\r\nBcc: x@y.pl\u2028b"}).outgoing
    assert message.payload[field] == "a Bcc: x@y.pl b"


def test_only_harmless_headers_may_be_added():
    with pytest.raises(ValueError, match="Bcc"):
        send(headers={"Bcc": "x@y.pl"})


def test_the_database_refuses_an_allowed_contact_without_its_message():
    contact = send()
    contact.outgoing = None
    with pytest.raises(IntegrityError, match="allowed_means_in_the_outbox"):
        contact.save()
