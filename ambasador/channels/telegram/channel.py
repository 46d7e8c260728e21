"""Telegram by its Bot API: updates come to the line's address, answers leave by sendMessage."""

import hmac
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from ambasador.channels import lines
from ambasador.channels.interface import Answer, Call, Incoming, Outcome, Report, Setting, plug_in
from ambasador.channels.models import Line, OutboxMessage
from ambasador.lib.fetching import fetch

PREFIX = "telegram:"  # contact points of several messengers lie side by side


@plug_in
class Telegram:
    code, channel, label = "telegram", "telegram", _("Telegram")
    contact_kind, repeats_safely, answers_within = "messenger", False, None
    settings = (
        Setting("token", _("Name of the variable with the bot’s token"), is_required=True, is_secret=True),
        Setting("proof", _("Name of the variable with the webhook’s secret token"), is_required=True, is_secret=True),
        Setting("url", _("Address of the service"), default="https://api.telegram.org"),
    )

    def accepts(self, line: Line, call: Call) -> bool:
        """Telegram repeats in each call the secret it was given with setWebhook."""
        wanted, said = lines.secret(line, "proof"), call.headers.get("x-telegram-bot-api-secret-token", "")
        return bool(wanted) and hmac.compare_digest(wanted.encode(), said.encode())

    def brings(self, call: Call) -> bool:
        return bool(call.body)

    def answer(self, line: Line, call: Call) -> Answer:
        return Answer("OK")

    def carrier_id(self, call: Call) -> str:
        update = _json(call.body).get("update_id")
        return f"update:{update}" if isinstance(update, int) else ""

    def read(self, line: Line, call: Call) -> Sequence[Incoming | Report]:
        said = _json(call.body).get("message")
        if not isinstance(said, dict):
            return []  # an edited message, somebody joined: nothing that anybody must answer
        chat, sender = str(said["chat"]["id"]), said.get("from", {})
        answered = said.get("reply_to_message", {}).get("message_id")
        return [
            Incoming(
                sender=f"{PREFIX}{chat}",
                name=" ".join(part for part in (sender.get("first_name", ""), sender.get("last_name", "")) if part),
                text=said.get("text") or said.get("caption") or "",
                carrier_id=f"{chat}:{said['message_id']}",
                replies_to=[f"{chat}:{answered}"] if answered else [],
                at=datetime.fromtimestamp(said["date"], UTC),
            )
        ]

    def address(self, written: str) -> str | None:
        return written if written.startswith(PREFIX) else None

    def send(self, line: Line, message: OutboxMessage) -> Outcome:
        chat = message.recipient.removeprefix(PREFIX)
        url = f"{line.setting('url')}/bot{lines.secret(line, 'token')}/sendMessage"
        body = json.dumps({"chat_id": chat, "text": message.payload["text"]}).encode()
        answer = fetch(url, method="POST", body=body, headers={"Content-Type": "application/json"})
        said = _json(answer.body)
        if said.get("ok") is True:
            return Outcome("taken", is_taken=True, carrier_id=f"{chat}:{said['result']['message_id']}")
        if not answer.status or answer.status >= 500:
            return Outcome(answer.error or f"HTTP {answer.status}", may_have_left=answer.was_sent)
        return Outcome(str(said.get("description", answer.status))[:300], is_final=answer.status in {400, 403})


def _json(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
