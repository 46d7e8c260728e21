"""The promise after working hours changed. [P2, P3]"""

from datetime import time

import pytest

from ambasador.directory.verbs import set_hours
from ambasador.journal.actors import SYSTEM
from ambasador.journal.models import Event
from ambasador.promises import tasks
from ambasador.promises.models import Promise
from ambasador.tickets.verbs import open_ticket

pytestmark = [pytest.mark.django_db, pytest.mark.req("P3")]


def test_promises_of_tickets_whose_due_times_moved_are_looked_at_again(company, anna, ewa, run_jobs, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 2)
    for number in range(5):
        open_ticket(customer=ewa, subject=f"Pralka {number}", channel="email", version=company.complaint, owner=anna, by=anna.actor)
    run_jobs()
    set_hours(company.office_hours, hours=[(0, time(8), time(9))], by=SYSTEM)
    run_jobs()
    standing = Promise.objects.filter(replaced_at=None)
    assert set(standing.values_list("reason", flat=True)) == {"hours_changed"}
    made = Event.objects.filter(kind="promises.promise_made").count()
    run_jobs()
    assert Event.objects.filter(kind="promises.promise_made").count() == made
