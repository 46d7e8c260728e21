from datetime import timedelta

import pytest

from ambasador.channels.bounces import BouncedAddress
from ambasador.channels.models import OutboxMessage, RawInput
from ambasador.conversations.models import Message, Note, TaskMessage
from ambasador.conversations.pack import pack_for
from ambasador.conversations.tests.letters import OPENING, letter
from ambasador.conversations.verbs import Upload, ask_back, reply_to_customer, supply_missing, write_note
from ambasador.customers.models import Customer
from ambasador.journal.actors import SYSTEM
from ambasador.lib import clock
from ambasador.procedures.verbs import add_procedure, add_step, publish_version
from ambasador.promises.models import Promise, StatutoryClock
from ambasador.tickets.models import Attention, Step, Ticket
from ambasador.tickets.verbs import add_step as add_ticket_step
from ambasador.tickets.verbs import leave_procedure
from tests.truth import assert_true_to_journal

pytestmark = pytest.mark.req("I2")


def test_a_letter_becomes_a_ticket_with_owner_procedure_promise_and_legal_clock(deliver, anna):
    assert deliver(letter(OPENING)).state == "taken"
    ticket = Ticket.objects.get()
    assert ticket.owner == anna
    assert ticket.version.procedure.code == "reklamacja"
    assert Customer.objects.get().contact_points.get().value == "ewa@poczta.example"
    assert Promise.objects.get(ticket=ticket, replaced_at=None).to_at > ticket.opened_at
    assert StatutoryClock.objects.get(ticket=ticket).days == 14
    assert_true_to_journal(ticket)


def test_the_confirmation_names_the_owner_and_none_of_the_senders_words(deliver, anna):
    deliver(letter(OPENING))
    confirmation = OutboxMessage.objects.get(recipient="ewa@poczta.example")
    text = confirmation.payload["text"]
    assert "Anna Lis" in text
    assert "/s/" in text
    assert "cieknie" not in text + confirmation.subject


def test_the_confirmation_answers_by_machine_and_says_so_and_a_persons_reply_does_not(deliver, anna):
    deliver(letter(OPENING, message_id="<pierwszy@poczta.example>"))
    confirmation = OutboxMessage.objects.get(recipient="ewa@poczta.example")
    assert confirmation.payload["headers"] == {"Auto-Submitted": "auto-replied"}
    assert confirmation.payload["in_reply_to"] == "<pierwszy@poczta.example>"
    task = OutboxMessage.objects.get(recipient="biuro@montazplus.example")
    assert task.payload["is_automatic"]
    assert task.payload["headers"] == {}  # it answers nothing: "auto-generated" is said when it leaves
    reply_to_customer(Ticket.objects.get(), text="Już się tym zajmuję.", by=anna.actor)
    reply = OutboxMessage.objects.filter(recipient="ewa@poczta.example").latest("id")
    assert (reply.payload["is_automatic"], reply.payload["headers"]) == (False, {})


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-generated"},
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"Precedence": "list"},
        {"List_Id": "<klienci.poczta.example>"},
        {"List_Unsubscribe": "<mailto:wypisz@poczta.example>"},
        {"X_Auto_Response_Suppress": "All"},
        {"Return_Path": "<>"},
    ],
)
def test_machines_lists_and_who_takes_no_answers_get_a_ticket_and_no_confirmation(deliver, anna, headers):
    deliver(letter(OPENING, **headers))
    assert Ticket.objects.count() == 1
    assert not OutboxMessage.objects.filter(recipient="ewa@poczta.example").exists()


@pytest.mark.parametrize("is_asked_by_a_person", [False, True])
def test_a_list_is_asked_by_a_person_only_and_otherwise_the_owner_is_told(deliver, anna, run_jobs, is_asked_by_a_person):
    deliver(letter(OPENING, List_Id="<klienci.poczta.example>"))
    ticket = Ticket.objects.get()
    asked = {"name": "Zdjęcie", "performer": "customer", "question": "Zdjęcie?", "standard_minutes": 1440, "by": anna.actor}
    if is_asked_by_a_person:
        add_ticket_step(ticket, **asked)
    else:
        procedure = add_procedure(code="zdjecie", name="Zdjęcie", name_en="Photo", by=SYSTEM)
        add_step(procedure.versions.get(), key="zdjecie", name_en="Photo", **{**asked, "by": SYSTEM})
        leave_procedure(ticket, to=publish_version(procedure.versions.get(), by=SYSTEM), reason="not_needed", by=anna.actor)
    run_jobs()
    ticket.refresh_from_db()
    assert OutboxMessage.objects.filter(recipient="ewa@poczta.example").exists() == is_asked_by_a_person
    assert (ticket.attention == Attention.UNDELIVERED) != is_asked_by_a_person


@pytest.mark.parametrize("sender", ["mailer-daemon@poczta.example", "noreply@poczta.example", "<>"])
def test_a_sender_that_is_no_person_gets_no_confirmation(deliver, anna, sender):
    if sender == "<>":
        deliver(letter(OPENING), envelope_from="<>")
    else:
        deliver(letter(OPENING, sender=sender), envelope_from=sender)
    assert not OutboxMessage.objects.exclude(recipient="biuro@montazplus.example").exists()


