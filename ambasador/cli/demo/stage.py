"""
The stage on which history is played: cases take turns in the order of time, each act at its own moment.

A case is a generator that yields the moment at which it wants to go on. The stage sets the clock to the earliest of these
moments, lets that case act through the verbs, and has the background work done. What is due after the present is left as it
stands: these are the open cases.
"""

import heapq
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection

from ambasador.channels.models import Mailbox
from ambasador.cli.demo.company import WARSAW, Company
from ambasador.cli.demo.jobs import do_jobs
from ambasador.customers.models import Customer
from ambasador.directory.models import Person
from ambasador.directory.queries import working_time_of
from ambasador.lib import clock
from ambasador.lib.business_time import WorkingTime
from ambasador.procedures.models import ProcedureVersion

Case = Iterator[datetime]
Told = Callable[[float], None]


@dataclass
class Stage:
    """Who plays, where, and until when."""

    company: Company
    versions: dict[str, ProcedureVersion]
    clients: dict[str, Customer]
    mailbox: Mailbox
    rng: random.Random
    until: datetime
    cases: list[tuple[datetime, int, Case]] = field(default_factory=list)
    letters: int = 0
    _entered: int = 0

    def enter(self, case: Case) -> None:
        """Let a case wait for its first turn."""
        self._push(next(case), case)

    def play(self, *, tell: Told | None = None) -> int:
        """Play all cases up to the present; `tell` hears now and then which share (0..1) is behind. Returns the number of acts."""
        begin = self.cases[0][0] if self.cases else self.until
        acts, now = 0, begin
        while self.cases and self.cases[0][0] <= self.until:
            moment, _, case = heapq.heappop(self.cases)
            now = max(now, moment)
            with clock.set_to(now):
                following = next(case, None)
            if following is not None:
                self._push(max(following, now), case)
            acts += 1
            if tell and acts % 100 == 0:
                tell((now - begin) / (self.until - begin))
        do_jobs(until=self.until)
        return acts

    def settle(self) -> None:
        """Have the background work of the present act done."""
        do_jobs(until=clock.now())

    def next_letter(self, host: str) -> str:
        """A fresh Message-ID."""
        self.letters += 1
        return f"<{self.until:%Y%m%d}.{self.letters}.{self.rng.randrange(10**9)}@{host}>"

    def people_of(self, unit_id: int) -> list[Person]:
        return [person for person in self.company.people.values() if person.unit_id == unit_id]

    @property
    def hours(self) -> WorkingTime:
        """The working time of the contact centre."""
        return working_time_of(self.company.units["centrum"].calendar)

    def pick_share(self, median: float = 0.55, spread: float = 0.55) -> float:
        """How much of its standard something takes: most less than all, some much more."""
        return min(4.0, median * self.rng.lognormvariate(0, spread))

    def _push(self, moment: datetime, case: Case) -> None:
        self._entered += 1
        heapq.heappush(self.cases, (moment, self._entered, case))


def present_moment(now: datetime, hours: WorkingTime) -> datetime:
    """The moment the demo stands at: now, when the centre has been at work for a while; else late in its last working day."""
    local = now.astimezone(WARSAW)
    if hours.is_open(now) and local.hour >= 10:
        return now
    moment = local if local.hour >= 16 else (local - timedelta(days=1)).replace(hour=23)
    while not hours.openings_on(moment.date()):
        moment -= timedelta(days=1)
    return moment.replace(hour=15, minute=42, second=0, microsecond=0)


def working_day(present: datetime, back: int, hour: int, minute: int, *, hours: WorkingTime) -> datetime:
    """`hour:minute` of the working day that lies `back` working days before the present one."""
    moment = present.astimezone(WARSAW).replace(hour=hour, minute=minute, second=0, microsecond=0)
    while back:
        moment -= timedelta(days=1)
        back -= bool(hours.openings_on(moment.date()))
    return moment


def waking(moment: datetime) -> datetime:
    """The moment, or the next morning when it is night."""
    local = moment.astimezone(WARSAW)
    if local.hour >= 22:
        return (local + timedelta(days=1)).replace(hour=7, minute=local.minute)
    return local.replace(hour=7) if local.hour < 7 else moment


def number_from(last: int) -> None:
    """Let the next ticket have the number after `last`, if numbers have not come so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('tickets_ticket_number', greatest(%s, (SELECT last_value FROM tickets_ticket_number)))", [last])
