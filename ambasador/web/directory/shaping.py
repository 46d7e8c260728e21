"""Competences and working weeks as the screen shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ambasador.directory.models import Absence, Calendar, Competence, CompetenceProvider, UnitKind
from ambasador.directory.queries import working_time_of
from ambasador.lib.business_time import Opening
from ambasador.lib.public_holidays import names
from ambasador.web import wording
from ambasador.web.directory.load import Load
from ambasador.web.geometry import percent
from ambasador.web.shapes import State

HOURS_A_DAY = 8
UNIT_ICONS = {UnitKind.CENTRE: "phone", UnitKind.DEPARTMENT: "dept", UnitKind.PARTNER: "partner"}
OF_ONE_PERSON = "user"


@dataclass(frozen=True)
class CompetenceRow:
    """`load_share` is the part of the busiest competence's open steps, as a width."""

    code: str
    name: str
    sub: str
    who: str
    who_sub: str
    who_icon: str
    deputy: str
    hours: str
    standard: str
    usual: str
    usual_tone: str
    load: Load
    load_share: str
    is_current: bool


def rows_of(competences: Sequence[Competence], loads: Mapping[int, Load], *, current: Competence | None) -> list[CompetenceRow]:
    """The competences come with their providers, their units, calendars and hours loaded; no queries."""
    busiest = max((load.open_steps for load in loads.values()), default=0)
    return [_row(one, loads.get(one.pk, Load()), busiest, is_current=bool(current and one.pk == current.pk)) for one in competences]


def _row(competence: Competence, load: Load, busiest: int, *, is_current: bool) -> CompetenceRow:
    providers = list(competence.providers.all())
    first = next((provider for provider in providers if not provider.is_deputy), None)
    second = next((provider for provider in providers if provider is not first), None)
    standard = first.standard_minutes if first else 0
    return CompetenceRow(
        code=competence.code,
        name=competence_name(competence),
        sub=", ".join(competence.keywords[:3]),
        who=first.unit.shown_name if first else "",
        who_sub=first.person.name if first and first.person else "",
        who_icon=_icon(first) if first else "",
        deputy=_deputy(second, first) if second else "",
        hours=hours_of(first.unit.calendar) if first else "",
        standard=minutes_say(standard) if standard else "",
        usual=minutes_say(load.usual_minutes) if load.usual_minutes is not None else "",
        usual_tone=_usual_tone(load.usual_minutes, standard),
        load=load,
        load_share=percent(load.open_steps / busiest * 100 if busiest else 0),
        is_current=is_current,
    )


def _icon(provider: CompetenceProvider) -> str:
    return OF_ONE_PERSON if provider.person_id else UNIT_ICONS[UnitKind(provider.unit.kind)]


def _deputy(second: CompetenceProvider, first: CompetenceProvider | None) -> str:
    if second.person is None:
        return second.unit.shown_name
    is_elsewhere = first is None or first.unit_id != second.unit_id
    return f"{second.unit.label}: {second.person.name}" if is_elsewhere else second.person.name


def _usual_tone(usual: int | None, standard: int) -> str:
    if usual is None or not standard or usual <= standard:
        return ""
    return "bad" if usual > 1.5 * standard else "risk"


def competence_name(competence: Competence) -> str:
    return competence.name_for(get_language() or "pl")


def minutes_say(minutes: int) -> str:
    return wording.duration(timedelta(minutes=minutes), hours_a_day=HOURS_A_DAY)


def hours_of(calendar: Calendar) -> str:
    """`pn.–pt. 8–16`; the calendar's hours were loaded."""
    if calendar.always_open:
        return _("day and night")
    week = [(row.weekday, row.opens, row.closes) for row in calendar.hours.all()]
    return ", ".join(wording.saying().opening_hours(week)) or _("never open")


@dataclass(frozen=True)
class Provided:
    """A place in the order in which those who provide a competence are asked."""

    name: str
    initials: str
    sub: str
    state: State


def providers_of(providers: Sequence[CompetenceProvider], absences: Mapping[int, Absence], *, at: datetime) -> list[Provided]:
    """With who is at work now; two queries for each calendar that this process has not seen in its present version."""
    return [_provided(provider, absences, at) for provider in providers]


