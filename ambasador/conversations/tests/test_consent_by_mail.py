"""Consent given or refused by a word at the beginning of a reply. [P1, O3]"""

import pytest

from ambasador.channels.models import OutboxMessage
from ambasador.channels.verbs import ensure_mailbox
from ambasador.conversations.tests.test_data_by_mail import reply
from ambasador.conversations.verbs import ask_unit
from ambasador.journal.actors import SYSTEM
from ambasador.tickets.models import Step
from tests.truth import assert_true_to_journal

pytestmark = [pytest.mark.req("P1"), pytest.mark.req("O3")]


@pytest.fixture
def asked(complaint, company, serwis, anna, run_jobs):
    """Anna asks the partner for consent; `asked(reply)` answers the letter and gives the step."""
    ensure_mailbox(address="kontakt@sprawy.localhost", name="Kontakt", kind="listener", by=SYSTEM)
    step = ask_unit(complaint, unit=company.partner, question="Czy wolno wymienić pompę?", standard_minutes=60, is_approval=True, by=anna.actor)
    run_jobs()
    letter = OutboxMessage.objects.filter(recipient="biuro@montazplus.example").latest("id")
    assert "ZGODA" in letter.payload["text"]

    def replied(text):
        reply(letter, text, sender="grzegorz@montazplus.example", run_jobs=run_jobs)
        assert_true_to_journal(complaint)
        return Step.objects.get(pk=step.pk)

    return replied


@pytest.mark.parametrize(
    ("text", "state", "code", "words"),
    [
        ("ZGODA", "done", "approved", ""),
        ("Zgoda, do 800 zł", "done", "approved", "do 800 zł"),
        ("APPROVED.\nGo ahead", "done", "approved", "Go ahead"),
        ("ODMOWA: części wycofane", "answered", "rejected", "części wycofane"),
        ("Reject, too dear", "answered", "rejected", "too dear"),
        ("Nie zgadzam się, za drogo", "answered", "rejected", "za drogo"),
    ],
)
def test_the_first_word_decides(asked, text, state, code, words):
    step = asked(text)
    assert (step.state, step.answer_code, step.answer_text) == (state, code, words)


@pytest.mark.parametrize("text", ["Zgoda na to wymaga czasu", "Odmowa", "Jutro dam znać."])
def test_what_decides_nothing_is_kept_for_the_owner(asked, text):
    step = asked(text)
    assert (step.state, step.thread.latest("id").text) == ("offered", text)
    assert step.ticket.attention == "unit_answered"
