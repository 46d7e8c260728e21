"""Two people at one ticket, with the real web server and its event stream between them: what one does, the other sees at once."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from playwright.sync_api import expect

from ambasador.accounts.verbs import close_account, join_user, set_password
from ambasador.cli import ports, processes
from ambasador.conversations.verbs import add_from_page, ask_customer, write_note
from ambasador.customers.models import ContactKind, ContactPoint, Customer
from ambasador.directory.verbs import add_person
from ambasador.journal.actors import SYSTEM, Actor
from ambasador.lib.clock import now
from ambasador.tickets.models import CaseLink, Step, Ticket
from ambasador.tickets.verbs import answer_step, case_link, close_ticket, name_obstacle, open_ticket, settle_attention, task_link
from ambasador.tickets.verbs.links import case_token, task_token
from tests.browser import Visitor
from tests.cast import make_agent, make_company

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

AT_ONCE = 3.0  # seconds; a quiet machine needs a third of one


class Server:
    """The web server of an installation over the test database, with one process."""

    def __init__(self) -> None:
        self.port = ports.any_free()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        at = connection.settings_dict
        account = quote(at["USER"]) + (f":{quote(at['PASSWORD'])}" if at["PASSWORD"] else "")
        database = f"postgresql://{account}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
        env = {**os.environ, "DATABASE_URL": database, "AMBASADOR_WEB_PROCESSES": "1"}
        command = [sys.executable, "-m", "ambasador", "web", "--port", str(self.port)]
        self.process = subprocess.Popen(command, env=env, start_new_session=True, preexec_fn=processes.die_with_parent(os.getpid()))
        until = time.monotonic() + 40
        while not self._answers():
            assert self.process.poll() is None, "the web server has ended"
            assert time.monotonic() < until, "the web server does not answer"
            time.sleep(0.1)

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(20)
            self.process = None

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


@pytest.fixture(scope="module")
def shared_server(django_db_setup: None) -> Iterator[Server]:
    made = Server()
    yield made
    made.stop()


@pytest.fixture
def server(shared_server: Server) -> Server:
    """Running, also after a test that stopped it."""
    if shared_server.process is None:
        shared_server.start()
    return shared_server


class Scene:
    """Anna's ticket at the department, and Bartek beside her. The time is the real one: the server has no other."""

    def __init__(self) -> None:
        company = make_company()
        self.anna = make_agent("Anna Lis", ["agent"], company.centre)
        self.bartek = make_agent("Bartek Kos", ["lead"], company.centre)
        set_password(self.bartek, password="Modrzew przy drodze 12", by=SYSTEM)
        self.celina = join_user(email="celina@modrzew.example", name="Celina Sowa", roles=["department"], by=SYSTEM)
        add_person(unit=company.claims, name="Celina Sowa", email="celina@modrzew.example", user=self.celina, by=SYSTEM)
        ewa = Customer.objects.create(name="Ewa Zawadzka")
        ContactPoint.objects.create(customer=ewa, kind=ContactKind.EMAIL, value="ewa@poczta.example", shown="ewa@poczta.example")
        self.ticket: Ticket = open_ticket(
            customer=ewa, subject="Pralka cieknie", channel="email", version=company.complaint, owner=self.anna, by=self.anna.actor
        )

    def decide(self) -> None:
        answer_step(Step.objects.get(ticket=self.ticket, key="decyzja"), code="yes", text="Uznana, wymiana złączki.", by=self.celina.actor)


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    return Scene()


