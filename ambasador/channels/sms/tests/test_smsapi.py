"""SMSAPI against a server that speaks its protocol."""

from datetime import timedelta

import pytest

from ambasador.channels import lines
from ambasador.channels.interface import Call, Incoming, Report
from ambasador.channels.outbox import BadAddress
from ambasador.channels.registry import channel_of
from ambasador.channels.sending import send_one
from ambasador.channels.verbs import claim_message
from ambasador.channels.verbs.lines import SettingMissing, add_line, change_line, note_delivery
from ambasador.journal.actors import SYSTEM
from ambasador.lib import clock


def test_a_text_leaves_with_the_senders_name_and_the_carriers_id_is_kept(line, double, send):
    message = send(line)
    assert message.state == "sent"
    assert message.carrier_id == "DOUBLE000000000000000001"
    (sent,) = double.sent
    assert (sent["to"], sent["message"], sent["from"]) == ("48600700800", "Dzień dobry", "Modrzew")
    assert sent["notify_url"] == lines.web_address(line)


def test_without_polish_letters_where_the_line_wants_it(line, double, send):
    send(change_line(line, settings={**line.settings, "plain": "tak"}, by=SYSTEM), "Zażółć")
    assert double.sent[0]["message"] == "Zazolc"


@pytest.mark.parametrize("answer", [None, (502, b"Bad gateway"), (503, b"")])
def test_what_may_have_left_is_tried_again_and_arrives_once(line, double, send, answer):
    double.answers = [answer]
    message = send(line)
    assert message.state == "waiting"
    with clock.set_to(clock.now() + timedelta(minutes=2)):
        send_one(message.id)
    message.refresh_from_db()
    assert message.state == "sent"
    assert len(double.sent) == 1


def test_a_sender_that_died_does_not_send_twice(line, double, send):
    message = send(line)
    type(message).objects.filter(pk=message.pk).update(state="waiting", sent_at=None)  # it died before it noted the outcome
    claim_message(message.id)
    with clock.set_to(clock.now() + timedelta(minutes=6)):
        send_one(message.id)
    message.refresh_from_db()
    assert message.state == "sent"
    assert len(double.sent) == 1


@pytest.mark.parametrize(("code", "state"), [(13, "failed"), (101, "waiting"), (103, "waiting")])
def test_a_refusal_of_the_message_is_final_and_one_of_the_account_may_pass(line, double, send, code, state):
    double.answers = [(200, b'{"error": %d, "message": "no"}' % code)]
    message = send(line)
    assert (message.state, message.error) == (state, f"{code}: no")


def test_without_its_token_nothing_is_said_to_the_carrier(line, double, send, monkeypatch):
    monkeypatch.delenv("SMSAPI_TOKEN")
    assert send(line).state == "waiting"
    assert double.sent == []


def test_a_landline_takes_no_texts(line, send):
    with pytest.raises(BadAddress):
        send(line, to="22 123 45 67")


def test_a_text_of_a_customer_is_read(line):
    call = Call(b"sms_to=48500100200&sms_from=48600700800&sms_text=Dzie%C5%84+dobry&sms_date=1795682520&MsgId=abc")
    (incoming,) = channel_of("smsapi").read(line, call)
    assert isinstance(incoming, Incoming)
    assert (incoming.sender, incoming.text, incoming.carrier_id) == ("+48600700800", "Dzień dobry", "abc")


def test_reports_come_several_at_once(line):
    found = channel_of("smsapi").read(line, Call(b"MsgId=a,b,c&status=404,405,409"))
    assert found == [Report("a", "delivered"), Report("b", "undelivered", "405")]


@pytest.mark.parametrize("body", [b"x=1", b"\xff\xfe", b"sms_text=hej&sms_from=nobody"])
def test_what_cannot_be_understood_says_so(line, body):
    with pytest.raises(ValueError, match="no "):
        channel_of("smsapi").read(line, Call(body))


def test_a_late_report_does_not_undo_a_newer_one(line, send):
    message = send(line)
    note_delivery(line, message.carrier_id, state="delivered", by=SYSTEM)
    note_delivery(line, message.carrier_id, state="undelivered", by=SYSTEM)
    message.refresh_from_db()
    assert message.delivery == "delivered"


def test_a_line_without_what_it_needs_is_refused(db):
    with pytest.raises(SettingMissing, match="token"):
        add_line("smsapi", name="SMS", settings={}, by=SYSTEM)
