"""
The only entrance of the outbox. Nobody but `outreach` imports this module (the import contracts refuse it), so nothing
leaves without passing its ledger. [I4, C5]
"""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ambasador.channels.email.headers import decode_words
from ambasador.channels.models import Line, OutboxMessage, StoredFile
from ambasador.channels.registry import channel_of
from ambasador.channels.verbs.outgoing import wake_sender
from ambasador.lib import clock
from ambasador.lib.refusal import Refused

ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\\x00-\x20\x7f]{1,64}@[^\s@<>,;:\"()\[\]\\\x00-\x20\x7f]{1,253}")
MESSAGE_ID = re.compile(r"<[^\s<>@\x00-\x20\x7f]{1,160}@[^\s<>@\x00-\x20\x7f]{1,90}>")
HEADER_NAME = re.compile(r"(?:X|Auto|List|Precedence)[A-Za-z0-9-]{0,60}")
UNSAFE = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


class BadAddress(Refused):
    """The recipient is not an e-mail address, or none of the line's channel."""

    code = "bad_address"
    sentence = _("“%(address)s” is not an address to which a message can be sent.")


class UnknownFile(Refused):
    """An attachment was never kept."""

    code = "unknown_file"
    sentence = _("The attachment “%(name)s” is not there any more.")


@dataclass(frozen=True, kw_only=True)
class Letter:
    """
    What is to be sent. `attachments` are (sha256 of a StoredFile, name shown to the reader); `headers` may only add X-, Auto-
    and List- headers; `message_id` is made when empty. Line breaks in anything that becomes a header turn into spaces.
    Without `wants_bounces` it leaves with an empty return path, so that nothing ever answers it.
    """

    to: str
    subject: str
    text: str
    html: str = ""
    to_name: str = ""
    cc: Sequence[str] = ()
    from_name: str = ""
    from_address: str = ""
    reply_to: str = ""
    message_id: str = ""
    in_reply_to: str = ""
    references: Sequence[str] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    attachments: Sequence[tuple[str, str]] = ()
    is_automatic: bool = False
    wants_bounces: bool = True


def put(
    letter: Letter, *, channel: str = "email", line: Line | None = None, not_before: datetime | None = None, topics: Sequence[str] = ()
) -> OutboxMessage:  # fmt: skip
    """
    Write a message into the outbox, in the caller's transaction: it leaves if that commits, and only then.

    With `line` it leaves over that line, to an address of its channel. The Message-ID is fixed now and for ever. The event is the
    caller's (`outreach` records why it was allowed). Raises BadAddress, UnknownFile, ValueError for a header that is none of ours to set.
    """
    due = max(not_before or clock.now(), clock.now())
    message = OutboxMessage.objects.create(
        recipient=address_on(line, letter.to) if line else checked_address(letter.to),
        channel=channel,
        line=line,
        message_id=_checked_id(letter.message_id) or fresh_message_id(),
        payload=_payload(letter),
        topics=list(topics),
        made_at=clock.now(),
        not_before=due,
        next_try_at=due,
    )
    wake_sender(message)
    return message


def fresh_message_id() -> str:
    """A Message-ID nobody can guess."""
    return f"<{uuid.uuid4().hex}@{settings.MAIL_DOMAIN}>"


def checked_address(address: str) -> str:
    """The address without surrounding space. Raises BadAddress."""
    if not is_address(address):
        raise BadAddress(address=address.strip()[:80])
    return address.strip()


def address_on(line: Line, address: str) -> str:
    """The address as the line's channel writes it. Raises BadAddress."""
    found = channel_of(line.code).address(address)
    if found is None:
        raise BadAddress(address=address.strip()[:80])
    return found


def is_address(address: str) -> bool:
    return ADDRESS.fullmatch(address.strip()) is not None and ".." not in address


def _payload(letter: Letter) -> dict[str, Any]:
    for name in letter.headers:
        if not HEADER_NAME.fullmatch(name):
            raise ValueError(f"the header {name!r} cannot be set from outside")
    return {
        "subject": one_line(letter.subject)[:900],
        "text": letter.text.replace("\0", ""),
        "html": letter.html.replace("\0", ""),
        "to_name": one_line(letter.to_name)[:120],
        "cc": [checked_address(address) for address in letter.cc],
        "from_name": one_line(letter.from_name or settings.MAIL_FROM_NAME)[:120],
        "from_address": checked_address(letter.from_address or f"sprawa@{settings.MAIL_DOMAIN}"),
        "reply_to": checked_address(letter.reply_to) if letter.reply_to else "",
        "in_reply_to": _checked_id(letter.in_reply_to),
        "references": [known for known in map(_checked_id, letter.references) if known][-30:],
        "headers": {name: one_line(value)[:500] for name, value in letter.headers.items()},
        "attachments": _attachments(letter.attachments),
        "is_automatic": letter.is_automatic,
        "bounces_to": (letter.reply_to or letter.from_address or f"sprawa@{settings.MAIL_DOMAIN}").strip() if letter.wants_bounces else "",
    }


def _attachments(attachments: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    known = dict(StoredFile.objects.filter(sha256__in=[sha256 for sha256, _name in attachments]).values_list("sha256", "media_type"))
    for sha256, name in attachments:
        if sha256 not in known:
            raise UnknownFile(name=name)
    return [{"sha256": sha256, "name": one_line(name)[:200], "media_type": known[sha256]} for sha256, name in attachments]


def _checked_id(value: str) -> str:
    """A Message-ID as it may stand in a header, or nothing: a stranger's malformed one is not repeated."""
    value = value.strip()
    return value if MESSAGE_ID.fullmatch(value) and value.isascii() else ""


def one_line(value: str) -> str:
    """
    Text fit for a header: no line breaks, no control characters, no lone surrogates.

    Encoded words are opened first: Python's header policy decodes them when it writes, and a line break hidden in one
    (`=?utf-8?q?a=0D=0ABcc:...?=`) would become a header of its own.
    """
    text = UNSAFE.sub(" ", value).encode("utf-8", "replace").decode("utf-8")
    while "=?" in text and (opened := decode_words(text)) != text:
        text = opened
    return text.replace("=?", "= ?").strip()
