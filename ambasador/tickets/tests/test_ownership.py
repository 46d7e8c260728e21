from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from ambasador.accounts.verbs import close_account
from ambasador.journal.actors import SYSTEM
from ambasador.lib import clock
from ambasador.lib.refusal import NotAllowed
from ambasador.tickets import verbs
from ambasador.tickets.models import Handover, Ownership, Ticket
from tests.truth import assert_true_to_journal, events_by

pytestmark = pytest.mark.req("N1")


@pytest.fixture
def queued(company, ewa):
    return verbs.open_ticket(customer=ewa, subject="Piekarnik", channel="email", version=company.enquiry, by=SYSTEM)


def test_a_ticket_without_owner_stands_in_the_queue_with_a_clock(queued, company):
    assert queued.owner is None
    assert queued.queue == company.queue
    assert queued.queue_due_at == clock.now() + timedelta(minutes=30)
    assert_true_to_journal(queued)


def test_taking_from_the_queue_makes_an_owner_once(queued, anna, bartek):
    assert events_by(lambda: verbs.take_ticket(queued, by=anna.actor)) == ["tickets.owner_assigned"]
    assert events_by(lambda: verbs.take_ticket(queued, by=anna.actor)) == []
    with pytest.raises(NotAllowed):
        verbs.take_ticket(queued, by=bartek.actor)
    assert Ticket.objects.get().owner == anna
    assert_true_to_journal(queued)


def test_somebody_of_a_department_cannot_own(queued, obcy):
    with pytest.raises(NotAllowed):
        verbs.take_ticket(queued, by=obcy.actor)


def test_a_handover_changes_nothing_until_it_is_accepted(complaint, anna, bartek):
    handover = verbs.offer_handover(complaint, to=bartek, reason="Urlop od jutra", by=anna.actor)
    assert Ticket.objects.get().owner == anna
    assert events_by(lambda: verbs.accept_handover(handover, by=bartek.actor)) == ["tickets.owner_changed"]
    assert Ticket.objects.get().owner == bartek
    assert events_by(lambda: verbs.accept_handover(handover, by=bartek.actor)) == []
    assert_true_to_journal(complaint)


def test_only_the_receiver_accepts(complaint, anna, bartek):
    handover = verbs.offer_handover(complaint, to=bartek, reason="Urlop", by=anna.actor)
    with pytest.raises(NotAllowed):
        verbs.accept_handover(handover, by=anna.actor)


def test_a_declined_handover_leaves_the_owner(complaint, anna, bartek):
    handover = verbs.offer_handover(complaint, to=bartek, reason="Urlop", by=anna.actor)
    verbs.decline_handover(handover, reason="Mam dziś szkolenie", by=bartek.actor)
    assert Ticket.objects.get().owner == anna
    with pytest.raises(verbs.HandoverDecided):
        verbs.accept_handover(handover, by=bartek.actor)


def test_a_take_over_needs_a_lead_and_a_reason(complaint, anna, bartek):
    with pytest.raises(verbs.NoReasonGiven):
        verbs.take_over_ticket(complaint, reason=" ", by=bartek.actor)
    assert events_by(lambda: verbs.take_over_ticket(complaint, reason="Anna chora", by=bartek.actor)) == ["tickets.owner_changed"]
    with pytest.raises(NotAllowed):
        verbs.take_over_ticket(complaint, reason="oddaj", by=anna.actor)
    assert_true_to_journal(complaint)


def test_the_database_refuses_an_owner_change_without_ownership(complaint, bartek):
    with pytest.raises(IntegrityError, match="without a recorded ownership"), transaction.atomic():
        Ticket.objects.filter(pk=complaint.pk).update(owner=bartek)
        connection.check_constraints()


def test_the_database_refuses_to_take_the_owner_away(complaint, company):
    with pytest.raises(IntegrityError, match="does not lose its owner"), transaction.atomic():
        Ticket.objects.filter(pk=complaint.pk).update(owner=None, queue=company.queue, queued_at=clock.now(), queue_due_at=clock.now())


def test_the_database_refuses_an_open_ticket_without_owner_and_clock(queued):
    with pytest.raises(IntegrityError, match="open_ticket_has_owner_or_clock"), transaction.atomic():
        Ticket.objects.filter(pk=queued.pk).update(queue=None)


