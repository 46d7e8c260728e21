"""A gateway that is nothing but HTTP and a template."""

import hashlib
import hmac
import json

import pytest

from ambasador.channels.interface import Call, Incoming, Report
from ambasador.channels.registry import channel_of
from ambasador.channels.sending import send_one
from ambasador.channels.tests.saying import Server
from ambasador.channels.verbs import add_line, send_again
from ambasador.journal.actors import SYSTEM

SIGNING = "klucz"


@pytest.fixture
def server():
    with Server((200, b'{"messages": [{"id": "g-1"}]}')) as server:
        yield server


@pytest.fixture
def gateway(db, server, monkeypatch):
    monkeypatch.setenv("GATE_SECRET", "tajne")
    monkeypatch.setenv("GATE_SIGNING", SIGNING)
    settings = {
        "url": f"{server.url}/send?n={{id}}", "body": '{"to": "{to}", "text": "{text}"}', "header": "X-Key: {secret}", "secret": "GATE_SECRET",
        "id_field": "messages.0.id", "signature_header": "X-Signature", "signing": "GATE_SIGNING",
    }  # fmt: skip
    return add_line("sms_gateway", name="Bramka", settings=settings, by=SYSTEM)


def test_the_template_is_filled_and_nothing_in_the_text_breaks_out_of_it(gateway, server, send):
    text = 'Cudzysłów " i \\ oraz {secret}\nkoniec'
    message = send(gateway, text)
    ((path, headers, body),) = server.asked
    assert json.loads(body) == {"to": "+48600700800", "text": text}
    assert (path, headers["X-Key"]) == (f"/send?n={message.id}", "tajne")
    assert (message.state, message.carrier_id) == ("sent", "g-1")


def test_what_may_have_left_is_never_repeated_by_itself(gateway, server, send):
    server.answer = None
    message = send(gateway)
    assert message.state == "undecided"
    server.answer = (200, b"{}")
    send_again(message, by=SYSTEM)  # a person decided
    send_one(message.id)
    message.refresh_from_db()
    assert message.state == "sent"


@pytest.mark.parametrize(("status", "state"), [(400, "failed"), (429, "waiting"), (503, "waiting"), (504, "undecided")])
def test_what_the_gateway_answers_is_told_apart(gateway, server, send, status, state):
    server.answer = (status, b"no")
    assert send(gateway).state == state


def test_only_what_is_signed_comes_in(gateway):
    body = b'{"from": "600 700 800", "text": "hej", "id": "7"}'
    signature = hmac.new(SIGNING.encode(), body, hashlib.sha256).hexdigest()
    channel = channel_of("sms_gateway")
    assert channel.accepts(gateway, Call(body, headers={"x-signature": f"sha256={signature}"}))
    assert not channel.accepts(gateway, Call(body + b" ", headers={"x-signature": signature}))
    assert not channel.accepts(gateway, Call(body, headers={"x-signature": "żółć"}))
    assert not channel.accepts(gateway, Call(body))


def test_without_the_signing_secret_nothing_comes_in(gateway, monkeypatch):
    monkeypatch.setenv("GATE_SIGNING", "")
    empty = hmac.new(b"", b"{}", hashlib.sha256).hexdigest()
    assert not channel_of("sms_gateway").accepts(gateway, Call(b"{}", headers={"x-signature": empty}))


def test_messages_and_reports_are_read(gateway):
    channel = channel_of("sms_gateway")
    (incoming,) = channel.read(gateway, Call(b'{"from": "600 700 800", "text": "hej", "id": 7}'))
    assert isinstance(incoming, Incoming)
    assert (incoming.sender, incoming.carrier_id) == ("+48600700800", "7")
    assert channel.read(gateway, Call(b"id=g-1&status=DELIVRD")) == [Report("g-1", "delivered")]
    assert channel.read(gateway, Call(b"", query={"id": "g-1", "status": "expired"})) == [Report("g-1", "undelivered", "expired")]
