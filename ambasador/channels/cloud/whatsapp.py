"""WhatsApp Cloud API. A customer is known by their phone number; for a day after they wrote they can be answered."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from ambasador.channels import lines
from ambasador.channels.cloud import graph
from ambasador.channels.interface import Call, Incoming, IncomingFile, Outcome, Report, Setting, plug_in
from ambasador.channels.models import Line, OutboxMessage
from ambasador.lib import phones
from ambasador.lib.fetching import fetch

FILES = ("image", "document", "audio", "video", "sticker", "voice")
STATES: dict[str, Literal["delivered", "undelivered", "read"]] = {"delivered": "delivered", "read": "read", "failed": "undelivered"}


@plug_in
class WhatsApp(graph.GraphChannel):
    code, channel, label = "whatsapp", "whatsapp", _("WhatsApp")
    contact_kind = "phone"
    settings = (Setting("number_id", _("Phone number ID"), _("Of the Cloud API, not the number itself."), is_required=True), *graph.SETTINGS)

    def read(self, line: Line, call: Call) -> Sequence[Incoming | Report]:
        said = graph.parsed(call.body)
        if said.get("object") != "whatsapp_business_account":
            raise ValueError("no call of WhatsApp")
        values = [change.get("value", {}) for entry in graph.parts(said, "entry") for change in graph.parts(entry, "changes")]
        ours = [one for one in values if str(one.get("metadata", {}).get("phone_number_id", "")) == line.setting("number_id")]
        found: list[Incoming | Report] = []
        for value in ours:
            names = {one.get("wa_id"): one.get("profile", {}).get("name", "") for one in graph.parts(value, "contacts")}
            found += [_incoming(line, message, names) for message in graph.parts(value, "messages") if message.get("type") != "reaction"]
            found += [_report(status) for status in graph.parts(value, "statuses") if status.get("status") in STATES]
        return found

    def address(self, written: str) -> str | None:
        return phones.normalise(written)

    def send(self, line: Line, message: OutboxMessage) -> Outcome:
        said = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": message.recipient.removeprefix("+"),
            "type": "text",
            "text": {"preview_url": False, "body": message.payload["text"]},
        }
        answered = graph.ask(line, f"{line.setting('number_id')}/messages", said)
        taken = graph.parts(graph.parsed(answered.body), "messages")
        return graph.outcome_of(answered, str(taken[0].get("id", "")) if taken else "")


def _incoming(line: Line, message: dict[str, Any], names: dict[Any, str]) -> Incoming:
    sender = phones.normalise(f"+{message.get('from', '')}")
    if sender is None or not message.get("id"):
        raise ValueError("a message without its sender or its id")
    kind = str(message.get("type", ""))
    part: dict[str, Any] = message[kind] if isinstance(message.get(kind), dict) else {}
    text = part.get("body") or part.get("caption") or part.get("text") or part.get("title") or ""
    answered = message.get("context", {}).get("id", "")
    return Incoming(
        sender=sender,
        name=names.get(message.get("from"), ""),
        text=str(text) or _of_reply(part),
        carrier_id=str(message["id"]),
        files=[_file(line, part, kind)] if kind in FILES and part.get("id") else [],
        replies_to=[answered] if answered else [],
        at=datetime.fromtimestamp(int(message["timestamp"]), UTC) if str(message.get("timestamp", "")).isdigit() else None,
    )


def _of_reply(part: dict[str, Any]) -> str:
    """The button or the line of a list that the customer chose."""
    chosen = part.get("button_reply") or part.get("list_reply") or {}
    return str(chosen.get("title", ""))


def _file(line: Line, part: dict[str, Any], kind: str) -> IncomingFile:
    """Two requests: where the file is, and the file."""
    headers = {"Authorization": f"Bearer {lines.secret(line, 'token')}"}
    where = graph.parsed(fetch(f"{line.setting('url')}/{part['id']}", headers=headers).body).get("url", "")
    name = str(part.get("filename") or kind)
    return graph.file_at(line, str(where), name=name, media_type=str(part.get("mime_type", "")), with_token=True)


def _report(status: dict[str, Any]) -> Report:
    errors = graph.parts(status, "errors")
    error = f"{errors[0].get('code')}: {errors[0].get('title', '')}" if errors else ""
    return Report(str(status.get("id", "")), STATES[status["status"]], error[:300])
