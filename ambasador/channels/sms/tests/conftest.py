import pytest

from ambasador.channels import outbox
from ambasador.channels.outbox import Letter
from ambasador.channels.sending import send_one
from ambasador.channels.sms.double import TOKEN, SmsApiDouble
from ambasador.channels.verbs import add_line
from ambasador.journal.actors import SYSTEM

EWA = "+48600700800"


@pytest.fixture
def double(monkeypatch):
    monkeypatch.setenv("SMSAPI_TOKEN", TOKEN)
    with SmsApiDouble() as double:
        yield double


@pytest.fixture
def line(db, double):
    return add_line("smsapi", name="SMS", settings={"token": "SMSAPI_TOKEN", "url": double.url, "sender": "Modrzew"}, by=SYSTEM)


@pytest.fixture
def send():
    """Put one text into the outbox of a line and attempt it; the message as it then stands."""

    def _send(line, text="Dzień dobry", *, to=EWA):
        message = outbox.put(Letter(to=to, subject="", text=text), channel="sms", line=line)
        send_one(message.id)
        message.refresh_from_db()
        return message

    return _send