def test_the_database_refuses_an_owner_from_a_department(queued, obcy):
    with pytest.raises(IntegrityError, match="active person of the contact centre"), transaction.atomic():
        Ticket.objects.filter(pk=queued.pk).update(owner=obcy, queue=None)


def test_the_database_refuses_a_handover_nobody_accepted(complaint, anna, bartek):
    handover = verbs.offer_handover(complaint, to=bartek, reason="Urlop", by=anna.actor)
    with pytest.raises(IntegrityError, match="not accepted"), transaction.atomic():
        Ownership.objects.filter(ticket=complaint).update(to_at=clock.now() + timedelta(seconds=1))
        Ownership.objects.create(
            ticket=complaint, owner=bartek, from_at=clock.now() + timedelta(seconds=1), basis="handover", handover=handover
        )


def test_ownerships_do_not_overlap(complaint, bartek):
    now = clock.now()
    with pytest.raises(IntegrityError, match="when the one before has ended"), transaction.atomic():
        Ownership.objects.create(ticket=complaint, owner=bartek, from_at=now, basis="takeover", reason="Choroba")
    with pytest.raises(IntegrityError, match="when the one before has ended"), transaction.atomic():
        Ownership.objects.filter(ticket=complaint).update(to_at=now + timedelta(minutes=5))
        Ownership.objects.create(ticket=complaint, owner=bartek, from_at=now + timedelta(minutes=4), basis="takeover", reason="Choroba")
    with pytest.raises(IntegrityError, match="ends once"), transaction.atomic():
        Ownership.objects.filter(ticket=complaint).update(to_at=now + timedelta(minutes=5))
        Ownership.objects.filter(ticket=complaint).update(to_at=now + timedelta(minutes=4))


def test_an_owner_of_open_tickets_cannot_leave(complaint, anna, bartek):
    with pytest.raises(IntegrityError, match="hands them over before leaving"), transaction.atomic():
        close_account(anna, by=SYSTEM)
    handover = verbs.offer_handover(complaint, to=bartek, reason="Odchodzę", by=anna.actor)
    verbs.accept_handover(handover, by=bartek.actor)
    assert close_account(anna, by=SYSTEM).is_active is False


def test_closing_and_reopening_keep_the_owner(complaint, anna):
    verbs.close_ticket(complaint, reason="solved", by=anna.actor)
    assert Ticket.objects.get().owner == anna
    with clock.set_to(clock.now() + timedelta(days=2)):
        verbs.reopen_ticket(complaint, reason="customer_replied", by=SYSTEM)
        assert Ticket.objects.get().owner == anna
        assert_true_to_journal(complaint)


def test_new_tickets_go_to_the_agent_with_the_least_to_do(queued, anna, company, ewa, run_jobs):
    other = verbs.open_ticket(customer=ewa, subject="Druga", channel="email", version=company.enquiry, by=SYSTEM, owner=anna)
    bea = type(anna)(
        **{field: getattr(anna, field) for field in ("roles", "joined_at", "language")}, name="Bea Nowak", email="bea@modrzew.example"
    )
    bea.save()
    run_jobs()
    queued.refresh_from_db()
    assert queued.owner == bea
    assert other.owner == anna
    assert Ownership.objects.get(ticket=queued).reason == "least_loaded"


def test_with_nobody_at_work_the_ticket_waits_with_its_clock(queued, run_jobs):
    run_jobs()
    queued.refresh_from_db()
    assert queued.owner is None
    assert queued.queue_due_at is not None


def test_offering_to_another_withdraws_the_first_offer(complaint, anna, bartek, company):
    first = verbs.offer_handover(complaint, to=bartek, reason="Urlop", by=anna.actor)
    bea = type(anna)(roles=["agent"], joined_at=clock.now(), name="Bea Nowak", email="bea@modrzew.example")
    bea.save()
    verbs.offer_handover(complaint, to=bea, reason="Urlop", by=anna.actor)
    assert Handover.objects.get(pk=first.pk).state == "withdrawn"
    assert Handover.objects.filter(state="offered").count() == 1
