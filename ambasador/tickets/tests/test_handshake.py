from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from ambasador.journal.actors import Actor
from ambasador.lib import clock
from ambasador.lib.refusal import NotAllowed
from ambasador.tickets import queries, verbs
from ambasador.tickets.models import Deviation, Step, TaskLink, Ticket, Turn
from ambasador.tickets.verbs.refusals import UnknownAnswer
from tests.truth import assert_true_to_journal, events_by

pytestmark = pytest.mark.req("N8")


def step(ticket, key):
    return Step.objects.get(ticket=ticket, key=key)


def test_a_step_goes_by_itself_to_department_and_partner(complaint, company):
    decision, inspection, answer = (step(complaint, key) for key in ("decyzja", "ogledziny", "informacja"))
    assert (decision.state, inspection.state, answer.state) == ("offered", "offered", "planned")
    assert decision.due_at == clock.now() + timedelta(hours=24)  # eight working hours from 10:42 end at 10:42 next day
    assert Ticket.objects.get().party_unit == company.claims
    assert_true_to_journal(complaint)


def test_taking_a_task(complaint, celina):
    decision = step(complaint, "decyzja")
    assert events_by(lambda: verbs.accept_step(decision, by=celina.actor)) == ["tickets.step_accepted"]
    assert events_by(lambda: verbs.accept_step(decision, by=celina.actor)) == []
    assert step(complaint, "decyzja").assignee.user == celina


def test_strangers_cannot_touch_a_task(complaint, obcy):
    for act in (
        verbs.accept_step,
        lambda s, by: verbs.answer_step(s, text="nie", by=by),
        lambda s, by: verbs.refuse_step(s, reason="x", by=by),
    ):
        with pytest.raises(NotAllowed):
            act(step(complaint, "decyzja"), by=obcy.actor)
    assert_true_to_journal(complaint)


def test_answering_moves_the_route_when_all_before_are_over(complaint, celina, serwis):
    verbs.answer_step(step(complaint, "decyzja"), code="yes", public="Uznajemy.", by=celina.actor)
    assert step(complaint, "informacja").state == "planned"
    verbs.answer_step(step(complaint, "ogledziny"), text="Pęknięta złączka.", by=Actor("person", serwis.id))
    assert step(complaint, "informacja").state == "accepted"
    ticket = Ticket.objects.get()
    assert (ticket.party_kind, ticket.steps_done, ticket.attention) == ("owner", 2, "unit_answered")
    assert_true_to_journal(complaint)


def test_the_same_answer_twice_is_one_and_another_one_conflicts(complaint, celina, serwis):
    decision = step(complaint, "decyzja")
    verbs.answer_step(decision, code="yes", by=celina.actor)
    assert events_by(lambda: verbs.answer_step(decision, code="yes", by=celina.actor)) == []
    with pytest.raises(verbs.AlreadyAnswered):
        verbs.answer_step(decision, code="no", by=celina.actor)


def test_an_answer_must_be_one_of_the_options(complaint, celina):
    with pytest.raises(UnknownAnswer):
        verbs.answer_step(step(complaint, "decyzja"), code="maybe", by=celina.actor)


def test_asking_back_gives_the_minutes_to_the_owner_until_supplied(complaint, celina, anna):
    decision = step(complaint, "decyzja")
    with clock.set_to(clock.now() + timedelta(hours=1)):
        verbs.return_step(decision, missing="Numer seryjny", by=celina.actor)
        assert Ticket.objects.get().party_kind == "owner"
    with clock.set_to(clock.now() + timedelta(hours=2)):
        verbs.resend_step(decision, supplied="B8-2611", by=anna.actor)
        assert step(complaint, "decyzja").state == "accepted"
        assert_true_to_journal(complaint)
        spent = queries.minutes_per_party(complaint, at=clock.now())
    assert spent[("owner", anna.id)] == timedelta(hours=1)


def test_not_ours_without_another_provider_comes_back_to_the_owner(complaint, celina, anna):
    verbs.refuse_step(step(complaint, "decyzja"), reason="To dla Serwisu", by=celina.actor)
    decision = step(complaint, "decyzja")
    assert (decision.performer, decision.unit, decision.times_refused, decision.state) == ("owner", None, 1, "accepted")
    assert Ticket.objects.get().attention == "not_ours"
    assert_true_to_journal(complaint)


