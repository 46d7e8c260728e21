"""The procedure guides and never cages: each way off it takes a reason, is counted, and is found again by a replay. [P4, N4]"""

import pytest

from ambasador.lib.refusal import NotAllowed
from ambasador.tickets import verbs
from ambasador.tickets.models import Deviation, Step
from ambasador.tickets.verbs import NoReasonGiven, NothingAsked, NowhereToMove, StepNotActive
from tests.truth import assert_true_to_journal, events_by

pytestmark = pytest.mark.req("P4")
WHY = {"reason": "faster", "sentence": "klient czeka"}


@pytest.fixture
def step(complaint):
    return lambda key: Step.objects.select_related("ticket").get(ticket=complaint, key=key)


def counted():
    return list(Deviation.objects.order_by("id").values_list("kind", "step__key", "reason", "sentence"))


def test_a_step_ahead_begins_without_waiting_for_the_others(complaint, anna, step):
    kinds = events_by(lambda: verbs.bring_step_forward(step("informacja"), by=anna.actor, **WHY))
    assert kinds == ["tickets.step_brought_forward", "tickets.step_begun"]
    assert (step("informacja").state, step("decyzja").state) == ("accepted", "offered")
    assert counted() == [("earlier", "informacja", "faster", "klient czeka")]
    assert events_by(lambda: verbs.bring_step_forward(step("informacja"), by=anna.actor, **WHY)) == []
    assert_true_to_journal(complaint)


def test_two_steps_ahead_change_places_and_their_order_of_work(complaint, anna, step, company):
    extra = verbs.add_step(complaint, name="Telefon", performer="owner", question="Zadzwoń", standard_minutes=30, by=anna.actor)
    Step.objects.filter(pk=extra.pk).update(state="planned", started_at=None, due_at=None, next_nudge_at=None)  # as when it waited for the decision
    Step.objects.filter(pk=extra.pk).update(after=["informacja"], position=9)
    verbs.move_step(step("informacja"), up=False, by=anna.actor, **WHY)
    assert step("informacja").position > step(extra.key).position
    assert step("informacja").after == [extra.key]
    assert set(step(extra.key).after) == {"decyzja", "ogledziny"}


def test_a_step_without_a_neighbour_ahead_stays(anna, step):
    with pytest.raises(NowhereToMove):
        verbs.move_step(step("informacja"), up=True, by=anna.actor, **WHY)
    with pytest.raises(StepNotActive):
        verbs.move_step(step("decyzja"), up=True, by=anna.actor, **WHY)
    assert counted() == []


def test_a_task_goes_to_another_department_with_its_time_anew(complaint, anna, step, company, serwis):
    link = verbs.task_link(step("ogledziny"), sent_to="grzegorz@montazplus.example", by=anna.actor)
    kinds = events_by(lambda: verbs.send_step_elsewhere(step("ogledziny"), unit=company.warehouse, by=anna.actor, **WHY))
    assert kinds == ["tickets.step_sent_elsewhere", "tickets.step_offered"]
    moved = step("ogledziny")
    assert (moved.unit, moved.performer, moved.state, moved.times_refused) == (company.warehouse, "department", "offered", 0)
    link.refresh_from_db()
    assert link.closed_at is not None
    assert counted() == [("elsewhere", "ogledziny", "faster", "klient czeka")]
    assert events_by(lambda: verbs.send_step_elsewhere(step("ogledziny"), unit=company.warehouse, by=anna.actor, **WHY)) == []
    assert_true_to_journal(complaint)


def test_the_owner_takes_a_task_into_own_hands(complaint, anna, step):
    verbs.send_step_elsewhere(step("decyzja"), unit=None, by=anna.actor, **WHY)
    assert (step("decyzja").performer, step("decyzja").unit, step("decyzja").state) == ("owner", None, "accepted")
    verbs.finish_step(step("decyzja"), by=anna.actor)
    assert_true_to_journal(complaint)


def test_nobody_gets_a_task_without_a_question(anna, step, company):
    with pytest.raises(NothingAsked):
        verbs.send_step_elsewhere(step("informacja"), unit=company.warehouse, by=anna.actor, **WHY)
    verbs.send_step_elsewhere(step("informacja"), unit=company.warehouse, question="Czy część jest?", by=anna.actor, **WHY)
    assert step("informacja").state == "planned"


@pytest.mark.parametrize("change", ["bring_step_forward", "move_step", "send_step_elsewhere", "skip_step"])
def test_each_way_wants_a_reason_and_somebody_of_the_centre(anna, celina, obcy, step, change):
    more = {"move_step": {"up": False}, "send_step_elsewhere": {"unit": None}}.get(change, {})
    verb = getattr(verbs, change)
    chosen = step("decyzja" if change == "send_step_elsewhere" else "informacja")
    with pytest.raises(NoReasonGiven):
        verb(chosen, reason="bo tak", by=anna.actor, **more)
    for stranger in (celina, obcy):
        with pytest.raises(NotAllowed):
            verb(chosen, by=stranger.actor, **WHY, **more)
    assert counted() == []


def test_no_procedure_is_left_without_a_reason(complaint, anna, company):
    with pytest.raises(NoReasonGiven):
        verbs.lay_route(complaint, company.enquiry, by=anna.actor)
    verbs.leave_procedure(complaint, to=company.enquiry, reason="procedure_wrong", by=anna.actor)
    verbs.lay_route(complaint, company.complaint, by=anna.actor)  # the default procedure is none yet
    assert counted() == [("left", None, "procedure_wrong", "")]
    assert_true_to_journal(complaint)
