"""The desk and the ticket in Chromium: clean, readable at every size, and writing works as it should."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from ambasador.conversations.models import Message
from ambasador.conversations.verbs import add_from_page, answer_task, write_note
from ambasador.customers.models import Customer
from ambasador.journal.actors import Actor
from ambasador.lib import clock
from ambasador.tickets.models import Step
from ambasador.tickets.verbs import accept_step, open_ticket, settle_attention
from tests.cast import WEDNESDAY

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def story(company, anna, ewa, celina, serwis, run_jobs):
    """A complaint six days old: the inspection came late, claims are deciding, Ewa asks where her case is."""
    with clock.set_to(WEDNESDAY - timedelta(days=6)):
        ticket = open_ticket(
            customer=ewa, subject="Pralka cieknie po montażu", channel="email", version=company.complaint, owner=anna, by=anna.actor
        )
        run_jobs()
    with clock.set_to(WEDNESDAY - timedelta(days=1)):
        inspection = Step.objects.get(ticket=ticket, key="ogledziny")
        answer_task(inspection, by=Actor("person", serwis.id), channel="email", text="Pęknięta złączka węża, wada części. Część BX-114.")
        run_jobs()
        accept_step(Step.objects.get(ticket=ticket, key="decyzja"), by=celina.actor)
        write_note(ticket, text="Pani Ewa słabiej słyszy: wolno, wyraźnie, najlepiej po 16:00.", by=anna.actor)
    with clock.set_to(WEDNESDAY - timedelta(minutes=11)):
        add_from_page(ticket, text="Na jakim etapie jest moja sprawa i dlaczego to tak długo trwa?", by=Actor("customer", ewa.id))
        run_jobs()
    for number, name in enumerate(["Zbigniew Kuś", "Wspólnota Mieszkaniowa przy Błogosławionego Wincentego Kadłubka", "Adam Ptak"]):
        customer = Customer.objects.create(name=name)
        with clock.set_to(WEDNESDAY - timedelta(hours=3 + number)):
            other = open_ticket(
                customer=customer,
                subject="Faktura na firmę zamiast paragonu",
                channel="email",
                version=company.enquiry,
                owner=anna,
                by=anna.actor,
            )
            if number:
                settle_attention(other, by=anna.actor)
            run_jobs()
    return ticket


@pytest.mark.parametrize(
    ("size", "theme", "language"),
    [("desk", "light", "pl"), ("desk", "dark", "en"), ("laptop", "light", "pl"), ("phone", "light", "pl")],
)
def test_desk_and_ticket_are_clean(visit, anna, story, wednesday_everywhere, size, theme, language):
    anna.language = language
    anna.save()
    visitor = visit(anna, size=size, theme=theme, language=language)
    for name, path in [("desk", "/desk/"), ("ticket", f"/tickets/{story.number}/")]:
        visitor.open(path)
        visitor.shot(f"{name}-{size}-{theme}-{language}")
        visitor.expect_clean()


def test_replying_from_the_desk_with_keys_alone(visit, anna, story, wednesday_everywhere):
    visitor = visit(anna)
    page = visitor.page
    visitor.open("/desk/")
    page.locator("h1").click()
    page.keyboard.press("r")
    page.wait_for_url("**/#reply")
    page.keyboard.type("Decyzja będzie jutro do 10:42.")
    page.keyboard.press("Control+Enter")
    sent = page.locator("#thread .entry[data-kind=reply]", has_text="Decyzja będzie jutro do 10:42.")
    sent.wait_for()
    expect(page.locator("#composer form[data-mode=reply] textarea")).to_have_value("")
    visitor.shot("ticket-after-reply")
    visitor.expect_clean()
    assert Message.objects.filter(author=anna).count() == 1
    visitor.open(f"/tickets/{story.number}/")
    assert page.locator("#composer form[data-mode=reply] textarea").input_value() == ""


def test_a_dialog_keeps_what_was_typed_and_gives_the_focus_back(visit, anna, story, wednesday_everywhere):
    visitor = visit(anna)
    page = visitor.page
    visitor.open(f"/tickets/{story.number}/")
    page.locator("a", has_text="przekaż").or_(page.locator(".bond a[data-dialog]")).first.click()
    page.locator("#dialog #id_reason").wait_for()
    page.fill("#dialog #id_reason", "urlop od jutra")
    page.locator("#dialog button.primary").click()
    page.locator("#dialog [role=alert]").wait_for()
    assert page.input_value("#dialog #id_reason") == "urlop od jutra"
    visitor.expect_clean()
    visitor.shot("dialog-handover")  # not before: the camera's own styles would be taken for ours
    page.keyboard.press("Escape")
    assert not page.locator("#dialog").is_visible()


def test_the_route_opens_to_lanes_and_changes_by_t(visit, anna, story, wednesday_everywhere):
    visitor = visit(anna)
    page = visitor.page
    visitor.open(f"/tickets/{story.number}/")
    page.locator(".bandbox summary").click()
    visitor.shot("ticket-lanes")
    assert page.locator(".lanes").is_visible()
    page.locator("h1").click()
    page.keyboard.press("t")
    page.locator("#dialog .mini a[href$=\"skipping/\"]").first.click()
    page.locator("#dialog #id_sentence").wait_for()
    visitor.shot("dialog-skip")
    visitor.expect_clean()