@pytest.fixture
def outside(browser: Any, server: Server) -> Iterator[Callable[..., Visitor]]:
    """`outside(path)`: a phone with the page of a link open and live."""
    contexts = []

    def opened(path: str) -> Visitor:
        context = browser.new_context(viewport={"width": 390, "height": 844}, locale="pl-PL", reduced_motion="reduce", has_touch=True)
        context.set_default_timeout(8000)
        contexts.append(context)
        visitor = Visitor(context.new_page(), server.url)
        with visitor.page.expect_response(lambda answer: "/events/" in answer.url) as stream:
            visitor.open(path)
        assert stream.value.status == 200
        visitor.page.evaluate("window.neverReloaded = true")
        return visitor

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def at_ticket(browser: Any, server: Server, scene: Scene) -> Iterator[Callable[..., Visitor]]:
    """`at_ticket(user)`: a browser of that person with the ticket open and live."""
    contexts = []

    def opened(user: Any) -> Visitor:
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="pl-PL", reduced_motion="reduce")
        context.set_default_timeout(8000)
        contexts.append(context)
        client = Client()
        client.force_login(user)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": server.url}])
        visitor = Visitor(context.new_page(), server.url)
        visitor.open(f"/tickets/{scene.ticket.number}/")
        visitor.page.locator("[data-live-state][data-state=on]").wait_for()
        visitor.page.evaluate("window.neverReloaded = true")
        return visitor

    yield opened
    for context in contexts:
        context.close()


def assert_same_page(visitor: Visitor) -> None:
    assert visitor.page.evaluate("window.neverReloaded === true")


def test_what_one_writes_the_other_sees_at_once_and_keeps_typing(at_ticket, scene):
    anna, bartek = at_ticket(scene.anna), at_ticket(scene.bartek)
    anna.page.keyboard.press("r")
    anna.page.keyboard.type("Dzień dobry, Pani Ewo, ")
    bartek.page.keyboard.press("n")
    bartek.page.keyboard.type("Pani Ewa dzwoniła, słabo słyszy.")
    bartek.page.keyboard.press("Control+Enter")
    note = "#thread .entry[data-kind=note]"
    bartek.page.locator(note, has_text="słabo słyszy").wait_for()
    begun = time.monotonic()
    anna.page.locator(note, has_text="słabo słyszy").wait_for()
    assert time.monotonic() - begun < AT_ONCE
    anna.page.keyboard.type("decyzja będzie jutro.")
    area = anna.page.locator("#composer form[data-mode=reply] textarea")
    expect(area).to_have_value("Dzień dobry, Pani Ewo, decyzja będzie jutro.")
    expect(area).to_be_focused()
    assert_same_page(anna)
    assert anna.complaints == []


def test_an_answer_of_the_department_changes_route_moves_and_sentence(at_ticket, scene):
    anna = at_ticket(scene.anna)
    page = anna.page
    expect(page.locator("#route .step", has_text="Decyzja reklamacyjna")).to_have_attribute("data-state", "now")
    begun = time.monotonic()
    scene.decide()
    expect(page.locator("#route .step", has_text="Decyzja reklamacyjna")).to_have_attribute("data-state", "done")
    assert time.monotonic() - begun < AT_ONCE
    expect(page.locator("#bond")).to_contain_text("Montaż Plus")
    expect(page.locator("#say")).to_contain_text("Montaż Plus")
    assert_same_page(anna)
    assert anna.complaints == []


def test_why_to_look_at_it_now_comes_and_goes_by_itself(at_ticket, scene):
    anna = at_ticket(scene.anna)
    badge = anna.page.locator("#ticket-head .badge[data-tone=act]")
    settle_attention(scene.ticket, by=scene.anna.actor)
    expect(badge).to_have_count(0)
    add_from_page(scene.ticket, text="Na jakim etapie?", by=Actor("customer", scene.ticket.customer_id))
    expect(badge).to_have_text("Klient odpowiedział")
    expect(anna.page.locator("#ticket-head button", has_text="Przejrzane")).to_be_visible()
    assert_same_page(anna)
    assert anna.complaints == []


def test_the_other_owner_is_seen_at_once(at_ticket, scene):
    anna, bartek = at_ticket(scene.anna), at_ticket(scene.bartek)
    bartek.page.goto(f"{bartek.address}/tickets/{scene.ticket.number}/takeover/")
    bartek.page.fill("#id_reason", "Anna idzie na urlop")
    bartek.page.locator("main form button.primary").click()
    expect(anna.page.locator("#bond")).to_contain_text("Bartek Kos")
    assert_same_page(anna)


