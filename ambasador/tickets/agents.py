"""The agents to whom tickets can be given at a moment, with their shifts and loads: what `assigning` chooses from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Sum

from ambasador.accounts.models import User
from ambasador.accounts.queries import leaving_user_ids
from ambasador.directory.models import Calendar
from ambasador.directory.queries import centre, deputies_on, organisation_day, people_who_provide, working_time_of
from ambasador.tickets.assigning import Agent, choose, shift
from ambasador.tickets.models import Ticket

FORTNIGHT = timedelta(days=14)


@dataclass(frozen=True)
class Choice:
    """Who was chosen and why: the competence that decided (None when none did), and the agent as they stood at that moment."""

    agent: Agent
    competence: int | None
    wanted: int | None


class Board:
    """
    Agents with shift and load, read once; each ticket given out counts for the next choice.

    Four queries, one for each competence asked for, and those of calendars this process has not seen in their present version.
    """

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._away = deputies_on(organisation_day(at))
        self._knowing: dict[int, frozenset[int]] = {}
        self._shifts: dict[int, tuple[datetime, datetime | None] | None] = {}
        self.agents = {agent.user: agent for agent in self._agents()}

    def choose_for(self, competence: int | None, *, due_at: datetime) -> Choice | None:
        """Who gets a ticket of a procedure that asks for `competence` and whose queue's clock runs out at `due_at`."""
        knowing = None if competence is None else self._who_know(competence)
        found = choose(self.agents.values(), knowing=knowing, at=self.at, due_at=due_at)
        return found and Choice(found[0], competence if found[1] else None, competence)

    def receiver_for(self, ticket: Ticket) -> int | None:
        """Who would best take a ticket over from its owner: whoever knows, whenever in a fortnight they come; else anybody. It counts for the next."""
        wanted = ticket.version.procedure.owner_competence_id if ticket.version else None
        others = [agent for agent in self.agents.values() if agent.user != ticket.owner_id]
        at, end = self.at, self.at + FORTNIGHT
        found = choose(others, knowing=self._who_know(wanted), at=at, due_at=end) if wanted else None
        found = found or choose(others, knowing=None, at=at, due_at=end)
        if found:
            self.gave(found[0].user, ticket.work_minutes)
        return found[0].user if found else None

    def gave(self, user: int, minutes: int) -> None:
        """Somebody got a ticket with so many minutes of work."""
        self.agents[user] = self.agents[user].with_another(minutes)

    def _who_know(self, competence: int) -> frozenset[int]:
        if competence not in self._knowing:
            self._knowing[competence] = people_who_provide(competence, away=self._away)
        return self._knowing[competence]

    def _agents(self) -> Iterable[Agent]:
        users = User.objects.filter(is_active=True, roles__contains=["agent"]).exclude(id__in=leaving_user_ids())
        loads = {owner: (count, minutes) for owner, count, minutes in loads_of_owners()}
        for user in users.select_related("person__calendar", "person__unit__calendar"):
            person = getattr(user, "person", None)
            if person and person.id in self._away:
                continue
            hours = self._shift(person.calendar or person.unit.calendar if person else centre().calendar)
            if hours:
                count, minutes = loads.get(user.id, (0, 0))
                yield Agent(user.id, person.id if person else None, *hours, work_minutes=minutes, open_tickets=count)

    def _shift(self, calendar: Calendar) -> tuple[datetime, datetime | None] | None:
        if calendar.id not in self._shifts:
            self._shifts[calendar.id] = shift(working_time_of(calendar), self.at)
        return self._shifts[calendar.id]


def loads_of_owners() -> Iterable[tuple[int, int, int]]:
    """Owner, number of open tickets, minutes of their own work left in them; one scan of an index that holds all of it."""
    owned = Ticket.objects.open().filter(owner__isnull=False).order_by()
    return owned.values("owner").annotate(n=Count("*"), minutes=Sum("work_minutes")).values_list("owner", "n", "minutes")
