"""A new ticket finds the person who knows it, is there and has the least to do; otherwise it waits with its clock. [O1]"""

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from ambasador.accounts.verbs import begin_leaving, cancel_leaving, close_account
from ambasador.directory.models import Person
from ambasador.directory.verbs import ProvidedBy, add_calendar, add_competence, change_person, note_absence, set_providers
from ambasador.journal.actors import SYSTEM
from ambasador.lib import clock
from ambasador.lib.refusal import NotAllowed
from ambasador.procedures.verbs import change_procedure
from ambasador.tickets import tasks, verbs
from ambasador.tickets.models import Handover, Ownership, Ticket
from ambasador.tickets.verbs.refusals import IsLeaving
from tests.cast import make_agent
from tests.truth import assert_true_to_journal, events_by

pytestmark = [pytest.mark.req("O1"), pytest.mark.req("N1")]


@pytest.fixture
def bea(company):
    return make_agent("Bea Nowak", ["agent"], company.centre)


@pytest.fixture
def arrives(company, ewa):
    """A complaint comes in and nobody has it yet."""
    return lambda version=company.complaint: verbs.open_ticket(customer=ewa, subject="Pralka", channel="email", version=version, by=SYSTEM)


def knows(user, company, code="reklamacje"):
    competence = add_competence(code=code, name="Zna reklamacje", by=SYSTEM)
    set_providers(competence, providers=[ProvidedBy(unit=company.centre, person=Person.objects.get(user=user))], by=SYSTEM)
    change_procedure(company.complaint.procedure, owner_competence=competence, by=SYSTEM)
    return competence


def assigned(ticket, at=None):
    with clock.set_to(at or clock.now()):
        verbs.assign_automatically(ticket, by=SYSTEM)
    return Ticket.objects.get(pk=ticket.pk).owner


def away(user, deputy=None, days=(date(2026, 11, 25), date(2026, 11, 25))):
    other = Person.objects.get(user=deputy) if deputy else None
    return note_absence(Person.objects.get(user=user), starts_on=days[0], ends_on=days[1], deputy=other, by=SYSTEM)


def test_a_ticket_knows_how_much_of_its_owners_work_is_left(complaint, anna, company):
    assert complaint.work_minutes == 60
    verbs.add_step(complaint, name="Telefon", performer="owner", question="Zadzwoń", standard_minutes=30, by=anna.actor)
    assert Ticket.objects.get().work_minutes == 90
    verbs.close_ticket(complaint, reason="solved", by=anna.actor)
    assert Ticket.objects.get().work_minutes == 0


def test_hours_of_work_decide_and_not_the_number_of_tickets(anna, bea, company, ewa, arrives):
    for _ in range(2):
        verbs.open_ticket(customer=ewa, subject="Krótka", channel="email", version=company.complaint, owner=anna, by=SYSTEM)  # 60 min each
    verbs.open_ticket(customer=ewa, subject="Długa", channel="email", version=company.enquiry, owner=bea, by=SYSTEM)  # 240 min
    assert assigned(arrives()) == anna


def test_who_knows_gets_it_and_the_journal_says_why(anna, bea, company, ewa, arrives):
    competence = knows(bea, company)
    verbs.open_ticket(customer=ewa, subject="Długa", channel="email", version=company.enquiry, owner=bea, by=SYSTEM)
    ticket = arrives()
    assert assigned(ticket) == bea
    event = ticket_event(ticket)
    assert (event["competence"], event["work_minutes"], event["detail"]) == (competence.id, 255, 1)
    assert event["shift_until_at"].startswith("2026-11-25T15:00")  # the office closes at 16 in Warsaw
    assert_true_to_journal(ticket)


def ticket_event(ticket):
    from ambasador.journal.models import Event

    return Event.objects.get(subject_kind="ticket", subject_id=ticket.id, kind="tickets.owner_assigned").data


def test_the_deputy_of_who_knows_knows_too(anna, bea, company, arrives):
    knows(anna, company)
    away(anna, deputy=bea)
    assert assigned(arrives()) == bea


def test_it_waits_for_who_knows_until_the_clock_runs_out(anna, bea, company, arrives):
    competence = knows(anna, company)
    away(anna)
    ticket = arrives()
    assert assigned(ticket) is None
    assert assigned(ticket, at=clock.now() + timedelta(minutes=31)) == bea
    assert (ticket_event(ticket)["competence"], ticket_event(ticket)["wanted"]) == (None, competence.id)


def test_own_hours_come_before_those_of_the_unit(anna, bea, company, arrives):
    late = add_calendar(name="Popołudnie", hours=[(day, time(14), time(22)) for day in range(5)], by=SYSTEM)
    change_person(Person.objects.get(user=anna), calendar=late, by=SYSTEM)
    assert assigned(arrives()) == bea
    evening = clock.now() + timedelta(hours=7)
    with clock.set_to(evening):
        assert assigned(arrives(), at=evening) == anna


