"""The whole handshake by e-mail: a partner without an account takes, asks back, wants more time, refuses and answers by replying. [N8, O3]"""

from email.message import EmailMessage

import pytest

from ambasador.channels.models import Mailbox, OutboxMessage
from ambasador.channels.verbs import ensure_mailbox, keep_raw_input
from ambasador.conversations.models import TaskMessage
from ambasador.journal.actors import SYSTEM
from ambasador.tickets.models import Deviation, Step
from tests.truth import assert_true_to_journal

pytestmark = [pytest.mark.req("N8"), pytest.mark.req("O3")]
QUOTED = "\n\nW dniu 25.11.2026 o 10:42, Anna Lis pisze:\n> Co jest przyczyną wycieku?\n> Odpowiedz tutaj"


@pytest.fixture
def inspection(complaint, serwis, run_jobs):
    ensure_mailbox(address="kontakt@sprawy.localhost", name="Kontakt", kind="listener", by=SYSTEM)
    run_jobs()
    return lambda: Step.objects.select_related("unit", "ticket").get(ticket=complaint, key="ogledziny")


@pytest.fixture
def reply(inspection, run_jobs):
    """`reply(text)` answers the task's letter from the partner's mail program, with the letter quoted under it."""
    letter = OutboxMessage.objects.get(recipient="biuro@montazplus.example")

    def send(text, *, sender="Grzegorz Pająk <grzegorz@montazplus.example>", html=False, files=()):
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = sender, letter.payload["reply_to"], f"Odp: {letter.subject}"
        message["Message-ID"] = f"<{TaskMessage.objects.count()}.{abs(hash(text))}@montazplus.example>"
        message["In-Reply-To"] = letter.message_id
        message.set_content(text + QUOTED)
        if html:
            message.set_content(f"<div>{text}</div><blockquote>Co jest przyczyną wycieku?</blockquote>", subtype="html")
        for name in files:
            message.add_attachment(b"%PDF-1.4 protokol", maintype="application", subtype="pdf", filename=name)
        raw_input = keep_raw_input(message.as_bytes(), mailbox=Mailbox.objects.get(), by=SYSTEM)
        run_jobs()
        raw_input.refresh_from_db()
        assert raw_input.state == "taken"

    return send


def thread(step):
    return [(entry.purpose, entry.text) for entry in step.thread.filter(direction="in").order_by("id")]


@pytest.mark.parametrize("html", [False, True])
def test_the_partner_takes_the_task_and_answers_later(inspection, reply, serwis, html):
    reply("BIORĘ", html=html)
    assert (inspection().state, inspection().assignee) == ("accepted", serwis)
    reply("Poluzowana opaska, dokręcona.", html=html, files=["protokół.pdf"])
    step = inspection()
    assert (step.state, step.answer_text) == ("done", "Poluzowana opaska, dokręcona.")
    assert [purpose for purpose, _text in thread(step)] == ["comment", "answer"]
    assert step.thread.get(purpose="answer").attachments.get().name == "protokół.pdf"
    assert_true_to_journal(step.ticket)


def test_a_question_goes_to_the_owner_and_the_task_waits(inspection, reply):
    reply("Jaki jest numer seryjny?")
    assert (inspection().state, inspection().missing) == ("returned", "Jaki jest numer seryjny?")
    assert (inspection().ticket.attention, inspection().ticket.party_kind) == ("unit_asked", "department")  # claims still decide meanwhile
    reply("Już wiem, bez numeru: pęknięty wąż.")
    assert inspection().state == "done"


def test_another_date_is_proposed(inspection, reply):
    reply("INNY TERMIN 27.11 12:00, ekipa wraca w czwartek")
    step = inspection()
    assert step.proposed_due_at.strftime("%Y-%m-%d %H:%M") == "2026-11-27 11:00"
    assert step.ticket.attention == "other_date"


def test_a_date_that_has_passed_is_a_question(inspection, reply):
    reply("INNY TERMIN 24.11")
    assert (inspection().state, inspection().proposed_due_at) == ("returned", None)


def test_not_ours_goes_elsewhere_and_is_no_deviation(inspection, reply):
    reply("To nie nasze, proszę do serwisu producenta")
    step = inspection()
    assert (step.times_refused, step.performer) == (1, "owner")
    assert not Deviation.objects.exists()
    assert ("not_ours", "proszę do serwisu producenta") in thread(step)
    assert_true_to_journal(step.ticket)


def test_words_of_a_stranger_move_nothing(inspection, reply):
    reply("BIORĘ", sender="Ktoś <ktos@zly.example>")
    assert inspection().state == "offered"
    assert [purpose for purpose, _text in thread(inspection())] == ["comment"]


def test_a_second_taking_changes_nothing_and_is_kept(inspection, reply):
    reply("BIORĘ")
    reply("Biorę to, jak pisałem.")
    assert inspection().state == "accepted"
    assert len(thread(inspection())) == 2


def test_the_letter_says_how(inspection):
    text = OutboxMessage.objects.get(recipient="biuro@montazplus.example").payload["text"]
    assert "BIORĘ, PYTANIE, INNY TERMIN 28.11 12:00, NIE NASZE" in text
    assert text.count("?do=") == 4
