"""Working hours and days. Each change gives the calendar a version never used before."""

import time as system_time
from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django.db import transaction

from ambasador.directory import access
from ambasador.directory.events import CalendarAdded, CalendarChanged
from ambasador.directory.models import Calendar, CalendarDay, CalendarHours
from ambasador.directory.verbs.refusals import HoursOverlap, NameMissing, NameTaken, NoSuchWeekday, UnknownCountry, UnknownTimeZone
from ambasador.journal.actors import Actor
from ambasador.journal.verbs import record
from ambasador.lib.business_time import zone_of
from ambasador.lib.changes import differences
from ambasador.lib.public_holidays import countries

Hours = tuple[int, time, time]
"""Weekday (0 is Monday), opens, closes."""
DAY_SECONDS = 86_400


@transaction.atomic
def add_calendar(
    *,
    name: str,
    hours: Iterable[Hours] = (),
    by: Actor,
    time_zone: str = "Europe/Warsaw",
    holidays_country: str = "PL",
    always_open: bool = False,
) -> Calendar:
    """
    Make a calendar with its ordinary week. Records CalendarAdded.

    Raises NameMissing, NameTaken, UnknownTimeZone, UnknownCountry, HoursOverlap, NoSuchWeekday.
    """
    access.require_edit(by)
    calendar = Calendar(
        name=name.strip(), time_zone=time_zone, holidays_country=holidays_country, always_open=always_open, version=_fresh_version()
    )
    _check(calendar)
    calendar.save()
    _write_hours(calendar, _checked(hours))
    record(CalendarAdded(calendar=calendar.id, name=calendar.name), by=by)
    return calendar


@transaction.atomic
def change_calendar(calendar: Calendar, *, by: Actor, **changes: Any) -> Calendar:
    """Change name, time_zone, holidays_country or always_open. Records CalendarChanged, if anything differs. Refuses like add_calendar."""
    access.require_edit(by)
    calendar = Calendar.objects.select_for_update().get(pk=calendar.pk)
    real = differences(calendar, changes, allowed={"name", "time_zone", "holidays_country", "always_open"})
    if not real:
        return calendar
    for field, value in real.items():
        setattr(calendar, field, value)
    _check(calendar)
    calendar.save(update_fields=list(real))
    return _changed(calendar, real, by=by)


@transaction.atomic
def set_hours(calendar: Calendar, *, hours: Iterable[Hours], by: Actor) -> Calendar:
    """Replace the ordinary week. Records CalendarChanged; nothing when the week is the same. Raises HoursOverlap, NoSuchWeekday."""
    access.require_edit(by)
    calendar = Calendar.objects.select_for_update().get(pk=calendar.pk)
    week = _checked(hours)
    if week == sorted(calendar.hours.values_list("weekday", "opens", "closes")):
        return calendar
    calendar.hours.all().delete()
    _write_hours(calendar, week)
    return _changed(calendar, {"hours": [[weekday, opens.isoformat(), closes.isoformat()] for weekday, opens, closes in week]}, by=by)


@transaction.atomic
def set_day(calendar: Calendar, *, on: date, openings: Iterable[tuple[time, time]] = (), note: str = "", by: Actor) -> Calendar:
    """
    Make one day unlike its weekday: open in `openings`, also on a public holiday, or closed when there are none.

    Replaces what was set for the day. Records CalendarChanged; nothing on repetition. Raises HoursOverlap.
    """
    access.require_edit(by)
    calendar = Calendar.objects.select_for_update().get(pk=calendar.pk)
    wanted = [(opens, closes) for _, opens, closes in _checked((on.weekday(), opens, closes) for opens, closes in openings)]
    rows: list[tuple[time | None, time | None]] = [*wanted] or [(None, None)]
    note = note.strip()
    if [(opens, closes, note) for opens, closes in rows] == list(calendar.days.filter(on=on).values_list("opens", "closes", "note")):
        return calendar
    calendar.days.filter(on=on).delete()
    CalendarDay.objects.bulk_create(CalendarDay(calendar=calendar, on=on, note=note, opens=opens, closes=closes) for opens, closes in rows)
    told = {"on": on.isoformat(), "note": note, "openings": [[opens.isoformat(), closes.isoformat()] for opens, closes in wanted]}
    return _changed(calendar, {"days": told}, by=by)


@transaction.atomic
def clear_day(calendar: Calendar, *, on: date, by: Actor) -> Calendar:
    """Let the day be like its weekday again. Records CalendarChanged; nothing when it was already."""
    access.require_edit(by)
    calendar = Calendar.objects.select_for_update().get(pk=calendar.pk)
    deleted, _ = calendar.days.filter(on=on).delete()
    return _changed(calendar, {"days": {"on": on.isoformat(), "cleared": True}}, by=by) if deleted else calendar


def _changed(calendar: Calendar, changes: dict[str, object], *, by: Actor) -> Calendar:
    calendar.version = _fresh_version()
    calendar.save(update_fields=["version"])
    record(CalendarChanged(calendar=calendar.id, version=calendar.version, changes=changes), by=by)
    return calendar


def _fresh_version() -> int:
    """A number no version of any calendar ever had: a count would come again after a rollback, and a wrong working time with it."""
    return system_time.time_ns()


def _check(calendar: Calendar) -> None:
    if not calendar.name:
        raise NameMissing
    if Calendar.objects.filter(name=calendar.name).exclude(pk=calendar.pk).exists():
        raise NameTaken(name=calendar.name)
    try:
        zone_of(calendar.time_zone)
    except ValueError:
        raise UnknownTimeZone(zone=calendar.time_zone) from None
    if calendar.holidays_country and calendar.holidays_country not in countries():
        raise UnknownCountry(country=calendar.holidays_country)


def _checked(hours: Iterable[Hours]) -> list[Hours]:
    """The openings in order. Raises NoSuchWeekday, and HoursOverlap when two that begin on one day share a minute."""
    week = sorted(hours)
    previous_day, previous_end = -1, 0
    for weekday, opens, closes in week:
        if not 0 <= weekday <= 6:
            raise NoSuchWeekday
        start, end = _seconds(opens), _seconds(closes)
        if weekday == previous_day and start < previous_end:
            raise HoursOverlap
        previous_day, previous_end = weekday, end if end > start else end + DAY_SECONDS
    return week


def _seconds(at: time) -> int:
    return at.hour * 3600 + at.minute * 60 + at.second


def _write_hours(calendar: Calendar, week: list[Hours]) -> None:
    CalendarHours.objects.bulk_create(
        CalendarHours(calendar=calendar, weekday=weekday, opens=opens, closes=closes) for weekday, opens, closes in week
    )
