"""The web addresses of lines, as carriers use them."""

from urllib.parse import urlencode

import pytest

from ambasador.channels import lines
from ambasador.channels.models import OutboxMessage, RawInput
from ambasador.channels.sending import send_one
from ambasador.channels.sms.double import TOKEN, SmsApiDouble
from ambasador.channels.verbs import add_line, change_line, renew_address, replay_raw_input
from ambasador.conversations.models import Message
from ambasador.conversations.queries import ways_to_answer
from ambasador.conversations.verbs import reply_over_line
from ambasador.conversations.verbs.short import NoWay, TextTooLong
from ambasador.customers.models import ContactPoint, Customer
from ambasador.customers.verbs import add_contact_point
from ambasador.journal.actors import SYSTEM
from ambasador.lib import clock
from ambasador.tickets.models import Attention, Ticket
from ambasador.tickets.verbs import close_ticket
from tests.truth import assert_true_to_journal

pytestmark = pytest.mark.req("I1")
NUMBER = "+48600700800"


@pytest.fixture
def double(monkeypatch):
    monkeypatch.setenv("SMSAPI_TOKEN", TOKEN)
    with SmsApiDouble() as double:
        yield double


@pytest.fixture
def line(company, double):
    return add_line("smsapi", name="SMS 500 100 200", settings={"token": "SMSAPI_TOKEN", "url": double.url}, by=SYSTEM)


@pytest.fixture
def text(client, line, run_jobs):
    """A customer's text message reaches the line's address, and the worker does its work."""

    def _text(words, *, number="in-1"):
        fields = {"sms_to": "48500100200", "sms_from": "48600700800", "sms_text": words, "sms_date": "1795682520", "MsgId": number}
        answer = bring(client, path_of(line), fields)
        run_jobs()
        return answer

    return _text


def bring(client, path, fields):
    body = fields if isinstance(fields, bytes) else urlencode(fields).encode()
    return client.post(path, body, content_type="application/x-www-form-urlencoded")


def path_of(line):
    return f"/k/{lines.token_of(line)}/"


def test_a_text_message_becomes_a_ticket_of_whoever_has_the_number(text, anna, ewa):
    add_contact_point(ewa, kind="phone", written="600 700 800", by=SYSTEM)
    answer = text("Pralka cieknie, proszę o pomoc")
    assert (answer.status_code, answer.content) == (200, b"OK")
    ticket = Ticket.objects.get()
    assert (ticket.customer, ticket.channel, ticket.version.procedure.code) == (ewa, "sms", "reklamacja")
    assert ticket.messages.get().text == "Pralka cieknie, proszę o pomoc"
    assert_true_to_journal(ticket)


def test_an_unknown_number_is_a_new_customer_with_that_number(text, anna):
    text("Pralka cieknie")
    assert ContactPoint.objects.get().value == NUMBER
    assert Customer.objects.get().name == "600 700 800"


def test_the_carrier_may_say_it_ten_times(text, anna):
    for _again in range(10):
        text("Pralka cieknie")
    assert (RawInput.objects.count(), Message.objects.filter(direction="in").count(), Ticket.objects.count()) == (1, 1, 1)


def test_what_follows_joins_the_ticket_and_answers_what_was_asked(text, anna):
    text("Pralka cieknie")
    text("Nadal cieknie", number="in-2")
    ticket = Ticket.objects.get()
    assert ticket.messages.filter(direction="in").count() == 2
    assert ticket.attention == Attention.CUSTOMER_REPLIED
    assert_true_to_journal(ticket)


def test_thanks_after_the_closing_reopens_it_with_the_same_owner(text, anna):
    text("Pralka cieknie")
    close_ticket(Ticket.objects.get(), reason="solved", sentence="Wymieniona uszczelka", by=anna.actor)
    text("Znowu cieknie", number="in-2")
    ticket = Ticket.objects.get()
    assert (ticket.is_closed, ticket.owner) == (False, anna)


