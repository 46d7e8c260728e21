"""WhatsApp and Messenger: calls signed as Meta signs them, and a server that answers as Graph does."""

import hashlib
import hmac
import json
from types import SimpleNamespace

import pytest

from ambasador.channels import outbox
from ambasador.channels.interface import Call, Report
from ambasador.channels.outbox import Letter
from ambasador.channels.registry import channel_of
from ambasador.channels.sending import send_one
from ambasador.channels.tests.saying import Server
from ambasador.channels.verbs import add_line
from ambasador.journal.actors import SYSTEM

SECRETS = {"token": "META_TOKEN", "app_secret": "META_SECRET", "verify": "META_VERIFY"}


@pytest.fixture
def server(monkeypatch):
    for name in SECRETS.values():
        monkeypatch.setenv(name, f"value of {name}")
    with Server() as server:
        yield server


@pytest.fixture
def whatsapp(db, server):
    return add_line("whatsapp", name="WhatsApp", settings={"number_id": "111", "url": server.url, **SECRETS}, by=SYSTEM)


@pytest.fixture
def messenger(db, server):
    return add_line("messenger", name="Strona", settings={"page_id": "222", "url": server.url, **SECRETS}, by=SYSTEM)


def signed(said):
    body = json.dumps(said).encode()
    return Call(body, headers={"x-hub-signature-256": "sha256=" + hmac.new(b"value of META_SECRET", body, hashlib.sha256).hexdigest()})


def of_number(number="111", **value):
    value = {"metadata": {"phone_number_id": number}, "contacts": [{"wa_id": "48600700800", "profile": {"name": "Ewa Zawadzka"}}], **value}
    return signed({"object": "whatsapp_business_account", "entry": [{"changes": [{"field": "messages", "value": value}]}]})


MESSAGE = {"from": "48600700800", "id": "wamid.1", "timestamp": "1795682520", "type": "text", "text": {"body": "Pralka cieknie"}}


def test_only_what_meta_signed_comes_in(whatsapp):
    channel, call = channel_of("whatsapp"), of_number(messages=[MESSAGE])
    assert channel.accepts(whatsapp, call)
    assert not channel.accepts(whatsapp, Call(call.body + b" ", headers=call.headers))
    assert not channel.accepts(whatsapp, Call(call.body))


def test_without_the_apps_secret_nothing_comes_in(whatsapp, monkeypatch):
    monkeypatch.delenv("META_SECRET")
    proof = "sha256=" + hmac.new(b"", b"{}", hashlib.sha256).hexdigest()
    assert not channel_of("whatsapp").accepts(whatsapp, Call(b"{}", headers={"x-hub-signature-256": proof}))


def test_the_handshake_gets_its_challenge_back_and_brings_nothing(whatsapp):
    channel = channel_of("whatsapp")
    query = {"hub.mode": "subscribe", "hub.verify_token": "value of META_VERIFY", "hub.challenge": "1158"}
    call = Call(b"", method="GET", query=query)
    assert channel.accepts(whatsapp, call)
    assert channel.answer(whatsapp, call).text == "1158"
    assert not channel.brings(call)
    assert not channel.accepts(whatsapp, Call(b"", method="GET", query={**query, "hub.verify_token": "guess"}))


def test_a_message_with_its_writer_is_read(whatsapp):
    (said,) = channel_of("whatsapp").read(whatsapp, of_number(messages=[{**MESSAGE, "context": {"id": "wamid.0"}}]))
    assert (said.sender, said.name, said.text) == ("+48600700800", "Ewa Zawadzka", "Pralka cieknie")
    assert (said.carrier_id, list(said.replies_to)) == ("wamid.1", ["wamid.0"])


