"""Server time and queries of the pages people live in, measured in the process that serves them."""

import statistics
import time

from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ambasador.accounts.models import User
from ambasador.journal.actors import SYSTEM
from ambasador.tickets.models import Step, Ticket
from ambasador.tickets.verbs import case_link, task_link
from ambasador.tickets.verbs.links import case_token, task_token

RUNS = 40


def addresses() -> list[tuple[str, str, User | None]]:
    """(name, address, who looks) of every page measured."""
    agent = User.objects.filter(roles__contains=["agent"]).order_by("id")[7]
    celina = User.objects.get(email="celina@modrzew.example")
    ticket = Ticket.objects.filter(owner=agent, closed_at=None).order_by("-id")[3]
    step = Step.objects.filter(unit__code="montaz-plus").order_by("-id").first()
    assert step
    case = case_token(case_link(ticket, sent_to="a@poczta.example", by=SYSTEM))
    task = task_token(task_link(step, sent_to="a@montazplus.example", by=SYSTEM))
    return [
        ("desk", "/desk/", agent),
        ("desk, the team's", "/desk/?whose=team", agent),
        ("ticket", f"/tickets/{ticket.number}/", agent),
        ("all tickets", "/tickets/", agent),
        ("department's tasks", "/tasks/", celina),
        ("intake", "/intake/", agent),
        ("customers", "/customers/", agent),
        ("customer's page", f"/s/{case}/", None),
        ("task by link", f"/z/{task}/", None),
    ]


def measure(address: str, user: User | None) -> tuple[float, float, int, int, int]:
    """(median ms, 95th percentile ms, queries, bytes, status) of RUNS requests after two to warm up."""
    client = Client()
    if user:
        client.force_login(user)
    for _ in range(2):
        client.get(address)
    times = []
    for _ in range(RUNS):
        reset_queries()
        begun = time.perf_counter()
        response = client.get(address)
        times.append((time.perf_counter() - begun) * 1000)
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    ordered = sorted(times)
    return statistics.median(times), ordered[int(RUNS * 0.95)], len(seen), len(response.content), response.status_code
