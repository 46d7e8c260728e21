"""Known and missing data in Chromium: on the ticket, in its dialog, and on the customer's page; clean, and by keyboard alone."""

import pytest
from playwright.sync_api import expect

from ambasador.journal.actors import SYSTEM
from ambasador.procedures.verbs import add_field, add_procedure, add_step, publish_version
from ambasador.tickets.models import Step
from ambasador.tickets.verbs import ask_for_data, case_link, open_ticket, set_data
from ambasador.tickets.verbs.links import case_token

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.req("I6")]


@pytest.fixture
def ticket(company, anna, ewa, run_jobs):
    """Two fields known, three missing; the department's step is held."""
    draft = add_procedure(code="zwrot", name="Zwrot", name_en="Return", by=SYSTEM).versions.get()
    add_field(draft, key="kwota", name="Cena zakupu", name_en="Price", kind="money", question="Ile kosztowała pralka?", question_en="What did it cost?", by=SYSTEM)
    add_field(draft, key="zakup", name="Dzień zakupu", name_en="Bought on", kind="date", question="Kiedy kupiona?", question_en="When was it bought?", by=SYSTEM)
    add_field(draft, key="gwarancja", name="Na gwarancji", name_en="Under warranty", kind="yes_no", known_by="owner", by=SYSTEM)
    add_field(draft, key="numer", name="Numer seryjny z tabliczki znamionowej", name_en="Serial number", by=SYSTEM)
    add_step(
        draft, key="ocena", name="Ocena zwrotu", name_en="Check of the return", performer="department", unit=company.claims, standard_minutes=60,
        question="Przyjmujemy?", needs=["kwota", "zakup", "gwarancja"], by=SYSTEM,
    )  # fmt: skip
    made = open_ticket(customer=ewa, subject="Zwrot pralki", channel="email", version=publish_version(draft, by=SYSTEM), owner=anna, by=anna.actor)
    set_data(made, {"numer": "SN 44-1002", "gwarancja": True}, by=anna.actor)
    run_jobs()
    return made


@pytest.mark.parametrize(
    ("size", "theme", "language"), [("desk", "light", "pl"), ("phone", "dark", "en")]
)
def test_the_ticket_and_the_page_are_clean(visit, anna, ticket, wednesday_everywhere, size, theme, language):
    anna.language = language
    anna.save()
    visitor = visit(anna, size=size, theme=theme, language=language)
    for name, path in [("ticket", ""), ("form", "data/")]:
        visitor.open(f"/tickets/{ticket.number}/{path}")
        visitor.expect_clean()
        visitor.shot(f"data-{name}-{size}-{theme}-{language}", is_full=True)
    ask_for_data(ticket, ["kwota", "zakup"], by=anna.actor)
    customer = visit(size=size, theme=theme, language=language)
    customer.open(f"/s/{case_token(case_link(ticket, sent_to='ewa@poczta.example', by=SYSTEM))}/?lang={language}")
    customer.expect_clean()
    customer.shot(f"data-status-{size}-{theme}-{language}", is_full=True)


def test_the_missing_data_is_written_down_by_keyboard_alone(visit, anna, ticket, wednesday_everywhere):
    visitor = visit(anna)
    visitor.open(f"/tickets/{ticket.number}/")
    page = visitor.page
    link = page.get_by_role("link", name="Zapisz…")
    link.focus()
    page.keyboard.press("Enter")
    price = page.get_by_label("Cena zakupu")
    expect(price).to_be_visible()
    price.focus()
    page.keyboard.type("1999")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Dzień zakupu")).to_be_focused()
    page.keyboard.type("11252026")  # Chromium without a language of its own: month, day, year
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Czeka na dane")).to_have_count(0)
    assert Step.objects.get(key="ocena").state == "offered"
