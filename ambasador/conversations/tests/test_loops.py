"""Programs that answer each other, and programs that make us answer somebody else. [T8, T26, T27]"""

from datetime import timedelta
from itertools import count, pairwise

import pytest

from ambasador.channels.models import OutboxMessage
from ambasador.conversations.tests.letters import OPENING, letter
from ambasador.journal.actors import SYSTEM
from ambasador.lib import clock
from ambasador.outreach.models import Contact
from ambasador.procedures.verbs import add_procedure, add_step, publish_version
from ambasador.tickets.models import Ticket
from ambasador.tickets.verbs import close_ticket
from tests.cast import WEDNESDAY

ROBOT = "Biuro <biuro@inna.example>"
NUMBERS = count(1)


def sent_to(address: str) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(recipient=address).order_by("id"))


def answered(message: OutboxMessage, *, to_sender: bool, with_headers: bool, knows_threads: bool) -> bytes:
    """What another help desk writes back to a letter of ours: to its From or its Reply-To, in its thread or as a matter of its own."""
    number = next(NUMBERS)
    headers = {"Auto_Submitted": "auto-replied", "In_Reply_To": message.message_id} if with_headers else {}
    if knows_threads:
        headers["In_Reply_To"] = message.message_id
    subject = f"Re: {message.subject}" if knows_threads else f"Przyjęliśmy zgłoszenie {number}"
    to = message.payload["from_address"] if to_sender else message.payload["reply_to"]
    return letter(f"Dziękujemy, nadaliśmy numer {number}.", sender=ROBOT, subject=subject, to=to, message_id=f"<r{number}@inna.example>", **headers)


def let_them_talk(deliver, *, hours: int, pause: timedelta, **manner) -> None:
    """Our letters to the robot are answered each time, for so many hours."""
    seen: set[int] = set()
    at, end = WEDNESDAY + pause, WEDNESDAY + timedelta(hours=hours)
    while at < end:
        fresh = [message for message in sent_to("biuro@inna.example") if message.id not in seen]
        if not fresh:
            break
        for message in fresh:
            seen.add(message.id)
            with clock.set_to(at):
                deliver(answered(message, **manner))
        at += pause


@pytest.mark.req("T26")
@pytest.mark.parametrize("pause", [timedelta(seconds=1), timedelta(minutes=70)], ids=["at once", "after the hour of the confirmation"])
@pytest.mark.parametrize("to_sender", [True, False], ids=["to From", "to Reply-To"])
@pytest.mark.parametrize("knows_threads", [True, False], ids=["in the thread", "as a new matter"])
@pytest.mark.parametrize(("with_headers", "most"), [(True, 2), (False, 5)], ids=["with RFC 3834", "without"])
def test_two_installations_fall_silent(deliver, anna, pause, to_sender, knows_threads, with_headers, most):
    deliver(letter(OPENING, sender=ROBOT, message_id="<pierwszy@inna.example>"))
    let_them_talk(deliver, hours=24, pause=pause, to_sender=to_sender, with_headers=with_headers, knows_threads=knows_threads)
    assert 1 <= len(sent_to("biuro@inna.example")) <= most


@pytest.mark.req("T26")
@pytest.mark.parametrize("pause", [timedelta(seconds=1), timedelta(minutes=70)])
def test_a_procedure_that_asks_the_sender_at_once_does_not_feed_the_loop(deliver, anna, pause):
    procedure = add_procedure(code="numer", name="Numer", name_en="Number", keywords=["dziękujemy"], by=SYSTEM)
    add_step(procedure.versions.get(), key="dane", name="Dane", name_en="Data", performer="customer", question="Jaki numer?", standard_minutes=60, by=SYSTEM)
    publish_version(procedure.versions.get(), by=SYSTEM)
    deliver(letter("Dziękujemy za list.", sender=ROBOT, subject="Przyjęliśmy"))
    assert [contact.purpose for contact in Contact.objects.filter(is_answer=True, verdict="allow")] == ["question"]
    let_them_talk(deliver, hours=24, pause=pause, to_sender=True, with_headers=False, knows_threads=False)
    assert len(sent_to("biuro@inna.example")) <= 5
    held = Contact.objects.filter(verdict="hold", reason="answered_often")
    assert held.exists(), "what was held back waits for a person"
    assert Ticket.objects.get(pk=held.first().matter).attention == "undelivered"


