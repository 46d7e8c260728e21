"""
One case through every door of a really running product: own database, web server, worker and mail listener, mail over SMTP in and out,
people in browsers. The same person looks after it from the first minute to the last.
"""

import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from ambasador.cli import ports
from ambasador.cli.demo.post import document, picture
from ambasador.conversations.models import Message
from ambasador.journal.models import Event
from ambasador.promises.queries import current_promise, statutory_clock
from ambasador.tickets.models import Step, Ticket
from tests.browser import Visitor
from tests.faults.product import Product
from tests.journeys.running import (
    CONTACT,
    DOMAIN,
    HELENA,
    PARTNER,
    PATIENCE,
    Screens,
    World,
    database_of,
    found_company,
    reply,
    screens_of,
    until,
    words_of,
    write,
)
from tests.readied import ready_home
from tests.truth import assert_true_to_journal

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
FIRST_WORDS = "Dzień dobry,\n\npo wczorajszym montażu pralka cieknie, woda stoi w łazience. Zdjęcie w załączniku.\n\nHelena Wiśniewska\n"
STAGES = [
    ("Decyzja w sprawie reklamacji", "Decision on your complaint"),
    ("Oględziny u Ciebie", "Inspection at your home"),
    ("Wysyłamy część", "We send the part"),
    ("Zakończenie", "Closing"),
]


@pytest.fixture
def world() -> Iterator[World]:
    with World() as made:
        yield made


@pytest.fixture
def product(tmp_path: Path, world: World) -> Iterator[Product]:
    running = Product(ready_home(tmp_path / "home"), AMBASADOR_SMTP_URL=f"smtp://127.0.0.1:{world.port}", AMBASADOR_MAIL_DOMAIN=DOMAIN)
    try:
        running.start()
        until(lambda: not ports.is_free(running.smtp_port), "the listener takes mail")
        yield running
    finally:
        running.stop()


@pytest.fixture
def company(product: Product, django_db_blocker: Any) -> Iterator[Any]:
    with django_db_blocker.unblock(), database_of(product):
        yield found_company()


@pytest.fixture
def screens(browser: Any, product: Product) -> Iterator[Screens]:
    with screens_of(browser, product) as made:
        yield made


class Case:
    """The case on its way, looked at from all sides."""

    def __init__(self, world: World, product: Product, company: Any, screens: Screens) -> None:
        self.world, self.product, self.company, self.screens = world, product, company, screens
        self.first_id = write(
            HELENA, CONTACT, "Reklamacja: pralka cieknie", FIRST_WORDS, port=product.smtp_port, files=[picture("łazienka.png")]
        )
        self.first = until(lambda: Message.objects.filter(message_id=self.first_id).first(), "her letter has become a message")
        self.owner: Visitor | None = None
        self.customer: Visitor | None = None

    @property
    def ticket(self) -> Ticket:
        return Ticket.objects.select_related("owner", "version__procedure", "customer").get(pk=self.first.ticket_id)

    def step(self, key: str) -> Step:
        return Step.objects.get(ticket_id=self.first.ticket_id, key=key)

    def is_annas(self) -> None:
        """Anna answers for it, nobody else ever did; her screen says so and has never been loaded again."""
        ticket = self.ticket
        assert ticket.owner == self.company.anna
        assert list(ticket.ownerships.values_list("owner", flat=True)) == [self.company.anna.pk]
        if self.owner:
            expect(self.owner.page.locator("#bond")).to_contain_text("Anna Lis")
            assert self.owner.page.evaluate("window.neverReloaded === true")
            assert self.owner.complaints == []

    def open_for_the_owner(self, link: str) -> Any:
        self.owner = self.screens.staff(link)
        self.owner.open(f"/tickets/{self.ticket.number}/")
        self.owner.page.locator("[data-live-state][data-state=on]").wait_for()
        self.owner.page.evaluate("window.neverReloaded = true")
        return self.owner.page

    def shows_stages(self, *states: str) -> None:
        """The customer's page says of each stage whether it is done, going on or ahead, in Polish and in English."""
        if self.customer is None:
            self.customer = self.screens.stranger(size="phone")
            self.link = link_in(self.world.awaits(HELENA[1], saying="/s/"), "s")
        for column, language, received in [(0, "pl", "Przyjęta"), (1, "en", "Received")]:
            self.customer.page.goto(f"{self.link}?lang={language}")
            expect(self.customer.page.locator("html")).to_have_attribute("lang", language)
            expect(self.customer.page.locator("main")).to_contain_text("Anna Lis")
            shown = self.customer.page.locator(".stages li").evaluate_all(
                "all => all.map(one => [one.querySelector('b').innerText, one.dataset.state])"
            )
            names = [received, *(stage[column] for stage in STAGES)]
            assert shown == [[name, state] for name, state in zip(names, ["done", *states], strict=True)]
        self.customer.expect_clean()


