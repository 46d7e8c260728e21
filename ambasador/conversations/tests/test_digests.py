"""Letters of reminders: one a half-day with all that was collected, in the reader's hours; to a customer in their thread, then goodbye. [O4]"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ambasador.channels.models import OutboxMessage
from ambasador.conversations import verbs
from ambasador.conversations.digest import HalfDay, half_day
from ambasador.conversations.models import Digest
from ambasador.conversations.tasks import send_reminders
from ambasador.directory.verbs import add_person, change_unit
from ambasador.journal.actors import CLOCK, SYSTEM, Actor
from ambasador.lib import clock
from ambasador.lib.tests.test_business_time import NIGHT, WARSAW
from ambasador.outreach.models import Contact
from ambasador.procedures.verbs import begin_draft, change_version, publish_version
from ambasador.tickets import verbs as tickets
from ambasador.tickets.models import Notice, Step
from ambasador.tickets.tasks import remind
from tests.truth import assert_true_to_journal

pytestmark = [pytest.mark.django_db, pytest.mark.req("O4")]


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZoneInfo("Europe/Warsaw"))


def live(moment: str) -> None:
    """What the clock does at a moment: nudges, then the letters."""
    with clock.set_to(at(moment)):
        remind(0)
    with clock.set_to(at(moment) + timedelta(minutes=4)):
        send_reminders(0)


def letters(to: str) -> list[Contact]:
    return list(Contact.objects.filter(purpose="reminder", recipient=to).order_by("id"))


def text_of(contact: Contact) -> str:
    return contact.outgoing.payload["text"]


@pytest.mark.parametrize(
    ("hours", "moment", "expected"),
    [
        (WARSAW, "11-25 08:00", HalfDay(at("11-25 08:00").date(), False)),
        (WARSAW, "11-25 12:00", HalfDay(at("11-25 08:00").date(), True)),
        (WARSAW, "11-25 18:00", None),
        (WARSAW, "11-29 12:00", None),
        (NIGHT, "11-25 23:00", HalfDay(at("11-25 08:00").date(), True)),
        (NIGHT, "11-26 05:00", HalfDay(at("11-26 08:00").date(), False)),
    ],
)
def test_working_half_days(hours, moment, expected):
    assert half_day(hours, at(moment)) == expected


def test_tasks_of_a_half_day_come_in_one_letter(company, complaint, anna, ewa):
    for number in range(3):
        tickets.open_ticket(customer=ewa, subject=f"Pralka {number}", channel="email", version=company.complaint, owner=anna, by=anna.actor)
    live("11-26 08:45")
    [letter] = letters("reklamacje@modrzew.example")
    assert Notice.objects.filter(contact=letter).count() == 4
    live("11-26 10:45")  # now they are due, but the letter of this half-day has been sent
    assert len(letters("reklamacje@modrzew.example")) == 1
    live("11-26 12:05")
    live("11-26 12:10")
    assert len(letters("reklamacje@modrzew.example")) == 2
    assert not Notice.objects.filter(told_at=None).exists()


def test_nobody_is_written_to_at_night_and_what_is_over_by_then_is_not_told(company, complaint, celina):
    step = complaint.steps.get(key="decyzja")
    live("11-26 15:30")
    live("11-27 02:00")
    letter = letters("reklamacje@modrzew.example")
    with clock.set_to(at("11-27 07:00")):
        tickets.answer_step(step, text="Uznana", by=celina.actor)
    live("11-27 08:10")
    assert len(letter) == len(letters("reklamacje@modrzew.example")) == 1
    assert not Notice.objects.filter(nudge__step=step, told_at=None).exists()


def test_a_partner_gets_links_to_each_task_and_a_colleague_the_way_to_the_desk(company, complaint, celina, serwis):
    change_unit(company.claims, email="", by=SYSTEM)
    tickets.accept_step(complaint.steps.get(key="decyzja"), by=celina.actor)
    live("11-26 10:45")
    live("11-27 12:00")
    partner = letters("biuro@montazplus.example")[-1]
    own = letters("celina@modrzew.example")[-1]
    assert "/z/" in text_of(partner)
    assert "Oględziny na miejscu" in text_of(partner)
    assert f"/tasks/{complaint.steps.get(key='decyzja').id}/" in text_of(own)
    assert "/z/" not in text_of(own)


def test_those_above_read_who_has_it_and_get_no_key_to_a_foreign_task(company, complaint, celina):
    boss = add_person(unit=company.warehouse, name="Zofia Dyr", email="zofia@modrzew.example", rank="head", by=SYSTEM)
    change_unit(company.claims, escalates_to=company.warehouse, by=SYSTEM)
    tickets.accept_step(complaint.steps.get(key="decyzja"), by=celina.actor)
    live("11-27 11:00")  # missed: the last reminder and the first rung, one after the other
    live("11-27 12:00")
    [letter] = letters(boss.email)
    text = text_of(letter)
    assert "Decyzja reklamacyjna" in text
    assert "Celina Sowa" in text
    assert "Anna Lis" in text
    assert "/z/" not in text
    assert "/tasks/" not in text


def test_two_senders_at_once_send_one(company, complaint):
    live("11-26 08:45")
    Notice.objects.update(told_at=None, contact=None)  # as the second sender saw it before
    with clock.set_to(at("11-26 09:00")):
        assert verbs.send_digest("unit", company.claims.id, by=CLOCK) is None
    assert Digest.objects.count() == 1


def test_a_letter_of_thousands_is_short_and_counts(company, complaint, anna, ewa):
    for number in range(52):
        tickets.open_ticket(customer=ewa, subject=f"Pralka {number}", channel="email", version=company.complaint, owner=anna, by=anna.actor)
    with clock.set_to(at("11-26 08:45")):
        remind(0)
    with clock.set_to(at("11-26 08:50")):
        verbs.send_digest("unit", company.claims.id, by=CLOCK)
    [letter] = letters("reklamacje@modrzew.example")
    assert text_of(letter).count("Decyzja reklamacyjna") == 50
    assert "I jeszcze 3 zadania." in text_of(letter)


# --- the customer


@pytest.fixture
def closing(company):
    """Complaints of a version that closes when the customer does not answer after one reminder."""
    draft = begin_draft(company.complaint.procedure, by=SYSTEM)
    change_version(draft, customer_reminders=1, closes_unanswered=True, by=SYSTEM)
    return publish_version(draft, by=SYSTEM)


@pytest.fixture
def asked(company, closing, anna, ewa) -> Step:
    """Ewa alone is waited for: a photograph, in a day."""
    ticket = tickets.open_ticket(customer=ewa, subject="Pralka cieknie", channel="email", version=closing, owner=anna, by=anna.actor)
    for key in ("decyzja", "ogledziny"):
        tickets.skip_step(ticket.steps.get(key=key), reason="not_needed", by=anna.actor)
    tickets.finish_step(ticket.steps.get(key="informacja"), by=anna.actor)
    step = verbs.ask_customer(ticket, question="Prosimy o zdjęcie.", standard_minutes=1440, by=anna.actor)
    tickets.settle_attention(ticket, by=anna.actor)
    return step


def deliver() -> None:
    OutboxMessage.objects.update(state="sent", sent_at=at("11-26 12:00"))


def test_a_silent_customer_is_reminded_and_the_case_closes_politely(asked, anna, ewa):
    live("11-26 10:42")
    [reminder] = letters("ewa@poczta.example")
    assert "Prosimy o zdjęcie." in text_of(reminder)
    deliver()
    live("11-28 10:43")
    asked.ticket.refresh_from_db()
    assert (asked.ticket.is_closed, asked.ticket.closing_reason) == (True, "no_reply")
    assert_true_to_journal(asked.ticket)
    goodbye = letters("ewa@poczta.example")[-1]
    assert "Prosimy o zdjęcie." in text_of(goodbye)
    live("11-30 09:00")
    [told_owner] = letters(anna.email)
    assert f"#{asked.ticket.number}" in text_of(told_owner)
    with clock.set_to(at("12-01 10:00")):
        verbs.add_from_page(asked.ticket, text="Oto zdjęcie", by=Actor("customer", ewa.id))
    asked.ticket.refresh_from_db()
    assert not asked.ticket.is_closed
    assert asked.ticket.owner_id == anna.id


def test_a_reminder_that_never_left_closes_nothing(asked):
    live("11-26 10:42")
    live("11-28 10:43")
    asked.ticket.refresh_from_db()
    assert not asked.ticket.is_closed
    assert asked.ticket.attention == "no_answer"


def test_a_case_in_which_others_still_work_is_not_closed(asked, company, anna):
    verbs.ask_unit(asked.ticket, unit=company.warehouse, question="Jest część?", standard_minutes=4800, by=anna.actor)
    live("11-26 10:42")
    deliver()
    live("11-28 10:43")
    asked.ticket.refresh_from_db()
    assert not asked.ticket.is_closed


def test_a_reminder_waits_for_the_end_of_the_quiet_hours(asked):
    with clock.set_to(at("11-26 10:42")):
        remind(0)
    with clock.set_to(at("11-26 21:00")):  # the worker stood still until the evening
        send_reminders(0)
    [reminder] = letters("ewa@poczta.example")
    assert reminder.outgoing.not_before == at("11-27 08:00")


def test_who_has_answered_is_not_reminded(asked, ewa):
    with clock.set_to(at("11-26 10:42")):
        remind(0)
    verbs.add_from_page(asked.ticket, text="Oto zdjęcie", by=Actor("customer", ewa.id))
    with clock.set_to(at("11-26 10:50")):
        send_reminders(0)
    assert letters("ewa@poczta.example") == []
