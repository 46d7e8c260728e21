"""The desk and the ticket with the longest texts there can be, many entries and none, and a letter in its original look."""

import pytest
from playwright.sync_api import expect

from ambasador.channels.email.html import clean_html
from ambasador.conversations.models import Message
from ambasador.conversations.verbs import Upload, write_note
from ambasador.conversations.verbs.keeping import attach
from ambasador.customers.models import Customer
from ambasador.lib import clock
from ambasador.tickets.models import Step
from ambasador.tickets.verbs import open_ticket

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
SUBJECT = ("Zmiana terminu dostawy czterdziestu zmywarek do trzech klatek i do piwnicy, bo winda nie działa " * 4)[:250]
NAME = "Wspólnota Mieszkaniowa przy ulicy Błogosławionego Wincentego Kadłubka 17 w Łodzi"[:80]
WORD = "https://sklep.example/" + "nieprzerwanieciągnącysięadres" * 12
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc0000000030001a5f645400000000049454e44ae426082"
)


@pytest.fixture
def longest(company, anna, run_jobs):
    customer = Customer.objects.create(name=NAME)
    ticket = open_ticket(customer=customer, subject=SUBJECT, channel="email", version=company.complaint, owner=anna, by=anna.actor)
    run_jobs()
    Step.objects.filter(ticket=ticket).update(name="Uzgodnienie z zarządcą budynku terminu wyłączenia windy i dojazdu")
    for number in range(60):
        write_note(ticket, text=f"{number}. {WORD}\n\nDzwonić po 16:00.", by=anna.actor)
    return ticket


@pytest.mark.parametrize(("size", "theme"), [("desk", "light"), ("phone", "dark")])
def test_the_longest_texts_fit(visit, anna, longest, wednesday_everywhere, size, theme):
    visitor = visit(anna, size=size, theme=theme)
    for name, path in [("desk", "/desk/"), ("ticket", f"/tickets/{longest.number}/"), ("whole", f"/tickets/{longest.number}/?all=1")]:
        visitor.open(path)
        visitor.shot(f"long-{name}-{size}")
        visitor.expect_clean()


def test_an_empty_desk_says_what_comes_next(visit, anna, wednesday_everywhere):
    visitor = visit(anna)
    visitor.open("/desk/")
    visitor.shot("desk-empty")
    visitor.expect_clean()


def test_a_letter_in_its_original_look_is_shown_in_a_frame(visit, anna, complaint, wednesday_everywhere):
    html = '<table><tr><td><b>Dzień dobry</b></td><td><img src="cid:kropka@x" width="40" height="40" alt="kropka"></td></tr></table>'
    letter = Message.objects.create(
        ticket=complaint, direction="in", from_address="ktos@zly.example", text="Dzień dobry", html=clean_html(html), is_verified=False, at=clock.now()
    )  # fmt: skip
    attach(letter, [Upload("kropka.png", "image/png", DOT, "kropka@x")])
    visitor = visit(anna)
    page = visitor.page
    visitor.open(f"/tickets/{complaint.number}/")
    page.locator(f"#message-{letter.id} details summary").click()
    frame = page.frame_locator(f"#message-{letter.id} iframe")
    expect(frame.locator("b")).to_have_text("Dzień dobry")
    assert frame.locator("img").evaluate("picture => picture.naturalWidth") == 1
    assert frame.locator("body").evaluate("body => getComputedStyle(body).paddingTop") == "12px"  # our style sheet has come
    visitor.shot("ticket-original")
    assert visitor.complaints == []


def test_w_puts_the_public_sentences_into_the_reply(visit, anna, complaint, run_jobs, wednesday_everywhere):
    run_jobs()
    visitor = visit(anna)
    page = visitor.page
    visitor.open(f"/tickets/{complaint.number}/")
    page.keyboard.press("w")
    area = page.locator("#composer form[data-mode=reply] textarea")
    expect(area).to_have_value(page.locator("#say").get_attribute("data-say"))
    assert "Dział Reklamacji" not in area.input_value()
    page.locator("#say header a", has_text="EN").click()
    expect(page.locator("#say blockquote")).to_contain_text("The present stage is")
    expect(area).not_to_have_value("")
    visitor.expect_clean()


def test_a_step_is_added_with_keys_alone(visit, anna, complaint, company, wednesday_everywhere):
    visitor = visit(anna)
    page = visitor.page
    visitor.open(f"/tickets/{complaint.number}/")
    page.keyboard.press("t")
    page.locator("#dialog .mini a").first.focus()
    page.keyboard.press("Enter")
    page.locator("#dialog #id_question").wait_for()
    page.select_option("#dialog #id_to", f"unit:{company.warehouse.id}")
    page.fill("#dialog #id_question", "Czy część BX-114 jest na miejscu?")
    visitor.expect_clean()
    visitor.shot("dialog-add-step")
    page.keyboard.press("Control+Enter")
    page.locator("#route .step", has_text="Czy część BX-114").wait_for()
    assert Step.objects.get(is_from_procedure=False).unit == company.warehouse
