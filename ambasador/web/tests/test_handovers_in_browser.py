"""The screens of handing over and leaving in Chromium: clean in light and dark, wide and narrow, and done by keys alone."""

from datetime import date

import pytest

from ambasador.accounts.verbs import begin_leaving
from ambasador.journal.actors import SYSTEM
from ambasador.tickets.models import Handover
from ambasador.tickets.verbs import offer_handover, open_ticket
from tests.cast import make_agent

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def places(company, ewa, anna, bartek, complaint, wednesday_everywhere):
    bea = make_agent("Bea Nowak", ["agent"], company.centre)
    for number in range(3):
        open_ticket(customer=ewa, subject=f"Zgłoszenie {number}", channel="email", version=company.complaint, owner=anna, by=SYSTEM)
    begin_leaving(anna, last_on=date(2026, 12, 31), by=SYSTEM)
    offer_handover(complaint, to=bartek, reason="Odejście z pracy", by=anna.actor)
    open_ticket(customer=ewa, subject="Inna", channel="email", version=company.enquiry, owner=bea, by=SYSTEM)
    return {"leavings": "/leaving/", "leaving": f"/leaving/{anna.id}/", "begin": "/leaving/new/", "offered": "/handing-over/"}


@pytest.mark.parametrize(("size", "theme", "language"), [("desk", "light", "pl"), ("phone", "dark", "en")])
def test_the_screens_are_clean(visit, bartek, places, size, theme, language):
    bartek.language = language
    bartek.save(update_fields=["language"])
    visitor = visit(bartek, size=size, theme=theme, language=language)
    for name, path in places.items():
        visitor.open(path)
        visitor.expect_clean()
        visitor.shot(f"handovers-{name}-{size}-{theme}-{language}", is_full=True)


def test_tickets_are_offered_by_keys_alone(visit, bartek, anna, places):
    visitor = visit(bartek)
    visitor.open(places["leaving"])
    visitor.page.locator("#id_reason").focus()
    visitor.page.keyboard.type("Odejście")
    visitor.page.keyboard.press("Enter")
    visitor.page.get_by_role("heading", name="Zaproponowane przekazania").wait_for()
    assert Handover.objects.filter(state="offered").count() == 4
