"""Questions to the directory: working time, who belongs where, who is away, who provides what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ambasador.directory.models import Absence, Calendar, Competence, CompetenceProvider, Person, Unit, UnitKind
from ambasador.directory.standing_in import acting_for
from ambasador.journal import edition
from ambasador.journal.actors import Actor
from ambasador.lib import lexemes
from ambasador.lib.business_time import ALWAYS, WorkingTime
from ambasador.lib.public_holidays import public_holidays
from ambasador.lib.refusal import Refused
from ambasador.search.queries import pl_sort

_working_times: dict[int, tuple[int, WorkingTime]] = {}


class NoCentre(Refused):
    """The directory does not yet hold the contact centre."""

    code = "no_centre"
    sentence = _("The directory has no contact centre yet. Add it first.")


def working_time_of(calendar: Calendar) -> WorkingTime:
    """The calendar's working time. Kept per process as long as the calendar's version is the same; two queries when it is not."""
    kept = _working_times.get(calendar.id)
    if kept and kept[0] == calendar.version:
        return kept[1]
    made = _working_time(calendar)
    _working_times[calendar.id] = (calendar.version, made)
    return made


def customer_time() -> WorkingTime:
    """Day and night: the time of a step that waits for a customer."""
    return ALWAYS


def centre() -> Unit:
    """The contact centre, with its calendar; one query in each edition. Raises NoCentre."""
    found = Unit.objects.filter(kind=UnitKind.CENTRE, is_active=True).select_related("calendar").order_by("id")
    unit = edition.kept("directory.centre", found.first)
    if unit is None:
        raise NoCentre
    return unit


def person_of(by: Actor) -> Person | None:
    """The directory's person behind the actor, with the unit; one query."""
    people = Person.objects.filter(is_active=True).select_related("unit")
    if by.id is None:
        return None
    if by.kind == "user":
        return people.filter(user_id=by.id).first()
    return people.filter(id=by.id).first() if by.kind == "person" else None


def units_of(by: Actor) -> frozenset[int]:
    """Ids of the units the actor acts for: their own, or none. One query."""
    if by.kind == "unit" and by.id is not None:
        return frozenset([by.id])
    if by.id is None or by.kind not in ("user", "person"):
        return frozenset()
    people = Person.objects.filter(is_active=True, **{"user_id" if by.kind == "user" else "id": by.id})
    return frozenset(people.values_list("unit_id", flat=True)[:1])


def unit_of_address(address: str) -> tuple[Unit, Person | None] | None:
    """
    Whose e-mail address it is: a person's, a unit's own, or one of a unit's domain; the closest match first. Two queries.

    It says who the writer claims to be, and gives no right to anything.
    """
    address = address.strip().lower()
    person = (
        Person.objects.filter(email__iexact=address, is_active=True, unit__is_active=True).select_related("unit").order_by("id").first()
    )
    if person:
        return person.unit, person
    domain = address.rpartition("@")[2]
    if not domain:
        return None
    units = list(Unit.objects.filter(Q(email__iexact=address) | Q(email_domains__contains=[domain]), is_active=True).order_by("id"))
    units.sort(key=lambda unit: unit.email.lower() != address)
    return (units[0], None) if units else None


def escalation_line(unit: Unit) -> list[Unit]:
    """Where a late task goes after the unit's own head: the unit it escalates to, the next one, and so on; one query each."""
    line: list[Unit] = []
    while unit.escalates_to is not None and unit.escalates_to not in line:
        unit = unit.escalates_to
        line.append(unit)
    return line


def absences_on(day: date) -> QuerySet[Absence]:
    """Who is away that day, with their deputies."""
    found = Absence.objects.filter(starts_on__lte=day, ends_on__gte=day, person__is_active=True)
    return found.select_related("person__unit", "deputy").order_by("person__name")


def absences_from(unit: Unit, day: date) -> QuerySet[Absence]:
    """Absences of the unit's people that are not over on that day, the nearest first, with deputies."""
    return Absence.objects.filter(person__unit=unit, ends_on__gte=day).select_related("deputy__unit").order_by("starts_on")[:1000]


def absent_user_ids(at: datetime) -> frozenset[int]:
    """Ids of the users who are away on the day of a moment, by the organisation's own time zone; one query."""
    away = absences_on(organisation_day(at)).exclude(person__user=None)
    return frozenset(away.order_by().values_list("person__user_id", flat=True))


def users_stood_in_for(user_id: int, *, at: datetime) -> list[int]:
    """Ids of the users who are away on the day of a moment and for whom this user acts, also as the deputy of a deputy; two queries."""
    away = deputies_on(organisation_day(at))
    if not away:
        return []
    users = dict(Person.objects.filter(id__in=away.keys() | set(away.values()), is_active=True).values_list("id", "user_id"))
    acting = {person: acting_for(person, away) for person in away if users.get(person)}
    return sorted(users[person] or 0 for person, other in acting.items() if other is not None and users.get(other) == user_id)


