import json

import pytest

from ambasador.channels import outbox
from ambasador.channels.interface import Call
from ambasador.channels.outbox import Letter
from ambasador.channels.registry import channel_of
from ambasador.channels.sending import send_one
from ambasador.channels.tests.saying import Server
from ambasador.channels.verbs import add_line
from ambasador.journal.actors import SYSTEM

UPDATE = {
    "update_id": 7,
    "message": {
        "message_id": 12, "date": 1795682520, "chat": {"id": 99}, "from": {"first_name": "Ewa", "last_name": "Zawadzka"}, "text": "Pralka cieknie",
        "reply_to_message": {"message_id": 11},
    },
}  # fmt: skip


@pytest.fixture
def server():
    with Server((200, b'{"ok": true, "result": {"message_id": 13}}')) as server:
        yield server


@pytest.fixture
def line(db, server, monkeypatch):
    monkeypatch.setenv("BOT_TOKEN", "123:abc")
    monkeypatch.setenv("BOT_PROOF", "dowód")
    return add_line("telegram", name="Bot", settings={"token": "BOT_TOKEN", "proof": "BOT_PROOF", "url": server.url}, by=SYSTEM)


@pytest.fixture
def send(line):
    def _send():
        message = outbox.put(Letter(to="telegram:99", subject="", text="Dzień dobry"), channel="telegram", line=line)
        send_one(message.id)
        message.refresh_from_db()
        return message

    return _send


def test_an_update_is_read():
    (said,) = channel_of("telegram").read(None, Call(json.dumps(UPDATE).encode()))
    assert (said.sender, said.name, said.text) == ("telegram:99", "Ewa Zawadzka", "Pralka cieknie")
    assert (said.carrier_id, list(said.replies_to)) == ("99:12", ["99:11"])


def test_only_telegram_itself_comes_in(line):
    channel = channel_of("telegram")
    assert channel.accepts(line, Call(b"{}", headers={"x-telegram-bot-api-secret-token": "dowód"}))
    assert not channel.accepts(line, Call(b"{}", headers={"x-telegram-bot-api-secret-token": ""}))
    assert not channel.accepts(line, Call(b"{}"))


def test_an_answer_leaves_by_the_bot(send, server):
    message = send()
    ((path, _headers, body),) = server.asked
    assert (path, json.loads(body)) == ("/bot123:abc/sendMessage", {"chat_id": "99", "text": "Dzień dobry"})
    assert (message.state, message.carrier_id) == ("sent", "99:13")


@pytest.mark.parametrize(
    ("answer", "state"), [((403, b'{"ok": false, "description": "blocked"}'), "failed"), ((429, b"{}"), "waiting"), (None, "undecided")]
)
def test_what_became_of_it_is_told_apart(send, server, answer, state):
    server.answer = answer
    assert send().state == state
