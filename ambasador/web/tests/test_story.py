"""The complete story of a case on one page and as PDF, and the end of a ticket on the screen. [O7]"""

from datetime import timedelta

import pytest

from ambasador.accounts.verbs import close_account
from ambasador.conversations.models import Message
from ambasador.journal.actors import SYSTEM, Actor
from ambasador.lib import clock
from ambasador.tickets import verbs
from ambasador.tickets.models import Step, Ticket, TicketLink

pytestmark = [pytest.mark.django_db, pytest.mark.req("O7")]


@pytest.fixture
def at_desk(client, anna):
    client.force_login(anna)
    return client


@pytest.fixture
def solved(complaint, anna, celina, serwis, bartek, run_jobs):
    """Two hours at the department, a deviation, another owner, closed two days later."""
    run_jobs()
    with clock.set_to(clock.now() + timedelta(hours=2)):
        verbs.answer_step(Step.objects.get(key="decyzja"), code="yes", text="Wada złączki.", public="Uznajemy reklamację.", by=celina.actor)
        verbs.skip_step(Step.objects.get(key="ogledziny"), reason="not_needed", sentence="są zdjęcia", by=anna.actor)
        run_jobs()
    with clock.set_to(clock.now() + timedelta(days=2)):
        verbs.take_over_ticket(complaint, reason="Anna chora", by=bartek.actor)
        verbs.close_ticket(complaint, reason="solved", sentence="Wymieniona złączka", by=bartek.actor)
        run_jobs()
        yield Ticket.objects.get()


def html_of(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode().replace("\xa0", " ")


def test_the_story_tells_all_of_it(at_desk, solved):
    html = html_of(at_desk, f"/tickets/{solved.number}/story/")
    for told in (
        "Wymieniona złączka", "Dział Reklamacji · Celina Sowa", "Uznana", "Wada złączki.", "Uznajemy reklamację.", "2 h, standard 1 dzień",
        "są zdjęcia", "Anna chora", "dotrzymana", "Anna Lis", "Bartek Kos",
    ):  # fmt: skip
        assert told in html, told


def test_the_story_is_a_pdf_with_polish_letters(at_desk, solved):
    answer = at_desk.get(f"/tickets/{solved.number}/story/pdf/")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert len(answer.content) > 5_000
    again = at_desk.get(f"/tickets/{solved.number}/story/pdf/")
    assert again.content == answer.content


def test_the_story_costs_the_same_whatever_happened(at_desk, solved, complaint, django_assert_max_num_queries):
    html_of(at_desk, f"/tickets/{solved.number}/story/")
    with django_assert_max_num_queries(24):
        html = html_of(at_desk, f"/tickets/{solved.number}/story/")
    assert f"#{solved.number}" in html


def test_the_story_is_for_the_centre(client, celina, solved):
    client.force_login(celina)
    assert client.get(f"/tickets/{solved.number}/story/").status_code == 404
    assert client.get(f"/tickets/{solved.number}/story/pdf/").status_code == 404


def test_an_open_case_has_a_story_too(at_desk, complaint):
    assert "w toku" in html_of(at_desk, f"/tickets/{complaint.number}/story/")


def test_closing_with_a_message_and_undoing_it(at_desk, complaint):
    page = f"/tickets/{complaint.number}/"
    assert 'name="text"' in html_of(at_desk, f"{page}closure/")
    at_desk.post(f"{page}closure/", {"reason": "solved", "sentence": "Złączka", "text": "Gotowe, pralka działa."})
    assert (Ticket.objects.get().is_closed, Message.objects.get().text) == (True, "Gotowe, pralka działa.")
    assert "closure/undoing/" in html_of(at_desk, page)
    at_desk.post(f"{page}closure/undoing/")
    assert not Ticket.objects.get().is_closed
    assert "closure/undoing/" not in html_of(at_desk, page)


def test_a_closed_case_of_who_has_left_is_followed_by_another(client, bartek, complaint, anna):
    verbs.close_ticket(complaint, reason="solved", by=anna.actor)
    close_account(anna, by=SYSTEM)
    client.force_login(bartek)
    assert "/reopening/" not in html_of(client, f"/tickets/{complaint.number}/")
    answer = client.post(f"/tickets/{complaint.number}/followers/")
    made = TicketLink.objects.get(other=complaint).ticket
    assert answer.headers["Location"] == f"/tickets/{made.number}/"
    assert f"#{made.number}" in html_of(client, f"/tickets/{complaint.number}/story/")
    assert f"Ciąg dalszy sprawy nr {complaint.number}" in html_of(client, f"/tickets/{made.number}/")


def test_the_customers_page_leads_to_where_the_matter_goes_on(client, complaint, anna, ewa):
    from ambasador.tickets.verbs.links import case_token

    link = verbs.case_link(complaint, sent_to="ewa@poczta.example", by=SYSTEM)
    verbs.close_ticket(complaint, reason="solved", by=anna.actor)
    with clock.set_to(clock.now() + timedelta(days=40)):
        answer = client.post(f"/s/{case_token(link)}/messages/", {"text": "Znowu cieknie"})
        made = TicketLink.objects.get().ticket
        assert answer.headers["Location"].startswith("/s/")
        assert f"nr {made.number}" in html_of(client, answer.headers["Location"])
        assert f"numer {made.number}" in html_of(client, f"/s/{case_token(link)}/")
    assert made.messages.get().text == "Znowu cieknie"
    assert Actor("customer", ewa.pk).id == made.customer_id
