"""Several workers, and one that is killed: each level once, nothing forgotten. [O4]"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Count

from ambasador.journal.actors import CLOCK
from ambasador.lib import clock
from ambasador.tickets import verbs
from ambasador.tickets.models import Notice, Nudge, Step, Ticket
from ambasador.tickets.queries import events_of
from ambasador.tickets.verbs import nudges
from tests.cast import WEDNESDAY
from tests.truth import assert_true_to_journal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("O4")]
LATE = WEDNESDAY + timedelta(days=5)


@pytest.fixture
def many(company, anna, ewa) -> list[Ticket]:
    return [
        verbs.open_ticket(customer=ewa, subject=f"Pralka {number}", channel="email", version=company.complaint, owner=anna, by=anna.actor)
        for number in range(12)
    ]


def sweep(*_args: object) -> int:
    try:
        with clock.set_to(LATE):
            return verbs.nudge_steps(by=CLOCK)
    finally:
        connection.close()


def assert_told_once(tickets: list[Ticket]) -> None:
    """No level twice, an event for each nudge, and nothing left behind."""
    assert not Nudge.objects.values("step", "round", "level").annotate(n=Count("id")).filter(n__gt=1).exists()
    assert Nudge.objects.count() == sum(events_of(ticket).filter(kind__in=["tickets.step_reminded", "tickets.step_escalated"]).count() for ticket in tickets)
    assert not Step.objects.filter(next_nudge_at__lte=LATE).exists()
    assert Notice.objects.count() >= Nudge.objects.count()
    assert_true_to_journal(tickets[0])


def test_workers_at_once_share_the_work(many, monkeypatch):
    monkeypatch.setattr(nudges, "BATCH", 3)
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(sweep, range(4)))
    sweep()
    assert_told_once(many)


def test_a_worker_killed_in_the_middle_leaves_nothing_half_done(many, monkeypatch):
    """Its connection ends before the commit, as with the process; another one does it again."""
    monkeypatch.setattr(nudges, "BATCH", 3)
    told = []

    class Killed(BaseException):
        pass

    def tell(step, level, recipients, *, by, at):
        told.append(step.id)
        if len(told) == 8:
            raise Killed
        return original(step, level, recipients, by=by, at=at)

    original = nudges._tell
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(nudges, "_tell", tell)
        sweep()
    assert Nudge.objects.count() < len(told)
    sweep()
    assert_told_once(many)


def test_a_ticket_somebody_holds_is_left_for_later_and_waits_for_nobody(many):
    with transaction.atomic(), ThreadPoolExecutor(1) as worker:
        Ticket.objects.lock(many[0])
        assert worker.submit(sweep).result(timeout=20)
        assert not Nudge.objects.filter(step__ticket=many[0]).exists()
    sweep()
    assert_told_once(many)