def link_in(message: EmailMessage, door: str) -> str:
    found = re.search(rf"http://127\.0\.0\.1:\d+/{door}/\S+", words_of(message))
    assert found, words_of(message)
    return found[0]


def files_of(message: EmailMessage) -> list[str]:
    return [str(part.get_filename()) for part in message.iter_attachments()]


@pytest.mark.req("I1")
@pytest.mark.req("I2")
@pytest.mark.req("O1")
@pytest.mark.req("O2")
@pytest.mark.req("O3")
@pytest.mark.req("O7")
@pytest.mark.req("C6")
@pytest.mark.req("N1")
@pytest.mark.req("N8")
def test_one_case_goes_through_every_door_with_the_same_owner(world, product, company, screens):
    case = Case(world, product, company, screens)
    it_has_an_owner_a_procedure_and_a_time(case)
    annas_link = screens.sign_in_link("anna@modrzew.example")
    assert annas_link.startswith(f"{screens.address}/")  # the address the product really has
    page = case.open_for_the_owner(annas_link)
    the_link_works_once(case, annas_link)
    case.is_annas()
    case.shows_stages("now", "now", "next", "next")

    the_partner_answers_by_email(case)
    expect(page.locator("#route .step", has_text="Oględziny na miejscu")).to_have_attribute("data-state", "done")
    expect(page.locator("#thread .entry[data-kind=answer]", has_text="Pęknięta złączka")).to_contain_text("protokół.pdf")
    case.is_annas()
    case.shows_stages("now", "done", "next", "next")

    claims_decide_in_the_app(case)
    expect(page.locator("#route .step", has_text="Decyzja reklamacyjna")).to_have_attribute("data-state", "done")
    expect(page.locator("#thread")).to_contain_text("Złączka ma wadę fabryczną.")
    expect(page.locator("#bond")).to_contain_text("Magazyn Stryków")
    case.is_annas()
    case.shows_stages("done", "done", "now", "next")

    the_warehouse_answers_by_its_link_on_a_phone(case)
    expect(page.locator("#route .step", has_text="Wysłanie części")).to_have_attribute("data-state", "done")
    expect(page.locator("#thread .entry[data-kind=answer]", has_text="JT-44120938")).to_contain_text("list przewozowy.pdf")
    case.is_annas()
    case.shows_stages("done", "done", "done", "now")

    anna_replies_and_the_customer_answers_in_the_thread(case)
    case.is_annas()
    anna_closes(case)
    case.owner = None  # she went back to the desk: her ticket's page is gone
    case.is_annas()
    case.shows_stages("done", "done", "done", "done")
    assert case.ticket.is_closed
    assert_true_to_journal(case.ticket)
    assert not Event.objects.filter(kind__in=["tickets.owner_changed", "conversations.message_not_delivered"]).exists()


def it_has_an_owner_a_procedure_and_a_time(case: Case) -> None:
    until(lambda: case.ticket.owner and current_promise(case.ticket), "it has an owner and a promised time")
    until(lambda: statutory_clock(case.ticket), "it has a term by law")
    ticket = case.ticket
    assert ticket.version == case.company.version
    assert ticket.customer.name == HELENA[0]
    assert ticket.customer.purchases.count() == 1  # known before: nobody new was made of her
    promise, law = current_promise(ticket), statutory_clock(ticket)
    assert promise
    assert law
    assert ticket.opened_at < promise.from_at <= promise.likely_at <= promise.to_at
    confirmation = case.world.awaits(HELENA[1], saying="/s/")
    assert confirmation["In-Reply-To"] == case.first_id
    assert "Anna Lis" in words_of(confirmation)
    assert confirmation["Auto-Submitted"].startswith("auto-")  # so that no machine answers it


def the_link_works_once(case: Case, link: str) -> None:
    other = case.screens.stranger()
    other.page.goto(link)  # opening it changes nothing, using it again is refused
    with other.page.expect_navigation() as answer:
        other.page.locator("form button.primary").click()
    assert answer.value.status == 410
    other.expect_clean()
    other.open("/desk/")
    assert "/signin/" in other.page.url