@pytest.mark.req("T26")
def test_a_list_with_a_broken_vacation_program_dies_out(deliver, anna):
    """Somebody on the list answers every letter of it to everybody, without saying that a program writes."""
    listed = {"List_Id": "<dyskusja.lista.example>", "Precedence": "list", "to": "dyskusja@lista.example"}
    deliver(letter(OPENING, sender="Jan <jan@poczta.example>", message_id="<l0@lista.example>", **listed))
    for number in range(1, 7):
        deliver(letter("Jestem na urlopie.", sender="Ola <ola@poczta.example>", subject="Urlop", message_id=f"<l{number}@lista.example>", **listed))
    assert OutboxMessage.objects.exclude(recipient="biuro@montazplus.example").count() == 0


@pytest.mark.req("T26")
def test_an_automatic_letter_does_not_open_a_closed_case(deliver, anna):
    deliver(letter(OPENING, sender=ROBOT))
    ours = sent_to("biuro@inna.example")[0]
    close_ticket(Ticket.objects.get(), reason="solved", by=anna.actor)
    deliver(answered(ours, to_sender=False, with_headers=True, knows_threads=True))
    assert Ticket.objects.get().is_closed


@pytest.mark.req("T8")
def test_many_requests_in_the_name_of_one_victim_bring_them_one_letter_an_hour_and_none_of_the_words(deliver, anna):
    for number in range(8):
        with clock.set_to(WEDNESDAY + timedelta(minutes=10 * number)):
            sender = f"Wygrana czeka kliknij{number} <ofiara@poczta.example>"
            deliver(letter(f"Kup teraz {number} http://zly.example", sender=sender, subject=f"Nagroda {number} http://zly.example"))
    got = sent_to("ofiara@poczta.example")
    assert 1 <= len(got) <= 2
    assert all(later.made_at - before.made_at >= timedelta(hours=1) for before, later in pairwise(got))
    written = " ".join(str(message.payload) for message in got)
    assert not [word for word in ("Wygrana", "kliknij", "Kup teraz", "zly.example", "Nagroda") if word in written]
    assert Ticket.objects.count() == 8, "every request is kept"
    assert Contact.objects.filter(recipient_key="ofiara@poczta.example", verdict="refuse").count() == 8 - len(got)


def machine(*, kind: str) -> bytes:
    """One of the letters that nobody must ever answer by machine."""
    return {
        "out of office": letter("Nie ma mnie.", subject="Automatyczna odpowiedź: urlop"),
        "answered": letter("x", Auto_Submitted="auto-replied"),
        "generated": letter("x", Auto_Submitted="auto-generated (cron)"),
        "suppress": letter("x", X_Auto_Response_Suppress="DR, RN, NRN, OOF, AutoReply, All"),
        "old program": letter("x", X_Autoreply="yes"),
        "junk": letter("x", Precedence="junk"),
        "newsletter": letter("x", List_Unsubscribe="<mailto:a@b.example>"),
        "mailer-daemon": letter("nobody here", sender="MAILER-DAEMON@poczta.example", subject="failure notice"),
        "no reply": letter("x", sender="no-reply@sklep.example"),
        "no reply in Polish": letter("x", sender="nie-odpowiadaj@sklep.example"),
        "ourselves": letter("x", sender="kontakt@sprawy.localhost"),
        "ourselves with a tag": letter("x", sender="sprawa+12-abc@sprawy.localhost"),
        "read receipt": letter("x", subject="Przeczytano: Pralka cieknie"),
        "nobody": letter("x", Return_Path="<>"),
    }[kind]  # fmt: skip


@pytest.mark.req("T27")
def test_nothing_automatic_is_ever_answered(deliver, anna, company):
    kinds = ["out of office", "answered", "generated", "suppress", "old program", "junk", "newsletter", "mailer-daemon", "no reply",
             "no reply in Polish", "ourselves", "ourselves with a tag", "read receipt", "nobody"]  # fmt: skip
    for kind in kinds:
        deliver(machine(kind=kind))
    deliver(letter("Zwykłe pytanie", sender="Ktoś <ktos@poczta.example>"), envelope_from="<>")
    assert set(OutboxMessage.objects.values_list("recipient", flat=True)) <= {"biuro@montazplus.example"}, "the task of a partner at most"
