"""A complaint in the middle of its way: inspected late, claims decide, Ewa has been asked something; with the links of all concerned."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from ambasador.conversations.verbs import Upload, add_from_page, answer_task, ask_customer, write_note
from ambasador.customers.models import Purchase
from ambasador.directory.models import Unit
from ambasador.journal.actors import SYSTEM, Actor
from ambasador.lib import clock
from ambasador.tickets.models import Step
from ambasador.tickets.verbs import case_link, open_ticket, task_link
from ambasador.tickets.verbs.links import case_token, task_token
from tests.cast import WEDNESDAY


@pytest.fixture
def wednesday_everywhere(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The test server answers from threads of its own, which do not share the test's clock: stop it for all of them."""
    monkeypatch.setattr(clock, "now", lambda: WEDNESDAY)
    return WEDNESDAY


@pytest.fixture
def story(company: Any, anna: Any, ewa: Any, celina: Any, serwis: Any, run_jobs: Any) -> SimpleNamespace:
    Unit.objects.filter(pk=company.centre.pk).update(phone="42 600 10 20")
    type(anna).objects.filter(pk=anna.pk).update(phone_extension="214")
    bought = (WEDNESDAY - timedelta(days=13)).date()
    Purchase.objects.create(customer=ewa, name="Pralka Bora 8 kg", serial_number="B8-2611-44917", bought_on=bought, price="2199")
    with clock.set_to(WEDNESDAY - timedelta(days=6)):
        ticket = open_ticket(
            customer=ewa, subject="Pralka cieknie po montażu", channel="email", version=company.complaint, owner=anna, by=anna.actor
        )
        run_jobs()
        photo = Upload("kałuża.jpg", "image/jpeg", b"\xff\xd8")
        add_from_page(ticket, text="Po montażu pralka cieknie, woda stoi w łazience.", by=Actor("customer", ewa.id), uploads=[photo])
    with clock.set_to(WEDNESDAY - timedelta(hours=20)):
        inspection = Step.objects.get(ticket=ticket, key="ogledziny")
        answer_task(inspection, by=Actor("person", serwis.id), channel="email", text="Część BX-114.", public="Pęknięta złączka węża.")
        run_jobs()
        write_note(ticket, text="Tajna notatka.", by=anna.actor)
        asked = ask_customer(
            ticket, question="Czy w poniedziałek 30 listopada, między 8 a 12, ktoś będzie w domu?", standard_minutes=2880, by=anna.actor
        )
        run_jobs()
    decision = Step.objects.get(ticket=ticket, key="decyzja")
    due = WEDNESDAY + timedelta(hours=4, minutes=28)
    options = [("repair", "Uznana – naprawa", "Accepted: repair"), ("swap", "Uznana – wymiana", "Accepted: exchange"), ("no", "Nieuznana", "Refused")]
    Step.objects.filter(pk=decision.pk).update(
        due_at=due, started_at=WEDNESDAY - timedelta(hours=20), answer_options=[{"code": c, "pl": p, "en": e} for c, p, e in options]
    )
    yes_no = [{"code": "yes", "pl": "Tak, będzie", "en": "Yes"}, {"code": "no", "pl": "Nie, inny termin", "en": "No, another time"}]
    Step.objects.filter(pk=asked.pk).update(answer_options=yes_no)
    with clock.set_to(WEDNESDAY):
        task = task_link(decision, sent_to="reklamacje@modrzew.example", by=SYSTEM)
        case = case_link(ticket, sent_to="ewa@poczta.example", by=SYSTEM)
    return SimpleNamespace(
        ticket=ticket, decision=decision, asked=asked, task=f"/z/{task_token(task)}/", task_row=task, case=f"/s/{case_token(case)}/", case_row=case
    )