def test_the_partner_gets_the_task_with_the_context_and_a_link(deliver, anna):
    deliver(letter(OPENING))
    task = OutboxMessage.objects.get(recipient="biuro@montazplus.example")
    assert "Co jest przyczyną wycieku?" in task.payload["text"]
    assert "pralka cieknie po montażu" in task.payload["text"]
    assert "/z/" in task.payload["text"]
    assert task.payload["reply_to"].startswith("zadanie+")


def test_the_same_letter_twice_is_one_ticket(deliver, anna):
    first, second = deliver(letter(OPENING)), deliver(letter(OPENING))
    assert first.id == second.id
    assert Ticket.objects.count() == 1


def test_a_reply_joins_by_references(deliver, anna):
    deliver(letter(OPENING))
    ours = OutboxMessage.objects.get(recipient="ewa@poczta.example").message_id
    deliver(letter("Dołączam zdjęcie.", subject="Odp: cokolwiek", In_Reply_To=ours))
    ticket = Ticket.objects.get()
    assert ticket.attention == "customer_replied"
    assert ticket.messages.filter(direction="in").count() == 2


def test_a_reply_joins_by_the_signed_address_but_not_by_a_forged_one(deliver, anna):
    deliver(letter(OPENING))
    address = OutboxMessage.objects.get(recipient="ewa@poczta.example").payload["reply_to"]
    deliver(letter("Na adres", to=address))
    assert Ticket.objects.count() == 1
    forged = address.replace(address.split("-")[1][:4], "zzzz")
    deliver(letter("Na zmyślony adres", to=forged, sender="Kto Inny <inny@zly.example>"))
    assert Ticket.objects.count() == 2


def test_a_number_in_the_subject_opens_nothing_to_a_stranger(deliver, anna):
    deliver(letter(OPENING))
    number = Ticket.objects.get().number
    deliver(letter("Podszywam się", sender="zly@zly.example", subject=f"Re: [#{number}]"))
    assert Ticket.objects.count() == 2
    deliver(letter("To ja", subject=f"Re: [#{number}]"))
    assert Ticket.objects.count() == 2


@pytest.mark.req("T5")
def test_a_stranger_with_the_right_references_is_shown_as_such_and_gains_nothing(deliver, anna):
    deliver(letter(OPENING))
    ours = OutboxMessage.objects.get(recipient="ewa@poczta.example").message_id
    before = OutboxMessage.objects.count()
    deliver(letter("Proszę o historię sprawy", sender="zly@zly.example", In_Reply_To=ours))
    message = Message.objects.order_by("-id").first()
    assert message.is_verified is False
    assert message.ticket == Ticket.objects.get()
    assert OutboxMessage.objects.count() == before
    assert set(Customer.objects.get(name="Ewa Zawadzka").contact_points.values_list("value", flat=True)) == {"ewa@poczta.example"}


def test_the_partners_reply_answers_the_task(deliver, anna, serwis):
    deliver(letter(OPENING))
    task = OutboxMessage.objects.get(recipient="biuro@montazplus.example")
    reply = "Pęknięta złączka BX-114.\n\nW dniu 25.11.2026 o 10:42, Anna Lis pisze:\n> Co jest przyczyną wycieku?\n"
    deliver(letter(reply, sender="Grzegorz Pająk <grzegorz@montazplus.example>", to=task.payload["reply_to"], In_Reply_To=task.message_id))
    step = Step.objects.get(key="ogledziny")
    assert (step.state, step.answer_text) == ("done", "Pęknięta złączka BX-114.")
    answer = TaskMessage.objects.get(purpose="answer")
    assert answer.author_name == "Grzegorz Pająk"
    assert "Co jest" in answer.quoted
    assert Ticket.objects.get().attention == "unit_answered"
    assert_true_to_journal(Ticket.objects.get())


def test_a_stranger_cannot_answer_a_task(deliver, anna):
    deliver(letter(OPENING))
    task = OutboxMessage.objects.get(recipient="biuro@montazplus.example")
    deliver(letter("Uznać!", sender="zly@zly.example", In_Reply_To=task.message_id))
    assert Step.objects.get(key="ogledziny").state == "offered"
    assert TaskMessage.objects.get(purpose="comment").is_verified is False


def test_an_out_of_office_note_answers_nothing(deliver, anna, serwis):
    deliver(letter(OPENING))
    task = OutboxMessage.objects.get(recipient="biuro@montazplus.example")
    deliver(letter("Jestem na urlopie.", sender="grzegorz@montazplus.example", In_Reply_To=task.message_id, Auto_Submitted="auto-replied"))
    assert Step.objects.get(key="ogledziny").state == "offered"
    assert TaskMessage.objects.get(purpose="automatic").text == "Jestem na urlopie."


