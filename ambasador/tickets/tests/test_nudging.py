"""The plan of reminders: by the performer's working time, further apart for longer steps, each level once."""

from datetime import UTC, datetime, time

import pytest

from ambasador.lib.business_time import WorkingTime
from ambasador.tickets.nudging import due_now, following, plan_for_customer, plan_for_unit

pytestmark = pytest.mark.req("O4")
OFFICE = WorkingTime(zone="Europe/Warsaw", week={day: [(time(8), time(16))] for day in range(5)})


def warsaw(day, hour, minute=0, month=11):
    return datetime(2026, month, day, hour - 1, minute, tzinfo=UTC)


def said(planned):
    return [(one.level, one.rank, one.at.strftime("%d %H:%M")) for one in planned]


def test_a_working_days_task_goes_up_the_line_in_three_days():
    planned = plan_for_unit(started_at=warsaw(25, 10), due_at=warsaw(26, 10), standard_minutes=480, hours=OFFICE, above=2)
    assert said(planned) == [  # times in UTC, an hour before Warsaw
        ("before", 0, "26 07:00"), ("due", 0, "26 09:00"), ("after", 0, "26 11:00"), ("lead", 0, "26 13:00"), ("head", 0, "27 09:00"),
        ("above", 0, "30 09:00"), ("above", 1, "01 09:00"),
    ]  # fmt: skip


def test_a_short_task_is_not_reminded_of_beforehand():
    planned = plan_for_unit(started_at=warsaw(25, 10), due_at=warsaw(25, 11), standard_minutes=60, hours=OFFICE, above=0)
    assert [one.level for one in planned] == ["due", "after", "lead", "head"]


def test_nothing_happens_while_nobody_works():
    planned = plan_for_unit(started_at=warsaw(27, 14), due_at=warsaw(27, 16), standard_minutes=120, hours=OFFICE, above=0)
    assert all(OFFICE.is_open(one.at) or one.at == warsaw(27, 16) for one in planned)


@pytest.mark.parametrize("times", [0, 1, 2, 4])
def test_a_customer_is_reminded_so_many_times_and_then_no_more(times):
    planned = plan_for_customer(started_at=warsaw(23, 9), due_at=warsaw(25, 9), times=times, waking=OFFICE)
    assert [one.level for one in planned] == ["after"] * times + ["last"]
    assert [one.at for one in planned] == sorted(one.at for one in planned)
    assert all(OFFICE.is_open(one.at) for one in planned)


def test_what_was_done_is_not_done_again():
    planned = plan_for_unit(started_at=warsaw(25, 10), due_at=warsaw(26, 10), standard_minutes=480, hours=OFFICE, above=0)
    late = due_now(planned, {("before", 0), ("due", 0)}, at=warsaw(26, 15))
    assert [one.level for one in late] == ["after", "lead"]
    assert following(planned, at=warsaw(26, 15)) == planned[-1].at
    assert following(planned, at=warsaw(30, 15)) is None
