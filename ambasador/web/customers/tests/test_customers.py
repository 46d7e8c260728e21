"""Customers on the screen: found, pictured whole, kept true."""

import pytest

from ambasador.customers.models import ContactPoint, Customer, Purchase
from ambasador.customers.verbs import add_customer
from ambasador.journal.actors import SYSTEM
from ambasador.outreach.verbs import send_contact
from ambasador.tickets.verbs import close_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(client, anna):
    client.force_login(anna)
    return client


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_customers_are_found_by_address_and_by_the_beginning_of_a_name(agent, ewa, run_jobs):
    add_customer(name="Zbigniew Kuś", by=SYSTEM)
    run_jobs()
    assert "Ewa Zawadzka" in page(agent, "/customers/?q=ewa@poczta.example")
    html = page(agent, "/customers/?q=zbigniew")
    assert "Zbigniew Kuś" in html
    assert "Ewa Zawadzka" not in html
    assert '<div class="empty">' in page(agent, "/customers/?q=nikttaki")


def test_the_list_is_paged_at_constant_cost(agent, company, django_assert_max_num_queries):
    for number in range(60):
        add_customer(name=f"Osoba {number}", by=SYSTEM)
    with django_assert_max_num_queries(12):
        html = page(agent, "/customers/")
    assert html.count("data-row") == 50
    older = html.split("before=")[1].split('"')[0]
    assert page(agent, f"/customers/?before={older}").count("data-row") == 10


def test_the_picture_shows_tickets_and_whether_promises_were_kept(agent, anna, ewa, complaint, run_jobs):
    run_jobs()
    html = page(agent, f"/customers/{ewa.pk}/")
    assert f"row-{complaint.number}" in html
    close_ticket(complaint, reason="solved", by=anna.actor)
    html = page(agent, f"/customers/{ewa.pk}/")
    assert "1 " in html
    assert f"row-{complaint.number}" in html


def test_the_ledger_says_what_was_not_sent_and_why(agent, ewa, company):
    send_contact(
        to="noreply@bank.example",
        purpose="status",
        recipient_kind="customer",
        recipient_id=ewa.pk,
        subject="x",
        text="x",
        automatic=True,
        by=SYSTEM,
    )
    html = page(agent, f"/customers/{ewa.pk}/")
    assert 'data-tone="bad"' in html


def test_a_customer_is_changed(agent, ewa):
    page(agent, f"/customers/{ewa.pk}/details/")
    fields = {"name": "Ewa Zawadzka-Kos", "kind": "person", "reporter_kind": "customer", "language": "pl", "remember": "słabiej słyszy"}
    assert agent.post(f"/customers/{ewa.pk}/details/", {**fields, "customer_since": "2019-03-01"}).status_code == 302
    ewa.refresh_from_db()
    assert (ewa.name, ewa.remember, ewa.customer_since.year) == ("Ewa Zawadzka-Kos", "słabiej słyszy", 2019)
    assert agent.post(f"/customers/{ewa.pk}/details/", {**fields, "customer_since": "wczoraj"}).status_code == 422


def test_a_known_address_opens_the_customer_who_has_it(agent, ewa):
    fields = {"name": "Ktoś", "kind": "person", "reporter_kind": "customer", "language": "pl", "email": "ewa@poczta.example"}
    answer = agent.post("/customers/new/", fields)
    assert answer.headers["Location"] == f"/customers/{ewa.pk}/"
    agent.post("/customers/new/", {**fields, "name": "Jan Nowy", "email": "", "phone": "600 100 200"})
    assert Customer.objects.get(name="Jan Nowy").contact_points.get().kind == "phone"


def test_ways_to_reach_are_added_confirmed_and_forgotten(agent, ewa):
    assert agent.post(f"/customers/{ewa.pk}/contact-points/", {"kind": "phone", "written": "600 700 800"}).status_code == 302
    point = ContactPoint.objects.get(kind="phone")
    agent.post(f"/customers/{ewa.pk}/contact-points/{point.pk}/verification/")
    point.refresh_from_db()
    assert point.is_verified
    assert agent.post(f"/customers/{ewa.pk}/contact-points/", {"kind": "email", "written": "to nie adres"}).status_code == 422
    agent.post(f"/customers/{ewa.pk}/contact-points/{point.pk}/removal/")
    assert not ContactPoint.objects.filter(kind="phone").exists()


def test_somebody_elses_address_is_refused_with_whose_it_is(agent, ewa):
    other = add_customer(name="Inny", by=SYSTEM)
    answer = agent.post(f"/customers/{other.pk}/contact-points/", {"kind": "email", "written": "ewa@poczta.example"})
    assert answer.status_code == 422
    assert "Ewa Zawadzka" in answer.content.decode()


def test_a_contact_point_of_another_customer_is_not_there(agent, ewa):
    other = add_customer(name="Inny", by=SYSTEM)
    point = ewa.contact_points.get()
    assert agent.post(f"/customers/{other.pk}/contact-points/{point.pk}/removal/").status_code == 404
    assert ewa.contact_points.exists()


def test_purchases_are_added_and_changed(agent, ewa):
    fields = {"name": "Pralka BX", "order_number": "ZAM-1", "price": "2499.00", "currency": "PLN", "bought_on": "2026-10-01"}
    assert agent.post(f"/customers/{ewa.pk}/purchases/", fields).status_code == 302
    made = Purchase.objects.get()
    page(agent, f"/customers/{ewa.pk}/purchases/{made.pk}/")
    agent.post(f"/customers/{ewa.pk}/purchases/{made.pk}/", {**fields, "serial_number": "SN7"})
    made.refresh_from_db()
    assert made.serial_number == "SN7"
    assert "Pralka BX" in page(agent, f"/customers/{ewa.pk}/")


@pytest.mark.parametrize("path", ["/customers/", "/customers/new/"])
def test_departments_do_not_see_customers(client, celina, ewa, path):
    client.force_login(celina)
    assert client.get(path).status_code == 404
    assert client.get(f"/customers/{ewa.pk}/").status_code == 404
