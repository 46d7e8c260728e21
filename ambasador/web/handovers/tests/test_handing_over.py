"""Many tickets into other hands, and the leaving of somebody down to zero."""

from datetime import date

import pytest

from ambasador.accounts.models import User
from ambasador.accounts.verbs import begin_leaving
from ambasador.journal.actors import SYSTEM
from ambasador.tickets import verbs
from ambasador.tickets.models import Handover, Ticket
from tests.cast import make_agent

pytestmark = [pytest.mark.django_db, pytest.mark.req("O1")]


@pytest.fixture
def bea(company):
    return make_agent("Bea Nowak", ["agent"], company.centre)


@pytest.fixture
def dorota(company):
    return make_agent("Dorota Bąk", ["admin"], company.centre)


@pytest.fixture
def three(company, ewa, anna):
    return [
        verbs.open_ticket(customer=ewa, subject=f"Sprawa {n}", channel="email", version=company.complaint, owner=anna, by=SYSTEM) for n in range(3)
    ]


def html_of(client, path, status=200, **data):
    answer = client.post(path, data) if data else client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def test_each_ticket_goes_to_the_person_suggested_beside_it(client, anna, bea, three):
    client.force_login(anna)
    html = html_of(client, "/handing-over/")
    assert html.count("Bea Nowak") >= 3
    assert f'name="to-{three[0].id}" value="{bea.id}"' in html
    chosen = {"ticket": [three[0].id, three[1].id], f"to-{three[0].id}": bea.id, f"to-{three[1].id}": bea.id, "reason": "Urlop", "to": ""}
    html = html_of(client, "/handing-over/offers/", of=anna.id, **chosen)
    assert html.count("zaproponowano: Bea Nowak") == 2
    assert set(Handover.objects.values_list("ticket", flat=True)) == {three[0].id, three[1].id}
    assert set(Ticket.objects.values_list("owner", flat=True)) == {anna.id}


def test_one_refused_does_not_hold_up_the_others(client, anna, bea, bartek, three):
    client.force_login(bartek)
    verbs.close_ticket(three[1], reason="solved", by=anna.actor)
    begin_leaving(bea, by=SYSTEM)
    outcomes = verbs.offer_handovers([(three[0], bartek), (three[1], bartek), (three[2], bea)], reason="Urlop", by=anna.actor)
    assert [bool(outcome.refusal) for outcome in outcomes] == [False, True, True]
    assert Handover.objects.get().ticket == three[0]


def test_what_was_offered_is_accepted_at_once(client, anna, bea, three):
    offers = [verbs.offer_handover(ticket, to=bea, reason="Urlop", by=anna.actor) for ticket in three]
    client.force_login(bea)
    assert html_of(client, "/handing-over/").count('name="handover"') == 3
    html_of(client, "/handing-over/acceptances/", handover=[offers[0].id, offers[1].id])
    assert Ticket.objects.filter(owner=bea).count() == 2


def test_nobody_offers_anothers_tickets_but_a_lead(client, anna, bea, bartek, three):
    client.force_login(bea)
    html_of(client, f"/handing-over/?of={anna.id}", status=404)
    html_of(client, "/handing-over/offers/", status=404, of=anna.id, ticket=three[0].id, reason="x")
    client.force_login(bartek)
    assert "Sprawa 0" in html_of(client, f"/handing-over/?of={anna.id}")


def test_offers_need_a_ticket_and_a_reason(client, anna, bea, three):
    client.force_login(anna)
    assert "Zaznacz co najmniej jedno zgłoszenie." in html_of(client, "/handing-over/offers/", status=422, of=anna.id, reason="Urlop")
    html_of(client, "/handing-over/offers/", status=422, of=anna.id, ticket=three[0].id, reason="")
    assert not Handover.objects.exists()


def test_a_page_of_tickets_costs_the_same_whatever_their_number(client, anna, bea, three, django_assert_max_num_queries):
    client.force_login(anna)
    html_of(client, "/handing-over/")
    with django_assert_max_num_queries(22):
        html = html_of(client, "/handing-over/")
    assert [ticket.number for ticket in three if f"#{ticket.number}" not in html] == []


def test_leaving_goes_down_to_zero_and_then_the_account_is_closed(client, anna, bea, bartek, dorota, three):
    client.force_login(bartek)
    answer = client.post("/leaving/new/", {"user": anna.id, "last_on": "2026-12-31"})
    assert answer.headers["Location"] == f"/leaving/{anna.id}/"
    html = html_of(client, f"/leaving/{anna.id}/")
    assert "zostały 3 zgłoszenia, zaproponowane: 0, w innych rękach: 0" in html
    assert html.count(" checked") == 3
    chosen = {f"to-{ticket.id}": bea.id for ticket in three}
    html_of(client, "/handing-over/offers/", of=anna.id, ticket=[ticket.id for ticket in three], reason="Odejście", **chosen)
    assert "zaproponowane: 3" in html_of(client, "/leaving/")
    verbs.accept_handovers(Handover.objects.all(), by=bea.actor)
    assert "zostało 0 zgłoszeń, zaproponowane: 0, w innych rękach: 3" in html_of(client, "/leaving/")
    client.force_login(dorota)
    assert f"/people/{anna.id}/closure/" in html_of(client, f"/leaving/{anna.id}/")
    html_of(client, f"/people/{anna.id}/closure/", status=302, sure="1")
    assert not User.objects.get(pk=anna.pk).is_active


def test_leaving_is_for_leads_and_can_be_cancelled(client, anna, bea, bartek, three):
    client.force_login(anna)
    html_of(client, "/leaving/", status=404)
    begin_leaving(bea, last_on=date(2026, 12, 31), by=SYSTEM)
    client.force_login(bartek)
    html_of(client, f"/leaving/{bea.id}/cancellation/", status=302, yes="1")
    html_of(client, f"/leaving/{bea.id}/", status=404)


def test_the_ticket_says_why_this_person_looks_after_it(client, anna, company, ewa):
    ticket = verbs.open_ticket(customer=ewa, subject="Pralka", channel="email", version=company.complaint, by=SYSTEM)
    verbs.assign_automatically(ticket, by=SYSTEM)
    client.force_login(anna)
    html = html_of(client, f"/tickets/{ticket.number}/")
    assert "Praca przed tym zgłoszeniem: 0" in html.replace("\xa0", " ")
    assert "na zmianie do 16:00" in html.replace("\xa0", " ")
