"""The telephone rings: the exchange posts, and the agent's open page says who it is, with the real web server between them."""

import json
import statistics
import time
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from ambasador.accounts.verbs import change_user
from ambasador.channels import lines
from ambasador.channels.verbs import add_line
from ambasador.customers.verbs import add_contact_point
from ambasador.journal.actors import SYSTEM
from tests.browser import Visitor
from tests.journeys.test_live import Scene, Server

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.req("I1")]
SECRET = "a secret of the exchange"
TIMES, AT_ONCE, ON_A_BUSY_MACHINE = 15, 0.3, 1.5  # calls measured; seconds from the post of the exchange to the pop
# when the page first shows a call: told by the page itself, so that the test's own looking costs nothing
WATCH = """() => {
  window.popped = {};
  new MutationObserver(() => document.querySelectorAll("[data-call]").forEach((call) => (window.popped[call.id] ??= Date.now())))
    .observe(document.body, { childList: true, subtree: true });
}"""


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[Server]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EXCHANGE_SECRET", SECRET)
        made = Server()
        made.start()
    yield made
    made.stop()


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    made = Scene()
    change_user(made.anna, phone_extension="214", by=made.anna.actor)
    change_user(made.bartek, phone_extension="215", by=made.bartek.actor)
    add_contact_point(made.ticket.customer, kind="phone", written="600700800", by=SYSTEM)
    return made


@pytest.fixture
def ring(server: Server, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    monkeypatch.setenv("EXCHANGE_SECRET", SECRET)
    line = add_line("phone", name="Centrala", settings={"secret": "EXCHANGE_SECRET"}, by=SYSTEM)
    address = f"{server.url}/k/{lines.token_of(line)}/"

    def post(call: str, event: str = "ringing", *, number: str = "600700800", extension: str = "214") -> None:
        said = {"event": event, "call": call, "from": number, "to": "426001020", "extension": extension}
        headers = {"Authorization": f"Bearer {SECRET}", "Content-Type": "application/json"}
        with urllib.request.urlopen(urllib.request.Request(address, json.dumps(said).encode(), headers), timeout=10) as answer:
            assert answer.status == 200

    return post


@pytest.fixture
def at_desk(browser: Any, server: Server) -> Iterator[Callable[..., Visitor]]:
    contexts = []

    def opened(user: Any, *, path: str = "/desk/", width: int = 1440, theme: str = "light") -> Visitor:
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="pl-PL", reduced_motion="reduce", color_scheme=theme)
        context.set_default_timeout(8000)
        contexts.append(context)
        client = Client()
        client.force_login(user)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": server.url}])
        visitor = Visitor(context.new_page(), server.url)
        visitor.open(path)
        visitor.page.locator("[data-live-state][data-state=on]").wait_for(state="attached")
        visitor.page.evaluate(WATCH)
        return visitor

    yield opened
    for context in contexts:
        context.close()


def test_the_pop_is_there_within_a_blink(at_desk, ring, scene, capsys):
    annas, barteks = at_desk(scene.anna), at_desk(scene.bartek)
    page = annas.page
    took = []
    for number in range(TIMES):
        posted = time.time()
        ring(f"call-{number}")
        call = page.locator("[data-call]").first
        expect(call).to_contain_text("Dzwoni: Ewa Zawadzka")
        took.append(max(page.evaluate("Object.values(window.popped)")) / 1000 - posted)
        ring(f"call-{number}", "answered", extension="999")  # it goes elsewhere, so that the next one is alone
        expect(page.locator("[data-call]")).to_have_count(0)
    with capsys.disabled():
        print(f"\nfrom the webhook to the pop: median {statistics.median(took) * 1000:.0f} ms, worst {max(took) * 1000:.0f} ms of {TIMES}")
    assert statistics.quantiles(took)[0] < AT_ONCE  # a quarter of them found the machine free
    assert statistics.median(took) < ON_A_BUSY_MACHINE
    assert barteks.page.evaluate("window.popped") == {}


def test_the_pop_takes_no_focus_and_is_reached_by_the_keyboard(at_desk, ring, scene):
    anna = at_desk(scene.anna, path=f"/tickets/{scene.ticket.number}/")
    page = anna.page
    page.keyboard.press("n")
    page.keyboard.type("Pani Ewa ")
    ring("1")
    expect(page.locator("[data-call]")).to_contain_text("Teraz trwa etap")
    page.keyboard.type("prosi o telefon.")
    expect(page.locator("#composer form[data-mode=note] textarea")).to_have_value("Pani Ewa prosi o telefon.")
    anna.shot("call-pop")
    anna.expect_clean()
    page.locator("[data-call] a[id$=-log]").focus()
    ring("1", "answered")
    expect(page.locator("[data-call]")).to_contain_text("Rozmowa: Ewa Zawadzka")
    expect(page.locator("[data-call] a[id$=-log]")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("dialog #id_note").fill("Pyta, kiedy przyjedzie serwis.")
    anna.shot("call-log")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#thread")).to_contain_text("Pyta, kiedy przyjedzie serwis.")
    expect(page.locator("[data-call]")).to_have_count(0)


def test_who_is_unknown_is_looked_for_on_a_phone_and_in_the_dark(at_desk, ring, scene):
    anna = at_desk(scene.anna, width=390, theme="dark")
    page = anna.page
    ring("2", number="511222333")
    expect(page.locator("[data-call]")).to_contain_text("511 222 333")
    anna.shot("call-unknown-phone-dark")
    anna.expect_clean()
    page.locator("[data-call] input[type=search]").fill("Zawadzka")
    page.keyboard.press("Enter")
    page.locator("#who-h").wait_for()
    anna.shot("call-page-phone-dark", is_full=True)
    anna.expect_clean()
    anna.open("/calls/?which=all")
    anna.shot("calls-phone-dark")
    anna.expect_clean()
