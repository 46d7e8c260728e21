"""Late steps: the performer is reminded, then the line above, each once; customers too, until the case closes politely. [O4]"""

from datetime import timedelta

import pytest

from ambasador.directory.verbs import add_person, change_unit, note_absence, set_head
from ambasador.journal.actors import CLOCK, SYSTEM
from ambasador.journal.models import Event
from ambasador.lib import clock
from ambasador.tickets import verbs
from ambasador.tickets.models import Notice, Nudge, Step
from ambasador.tickets.queries import events_of
from tests.cast import WEDNESDAY
from tests.truth import assert_true_to_journal, events_by

pytestmark = [pytest.mark.django_db, pytest.mark.req("O4")]


def sweep(moment) -> int:
    """Everything that is due at a moment."""
    with clock.set_to(moment):
        return verbs.nudge_steps(by=CLOCK)


def days(count: float):
    return WEDNESDAY + timedelta(days=count)


def told(step: Step) -> list[tuple[str, list[tuple[str, int]]]]:
    """Levels in order, with who was told."""
    nudges = Nudge.objects.filter(step=step).order_by("id").prefetch_related("notices")
    return [(nudge.level, [(one.recipient_kind, one.recipient_id) for one in nudge.notices.all()]) for nudge in nudges]


@pytest.fixture
def decision(complaint) -> Step:
    """In the claims department, for a working day: due on Thursday at 10:42."""
    return complaint.steps.get(key="decyzja")


@pytest.fixture
def line(company):
    """A lead and the head of claims, and above them the head of the warehouse."""
    lead = add_person(unit=company.claims, name="Lidia Bór", email="lidia@modrzew.example", rank="lead", by=SYSTEM)
    head = add_person(unit=company.claims, name="Henryk Gaj", email="henryk@modrzew.example", by=SYSTEM)
    boss = add_person(unit=company.warehouse, name="Zofia Dyr", email="zofia@modrzew.example", by=SYSTEM)
    set_head(company.claims, head=head, by=SYSTEM)
    set_head(company.warehouse, head=boss, by=SYSTEM)
    change_unit(company.claims, escalates_to=company.warehouse, by=SYSTEM)
    return lead, head, boss


def test_reminders_and_then_up_the_line_each_once(company, decision, line):
    for hour in range(24 * 14):
        sweep(WEDNESDAY + timedelta(hours=hour))
    front, people = [("unit", company.claims.id)], [[("person", person.id)] for person in line]
    assert told(decision) == [("before", front), ("due", front), ("after", front), ("lead", people[0]), ("head", people[1]), (f"above:{company.warehouse.id}", people[2])]
    decision.refresh_from_db()
    assert decision.next_nudge_at is None
    assert_true_to_journal(decision.ticket)
    kinds = list(events_of(decision.ticket).filter(data__step=decision.id, actor_kind="clock").values_list("kind", flat=True))
    assert kinds == ["tickets.step_reminded"] * 3 + ["tickets.step_escalated"] * 3


def test_who_took_the_task_is_reminded_and_their_deputy_while_they_are_away(company, decision, celina):
    verbs.accept_step(decision, by=celina.actor)
    deputy = add_person(unit=company.claims, name="Dorota Zast", email="dorota@modrzew.example", by=SYSTEM)
    sweep(days(0.95))
    note_absence(celina.person, starts_on=days(1).date(), ends_on=days(2).date(), deputy=deputy, by=SYSTEM)
    sweep(days(1.05))
    assert told(decision) == [("before", [("person", celina.person.id)]), ("due", [("person", deputy.id)])]


def test_an_answered_task_is_left_alone_and_one_that_comes_back_begins_anew(decision, celina, anna):
    sweep(days(1.05))
    with clock.set_to(days(1.2)):
        verbs.return_step(decision, missing="numer seryjny", by=celina.actor)
    assert sweep(days(5)) == 1  # only the partner's step
    with clock.set_to(days(5)):
        step = verbs.resend_step(decision, supplied="WX-1", by=anna.actor)
    assert step.nudge_round == 2
    sweep(days(6.05))
    assert [level for level, _who in told(decision)] == ["due", "due"]
    with clock.set_to(days(6.2)):
        assert verbs.answer_step(step, text="tak", by=celina.actor).next_nudge_at is None


def test_who_proposed_another_date_is_left_in_peace_until_then(decision, celina, anna):
    verbs.propose_other_date(decision, due_at=days(6), reason="urlop", by=celina.actor)
    sweep(days(2))
    assert [level for level, _who in told(decision)] == []
    with clock.set_to(days(2)):
        step = verbs.decide_other_date(decision, agreed=False, by=anna.actor)
        assert step.is_date_agreed is False
        sweep(days(2))
        assert [level for level, _who in told(decision)] == ["after"]
        verbs.propose_other_date(decision, due_at=days(6), reason="urlop", by=celina.actor)
        agreed = verbs.decide_other_date(decision, agreed=True, by=anna.actor)
    assert (agreed.due_at, agreed.is_date_agreed, agreed.nudge_round) == (days(6), True, 2)
    sweep(days(5.99))
    assert [level for level, _who in told(decision)] == ["after", "before"]


def test_the_owner_is_reminded_of_their_own_step_and_the_lead_hears_of_it(company, anna, bartek, ewa):
    from ambasador.directory.models import Rank
    from ambasador.directory.verbs import change_person

    change_person(bartek.person, rank=Rank.LEAD, by=SYSTEM)
    ticket = verbs.open_ticket(customer=ewa, subject="Pytanie", channel="email", version=company.enquiry, owner=anna, by=anna.actor)
    verbs.settle_attention(ticket, by=anna.actor)
    for hour in range(24 * 4):
        sweep(WEDNESDAY + timedelta(hours=hour))
    own = [("person", anna.person.id)]
    assert told(ticket.steps.get()) == [("before", own), ("due", own), ("after", own), ("lead", [("person", bartek.person.id)])]
    ticket.refresh_from_db()
    assert ticket.attention == "late"
    assert_true_to_journal(ticket)


def test_a_step_has_its_own_settings(decision, anna):
    assert events_by(lambda: verbs.set_reminders(decision, remind_before=0, escalate_after=0, by=anna.actor)) == ["tickets.reminders_set"]
    assert events_by(lambda: verbs.set_reminders(decision, remind_before=0, escalate_after=0, by=anna.actor)) == []
    for hour in range(24 * 14):
        sweep(WEDNESDAY + timedelta(hours=hour))
    assert [level for level, _who in told(decision)] == ["due", "after"]


def test_a_second_look_tells_nothing_again(decision):
    sweep(days(1.1))
    before = (Nudge.objects.count(), Notice.objects.count(), Event.objects.count())
    Step.objects.filter(pk=decision.pk).update(next_nudge_at=days(1))  # as if the moment had been forgotten
    sweep(days(1.1))
    assert (Nudge.objects.count(), Notice.objects.count(), Event.objects.count()) == before


def test_a_sweep_without_anything_due_asks_once(decision, django_assert_num_queries):
    with django_assert_num_queries(3):  # one question, between a savepoint and its release
        sweep(days(0))
    assert not Nudge.objects.exists()


def test_the_number_of_queries_does_not_depend_on_the_number_of_steps(company, anna, ewa, django_assert_max_num_queries):
    for _each in range(12):
        verbs.open_ticket(customer=ewa, subject="Pralka", channel="email", version=company.complaint, owner=anna, by=anna.actor)
    with django_assert_max_num_queries(16 + 12), clock.set_to(days(1.01)):  # one event for each step
        assert verbs.nudge_steps(by=CLOCK) == 12
