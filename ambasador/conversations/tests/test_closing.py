"""What the customer is told at the end of a case, and where what they write afterwards goes. [O7]"""

from datetime import timedelta

import pytest

from ambasador.conversations import verbs as conversations
from ambasador.conversations.models import Message
from ambasador.conversations.verbs.writing import NothingWritten
from ambasador.journal.actors import SYSTEM, Actor
from ambasador.lib import clock
from ambasador.procedures.verbs import add_step, begin_draft, publish_version
from ambasador.tickets import verbs
from ambasador.tickets.models import Step, Ticket
from tests.truth import assert_true_to_journal, events_by

pytestmark = pytest.mark.req("O7")


@pytest.fixture
def closes_itself(company, ewa, anna):
    """A ticket whose procedure closes it when the department has answered."""
    draft = begin_draft(company.enquiry.procedure, by=SYSTEM)
    add_step(draft, key="pytanie", name="Pytanie", name_en="Question", performer="department", unit=company.claims, standard_minutes=60, question="Co?", by=SYSTEM)
    add_step(draft, key="koniec", name="Koniec", name_en="End", performer="system", standard_minutes=1, action="close", by=SYSTEM)
    version = publish_version(draft, by=SYSTEM)
    ticket = verbs.open_ticket(customer=ewa, subject="Faktura", channel="email", version=version, owner=anna, by=SYSTEM)
    verbs.finish_step(Step.objects.get(key="odpowiedz"), by=anna.actor)
    return ticket


def test_closing_and_telling_are_one(complaint, anna):
    kinds = events_by(lambda: conversations.close_with_message(complaint, text="Wymieniliśmy złączkę.", reason="solved", sentence="Złączka", by=anna.actor))
    assert kinds.index("conversations.message_sent") < kinds.index("tickets.ticket_closed")
    assert Message.objects.get().contact.purpose == "closing"
    assert conversations.close_with_message(complaint, text="Jeszcze raz", reason="solved", sentence="", by=anna.actor).is_closed
    assert Message.objects.count() == 1


def test_without_words_it_is_only_closed(complaint, anna):
    conversations.close_with_message(complaint, text=" ", reason="withdrawn", sentence="", by=anna.actor)
    assert Ticket.objects.get().is_closed
    assert not Message.objects.exists()


def test_a_wrong_reason_sends_nothing(complaint, anna):
    with pytest.raises(verbs.NoReasonGiven):
        conversations.close_with_message(complaint, text="Gotowe", reason="bo tak", sentence="", by=anna.actor)
    assert not Message.objects.exists()


def test_what_the_procedure_closes_is_told_by_a_letter(closes_itself, celina, run_jobs):
    verbs.answer_step(Step.objects.get(key="pytanie"), text="Wystawiona.", public="Fakturę wysłaliśmy wczoraj.", by=celina.actor)
    run_jobs()
    assert Ticket.objects.get().is_closed
    letter = Message.objects.get(subject__startswith="Twoja sprawa jest rozwiązana")
    assert letter.contact.is_allowed
    assert "Fakturę wysłaliśmy wczoraj." in letter.text
    assert "w ciągu 30 dni" in letter.text
    assert_true_to_journal(closes_itself)


def test_a_person_who_closes_is_not_spoken_for(complaint, anna, run_jobs):
    verbs.close_ticket(complaint, reason="solved", by=anna.actor)
    run_jobs()
    assert not Message.objects.exists()


def test_words_on_the_page_of_an_old_case_begin_one_that_follows(complaint, anna, ewa):
    verbs.close_ticket(complaint, reason="solved", by=anna.actor)
    with clock.set_to(clock.now() + timedelta(days=40)):
        by = Actor("customer", ewa.pk)
        message = conversations.add_from_page(complaint, text="Znowu cieknie", by=by)
        assert message.ticket != complaint
        goes_on = Ticket.objects.get(pk=message.ticket_id)
        assert (goes_on.owner, goes_on.attention) == (anna, "customer_replied")
        assert conversations.add_from_page(complaint, text="I jeszcze zdjęcie", by=by).ticket == message.ticket
        with pytest.raises(NothingWritten):
            conversations.add_from_page(complaint, text=" ", by=by)
        assert_true_to_journal(message.ticket)
    assert Ticket.objects.get(pk=complaint.pk).is_closed
