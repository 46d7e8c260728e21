"""A telephone exchange tells of its calls over a webhook. It carries no words: nothing leaves this way."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from ambasador.channels import lines
from ambasador.channels.interface import Answer, Call, CallTold, Outcome, Setting, plug_in
from ambasador.channels.models import Line, OutboxMessage
from ambasador.channels.phone import asterisk, plain

MOST_AT_ONCE = 100


@plug_in
class Phone:
    code, channel, label = "phone", "phone", _("Telephone exchange")
    contact_kind, repeats_safely, answers_within = "phone", False, None
    reads_at_once = True
    settings = (
        Setting(
            "secret",
            _("Name of the variable with the secret"),
            _("The exchange signs the body with it (HMAC-SHA256, header X-Signature), or sends it as a bearer token."),
            is_required=True,
            is_secret=True,
        ),
        Setting("number", _("Number that customers call"), _("For people only: it stands beside the calls of this line.")),
    )

    def accepts(self, line: Line, call: Call) -> bool:
        secret = lines.secret(line, "secret")
        if not secret:
            return False
        proof = call.headers.get("x-signature", "").removeprefix("sha256=").strip().lower()
        if proof:
            return hmac.compare_digest(hmac.new(secret.encode(), call.body, hashlib.sha256).hexdigest().encode(), proof.encode())
        return hmac.compare_digest(f"Bearer {secret}".encode(), call.headers.get("authorization", "").encode())

    def brings(self, call: Call) -> bool:
        return bool(call.body)

    def answer(self, line: Line, call: Call) -> Answer:
        return Answer("OK")

    def carrier_id(self, call: Call) -> str:
        return ""  # one call is told of many times: the bytes tell repetitions apart

    def read(self, line: Line, call: Call) -> Sequence[CallTold]:
        """One event or a list of them; those that say nothing of a call are no more than kept."""
        said = json.loads(call.body)
        events = said if isinstance(said, list) else [said]
        if len(events) > MOST_AT_ONCE or not all(isinstance(one, dict) for one in events):
            raise ValueError("neither an event nor a list of at most a hundred")
        return [told for one in events if (told := _told(one)) is not None]

    def address(self, written: str) -> str | None:
        return None  # people call by themselves

    def send(self, line: Line, message: OutboxMessage) -> Outcome:
        return Outcome("nothing leaves by a telephone exchange", is_final=True)


def _told(said: dict[str, Any]) -> CallTold | None:
    if isinstance(said.get("Event"), str):
        return asterisk.of_manager(said)
    if isinstance(said.get("type"), str):
        return asterisk.of_rest(said)
    return plain.told(said)
