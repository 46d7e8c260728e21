"""When somebody is reminded: a table of cases, in Warsaw's office hours, over a weekend, the spring change and a missed sweep. [O4]"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ambasador.lib.business_time import WorkingTime
from ambasador.tickets.nudging import Coming, Due, next_nudge, next_to_customer, policy, standing

pytestmark = pytest.mark.req("O4")
OFFICE = WorkingTime(zone="Europe/Warsaw", week=dict.fromkeys(range(5), ((time(8), time(16)),)))
NIGHT = WorkingTime(zone="Europe/Warsaw", week=dict.fromkeys(range(7), ((time(22), time(6)),)))
WRITING = WorkingTime(zone="Europe/Warsaw", week=dict.fromkeys(range(6), ((time(8), time(20)),)))
RUNGS = ("lead", "head", "above:7")


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZoneInfo("Europe/Warsaw"))


def due(moment: str, *, since: str = "11-23 08:00", hours: WorkingTime = OFFICE, before: int = 120, above: int | None = 480) -> Due:
    return Due(at(moment), at(since), hours, before, 240, above)


@pytest.mark.parametrize(
    ("told", "now", "level", "moment"),
    [
        ({}, "11-23 08:00", "before", "11-24 12:00"),
        ({"before": "11-24 12:00"}, "11-24 12:00", "due", "11-24 14:00"),
        ({"before": "11-24 12:00", "due": "11-24 14:00"}, "11-24 14:00", "after", "11-25 10:00"),
        ({"due": "11-24 14:00", "after": "11-25 10:00"}, "11-25 10:00", "lead", "11-25 14:00"),
        ({"after": "11-25 10:00", "lead": "11-25 14:00"}, "11-25 14:00", "head", "11-26 14:00"),
        ({"after": "11-25 10:00", "lead": "11-25 14:00", "head": "11-26 14:00"}, "11-26 14:00", "above:7", "11-27 14:00"),
        # nobody looked for two days: the last reminder that was missed, not three; and each rung a day after the one below was told
        ({}, "11-24 15:00", "due", "11-24 14:00"),
        ({}, "11-25 11:00", "after", "11-25 10:00"),
        ({"after": "11-30 08:00"}, "11-30 08:00", "lead", "11-25 14:00"),
        ({"after": "11-30 08:00", "lead": "11-30 08:01"}, "11-30 08:01", "head", "12-01 08:01"),
    ],
)
def test_the_levels_in_their_order(told, now, level, moment):
    known = {name: at(text) for name, text in told.items()}
    assert next_nudge(due("11-24 14:00"), told=known, rungs=RUNGS, at=at(now)) == Coming(level, at(moment))


def test_when_all_was_told_nothing_comes():
    told = dict.fromkeys(("after", *RUNGS), at("11-27 14:00"))
    assert next_nudge(due("11-24 14:00"), told=told, rungs=RUNGS, at=at("12-27 14:00")) is None


@pytest.mark.parametrize(
    ("watched", "level", "moment"),
    [
        (due("11-27 16:00", before=0), "due", "11-30 08:00"),  # due at closing time on Friday: told when work begins on Monday
        (due("11-28 12:00", before=0), "due", "11-30 08:00"),  # an agreed date on Saturday
        (due("11-23 09:00", since="11-23 08:00"), "due", "11-23 09:00"),  # no reminder from before it began
        (due("03-29 05:00", since="03-28 22:00", hours=NIGHT, before=330), "before", "03-28 22:30"),  # the night of the spring change has 7 h
        (due("03-30 09:00", since="03-20 08:00"), "before", "03-27 15:00"),  # the change lies in between: a weekend, no hour is lost
    ],
)
def test_every_moment_is_a_working_one(watched, level, moment):
    assert next_nudge(watched, told={}, rungs=RUNGS, at=watched.since) == Coming(level, at(moment))


def test_zero_is_never():
    told = {"after": at("11-25 10:00")}
    assert next_nudge(due("11-24 14:00", above=0), told=told, rungs=RUNGS, at=at("12-24 14:00")) is None
    assert next_nudge(due("11-24 14:00"), told=told, rungs=(), at=at("12-24 14:00")) is None


def test_a_step_without_settings_follows_the_house():
    assert policy(960, remind_before=None, escalate_after=None) == (240, 240, 480)
    assert policy(60, remind_before=None, escalate_after=None) == (0, 60, 120)
    assert policy(9600, remind_before=None, escalate_after=None) == (480, 480, 960)
    assert policy(960, remind_before=0, escalate_after=60) == (0, 240, 60)


def test_a_calendar_that_ended_reminds_of_nothing():
    ended = WorkingTime(zone="UTC", week={}, days={at("11-24 00:00").date(): ((time(8), time(16)),)})
    assert next_nudge(due("11-24 14:00", hours=ended), told={"due": at("11-24 15:00")}, rungs=RUNGS, at=at("11-24 15:00")) is None


@pytest.mark.parametrize(
    ("told", "reminders", "level", "moment"),
    [
        ({}, 2, "customer:1", "11-26 08:00"),  # half-way is eleven in the evening: next morning
        ({"customer:1": "11-26 08:00"}, 2, "customer:2", "11-28 08:00"),
        ({"customer:1": "11-26 08:00", "customer:2": "11-28 08:00"}, 2, "closing", "11-30 08:00"),
        ({"customer:1": "11-27 08:00"}, 2, "customer:2", "11-30 08:00"),  # Sunday is quiet
        ({}, 0, "closing", "11-26 08:00"),
    ],
)
@pytest.mark.parametrize("above", [None, 2880])
def test_a_customer_is_reminded_by_day_and_then_no_more(told, reminders, level, moment, above):
    watched = due("11-27 23:00", since="11-23 23:00", hours=WRITING, above=above)
    known = {name: at(text) for name, text in told.items()}
    assert next_to_customer(watched, told=known, reminders=reminders) == Coming(level, at(moment))
    assert next_to_customer(watched, told={**known, "closing": at("12-01 08:00")}, reminders=reminders) is None


def test_nobody_on_the_line_is_told_twice():
    lead, head, boss = ("person", 1), ("person", 2), ("person", 3)
    line = [("lead", [lead, head]), ("head", [head]), ("above:7", [boss, lead])]
    assert standing(line, heard=[]) == {"lead": [lead, head], "above:7": [boss]}
    assert standing(line, heard=[lead]) == {"lead": [head], "above:7": [boss]}


@settings(max_examples=300, deadline=None)
@given(
    start=st.datetimes(datetime(2026, 3, 20), datetime(2026, 11, 20), timezones=st.just(UTC)),  # noqa: DTZ001
    standard=st.integers(1, 5000),
    naps=st.lists(st.integers(1, 20_000), min_size=1, max_size=12),
    hours=st.sampled_from([OFFICE, NIGHT]),
)
def test_whatever_the_pauses_each_level_comes_once_and_in_working_hours(start, standard, naps, hours):
    """A sweep that sleeps for minutes or weeks between its looks."""
    minutes = policy(standard, remind_before=None, escalate_after=None)
    watched = Due(hours.add(start, minutes=standard), start, hours, *minutes)
    told: dict[str, datetime] = {}
    now = start
    for nap in naps:
        now += timedelta(minutes=nap)
        while (coming := next_nudge(watched, told=told, rungs=RUNGS, at=now)) and coming.at <= now:
            assert coming.level not in told
            assert hours.between(coming.at - timedelta(seconds=1), coming.at + timedelta(seconds=1))
            told[coming.level] = now
    order = ["before", "due", "after"]
    given = [level for level in told if level in order]
    assert given == sorted(given, key=order.index)
    assert [level for level in told if level in RUNGS] == list(RUNGS[: len(set(told) & set(RUNGS))])
