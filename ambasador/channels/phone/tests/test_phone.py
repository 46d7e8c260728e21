"""What an exchange posts: who it is, and what its words mean."""

import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest

from ambasador.channels.interface import Call
from ambasador.channels.models import Line
from ambasador.channels.registry import channel_of

SECRET = "słowik nad Wartą"
LINE = Line(code="phone", name="Centrala", settings={"secret": "EXCHANGE_SECRET"})


@pytest.fixture(autouse=True)
def secret(monkeypatch):
    monkeypatch.setenv("EXCHANGE_SECRET", SECRET)


def read(*events):
    return channel_of("phone").read(LINE, Call(json.dumps(events[0] if len(events) == 1 else events).encode()))


def accepts(body=b"{}", **headers):
    return channel_of("phone").accepts(LINE, Call(body, headers={name.replace("_", "-"): value for name, value in headers.items()}))


def signed(body):
    return hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()


def test_the_exchange_proves_itself_by_a_signature_or_by_the_bearer_token():
    assert accepts(x_signature=signed(b"{}"))
    assert accepts(x_signature=f"sha256={signed(b'{}')}")
    assert accepts(authorization=f"Bearer {SECRET}")


def test_nobody_else_is_believed(monkeypatch):
    assert not accepts()
    assert not accepts(b'{"event": "ended"}', x_signature=signed(b"{}"))
    assert not accepts(authorization="Bearer x")
    assert not accepts(x_signature="ż", authorization=f"Bearer {SECRET}")
    monkeypatch.delenv("EXCHANGE_SECRET")
    assert not accepts(authorization="Bearer ")


def test_the_plain_form():
    [told] = read({"event": "answered", "call": "7f3a", "from": "600 700 800", "to": "426001020", "extension": 214, "at": "2026-11-25T09:42:00+01:00"})
    assert (told.call_id, told.what, told.number, told.extension, told.is_outgoing) == ("7f3a", "answered", "600 700 800", "214", False)
    assert told.at == datetime(2026, 11, 25, 8, 42, tzinfo=UTC)
    [out] = read({"event": "ringing", "call": 9, "direction": "out", "from": "214", "to": "600700800", "extension": "214"})
    assert (out.call_id, out.number, out.is_outgoing) == ("9", "600700800", True)


@pytest.mark.parametrize("said", [{}, {"event": "dancing", "call": "1"}, {"event": "ringing"}, "ringing", [1], None, {"event": "ended", "call": True}])
def test_what_is_no_event_is_not_understood(said):
    with pytest.raises(ValueError):
        read(said)


@pytest.mark.parametrize("at", ["gestern", 10**30, [], True, "2026-13-45"])
def test_a_foolish_moment_is_none(at):
    assert read({"event": "ended", "call": "1", "at": at})[0].at is None


def test_a_call_in_the_words_of_the_manager_interface():
    trunk = {"Channel": "PJSIP/operator-0000001", "Uniqueid": "1795.1", "Linkedid": "1795.1", "CallerIDNum": "600700800", "Exten": "426001020"}
    told = read(
        {"Event": "Newchannel", **trunk},
        {"Event": "DialBegin", **trunk, "DestChannel": "PJSIP/214-0000002", "DestUniqueid": "1795.2"},
        {"Event": "DialEnd", **trunk, "DestChannel": "PJSIP/214-0000002", "DialStatus": "ANSWER"},
        {"Event": "Hangup", **trunk, "Channel": "PJSIP/214-0000002", "Uniqueid": "1795.2"},
        {"Event": "Hangup", **trunk},
        {"Event": "QueueMemberStatus", "Queue": "kontakt"},
    )
    assert [(one.what, one.extension, one.number) for one in told] == [
        ("ringing", "", "600700800"), ("ringing", "214", "600700800"), ("answered", "214", "600700800"), ("ended", "", ""),
    ]  # fmt: skip
    assert {one.call_id for one in told} == {"1795.1"}


def test_a_call_that_an_agent_makes_in_the_words_of_the_manager_interface():
    [told] = read({"Event": "Newchannel", "Channel": "SIP/214-0a", "Uniqueid": "3.1", "Linkedid": "3.1", "CallerIDNum": "214", "Exten": "600700800"})
    assert (told.what, told.extension, told.number, told.is_outgoing) == ("ringing", "214", "600700800", True)


def test_a_call_in_the_words_of_the_rest_interface():
    trunk = {"id": "5.1", "name": "PJSIP/operator-01", "state": "Ring", "caller": {"number": "600700800"}}
    phone = {"id": "5.2", "name": "PJSIP/214-02", "state": "Up", "caller": {"number": "214"}, "connected": {"number": "600700800"}}
    told = read(
        {"type": "StasisStart", "channel": trunk, "timestamp": "2026-11-25T10:42:00.000+0100"},
        {"type": "Dial", "dialstatus": "RINGING", "caller": trunk, "peer": phone},
        {"type": "Dial", "dialstatus": "ANSWER", "caller": trunk, "peer": phone},
        {"type": "ChannelStateChange", "channel": {**phone, "channelvars": {"CHANNEL(linkedid)": "5.1"}}},
        {"type": "ChannelDestroyed", "channel": {**phone, "channelvars": {"CHANNEL(linkedid)": "5.1"}}},
        {"type": "ChannelDestroyed", "channel": trunk},
        {"type": "PlaybackStarted"},
    )
    assert [(one.what, one.extension) for one in told] == [
        ("ringing", ""), ("ringing", "214"), ("answered", "214"), ("answered", "214"), ("ended", ""),
    ]  # fmt: skip
    assert {one.call_id for one in told} == {"5.1"}
    assert {one.number for one in told} == {"600700800", ""}
    assert told[0].at == datetime(2026, 11, 25, 9, 42, tzinfo=UTC)


def test_a_withheld_number_is_none():
    [told] = read({"Event": "Newchannel", "Channel": "SIP/operator-1", "Uniqueid": "1", "CallerIDNum": "Anonymous"})
    assert told.number == ""
