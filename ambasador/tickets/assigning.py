"""
Who becomes the first owner of a ticket: by competence, then by shift, then by load in hours of work. [O1] No Django, no clock.

Each agent is known with the moment their present or next shift begins; the choice is one pass over them.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from ambasador.lib.business_time import NeverOpen, WorkingTime

MINUTES_PER_TICKET = 15
"""What an open ticket costs its owner beside the standards of their own steps: calls, questions, looking after it."""


@dataclass(frozen=True)
class Agent:
    """
    Somebody who may own tickets: an active agent, neither away today nor about to leave.

    `work_minutes` is what is left of the standards of their own steps; `from_at` when their shift begins (now or before: they are on it),
    `until_at` when it ends, None for a shift without end.
    """

    user: int
    person: int | None
    from_at: datetime
    until_at: datetime | None
    work_minutes: int = 0
    open_tickets: int = 0

    @property
    def load_minutes(self) -> int:
        return self.work_minutes + self.open_tickets * MINUTES_PER_TICKET

    def with_another(self, minutes: int) -> "Agent":
        """The same agent with one ticket more."""
        return replace(self, work_minutes=self.work_minutes + minutes, open_tickets=self.open_tickets + 1)


def shift(hours: WorkingTime, at: datetime) -> tuple[datetime, datetime | None] | None:
    """When the present shift begins (`at` while it lasts), or the next one, and when it ends; None when there is none any more."""
    if hours.always_open:
        return at, None
    try:
        begins = hours.next_opening(at)
        return begins, hours.next_closing(begins)
    except NeverOpen:
        return None


def choose(agents: Iterable[Agent], *, knowing: Collection[int] | None, at: datetime, due_at: datetime) -> tuple[Agent, bool] | None:
    """
    The agent who gets the ticket, and whether they were chosen for what they know; None when it waits in the queue.

    1. `knowing` are the people who provide the competence, None when the procedure asks for none.
    2. Whoever is on shift comes before whoever comes on shift until the queue's clock runs out at `due_at`.
    3. Of those the one with the least work; of equals the one with fewer tickets, then the one who is longest with us.
    4. When the clock has run out and nobody who knows is there, anybody on shift: a case is not left alone for want of a specialist.
    """
    there = [agent for agent in agents if agent.from_at <= max(at, due_at)]
    able = there if knowing is None else [agent for agent in there if agent.person in knowing]
    if able:
        return min(able, key=lambda agent: _rank(agent, at)), knowing is not None
    on_shift = [agent for agent in there if agent.from_at <= at]
    if at >= due_at and on_shift:
        return min(on_shift, key=lambda agent: _rank(agent, at)), False
    return None


def _rank(agent: Agent, at: datetime) -> tuple[bool, int, int, int]:
    return agent.from_at > at, agent.load_minutes, agent.open_tickets, agent.user