def test_the_owner_answers_by_text_and_hears_that_it_arrived(client, text, line, double, anna, run_jobs, wednesday):
    text("Pralka cieknie")
    ticket = Ticket.objects.get()
    (way,) = ways_to_answer(ticket)
    assert (way.channel, way.shown) == ("sms", "600 700 800")
    reply_over_line(ticket, line=line, text="Serwisant będzie jutro.", by=anna.actor)
    outgoing = OutboxMessage.objects.get(channel="sms")
    run_jobs(at=outgoing.not_before)
    with clock.set_to(outgoing.not_before):
        send_one(outgoing.id)
    outgoing.refresh_from_db()
    assert double.sent[0]["message"] == "Serwisant będzie jutro."
    bring(client, path_of(line), {"MsgId": outgoing.carrier_id, "status": "404"})
    run_jobs()
    outgoing.refresh_from_db()
    assert outgoing.delivery == "delivered"
    assert_true_to_journal(ticket)


def test_a_text_that_never_arrived_comes_back_to_the_owner(client, text, line, double, anna, run_jobs):
    text("Pralka cieknie")
    ticket = Ticket.objects.get()
    message = reply_over_line(ticket, line=line, text="Serwisant będzie jutro.", by=anna.actor)
    outgoing = message.contact.outgoing
    OutboxMessage.objects.filter(pk=outgoing.pk).update(carrier_id="c-1")
    bring(client, path_of(line), {"MsgId": "c-1", "status": "405"})
    run_jobs()
    ticket.refresh_from_db()
    assert ticket.attention == Attention.UNDELIVERED


def test_a_report_of_nothing_we_sent_is_tried_and_then_set_aside(client, line, run_jobs):
    bring(client, path_of(line), {"MsgId": "theirs", "status": "404"})
    run_jobs()
    raw_input = RawInput.objects.get()
    assert (raw_input.state, raw_input.tries) == ("kept", 1)
    for _attempt in range(2):
        replay_raw_input(raw_input, by=SYSTEM)
        run_jobs()
    raw_input.refresh_from_db()
    assert (raw_input.state, raw_input.reason) == ("set_aside", "report_of_unknown_message")


def test_who_has_no_mobile_number_cannot_be_answered_by_text(complaint, line, anna):
    assert ways_to_answer(complaint) == []
    with pytest.raises(NoWay):
        reply_over_line(complaint, line=line, text="Dzień dobry", by=anna.actor)


def test_a_text_nobody_would_read_is_refused(complaint, line, anna):
    add_contact_point(complaint.customer, kind="phone", written="600 700 800", by=SYSTEM)
    with pytest.raises(TextTooLong):
        reply_over_line(complaint, line=line, text="ł" * 500, by=anna.actor)


@pytest.mark.req("I3")
def test_what_cannot_be_understood_is_kept(client, line, run_jobs):
    assert bring(client, path_of(line), b"\xff\xfe=nonsense").status_code == 200
    run_jobs()
    raw_input = RawInput.objects.get()
    assert raw_input.read() == b"\xff\xfe=nonsense"
    assert "neither a message nor a delivery report" in raw_input.error


def test_wrong_old_and_closed_addresses_look_alike_and_keep_nothing(client, line):
    old = path_of(line)
    for path in ("/k/1/", "/k/x-y/", f"/k/{line.id}-{'a' * 20}/", f"/k/{'9' * 30}-a/"):
        assert bring(client, path, b"x").status_code == 404
    renew_address(line, by=SYSTEM)
    assert bring(client, old, b"x").status_code == 404
    line.refresh_from_db()
    change_line(line, is_active=False, by=SYSTEM)
    answer = bring(client, path_of(line), b"x")
    assert (answer.status_code, answer.content) == (404, b"")
    assert not RawInput.objects.exists()


def test_more_than_half_a_megabyte_is_not_read(client, line):
    assert bring(client, path_of(line), b"x" * 600_000).status_code == 413
    assert not RawInput.objects.exists()


def test_guessing_addresses_is_slowed_down(client, line):
    answers = [bring(client, "/k/1-abc/", b"x").status_code for _guess in range(31)]
    assert answers[29:] == [404, 429]
    assert bring(client, path_of(line), b"MsgId=a&status=404").status_code == 200
