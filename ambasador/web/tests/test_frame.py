"""What stands around every page: headers, language, refusals, errors, navigation, doors."""

import pytest
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.urls import path

from ambasador.accounts.models import User
from ambasador.config import urls as site
from ambasador.lib.refusal import Conflict, NotAllowed
from ambasador.web import nav
from ambasador.web.access import centre_only, roles_only, staff_only
from ambasador.web.errors import server_error
from ambasador.web.middleware import accepted_language
from ambasador.web.nav import Count

pytestmark = pytest.mark.django_db


class SomebodyElseAnswered(Conflict):
    code = "somebody_else_answered"
    sentence = "%(name)s answered <first>."


class NotYours(NotAllowed):
    code = "not_yours"
    sentence = "Only the owner may do this."


def conflict(request):
    raise SomebodyElseAnswered(name="Ewa Sowa")


def forbidden(request):
    raise NotYours


def broken(request):
    raise RuntimeError("a fault of ours")


def asleep(request):
    raise OperationalError("the database is starting")


def missing(request):
    raise Http404


urlpatterns = [
    *site.urlpatterns,
    path("t/conflict/", conflict),
    path("t/forbidden/", forbidden),
    path("t/broken/", broken),
    path("t/asleep/", asleep),
    path("t/missing/", missing),
    path("t/lead/", roles_only("lead")(lambda request: HttpResponse("in"))),
    path("t/centre/", centre_only(lambda request: HttpResponse("in"))),
    path("t/staff/", staff_only(lambda request: HttpResponse("in"))),
]
handler500 = server_error


@pytest.fixture(autouse=True)
def _addresses(settings):
    settings.ROOT_URLCONF = __name__


@pytest.mark.parametrize("address", ["/signin/", "/nowhere/", "/t/missing/"])
def test_every_answer_carries_the_strict_policy(client, address):
    policy = client.get(address)["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    answer = client.get(address)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("accepts", "language"),
    [
        ("", "pl"),
        ("en", "en"),
        ("en-GB,pl;q=0.5", "en"),
        ("pl;q=0.9,en;q=0.5", "pl"),
        ("en;q=0.5,pl;q=0.9", "pl"),
        ("de,fr;q=0.8", "pl"),
        ("de,en;q=0.2", "en"),
        ("en;q=0", "pl"),
        ("en;q=x,,;;pl", "pl"),
    ],
)
def test_language_of_a_stranger(accepts, language):
    request = RequestFactory().get("/", headers={"Accept-Language": accepts})
    assert accepted_language(request) == language


def test_a_chosen_language_stays(client):
    assert b'<html lang="en"' in client.get("/signin/?lang=en").content
    assert b'<html lang="en"' in client.get("/signin/").content
    assert b'<html lang="pl"' in client.get("/signin/?lang=pl").content
    assert b'<html lang="pl"' in client.get("/signin/?lang=xx").content


def test_language_of_the_account_wins(client, anna):
    anna.language = "en"
    anna.save()
    client.force_login(anna)
    answer = client.get("/profile/?lang=pl", headers={"Accept-Language": "pl"})
    assert b'<html lang="en"' in answer.content
    assert answer["Content-Language"] == "en"


def test_a_refusal_is_a_page_with_its_sentence(client):
    answer = client.post("/t/conflict/")
    assert answer.status_code == 409
    assert "Ewa Sowa answered &lt;first&gt;." in answer.content.decode()


def test_a_refusal_is_a_toast_for_htmx(client):
    answer = client.post("/t/conflict/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Retarget"], answer["HX-Reswap"]) == (409, "#toasts", "beforeend")
    assert b"<html" not in answer.content
    assert b'data-code="somebody_else_answered"' in answer.content


def test_not_allowed_to_read_is_not_there_and_not_allowed_to_do_is_said(client):
    assert client.get("/t/forbidden/").status_code == 404
    answer = client.post("/t/forbidden/")
    assert answer.status_code == 403
    assert b"Only the owner may do this." in answer.content


def test_a_fault_of_ours_is_500_and_a_sleeping_database_503(client):
    client.raise_request_exception = False
    assert client.get("/t/broken/").status_code == 500
    answer = client.get("/t/asleep/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "3")


@pytest.mark.parametrize(("who", "statuses"), [("anna", [404, 200, 200]), ("bartek", [200, 200, 200]), ("celina", [404, 404, 200])])
def test_doors(client, request, who, statuses):
    client.force_login(request.getfixturevalue(who))
    assert [client.get(f"/t/{door}/").status_code for door in ("lead", "centre", "staff")] == statuses


def test_strangers_are_asked_to_sign_in_and_htmx_is_told_to_go_there(client):
    assert client.get("/t/lead/?a=1")["Location"] == "/signin/?next=/t/lead/%3Fa%3D1"
    answer = client.get("/t/centre/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/signin/?next=/t/centre/")
    shown = {"HX-Request": "true", "HX-Current-URL": "http://testserver/tickets/4/?all=1#thread"}  # a fragment leads back to its page
    assert client.post("/t/centre/", headers=shown)["HX-Redirect"] == "/signin/?next=/tickets/4/%3Fall%3D1"


def test_navigation_shows_counts_with_their_reason(client, anna, monkeypatch):
    def says(numbers):
        return Count(numbers["users"] + 2, "risk", "waits too long")

    monkeypatch.setitem(nav._counts, "tickets", (lambda user: {"users": User.objects.filter(pk=user.pk)}, says))
    client.force_login(anna)
    html = client.get("/profile/").content.decode()
    assert '<span class="count" data-tone="risk" title="waits too long">3</span>' in html
    assert 'href="/profile/" id="nav-profile"' in html
    assert html.count('aria-current="page"') == 1


def test_navigation_depends_on_roles(client, celina):
    client.force_login(celina)
    html = client.get("/profile/").content
    assert b'id="nav-department"' in html
    assert b'id="nav-desk"' not in html


def test_a_page_of_the_frame_costs_few_queries(client, anna, django_assert_max_num_queries):
    client.force_login(anna)
    with django_assert_max_num_queries(3):  # session, user, and all that is counted beside the places
        html = client.get("/components/").content.decode()
    assert [key for key in ("desk", "tickets", "intake", "department") if f'id="nav-{key}"' not in html] == []


def test_components_show_polish_numbers_as_attributes_with_points(client, anna):
    client.force_login(anna)
    html = client.get("/components/").content.decode()
    assert 'width="30.73%"' in html
    assert not any(f",{digit}" in part for part in html.split('"')[1::2] if part.endswith("%") for digit in "0123456789")
