"""Working time against published and hand-made vectors, a minute-by-minute counter, and itself backwards."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ambasador.lib.business_time import ALWAYS, NeverOpen, WorkingTime, end_of_day, local_day
from ambasador.lib.public_holidays import public_holidays
from ambasador.lib.tests.by_minutes import disagreements


def at(text, zone="Europe/Warsaw"):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def hours(*spans):
    return tuple(tuple(hour(part) for part in span.split("-")) for span in spans)


def hour(text):
    whole, _, minutes = text.partition(":")
    return time(int(whole) % 24, int(minutes or 0))


def week(working, *extra):
    plan = dict.fromkeys(range(5), hours(*working))
    plan.update(dict(extra))
    return plan


DAY_AND_NIGHT = dict.fromkeys(range(7), hours("0-24"))
FEW_HOLIDAYS = ((1, 1), (5, 1), (12, 24), (12, 25), (12, 26), (12, 31))


def few_holidays(year):
    return {date(year, month, day) for month, day in FEW_HOLIDAYS}


def polish(year):
    return public_holidays("PL", year)


BERLIN_BREAK = WorkingTime(zone="Europe/Berlin", week=week(["8-13", "14-18"]))
BERLIN = WorkingTime(zone="Europe/Berlin", week=week(["8-18"]))
BERLIN_ALL = WorkingTime(zone="Europe/Berlin", week=DAY_AND_NIGHT, holidays=few_holidays)
UTC_ALL = WorkingTime(zone="UTC", week=DAY_AND_NIGHT, holidays=few_holidays)
SYDNEY_ALL = WorkingTime(zone="Australia/Sydney", week=DAY_AND_NIGHT, holidays=few_holidays)
SAO_PAULO_ALL = WorkingTime(zone="America/Sao_Paulo", week=DAY_AND_NIGHT, holidays=few_holidays)
WARSAW = WorkingTime(zone="Europe/Warsaw", week=week(["8-18"], (5, hours("9-14"))), holidays=polish)
NIGHT = WorkingTime(zone="Europe/Warsaw", week=dict.fromkeys(range(7), hours("22-6")))
WARSAW_ALL = WorkingTime(zone="Europe/Warsaw", week=DAY_AND_NIGHT)
NEW_YORK_BREAK = WorkingTime(
    zone="America/New_York",
    week=week(["8:15-12", "12:30-16:45"], (6, hours("20-2"))),
    days={date(2026, 3, 10): (), date(2026, 3, 14): hours("10-11:30", "13-15")},
)
CALENDARS = [BERLIN_BREAK, WARSAW, NIGHT, SAO_PAULO_ALL, SYDNEY_ALL, NEW_YORK_BREAK, ALWAYS]


@pytest.mark.parametrize(
    ("calendar", "start", "added", "expected", "zone"),
    [
        (BERLIN_BREAK, "2015-03-27 12:00", timedelta(hours=15), "2015-03-31 09:00", "Europe/Berlin"),
        (BERLIN, "2016-01-31 12:25:30", timedelta(hours=5), "2016-02-01 13:00", "Europe/Berlin"),
        (BERLIN, "2016-02-01 16:59:30", timedelta(hours=3.5), "2016-02-02 10:29:30", "Europe/Berlin"),
        (BERLIN_ALL, "2015-02-17 12:00", timedelta(days=90, hours=1), "2015-05-19 14:00", "Europe/Berlin"),
        (UTC_ALL, "2015-02-17 12:00", timedelta(days=730), "2017-02-28 12:00", "UTC"),
        (SYDNEY_ALL, "2016-04-02 12:00", timedelta(hours=41), "2016-04-04 04:00", "Australia/Sydney"),
        (SAO_PAULO_ALL, "2015-10-17 22:00", timedelta(hours=7), "2015-10-18 06:00", "America/Sao_Paulo"),
        (WARSAW, "2026-04-24 17:30", timedelta(hours=1), "2026-04-25 09:30", "Europe/Warsaw"),
        (WARSAW, "2026-04-25 13:30", timedelta(hours=1), "2026-04-27 08:30", "Europe/Warsaw"),
        (WARSAW, "2026-04-30 17:00", timedelta(hours=2), "2026-05-02 10:00", "Europe/Warsaw"),
        (WARSAW, "2026-12-23 17:00", timedelta(hours=8), "2026-12-28 15:00", "Europe/Warsaw"),
        (NIGHT, "2026-03-28 22:00", timedelta(hours=7), "2026-03-29 06:00", "Europe/Warsaw"),
        (NIGHT, "2026-10-24 22:00", timedelta(hours=9), "2026-10-25 06:00", "Europe/Warsaw"),
        (NIGHT, "2026-10-24 22:00", timedelta(hours=9, minutes=1), "2026-10-25 22:01", "Europe/Warsaw"),
        (WARSAW_ALL, "2026-03-28 12:00", timedelta(hours=24), "2026-03-29 13:00", "Europe/Warsaw"),
        (WARSAW_ALL, "2026-10-24 12:00", timedelta(hours=24), "2026-10-25 11:00", "Europe/Warsaw"),
        # exactly at closing time it is due at closing time; a minute more is due next morning
        (WARSAW, "2026-11-25 16:00", timedelta(hours=2), "2026-11-25 18:00", "Europe/Warsaw"),
        (WARSAW, "2026-11-25 16:00", timedelta(hours=2, minutes=1), "2026-11-26 08:01", "Europe/Warsaw"),
        # nothing added: the moment itself in working time, else the next opening
        (WARSAW, "2026-11-25 16:00", timedelta(), "2026-11-25 16:00", "Europe/Warsaw"),
        (WARSAW, "2026-11-25 18:00", timedelta(), "2026-11-25 18:00", "Europe/Warsaw"),
        (WARSAW, "2026-11-25 20:00", timedelta(), "2026-11-26 08:00", "Europe/Warsaw"),
        # backwards, for reminders: exactly at an opening it is the opening
        (WARSAW, "2026-11-26 09:00", timedelta(hours=-1), "2026-11-26 08:00", "Europe/Warsaw"),
        (WARSAW, "2026-11-26 09:00", timedelta(hours=-2), "2026-11-25 17:00", "Europe/Warsaw"),
        # exceptional days replace the week's openings; a night that began on Sunday goes on into Monday
        (NEW_YORK_BREAK, "2026-03-09 16:45", timedelta(minutes=1), "2026-03-11 08:16", "America/New_York"),
        (NEW_YORK_BREAK, "2026-03-14 11:00", timedelta(hours=1), "2026-03-14 13:30", "America/New_York"),
        (NEW_YORK_BREAK, "2026-03-15 20:00", timedelta(hours=6, minutes=30), "2026-03-16 08:45", "America/New_York"),
        # far away in both directions
        (WARSAW_ALL, "2026-01-01 00:00", timedelta(days=36_525), "2126-01-02 00:00", "Europe/Warsaw"),
    ],
)
def test_adding_working_time(calendar, start, added, expected, zone):
    assert calendar.add_duration(at(start, zone), added) == at(expected, zone)


@pytest.mark.parametrize(
    ("calendar", "start", "end", "seconds", "zone"),
    [
        (BERLIN_ALL, "2015-12-23 08:10:15", "2015-12-28 17:10:14", 205_199, "Europe/Berlin"),
        (NIGHT, "2026-03-28 12:00", "2026-03-29 12:00", 7 * 3600, "Europe/Warsaw"),
        (NIGHT, "2026-10-24 12:00", "2026-10-25 12:00", 9 * 3600, "Europe/Warsaw"),
        (WARSAW, "2026-11-25 17:00", "2026-11-26 09:00", 2 * 3600, "Europe/Warsaw"),
        (WARSAW, "2026-11-26 09:00", "2026-11-25 17:00", -2 * 3600, "Europe/Warsaw"),
        (WARSAW, "2026-11-28 14:00", "2026-11-30 08:00", 0, "Europe/Warsaw"),
        (WARSAW, "2024-12-24 00:00", "2024-12-25 00:00", 10 * 3600, "Europe/Warsaw"),  # a working day until 2024
        (WARSAW, "2025-12-24 00:00", "2025-12-25 00:00", 0, "Europe/Warsaw"),
    ],
)
def test_working_time_between(calendar, start, end, seconds, zone):
    assert calendar.between(at(start, zone), at(end, zone)) == timedelta(seconds=seconds)


def test_results_are_in_utc_and_naive_moments_are_refused():
    assert WARSAW.add(at("2026-11-25 09:00"), minutes=1).tzinfo is UTC
    with pytest.raises(ValueError, match="time zone"):
        WARSAW.add(datetime(2026, 11, 25, 9), minutes=1)  # noqa: DTZ001
    with pytest.raises(ValueError, match="Warszawa"):
        WorkingTime(zone="Europe/Warszawa", week={})


def test_opening_and_closing():
    assert WARSAW.is_open(at("2026-11-25 08:00"))
    assert not WARSAW.is_open(at("2026-11-25 18:00"))
    assert not WARSAW.is_open(at("2026-11-11 12:00"))
    assert WARSAW.next_opening(at("2026-11-25 12:00")) == at("2026-11-25 12:00")
    assert WARSAW.next_opening(at("2026-11-25 18:00")) == at("2026-11-26 08:00")
    assert WARSAW.next_opening(at("2026-12-24 12:00")) == at("2026-12-28 08:00")
    assert WARSAW.next_closing(at("2026-11-25 12:00")) == at("2026-11-25 18:00")
    assert WARSAW.next_closing(at("2026-11-25 18:00")) == at("2026-11-26 18:00")
    assert UTC_ALL.next_closing(at("2026-06-01 12:00", "UTC")) == at("2026-12-24 00:00", "UTC")


def test_an_opening_that_crosses_the_year_is_one_opening():
    calendar = WorkingTime(zone="Europe/Warsaw", week=DAY_AND_NIGHT, holidays=lambda year: {date(year, 6, 1)})
    assert calendar.next_closing(at("2028-12-31 12:00")) == at("2029-06-01 00:00")
    assert list(calendar.openings(at("2028-12-31 12:00"), at("2029-01-01 12:00"))) == [(at("2028-12-31 12:00"), at("2029-01-01 12:00"))]


def test_openings_are_cut_to_the_question():
    found = list(NEW_YORK_BREAK.openings(at("2026-03-14 11:00", "America/New_York"), at("2026-03-14 14:00", "America/New_York")))
    assert found == [
        (at("2026-03-14 11:00", "America/New_York"), at("2026-03-14 11:30", "America/New_York")),
        (at("2026-03-14 13:00", "America/New_York"), at("2026-03-14 14:00", "America/New_York")),
    ]
    assert list(ALWAYS.openings(at("2026-03-14 11:00"), at("2026-03-14 11:00"))) == []


def test_a_calendar_that_never_opens_says_so():
    with pytest.raises(NeverOpen):
        WorkingTime(zone="UTC", week={}).add(at("2026-01-01 00:00"), minutes=1)
    once = WorkingTime(zone="UTC", week={}, days={date(2026, 5, 5): hours("8-9")})
    assert once.add(at("2026-01-01 00:00", "UTC"), minutes=60) == at("2026-05-05 09:00", "UTC")
    with pytest.raises(NeverOpen):
        once.add(at("2026-01-01 00:00", "UTC"), minutes=61)
    with pytest.raises(NeverOpen):
        once.next_opening(at("2026-05-05 09:00", "UTC"))
    with pytest.raises(NeverOpen):
        ALWAYS.next_closing(at("2026-05-05 09:00"))
    with pytest.raises(NeverOpen):
        WARSAW.is_open(at("1700-05-05 09:00"))


def test_skipped_and_repeated_hours():
    """02:30 does not exist on 29 March 2026 and happens twice on 25 October."""
    calendar = WorkingTime(zone="Europe/Warsaw", week=dict.fromkeys(range(7), hours("2:30-4:30")))
    assert list(calendar.openings(at("2026-03-29 00:00"), at("2026-03-29 12:00"))) == [(at("2026-03-29 03:30"), at("2026-03-29 04:30"))]
    opens, closes = next(calendar.openings(at("2026-10-25 00:00"), at("2026-10-25 12:00")))
    assert (opens, closes - opens) == (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), timedelta(hours=3))


def test_overlapping_openings_count_once():
    calendar = WorkingTime(zone="UTC", week={0: hours("8-12", "10-14")})
    assert calendar.between(at("2026-11-23 00:00", "UTC"), at("2026-11-24 00:00", "UTC")) == timedelta(hours=6)


def test_local_days():
    assert end_of_day(date(2026, 12, 3), "Europe/Warsaw") == datetime(2026, 12, 3, 23, tzinfo=UTC)
    assert end_of_day(date(2026, 3, 29), "Europe/Warsaw") == datetime(2026, 3, 29, 22, tzinfo=UTC)
    assert local_day(datetime(2026, 12, 3, 23, 30, tzinfo=UTC), "Europe/Warsaw") == date(2026, 12, 4)


moments = st.datetimes(datetime(2014, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
durations = st.integers(1, 60 * 86_400 * 1_000_000).map(lambda micros: timedelta(microseconds=micros))


@settings(max_examples=400, deadline=None)
@given(calendar=st.sampled_from(CALENDARS), start=moments, duration=durations)
def test_between_undoes_add(calendar, start, duration):
    end = calendar.add_duration(start, duration)
    assert abs(calendar.between(start, end) - duration) <= timedelta(microseconds=1)
    assert calendar.is_open(end) or calendar.between(end - timedelta(microseconds=1), end) == timedelta(microseconds=1)
    back = calendar.add_duration(end, -duration)
    assert calendar.between(back, start) == timedelta() or abs(back - start) <= timedelta(microseconds=1)


@settings(max_examples=200, deadline=None)
@given(calendar=st.sampled_from(CALENDARS), start=moments, first=durations, second=durations)
def test_adding_in_two_parts_is_adding_at_once(calendar, start, first, second):
    assert calendar.add_duration(calendar.add_duration(start, first), second) == calendar.add_duration(start, first + second)


def open_by_the_rules(calendar, minute):
    """Whether a minute is worked, straight from the plan: slow, and written without the expansion."""
    local = minute.astimezone(calendar.zone)
    for on in (local.date(), local.date() - timedelta(days=1)):
        for opens, closes in calendar.openings_on(on):
            start = datetime.combine(on, opens, tzinfo=calendar.zone).astimezone(UTC)
            end = datetime.combine(on if closes > opens else on + timedelta(days=1), closes, tzinfo=calendar.zone).astimezone(UTC)
            if start <= minute < end:
                return True
    return False


@settings(max_examples=25, deadline=None)
@given(
    calendar=st.sampled_from([*CALENDARS[:-1], WARSAW_ALL]),
    start=st.sampled_from(["2026-03-27", "2026-10-23", "2026-12-22", "2015-10-16", "2016-02-19", "2016-04-01", "2026-03-06"]),
    offset=st.integers(0, 1440),
    length=st.integers(0, 5 * 1440),
)
def test_a_counter_of_minutes_agrees(calendar, start, offset, length):
    first = at(f"{start} 00:00", "UTC") + timedelta(minutes=offset)
    worked = sum(open_by_the_rules(calendar, first + timedelta(minutes=minute)) for minute in range(length))
    assert calendar.minutes_between(first, first + timedelta(minutes=length)) == worked


def test_a_hundred_thousand_random_cases_agree_with_a_counter_of_minutes():
    assert list(disagreements(100_000, seed=20261126)) == []


def test_the_counter_would_notice_a_minute(monkeypatch):
    monkeypatch.setattr(WorkingTime, "minutes_between", lambda self, start, end: 0)
    assert list(disagreements(10, seed=1))


def test_many_at_once_are_as_one_by_one():
    asked = [(at("2026-11-25 09:00"), 30), (at("2026-11-28 12:00"), 480), (at("2026-11-25 09:00"), -60)]
    assert WARSAW.add_many(asked) == [WARSAW.add(moment, minutes=minutes) for moment, minutes in asked]