def test_the_queue_empties_by_itself_when_somebody_comes_on_shift(anna, company, arrives):
    late = add_calendar(name="Popołudnie", hours=[(day, time(14), time(22)) for day in range(5)], by=SYSTEM)
    change_person(Person.objects.get(user=anna), calendar=late, by=SYSTEM)
    tickets = [arrives() for _ in range(3)]
    tasks.assign_waiting(0)
    assert Ticket.objects.filter(owner=None).count() == 3
    with clock.set_to(clock.now() + timedelta(hours=4)):
        tasks.assign_waiting(0)
    assert set(Ticket.objects.filter(pk__in=[t.pk for t in tickets]).values_list("owner", flat=True)) == {anna.pk}


def test_a_sweep_spreads_what_it_gives_out(anna, bea, company, arrives):
    for _ in range(4):
        arrives()
    tasks.assign_waiting(0)
    assert sorted(Ownership.objects.values_list("owner__name", flat=True)) == ["Anna Lis", "Anna Lis", "Bea Nowak", "Bea Nowak"]


def test_a_queue_that_nobody_can_take_costs_little(company, arrives, django_assert_max_num_queries):
    for _ in range(5):
        arrives()
    tasks.assign_waiting(0)
    with django_assert_max_num_queries(5):
        tasks.assign_waiting(0)
    assert not Ownership.objects.exists()


def test_the_choice_takes_the_same_queries_however_many_tickets(anna, bea, company, ewa, arrives, django_assert_max_num_queries):
    from ambasador.tickets.agents import Board

    Board(clock.now())
    for _ in range(10):
        verbs.open_ticket(customer=ewa, subject="Krótka", channel="email", version=company.enquiry, owner=anna, by=SYSTEM)
    with django_assert_max_num_queries(4):
        choice = Board(clock.now()).choose_for(None, due_at=clock.now())
    assert choice is not None


def test_who_is_about_to_leave_gets_nothing_more(anna, bea, bartek, company, ewa, arrives, complaint):
    assert events_by(lambda: begin_leaving(anna, last_on=date(2026, 12, 31), by=bartek.actor)) == ["accounts.leaving_begun"]
    assert events_by(lambda: begin_leaving(anna, last_on=date(2026, 12, 31), by=bartek.actor)) == []
    assert assigned(arrives()) == bea
    with pytest.raises(IsLeaving):
        verbs.take_ticket(arrives(), by=anna.actor)
    theirs = verbs.open_ticket(customer=ewa, subject="B", channel="email", version=company.enquiry, owner=bea, by=SYSTEM)
    with pytest.raises(IsLeaving):
        verbs.offer_handover(theirs, to=anna, reason="Urlop", by=bea.actor)
    with pytest.raises(IsLeaving):
        verbs.open_ticket(customer=ewa, subject="C", channel="phone", version=None, owner=anna, by=anna.actor)


def test_the_database_refuses_it_too(anna, bartek, complaint):
    begin_leaving(bartek, by=SYSTEM)
    with pytest.raises(IntegrityError, match="about to leave"), transaction.atomic():
        Ownership.objects.filter(ticket=complaint).update(to_at=clock.now())
        Ownership.objects.create(ticket=complaint, owner=bartek, from_at=clock.now(), basis="takeover", reason="x")


def test_an_offer_to_who_leaves_goes_back(complaint, anna, bea, run_jobs):
    offer = verbs.offer_handover(complaint, to=bea, reason="Urlop", by=anna.actor)
    begin_leaving(bea, by=SYSTEM)
    with pytest.raises(IsLeaving):
        verbs.accept_handover(offer, by=bea.actor)
    run_jobs()
    assert Handover.objects.get().state == "withdrawn"
    assert_true_to_journal(complaint)


def test_leaving_is_over_when_the_last_ticket_is_in_other_hands(complaint, anna, bea, bartek):
    begin_leaving(anna, by=bartek.actor)
    with pytest.raises(IntegrityError), transaction.atomic():
        close_account(anna, by=SYSTEM)
    offer = verbs.offer_handover(complaint, to=bea, reason="Odejście", by=bartek.actor)
    verbs.accept_handover(offer, by=bea.actor)
    assert close_account(anna, by=SYSTEM).is_active is False


def test_leaving_can_be_cancelled(anna, bea, bartek, obcy, complaint, arrives):
    begin_leaving(anna, by=bartek.actor)
    with pytest.raises(NotAllowed):
        cancel_leaving(anna, by=obcy.actor)
    assert events_by(lambda: cancel_leaving(anna, by=bartek.actor)) == ["accounts.leaving_cancelled"]
    assert events_by(lambda: cancel_leaving(anna, by=bartek.actor)) == []
    verbs.take_ticket(arrives(), by=anna.actor)


def test_only_who_leads_begins_it(anna, bea):
    with pytest.raises(NotAllowed):
        begin_leaving(bea, by=anna.actor)
