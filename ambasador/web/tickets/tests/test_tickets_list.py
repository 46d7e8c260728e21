"""All tickets and the one search box."""

import pytest

from ambasador.conversations.verbs import write_note
from ambasador.customers.models import Customer
from ambasador.customers.verbs import change_customer
from ambasador.journal.actors import Actor
from ambasador.search.queries import find
from ambasador.tickets.verbs import close_ticket, open_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(client, anna):
    client.force_login(anna)
    return client


@pytest.fixture
def many(company, anna):
    def make(number):
        customer = Customer.objects.create(name=f"Osoba {number}")
        return open_ticket(
            customer=customer, subject=f"Sprawa {number}", channel="email", version=company.enquiry, owner=anna, by=anna.actor
        )

    return [make(number) for number in range(60)]


def page(client, path, **headers):
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_pages_by_cursor_show_every_ticket_once(agent, many):
    seen, url = [], "/tickets/"
    for _turn in range(3):
        html = page(agent, url)
        seen += [part.split('"')[0] for part in html.split('id="row-')[1:]]
        if 'rel="next"' not in html:
            break
        url = html.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert seen == [str(ticket.number) for ticket in reversed(many)]
    back = html.split('rel="prev" href="')[1].split('"')[0].replace("&amp;", "&")
    assert page(agent, back).count("data-row") == 50


def test_the_list_costs_the_same_for_many(agent, many, run_jobs, django_assert_max_num_queries):
    run_jobs()  # promises are made
    with django_assert_max_num_queries(20):
        assert page(agent, "/tickets/").count("data-row") == 50


@pytest.mark.parametrize(
    ("query", "is_there"),
    [
        ("", True),
        ("state=closed", False),
        ("state=all", True),
        ("procedure=reklamacja", True),
        ("procedure=zapytanie", False),
        ("waiting=department", True),
        ("waiting=customer", False),
        ("waiting=queue", False),
        ("competence=nie-ma", False),
    ],
)
def test_filters(agent, complaint, query, is_there):
    assert (f"row-{complaint.number}" in page(agent, f"/tickets/?{query}")) is is_there


def test_filters_by_owner_and_by_the_unit_it_waits_on(agent, anna, bartek, complaint, company):
    assert f"row-{complaint.number}" in page(agent, f"/tickets/?owner={anna.pk}")
    assert f"row-{complaint.number}" not in page(agent, f"/tickets/?owner={bartek.pk}")
    complaint.refresh_from_db()
    assert f"row-{complaint.number}" in page(agent, f"/tickets/?waiting=unit-{complaint.party_unit_id}")
    assert f"row-{complaint.number}" not in page(agent, f"/tickets/?waiting=unit-{company.warehouse.pk}")


@pytest.mark.parametrize(
    "query", ["owner=abc", "state=x", "before=abc", f"before={'9' * 30}", "after=²", "waiting=unit-x", "q=%00", "procedure='"]
)
def test_foolish_filters_harm_nothing(agent, complaint, query):
    assert page(agent, f"/tickets/?{query}").count(f'id="row-{complaint.number}"') == 1


def test_closed_ones_are_found_among_the_closed(agent, anna, complaint):
    close_ticket(complaint, reason="solved", by=anna.actor)
    assert f"row-{complaint.number}" not in page(agent, "/tickets/")
    assert f"row-{complaint.number}" in page(agent, "/tickets/?state=closed")


def test_words_filter_the_list(agent, complaint, run_jobs):
    run_jobs()
    assert f"row-{complaint.number}" in page(agent, "/tickets/?q=pralki")
    assert f"row-{complaint.number}" not in page(agent, "/tickets/?q=lodówka")


def test_htmx_gets_the_list_alone(agent, complaint):
    html = page(agent, "/tickets/", **{"HX-Request": "true"})
    assert html.lstrip().startswith('<section class="list"')


def test_search_finds_customers_and_tickets_in_one_list(agent, ewa, complaint, run_jobs):
    change_customer(ewa, note="", remember="po 16", by=Actor("system"))
    run_jobs()
    html = page(agent, "/search/?q=zawadzkiej")
    assert f"customer-{ewa.pk}" in html
    assert f"row-{complaint.number}" in html


@pytest.mark.parametrize("prefix", ["", "#"])
def test_a_number_finds_its_ticket_first(agent, complaint, prefix):
    html = page(agent, f"/search/?q={prefix.replace('#', '%23')}{complaint.number}")
    assert f"row-{complaint.number}" in html


def test_words_of_a_message_lead_to_its_ticket(agent, anna, complaint, run_jobs):
    from ambasador.conversations.verbs import add_from_page

    add_from_page(complaint, text="Złączka węża pękła w łazience", by=Actor("customer", complaint.customer_id))
    run_jobs()
    assert f"row-{complaint.number}" in page(agent, "/search/?q=złączki")


@pytest.mark.req("K1")
def test_a_new_name_of_the_customer_finds_the_ticket(agent, ewa, complaint, run_jobs):
    change_customer(ewa, name="Ewa Brzęczyszczykiewicz", by=Actor("system"))
    run_jobs()
    assert f"row-{complaint.number}" in page(agent, "/search/?q=brzęczyszcz")


def test_notes_are_not_in_the_index_of_conversations(agent, anna, complaint, run_jobs):
    write_note(complaint, text="tajemnica xylofon", by=anna.actor)
    run_jobs()
    assert f"row-{complaint.number}" in page(agent, "/search/?q=pralka")
    assert f"row-{complaint.number}" not in page(agent, "/search/?q=xylofon")


def test_nothing_found_says_what_to_try(agent, company):
    assert '<div class="empty">' in page(agent, "/search/?q=czegotakiegoniema")
    assert '<div class="empty">' in page(agent, "/search/")


def test_strangers_find_nothing(client, celina, complaint, run_jobs):
    run_jobs()
    assert find("pralka", by=celina.actor).hits == []
    client.force_login(celina)
    assert client.get("/search/?q=pralka").status_code == 404
    assert client.get("/tickets/").status_code == 404


def test_search_costs_the_same_for_many(agent, many, run_jobs, django_assert_max_num_queries):
    run_jobs()
    with django_assert_max_num_queries(26):
        assert page(agent, "/search/?q=sprawa").count("data-row") == 40
