"""Signing in by password and by link, signing out, and one's own settings."""

import re
from datetime import timedelta

import pytest

from ambasador.accounts import verbs
from ambasador.accounts.models import SignInAttempt, User
from ambasador.journal.actors import SYSTEM
from ambasador.web.tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def sign_in(client, email="anna@modrzew.example", password=PASSWORD, **more):
    return client.post("/signin/", {"email": email, "password": password, **more})


def is_in(client):
    return client.get("/profile/").status_code == 200


def test_right_password_opens_the_first_screen(client, anna):
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert is_in(client)


def test_letter_case_of_the_address_does_not_matter(client, anna):
    assert sign_in(client, email="Anna@Modrzew.EXAMPLE").status_code == 302


@pytest.mark.parametrize("email", ["anna@modrzew.example", "nobody@modrzew.example"])
def test_wrong_password_and_unknown_address_look_the_same(client, anna, email):
    answer = sign_in(client, email=email, password="not this one")
    assert answer.status_code == 422
    body = re.sub(r'value="[^"]*"', "", answer.content.decode())
    assert "do not belong together" in body or "nie pasują" in body
    assert not is_in(client)


def test_empty_form_says_what_to_write(client):
    answer = sign_in(client, email="", password="")
    assert answer.status_code == 422
    assert answer.content.count(b'aria-invalid="true"') == 2


def test_too_many_failures_wait_even_with_the_right_password(client, anna, django_user_model):
    for _ in range(verbs.ATTEMPTS_PER_ACCOUNT):
        SignInAttempt.objects.create(email=anna.email, address="10.0.0.9", at=anna.joined_at)
    answer = sign_in(client)
    assert answer.status_code == 429
    assert not is_in(client)


def test_after_signing_in_the_asked_page_opens(client, anna):
    assert client.get("/components/")["Location"] == "/signin/?next=/components/"
    assert sign_in(client, next="/components/")["Location"] == "/components/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_never_sent_to_another_site(client, anna, elsewhere):
    assert sign_in(client, next=elsewhere)["Location"] == "/"


def test_session_gets_a_new_key(client, anna):
    client.get("/signin/")
    session = client.session
    session["a"] = 1
    session.save()
    before = session.session_key
    client.cookies["ambasador"] = before
    sign_in(client)
    assert client.session.session_key != before


def test_opening_a_link_does_not_use_it_up(client, anna):
    token = verbs.make_sign_in_link(anna, by=SYSTEM)
    for _ in range(3):  # a mail scanner, a preview, the person
        assert client.get(f"/signin/link/{token}/").status_code == 200
        assert not is_in(client)
    assert client.post(f"/signin/link/{token}/").status_code == 302
    assert is_in(client)


def test_a_link_works_once(client, anna):
    token = verbs.make_sign_in_link(anna, by=SYSTEM)
    client.post(f"/signin/link/{token}/")
    client.post("/signout/")
    assert client.post(f"/signin/link/{token}/").status_code == 410
    assert not is_in(client)


@pytest.mark.parametrize("token", ["nonsense", "a" * 400, "%00", "..%2f.."])
def test_a_forged_link_is_refused(client, anna, token):
    assert client.post(f"/signin/link/{token}/").status_code in {404, 410}
    assert not is_in(client)


def test_an_expired_link_is_refused(client, anna):
    token = verbs.make_sign_in_link(anna, by=SYSTEM, life=timedelta(seconds=-1))
    assert client.post(f"/signin/link/{token}/").status_code == 410


def test_a_link_signs_out_whoever_sat_here_before(client, anna, bartek):
    client.force_login(bartek)
    token = verbs.make_sign_in_link(anna, by=SYSTEM)
    client.post(f"/signin/link/{token}/")
    assert int(client.session["_auth_user_id"]) == anna.id


def test_the_link_page_keeps_its_address_to_itself(client, anna):
    answer = client.get(f"/signin/link/{verbs.make_sign_in_link(anna, by=SYSTEM)}/")
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]


def test_signing_out_is_a_post(client, anna):
    client.force_login(anna)
    assert client.get("/signout/").status_code == 405
    client.post("/signout/")
    assert not is_in(client)


def test_a_closed_account_is_out_at_once(client, anna):
    client.force_login(anna)
    verbs.close_account(anna, by=SYSTEM)
    assert not is_in(client)


def test_a_new_password_ends_the_other_sessions(client, client_factory, anna):
    elsewhere = client_factory()
    client.force_login(anna)
    elsewhere.force_login(anna)
    answer = client.post("/profile/password/", {"current": PASSWORD, "new": "inny rower pod Tatrami"})
    assert answer.status_code == 302
    assert is_in(client)
    assert not is_in(elsewhere)


@pytest.mark.parametrize(("current", "new"), [("wrong", "inny rower pod Tatrami"), (PASSWORD, "krótkie"), (PASSWORD, "1234567890")])
def test_a_password_that_is_not_good_is_refused(client, anna, current, new):
    client.force_login(anna)
    assert client.post("/profile/password/", {"current": current, "new": new}).status_code == 422
    assert User.objects.get(email="anna@modrzew.example").check_password(PASSWORD)


def test_somebody_without_a_password_sets_the_first_one(client, db):
    user = verbs.join_user(email="nowa@modrzew.example", name="Nowa Osoba", roles=["agent"], by=SYSTEM)
    client.force_login(user)
    assert client.post("/profile/password/", {"new": "inny rower pod Tatrami"}).status_code == 302
    assert User.objects.get(pk=user.pk).check_password("inny rower pod Tatrami")


def test_settings_are_kept_and_no_others_can_be_changed(client, anna):
    client.force_login(anna)
    wanted = {"name": "Anna W.", "phone_extension": "214", "language": "en", "theme": "dark", "roles": "admin", "email": "x@y.example"}
    assert client.post("/profile/", wanted).status_code == 302
    anna.refresh_from_db()
    assert (anna.name, anna.language, anna.theme, anna.single_keys) == ("Anna W.", "en", "dark", False)
    assert (anna.roles, anna.email) == (["agent"], "anna@modrzew.example")


def test_a_name_is_asked_for(client, anna):
    client.force_login(anna)
    answer = client.post("/profile/", {"name": " ", "language": "pl", "theme": ""})
    assert answer.status_code == 422
    assert User.objects.get(email="anna@modrzew.example").name == "Anna Lis"


def test_theme_button_keeps_the_choice(client, anna):
    client.force_login(anna)
    assert client.post("/profile/theme/", {"theme": "dark"}, headers={"HX-Request": "true"}).status_code == 204
    assert b'data-theme="dark"' in client.get("/profile/").content
    client.post("/profile/theme/", {"theme": '"><script>'})
    assert User.objects.get(email="anna@modrzew.example").theme == "dark"


def test_every_change_needs_the_token_of_the_form(anna):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/signin/", {"email": anna.email, "password": PASSWORD}).status_code == 403
    strict.force_login(anna)
    for path in ("/signout/", "/profile/", "/profile/password/", "/profile/theme/"):
        assert strict.post(path, {}).status_code == 403, path