@dataclass(frozen=True)
class StandingIn:
    """A user is away: their absence today, and the person who acts for them, None when nobody does."""

    absence: Absence
    acting: Person | None


def standing_in(user_id: int, *, at: datetime) -> StandingIn | None:
    """Who acts for a user who is away on the day of a moment; None when they are there. Three queries, one when they are there."""
    day = organisation_day(at)
    absence = absences_on(day).filter(person__user_id=user_id).first()
    if absence is None:
        return None
    acting = acting_for(absence.person_id, deputies_on(day))
    return StandingIn(absence, Person.objects.select_related("unit").filter(pk=acting, is_active=True).first() if acting else None)


def deputies_on(day: date) -> dict[int, int | None]:
    """Who is away that day, by the person's id, with their deputy, or None where nobody stands in or the deputy has left; one query."""
    rows = absences_on(day).order_by().values_list("person_id", "deputy_id", "deputy__is_active")
    return {person: deputy if is_active else None for person, deputy, is_active in rows}


def organisation_day(at: datetime) -> date:
    """The calendar day of a moment where the organisation is."""
    return at.astimezone(timezone.get_default_timezone()).date()


def acting_person(person: Person, on: date) -> Person | None:
    """
    Who acts for a person on a day: they themselves, else the deputy, the deputy's deputy, and so on; None when nobody is left.

    Two queries for each who is away.
    """
    asked: set[int] = set()
    current: Person | None = person
    while current is not None and current.is_active and current.id not in asked:
        asked.add(current.id)
        away = Absence.objects.filter(person=current, starts_on__lte=on, ends_on__gte=on).select_related("deputy").first()
        if away is None:
            return current
        current = away.deputy
    return None


def people_who_provide(competence: int, *, away: Mapping[int, int | None]) -> frozenset[int]:
    """
    Ids of the people of the contact centre who provide a competence themselves today: those named, or all of the centre where the centre
    is, and for whoever is away the one who acts for them. Two queries.
    """
    rows = CompetenceProvider.objects.filter(competence=competence, unit__kind=UnitKind.CENTRE, unit__is_active=True)
    named = list(rows.values_list("unit_id", "person_id"))
    whole = [unit for unit, person in named if person is None]
    wanted = Q(id__in=[person for _unit, person in named if person]) | Q(unit_id__in=whole)
    people = Person.objects.filter(wanted, is_active=True).values_list("id", flat=True)
    acting = (acting_for(person, away) for person in people)
    return frozenset(person for person in acting if person is not None)


def providers_of(competence: Competence) -> list[CompetenceProvider]:
    """Who provides a competence, in the order in which they are asked, deputies last, without those who have left; one query."""
    found = competence.providers.filter(unit__is_active=True).exclude(person__is_active=False)
    return list(found.select_related("unit__calendar", "person").order_by("is_deputy", "order"))


def competences() -> QuerySet[Competence]:
    """All competences with steward and providers, in Polish order; two queries however many there are."""
    found = CompetenceProvider.objects.filter(unit__is_active=True).exclude(person__is_active=False)
    providers = found.select_related("unit__calendar", "person__calendar").order_by("is_deputy", "order")
    return (
        Competence.objects.select_related("steward").prefetch_related(Prefetch("providers", queryset=providers)).order_by(pl_sort("name"))
    )


def find_competences(text: str, *, limit: int = 20) -> list[Competence]:
    """
    Competences in whose name, keywords or description every word of `text` occurs, inflected or only begun; best first.

    Each word counts 3 in the name, 2 among the keywords, 1 in the description.
    """
    asked = lexemes.alternatives(text)
    scored = [(sum(ranks), competence) for competence in competences() if all(ranks := [_rank(competence, word) for word in asked])]
    scored.sort(key=lambda pair: -pair[0])
    return [competence for _score, competence in scored[:limit]]


def _rank(competence: Competence, word: lexemes.Word) -> int:
    fields = (f"{competence.name} {competence.name_en}", " ".join(competence.keywords), competence.description)
    return next((3 - place for place, text in enumerate(fields) if word.occurs_in(text)), 0)


def _working_time(calendar: Calendar) -> WorkingTime:
    week: dict[int, list[tuple[time, time]]] = {}
    for weekday, opens, closes in calendar.hours.values_list("weekday", "opens", "closes"):
        week.setdefault(weekday, []).append((opens, closes))
    days: dict[date, list[tuple[time, time]]] = {}
    for day in calendar.days.all():
        openings = days.setdefault(day.on, [])
        if day.opens is not None and day.closes is not None:
            openings.append((day.opens, day.closes))
    closed = partial(public_holidays, calendar.holidays_country) if calendar.holidays_country else None
    return WorkingTime(zone=calendar.time_zone, week=week, holidays=closed, days=days, always_open=calendar.always_open)


def week_of(calendar: Calendar) -> Sequence[tuple[int, time, time]]:
    """The ordinary week as rows of weekday, opens, closes; one query."""
    return list(calendar.hours.values_list("weekday", "opens", "closes"))
