"""Any SMS gateway that takes an HTTP request: the request is a template, names of fields are settings of the line."""

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, quote

from django.utils.translation import gettext_lazy as _

from ambasador.channels import lines
from ambasador.channels.interface import Answer, Call, Incoming, Outcome, Report, Setting, plug_in
from ambasador.channels.models import Line, OutboxMessage
from ambasador.channels.sms.smsapi import PLAIN, SENDER
from ambasador.channels.sms.text import without_accents
from ambasador.lib import phones
from ambasador.lib.fetching import Fetched, fetch

PLACE = re.compile(r"\{(to|text|from|id|secret|report)\}")
JSON_TYPE, FORM_TYPE = "application/json", "application/x-www-form-urlencoded"
TRY_LATER = {408, 425, 429, 500, 503}


@plug_in
class Gateway:
    code, channel, label = "sms_gateway", "sms", _("Text messages through another gateway")
    contact_kind, repeats_safely, answers_within = "phone", False, None
    settings = (
        Setting("url", _("Address of the gateway"), _("May hold {to}, {text}, {from}, {id}, {report}."), is_required=True),
        Setting("body", _("Body of the request"), _("With the same places. Empty: an ordinary GET of the address."), is_long=True),
        Setting("media_type", _("Type of the body"), default=JSON_TYPE),
        Setting("header", _("Header with the secret"), _("For example “Authorization: Bearer {secret}”.")),
        Setting("secret", _("Name of the variable with the secret"), is_secret=True),
        SENDER,
        PLAIN,
        Setting("id_field", _("Field of the answer with the message’s id"), default="id"),
        Setting("signature_header", _("Header with the signature of what comes in")),
        Setting("signing", _("Name of the variable with the signing secret"), _("HMAC-SHA256 of the body, in hexadecimal."), is_secret=True),
        Setting("from_field", _("Field with the sender’s number"), default="from"),
        Setting("text_field", _("Field with the text"), default="text"),
        Setting("number_field", _("Field with the id"), default="id"),
        Setting("status_field", _("Field with the state of delivery"), default="status"),
        Setting("delivered", _("States that mean delivered"), default="delivered, DELIVRD"),
        Setting("lost", _("States that mean not delivered"), default="failed, undelivered, rejected, expired, UNDELIV, REJECTD, EXPIRED"),
    )

    def accepts(self, line: Line, call: Call) -> bool:
        """A gateway that signs is held to it; of others the unguessable address of the line is the proof."""
        header = line.setting("signature_header").lower()
        if not header:
            return True
        secret = lines.secret(line, "signing")
        proof = call.headers.get(header, "").removeprefix("sha256=").strip().lower()
        wanted = hmac.new(secret.encode(), call.body, hashlib.sha256).hexdigest()
        return bool(secret) and hmac.compare_digest(wanted.encode(), proof.encode())

    def brings(self, call: Call) -> bool:
        return bool(call.body or call.query)

    def answer(self, line: Line, call: Call) -> Answer:
        return Answer("OK")

    def carrier_id(self, call: Call) -> str:
        return ""  # which field it is says the line: the bytes decide, and the id when they are read

    def read(self, line: Line, call: Call) -> Sequence[Incoming | Report]:
        said = _said(call)
        number = _at(said, line.setting("number_field"))
        text = _at(said, line.setting("text_field"))
        state = _at(said, line.setting("status_field"))
        if state and not text:
            return _report(line, number, state)
        sender = phones.normalise(_at(said, line.setting("from_field")))
        if sender is None:
            raise ValueError(f"no phone number in the field {line.setting('from_field')!r}")
        return [Incoming(sender=sender, text=text, carrier_id=number or hashlib.sha256(call.body or repr(call.query).encode()).hexdigest())]

    def address(self, written: str) -> str | None:
        return phones.normalise(written) if phones.takes_texts(written) else None

    def send(self, line: Line, message: OutboxMessage) -> Outcome:
        text = str(message.payload["text"])
        values = {
            "to": message.recipient,
            "text": without_accents(text) if line.setting("plain") else text,
            "from": line.setting("sender"),
            "id": str(message.id),
            "secret": lines.secret(line, "secret"),
            "report": lines.web_address(line),
        }
        url = _filled(line.setting("url"), values, lambda value: quote(value, safe=""))
        media_type, template = line.setting("media_type"), line.setting("body")
        in_body: Callable[[str], str] = (lambda value: json.dumps(value)[1:-1]) if "json" in media_type else (lambda value: quote(value, safe=""))
        body = _filled(template, values, in_body).encode()
        headers = {"Content-Type": media_type} if template else {}
        name, colon, value = line.setting("header").partition(":")
        if colon:
            headers[name.strip()] = _filled(value.strip(), values, lambda raw: raw)
        try:
            answer = fetch(url, method="POST" if template else "GET", body=body, headers=headers)
        except ValueError as error:
            return Outcome(str(error), is_final=True)
        return _outcome(answer, line)


def _outcome(answer: Fetched, line: Line) -> Outcome:
    if answer.is_ok:
        try:
            number = _at(json.loads(answer.body), line.setting("id_field"))
        except ValueError:
            number = ""
        return Outcome(f"HTTP {answer.status}", is_taken=True, carrier_id=number)
    if not answer.status:
        return Outcome(answer.error, may_have_left=answer.was_sent)
    text = f"HTTP {answer.status}: {answer.body[:200].decode('utf-8', 'replace')}"
    if answer.status in TRY_LATER:
        return Outcome(text)
    return Outcome(text, is_final=answer.status < 500, may_have_left=answer.status >= 500)


def _report(line: Line, number: str, state: str) -> list[Incoming | Report]:
    if state.lower() in _words(line.setting("delivered")):
        return [Report(number, "delivered")]
    return [Report(number, "undelivered", state[:100])] if state.lower() in _words(line.setting("lost")) else []


def _words(listed: str) -> set[str]:
    return {word.strip().lower() for word in listed.split(",") if word.strip()}


def _filled(template: str, values: Mapping[str, str], written: Callable[[str], str]) -> str:
    """One pass: what stands in a customer's text is never taken for a place."""
    return PLACE.sub(lambda found: written(values[found.group(1)]), template)


def _said(call: Call) -> Any:
    if not call.body:
        return dict(call.query)
    if "json" in call.media_type or call.body[:1] in (b"{", b"["):
        return json.loads(call.body)
    return {**call.query, **dict(parse_qsl(call.body.decode("utf-8", "replace"), keep_blank_values=True))}


def _at(said: Any, path: str) -> str:
    """The value at a dotted path of names and places: `messages.0.id`. Empty when it is not there."""
    for part in path.split("."):
        if isinstance(said, dict):
            said = said.get(part)
        elif isinstance(said, list) and part.isdigit() and int(part) < len(said):
            said = said[int(part)]
        else:
            return ""
    return str(said) if isinstance(said, str | int | float) else ""