def test_one_call_may_bring_several_things_and_those_of_another_number_are_not_ours(whatsapp):
    channel = channel_of("whatsapp")
    statuses = [
        {"id": "wamid.7", "status": "sent"}, {"id": "wamid.8", "status": "read"},
        {"id": "wamid.9", "status": "failed", "errors": [{"code": 131026, "title": "Undeliverable"}]},
    ]  # fmt: skip
    found = channel.read(whatsapp, of_number(messages=[MESSAGE, {**MESSAGE, "id": "wamid.2"}], statuses=statuses))
    assert [one.carrier_id for one in found] == ["wamid.1", "wamid.2", "wamid.8", "wamid.9"]
    assert found[2:] == [Report("wamid.8", "read"), Report("wamid.9", "undelivered", "131026: Undeliverable")]
    assert channel.read(whatsapp, of_number("999", messages=[MESSAGE])) == []


def test_a_picture_is_fetched(whatsapp, server):
    server.answer = (200, json.dumps({"url": f"{server.url}/picture"}).encode())
    picture = {**MESSAGE, "type": "image", "image": {"id": "m-1", "mime_type": "image/jpeg", "caption": "Tak cieknie"}}
    (said,) = channel_of("whatsapp").read(whatsapp, of_number(messages=[picture]))
    assert (said.text, said.files[0].media_type) == ("Tak cieknie", "image/jpeg")
    assert [path for path, _headers, _body in server.asked] == ["/m-1", "/picture"]
    assert server.asked[1][1]["Authorization"] == "Bearer value of META_TOKEN"


def test_a_picture_that_cannot_be_had_leaves_the_message_waiting(whatsapp, server):
    server.answer = (200, b'{"url": "http://127.0.0.1:1/elsewhere"}')
    with pytest.raises(ValueError, match="https"):
        channel_of("whatsapp").read(whatsapp, of_number(messages=[{**MESSAGE, "type": "image", "image": {"id": "m-1"}}]))


def send(line, to):
    message = outbox.put(Letter(to=to, subject="", text="Dzień dobry"), channel=line.code, line=line)
    send_one(message.id)
    message.refresh_from_db()
    return message


def test_an_answer_leaves_by_whatsapp(whatsapp, server):
    server.answer = (200, b'{"messages": [{"id": "wamid.5"}]}')
    message = send(whatsapp, "600 700 800")
    ((path, _headers, body),) = server.asked
    assert (path, json.loads(body)["to"], json.loads(body)["text"]["body"]) == ("/111/messages", "48600700800", "Dzień dobry")
    assert (message.state, message.carrier_id) == ("sent", "wamid.5")


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ((400, b'{"error": {"code": 131047, "message": "Re-engagement message"}}'), "failed"),
        ((400, b'{"error": {"code": 130429, "message": "Rate limit hit"}}'), "waiting"),
        ((401, b'{"error": {"code": 190, "message": "Token expired"}}'), "waiting"),
        ((502, b"Bad gateway"), "undecided"),
        (None, "undecided"),
    ],
)
def test_what_graph_answers_is_told_apart(whatsapp, server, answer, state):
    server.answer = answer
    assert send(whatsapp, "600 700 800").state == state


def test_messenger_both_ways(messenger, server):
    channel = channel_of("messenger")
    events = [
        {"sender": {"id": "77"}, "timestamp": 1795682520123, "message": {"mid": "m1", "text": "Hej"}},
        {"sender": {"id": "222"}, "message": {"mid": "m2", "text": "our own", "is_echo": True}},
        {"sender": {"id": "77"}, "delivery": {"mids": ["m3"], "watermark": 1}},
    ]
    call = signed({"object": "page", "entry": [{"id": "222", "messaging": events}, {"id": "333", "messaging": events}]})
    said, report = channel.read(messenger, call)
    assert (said.sender, said.text, report) == ("messenger:222:77", "Hej", Report("m3", "delivered"))
    server.answer = (200, b'{"recipient_id": "77", "message_id": "m4"}')
    message = send(messenger, said.sender)
    assert (message.state, message.carrier_id) == ("sent", "m4")
    assert json.loads(server.asked[0][2])["recipient"] == {"id": "77"}


@pytest.mark.parametrize("code", ["whatsapp", "messenger"])
@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"object": "other"}'])
def test_what_is_none_of_it_says_so(code, body):
    with pytest.raises(ValueError, match="no call"):
        channel_of(code).read(SimpleNamespace(setting=lambda name: ""), Call(body))
