"""A lead changes a procedure with the keyboard and the mouse, in a real browser. [P1]"""

import pytest

from ambasador.procedures.verbs import add_field, begin_draft
from ambasador.tickets.models import Ticket
from ambasador.tickets.verbs import open_ticket

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.req("P1")]
PAGE = "/procedures/reklamacja/"


@pytest.fixture
def draft(company, bartek):
    draft = begin_draft(company.complaint.procedure, by=bartek.actor)
    add_field(draft, key="kwota", name="Kwota", name_en="Amount", kind="money", by=bartek.actor)
    options = [{"code": "pralka", "pl": "Pralka", "en": "Washer"}, {"code": "suszarka", "pl": "Suszarka", "en": "Dryer"}]
    add_field(draft, key="produkt", name="Produkt", name_en="Product", kind="choice", options=options, by=bartek.actor)
    return draft


def test_a_condition_is_written_with_suggestions_and_read_back(visit, bartek, draft):
    visitor = visit(bartek)
    visitor.open(f"{PAGE}?step=decyzja")
    page = visitor.page
    page.locator("#id_condition").focus()
    page.keyboard.type("kwo")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("> 500 i prod")
    page.keyboard.press("ArrowDown")
    visitor.shot("procedure-suggestions")
    page.keyboard.press("Enter")
    page.keyboard.type("= ")
    page.locator("#condition-says mark").wait_for()
    page.keyboard.type('"pr')
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_text("Tylko gdy: Kwota: więcej niż 500 zł oraz Produkt: Pralka.").wait_for()
    page.keyboard.press("Control+Enter")
    page.get_by_text("Zapisano.").wait_for()
    assert draft.steps.get(key="decyzja").condition == 'kwota > 500 i produkt = "pralka"'
    visitor.expect_clean()
    visitor.shot("procedure")


def test_steps_and_data_are_put_in_order_by_mouse_and_keyboard(visit, bartek, draft):
    visitor = visit(bartek)
    visitor.open(PAGE)
    page = visitor.page
    first, last = (page.locator("[data-movables]").first.locator("[data-movable]").nth(place) for place in (0, -1))
    with page.expect_navigation():
        first.drag_to(last)
    assert list(draft.steps.values_list("key", flat=True))[-1] == "decyzja"
    page.locator("#field-produkt").focus()
    with page.expect_navigation():
        page.keyboard.press("Alt+ArrowUp")
    assert page.evaluate("document.activeElement.id") == "field-produkt"
    assert list(draft.fields.values_list("key", flat=True)) == ["produkt", "kwota"]
    visitor.open(f"{PAGE}publication/")
    visitor.expect_clean()
    visitor.shot("procedure-publication")


@pytest.mark.parametrize(("size", "theme", "language"), [("desk", "dark", "en"), ("phone", "light", "pl")])
def test_the_pages_are_clean(visit, bartek, draft, size, theme, language):
    bartek.language = language
    bartek.save()
    visitor = visit(bartek, size=size, theme=theme, language=language)
    for name, path in [("editor", ""), ("field", "fields/produkt/"), ("publication", "publication/"), ("differences", "differences/")]:
        visitor.open(f"{PAGE}{path}")
        visitor.expect_clean()
        visitor.shot(f"procedure-{name}-{size}-{theme}-{language}", is_full=True)


def test_a_lead_changes_a_procedure_sees_the_effect_publishes_and_moves_one_ticket(visit, bartek, company, complaint, ewa, anna, wednesday_everywhere):
    """Old tickets keep their version; one is moved."""
    other = open_ticket(customer=ewa, subject="Druga", channel="email", version=company.complaint, owner=anna, by=anna.actor)
    visitor = visit(bartek)
    page = visitor.page
    visitor.open(PAGE)
    page.get_by_role("button", name="Rozpocznij nową wersję").press("Enter")
    page.locator("#step-informacja").press("Enter")
    duration = page.get_by_label("Standard", exact=True)
    duration.fill("2 dni")
    duration.press("Control+Enter")
    page.get_by_text("Zapisano.").wait_for()
    page.get_by_role("link", name="Sprawdź na dawnych zgłoszeniach").press("Enter")
    page.get_by_text("Zgłoszenia, które pobiegłyby inaczej").wait_for()
    visitor.expect_clean()
    visitor.shot("procedure-simulation")
    page.get_by_role("link", name="Wydaj v2…").press("Enter")
    page.locator("ins", has_text="2 dni").wait_for()
    page.get_by_role("button", name="Wydaj").press("Enter")
    page.get_by_role("link", name="2 zgłoszenia na starszych wersjach…").press("Enter")
    visitor.expect_clean()
    visitor.shot("procedure-moves")
    page.get_by_role("link", name=f"Co się zmieni w zgłoszeniu {complaint.number}").press("Enter")
    visitor.expect_clean()
    visitor.shot("procedure-move")
    with page.expect_navigation(url=f"**/tickets/{complaint.number}/"):
        page.get_by_role("button", name="Przenieś zgłoszenie").press("Enter")
    assert dict(Ticket.objects.values_list("number", "version__number")) == {complaint.number: 2, other.number: 1}
