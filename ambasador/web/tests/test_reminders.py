"""Reminders on the screens: set for one step, for a step of a procedure, told on the ticket and on the department's desk. [O4]"""

from datetime import timedelta

import pytest
from django.urls import reverse

from ambasador.journal.actors import CLOCK, SYSTEM
from ambasador.lib import clock
from ambasador.procedures.verbs import begin_draft
from ambasador.tickets import verbs
from tests.cast import WEDNESDAY

pytestmark = [pytest.mark.django_db, pytest.mark.req("O4")]


@pytest.fixture
def decision(complaint):
    return complaint.steps.get(key="decyzja")


def test_the_owner_sets_the_reminders_of_one_step(client, anna, decision):
    client.force_login(anna)
    address = reverse("web:step_reminders", args=[decision.ticket.number, decision.id])
    assert address in client.get(reverse("web:route_choice", args=[decision.ticket.number])).content.decode()
    assert client.post(address, {"remind_before": "1 d", "escalate_after": "0"}).status_code == 302
    decision.refresh_from_db()
    assert (decision.remind_before, decision.escalate_after) == (480, 0)
    page = client.get(address).content.decode()
    assert 'value="1 dzień"' in page
    assert 'value="0"' in page
    assert client.post(address, {"remind_before": "soon"}).status_code == 422


def test_a_step_of_a_procedure_hands_its_reminders_on(client, bartek, company, anna, ewa):
    client.force_login(bartek)
    draft = begin_draft(company.complaint.procedure, by=SYSTEM)
    step = draft.steps.get(key="decyzja")
    address = reverse("web:procedure_step", args=[company.complaint.procedure.code, step.key])
    sent = {
        "name": step.name, "name_en": step.name_en, "performer": step.performer, "unit": step.unit_id, "standard": "8 h", "remind_before": "2 h",
        "escalate_after": "",
    }  # fmt: skip
    assert client.post(address, sent).status_code == 302
    step.refresh_from_db()
    assert (step.remind_before, step.escalate_after) == (120, None)
    ticket = verbs.open_ticket(customer=ewa, subject="Pralka", channel="email", version=draft, owner=anna, by=anna.actor)
    assert ticket.steps.get(key="decyzja").remind_before == 120


def test_what_was_told_stands_on_the_ticket_and_on_the_desk(client, anna, celina, decision):
    with clock.set_to(WEDNESDAY + timedelta(days=1.05)):
        verbs.nudge_steps(by=CLOCK)
        client.force_login(anna)
        ticket = client.get(reverse("web:ticket", args=[decision.ticket.number])).content.decode()
        client.force_login(celina)
        desk = client.get(reverse("web:task", args=[decision.id])).content.decode()
    assert "Przypomnienie dla: Dział Reklamacji." in ticket.replace("\u00a0", " ")
    assert "Przypomnienie: dziś 11:54" in desk.replace("\u00a0", " ")
