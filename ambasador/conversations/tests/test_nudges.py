"""Late answers: reminded of, escalated, told in one letter; each level once, whoever sweeps and however often. [O4]"""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from ambasador.channels.models import OutboxMessage
from ambasador.conversations.verbs import addresses_to_tell, send_digest
from ambasador.directory.verbs import add_person, add_unit, change_unit, set_head
from ambasador.journal.actors import CLOCK, SYSTEM
from ambasador.lib import clock
from ambasador.tickets import verbs
from ambasador.tickets.models import Nudge, Step, Ticket
from ambasador.tickets.verbs import nudge_steps
from tests.truth import assert_true_to_journal

pytestmark = pytest.mark.req("O4")


@pytest.fixture
def line(company):
    """Claims with a lead and a head, and the management above them."""
    above = add_unit(kind="department", code="dyrekcja", name="Dyrekcja", calendar=company.office_hours, email="dyrekcja@modrzew.example", by=SYSTEM)
    change_unit(company.claims, escalates_to=above, by=SYSTEM)
    add_person(unit=company.claims, name="Lena Lead", email="lena@modrzew.example", rank="lead", by=SYSTEM)
    head = add_person(unit=company.claims, name="Hubert Head", email="hubert@modrzew.example", by=SYSTEM)
    set_head(company.claims, head=head, by=SYSTEM)
    return company.claims


@pytest.fixture
def decision(complaint, line, run_jobs):
    run_jobs()
    return lambda: Step.objects.select_related("unit", "ticket").get(ticket=complaint, key="decyzja")


def sweep(at):
    with clock.set_to(at):
        return nudge_steps()


def levels(step):
    return list(Nudge.objects.filter(step=step).order_by("id").values_list("level", "rank"))


def later(step, **more):
    return step.due_at + timedelta(**more)


def test_nothing_is_due_before_its_time(decision, wednesday):
    assert sweep(wednesday) == 0
    assert levels(decision()) == []


def test_a_late_answer_goes_up_the_line_each_level_once(decision, complaint):
    for days in (0, 0, 1, 2, 5, 20):
        sweep(later(decision(), days=days, minutes=1))
        sweep(later(decision(), days=days, minutes=1))
    assert levels(decision()) == [("before", 0), ("due", 0), ("after", 0), ("lead", 0), ("head", 0), ("above", 0)]
    assert decision().next_nudge_at is None
    assert_true_to_journal(complaint)


def test_an_answer_ends_it(decision, celina):
    sweep(later(decision(), minutes=1))
    before = len(levels(decision()))
    verbs.answer_step(decision(), text="Uznana", by=celina.actor)
    sweep(later(decision(), days=9))
    assert len(levels(decision())) == before
    assert decision().next_nudge_at is None


def test_an_agreed_date_begins_a_new_round(decision, celina, anna):
    sweep(later(decision(), minutes=1))
    agreed = later(decision(), days=2)
    with clock.set_to(later(decision(), minutes=2)):
        verbs.propose_other_date(decision(), due_at=agreed, reason="brak ekspertyzy", by=celina.actor)
        verbs.decide_other_date(decision(), agreed=True, by=anna.actor)
    sweep(agreed + timedelta(minutes=1))
    assert Nudge.objects.filter(step=decision(), level="due").count() == 2


def test_everything_for_one_address_comes_in_one_letter(decision, complaint, company, ewa, anna, run_jobs):
    verbs.open_ticket(customer=ewa, subject="Druga", channel="email", version=company.complaint, owner=anna, by=anna.actor)
    run_jobs()
    at = later(decision(), days=2)
    sweep(at)
    soon = at + timedelta(minutes=6)
    assert "hubert@modrzew.example" in addresses_to_tell(soon)
    assert addresses_to_tell(at + timedelta(minutes=1)) == []
    with clock.set_to(soon):
        send_digest("hubert@modrzew.example", by=CLOCK)
        send_digest("hubert@modrzew.example", by=CLOCK)
    letter = OutboxMessage.objects.get(recipient="hubert@modrzew.example")
    assert letter.subject == "2 zadania czekają na odpowiedź"
    assert letter.payload["text"].count("Decyzja reklamacyjna") == 2
    assert "Sprawę prowadzi: Anna Lis" in letter.payload["text"]
    assert "hubert@modrzew.example" not in addresses_to_tell(soon + timedelta(hours=1))


def test_what_was_answered_meanwhile_is_not_told(decision, celina):
    sweep(later(decision(), minutes=1))
    with clock.set_to(later(decision(), minutes=9)):
        verbs.answer_step(decision(), text="Uznana", by=celina.actor)
        assert send_digest("reklamacje@modrzew.example", by=CLOCK) is None
    assert not OutboxMessage.objects.filter(recipient="reklamacje@modrzew.example").exists()


def test_the_partner_gets_a_link_with_the_reminder(complaint, run_jobs):
    run_jobs()
    step = Step.objects.get(ticket=complaint, key="ogledziny")
    sweep(later(step, minutes=1))
    with clock.set_to(later(step, minutes=9)):
        send_digest("biuro@montazplus.example", by=CLOCK)
    assert "/z/" in OutboxMessage.objects.filter(recipient="biuro@montazplus.example").latest("id").payload["text"]


@pytest.mark.parametrize("closes", [True, False])
def test_a_customer_who_does_not_answer(complaint, anna, company, run_jobs, closes):
    company.complaint.__class__.objects.filter(pk=company.complaint.pk).update(closes_unanswered=closes)
    verbs.add_step(complaint, name="Zdjęcie", performer="customer", question="Zdjęcie?", standard_minutes=2880, by=anna.actor)
    run_jobs()
    asked = Step.objects.get(performer="customer")
    for days in (1, 2, 3, 4, 7):
        moment = asked.started_at + timedelta(days=days, hours=1)
        with clock.set_to(moment):
            nudge_steps()
            run_jobs(at=moment)
    ticket = Ticket.objects.get(pk=complaint.pk)
    reminders = Nudge.objects.filter(step=asked, level="after").count()
    assert reminders == 2
    letters = OutboxMessage.objects.filter(recipient="ewa@poczta.example").count()
    assert letters == 1 + reminders + closes  # the question, the reminders, the farewell
    assert ticket.is_closed == closes
    assert ticket.closing_reason == ("no_reply" if closes else "")
    assert ticket.attention == ("" if closes else "no_answer")
    assert_true_to_journal(ticket)


@pytest.mark.django_db(transaction=True)
def test_two_workers_remind_once(decision):
    at = later(decision(), days=3)
    errors = []

    def work():
        try:
            sweep(at)
        except Exception as error:  # whatever it is, the test must see it
            errors.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert errors == []
    assert sorted(level for level, _rank in levels(decision())) == sorted({level for level, _rank in levels(decision())})
    assert len(levels(decision())) >= 5


def test_the_number_of_queries_does_not_grow_with_the_steps(decision, complaint, company, ewa, anna, django_assert_max_num_queries):
    def late(number):
        for _time in range(number):
            verbs.open_ticket(customer=ewa, subject="Jeszcze jedna", channel="email", version=company.complaint, owner=anna, by=anna.actor)

    late(5)
    with django_assert_max_num_queries(30 + 6 * 3 * 2):  # each nudge is a row, its notices and an event
        sweep(later(decision(), minutes=1))
