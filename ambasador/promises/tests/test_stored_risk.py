"""The stored risk: lists know it without looking ahead. [P3]"""

from datetime import timedelta

import pytest

from ambasador.lib import clock
from ambasador.promises import prediction, tasks
from ambasador.promises.models import StoredRisk
from ambasador.promises.queries import current_promise, outlooks, seen_range
from ambasador.promises.verbs import revise_promise
from ambasador.tickets.models import Step, Ticket
from ambasador.tickets.verbs import open_ticket

pytestmark = [pytest.mark.django_db, pytest.mark.req("P3")]


@pytest.fixture
def promised(company, anna, ewa, run_jobs):
    ticket = open_ticket(customer=ewa, subject="Pralka", channel="email", version=company.complaint, owner=anna, by=anna.actor)
    run_jobs()
    return Ticket.objects.get(pk=ticket.pk)


def looked_ahead(ticket, at):
    """The risk reckoned from the route itself."""
    promise, steps = current_promise(ticket), list(Step.objects.filter(ticket=ticket).select_related("unit__calendar"))
    standing = prediction.Standing(promise.from_at, promise.likely_at, promise.to_at)
    return prediction.risk_of_breaking(standing, seen_range(steps, at=at))


def test_the_stored_risk_is_near_to_looking_ahead_at_any_hour(promised):
    begun, end = clock.now(), current_promise(promised).to_at
    for part in range(41):
        at = begun + (end - begun) * part / 40
        assert outlooks([promised], at=at)[promised.id].risk == pytest.approx(looked_ahead(promised, at), abs=0.08), part


def test_a_list_looks_at_no_route(promised, django_assert_num_queries):
    with django_assert_num_queries(2):
        outlooks([promised] * 3, at=clock.now())


def test_the_risk_of_a_replaced_promise_does_not_count_and_a_job_makes_the_missing_ones(promised, django_assert_num_queries):
    StoredRisk.objects.all().delete()
    at = clock.now()
    assert outlooks([promised], at=at)[promised.id].risk == pytest.approx(looked_ahead(promised, at))
    tasks.store_missing_risks(0)
    assert StoredRisk.objects.get().promise == current_promise(promised)
    with django_assert_num_queries(2):
        outlooks([promised], at=at)


def test_waiting_makes_the_risk_grow_and_never_fall(promised):
    curve = StoredRisk.objects.get().risks
    assert list(curve) == sorted(curve)
    assert curve[-1] > curve[0]


def test_after_the_promised_end_it_is_the_risk_of_the_end(promised):
    promise = current_promise(promised)
    late = prediction.RiskCurve(promise.made_at, [0, int((promise.to_at - promise.made_at).total_seconds())], [0, 1000])
    assert late.risk_at(promise.to_at + timedelta(days=3)) == 1.0
    assert late.risk_at(promise.made_at + (promise.to_at - promise.made_at) / 4) == pytest.approx(0.25, abs=0.001)


def test_looking_twice_changes_nothing_but_the_store_risk(promised):
    before = current_promise(promised)
    assert revise_promise(promised, reason="step_late", by=promised.owner.actor) == before
    assert StoredRisk.objects.count() == 1
