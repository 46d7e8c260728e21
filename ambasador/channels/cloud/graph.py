"""What WhatsApp and Messenger share: the handshake, the signature, and what Graph answers."""

import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from ambasador.channels import lines
from ambasador.channels.interface import Answer, Call, IncomingFile, Outcome, Setting
from ambasador.channels.models import Line
from ambasador.lib.fetching import Fetched, fetch

MOST_FILE_BYTES = 25 * 1024 * 1024
# what may pass: the rate, the service, an access token that somebody renews
PASSING = {1, 2, 4, 17, 32, 190, 613, 80007, 130429, 131000, 131016, 131048, 131056, 131057, 133004}
SETTINGS = (
    Setting("token", _("Name of the variable with the access token"), is_required=True, is_secret=True),
    Setting("app_secret", _("Name of the variable with the app’s secret"), _("It signs what comes in."), is_required=True, is_secret=True),
    Setting("verify", _("Name of the variable with the verify token"), _("Said once, when the webhook is set up."), is_required=True, is_secret=True),
    Setting("url", _("Address of the service"), default="https://graph.facebook.com/v23.0"),
)


class GraphChannel:
    """What channels over Graph have in common: who speaks, the handshake, and that we may only answer."""

    repeats_safely, answers_within = False, timedelta(hours=24)

    def accepts(self, line: Line, call: Call) -> bool:
        return accepts(line, call)

    def brings(self, call: Call) -> bool:
        return call.method == "POST"

    def answer(self, line: Line, call: Call) -> Answer:
        return answer(call)

    def carrier_id(self, call: Call) -> str:
        return ""  # one call may bring several messages, each with its id


def accepts(line: Line, call: Call) -> bool:
    """The handshake says the verify token; everything else is signed with the app's secret (X-Hub-Signature-256)."""
    if call.method == "GET":
        wanted = lines.secret(line, "verify")
        said = call.query.get("hub.verify_token", "")
        return bool(wanted) and call.query.get("hub.mode") == "subscribe" and hmac.compare_digest(wanted.encode(), said.encode())
    secret = lines.secret(line, "app_secret")
    proof = call.headers.get("x-hub-signature-256", "").removeprefix("sha256=")
    wanted = hmac.new(secret.encode(), call.body, hashlib.sha256).hexdigest()
    return bool(secret) and hmac.compare_digest(wanted.encode(), proof.encode())


def answer(call: Call) -> Answer:
    """The handshake wants its challenge back; everything else a plain 200."""
    return Answer(call.query.get("hub.challenge", "")[:200]) if call.method == "GET" else Answer("OK")


def ask(line: Line, path: str, said: dict[str, Any]) -> Fetched:
    headers = {"Authorization": f"Bearer {lines.secret(line, 'token')}", "Content-Type": "application/json"}
    return fetch(f"{line.setting('url')}/{path}", method="POST", body=json.dumps(said).encode(), headers=headers)


def outcome_of(answered: Fetched, carrier_id: str) -> Outcome:
    """What Graph said to a message; `carrier_id` is what was found in its answer."""
    if answered.is_ok and carrier_id:
        return Outcome("taken", is_taken=True, carrier_id=carrier_id)
    if not answered.status:
        return Outcome(answered.error, may_have_left=answered.was_sent)
    error = parsed(answered.body).get("error")
    if isinstance(error, dict):
        text = f"{error.get('code')}: {error.get('message', '')}"[:300]
        return Outcome(text, is_final=error.get("code") not in PASSING and answered.status < 500)
    return Outcome(f"HTTP {answered.status}", is_final=400 <= answered.status < 500, may_have_left=answered.is_ok or answered.status >= 500)


def file_at(line: Line, url: str, *, name: str, media_type: str, with_token: bool) -> IncomingFile:
    """
    A file the customer sent; its address came with the message and leads to no place of ours.

    Raises ValueError when it cannot be had: the message then waits and is tried again.
    """
    own = urlsplit(line.setting("url"))
    if urlsplit(url).scheme != "https" and urlsplit(url).netloc != own.netloc:
        raise ValueError("a file that is not at an https address")
    headers = {"Authorization": f"Bearer {lines.secret(line, 'token')}"} if with_token else {}
    got = fetch(url, headers=headers, most_bytes=MOST_FILE_BYTES, only_public=urlsplit(url).netloc != own.netloc)
    if not got.is_ok or got.error:
        raise ValueError(f"the file could not be fetched: {got.error or got.status}")
    return IncomingFile(name, media_type or got.headers.get("content-type", "application/octet-stream"), got.body)


def parsed(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def parts(said: object, name: str) -> list[dict[str, Any]]:
    """The objects in a list of that name; nothing where there is none."""
    found = said.get(name) if isinstance(said, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