def test_another_date_is_proposed_and_agreed(complaint, celina, anna):
    later = clock.now() + timedelta(days=3)
    verbs.propose_other_date(step(complaint, "decyzja"), due_at=later, reason="Czekamy na ekspertyzę", by=celina.actor)
    assert Ticket.objects.get().attention == "other_date"
    verbs.decide_other_date(step(complaint, "decyzja"), agreed=True, by=anna.actor)
    assert step(complaint, "decyzja").due_at == later
    assert_true_to_journal(complaint)


def test_waiting_for_the_customer_alone_pauses_the_company(complaint, celina, serwis, anna, ewa):
    verbs.answer_step(step(complaint, "decyzja"), code="yes", by=celina.actor)
    verbs.answer_step(step(complaint, "ogledziny"), text="ok", by=Actor("person", serwis.id))
    asked = verbs.add_step(
        complaint,
        name="Dostępność",
        performer="customer",
        question="Kiedy ktoś będzie w domu?",
        standard_minutes=1440,
        holds_route=True,
        by=anna.actor,
    )
    verbs.finish_step(step(complaint, "informacja"), by=anna.actor)
    assert Ticket.objects.get().party_kind == "customer"
    verbs.answer_step(asked, text="W poniedziałek", by=Actor("customer", ewa.id))
    assert Ticket.objects.get().party_kind == "owner"
    assert_true_to_journal(complaint)


def test_a_skipped_step_is_a_counted_deviation_and_closes_its_links(complaint, anna, company):
    inspection = step(complaint, "ogledziny")
    link = verbs.task_link(inspection, sent_to="biuro@montazplus.example", by=anna.actor)
    verbs.skip_step(inspection, reason="already_known", sentence="Zdjęcia wystarczyły", by=anna.actor)
    assert events_by(lambda: verbs.skip_step(inspection, reason="already_known", by=anna.actor)) == []
    assert Deviation.objects.get().kind == "skipped"
    assert TaskLink.objects.get(pk=link.pk).closed_at is not None
    assert_true_to_journal(complaint)


def test_an_added_step_that_holds_the_route_is_waited_for(complaint, anna, celina, serwis, company):
    added = verbs.add_step(
        complaint, name="Stan magazynu", performer="department", unit=company.warehouse, question="Czy jest BX-114?", standard_minutes=120,
        holds_route=True, by=anna.actor,
    )  # fmt: skip
    verbs.answer_step(step(complaint, "decyzja"), code="yes", by=celina.actor)
    verbs.answer_step(step(complaint, "ogledziny"), text="ok", by=Actor("person", serwis.id))
    assert step(complaint, "informacja").state == "planned"
    verbs.answer_step(added, text="Jest", by=Actor("unit", company.warehouse.id))
    assert step(complaint, "informacja").state == "accepted"
    assert_true_to_journal(complaint)


def test_turns_without_gap_are_kept_by_the_database(complaint):
    Turn.objects.filter(ticket=complaint, to_at=None).update(to_at=clock.now() + timedelta(minutes=5))
    with pytest.raises(IntegrityError, match="begins where the one before ended"), transaction.atomic():
        Turn.objects.create(ticket=complaint, party_kind="customer", from_at=clock.now() + timedelta(minutes=6))


@pytest.mark.req("N8")
@pytest.mark.parametrize("change", [{"to_at": timedelta(minutes=4)}, {"to_at": timedelta(minutes=6)}, {"from_at": timedelta(minutes=-9)}, {"to_at": None}])
def test_a_turn_that_ended_keeps_its_time(complaint, change):
    now = clock.now()
    Turn.objects.filter(ticket=complaint, to_at=None).update(to_at=now + timedelta(minutes=5))
    moved = {field: None if by is None else now + by for field, by in change.items()}
    with pytest.raises(IntegrityError, match="ends once"), transaction.atomic():
        Turn.objects.filter(pk=Turn.objects.filter(ticket=complaint).latest("from_at").pk).update(**moved)
