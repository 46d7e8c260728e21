"""A draft is tried on last month's tickets; nothing is written to them. [P1]"""

import pytest

from ambasador.journal.actors import SYSTEM
from ambasador.lib import clock
from ambasador.procedures.verbs import add_field, add_step, begin_draft, change_step, remove_step
from ambasador.promises.simulation import simulate
from ambasador.tickets.models import Ticket
from ambasador.tickets.verbs import open_ticket
from tests.truth import events_by

pytestmark = [pytest.mark.django_db, pytest.mark.req("P1")]
PAGE = "/procedures/reklamacja/simulation/"


@pytest.fixture
def draft(company, complaint):
    """Without the visit, with consent above 500, and the decision takes twice as long."""
    draft = begin_draft(company.complaint.procedure, by=SYSTEM)
    add_field(draft, key="kwota", name="Kwota", name_en="Amount", kind="money", by=SYSTEM)
    remove_step(draft.steps.get(key="ogledziny"), by=SYSTEM)
    change_step(draft.steps.get(key="decyzja"), standard_minutes=2000, by=SYSTEM)
    add_step(draft, key="zgoda", name="Zgoda", name_en="Consent", performer="owner", standard_minutes=100, condition="kwota > 500", by=SYSTEM)
    return draft


def test_steps_times_and_the_promise_are_compared(draft, complaint, bartek):
    found = simulate(draft, by=bartek.actor, at=clock.now())
    (row,) = found.rows
    assert (row.minutes_before, row.minutes) == (960 + 60, 2000 + 60 + 100)
    assert (row.added, row.passed, row.dropped) == (["zgoda"], [], ["ogledziny"])
    assert found.range(before=False) == (1296, 3456)


def test_a_condition_that_is_false_passes_the_step_over(draft, complaint, bartek):
    Ticket.objects.filter(pk=complaint.pk).update(data={"kwota": "100"})
    (row,) = simulate(draft, by=bartek.actor, at=clock.now()).rows
    assert (row.passed, row.minutes) == (["zgoda"], 2060)


def test_the_page_tells_it_and_writes_nothing(client, draft, complaint, bartek):
    client.force_login(bartek)
    pages = []
    assert events_by(lambda: pages.append(client.get(PAGE).content.decode())) == []
    for words in (f"#{complaint.number}", "nowy w 1 zgłoszeniu", "bez: Oględziny na miejscu"):
        assert words in pages[0]


def test_it_costs_the_same_for_many(client, draft, complaint, bartek, company, ewa, anna, django_assert_max_num_queries):
    for number in range(8):
        open_ticket(customer=ewa, subject=f"T {number}", channel="email", version=company.complaint, owner=anna, by=anna.actor)
    with django_assert_max_num_queries(6):
        assert len(simulate(draft, by=bartek.actor, at=clock.now()).rows) == 9
