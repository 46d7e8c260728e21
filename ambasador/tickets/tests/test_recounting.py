"""Working hours change: due times move with them, explained on each ticket, never twice, never what has passed or was agreed. [P2]"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from ambasador.directory.verbs import add_calendar, change_calendar, change_unit, set_day, set_hours
from ambasador.journal.actors import CLOCK, SYSTEM
from ambasador.journal.models import Event
from ambasador.journal.verbs import record_many
from ambasador.lib import clock
from ambasador.tickets import verbs
from ambasador.tickets.events import TicketOpened
from ambasador.tickets.models import Nudge, Step
from ambasador.tickets.queries import events_of
from ambasador.tickets.time_events import DueTimesRecounted
from tests.cast import WEDNESDAY
from tests.truth import assert_true_to_journal, events_by

pytestmark = [pytest.mark.django_db, pytest.mark.req("P2")]
SHORT_WEEK = [(day, time(8), time(12)) for day in range(5)]


def warsaw(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZoneInfo("Europe/Warsaw"))


@pytest.fixture
def decision(complaint, run_jobs) -> Step:
    """In the claims department for eight working hours from Wednesday 10:42: due on Thursday at 10:42."""
    run_jobs()
    return complaint.steps.get(key="decyzja")


def told(step: Step) -> list[Event]:
    return list(events_of(step.ticket).filter(kind=DueTimesRecounted.kind))


def test_shorter_hours_move_what_is_open_and_say_so(company, decision, run_jobs):
    set_hours(company.office_hours, hours=SHORT_WEEK, by=SYSTEM)
    run_jobs()
    decision.refresh_from_db()
    assert decision.due_at == warsaw("11-27 10:42")
    [event] = told(decision)
    [moved] = event.data["steps"]
    assert moved["step"] == decision.id
    assert [datetime.fromisoformat(moved[when]) for when in ("before", "after")] == [warsaw("11-26 10:42"), warsaw("11-27 10:42")]
    assert_true_to_journal(decision.ticket)
    whole = Event.objects.get(kind="tickets.calendar_recounted")
    assert whole.data["steps"] == 1


def test_a_day_off_moves_it_too_and_a_name_does_not(company, decision, run_jobs):
    change_calendar(company.office_hours, name="Godziny biura", by=SYSTEM)
    run_jobs()
    assert told(decision) == []
    set_day(company.office_hours, on=date(2026, 11, 26), note="inwentaryzacja", by=SYSTEM)
    run_jobs()
    decision.refresh_from_db()
    assert decision.due_at == warsaw("11-27 10:42")


def test_another_calendar_of_the_unit_counts_for_its_steps_alone(company, decision, run_jobs):
    inspection = decision.ticket.steps.get(key="ogledziny")
    nights = add_calendar(name="Noce", hours=[(day, time(22), time(6)) for day in range(7)], by=SYSTEM)
    change_unit(company.claims, calendar=nights, by=SYSTEM)
    run_jobs()
    decision.refresh_from_db()
    assert decision.due_at == warsaw("11-26 06:00")
    assert Step.objects.get(pk=inspection.pk).due_at == inspection.due_at


def test_counting_again_changes_and_records_nothing(company, decision, run_jobs):
    set_hours(company.office_hours, hours=SHORT_WEEK, by=SYSTEM)
    run_jobs()
    assert events_by(lambda: verbs.recount_due_times(company.office_hours, units=[company.claims.id], cause=0, by=CLOCK)) == []
    assert len(told(decision)) == 1


def test_what_has_passed_or_was_agreed_stays(company, decision, celina, anna, run_jobs):
    with clock.set_to(warsaw("11-26 12:00")):
        set_hours(company.office_hours, hours=SHORT_WEEK, by=SYSTEM)
        run_jobs()
        assert told(decision) == []
        verbs.propose_other_date(decision, due_at=warsaw("12-02 14:00"), reason="urlop", by=celina.actor)
        verbs.decide_other_date(decision, agreed=True, by=anna.actor)
        set_hours(company.office_hours, hours=[(0, time(8), time(9))], by=SYSTEM)
        run_jobs()
    decision.refresh_from_db()
    assert decision.due_at == warsaw("12-02 14:00")
    assert told(decision) == []


def test_nobody_becomes_late_by_longer_hours(company, decision, run_jobs):
    with clock.set_to(warsaw("11-26 08:30")):
        set_hours(company.office_hours, hours=[(day, time(0), time(0)) for day in range(7)], by=SYSTEM)
        run_jobs()
    decision.refresh_from_db()
    assert decision.due_at == warsaw("11-26 08:30")


def test_what_was_reminded_of_is_not_reminded_of_again(company, decision, run_jobs):
    with clock.set_to(warsaw("11-26 09:00")):
        verbs.nudge_steps()
        set_day(company.office_hours, on=date(2026, 11, 26), by=SYSTEM)
        run_jobs()
    decision.refresh_from_db()
    assert decision.next_nudge_at == decision.due_at == warsaw("11-27 10:42")
    with clock.set_to(warsaw("11-27 10:43")):
        verbs.nudge_steps()
    assert list(Nudge.objects.filter(step=decision).order_by("id").values_list("level", flat=True)) == ["before", "due"]


def test_the_clock_of_the_queue_and_the_owners_steps_follow_the_centre(company, anna, ewa, run_jobs):
    queued = verbs.open_ticket(customer=ewa, subject="Pytanie", channel="email", version=company.enquiry, by=SYSTEM)
    before = queued.queue_due_at
    set_hours(company.office_hours, hours=[(day, time(11), time(12)) for day in range(5)], by=SYSTEM)
    verbs.recount_due_times(company.office_hours, units=[company.centre.id], cause=0, by=CLOCK)
    queued.refresh_from_db()
    assert queued.queue_due_at != before
    step = queued.steps.get()
    assert step.due_at == warsaw("11-30 12:00")
    [event] = events_of(queued).filter(kind=DueTimesRecounted.kind)
    assert event.data["queue_after"] == queued.queue_due_at.isoformat()


def test_the_number_of_queries_does_not_depend_on_the_number_of_tickets(company, anna, ewa, django_assert_max_num_queries):
    for _each in range(15):
        verbs.open_ticket(customer=ewa, subject="Pralka", channel="email", version=company.complaint, owner=anna, by=anna.actor)
    set_hours(company.office_hours, hours=SHORT_WEEK, by=SYSTEM)
    with django_assert_max_num_queries(24):
        assert verbs.recount_due_times(company.office_hours, units=[company.claims.id], cause=0, by=CLOCK).steps == 15


def test_events_are_recorded_by_the_thousand_only_where_nobody_listens():
    opened = {"number": 1, "customer": 1, "subject": "x", "channel": "email", "language": "pl", "reporter_kind": "customer", "version": None, "queue": None}
    with pytest.raises(ValueError, match="thousand"):
        record_many([TicketOpened(ticket=1, **opened)], by=SYSTEM, at=WEDNESDAY)
    facts = [DueTimesRecounted(ticket=number, calendar=1, steps=()) for number in (3, 1, 2)]
    record_many(facts, by=SYSTEM, at=WEDNESDAY + timedelta(days=1))
    assert list(Event.objects.order_by("id").values_list("subject_id", flat=True)) == [3, 1, 2]
    record_many([], by=SYSTEM, at=WEDNESDAY)
