"""Who can decide something up to an amount, and who of them is there now: order, limits, hours, absences and deputies in one question. [O2]"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from ambasador.directory.models import Competence, CompetenceProvider, Person, Unit
from ambasador.directory.queries import deputies_on, organisation_day, working_time_of
from ambasador.directory.standing_in import acting_for


@dataclass(frozen=True)
class Decider:
    """
    A provider of a competence as they stand at a moment: `person` who acts (the provider, or the deputy of who is away; None for anybody of
    the unit), the `unit` where they are, and whether it is working time there.
    """

    provider: CompetenceProvider
    unit: Unit
    person: Person | None
    stands_in: bool
    is_open: bool


def deciders(competence: Competence, *, at: datetime, amount: Decimal | None = None) -> list[Decider]:
    """Who can decide it now, in the order in which they are asked; three queries at most. Providers with too low a limit are left out."""
    found = competence.providers.filter(unit__is_active=True).exclude(person__is_active=False)
    providers = found.select_related("competence", "unit__calendar", "person__calendar", "person__unit__calendar").order_by("is_deputy", "order")
    away = deputies_on(organisation_day(at))
    return among(list(providers), away=away, acting=acting_people(providers, away), at=at, amount=amount)


def acting_people(providers: Iterable[CompetenceProvider], away: Mapping[int, int | None]) -> dict[int, Person]:
    """The people who act today for providers who are away, by the id of who acts; one query, none when nobody is away."""
    acting = (acting_for(row.person_id, away) for row in providers if row.person_id is not None and row.person_id in away)
    wanted = {person for person in acting if person is not None}
    if not wanted:
        return {}
    loaded = Person.objects.filter(id__in=wanted, is_active=True, unit__is_active=True)
    return {person.id: person for person in loaded.select_related("calendar", "unit__calendar")}


def among(
    providers: Sequence[CompetenceProvider], *, away: Mapping[int, int | None], acting: Mapping[int, Person], at: datetime, amount: Decimal | None = None
) -> list[Decider]:
    """The same of providers at hand: a provider who is away gives way to the deputy, and drops out without one."""
    found = []
    for provider in providers:
        if not provider.decides(amount):
            continue
        person, stands_in = provider.person, False
        if person is not None and person.id in away:
            person, stands_in = acting.get(acting_for(person.id, away) or 0), True
            if person is None:
                continue
        unit = person.unit if person is not None and stands_in else provider.unit
        calendar = (person.calendar if person else None) or unit.calendar
        found.append(Decider(provider, unit, person, stands_in, working_time_of(calendar).is_open(at)))
    return found
