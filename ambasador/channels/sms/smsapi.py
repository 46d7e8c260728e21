"""SMSAPI (smsapi.pl, smsapi.com): sending by its REST interface, and the callbacks for messages and delivery reports."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.utils.translation import gettext_lazy as _

from ambasador.channels import lines
from ambasador.channels.interface import Answer, Call, Incoming, Outcome, Report, Setting, plug_in
from ambasador.channels.models import Line, OutboxMessage
from ambasador.channels.sms.text import without_accents
from ambasador.lib import phones
from ambasador.lib.fetching import Fetched, fetch

DELIVERED, LOST = {"404", "DELIVERED"}, {"402", "405", "406", "407", "EXPIRED", "UNDELIVERED", "FAILED", "REJECTED"}
ALREADY_SENT = 53  # "a message with this idx was sent already"
FINAL = {11, 12, 13, 14, 17, 18, 19, 25, 26, 40, 54, 56, 57, 58, 76, 94, 112}  # this message is refused; another may pass
SENDER = Setting("sender", _("Sender’s name"), _("As agreed with the carrier, at most 11 characters. Empty: the carrier’s own number."))
PLAIN = Setting("plain", _("Without Polish letters"), _("A text then needs less than half of the segments."), is_flag=True)


@plug_in
class SmsApi:
    code, channel, label = "smsapi", "sms", _("Text messages through SMSAPI")
    contact_kind, repeats_safely, answers_within = "phone", True, None
    settings = (
        Setting("token", _("Name of the variable with the token"), _("For example SMSAPI_TOKEN."), is_required=True, is_secret=True),
        SENDER,
        PLAIN,
        Setting("url", _("Address of the service"), default="https://api.smsapi.pl/sms.do"),
    )

    def accepts(self, line: Line, call: Call) -> bool:
        """SMSAPI signs nothing: the unguessable address of the line is the proof, and it was checked before."""
        return call.method in {"POST", "GET"}

    def brings(self, call: Call) -> bool:
        return bool(_fields(call))

    def answer(self, line: Line, call: Call) -> Answer:
        return Answer("OK")  # anything else and it calls again

    def carrier_id(self, call: Call) -> str:
        fields = _fields(call)
        return f"in:{fields['MsgId']}" if "sms_text" in fields and fields.get("MsgId") else ""

    def read(self, line: Line, call: Call) -> Sequence[Incoming | Report]:
        fields = _fields(call)
        if "sms_text" in fields:
            return [_incoming(fields)]
        if "MsgId" not in fields:
            raise ValueError("neither a message nor a delivery report: no sms_text and no MsgId")
        numbers = fields["MsgId"].split(",")
        states = (fields.get("status") or fields.get("status_name", "")).split(",")
        reports: list[Incoming | Report] = []
        for number, state in zip(numbers, states, strict=False):
            if state in DELIVERED:
                reports.append(Report(number, "delivered"))
            elif state in LOST:
                reports.append(Report(number, "undelivered", state))
        return reports

    def address(self, written: str) -> str | None:
        return phones.normalise(written) if phones.takes_texts(written) else None

    def send(self, line: Line, message: OutboxMessage) -> Outcome:
        token = lines.secret(line, "token")
        if not token:
            return Outcome("the token is missing in the environment")
        text = str(message.payload["text"])
        fields = {
            "to": message.recipient.removeprefix("+"),
            "message": without_accents(text) if line.setting("plain") else text,
            "encoding": "utf-8",
            "format": "json",
            "idx": str(message.id),
            "check_idx": "1",  # the same id within a day is refused as sent already: a repetition reaches nobody twice
            "notify_url": lines.web_address(line),
        }
        if line.setting("sender"):
            fields["from"] = line.setting("sender")
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/x-www-form-urlencoded"}
        return outcome_of(fetch(line.setting("url"), method="POST", body=urlencode(fields).encode(), headers=headers))


def outcome_of(answer: Fetched) -> Outcome:
    """SMSAPI answers 200 to everything it understood, also to what it refuses."""
    if not answer.status:
        return Outcome(answer.error, may_have_left=answer.was_sent)
    said = _json(answer.body)
    error = said.get("error")
    if error == ALREADY_SENT:
        return Outcome("sent already", is_taken=True)
    if error is not None:
        return Outcome(f"{error}: {said.get('message', '')}"[:300], is_final=error in FINAL)
    sent = said.get("list")
    if answer.is_ok and isinstance(sent, list) and sent and isinstance(sent[0], dict):
        refused = sent[0].get("error")
        if refused:
            return Outcome(f"{refused}"[:300], is_final=True)
        number = str(sent[0].get("id", ""))
        return Outcome(f"{sent[0].get('status', '')} {number}".strip(), is_taken=True, carrier_id=number)
    return Outcome(f"HTTP {answer.status}: {answer.body[:200]!r}", may_have_left=answer.status in {200, 502, 504})


def _incoming(fields: dict[str, str]) -> Incoming:
    number = phones.normalise("+" + fields.get("sms_from", "").lstrip("+0"))
    if number is None:
        raise ValueError(f"no phone number: {fields.get('sms_from', '')!r}")
    seconds = fields.get("sms_date", "")
    at = datetime.fromtimestamp(int(seconds), UTC) if seconds.isascii() and seconds.isdigit() and len(seconds) < 12 else None
    return Incoming(sender=number, text=fields["sms_text"], carrier_id=fields.get("MsgId", ""), at=at)


def _fields(call: Call) -> dict[str, str]:
    """Fields of the form, else of the address: SMSAPI calls either way, as it was told to."""
    said = dict(parse_qsl(call.body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=None)) if call.body else {}
    return {**call.query, **said}


def _json(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