def the_partner_answers_by_email(case: Case) -> None:
    task = case.world.awaits("biuro@montazplus.example")
    text = words_of(task)
    for known in (
        "Co jest przyczyną wycieku?", HELENA[0], "Pralka Bora 8 kg, B8-2611-44917, 12.11.2026", "woda stoi w łazience", "Sprawdźcie najpierw złączkę",
        "Anna Lis", "Odpowiedź potrzebna do",
    ):  # fmt: skip
        assert known in text
    assert HELENA[1] not in task.as_string()  # how to reach her is not theirs to know
    assert files_of(task) == ["łazienka.png"]
    assert task["Reply-To"].addresses[0].addr_spec.startswith("zadanie+")
    assert task["From"].addresses[0].display_name == "Anna Lis"
    assert link_in(task, "z").startswith(case.screens.address)
    reply(
        PARTNER,
        task,
        "Pęknięta złączka węża, wada części BX-114.",
        port=case.product.smtp_port,
        files=[document("protokół.pdf", "Protokol")],
    )
    until(lambda: case.step("ogledziny").is_over, "the partner's answer has arrived")
    assert case.step("ogledziny").answer_text == "Pęknięta złączka węża, wada części BX-114."


def claims_decide_in_the_app(case: Case) -> None:
    celina = case.screens.staff(case.screens.way_in(case.company.celina))
    celina.open("/tasks/")
    page = celina.page
    expect(page.locator("#preview")).to_contain_text("Czy uznajemy reklamację?")
    expect(page.locator("#preview")).to_contain_text("woda stoi w łazience")
    expect(page.locator("#preview")).to_contain_text("Anna Lis")
    celina.expect_clean()
    page.locator("#answer .opt", has_text="Uznana").first.click()
    page.locator("#answer-public").or_(page.locator("#answer textarea")).first.fill("Złączka ma wadę fabryczną.")
    with page.expect_navigation():  # the answer is stored before her screen goes on to the next task
        page.keyboard.press("Control+Enter")
    assert case.step("decyzja").is_over
    assert case.step("decyzja").answer_code == "yes"
    assert celina.open(f"/tickets/{case.ticket.number}/").status in {403, 404}  # her task is hers, the ticket is not


def the_warehouse_answers_by_its_link_on_a_phone(case: Case) -> None:
    task = case.world.awaits("magazyn@modrzew.example")
    assert "Decyzja reklamacyjna (Dział Reklamacji)" in words_of(task)
    adam = case.screens.stranger(size="phone")
    page = adam.page
    page.goto(link_in(task, "z"))
    expect(page.locator("main")).to_contain_text("Czy część BX-114 została wysłana?")
    adam.expect_clean()
    page.locator("form.answer label.opt", has_text="Wysłana").click()
    page.locator("#answer-public").fill("Część wysłana, przesyłka JT-44120938.")
    page.locator("form.answer input[type=file]").set_input_files(
        {"name": "list przewozowy.pdf", "mimeType": "application/pdf", "buffer": document("x", "List")[2]}
    )
    page.locator("form.answer button.primary").dblclick()
    expect(page.locator(".banner[data-tone=ok]")).to_be_visible()
    adam.expect_clean()
    assert case.step("czesc").thread.filter(purpose="answer").count() == 1


def anna_replies_and_the_customer_answers_in_the_thread(case: Case) -> None:
    assert case.owner
    page = case.owner.page
    expect(page.locator("#bond")).to_contain_text("Anna Lis")
    page.locator("h1").click()
    page.keyboard.press("r")
    page.keyboard.type("Dzień dobry, Pani Heleno, nowa złączka jest w drodze: JT-44120938.")
    page.keyboard.press("Control+Enter")
    page.locator("#thread .entry[data-kind=reply]", has_text="JT-44120938").wait_for()
    letter = case.world.awaits(HELENA[1], saying="nowa złączka jest w drodze")
    assert letter["In-Reply-To"] == case.first_id
    assert case.first_id in str(letter["References"]).split()
    assert letter["From"].addresses[0].display_name == "Anna Lis"
    assert letter["Subject"].startswith("Re: Reklamacja: pralka cieknie")
    thanks = reply(HELENA, letter, "Dziękuję, złączka doszła, pralka działa!", port=case.product.smtp_port)
    page.locator("#thread .entry", has_text="złączka doszła").wait_for()
    answer = Message.objects.get(message_id=thanks)
    assert (answer.ticket_id, answer.is_verified, answer.text) == (case.first.ticket_id, True, "Dziękuję, złączka doszła, pralka działa!")


def anna_closes(case: Case) -> None:
    assert case.owner
    page = case.owner.page
    page.locator("h1").click()
    page.locator("a[data-dialog][href$='/closure/']").click()
    page.locator("#dialog select").select_option("solved")
    page.locator("#dialog #id_sentence").fill("Wymiana złączki.")
    page.locator("#dialog button.primary").click()
    until(lambda: case.ticket.is_closed, "the ticket is closed", seconds=PATIENCE)
    assert case.ticket.closing_reason == "solved"
