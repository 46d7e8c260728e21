"""The form in a real browser: filled in by keyboard, on a page and in a frame."""


import pytest

from ambasador.channels.verbs import add_line
from ambasador.journal.actors import SYSTEM
from ambasador.tickets.models import Ticket

pytestmark = [pytest.mark.e2e, pytest.mark.req("I1"), pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("size", "theme", "language"), [("desk", "light", "pl")])
def test_a_customer_fills_it_in_by_keyboard(visit, company, anna, monkeypatch, size, theme, language):
    monkeypatch.setattr("ambasador.portal.webform.forms.QUICKEST", 0)  # a test types faster than people
    line = add_line("web_form", name="Formularz", settings={}, by=SYSTEM)
    visitor = visit(None, size=size, theme=theme, language=language)
    visitor.open(f"/f/{line.id}/")
    visitor.expect_clean()
    visitor.shot(f"webform-{size}-{language}")
    page = visitor.page
    page.focus("#id_name")
    page.keyboard.type("Jan Nowak")
    page.keyboard.press("Tab")
    page.keyboard.type("jan@poczta.example")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Pralka cieknie")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "files"  # what only programs see is passed over
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=status]")
    visitor.shot(f"webform-sent-{size}-{language}")
    visitor.expect_clean()
    assert Ticket.objects.get().customer.name == "Jan Nowak"
