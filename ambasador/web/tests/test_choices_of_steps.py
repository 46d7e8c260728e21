"""Optional and repeatable steps and consent on the screens of the owner and the department. [P1, P4]"""

import pytest

from ambasador.journal.actors import SYSTEM
from ambasador.procedures.verbs import add_procedure, add_step, publish_version
from ambasador.tickets.models import Deviation, Step
from ambasador.tickets.verbs import open_ticket

pytestmark = [pytest.mark.django_db, pytest.mark.req("P1")]


@pytest.fixture
def ticket(company, anna, ewa):
    draft = add_procedure(code="proba", name="Próba", name_en="Trial", by=SYSTEM).versions.get()
    steps = {
        "ogledziny": {"performer": "partner", "unit": company.partner, "is_optional": True},
        "zgoda": {"performer": "department", "unit": company.claims, "is_approval": True, "is_repeatable": True},
        "koniec": {"performer": "owner"},
    }
    for key, fields in steps.items():
        add_step(draft, key=key, name=key.title(), name_en=key, question="Wolno?", standard_minutes=60, by=SYSTEM, **fields)
    return open_ticket(customer=ewa, subject="Próba", channel="email", version=publish_version(draft, by=SYSTEM), owner=anna, by=anna.actor)


def step(key):
    return Step.objects.get(key=key)


def test_the_owner_leaves_an_optional_step_out_in_one_touch(client, ticket, anna):
    client.force_login(anna)
    url = f"/tickets/{ticket.number}/steps/{step('ogledziny').id}/leaving-out/"
    assert f'action="{url}"' in client.get(f"/tickets/{ticket.number}/").content.decode()
    assert client.post(url).status_code == 302
    assert (step("ogledziny").state, Deviation.objects.count()) == ("skipped", 0)


def test_a_department_refuses_the_owner_reads_why_and_asks_once_more(client, ticket, anna, celina):
    client.force_login(anna)
    client.post(f"/tickets/{ticket.number}/steps/{step('ogledziny').id}/leaving-out/")
    client.force_login(celina)
    assert client.post(f"/tasks/{step('zgoda').id}/answer/", {"code": "rejected"}).status_code == 422
    client.post(f"/tasks/{step('zgoda').id}/answer/", {"code": "rejected", "text": "Za drogo"})
    client.force_login(anna)
    page = client.get(f"/tickets/{ticket.number}/").content.decode()
    assert "Za drogo" in page
    assert "Przyjmij odmowę" in page
    assert "Nie ma zgody" in client.get("/desk/").content.decode()
    client.post(f"/tickets/{ticket.number}/steps/{step('zgoda').id}/confirmation/")
    runs = f"/tickets/{ticket.number}/steps/{step('zgoda').id}/runs/"
    assert runs in client.get(f"/tickets/{ticket.number}/route/choice/").content.decode()
    client.post(runs, {"question": "A za pół ceny?"})
    assert (step("zgoda~2").state, step("zgoda~2").question) == ("offered", "A za pół ceny?")


def test_consent_is_asked_for_beside_the_procedure(client, ticket, anna, company):
    client.force_login(anna)
    form = {"to": f"unit:{company.warehouse.id}", "question": "Wolno wydać?", "is_approval": "on"}
    page = client.post(f"/tickets/{ticket.number}/route/steps/", form)
    assert page.status_code == 302, page.content.decode()
    assert Step.objects.get(unit=company.warehouse).is_approval
    assert client.post(f"/tickets/{ticket.number}/route/steps/", {**form, "to": "customer"}).status_code == 422


def test_what_the_program_could_not_do_is_tried_again_or_done_by_hand(client, company, anna, ewa, run_jobs):
    draft = add_procedure(code="sam", name="Sam", name_en="Alone", by=SYSTEM).versions.get()
    wanted = {"url": "https://localhost/zwroty"}
    add_step(draft, key="erp", name="ERP", performer="system", standard_minutes=0, action="webhook", action_settings=wanted, by=SYSTEM)
    made = open_ticket(customer=ewa, subject="Próba", channel="phone", version=publish_version(draft, by=SYSTEM), owner=anna, by=anna.actor)
    run_jobs()
    client.force_login(anna)
    page = client.get(f"/tickets/{made.number}/?all=1").content.decode().replace("\u00a0", " ")
    assert "Nie udało się powiadomić localhost, próba 1 (Adres prowadzi do sieci, która nie jest publiczna.)" in page
    assert "Zrobione ręcznie" in page
    assert "Program nie mógł wykonać kroku" in client.get("/desk/").content.decode()
    client.post(f"/tickets/{made.number}/steps/{step('erp').id}/retry/")
    assert step("erp").state == "accepted"
    run_jobs()
    client.post(f"/tickets/{made.number}/steps/{step('erp').id}/completion/")
    assert step("erp").state == "done"
