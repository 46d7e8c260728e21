"""The desk: what needs my move, in groups, bounded in queries whatever the number of tickets."""

import pytest

from ambasador.customers.models import Customer
from ambasador.tickets import verbs
from ambasador.tickets.models import Step, Ticket
from ambasador.tickets.verbs import open_ticket

pytestmark = pytest.mark.django_db


def html_of(client, path="/desk/", **headers):
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_desk_says_so(client, anna):
    client.force_login(anna)
    assert '<div class="empty">' in html_of(client)


def test_a_new_ticket_stands_under_new_with_owner_and_promise(client, anna, complaint, run_jobs):
    run_jobs()
    client.force_login(anna)
    html = html_of(client)
    assert 'id="group-new"' in html
    assert f'id="row-{complaint.number}"' in html
    assert "Ewa Zawadzka" in html
    assert ">AL<" in html  # Anna in the ring


def test_an_answer_of_a_department_moves_the_ticket_to_its_group(client, anna, celina, complaint):
    verbs.settle_attention(complaint, by=anna.actor)
    verbs.answer_step(Step.objects.get(ticket=complaint, key="decyzja"), code="yes", by=celina.actor)
    client.force_login(anna)
    assert 'id="group-answered"' in html_of(client)


def test_a_quiet_ticket_at_others_is_folded(client, anna, complaint):
    verbs.settle_attention(complaint, by=anna.actor)
    client.force_login(anna)
    assert '<details id="group-calm"' in html_of(client)


def test_mine_are_mine_and_the_team_is_everybodys(client, bartek, complaint):
    client.force_login(bartek)
    assert f"row-{complaint.number}" not in html_of(client)
    assert f"row-{complaint.number}" in html_of(client, "/desk/?whose=team")
    assert f"row-{complaint.number}" not in html_of(client, "/desk/?whose=standing_in")


def test_htmx_gets_the_list_alone(client, anna, complaint):
    client.force_login(anna)
    html = html_of(client, **{"HX-Request": "true"})
    assert html.lstrip().startswith('<section class="list" id="desk-list"')
    assert "<html" not in html


def test_preview_of_a_row(client, anna, complaint):
    client.force_login(anna)
    html = html_of(client, f"/desk/preview/{complaint.number}/")
    assert "Decyzja reklamacyjna" in html
    assert f'href="/tickets/{complaint.number}/#reply"' in html


def test_an_offered_ticket_can_be_accepted_from_the_desk(client, anna, bartek, complaint):
    verbs.offer_handover(complaint, to=bartek, reason="urlop", by=anna.actor)
    client.force_login(bartek)
    html = html_of(client)
    assert "Anna Lis" in html
    assert "urlop" in html
    address = f"/tickets/{complaint.number}/handovers/{complaint.handovers.get().id}/acceptance/"
    assert address in html
    assert client.post(address).status_code == 302
    assert Ticket.objects.get().owner == bartek


@pytest.mark.parametrize("path", ["/desk/", "/desk/preview/1/"])
def test_departments_have_no_desk(client, celina, path):
    client.force_login(celina)
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("chosen", ["1", "abc", "-1", "9" * 30, "²", ""])
def test_a_foolish_choice_harms_nothing(client, anna, complaint, chosen):
    client.force_login(anna)
    html = html_of(client, f"/desk/?ticket={chosen}&whose={chosen}")
    assert html.count(f'id="row-{complaint.number}"') == 1
    assert 'id="preview"' in html


def test_queries_do_not_grow_with_the_tickets(client, anna, company, django_assert_max_num_queries):
    client.force_login(anna)
    for number in range(30):
        customer = Customer.objects.create(name=f"Osoba {number}")
        open_ticket(customer=customer, subject=f"Sprawa {number}", channel="email", version=company.complaint, owner=anna, by=anna.actor)
    with django_assert_max_num_queries(14):
        assert html_of(client).count("data-row") == 10


def test_a_long_group_shows_the_first_the_chosen_one_and_the_way_to_the_others(client, anna, company):
    client.force_login(anna)
    numbers = []
    for number in range(18):
        customer = Customer.objects.create(name=f"Osoba {number}")
        ticket = open_ticket(customer=customer, subject=f"Sprawa {number}", channel="email", version=company.complaint, owner=anna, by=anna.actor)
        numbers.append(ticket.number)
    html = html_of(client, f"/desk/?ticket={numbers[-1]}")
    assert [number for number in numbers if f'id="row-{number}"' in html] == [*numbers[:10], numbers[-1]]
    assert f'href="/tickets/?owner={anna.id}"' in html
    assert "jeszcze 8 na liście" in html
    assert html_of(client, f"/tickets/?owner={anna.id}").count("data-row") == 18
