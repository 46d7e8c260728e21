"""
Who hears of a task of a unit: whoever performs it, and the line above, from the lead to the units it escalates to. [O4]

Whoever is away is replaced by who acts for them that day; who can neither be written to nor signs in is left out.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from ambasador.directory.models import Person, Rank, Unit
from ambasador.directory.queries import deputies_on
from ambasador.directory.standing_in import acting_for

Recipient = tuple[str, int]
"""(`person`, `unit` or `user`, id)."""


@dataclass(frozen=True)
class Line:
    """
    The people above a unit's tasks. `mailbox` is the unit itself when it has an address; `above` the units it escalates to, each with
    who is told there.
    """

    mailbox: tuple[Recipient, ...]
    leads: tuple[Recipient, ...]
    head: tuple[Recipient, ...]
    above: tuple[tuple[int, tuple[Recipient, ...]], ...]

    @property
    def front(self) -> tuple[Recipient, ...]:
        """Who is reminded of a task that nobody has taken yet: the unit's mailbox, else its leads, else its head."""
        return self.mailbox or self.leads or self.head


@dataclass(frozen=True)
class Lines:
    """The lines of some units on one day, and who acts for the people that were asked about."""

    by_unit: dict[int, Line]
    _acting: dict[int, Recipient]
    _by_user: dict[int, int]

    def of(self, unit: int) -> Line:
        return self.by_unit[unit]

    def acting_for(self, person: int) -> Recipient | None:
        """The person, or who acts for them while they are away; None when nobody does or can be reached."""
        return self._acting.get(person)

    def acting_for_user(self, user: int) -> Recipient:
        """The same for somebody of the contact centre; somebody the directory does not know is told themselves."""
        return self._acting.get(self._by_user.get(user, 0)) or ("user", user)


def lines_of(units: Collection[int], *, on: date, users: Collection[int] = (), people: Collection[int] = ()) -> Lines:
    """The lines of these units on a day, and who acts for these users and people; four queries, and one for each step that a line climbs."""
    known = _with_those_above(units)
    ranked = Q(unit__in=known, rank__in=[Rank.LEAD, Rank.HEAD])
    asked = list(Person.objects.filter(ranked | Q(user__in=users) | Q(pk__in=people), is_active=True).order_by("id"))
    acting = _acting([person.id for person in asked], on)
    told: defaultdict[tuple[int, str], list[Recipient]] = defaultdict(list)
    for person in asked:
        if person.id in acting and acting[person.id] not in told[person.unit_id, person.rank]:
            told[person.unit_id, person.rank].append(acting[person.id])

    def of_rank(unit: int, rank: Rank) -> tuple[Recipient, ...]:
        return tuple(told[unit, rank])

    lines = {}
    for number in units:
        climbed = _climbed(known[number], known)
        above = tuple((unit.id, of_rank(unit.id, Rank.HEAD) or of_rank(unit.id, Rank.LEAD) or _mailbox(unit)) for unit in climbed)
        lines[number] = Line(_mailbox(known[number]), of_rank(number, Rank.LEAD), of_rank(number, Rank.HEAD), above)
    return Lines(lines, acting, {person.user_id: person.id for person in asked if person.user_id})


def _with_those_above(units: Iterable[int]) -> dict[int, Unit]:
    known: dict[int, Unit] = {}
    wanted = set(units)
    while wanted:
        known |= Unit.objects.in_bulk(wanted)
        wanted = {unit.escalates_to_id for unit in known.values() if unit.escalates_to_id} - known.keys()
    return known


def _climbed(unit: Unit, known: dict[int, Unit]) -> list[Unit]:
    line: list[Unit] = []
    while unit.escalates_to_id is not None and known[unit.escalates_to_id] not in line:
        unit = known[unit.escalates_to_id]
        line.append(unit)
    return line


def _acting(people: Iterable[int], on: date) -> dict[int, Recipient]:
    """Who acts for each of these people that day, as far as they can be reached; two queries."""
    away = deputies_on(on)
    acting = {person: other for person in people if (other := acting_for(person, away)) is not None}
    can_be_reached = ~Q(email="") | Q(user__is_active=True)
    reachable = set(Person.objects.filter(can_be_reached, pk__in=acting.values(), is_active=True).values_list("id", flat=True))
    return {person: ("person", other) for person, other in acting.items() if other in reachable}


def _mailbox(unit: Unit) -> tuple[Recipient, ...]:
    return (("unit", unit.id),) if unit.email else ()
