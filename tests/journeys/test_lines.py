"""Text messages and chat through a really running product: its web server and its worker, people at their screens, the carrier outside."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from ambasador.accounts.models import User
from ambasador.channels.models import RawInput
from ambasador.channels.sms.double import TOKEN, SmsApiDouble
from ambasador.channels.verbs import add_line, change_line
from ambasador.journal.actors import SYSTEM
from ambasador.tickets.models import Ticket
from tests.faults.product import Product
from tests.journeys.running import DOMAIN, Screens, World, database_of, found_company, screens_of, until, words_of
from tests.readied import ready_home
from tests.truth import assert_true_to_journal

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.req("I1")]
NUMBER = "+48600700800"


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with World() as made:
        yield made


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory, world: World) -> Iterator[Product]:
    home = ready_home(tmp_path_factory.mktemp("product") / "home")
    running = Product(home, AMBASADOR_SMTP_URL=f"smtp://127.0.0.1:{world.port}", AMBASADOR_MAIL_DOMAIN=DOMAIN, SMSAPI_TOKEN=TOKEN)
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def company(product: Product, django_db_blocker: Any) -> Iterator[Any]:
    with django_db_blocker.unblock(), database_of(product):
        yield found_company()


@pytest.fixture
def screens(browser: Any, product: Product) -> Iterator[Screens]:
    with screens_of(browser, product) as made:
        yield made


def at_desk(screens: Screens, user: User) -> Any:
    visitor = screens.staff(screens.way_in(user))
    visitor.open("/desk/")
    visitor.page.locator("[data-live-state][data-state=on]").wait_for()
    return visitor


def opens(page: Any, words: str) -> None:
    """The desk moves nothing under the reader's eyes: it says that something came."""
    page.locator("[data-pill]").click()
    row = page.locator("[data-row]", has_text=words)
    row.locator(".t a").click()
    page.locator("#composer").wait_for()


def replies(page: Any, text: str) -> None:
    page.locator("#composer form[data-mode=reply] textarea").fill(text)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#thread")).to_contain_text(text)


def test_a_text_message_is_answered_from_the_desk(company, product, screens):
    with SmsApiDouble() as carrier:
        line = add_line("smsapi", name="SMS 500 100 200", settings={"token": "SMSAPI_TOKEN", "url": carrier.url}, by=SYSTEM)
        admin = screens.staff(screens.way_in(User.objects.get(roles__contains=["admin"])))
        admin.open(f"/intake/lines/{line.id}/")
        told = urlsplit(admin.page.locator("code.said").first.inner_text())
        anna = at_desk(screens, company.anna)
        carrier.text_from(NUMBER, "Kiedy przyjedzie serwis do pralki?", to="48500100200", message_id="in-1", url=f"{screens.address}{told.path}")
        opens(anna.page, "Kiedy przyjedzie serwis")
        expect(anna.page.locator("#composer select[name=line] option:checked")).to_contain_text("600 700 800")
        replies(anna.page, "Serwis przyjedzie jutro do 12.")
        [sent] = until(lambda: carrier.sent, "the reply has reached the carrier")
        assert (sent["to"], sent["message"]) == ("48600700800", "Serwis przyjedzie jutro do 12.")
        assert anna.complaints == []
    assert_true_to_journal(Ticket.objects.get(subject="Kiedy przyjedzie serwis do pralki?"))


def test_a_chat_is_answered_live_and_goes_on_by_mail_when_nobody_answers(company, product, screens, world):
    line = add_line("web_chat", name="Czat", settings={}, by=SYSTEM)
    anna, customer = at_desk(screens, company.anna), screens.stranger(size="phone")
    customer.open(f"/c/{line.id}/")
    page = customer.page
    page.locator("#chat-text").fill("Dzień dobry, gdzie jest moja część?")
    page.keyboard.press("Enter")
    opens(anna.page, "gdzie jest moja część")
    expect(anna.page.locator("#composer select[name=line] option:checked")).to_contain_text("czat")
    replies(anna.page, "Część wyjechała dziś rano.")
    log = page.locator("[data-chat-log]")
    expect(log).to_contain_text("Część wyjechała dziś rano.")
    expect(anna.page.locator("#thread")).to_contain_text("przeczytan")
    customer.shot("chat-phone")
    customer.expect_clean()

    page.context.set_offline(True)
    page.locator("#chat-text").fill("A kto ją wstawi?")
    page.keyboard.press("Enter")
    expect(page.locator("[data-chat-offline]")).to_be_visible()
    page.context.set_offline(False)
    expect(anna.page.locator("#thread")).to_contain_text("A kto ją wstawi?")
    customer.complaints.clear()  # the browser says itself that it was disconnected
    page.reload()
    expect(log.locator("li")).to_have_count(3)

    change_line(line, settings={**line.settings, "minutes": "0"}, by=SYSTEM)
    page.locator("#chat-text").fill("Muszę już iść.")
    page.keyboard.press("Enter")
    page.locator("#chat-address").fill("jan@poczta.example")
    customer.shot("chat-offer-phone")
    customer.expect_clean()
    page.keyboard.press("Enter")
    expect(page.locator("[data-chat-mailed]")).to_contain_text("jan@poczta.example")
    expect(anna.page.locator("#thread")).to_contain_text("Proszę o odpowiedź e-mailem: jan@poczta.example")
    anna.page.reload()
    replies(anna.page, "Wstawi ją serwisant, jutro do 12.")
    letter = world.awaits("jan@poczta.example", saying="jutro do 12")
    ticket = Ticket.objects.get(subject="Dzień dobry, gdzie jest moja część?")
    assert f"#{ticket.number}" in str(letter["Subject"])
    assert words_of(letter)
    assert not RawInput.objects.exclude(state="taken").exists()
    assert (anna.complaints, ticket.messages.filter(direction="in").count()) == ([], 4)
    assert_true_to_journal(ticket)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Another web site: its address, and the file of its page."""
    handler = partial(Quiet, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield f"http://localhost:{server.server_port}", tmp_path / "index.html"
        server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        """What was asked for is no news."""


def test_the_button_on_somebodys_page_opens_the_window_and_keeps_what_was_said(company, product, screens, shop):
    site, file = shop
    line = add_line("web_chat", name="Sklep", settings={"pages": site}, by=SYSTEM)
    script = f'<script src="{screens.address}/c/{line.id}/widget.js" async></script>'
    file.write_text(f'<!doctype html><html lang="pl"><meta charset="utf-8"><title>Sklep</title><main><h1>Sklep</h1></main>{script}</html>')
    customer = screens.stranger()
    page = customer.page
    page.goto(f"{site}/")
    page.get_by_role("button", name="Porozmawiaj z nami").click()
    window = page.frame_locator("iframe[title=Czat]")
    window.locator("#chat-text").fill("Czy pralka jest na stanie?")
    window.locator("#chat-text").press("Enter")
    until(lambda: Ticket.objects.filter(subject="Czy pralka jest na stanie?").first(), "the words have become a case")
    customer.shot("chat-widget")
    page.get_by_role("button", name="Zamknij czat").click()
    page.reload()
    page.get_by_role("button", name="Porozmawiaj z nami").click()
    expect(window.locator("[data-chat-log]")).to_contain_text("Czy pralka jest na stanie?")
    assert [one for one in customer.complaints if "favicon" not in one] == []
