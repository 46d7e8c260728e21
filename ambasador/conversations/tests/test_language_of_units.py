"""Letters with tasks and the pages behind their links are in the language of the unit."""

import pytest

from ambasador.channels.models import OutboxMessage
from ambasador.conversations.models import TaskMessage
from ambasador.directory.verbs import change_unit
from ambasador.journal.actors import SYSTEM
from ambasador.procedures.verbs import begin_draft, change_step, publish_version
from ambasador.tickets.models import Step
from ambasador.tickets.verbs import answer_step, open_ticket

pytestmark = pytest.mark.req("O3")


@pytest.fixture
def letter_to_partner(company, anna, ewa, run_jobs):
    """`letter_to_partner()`: the letter with the inspection of a new complaint, once claims have decided."""

    def sent() -> OutboxMessage:
        ticket = open_ticket(customer=ewa, subject="Pralka cieknie", channel="email", version=company.complaint, owner=anna, by=anna.actor)
        Step.objects.filter(ticket=ticket, key="ogledziny").update(
            answer_options=[{"code": "yes", "pl": "Wada części", "en": "Faulty part"}, {"code": "no", "pl": "Inna przyczyna"}]
        )
        answer_step(Step.objects.get(ticket=ticket, key="decyzja"), code="yes", text="Do 30 listopada.", by=anna.actor)
        run_jobs()
        return OutboxMessage.objects.get(recipient="biuro@montazplus.example")

    return sent


def test_a_polish_unit_is_written_to_in_polish(letter_to_partner):
    letter = letter_to_partner()
    assert letter.payload["subject"].startswith("Zadanie: Oględziny na miejscu")
    assert "Wada części / Inna przyczyna" in letter.payload["text"]
    assert "Decyzja reklamacyjna (Dział Reklamacji): Uznana Do 30 listopada." in letter.payload["text"]


def test_an_english_unit_is_written_to_in_english_with_polish_only_where_there_is_nothing_else(letter_to_partner, company):
    change_unit(company.partner, language="en", by=SYSTEM)
    change_unit(company.claims, name_en="Claims Department", by=SYSTEM)
    letter = letter_to_partner()
    text = letter.payload["text"]
    assert letter.payload["subject"].startswith("Task: Inspection [#")
    assert "Possible answers: Faulty part / Inna przyczyna" in text
    assert "Decision (Claims Department): Accepted Do 30 listopada." in text
    assert "Answer needed by" in text
    assert "Zadanie" not in text


def test_a_unit_is_asked_in_its_language(company, anna, ewa, run_jobs):
    change_unit(company.partner, language="en", by=SYSTEM)
    draft = begin_draft(company.complaint.procedure, by=SYSTEM)
    change_step(draft.steps.get(key="ogledziny"), question_en="What makes it leak?", by=SYSTEM)
    change_step(draft.steps.get(key="decyzja"), question_en="Do we accept it?", by=SYSTEM)
    version = publish_version(draft, by=SYSTEM)
    ticket = open_ticket(customer=ewa, subject="Pralka cieknie", channel="email", version=version, owner=anna, by=anna.actor)
    run_jobs()
    assert TaskMessage.objects.get(step__ticket=ticket, step__key="ogledziny").text == "What makes it leak?"
    assert Step.objects.get(ticket=ticket, key="decyzja").question == "Czy uznajemy reklamację?"
