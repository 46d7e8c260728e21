"""A lead sees what another version would do to running tickets, and moves one or many. [P1]"""

import pytest

from ambasador.journal.actors import SYSTEM
from ambasador.procedures.verbs import add_step, begin_draft, publish_version, remove_step
from ambasador.tickets.models import Ticket
from ambasador.tickets.verbs import open_ticket

pytestmark = [pytest.mark.django_db, pytest.mark.req("P1")]
PAGE = "/procedures/reklamacja/moves/"


@pytest.fixture
def newer(company, complaint):
    draft = begin_draft(company.complaint.procedure, by=SYSTEM)
    remove_step(draft.steps.get(key="ogledziny"), by=SYSTEM)
    add_step(draft, key="kontrola", name="Kontrola", name_en="Check", performer="owner", standard_minutes=30, by=SYSTEM)
    return publish_version(draft, by=SYSTEM)


@pytest.fixture
def lead(client, bartek):
    client.force_login(bartek)
    return client


def test_the_procedure_leads_to_the_tickets_on_older_versions(lead, complaint, newer):
    assert f'href="{PAGE}"' in lead.get("/procedures/reklamacja/").content.decode()
    assert f"#{complaint.number}" in lead.get(PAGE).content.decode()


def test_the_preview_says_what_stays_and_what_comes_and_writes_nothing(lead, complaint, newer):
    html = lead.get(f"{PAGE}{complaint.number}/").content.decode()
    assert "Oględziny na miejscu · " in html
    assert "<li>Kontrola</li>" in html
    assert Ticket.objects.get(pk=complaint.pk).version.number == 1


def test_one_is_moved_and_the_others_stay(lead, complaint, newer, company, ewa, anna):
    other = open_ticket(customer=ewa, subject="Druga", channel="email", version=company.complaint, owner=anna, by=anna.actor)
    html = lead.post(PAGE, {"ticket": [complaint.number]}).content.decode()
    assert "przeniesiono" in html
    assert (Ticket.objects.get(pk=complaint.pk).version, Ticket.objects.get(pk=other.pk).version) == (newer, company.complaint)


def test_a_page_costs_the_same_for_many(lead, complaint, newer, company, ewa, anna, django_assert_max_num_queries):
    for number in range(8):
        open_ticket(customer=ewa, subject=f"T {number}", channel="email", version=company.complaint, owner=anna, by=anna.actor)
    with django_assert_max_num_queries(14):
        assert lead.get(PAGE).content.decode().count('name="ticket"') == 9


def test_agents_do_not_move_whole_lists(client, anna, complaint, newer):
    client.force_login(anna)
    assert client.post(PAGE, {"ticket": [complaint.number]}).status_code == 404
