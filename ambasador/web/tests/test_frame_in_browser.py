"""Signing in, error pages and the behaviours of the frame, in Chromium."""

import json

import pytest

from ambasador.accounts import verbs
from ambasador.journal.actors import SYSTEM
from ambasador.web.tests.conftest import PASSWORD

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("size", "theme", "language"), [("desk", "light", "pl"), ("phone", "dark", "en")])
def test_strangers_pages_are_clean(visit, anna, size, theme, language):
    visitor = visit(size=size, theme=theme, language=language)
    token = verbs.make_sign_in_link(anna, by=SYSTEM)
    for name, path in [("signin", "/signin/"), ("link", f"/signin/link/{token}/"), ("404", "/nowhere/")]:
        visitor.open(path)
        visitor.shot(f"{name}-{size}-{theme}-{language}")
        visitor.expect_clean()


def test_signing_in_with_the_keyboard(visit, anna):
    visitor = visit()
    page = visitor.page
    visitor.open("/components/")
    page.keyboard.press("Tab")
    page.fill("#id_email", anna.email)
    page.fill("#id_password", "not this one")
    page.keyboard.press("Enter")
    page.wait_for_selector("#form-errors")
    visitor.shot("signin-wrong")
    visitor.expect_clean()
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/components/")


@pytest.mark.parametrize(("size", "theme"), [("desk", "light"), ("phone", "dark")])
def test_settings_are_clean(visit, anna, size, theme):
    visitor = visit(anna, size=size, theme=theme)
    visitor.open("/profile/")
    visitor.shot(f"profile-{size}-{theme}")
    visitor.expect_clean()


def test_keys_open_the_list_of_keys_and_modes_but_not_while_typing(visit, anna):
    visitor = visit(anna)
    page = visitor.page
    visitor.open("/components/")
    page.keyboard.press("?")
    assert page.locator("#keys-dialog").is_visible()
    visitor.shot("keys")
    visitor.expect_clean()
    page.keyboard.press("Escape")
    assert not page.locator("#keys-dialog").is_visible()
    page.locator("main h1").click()
    page.keyboard.press("n")
    note = page.locator("#composer-reply form[data-mode=note] textarea")
    assert note.is_visible()
    page.keyboard.type("rano ?")
    assert note.input_value() == "rano ?"
    assert not page.locator("#keys-dialog").is_visible()


def test_single_keys_can_be_switched_off(visit, anna):
    verbs.change_user(anna, by=SYSTEM, single_keys=False)
    visitor = visit(anna)
    visitor.open("/components/")
    visitor.page.locator("main h1").click()
    visitor.page.keyboard.press("?")
    assert not visitor.page.locator("#keys-dialog").is_visible()


def test_drafts_stay_with_their_mode_and_survive_leaving(visit, anna):
    visitor = visit(anna)
    page = visitor.page
    visitor.open("/components/")
    note = page.locator("#composer-reply form[data-mode=note] textarea")
    reply = page.locator("#composer-reply form[data-mode=reply] textarea")
    page.locator("main h1").click()
    page.keyboard.press("n")
    page.keyboard.type("tylko dla nas")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    assert reply.input_value() == ""
    page.keyboard.press("Escape")
    page.keyboard.press("w")
    assert reply.input_value().startswith("Sprawę rozpatruje")
    visitor.open("/profile/")
    visitor.open("/components/")
    assert note.input_value() == "tylko dla nas"
    assert reply.input_value().startswith("Sprawę")


def test_rows_are_walked_with_j_and_k_and_the_place_is_kept(visit, anna):
    visitor = visit(anna)
    page = visitor.page
    visitor.open("/components/")
    page.locator("main h1").click()
    page.keyboard.press("j")
    assert page.evaluate("document.querySelector('[data-row][aria-current]').id") == "row-48377"
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("x")
    assert page.locator("#row-48377.picked").count() == 1
    visitor.open("/profile/")
    visitor.open("/components/")
    assert page.evaluate("document.querySelector('[data-row][aria-current]').id") == "row-48377"


def test_a_change_refreshes_the_regions_that_listen(visit, anna):
    change = json.dumps({"kind": "tickets.step_answered", "topics": ["ticket:12"]})
    visitor = visit(anna, stream=f"event: change\ndata: {change}\n\n")
    page = visitor.page
    asked = []
    # the answer listens to the same: a page that listens to something else opens a new stream, and then looks at everything once
    fresh = '<p id="region" data-live="ticket:12">nowe</p>'
    page.context.route("**/fragment/**", lambda route: (asked.append(route.request.url), route.fulfill(body=fresh))[1])
    page.context.route(
        "**/profile/",
        lambda route: route.fulfill(
            response=(answer := route.fetch()),
            body=answer.text().replace(
                "</main>",
                '<p id="region" data-live="ticket:12" hx-get="/fragment/12/" hx-trigger="live" hx-swap="outerHTML">stare</p>'
                '<p id="other" data-live="ticket:13" hx-get="/fragment/13/" hx-trigger="live" hx-swap="outerHTML">stare</p></main>',
            ),
        ),
    )
    visitor.open("/profile/")
    page.locator("#region", has_text="nowe").wait_for()
    assert page.locator("#other").text_content() == "stare"
    assert [address.rsplit("/", 2)[1] for address in asked] == ["12"]


def test_the_theme_button_changes_and_keeps_the_look(visit, anna):
    visitor = visit(anna)
    page = visitor.page
    visitor.open("/profile/")
    with page.expect_response("**/profile/theme/"):
        page.locator("[data-theme-form] button").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    visitor.open("/components/")
    assert page.locator("html").get_attribute("data-theme") == "dark"
