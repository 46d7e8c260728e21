"""The agents to whom tickets can be given at a moment, with their shifts and loads: what `assigning` chooses from."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from ambasador.accounts.models import User
from ambasador.accounts.queries import leaving_users
from ambasador.directory.models import Calendar
from ambasador.directory.queries import centre, deputies_on, organisation_day, people_who_provide, working_time_of
from ambasador.tickets.assigning import Agent, choose, shift
from ambasador.tickets.models import Ticket

FORTNIGHT = timedelta(days=14)
# in one statement, so that a gathering meanwhile is seen wholly or not at all
LOADS = """
    SELECT owner_id, sum(open_tickets), sum(work_minutes) FROM (
        SELECT owner_id, open_tickets, work_minutes FROM tickets_workload
        UNION ALL SELECT owner_id, open_tickets, work_minutes FROM tickets_workloadchange
    ) load GROUP BY owner_id
"""


@dataclass(frozen=True)
class Choice:
    """Who was chosen and why: the competence that decided (None when none did), and the agent as they stood at that moment."""

    agent: Agent
    competence: int | None
    wanted: int | None


class Board:
    """
    Agents with shift and load, read once; each ticket given out counts for the next choice.

    Four queries, one for each competence asked for, and those of calendars this process has not seen in their present version. Of
    thousands of agents only numbers are read.
    """

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._away = deputies_on(organisation_day(at))
        self._knowing: dict[int, frozenset[int]] = {}
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
        users = User.objects.filter(is_active=True, roles__contains=["agent"]).exclude(id__in=leaving_users())
        rows = list(users.values_list("id", "person__id", "person__calendar_id", "person__unit__calendar_id"))
        common = centre().calendar if any(person is None for _user, person, _own, _units in rows) else None
        shifts = self._shifts({own or units for _user, _person, own, units in rows if own or units}, common)
        loads = loads_of_owners()
        for user, person, own, units in rows:
            hours = shifts[own or units]
            if hours and person not in self._away:
                count, minutes = loads.get(user, (0, 0))
                yield Agent(user, person, *hours, work_minutes=minutes, open_tickets=count)

    def _shifts(self, calendars: Collection[int], common: Calendar | None) -> dict[int | None, tuple[datetime, datetime | None] | None]:
        """The present or next shift by each of these calendars; under None that of people who are in no unit."""
        found: dict[int | None, Calendar] = dict(Calendar.objects.in_bulk(calendars))
        if common:
            found[None] = common
        return {number: shift(working_time_of(calendar), self.at) for number, calendar in found.items()}


def loads_of_owners() -> dict[int, tuple[int, int]]:
    """By owner, the number of open tickets and the minutes of their own work left in them; one query of as many rows as there are owners."""
    with connection.cursor() as cursor:
        cursor.execute(LOADS)
        return {owner: (int(count), int(minutes)) for owner, count, minutes in cursor.fetchall()}
