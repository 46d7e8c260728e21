"""Accounts on the screen."""

import re
from datetime import timedelta

import pytest

from ambasador.accounts.models import User
from ambasador.accounts.verbs import make_sign_in_link, set_password
from ambasador.directory.models import Person
from ambasador.journal.actors import SYSTEM
from ambasador.lib import clock
from tests.cast import make_agent

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(company):
    return make_agent("Dorota Bąk", ["admin"], company.centre)


@pytest.fixture
def admin(client, boss):
    client.force_login(boss)
    return client


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


NEW = {"name": "Nowa Osoba", "email": "nowa@modrzew.example", "roles": ["agent"], "language": "pl"}


def test_an_account_is_added_with_its_place_in_the_directory(admin, company):
    assert admin.post("/people/new/", {**NEW, "unit": company.centre.pk}).status_code == 302
    made = User.objects.get(email="nowa@modrzew.example")
    assert made.roles == ["agent"]
    assert Person.objects.get(user=made).unit == company.centre
    assert "Nowa Osoba" in page(admin, "/people/")


def test_a_person_without_an_account_gets_this_one(admin, company, serwis):
    admin.post("/people/new/", {**NEW, "email": serwis.email, "roles": ["department"], "unit": company.partner.pk})
    serwis.refresh_from_db()
    assert serwis.user.email == serwis.email


@pytest.mark.parametrize(
    "wrong",
    [{"email": "anna@modrzew.example"}, {"email": "x"}, {"roles": []}, {"roles": ["department"]}, {"roles": ["king"]}, {"name": ""}],
)
def test_a_wrong_account_is_told_so(admin, anna, wrong):
    before = User.objects.count()
    assert admin.post("/people/new/", {**NEW, **wrong}).status_code == 422
    assert User.objects.count() == before


def test_roles_change(admin, anna):
    page(admin, f"/people/{anna.pk}/")
    admin.post(f"/people/{anna.pk}/", {"name": anna.name, "roles": ["agent", "lead"], "language": "en"})
    anna.refresh_from_db()
    assert (anna.roles, anna.language) == (["agent", "lead"], "en")


def test_nobody_locks_themselves_out(admin, boss):
    assert admin.post(f"/people/{boss.pk}/", {"name": boss.name, "roles": ["agent"], "language": "pl"}).status_code == 422
    assert admin.post(f"/people/{boss.pk}/closure/").status_code == 422
    boss.refresh_from_db()
    assert boss.roles == ["admin"]
    assert boss.is_active


def test_the_one_time_link_is_shown_once_and_lets_in(admin, anna, client_factory):
    html = admin.post(f"/people/{anna.pk}/link/").content.decode()
    link = html.split("/signin/link/")[1].split("<")[0]
    assert link.strip("/") not in page(admin, f"/people/{anna.pk}/")
    visitor = client_factory()
    assert visitor.post(f"/signin/link/{link}").status_code == 302
    assert visitor.get("/desk/").status_code == 200
    assert admin.get(f"/people/{anna.pk}/link/").status_code == 405


def test_the_list_tells_when_somebody_last_signed_in(admin, anna, bartek, client_factory, wednesday):
    set_password(bartek, password="Modrzew przy drodze 12", by=SYSTEM)
    assert row_of(page(admin, "/people/"), anna).endswith("jeszcze nie")
    with clock.set_to(wednesday - timedelta(days=1)):
        client_factory().post(f"/signin/link/{make_sign_in_link(anna, by=SYSTEM)}/")
        client_factory().post("/signin/", {"email": bartek.email, "password": "Modrzew przy drodze 12"})
        client_factory().post("/signin/", {"email": bartek.email, "password": "nie to"})
    html = page(admin, "/people/")
    assert row_of(html, anna).endswith("wczoraj 10:42")
    assert row_of(html, bartek).endswith("wczoraj 10:42")


def row_of(html, user):
    row = html.split(f">{user.name}</a>")[1].split("</tr>")[0]
    return re.sub(r"<[^>]*>", " ", row).replace("\u00a0", " ").strip()


@pytest.fixture
def client_factory():
    from django.test import Client

    return Client


def test_an_account_is_closed(admin, anna):
    assert "Anna Lis" in page(admin, f"/people/{anna.pk}/closure/")
    assert admin.post(f"/people/{anna.pk}/closure/").status_code == 302
    anna.refresh_from_db()
    assert not anna.is_active
    assert "Anna Lis" in page(admin, "/people/?closed=1")


@pytest.mark.req("N1")
def test_an_owner_of_open_tickets_is_not_closed_and_the_page_leads_to_them(admin, anna, complaint):
    answer = admin.post(f"/people/{anna.pk}/closure/")
    assert answer.status_code == 422
    html = answer.content.decode()
    assert 'role="alert"' in html
    assert f"/tickets/?owner={anna.pk}" in html
    anna.refresh_from_db()
    assert anna.is_active
    roles = admin.post(f"/people/{anna.pk}/", {"name": anna.name, "roles": ["department"], "language": "pl"})
    assert roles.status_code == 422
    anna.refresh_from_db()
    assert anna.roles == ["agent"]


def test_the_list_costs_the_same_for_many(admin, company, django_assert_max_num_queries):
    for number in range(20):
        make_agent(f"Osoba{number} X", ["agent"], company.centre)
    with django_assert_max_num_queries(14):
        assert page(admin, "/people/").count('<th scope="row">') == 21


@pytest.mark.parametrize("who", ["anna", "bartek", "celina"])
def test_only_administrators_come_here(client, request, who):
    client.force_login(request.getfixturevalue(who))
    for path in ("/people/", "/people/new/"):
        assert client.get(path).status_code == 404