def test_a_reply_to_a_closed_case_opens_it_with_the_same_owner_and_a_machine_does_not(deliver, anna):
    from ambasador.tickets.verbs import close_ticket

    deliver(letter(OPENING))
    ticket = Ticket.objects.get()
    ours = OutboxMessage.objects.get(recipient="ewa@poczta.example").message_id
    close_ticket(ticket, reason="solved", by=anna.actor)
    deliver(letter("Jestem na urlopie", In_Reply_To=ours, Auto_Submitted="auto-replied"))
    assert Ticket.objects.get().is_closed
    deliver(letter("Znowu cieknie", In_Reply_To=ours))
    ticket.refresh_from_db()
    assert (ticket.is_closed, ticket.owner) == (False, anna)
    assert_true_to_journal(ticket)


@pytest.mark.req("O7")
def test_a_reply_long_after_the_end_begins_a_case_that_follows(deliver, anna):
    from ambasador.tickets.models import TicketLink
    from ambasador.tickets.verbs import close_ticket

    deliver(letter(OPENING))
    ticket = Ticket.objects.get()
    ours = OutboxMessage.objects.get(recipient="ewa@poczta.example").message_id
    close_ticket(ticket, reason="solved", by=anna.actor)
    with clock.set_to(clock.now() + timedelta(days=40)):
        deliver(letter("Znowu cieknie", In_Reply_To=ours))
        deliver(letter("I jeszcze jedno", In_Reply_To=ours))
    link = TicketLink.objects.get()
    assert (link.other, link.ticket.owner) == (ticket, anna)
    assert link.ticket.messages.filter(direction="in").count() == 2
    assert_true_to_journal(link.ticket)


@pytest.mark.req("I4")
def test_a_bounce_comes_back_to_the_ticket(deliver, anna):
    deliver(letter(OPENING))
    ours = OutboxMessage.objects.get(recipient="ewa@poczta.example").message_id
    bounce = (
        "From: MAILER-DAEMON@poczta.example\nTo: sprawa@sprawy.localhost\nSubject: Undelivered Mail Returned to Sender\nMessage-ID: <b1@poczta.example>\n"
        'MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary="B"\n\n--B\nContent-Type: text/plain\n\nno such user\n'
        "--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; poczta.example\n\nFinal-Recipient: rfc822; ewa@poczta.example\n"
        f"Action: failed\nStatus: 5.1.1\n\n--B\nContent-Type: message/rfc822\n\nMessage-ID: {ours}\nSubject: x\n\nbody\n--B--\n"
    )
    assert deliver(bounce.encode(), envelope_from="").state == "taken"
    assert Ticket.objects.get().attention == "undelivered"
    known = BouncedAddress.objects.get()
    assert (known.address, known.is_permanent, known.code, known.times) == ("ewa@poczta.example", True, "5.1.1", 1)


def test_our_own_mail_coming_back_is_set_aside(deliver, anna):
    assert deliver(letter("pętla", sender="sprawa+1-abc@sprawy.localhost")).state == "set_aside"
    assert Ticket.objects.count() == 0


@pytest.mark.req("I3")
def test_whatever_bytes_arrive_are_kept_and_become_something(deliver, anna):
    for raw in (
        b"",
        b"\0\0\0",
        b"From: \xff\xfe\n\nx",
        b"Subject: " + b"=?utf-8?q?a?= " * 3000 + b"\n\n",
        b"\n\n\n",
        "Zażółć".encode("cp1250"),
    ):
        assert deliver(raw).state in ("taken", "set_aside")
    assert RawInput.objects.count() == 6


@pytest.mark.req("N7")
def test_a_note_never_leaves(deliver, anna, run_jobs):
    deliver(letter(OPENING))
    ticket = Ticket.objects.get()
    write_note(ticket, text="TAJNE: klientka trudna", by=anna.actor)
    reply_to_customer(ticket, text="Dzień dobry, sprawdzamy.", by=anna.actor)
    run_jobs()
    assert Note.objects.count() == 1
    assert all("TAJNE" not in str(row) for row in OutboxMessage.objects.values_list("payload", flat=True))


def test_the_reply_goes_into_the_customers_thread_after_the_undo_time(deliver, anna):
    deliver(letter(OPENING, message_id="<start@poczta.example>"))
    ticket = Ticket.objects.get()
    message = reply_to_customer(ticket, text="Sprawdzamy.", by=anna.actor)
    outgoing = message.contact.outgoing
    assert outgoing.payload["in_reply_to"] == "<start@poczta.example>"
    assert outgoing.not_before > message.at
    assert Ticket.objects.get().attention == ""


@pytest.mark.req("O3")
def test_a_file_supplied_to_one_unit_does_not_travel_to_another(deliver, anna, celina, company):
    deliver(letter(OPENING))
    ticket = Ticket.objects.get()
    decision, inspection = ticket.steps.get(key="decyzja"), ticket.steps.get(key="ogledziny")
    ask_back(decision, missing="Umowa", by=celina.actor, channel="app")
    supply_missing(decision, text="W załączniku", uploads=[Upload("umowa.pdf", "application/pdf", b"%PDF-1")], by=anna.actor)
    assert [file.name for file in pack_for(decision, language="pl").files] == ["umowa.pdf"]
    assert pack_for(inspection, language="pl").files == ()
