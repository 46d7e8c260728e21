"""What a ticket's steps need: shown as known, missing and who has it, written down, asked for, and answered on every page. [I6]"""

import pytest

from ambasador.journal.actors import SYSTEM
from ambasador.procedures.verbs import add_field, add_procedure, add_step, change_version, publish_version
from ambasador.tickets.models import Deviation, Step, Ticket
from ambasador.tickets.verbs import case_link, open_ticket
from ambasador.tickets.verbs.links import case_token
from tests.truth import assert_true_to_journal

pytestmark = [pytest.mark.django_db, pytest.mark.req("I6")]


@pytest.fixture
def ticket(company, anna, ewa) -> Ticket:
    """A return whose first step, the department's, needs an amount from the customer and supplies the fault; a last one of Anna's."""
    draft = add_procedure(code="zwrot", name="Zwrot", name_en="Return", by=SYSTEM).versions.get()
    add_field(draft, key="kwota", name="Cena zakupu", name_en="Price", kind="money", question="Ile kosztowała pralka?", by=SYSTEM)
    leak = {"code": "leak", "pl": "Wyciek", "en": "Leak"}
    add_field(draft, key="wada", name="Wada", name_en="Fault", kind="choice", known_by="unit", options=[leak], by=SYSTEM)
    add_step(
        draft, key="ocena", name="Ocena", name_en="Check", performer="department", unit=company.claims, standard_minutes=60, question="Co to?",
        needs=["kwota"], gives=["wada"], by=SYSTEM,
    )  # fmt: skip
    add_step(draft, key="zwrot", name="Przelew", name_en="Transfer", performer="owner", standard_minutes=60, by=SYSTEM)
    return open_ticket(customer=ewa, subject="Pralka", channel="email", version=publish_version(draft, by=SYSTEM), owner=anna, by=anna.actor)


@pytest.fixture
def at_desk(client, anna):
    client.force_login(anna)
    return client


def html_of(client, path):
    return client.get(path).content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def address(ticket, part=""):
    return f"/tickets/{ticket.number}/{part}"


def step(key="ocena"):
    return Step.objects.get(key=key)


def test_the_ticket_tells_what_is_missing_and_who_has_it(at_desk, ticket):
    html = html_of(at_desk, address(ticket))
    assert "Brakuje: Cena zakupu (Klient)" in html
    assert 'name="field" value="kwota"' in html
    assert "u kogo: Klient" in html


def test_what_is_written_down_begins_the_step_and_is_shown(at_desk, ticket):
    form = html_of(at_desk, address(ticket, f"data/?step={step().id}"))
    assert 'name="data_kwota"' in form
    assert "data_wada" not in form
    assert at_desk.post(address(ticket, f"data/?step={step().id}"), {"data_kwota": "1 999,90"}).status_code == 302
    assert step().state == "offered"
    assert "1999,90 zł" in html_of(at_desk, address(ticket)).replace("1 999", "1999")
    assert_true_to_journal(ticket)


def test_what_makes_no_sense_is_told_under_its_field(at_desk, ticket):
    answer = at_desk.post(address(ticket, "data/"), {"data_kwota": "dużo"})
    assert answer.status_code == 422
    assert "Wpisz liczbę" in answer.content.decode()
    assert Ticket.objects.get(pk=ticket.pk).data == {}


def test_a_known_value_is_changed_or_forgotten(at_desk, ticket):
    at_desk.post(address(ticket, "data/"), {"data_kwota": "100", "data_wada": "leak"})
    assert 'value="100"' in html_of(at_desk, address(ticket, "data/"))
    at_desk.post(address(ticket, "data/"), {"data_kwota": "", "data_wada": "leak"})
    assert Ticket.objects.get(pk=ticket.pk).data == {"wada": "leak"}


def test_the_customer_is_asked_for_that_alone_and_answers_on_their_page(client, at_desk, ticket, run_jobs):
    at_desk.post(address(ticket, "data/questions/"), {"field": ["kwota", "wada"]})
    run_jobs()
    asked = Step.objects.get(performer="customer")
    assert ticket.messages.get(direction="out").text.count("Ile kosztowała pralka?") == 1
    page = f"/s/{case_token(case_link(ticket, sent_to='ewa@poczta.example', by=SYSTEM))}/"
    html = html_of(client, page)
    assert 'name="data_kwota"' in html
    assert "data_wada" not in html
    client.post(f"{page}steps/{asked.id}/answer/", {"data_kwota": "1999", "text": ""})
    assert Ticket.objects.get(pk=ticket.pk).data == {"kwota": "1999"}
    assert step().state == "offered"
    assert "Ile kosztowała pralka? 1999 zł" in ticket.messages.get(direction="in").text.replace("\u00a0", " ").replace("\u202f", "")
    assert_true_to_journal(ticket)