def _provided(provider: CompetenceProvider, absences: Mapping[int, Absence], at: datetime) -> Provided:
    person, unit = provider.person, provider.unit
    name = f"{person.name}, {unit.label}" if person else unit.shown_name
    parts = [_("deputy")] if provider.is_deputy else []
    parts.append(minutes_say(provider.standard_minutes))
    if provider.limit_amount is not None:
        parts.append(_("alone up to %(amount)s") % {"amount": wording.saying().money(provider.limit_amount)})
    absence = absences.get(person.pk) if person else None
    if absence:
        back = _("back on %(day)s") % {"day": wording.day(absence.ends_on + timedelta(days=1))}
        parts.append(back)
        parts += [_("stands in: %(name)s") % {"name": absence.deputy.name}] if absence.deputy else []
        state = State(_("absent"), "", "")
    elif working_time_of(unit.calendar).is_open(at):
        state = State(_("at work"), "ok", "")
    else:
        state = State(_("closed now"), "wait", "")
    return Provided(name, wording.initials(person.name if person else unit.name), " · ".join(parts), state)


@dataclass(frozen=True)
class WeekDay:
    """A day of this week: its openings as bars on a common axis, and in words."""

    name: str
    is_today: bool
    bars: Sequence[tuple[str, str]]
    says: str


@dataclass(frozen=True)
class WeekShown:
    days: Sequence[WeekDay]
    axis: str
    free: str
    zone: str


FREE_DAYS_AHEAD = 60


def week_of(calendar: Calendar, *, today: date) -> WeekShown:
    """This week from Monday, with holidays and own days, and the days off of the next two months."""
    hours = working_time_of(calendar)
    monday = today - timedelta(days=today.weekday())
    notes = {row.on: row.note for row in calendar.days.all() if row.note}
    days = [monday + timedelta(days=number) for number in range(7)]
    openings = {day: hours.openings_on(day) for day in days}
    first, last = _axis(list(openings.values()))
    shown = [
        WeekDay(
            wording.day(day).split()[0],
            day == today,
            [_bar(one, first, last) for one in openings[day]],
            _day_says(openings[day], notes.get(day, ""), day == today),
        )
        for day in days
    ]
    return WeekShown(shown, f"{first}–{last}", ", ".join(free_days(calendar, today=today)), calendar.time_zone)


def free_days(calendar: Calendar, *, today: date) -> list[str]:
    """Public holidays and own closed days of the next two months on which the calendar would be open otherwise."""
    hours = working_time_of(calendar)
    usual = {row.weekday for row in calendar.hours.all()}
    ahead = (today + timedelta(days=number) for number in range(FREE_DAYS_AHEAD))
    return [_free_says(calendar, day) for day in ahead if day.weekday() in usual and not hours.openings_on(day)]


def _free_says(calendar: Calendar, day: date) -> str:
    note = next((row.note for row in calendar.days.all() if row.on == day and row.note), "")
    if not note and calendar.holidays_country:
        note = names(calendar.holidays_country, day.year, get_language() or "pl").get(day, "")
    return f"{wording.day(day)} ({note})" if note else wording.day(day)


def _axis(openings: Sequence[Sequence[Opening]]) -> tuple[int, int]:
    """Whole hours that hold all openings with one to spare on each side; 0 to 24 when one goes over midnight."""
    flat = [one for day in openings for one in day]
    if not flat or any(closes <= opens for opens, closes in flat):
        return 0, 24
    first, last = min(opens.hour for opens, _closes in flat), max(_ceil(closes) for _opens, closes in flat)
    return max(first - 1, 0), min(last + 1, 24)


def _ceil(at: time) -> int:
    return at.hour + (1 if at.minute else 0)


def _bar(opening: Opening, first: int, last: int) -> tuple[str, str]:
    """x and width; what goes on after midnight is cut at the end of the axis."""
    begins, ends = (at.hour + at.minute / 60 for at in opening)
    ends = ends if ends > begins else 24
    return percent((begins - first) / (last - first) * 100), percent((ends - begins) / (last - first) * 100)


def _day_says(openings: Sequence[Opening], note: str, is_today: bool) -> str:
    hours = ", ".join(wording.saying().hours(*one) for one in openings) or _("closed")
    return ", ".join(part for part in (hours, _("today") if is_today else "", note) if part)


def people_count(number: int) -> str:
    return ngettext("%(n)s person", "%(n)s people", number) % {"n": number}
