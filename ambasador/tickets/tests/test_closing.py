"""The end of a case: undone for ten minutes to the letter, opened again in time, and followed by another one later. [O7]"""

from datetime import timedelta

import pytest

from ambasador.accounts.verbs import begin_leaving, close_account
from ambasador.journal.actors import SYSTEM, Actor
from ambasador.lib import clock
from ambasador.lib.refusal import NotAllowed
from ambasador.procedures.verbs import begin_draft, change_version, publish_version
from ambasador.tickets import verbs
from ambasador.tickets.models import Handover, Step, TaskLink, Ticket, TicketLink
from ambasador.tickets.queries import stored_state
from ambasador.tickets.verbs.refusals import ClosedForGood, OwnerHasLeft, TooLateToUndo
from tests.truth import assert_true_to_journal, events_by

pytestmark = pytest.mark.req("O7")


@pytest.fixture
def later():
    return lambda **span: clock.set_to(clock.now() + timedelta(**span))


@pytest.fixture
def customer(ewa):
    return Actor("customer", ewa.pk)


def test_undoing_gives_everything_back(complaint, anna, bartek, celina, serwis, later):
    verbs.return_step(Step.objects.get(key="decyzja"), missing="Zdjęcie", by=celina.actor)
    link = verbs.task_link(Step.objects.get(key="ogledziny"), sent_to="grzegorz@montazplus.example", by=anna.actor)
    offer = verbs.offer_handover(complaint, to=bartek, reason="Urlop", by=anna.actor)
    before = stored_state(Ticket.objects.get())
    since = Ticket.objects.get().attention_since
    verbs.close_ticket(complaint, reason="solved", by=anna.actor)
    assert TaskLink.objects.get(pk=link.pk).closed_at
    with later(minutes=9):
        assert events_by(lambda: verbs.undo_closing(complaint, by=anna.actor)) == ["tickets.closing_undone"]
        assert events_by(lambda: verbs.undo_closing(complaint, by=anna.actor)) == []
        assert_true_to_journal(complaint)
    ticket = Ticket.objects.get()
    assert stored_state(ticket) == before
    assert (ticket.attention_since, ticket.reopened_count, ticket.closing_reason) == (since, 0, "")
    assert TaskLink.objects.get(pk=link.pk).closed_at is None
    assert Handover.objects.get(pk=offer.pk).state == "offered"


def test_undoing_is_over_after_ten_minutes(complaint, anna, later):
    verbs.close_ticket(complaint, reason="solved", by=anna.actor)
    with later(minutes=10, seconds=1), pytest.raises(TooLateToUndo):
        verbs.undo_closing(complaint, by=anna.actor)


def test_a_customer_or_a_stranger_undoes_nothing(complaint, anna, obcy, customer):
    verbs.close_ticket(complaint, reason="solved", by=anna.actor)
    for actor in (obcy.actor, customer):
        with pytest.raises(NotAllowed):
            verbs.undo_closing(complaint, by=actor)


def test_the_same_closing_can_be_undone_and_made_again(complaint, anna, later):
    for _ in range(2):
        with later(minutes=2):
            verbs.close_ticket(complaint, reason="solved", by=anna.actor)
            verbs.undo_closing(complaint, by=anna.actor)
            assert_true_to_journal(complaint)
    assert Step.objects.get(key="decyzja").state == "offered"


def test_the_customer_opens_a_case_again_as_long_as_its_procedure_says(complaint, anna, company, customer, later):
    verbs.close_ticket(complaint, reason="solved", by=anna.actor)
    with later(days=29):
        assert verbs.continue_case(complaint, by=customer, channel="email") == complaint
    with later(days=31):
        with pytest.raises(ClosedForGood):
            verbs.reopen_ticket(complaint, reason="customer_replied", by=customer)
        assert verbs.reopen_ticket(complaint, reason="agent", by=anna.actor).owner == anna


def test_each_version_has_its_own_time(company, ewa, anna, customer, later):
    draft = change_version(begin_draft(company.enquiry.procedure, by=SYSTEM), reopens_days=3, by=SYSTEM)
    version = publish_version(draft, by=SYSTEM)
    ticket = verbs.open_ticket(customer=ewa, subject="Faktura", channel="email", version=version, owner=anna, by=SYSTEM)
    verbs.close_ticket(ticket, reason="answered", by=anna.actor)
    with later(days=4):
        assert verbs.continue_case(ticket, by=customer, channel="email") != ticket
    assert begin_draft(company.enquiry.procedure, by=SYSTEM).reopens_days == 3


def test_later_a_ticket_follows_with_the_same_owner_and_procedure(complaint, anna, customer, later):
    verbs.close_ticket(complaint, reason="solved", by=anna.actor)
    with later(days=40):
        made = verbs.continue_case(complaint, by=customer, channel="email")
        assert (made.owner, made.version, made.subject, made.customer_id) == (anna, complaint.version, complaint.subject, complaint.customer_id)
        assert TicketLink.objects.get().other == complaint
        assert verbs.continue_case(complaint, by=customer, channel="email") == made
        assert_true_to_journal(made)
        verbs.close_ticket(made, reason="solved", by=anna.actor)
    with later(days=45):
        assert verbs.continue_case(complaint, by=customer, channel="email") == made  # it opens again itself
    with later(days=90):
        assert TicketLink.objects.get(ticket=verbs.continue_case(complaint, by=customer, channel="email")).other == made


def test_a_case_whose_owner_has_left_goes_on_in_another_with_its_queue(complaint, anna, bartek, company, customer, later):
    verbs.close_ticket(complaint, reason="solved", by=anna.actor)
    close_account(anna, by=SYSTEM)
    with later(days=2):
        with pytest.raises(OwnerHasLeft):
            verbs.reopen_ticket(complaint, reason="agent", by=bartek.actor)
        made = verbs.continue_case(complaint, by=customer, channel="email")
        assert (made.owner, made.queue) == (None, company.queue)
        assert_true_to_journal(made)


def test_who_is_about_to_leave_keeps_what_opens_again_and_gets_nothing_that_follows(complaint, anna, customer, later):
    verbs.close_ticket(complaint, reason="solved", by=anna.actor)
    begin_leaving(anna, by=SYSTEM)
    with later(days=2):
        assert verbs.reopen_ticket(complaint, reason="customer_replied", by=customer).owner == anna
        verbs.close_ticket(complaint, reason="solved", by=anna.actor)
    with later(days=60):
        assert verbs.continue_case(complaint, by=customer, channel="email").owner is None


def test_a_stranger_makes_nothing_follow(complaint, anna, obcy):
    verbs.close_ticket(complaint, reason="solved", by=anna.actor)
    with pytest.raises(NotAllowed):
        verbs.follow_up(complaint, by=obcy.actor, channel="phone")