def test_without_a_connection_it_says_so_and_nothing_typed_is_lost(at_ticket, scene, server):
    anna = at_ticket(scene.anna)
    page = anna.page
    server.stop()
    page.locator("[data-offline]").wait_for(state="visible", timeout=12000)
    expect(page.locator("[data-live-state]")).to_have_attribute("data-state", "off")
    page.locator("h1").click()
    page.keyboard.press("r")
    page.keyboard.type("Pisane bez połączenia")
    page.keyboard.press("Control+Enter")
    page.locator("[data-toast]").wait_for()
    expect(page.locator("#composer form[data-mode=reply] textarea")).to_have_value("Pisane bez połączenia")
    scene.decide()  # nobody hears it
    server.start()
    page.locator("[data-offline]").wait_for(state="hidden", timeout=20000)
    expect(page.locator("#route .step", has_text="Decyzja reklamacyjna")).to_have_attribute("data-state", "done")
    expect(page.locator("#composer form[data-mode=reply] textarea")).to_have_value("Pisane bez połączenia")
    assert_same_page(anna)
    page.reload()
    expect(page.locator("#composer form[data-mode=reply] textarea")).to_have_value("Pisane bez połączenia")


def test_what_happens_while_a_region_is_being_fetched_is_not_lost(at_ticket, scene):
    anna = at_ticket(scene.anna)
    page = anna.page
    held = []

    def hold_the_first(route):
        if held:
            route.continue_()
        else:
            held.append((route, route.fetch()))  # the answer is made, without what comes next, and slow on its way

    page.route("**/thread/", hold_the_first)
    write_note(scene.ticket, text="Pierwsza notatka.", by=scene.anna.actor)
    begun = time.monotonic()
    while not held:
        assert time.monotonic() - begun < 10, "the thread is not fetched"
        page.wait_for_timeout(50)
    write_note(scene.ticket, text="Druga notatka.", by=scene.anna.actor)
    page.wait_for_timeout(1500)
    route, answer = held[0]
    route.fulfill(response=answer)
    expect(page.locator("#thread")).to_contain_text("Pierwsza notatka.")
    expect(page.locator("#thread")).to_contain_text("Druga notatka.")
    assert_same_page(anna)


def sign_out_elsewhere(visitor: Visitor) -> None:
    [cookie] = [each for each in visitor.page.context.cookies() if each["name"] == settings.SESSION_COOKIE_NAME]
    Session.objects.filter(session_key=cookie["value"]).delete()


def test_who_is_signed_out_elsewhere_is_told_and_finds_the_draft_again(at_ticket, scene):
    bartek = at_ticket(scene.bartek)
    page = bartek.page
    page.keyboard.press("n")
    page.keyboard.type("Pani Ewa prosi o telefon.")
    sign_out_elsewhere(bartek)
    page.wait_for_url("**/signin/**")
    expect(page.locator(".banner[role=status]")).to_contain_text("Nastąpiło wylogowanie.")
    page.fill("#id_email", scene.bartek.email)
    page.fill("#id_password", "Modrzew przy drodze 12")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/tickets/{scene.ticket.number}/")
    expect(page.locator("#composer form[data-mode=note] textarea")).to_have_value("Pani Ewa prosi o telefon.")


def test_a_closed_account_leaves_no_page_open_but_one_with_unsaved_words(at_ticket, scene):
    bartek = at_ticket(scene.bartek)
    page = bartek.page
    page.goto(f"{bartek.address}/tickets/{scene.ticket.number}/takeover/")
    page.locator("[data-live-state][data-state=on]").wait_for()
    page.fill("#id_reason", "Anna idzie na urlop")
    knocks = []
    page.on("request", lambda request: "/events/" in request.url and knocks.append(request.url))
    close_account(scene.bartek, by=SYSTEM)
    page.locator("[data-signed-out]").wait_for(state="visible")
    expect(page.locator("#id_reason")).to_have_value("Anna idzie na urlop")
    knocks.clear()
    page.wait_for_timeout(5000)
    assert knocks == []
    page.locator("[data-signed-out] a").click()
    page.wait_for_url("**/signin/**")


