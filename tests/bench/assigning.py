"""How long the choice of a first owner takes among 200 agents and the open tickets there are; alone, and in a sweep of a full queue."""

import statistics
import time
from collections.abc import Callable
from functools import partial

from django.db import connection
from django.test.utils import CaptureQueriesContext

from ambasador.accounts.models import User
from ambasador.customers.models import Customer
from ambasador.directory.models import Person, Unit
from ambasador.directory.verbs import ProvidedBy, add_competence, set_providers
from ambasador.journal.actors import SYSTEM
from ambasador.lib import clock
from ambasador.procedures.models import ProcedureVersion
from ambasador.procedures.verbs import change_procedure
from ambasador.tickets import tasks, verbs
from ambasador.tickets.agents import Board
from ambasador.tickets.models import Ticket
from tests.cast import WEDNESDAY

ALONE, QUEUED = 100, 500


def measure() -> None:
    with clock.set_to(WEDNESDAY):
        version = _competent()
        print(f"{User.objects.filter(roles__contains=['agent']).count()} agents, {Ticket.objects.open().count()} open tickets")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE) tickets_ticket")
        queued = [_queued(version) for _ in range(ALONE)]
        alone = [_timed(partial(verbs.assign_automatically, ticket, by=SYSTEM)) for ticket in queued]
        with CaptureQueriesContext(connection) as seen:
            Board(clock.now())
        print(f"one ticket: median {statistics.median(alone):.1f} ms, worst {max(alone):.1f} ms; {len(seen)} queries for the choice")
        for _ in range(QUEUED):
            _queued(version)
        whole = _timed(lambda: tasks.assign_waiting(0))
        left = Ticket.objects.filter(owner=None).count()
        print(f"a sweep of {QUEUED} queued tickets: {whole / 1000:.1f} s, {whole / QUEUED:.1f} ms each, {left} left")


def _competent() -> ProcedureVersion:
    """Half of the agents know complaints."""
    centre = Unit.objects.get(kind="centre")
    people = Person.objects.filter(unit=centre, user__isnull=False).order_by("id")[:100]
    competence = add_competence(code="zna-reklamacje", name="Zna reklamacje", by=SYSTEM)
    set_providers(competence, providers=[ProvidedBy(unit=centre, person=person) for person in people], by=SYSTEM)
    version = ProcedureVersion.objects.select_related("procedure").get(procedure__code="reklamacja", state="published")
    change_procedure(version.procedure, owner_competence=competence, by=SYSTEM)
    return version


def _queued(version: ProcedureVersion) -> Ticket:
    customer = Customer.objects.order_by("id").first()
    assert customer
    return verbs.open_ticket(customer=customer, subject="Nowa", channel="email", version=version, by=SYSTEM)


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000
