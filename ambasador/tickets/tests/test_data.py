"""Steps and the data they need: held, asked for, supplied, done without, passed over; and what closing needs."""

import pytest
from django.db import IntegrityError, transaction

from ambasador.journal.actors import SYSTEM, Actor
from ambasador.lib.refusal import NotAllowed
from ambasador.procedures.verbs import add_field, add_procedure, add_step, change_version, publish_version
from ambasador.tickets import verbs
from ambasador.tickets.data import data_of
from ambasador.tickets.models import Deviation, Step, Ticket
from ambasador.tickets.verbs.settling import begin_ready_steps, steps_of
from tests.truth import assert_true_to_journal, events_by

pytestmark = [pytest.mark.req("I6"), pytest.mark.req("P1")]


def procedure_with(company, *steps, closing_needs=()):
    """A procedure that knows of an amount (the customer's to tell), a warranty (the owner's) and a cause (a department's)."""
    draft = add_procedure(code="zwrot", name="Zwrot", name_en="Return", by=SYSTEM).versions.get()
    add_field(draft, key="kwota", name="Kwota", name_en="Amount", kind="money", question="Ile kosztowało?", question_en="What did it cost?", by=SYSTEM)
    add_field(draft, key="gwarancja", name="Gwarancja", name_en="Warranty", kind="yes_no", known_by="owner", by=SYSTEM)
    add_field(draft, key="przyczyna", name="Przyczyna", name_en="Cause", known_by="unit", by=SYSTEM)
    for number, fields in enumerate(steps):
        add_step(draft, key=f"s{number}", **{"name": f"Krok {number}", "name_en": f"Step {number}", "standard_minutes": 60, "performer": "owner", **fields}, by=SYSTEM)
    change_version(draft, closing_needs=list(closing_needs), by=SYSTEM)
    return publish_version(draft, by=SYSTEM)


@pytest.fixture
def begin(company, anna, ewa):
    """A ticket of Ewa's that Anna owns, with these steps in its procedure."""

    def begin(*steps, **more) -> Ticket:
        return verbs.open_ticket(customer=ewa, subject="Zwrot", channel="email", version=procedure_with(company, *steps, **more), owner=anna, by=anna.actor)

    return begin


def step(ticket, number=0) -> Step:
    return ticket.steps.get(key=f"s{number}")


def test_a_step_waits_for_its_data_and_begins_once_it_is_known(begin, anna):
    ticket = begin({"needs": ["kwota", "gwarancja"]})
    assert (step(ticket).state, step(ticket).held_at is not None) == ("planned", True)
    verbs.set_data(ticket, {"kwota": "1 200,50"}, by=anna.actor)
    assert step(ticket).state == "planned"
    assert events_by(lambda: verbs.set_data(ticket, {"gwarancja": False}, by=anna.actor)) == ["tickets.data_known", "tickets.step_begun"]
    assert (step(ticket).state, step(ticket).held_at) == ("accepted", None)
    assert Ticket.objects.get(pk=ticket.pk).data == {"kwota": "1200.5", "gwarancja": False}
    assert_true_to_journal(ticket)


def test_the_owner_is_called_once_and_not_away_from_something_else(begin, anna):
    ticket = begin({}, {"needs": ["kwota"]})
    verbs.settle_attention(ticket, by=anna.actor)
    kinds = events_by(lambda: verbs.finish_step(step(ticket), by=anna.actor))
    assert kinds == ["tickets.step_done", "tickets.step_held", "tickets.attention_called"]
    assert Ticket.objects.get(pk=ticket.pk).attention == "data_missing"
    assert "tickets.step_held" not in events_by(lambda: verbs.set_data(ticket, {"gwarancja": True}, by=anna.actor))
    assert_true_to_journal(ticket)


def test_the_same_again_records_nothing_and_none_forgets(begin, anna):
    ticket = begin({})
    verbs.set_data(ticket, {"kwota": 5}, by=anna.actor)
    assert events_by(lambda: verbs.set_data(ticket, {"kwota": "5,00"}, by=anna.actor)) == []
    verbs.set_data(ticket, {"kwota": None}, by=anna.actor)
    assert Ticket.objects.get(pk=ticket.pk).data == {}
    assert_true_to_journal(ticket)