def test_another_password_puts_nobody_out_who_has_the_new_session(at_ticket, scene):
    bartek = at_ticket(scene.bartek)
    settings_page = bartek.page.context.new_page()
    settings_page.goto(f"{bartek.address}/profile/")
    settings_page.fill("#id_current", "Modrzew przy drodze 12")
    settings_page.fill("#id_new", "Modrzew za zakrętem 34")
    with bartek.page.expect_response(lambda answer: "/events/" in answer.url and answer.status == 200, timeout=15000):
        settings_page.locator("#id_new").press("Enter")
        settings_page.locator("[data-toast]").wait_for()
    bartek.page.locator("[data-live-state][data-state=on]").wait_for()
    scene.decide()
    expect(bartek.page.locator("#route .step", has_text="Decyzja reklamacyjna")).to_have_attribute("data-state", "done")
    assert_same_page(bartek)


def top_of(visitor: Visitor, selector: str) -> float:
    return float(visitor.page.evaluate("selector => document.querySelector(selector).getBoundingClientRect().top", selector))


@pytest.mark.req("C6")
def test_the_customers_page_changes_by_itself_and_leaves_what_is_written_and_read(outside, scene):
    asked = ask_customer(scene.ticket, question="Czy w poniedziałek ktoś będzie w domu?", standard_minutes=600, by=scene.anna.actor)
    link = case_link(scene.ticket, sent_to="ewa@poczta.example", by=SYSTEM)
    ewa = outside(f"/s/{case_token(link)}/")
    page = ewa.page
    page.fill("#message-text", "Woda dalej stoi, a w poniedziałek")
    page.locator(f"#answer-{asked.id}-text").fill("Będzie mąż")
    page.locator("#message-text").click()
    before = top_of(ewa, "#message-text")
    name_obstacle(scene.ticket, kind="part_missing", text="Część jedzie z Niemiec", is_public=True, by=scene.anna.actor)
    scene.decide()
    expect(page.locator("#case-now")).to_contain_text("Część jedzie z Niemiec")
    expect(page.locator("#case-stages li", has_text="Decyzja w sprawie reklamacji")).to_have_attribute("data-state", "done")
    assert abs(top_of(ewa, "#message-text") - before) < 2
    answer_step(asked, text="Dzwoniła: będzie mąż.", by=scene.anna.actor)  # meanwhile she was called
    page.locator("#case-asked [data-changed]").wait_for(state="visible")
    expect(page.locator(f"#answer-{asked.id}-text")).to_have_value("Będzie mąż")
    close_ticket(scene.ticket, reason="solved", sentence="", by=scene.anna.actor)
    show = page.locator("#case-happened [data-show-new]")
    show.wait_for(state="visible")
    expect(page.locator("#case-happened")).not_to_contain_text("Sprawa zamknięta")
    show.click()
    expect(page.locator("#case-happened")).to_contain_text("Sprawa zamknięta")
    expect(page.locator("#case-message-title")).to_contain_text("otworzyć")
    expect(page.locator("#message-text")).to_have_value("Woda dalej stoi, a w poniedziałek")
    assert_same_page(ewa)
    ewa.expect_clean()
    CaseLink.objects.update(closed_at=now())
    page.locator("#case-live .banner").wait_for()
    expect(page.locator("#message-text")).to_have_value("Woda dalej stoi, a w poniedziałek")
    assert_same_page(ewa)
    assert page.evaluate("performance.getEntriesByType('resource').filter(e => e.name.includes('/tickets/')).length") == 0


@pytest.mark.req("O3")
def test_the_page_of_a_task_says_that_somebody_else_answered(outside, scene):
    decision = Step.objects.get(ticket=scene.ticket, key="decyzja")
    celinas = outside(f"/z/{task_token(task_link(decision, sent_to='reklamacje@modrzew.example', by=SYSTEM))}/")
    celinas.page.fill("#answer-public", "Moje długie uzasadnienie")
    scene.decide()
    celinas.page.locator("#task-live .banner").wait_for()
    expect(celinas.page.locator("#task-live")).to_contain_text("Ktoś inny już odpowiedział")
    expect(celinas.page.locator("#task-live")).to_be_in_viewport()
    expect(celinas.page.locator("#answer-public")).to_have_value("Moje długie uzasadnienie")
    assert_same_page(celinas)
    celinas.expect_clean()
