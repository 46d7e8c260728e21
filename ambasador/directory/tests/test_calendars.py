"""Calendars: working hours, days, holidays, and that nobody reckons with yesterday's."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from ambasador.directory.models import Calendar, CalendarDay
from ambasador.directory.queries import customer_time, week_of, working_time_of
from ambasador.directory.verbs import add_calendar, change_calendar, clear_day, set_day, set_hours
from ambasador.directory.verbs.refusals import HoursOverlap, NameMissing, NameTaken, NoSuchWeekday, UnknownCountry, UnknownTimeZone
from ambasador.journal.actors import SYSTEM
from ambasador.lib.refusal import NotAllowed


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Warsaw"))


def add(calendar, start, minutes):
    return working_time_of(calendar).add(at(start), minutes=minutes)


@pytest.mark.req("P2")
def test_working_time_follows_hours_and_polish_holidays(office):
    assert add(office, "2026-11-10 15:00", 120) == at("2026-11-12 09:00")
    assert add(office, "2026-12-23 15:00", 120) == at("2026-12-28 09:00")


@pytest.mark.req("P2")
def test_own_days_are_closed_or_open_in_their_own_hours(office):
    office = set_day(office, on=date(2026, 11, 26), note="inwentaryzacja", by=SYSTEM)
    assert add(office, "2026-11-25 15:00", 120) == at("2026-11-27 09:00")
    office = set_day(office, on=date(2026, 11, 28), openings=[(time(12), time(14)), (time(9), time(11))], by=SYSTEM)
    assert add(office, "2026-11-27 15:00", 60 + 150) == at("2026-11-28 12:30")
    office = set_day(office, on=date(2026, 12, 25), openings=[(time(10), time(12))], by=SYSTEM)
    assert add(office, "2026-12-23 15:30", 60) == at("2026-12-25 10:30")
    office = clear_day(office, on=date(2026, 11, 26), by=SYSTEM)
    assert add(office, "2026-11-25 15:00", 120) == at("2026-11-26 09:00")


def test_every_change_gives_a_new_version_and_one_event_and_repeating_gives_none(office, recorded):
    recorded()
    changes = [
        lambda: set_hours(office, hours=[(0, time(7), time(15))], by=SYSTEM),
        lambda: set_day(office, on=date(2026, 11, 26), note="szkolenie", by=SYSTEM),
        lambda: clear_day(office, on=date(2026, 11, 26), by=SYSTEM),
        lambda: change_calendar(office, time_zone="UTC", holidays_country="DE", by=SYSTEM),
    ]
    versions = {office.version}
    for change in changes:
        versions.add(change().version)
        assert recorded() == ["calendar_changed"]
        if change is not changes[1]:
            change()
            assert recorded() == []
    assert len(versions) == 5


def test_a_change_that_was_rolled_back_is_not_remembered(office):
    before = add(office, "2026-11-25 15:00", 120)
    with transaction.atomic():
        closed = set_hours(office, hours=[(6, time(8), time(16))], by=SYSTEM)
        assert add(closed, "2026-11-25 15:00", 120) == at("2026-11-29 10:00")
        transaction.set_rollback(True)
    assert add(Calendar.objects.get(pk=office.pk), "2026-11-25 15:00", 120) == before
    other = set_hours(office, hours=[(5, time(8), time(16))], by=SYSTEM)
    assert add(other, "2026-11-25 15:00", 120) == at("2026-11-28 10:00")


def test_working_time_is_kept_until_the_calendar_changes(office, django_assert_num_queries):
    working_time_of(office)
    with django_assert_num_queries(0):
        assert working_time_of(office) is working_time_of(office)
    changed = set_hours(office, hours=[(0, time(8), time(9))], by=SYSTEM)
    with django_assert_num_queries(2):
        working_time_of(changed)


def test_night_shifts_zones_and_always_open(db):
    night = add_calendar(name="Noc", hours=[(weekday, time(22), time(6)) for weekday in range(7)], holidays_country="", by=SYSTEM)
    assert working_time_of(night).minutes_between(at("2026-10-24 12:00"), at("2026-10-25 12:00")) == 9 * 60
    always = add_calendar(name="Zawsze", always_open=True, by=SYSTEM)
    assert working_time_of(always).minutes_between(at("2026-12-24 12:00"), at("2026-12-25 12:00")) == 1440
    assert customer_time().minutes_between(at("2026-12-24 12:00"), at("2026-12-25 12:00")) == 1440


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"name": " "}, NameMissing),
        ({"name": "Biuro"}, NameTaken),
        ({"time_zone": "Europe/Warszawa"}, UnknownTimeZone),
        ({"holidays_country": "XX"}, UnknownCountry),
        ({"hours": [(0, time(8), time(12)), (0, time(11), time(15))]}, HoursOverlap),
        ({"hours": [(0, time(22), time(6)), (0, time(23), time(23, 30))]}, HoursOverlap),
        ({"hours": [(7, time(8), time(12))]}, NoSuchWeekday),
    ],
)
def test_what_makes_no_calendar(office, fields, refusal):
    with pytest.raises(refusal) as refused:
        add_calendar(**{"name": "Inny", **fields}, by=SYSTEM)
    assert str(refused.value)


def test_hours_come_back_as_they_were_set(office):
    assert week_of(office)[0] == (0, time(8), time(16))


def test_only_leads_and_administrators_change_calendars(office, bartek, obcy):
    for change in (
        lambda by: set_hours(office, hours=[], by=by),
        lambda by: set_day(office, on=date(2026, 1, 2), by=by),
        lambda by: clear_day(office, on=date(2026, 1, 2), by=by),
        lambda by: change_calendar(office, name="X", by=by),
        lambda by: add_calendar(name="Y", by=by),
    ):
        with pytest.raises(NotAllowed):
            change(obcy.actor)
        change(bartek.actor)


def test_the_database_refuses_half_an_opening(office):
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarDay.objects.create(calendar=office, on=date(2026, 1, 2), opens=time(8))
    with pytest.raises(IntegrityError), transaction.atomic():
        office.hours.create(weekday=7, opens=time(8), closes=time(9))
