"""The stored risk: lists know it without looking ahead. [P3]"""

from datetime import timedelta

import pytest

from ambasador.lib import clock
from ambasador.promises import prediction, tasks
from ambasador.promises.models import StoredRisk
from ambasador.promises.queries import current_promise, outlooks, seen_range
from ambasador.promises.verbs import store_risk
from ambasador.tickets.models import Step, Ticket
from ambasador.tickets.verbs import close_ticket, open_ticket, skip_step

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


def test_a_list_looks_at_no_route(promised, company, anna, ewa, run_jobs, django_assert_num_queries):
    other = open_ticket(customer=ewa, subject="Lodówka", channel="email", version=company.complaint, owner=anna, by=anna.actor)
    run_jobs()
    with django_assert_num_queries(1):
        assert set(outlooks([promised, other], at=clock.now())) == {promised.id, other.id}


def test_the_risk_of_a_replaced_promise_does_not_count_and_a_job_makes_the_missing_ones(promised, django_assert_num_queries):
    StoredRisk.objects.all().delete()
    at = clock.now()
    assert outlooks([promised], at=at)[promised.id].risk == pytest.approx(looked_ahead(promised, at))
    tasks.store_missing_risks(0)
    assert StoredRisk.objects.get().promise == current_promise(promised)
    with django_assert_num_queries(1):
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


def test_every_move_stores_the_risk_anew(promised, anna, run_jobs):
    before = StoredRisk.objects.get()
    with clock.set_to(clock.now() + timedelta(hours=2)):
        skip_step(promised.steps.get(key="ogledziny"), reason="faster", by=anna.actor)
        run_jobs()
        assert StoredRisk.objects.get().made_at > before.made_at
        assert StoredRisk.objects.get().promise == current_promise(promised)


def test_of_what_is_closed_no_risk_is_stored(promised, anna):
    close_ticket(promised, reason="solved", by=anna.actor)
    StoredRisk.objects.all().delete()
    assert store_risk(promised) is None
    assert not StoredRisk.objects.exists()
