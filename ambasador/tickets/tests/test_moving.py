"""A running ticket goes over to another version of its procedure; others keep theirs. [P1]"""

import pytest

from ambasador.journal.actors import SYSTEM
from ambasador.procedures.verbs import add_step, begin_draft, change_step, publish_version, remove_step
from ambasador.tickets import verbs
from ambasador.tickets.models import Deviation, Step, Ticket
from tests.truth import assert_true_to_journal, events_by

pytestmark = [pytest.mark.django_db, pytest.mark.req("P1")]


@pytest.fixture
def newer(company):
    """Version 2: the last step is longer and called otherwise, the visit is gone, a check is new."""
    draft = begin_draft(company.complaint.procedure, by=SYSTEM)
    remove_step(draft.steps.get(key="ogledziny"), by=SYSTEM)
    change_step(draft.steps.get(key="informacja"), name="Rozmowa", standard_minutes=999, by=SYSTEM)
    add_step(draft, key="kontrola", name="Kontrola", name_en="Check", performer="owner", standard_minutes=30, by=SYSTEM)
    return publish_version(draft, by=SYSTEM)


def states(ticket):
    return dict(Step.objects.filter(ticket=ticket).values_list("key", "state"))


def test_what_is_in_work_goes_on_and_what_is_ahead_is_replaced(complaint, newer, anna):
    before = states(complaint)
    assert events_by(lambda: verbs.move_to_version(complaint, newer, by=anna.actor))[0] == "tickets.moved_to_version"
    after = states(complaint)
    assert after == {**before, "kontrola": "planned"}
    assert Step.objects.get(ticket=complaint, key="informacja").standard_minutes == 999
    assert Step.objects.get(ticket=complaint, key="informacja").name == "Rozmowa"
    assert Ticket.objects.get(pk=complaint.pk).version == newer
    assert not Deviation.objects.exists()
    assert_true_to_journal(complaint)


def test_what_is_done_stays_done_and_a_step_that_is_no_more_is_dropped_when_ahead(complaint, newer, anna, celina):
    decision = Step.objects.get(ticket=complaint, key="decyzja")
    verbs.accept_step(decision, by=celina.actor)
    verbs.answer_step(decision, text="Tak", code="yes", by=celina.actor)
    before = states(complaint)
    verbs.move_to_version(complaint, newer, by=anna.actor)
    assert states(complaint)["decyzja"] == before["decyzja"]
    verbs.move_to_version(complaint, newer.procedure.versions.get(number=1), by=anna.actor)
    assert states(complaint)["kontrola"] == "skipped"
    assert_true_to_journal(complaint)


def test_repeating_it_changes_nothing(complaint, newer, anna):
    verbs.move_to_version(complaint, newer, by=anna.actor)
    assert events_by(lambda: verbs.move_to_version(complaint, newer, by=anna.actor)) == []


def test_what_was_added_still_holds_the_route(complaint, newer, anna, company):
    added = verbs.add_step(
        complaint, name="Części", performer="department", unit=company.warehouse, question="Są?", standard_minutes=60, holds_route=True, by=anna.actor
    )
    waited = Step.objects.filter(ticket=complaint, after__contains=[added.key]).exists()
    verbs.move_to_version(complaint, newer, by=anna.actor)
    assert Step.objects.filter(ticket=complaint, state="planned", after__contains=[added.key]).exists() == waited
    assert_true_to_journal(complaint)


def test_another_procedure_a_draft_and_a_closed_ticket_are_refused(complaint, newer, anna, company):
    draft = begin_draft(company.complaint.procedure, by=SYSTEM)
    for version in (company.enquiry, draft):
        with pytest.raises(verbs.OtherProcedure):
            verbs.move_to_version(complaint, version, by=anna.actor)
    verbs.close_ticket(complaint, reason="solved", by=anna.actor)
    with pytest.raises(verbs.TicketIsClosed):
        verbs.move_to_version(complaint, newer, by=anna.actor)


def test_many_are_moved_each_by_itself(complaint, newer, anna, ewa, company):
    other = verbs.open_ticket(customer=ewa, subject="Inna", channel="email", version=company.enquiry, owner=anna, by=anna.actor)
    moved = verbs.move_tickets([other, complaint], newer, by=anna.actor)
    assert [bool(row.refusal) for row in moved] == [True, False]
    assert Ticket.objects.get(pk=complaint.pk).version == newer


def test_old_tickets_keep_their_version_and_strangers_move_nothing(complaint, newer, obcy):
    assert Ticket.objects.get(pk=complaint.pk).version.number == 1
    assert verbs.move_tickets([complaint], newer, by=obcy.actor)[0].refusal
