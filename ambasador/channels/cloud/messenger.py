"""Messenger of a Facebook page. A customer is known by the number the page knows them by; for a day after they wrote they can be answered."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from ambasador.channels.cloud import graph
from ambasador.channels.interface import Call, Incoming, Outcome, Report, Setting, plug_in
from ambasador.channels.models import Line, OutboxMessage

PREFIX = "messenger:"


@plug_in
class Messenger(graph.GraphChannel):
    code, channel, label = "messenger", "messenger", _("Messenger")
    contact_kind = "messenger"
    settings = (Setting("page_id", _("Page ID"), is_required=True), *graph.SETTINGS)

    def read(self, line: Line, call: Call) -> Sequence[Incoming | Report]:
        said = graph.parsed(call.body)
        if said.get("object") != "page":
            raise ValueError("no call of Messenger")
        page = line.setting("page_id")
        found: list[Incoming | Report] = []
        for event in (event for entry in graph.parts(said, "entry") if str(entry.get("id")) == page for event in graph.parts(entry, "messaging")):
            message, delivered = event.get("message"), event.get("delivery")
            if isinstance(message, dict) and message.get("mid") and not message.get("is_echo"):
                found.append(_incoming(line, event, message))
            elif isinstance(delivered, dict):
                found += [Report(str(number), "delivered") for number in delivered.get("mids") or []]
        return found

    def address(self, written: str) -> str | None:
        return written if written.startswith(PREFIX) else None

    def send(self, line: Line, message: OutboxMessage) -> Outcome:
        person = message.recipient.rpartition(":")[2]
        said = {"recipient": {"id": person}, "messaging_type": "RESPONSE", "message": {"text": message.payload["text"]}}
        answered = graph.ask(line, f"{line.setting('page_id')}/messages", said)
        return graph.outcome_of(answered, str(graph.parsed(answered.body).get("message_id", "")))


def _incoming(line: Line, event: dict[str, Any], message: dict[str, Any]) -> Incoming:
    sender = str(event.get("sender", {}).get("id", ""))
    if not sender:
        raise ValueError("a message without its sender")
    stamp = event.get("timestamp")
    answered = message.get("reply_to", {}).get("mid", "")
    files = [(one.get("type", ""), one.get("payload", {}).get("url", "")) for one in graph.parts(message, "attachments")]
    return Incoming(
        sender=f"{PREFIX}{line.setting('page_id')}:{sender}",
        text=str(message.get("text", "")),
        carrier_id=str(message["mid"]),
        files=[graph.file_at(line, url, name=str(kind), media_type="", with_token=False) for kind, url in files if url],
        replies_to=[answered] if answered else [],
        at=datetime.fromtimestamp(stamp / 1000, UTC) if isinstance(stamp, int) else None,
    )