def test_only_what_the_procedure_knows_of_is_written_down(begin, anna, obcy):
    ticket = begin({})
    with pytest.raises(verbs.UnknownData):
        verbs.set_data(ticket, {"cena": 5}, by=anna.actor)
    with pytest.raises(verbs.DataWrong, match="Kwota"):
        verbs.set_data(ticket, {"kwota": "dużo"}, by=anna.actor)
    with pytest.raises(NotAllowed):
        verbs.set_data(ticket, {"kwota": 5}, by=obcy.actor)
    verbs.close_ticket(ticket, reason="withdrawn", by=anna.actor)
    with pytest.raises(verbs.TicketIsClosed):
        verbs.set_data(ticket, {"kwota": 5}, by=anna.actor)


def test_the_customer_is_asked_for_exactly_what_is_missing(begin, anna, ewa):
    ticket = begin({"needs": ["kwota", "gwarancja"]})
    asked = verbs.ask_for_data(ticket, ["kwota", "gwarancja"], by=anna.actor)
    assert (asked.performer, asked.state, asked.gives, asked.question) == ("customer", "offered", ["kwota"], "Ile kosztowało?")
    assert Ticket.objects.get(pk=ticket.pk).party_kind == "customer"  # the company's clock is paused
    assert not Deviation.objects.exists()
    assert verbs.ask_for_data(ticket, ["kwota"], by=anna.actor) == asked
    verbs.set_data(ticket, {"gwarancja": True}, by=anna.actor)
    kinds = events_by(lambda: verbs.answer_step(asked, data={"kwota": "99"}, by=Actor("customer", ewa.id)))
    assert kinds[:2] == ["tickets.data_known", "tickets.step_answered"]
    assert step(ticket).state == "accepted"
    assert_true_to_journal(ticket)


def test_nothing_that_is_known_or_not_theirs_is_asked(begin, anna):
    ticket = begin({"needs": ["kwota", "gwarancja"]})
    verbs.set_data(ticket, {"kwota": 5}, by=anna.actor)
    with pytest.raises(verbs.NothingAsked):
        verbs.ask_for_data(ticket, ["kwota", "gwarancja"], by=anna.actor)


def test_an_answer_brings_only_what_its_step_gives(begin, anna, ewa):
    ticket = begin({"performer": "customer", "gives": ["kwota"], "question": "Ile?"})
    verbs.answer_step(step(ticket), data={"kwota": 7, "gwarancja": True}, by=Actor("customer", ewa.id))
    assert Ticket.objects.get(pk=ticket.pk).data == {"kwota": "7"}
    assert step(ticket).state == "done"


def test_words_alone_wait_until_the_owner_writes_down_what_they_say(begin, anna, ewa):
    ticket = begin({"performer": "customer", "gives": ["kwota"], "question": "Ile?"}, {})
    verbs.answer_step(step(ticket), text="Coś koło stu złotych", by=Actor("customer", ewa.id))
    assert step(ticket).state == "answered"
    with pytest.raises(verbs.DataMissing, match="Kwota"):
        verbs.confirm_answer(step(ticket), by=anna.actor)
    verbs.set_data(ticket, {"kwota": 100}, by=anna.actor)
    assert (step(ticket).state, step(ticket, 1).state) == ("done", "accepted")
    assert_true_to_journal(ticket)


def test_the_owners_own_step_supplies_what_it_gives(begin, anna):
    ticket = begin({"gives": ["gwarancja"]})
    with pytest.raises(verbs.DataMissing):
        verbs.finish_step(step(ticket), by=anna.actor)
    verbs.set_data(ticket, {"gwarancja": False}, by=anna.actor)
    assert verbs.finish_step(step(ticket), by=anna.actor).state == "done"


def test_a_customer_is_not_asked_for_what_is_known(begin, anna):
    ticket = begin({}, {"performer": "customer", "gives": ["kwota"], "question": "Ile?"}, {})
    verbs.set_data(ticket, {"kwota": 5}, by=anna.actor)
    verbs.finish_step(step(ticket), by=anna.actor)
    assert (step(ticket, 1).state, step(ticket, 2).state) == ("skipped", "accepted")
    assert not Deviation.objects.exists()
    assert_true_to_journal(ticket)


