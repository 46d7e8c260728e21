"""The route changes with one line of reason: steps added, competences asked, the procedure left. [P4, O2]"""

import pytest

from ambasador.directory.verbs import ProvidedBy, add_competence, set_providers
from ambasador.journal.actors import SYSTEM
from ambasador.tickets.models import Deviation, Step, Ticket
from tests.truth import assert_true_to_journal

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_desk(client, anna):
    client.force_login(anna)
    return client


@pytest.fixture
def decides(company):
    """The competence to decide on complaints: claims have it, with three hours as the standard."""
    made = add_competence(code="decyzja", name="Decyzja reklamacyjna", name_en="Decision on a complaint", by=SYSTEM)
    set_providers(made, providers=[ProvidedBy(unit=company.claims, standard_minutes=180)], by=SYSTEM)
    return made


def address(ticket, part=""):
    return f"/tickets/{ticket.number}/{part}"


def test_a_competence_finds_its_place_and_its_standard(at_desk, complaint, company, decides):
    html = at_desk.get(address(complaint)).content.decode()
    assert f'<option value="competence:{decides.id}"' in html
    at_desk.post(address(complaint, "tasks/"), {"text": "Czy wymiana?", "to": f"competence:{decides.id}", "due": ""})
    added = Step.objects.get(ticket=complaint, is_from_procedure=False)
    assert (added.unit, added.competence, added.standard_minutes) == (company.claims, decides, 180)


def test_nobody_is_asked_who_does_not_provide_it(at_desk, complaint, company):
    orphan = add_competence(code="nikt", name="Nikt tego nie umie", by=SYSTEM)
    assert "Nikt tego nie umie" not in at_desk.get(address(complaint)).content.decode()
    assert at_desk.post(address(complaint, "tasks/"), {"text": "x", "to": f"competence:{orphan.id}"}).status_code == 422


@pytest.mark.parametrize("holds", [True, False])
def test_the_route_waits_for_an_added_step_only_when_told_so(at_desk, complaint, company, holds):
    body = {"text": "Czy mamy część?", "to": f"unit:{company.warehouse.id}", "due": "60", **({"holds_route": "1"} if holds else {})}
    at_desk.post(address(complaint, "tasks/"), body)
    added = Step.objects.get(ticket=complaint, is_from_procedure=False)
    last = Step.objects.get(ticket=complaint, key="informacja")
    assert (added.key in last.after) is holds


def test_adding_a_step_for_the_customer(at_desk, complaint):
    answer = at_desk.post(address(complaint, "route/steps/"), {"to": "customer", "question": "Jaki numer seryjny ma pralka?", "due": ""})
    assert answer.status_code == 302
    added = Step.objects.get(ticket=complaint, is_from_procedure=False)
    assert (added.performer, added.question, added.state) == ("customer", "Jaki numer seryjny ma pralka?", "offered")
    assert_true_to_journal(Ticket.objects.get())


def test_adding_a_step_says_what_is_missing(at_desk, complaint):
    answer = at_desk.post(address(complaint, "route/steps/"), {"to": "unit:99999", "question": ""})
    assert answer.status_code == 422
    assert not Step.objects.filter(is_from_procedure=False).exists()


def test_leaving_a_procedure_is_a_deviation_with_its_reason(at_desk, complaint, company):
    where = address(complaint, "route/procedure/")
    assert at_desk.post(where, {"version": company.enquiry.id}).status_code == 422
    at_desk.post(where, {"version": company.enquiry.id, "reason": "customer_asked", "sentence": "chce tylko porady"})
    ticket = Ticket.objects.get()
    assert ticket.version == company.enquiry
    left = Deviation.objects.get(kind="left")
    assert (left.version, left.reason, left.sentence) == (company.complaint, "customer_asked", "chce tylko porady")
    assert "chce tylko porady" in at_desk.get(address(complaint)).content.decode()
    assert_true_to_journal(ticket)


def test_leaving_twice_is_leaving_once(at_desk, complaint, company):
    for _time in range(2):
        at_desk.post(address(complaint, "route/procedure/"), {"version": company.enquiry.id, "reason": "other"})
    assert Deviation.objects.filter(kind="left").count() == 1


def test_choosing_the_procedure_of_a_general_enquiry_asks_for_no_reason(at_desk, complaint, company):
    at_desk.post(address(complaint, "route/procedure/"), {"version": company.enquiry.id, "reason": "other"})
    assert 'name="reason"' not in at_desk.get(address(complaint, "route/procedure/")).content.decode()
    at_desk.post(address(complaint, "route/procedure/"), {"version": company.complaint.id})
    assert Ticket.objects.get().version == company.complaint
    assert Deviation.objects.filter(kind="left").count() == 1


def test_the_choice_leads_to_every_change(at_desk, complaint):
    html = at_desk.get(address(complaint, "route/choice/")).content.decode()
    for part in ("route/steps/", "route/procedure/", "obstacles/", "skipping/"):
        assert part in html


def test_a_step_ahead_is_begun_now_or_given_to_somebody_else(at_desk, complaint, company):
    last = Step.objects.get(key="informacja")
    choice = at_desk.get(address(complaint, "route/choice/")).content.decode()
    assert f"steps/{last.id}/beginning/" in choice
    assert f"steps/{Step.objects.get(key='decyzja').id}/beginning/" not in choice
    assert at_desk.post(address(complaint, f"steps/{last.id}/beginning/"), {}).status_code == 422
    at_desk.post(address(complaint, f"steps/{last.id}/beginning/"), {"reason": "faster", "sentence": "klient czeka"})
    last.refresh_from_db()
    assert last.state == "accepted"
    elsewhere = {"to": f"unit:{company.warehouse.id}", "question": "Czy część jest?", "reason": "faster"}
    at_desk.post(address(complaint, f"steps/{last.id}/performer/"), elsewhere)
    last.refresh_from_db()
    assert (last.unit, last.question) == (company.warehouse, "Czy część jest?")
    html = at_desk.get(address(complaint)).content.decode()
    assert "klient czeka" in html
    assert_true_to_journal(complaint)
