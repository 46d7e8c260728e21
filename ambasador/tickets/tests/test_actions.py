"""What the program does by itself: data, a step, the end. What it cannot do waits for the owner. [P1]"""

import pytest

from ambasador.journal.actors import SYSTEM
from ambasador.procedures.verbs import add_field, add_procedure, add_step, change_version, publish_version
from ambasador.tickets import verbs
from ambasador.tickets.models import Deviation, Step
from tests.truth import assert_true_to_journal

pytestmark = pytest.mark.req("P1")


@pytest.fixture
def run(company, anna, ewa, run_jobs):
    """`run(action, settings)` opens a ticket whose first step the program does, before one of Anna's; all jobs are done."""

    def opened(action, settings, **fields):
        draft = add_procedure(code="sam", name="Sam", name_en="Alone", by=SYSTEM).versions.get()
        add_field(draft, key="kwota", name="Kwota", kind="money", known_by="owner", by=SYSTEM)
        change_version(draft, closing_needs=fields.pop("closing_needs", []), by=SYSTEM)
        add_step(draft, key="sam", name="Sam", name_en="Alone", performer="system", standard_minutes=0, action=action, action_settings=settings, by=SYSTEM, **fields)
        add_step(draft, key="anna", name="Anna", name_en="Anna", performer="owner", standard_minutes=60, by=SYSTEM)
        ticket = verbs.open_ticket(customer=ewa, subject="Sam", channel="phone", version=publish_version(draft, by=SYSTEM), owner=anna, by=anna.actor)
        run_jobs()
        ticket.refresh_from_db()
        assert_true_to_journal(ticket)
        return ticket

    return opened


def states(ticket):
    return {step.key: step.state for step in ticket.steps.all()}


@pytest.mark.parametrize("action", ["", "acknowledge"])
def test_what_needs_nothing_is_simply_done(run, action):
    assert states(run(action, {})) == {"sam": "done", "anna": "accepted"}


def test_data_is_written_down(run):
    ticket = run("field", {"key": "kwota", "value": "12"})
    assert (ticket.data, states(ticket)) == ({"kwota": "12"}, {"sam": "done", "anna": "accepted"})


SUB_STEP = {"name": "Odbiór", "performer": "department", "unit": "magazyn", "question": "Jest?", "standard_minutes": 60}


def test_a_step_that_the_procedure_adds_is_no_deviation(run, company):
    ticket = run("sub_step", SUB_STEP)
    assert sorted(states(ticket).values()) == ["accepted", "done", "offered"]
    added = Step.objects.get(ticket=ticket, name="Odbiór")
    assert (added.unit, added.question, added.is_from_procedure) == (company.warehouse, "Jest?", True)
    assert not Deviation.objects.exists()


def test_what_comes_next_waits_for_it_when_the_procedure_says_so(run):
    assert states(run("sub_step", {**SUB_STEP, "holds_route": True}))["anna"] == "planned"


def test_the_ticket_is_closed_as_the_procedure_says(run):
    ticket = run("close", {"reason": "answered"})
    assert (ticket.is_closed, ticket.closing_reason) == (True, "answered")


def test_closing_waits_for_what_must_be_known(run, anna, run_jobs):
    ticket = run("close", {}, closing_needs=["kwota"])
    assert (ticket.is_closed, ticket.attention) == (False, "data_missing")
    verbs.set_data(ticket, {"kwota": 1}, by=anna.actor)
    run_jobs()
    ticket.refresh_from_db()
    assert (ticket.is_closed, ticket.closing_reason) == (True, "solved")


def test_what_the_program_cannot_do_waits_for_the_owner_who_tries_again_or_does_it(run, anna, run_jobs):
    ticket = run("field", {"key": "kwota", "value": "12"}, gives=["kwota"])
    assert states(ticket)["sam"] == "done"
    step = verbs.fail_action(ticket.steps.get(key="sam"), reason="nie", by=SYSTEM)
    assert step.state == "done"  # nothing fails that is over


def test_a_step_that_failed(run, anna, run_jobs):
    ticket = run("field", {"key": "kwota", "value": "12"}, needs=["kwota"])
    verbs.set_data(ticket, {"kwota": 5}, by=anna.actor)
    step = ticket.steps.get(key="sam")
    assert step.state == "accepted"
    verbs.fail_action(step, reason="nie teraz", by=SYSTEM)
    ticket.refresh_from_db()
    step.refresh_from_db()
    assert (step.state, step.missing, ticket.attention, ticket.party_kind) == ("returned", "nie teraz", "action_failed", "owner")
    with pytest.raises(verbs.StepNotActive):
        verbs.resend_step(step, supplied="proszę", by=anna.actor)
    verbs.retry_action(step, by=anna.actor)
    run_jobs()
    assert states(ticket) == {"sam": "done", "anna": "accepted"}
    assert ticket.steps.get(key="sam").missing == ""
    assert_true_to_journal(ticket)


def test_the_owner_does_by_hand_what_the_program_could_not(run, anna):
    ticket = run("field", {"key": "kwota", "value": "12"}, needs=["kwota"])
    verbs.set_data(ticket, {"kwota": 5}, by=anna.actor)
    step = verbs.fail_action(ticket.steps.get(key="sam"), reason="nie", by=SYSTEM)
    verbs.finish_step(step, by=anna.actor)
    assert states(ticket) == {"sam": "done", "anna": "accepted"}
    assert not Deviation.objects.exists()
    assert_true_to_journal(ticket)
