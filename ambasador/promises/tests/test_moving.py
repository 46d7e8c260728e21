"""A ticket that goes over to another version of its procedure gets its promise looked at again. [P1]"""

import pytest

from ambasador.journal.actors import SYSTEM
from ambasador.procedures.verbs import begin_draft, change_step, publish_version
from ambasador.promises.models import Promise
from ambasador.tickets.verbs import move_to_version

pytestmark = [pytest.mark.django_db, pytest.mark.req("P1")]


def test_the_promise_follows_the_new_version(complaint, company, anna, run_jobs):
    run_jobs()
    draft = begin_draft(company.complaint.procedure, by=SYSTEM)
    change_step(draft.steps.get(key="informacja"), standard_minutes=9600, by=SYSTEM)
    move_to_version(complaint, publish_version(draft, by=SYSTEM), by=anna.actor)
    run_jobs()
    assert Promise.objects.filter(ticket=complaint).order_by("-id").first().reason == "route_changed"
