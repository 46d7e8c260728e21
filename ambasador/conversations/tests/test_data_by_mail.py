"""What a step gives comes by e-mail too: the letter asks for exactly what is missing, and the reply is read line by line. [I6, O3]"""

from email.message import EmailMessage

import pytest

from ambasador.channels.models import Mailbox, OutboxMessage
from ambasador.channels.verbs import ensure_mailbox, keep_raw_input
from ambasador.journal.actors import SYSTEM
from ambasador.procedures.verbs import add_field, add_procedure, add_step, publish_version
from ambasador.tickets.models import Step
from ambasador.tickets.verbs import open_ticket, set_data
from tests.truth import assert_true_to_journal

pytestmark = [pytest.mark.req("I6"), pytest.mark.req("O3")]
LEAK = {"code": "leak", "pl": "Wyciek", "en": "Leak"}


@pytest.fixture
def ticket(company, anna, ewa, serwis, run_jobs):
    """The customer gives the price and the day, then the partner the fault."""
    ensure_mailbox(address="kontakt@sprawy.localhost", name="Kontakt", kind="listener", by=SYSTEM)
    draft = add_procedure(code="zwrot", name="Zwrot", name_en="Return", by=SYSTEM).versions.get()
    add_field(draft, key="cena", name="Cena", name_en="Price", kind="money", question="Ile kosztowała pralka?", by=SYSTEM)
    add_field(draft, key="dzien", name="Dzień zakupu", name_en="Bought on", kind="date", question="Kiedy kupiona?", by=SYSTEM)
    add_field(draft, key="wada", name="Wada", name_en="Fault", kind="choice", options=[LEAK], known_by="unit", by=SYSTEM)
    add_step(draft, key="dane", name="Dane", performer="customer", standard_minutes=960, question="Prosimy o dane.", gives=["cena", "dzien"], by=SYSTEM)
    add_step(
        draft, key="ocena", name="Ocena", performer="partner", unit=company.partner, standard_minutes=60, question="Co to?", gives=["wada"], by=SYSTEM
    )
    made = open_ticket(customer=ewa, subject="Pralka", channel="phone", version=publish_version(draft, by=SYSTEM), owner=anna, by=anna.actor)
    set_data(made, {"dzien": "2026-11-02"}, by=anna.actor)
    run_jobs()
    return made


def reply(to, text, *, sender, run_jobs):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to.payload["reply_to"], f"Odp: {to.subject}"
    message["Message-ID"], message["In-Reply-To"] = f"<{abs(hash(text))}@{sender.split('@')[1]}>", to.message_id
    message.set_content(text)
    keep_raw_input(message.as_bytes(), mailbox=Mailbox.objects.get(), by=SYSTEM)
    run_jobs()


def test_both_letters_ask_for_what_is_missing_and_their_replies_are_read(ticket, run_jobs):
    letter = OutboxMessage.objects.get(recipient="ewa@poczta.example")
    assert "Prosimy o dane.\nIle kosztowała pralka?\n" in letter.payload["text"]
    assert "Kiedy" not in letter.payload["text"]
    reply(letter, "1 999 zł", sender="ewa@poczta.example", run_jobs=run_jobs)
    task = OutboxMessage.objects.get(recipient="biuro@montazplus.example")
    assert "Wada: Wyciek\n" in task.payload["text"]
    reply(task, "Wada: wyciek\nWąż pękł.", sender="grzegorz@montazplus.example", run_jobs=run_jobs)
    ticket.refresh_from_db()
    assert ticket.data == {"cena": "1999", "dzien": "2026-11-02", "wada": "leak"}
    assert {step.state for step in Step.objects.filter(ticket=ticket)} == {"done"}
    assert_true_to_journal(ticket)
