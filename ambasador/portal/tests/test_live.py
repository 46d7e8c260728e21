"""What an open page of somebody without an account may hear, and what it then fetches."""

from datetime import timedelta

import pytest

from ambasador.conversations.verbs import answer_task
from ambasador.customers.models import Customer
from ambasador.directory.verbs import change_person
from ambasador.journal.actors import SYSTEM, Actor
from ambasador.journal.models import Event
from ambasador.lib import clock
from ambasador.portal.live import LinkGate
from ambasador.tickets.models import CaseLink, Step, TaskLink, Ticket
from ambasador.tickets.verbs import refuse_step

pytestmark = pytest.mark.django_db


def let_in(*topics):
    return LinkGate().let_in({}, frozenset(topics))


@pytest.mark.req("C6")
def test_the_link_of_a_case_admits_to_its_ticket_and_to_nothing_else(case):
    visitor = let_in(f"case:{case.token}", "ticket:1", "queue", "owner:1")
    assert visitor.topics == {f"ticket:{case.ticket.id}"}
    assert not visitor.hears_kinds
    assert case.token not in visitor.key
    assert LinkGate().still_welcome([visitor.key, "case:999999"]) == {visitor.key}


def test_the_link_of_a_task_admits_to_its_ticket(inspection):
    visitor = let_in(f"task:{inspection.token}")
    assert visitor.topics == {f"ticket:{inspection.step.ticket_id}"}
    assert LinkGate().still_welcome([visitor.key]) == {visitor.key}


def test_who_shows_no_link_or_a_forged_one_is_nobody(case, inspection, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert let_in(f"ticket:{case.ticket.id}", "queue") is None
    assert let_in("case:1-aaaaaaaaaaaaaaaaaaaa") is None
    assert let_in(f"task:{case.token}") is None
    assert let_in(f"case:{inspection.token}") is None


def past():
    return clock.now() - timedelta(seconds=1)


@pytest.mark.parametrize(
    "end",
    [
        lambda case: CaseLink.objects.filter(pk=case.link.pk).update(expires_at=past()),
        lambda case: CaseLink.objects.filter(pk=case.link.pk).update(closed_at=past()),
        lambda case: Ticket.objects.filter(pk=case.ticket.pk).update(customer=Customer.objects.create(name="Ktoś Inny")),
    ],
)
def test_who_holds_an_ended_case_link_is_put_out(case, end):
    visitor = let_in(f"case:{case.token}")
    end(case)
    assert LinkGate().still_welcome([visitor.key]) == set()
    assert let_in(f"case:{case.token}") is None


@pytest.mark.parametrize(
    "end",
    [
        lambda task, person: TaskLink.objects.filter(pk=task.link.pk).update(expires_at=past()),
        lambda task, person: refuse_step(Step.objects.get(pk=task.step.pk), reason="Nie nasze", by=person),
        lambda task, person: change_person(task.link.person, is_active=False, by=SYSTEM),
    ],
)
def test_who_holds_an_ended_task_link_is_put_out(inspection, serwis, end):
    visitor = let_in(f"task:{inspection.token}")
    end(inspection, Actor("person", serwis.id))
    assert LinkGate().still_welcome([visitor.key]) == set()
    assert let_in(f"task:{inspection.token}") is None


def fetched(client, url, status=200):
    answer = client.get(url + "live/")
    assert answer.status_code == status
    return answer.content.decode().replace("\u00a0", " ")


def test_the_open_page_of_a_case_fetches_its_parts(client, case, serwis):
    before = Event.objects.count()
    html = fetched(client, case.url)
    assert Event.objects.count() == before
    for part in ("now", "asked", "stages", "message-title", "happened"):
        assert f'id="case-{part}"' in html
    assert html.count('hx-swap-oob="true"') == 5
    page = client.get(case.url).content.decode()
    assert "hx-swap-oob" not in page
    assert f'data-topics="case:{case.token}"' in page
    assert f'hx-get="{case.url}live/"' in page
    assert f'hx-get="{case.url}live/?lang=en"' in client.get(f"{case.url}?lang=en").content.decode()


def test_the_open_page_of_an_ended_link_is_told_and_shows_nothing_new(client, case):
    CaseLink.objects.filter(pk=case.link.pk).update(closed_at=past())
    html = fetched(client, case.url)
    assert "Ten link już nie działa" in html
    assert "hx-get" not in html
    assert "Pralka" not in html
    assert "Anna" not in html
    fetched(client, "/s/1-aaaaaaaaaaaaaaaaaaaa/", 404)


@pytest.mark.req("O3")
def test_the_open_page_of_a_task_is_told_that_somebody_else_answered(client, inspection, decision, celina, serwis):
    assert "hidden" in fetched(client, decision.url)
    answer_task(Step.objects.get(pk=decision.step.pk), by=celina.actor, channel="app", code="no", public="Po terminie.")
    html = fetched(client, decision.url)
    assert "Ktoś inny już odpowiedział na to zadanie." in html
    assert decision.url in html
    assert "Po terminie." not in html
    answer_task(Step.objects.get(pk=inspection.step.pk), by=Actor("person", serwis.id), channel="link", public="Złączka.")
    assert "przez ten sam link" in fetched(client, inspection.url)


def test_the_open_page_of_a_task_is_told_that_it_went_elsewhere(client, inspection, serwis):
    refuse_step(Step.objects.get(pk=inspection.step.pk), reason="Nie nasze", by=Actor("person", serwis.id))
    html = fetched(client, inspection.url)
    assert "To zadanie" in html
    assert "hx-get" not in html
