"""Where the procedure leaves a choice: an optional step left out, a repeatable one done once more. Neither is a deviation. [P1, P4]"""

import pytest

from ambasador.journal.actors import SYSTEM
from ambasador.procedures.verbs import add_procedure, add_step, publish_version
from ambasador.tickets import verbs
from ambasador.tickets.models import Deviation, Step
from tests.truth import assert_true_to_journal, events_by

pytestmark = [pytest.mark.req("P1"), pytest.mark.req("P4")]


@pytest.fixture
def ticket(company, anna, ewa):
    """An optional inspection at the partner, then the department's check, which may be repeated, then Anna's end."""
    draft = add_procedure(code="proba", name="Próba", name_en="Trial", by=SYSTEM).versions.get()
    steps = {
        "ogledziny": {"performer": "partner", "unit": company.partner, "is_optional": True},
        "badanie": {"performer": "department", "unit": company.claims, "is_repeatable": True},
        "koniec": {"performer": "owner"},
    }
    for key, fields in steps.items():
        add_step(draft, key=key, name=key.title(), name_en=key, question="Co?", standard_minutes=60, by=SYSTEM, **fields)
    return verbs.open_ticket(customer=ewa, subject="Próba", channel="email", version=publish_version(draft, by=SYSTEM), owner=anna, by=anna.actor)


def step(key):
    return Step.objects.select_related("ticket").get(key=key)


def test_an_optional_step_is_left_out_without_a_reason(ticket, anna):
    assert step("ogledziny").state == "offered"
    assert events_by(lambda: verbs.leave_out_step(step("ogledziny"), by=anna.actor))[0] == "tickets.step_left_out"
    assert (step("ogledziny").state, step("badanie").state) == ("skipped", "offered")
    assert not events_by(lambda: verbs.leave_out_step(step("ogledziny"), by=anna.actor))
    assert not Deviation.objects.exists()
    assert_true_to_journal(ticket)


def test_skipping_an_optional_step_is_leaving_it_out(ticket, anna):
    verbs.skip_step(step("ogledziny"), reason="not_needed", by=anna.actor)
    assert not Deviation.objects.exists()
    assert_true_to_journal(ticket)


def test_only_an_optional_step_is_left_out(ticket, anna):
    with pytest.raises(verbs.StepNotActive):
        verbs.leave_out_step(step("badanie"), by=anna.actor)


@pytest.fixture
def checked(ticket, anna, celina):
    verbs.leave_out_step(step("ogledziny"), by=anna.actor)
    verbs.answer_step(step("badanie"), text="Nie wiadomo", by=celina.actor)
    return ticket


def test_a_further_run_starts_at_once_and_what_is_ahead_waits_for_it(ticket, anna, celina):
    verbs.leave_out_step(step("ogledziny"), by=anna.actor)
    verbs.bring_step_forward(step("koniec"), reason="faster", by=anna.actor)
    verbs.answer_step(step("badanie"), text="Nie wiadomo", by=celina.actor)
    run = verbs.repeat_step(step("badanie"), question="A teraz?", by=anna.actor)
    assert (run.key, run.name, run.state, run.unit_id, run.question) == ("badanie~2", "Badanie (2)", "offered", step("badanie").unit_id, "A teraz?")
    assert [one.kind for one in Deviation.objects.all()] == ["earlier"]
    assert_true_to_journal(ticket)


def test_a_run_that_goes_on_is_not_begun_twice(checked, anna):
    run = verbs.repeat_step(step("badanie"), by=anna.actor)
    assert not events_by(lambda: verbs.repeat_step(step("badanie"), by=anna.actor))
    verbs.answer_step(run, text="Wąż", by=anna.actor)
    assert verbs.repeat_step(run, by=anna.actor).name == "Badanie (3)"
    assert not Deviation.objects.exists()
    assert_true_to_journal(checked)


def test_only_a_repeatable_step_that_is_done_is_repeated(ticket, checked, anna):
    with pytest.raises(verbs.NotRepeatable):
        verbs.repeat_step(step("ogledziny"), by=anna.actor)
    verbs.close_ticket(ticket, reason="solved", by=anna.actor)
    with pytest.raises(verbs.TicketIsClosed):
        verbs.repeat_step(step("badanie"), by=anna.actor)