@pytest.fixture
def of_unit(company, anna, ewa) -> Ticket:
    """Anna's step needs the fault, which a department knows and no step gives."""
    draft = add_procedure(code="wada", name="Wada", name_en="Fault", by=SYSTEM).versions.get()
    add_field(draft, key="wada", name="Wada", name_en="Fault", known_by="unit", by=SYSTEM)
    add_step(draft, key="praca", name="Praca", performer="owner", standard_minutes=60, needs=["wada"], by=SYSTEM)
    return open_ticket(customer=ewa, subject="Wada", channel="email", version=publish_version(draft, by=SYSTEM), owner=anna, by=anna.actor)


def test_a_department_that_knows_is_asked_and_its_answer_begins_the_step(client, at_desk, of_unit, company, celina, anna):
    dialog = address(of_unit, "data/tasks/?field=wada")
    assert dialog in html_of(at_desk, address(of_unit))
    assert at_desk.post(dialog, {"to": f"unit:{company.claims.id}"}).status_code == 302
    asked = Step.objects.get(unit=company.claims)
    assert (asked.state, asked.gives, asked.question) == ("offered", ["wada"], "Wada")
    assert not Deviation.objects.exists()
    assert "Dział Reklamacji" in html_of(at_desk, address(of_unit, "?all=1"))
    assert "data/tasks/" not in html_of(at_desk, address(of_unit))
    client.force_login(celina)
    client.post(f"/tasks/{asked.id}/answer/", {"data_wada": "wąż", "text": "", "public": ""})
    assert step("praca").state == "accepted"
    assert_true_to_journal(of_unit)


def test_what_a_task_needs_is_in_its_pack(client, at_desk, ticket, celina):
    at_desk.post(address(ticket, "data/"), {"data_kwota": "5"})
    client.force_login(celina)
    assert "Cena zakupu" in html_of(client, f"/tasks/{step().id}/")


def test_a_department_gives_what_its_step_gives(client, at_desk, ticket, celina):
    at_desk.post(address(ticket, "data/"), {"data_kwota": "5"})
    client.force_login(celina)
    assert 'name="data_wada"' in html_of(client, f"/tasks/{step().id}/")
    client.post(f"/tasks/{step().id}/answer/", {"data_wada": "leak", "public": "", "text": ""})
    assert (step().state, Ticket.objects.get(pk=ticket.pk).data["wada"]) == ("done", "leak")
    assert step().thread.get(purpose="answer").text == "Wada: Wyciek"


def test_an_answer_in_words_alone_asks_the_owner_to_write_it_down(client, at_desk, ticket, anna, celina):
    at_desk.post(address(ticket, "data/"), {"data_kwota": "5"})
    client.force_login(celina)
    client.post(f"/tasks/{step().id}/answer/", {"text": "Cieknie jak nic"})
    client.force_login(anna)
    assert step().state == "answered"
    assert f"data/?step={step().id}" in html_of(client, address(ticket))
    client.post(address(ticket, f"data/?step={step().id}"), {"data_wada": "leak"})
    assert (step().state, step("zwrot").state) == ("done", "accepted")


@pytest.mark.req("P4")
def test_the_owner_begins_without_it_and_says_why(at_desk, ticket):
    assert at_desk.post(address(ticket, f"steps/{step().id}/start-without-data/"), {"reason": "faster"}).status_code == 302
    assert step().state == "offered"
    assert Deviation.objects.get().kind == "without_data"


def test_a_procedure_without_data_shows_nothing_of_it(at_desk, complaint):
    assert "side-data" not in html_of(at_desk, address(complaint))


def test_closing_asks_for_what_must_be_known_by_then(at_desk, company, anna, ewa):
    draft = add_procedure(code="rok", name="Rok", name_en="Year", by=SYSTEM).versions.get()
    add_field(draft, key="wynik", name="Wynik", name_en="Result", by=SYSTEM)
    add_step(draft, key="praca", name="Praca", performer="owner", standard_minutes=60, by=SYSTEM)
    change_version(draft, closing_needs=["wynik"], by=SYSTEM)
    opened = open_ticket(customer=ewa, subject="Rok", channel="email", version=publish_version(draft, by=SYSTEM), owner=anna, by=anna.actor)
    assert 'name="data_wynik"' in html_of(at_desk, address(opened, "closure/"))
    told = at_desk.post(address(opened, "closure/"), {"reason": "solved", "data_wynik": ""})
    assert (told.status_code, "Wynik" in told.content.decode()) == (422, True)
    at_desk.post(address(opened, "closure/"), {"reason": "solved", "data_wynik": "naprawione"})
    opened.refresh_from_db()
    assert (opened.is_closed, opened.data) == (True, {"wynik": "naprawione"})
    assert_true_to_journal(opened)