@pytest.mark.req("P4")
def test_a_held_step_begins_without_its_data_for_a_reason(begin, anna):
    ticket = begin({"needs": ["kwota"]})
    with pytest.raises(verbs.NoReasonGiven):
        verbs.begin_without_data(step(ticket), reason="", by=anna.actor)
    verbs.begin_without_data(step(ticket), reason="faster", by=anna.actor)
    assert step(ticket).state == "accepted"
    assert Deviation.objects.get().kind == "without_data"
    assert events_by(lambda: verbs.begin_without_data(step(ticket), reason="faster", by=anna.actor)) == []
    assert_true_to_journal(ticket)


def test_only_a_held_step_begins_without_data(begin, anna):
    ticket = begin({}, {"needs": ["kwota"]})
    with pytest.raises(verbs.StepNotActive):
        verbs.begin_without_data(step(ticket, 1), reason="faster", by=anna.actor)


def test_a_step_whose_condition_is_false_is_passed_over_and_the_next_begins(begin, anna):
    ticket = begin({}, {"condition": "kwota > 500"}, {"condition": "gwarancja or kwota <= 500"})
    verbs.set_data(ticket, {"kwota": 300}, by=anna.actor)
    kinds = events_by(lambda: verbs.finish_step(step(ticket), by=anna.actor))
    assert kinds == ["tickets.step_done", "tickets.step_passed_over", "tickets.step_begun"]
    assert not Deviation.objects.exists()
    assert_true_to_journal(ticket)


def test_what_is_not_known_passes_nothing_over(begin):
    assert step(begin({"condition": "kwota > 500"})).state == "accepted"


@pytest.mark.parametrize(
    ("condition", "state"),
    [
        ('ticket.channel = "email"', "accepted"),
        ('zgłoszenie.kanał = "phone"', "skipped"),
        ('customer.kind = "firm"', "skipped"),
        ('klient.rodzaj = "person" i zgłoszenie.ponownie = 0', "accepted"),
        ("ticket.opened = 2026-11-25", "accepted"),
        ("customer.since < 2020-01-01", "accepted"),
    ],
)
def test_conditions_know_the_ticket_and_its_customer(begin, condition, state):
    assert step(begin({"condition": condition})).state == state


def test_a_solved_ticket_knows_what_closing_needs(begin, anna):
    ticket = begin({}, closing_needs=["przyczyna"])
    with pytest.raises(verbs.DataMissing, match="Przyczyna"):
        verbs.close_ticket(ticket, reason="solved", by=anna.actor)
    assert Ticket.objects.get(pk=ticket.pk).closed_at is None
    verbs.set_data(ticket, {"przyczyna": "wąż"}, by=anna.actor)
    assert verbs.close_ticket(ticket, reason="solved", by=anna.actor).is_closed


def test_a_withdrawn_ticket_needs_nothing(begin, anna):
    assert verbs.close_ticket(begin({}, closing_needs=["przyczyna"]), reason="withdrawn", by=anna.actor).is_closed


def test_known_missing_and_who_has_it(begin, anna, django_assert_num_queries):
    ticket = begin({"needs": ["kwota", "przyczyna"]}, closing_needs=["gwarancja"])
    verbs.set_data(ticket, {"gwarancja": True}, by=anna.actor)
    verbs.ask_for_data(ticket, ["kwota"], by=anna.actor)
    ticket, steps = Ticket.objects.get(pk=ticket.pk), steps_of(ticket)
    with django_assert_num_queries(2):
        amount, warranty, cause = data_of(ticket, steps)
    assert (amount.is_known, amount.is_asked, amount.is_held_for) == (False, True, True)
    assert (warranty.value, warranty.is_needed_on_closing, warranty.needed_by) == (True, True, ())
    assert (cause.field.known_by, [one.key for one in cause.needed_by]) == ("unit", ["s0"])


def test_a_route_without_conditions_asks_nothing_more(complaint, django_assert_num_queries):
    steps = steps_of(complaint)
    before = [step.state for step in steps]
    with django_assert_num_queries(0):
        begin_ready_steps(complaint, steps, by=SYSTEM, at=complaint.opened_at)
    assert [step.state for step in steps] == before


def test_the_database_knows_no_begun_step_that_is_held(begin):
    ticket = begin({"needs": ["kwota"]})
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.filter(pk=step(ticket).pk).update(state="accepted", started_at=ticket.opened_at, due_at=ticket.opened_at)
