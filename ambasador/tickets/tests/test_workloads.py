"""The loads of owners: kept while tickets change, gathered without being changed. [O1]"""

import pytest

from ambasador.tickets import verbs
from ambasador.tickets.agents import Board, loads_of_owners
from ambasador.tickets.models import Ticket, Workload, WorkloadChange
from tests.cast import WEDNESDAY

pytestmark = [pytest.mark.django_db, pytest.mark.req("O1")]


def test_gathering_leaves_every_load_as_it_was(company, anna, bartek, ewa, complaint):
    verbs.open_ticket(customer=ewa, subject="Druga", channel="email", version=company.complaint, owner=bartek, by=bartek.actor)
    before = loads_of_owners()
    assert before == {anna.id: (1, 60), bartek.id: (1, 60)}
    for _again in range(2):
        verbs.gather_workloads()
        assert loads_of_owners() == before
        assert not WorkloadChange.objects.exists()
    assert Workload.objects.count() == 2


def test_a_ticket_that_goes_into_other_hands_or_is_closed_takes_its_load_along(anna, bartek, complaint):
    verbs.gather_workloads()
    verbs.take_over_ticket(complaint, reason="Urlop", by=bartek.actor)
    assert loads_of_owners() == {anna.id: (0, 0), bartek.id: (1, 60)}
    verbs.close_ticket(complaint, reason="solved", by=bartek.actor)
    assert loads_of_owners()[bartek.id] == (0, 0)


def test_a_change_that_is_of_no_load_is_not_written(complaint):
    verbs.gather_workloads()
    Ticket.objects.filter(pk=complaint.pk).update(work_minutes=complaint.work_minutes, closed_at=None)
    assert not WorkloadChange.objects.exists()


def test_the_board_reads_four_queries_and_no_ticket(company, anna, bartek, complaint, django_assert_num_queries):
    Board(WEDNESDAY)
    with django_assert_num_queries(4) as seen:
        assert {agent.user: agent.open_tickets for agent in Board(WEDNESDAY).agents.values()}[anna.id] == 1
    assert not any("tickets_ticket" in query["sql"] for query in seen.captured_queries)
