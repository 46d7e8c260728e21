"""The few things known of a message before anybody parses it: its Message-ID, its subject, its sender, a key that tells copies from others."""

import hashlib
import re
from dataclasses import dataclass

from ambasador.channels.email.headers import decode_words

HEAD_LIMIT = 256 * 1024
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n|\r\r")
_MESSAGE_ID = re.compile(rb"^message-id[ \t]*:[ \t]*(?:\r?\n[ \t]+)?([^\r\n]{1,1000})", re.IGNORECASE | re.MULTILINE)
_SUBJECT = re.compile(rb"^subject[ \t]*:([^\r\n]{0,600})", re.IGNORECASE | re.MULTILINE)
_FROM = re.compile(rb"^from[ \t]*:([^\r\n]{0,600}(?:\r?\n[ \t]+[^\r\n]{0,600})?)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Peek:
    """
    `key_sha256` is over the body, which stays the same when a message is delivered twice along different ways; over
    everything when the message has no Message-ID, so that equal short texts of two people stay two messages.
    """

    message_id: str
    subject: str
    sender: str
    key_sha256: str


def peek(raw: bytes) -> Peek:
    """Look at the head of a message. Never raises; linear in its size."""
    head_end = _END_OF_HEAD.search(raw, 0, HEAD_LIMIT)
    head = raw[: head_end.start() if head_end else HEAD_LIMIT]
    body = raw[head_end.end() :] if head_end else b""
    found = _MESSAGE_ID.search(head)
    message_id = _text(found.group(1)).strip() if found else ""
    if len(message_id) > 255:
        message_id = f"<sha256-{hashlib.sha256(message_id.encode()).hexdigest()}>"
    subject = _SUBJECT.search(head)
    sender = _FROM.search(head)
    covered = _without_line_ends(body) if message_id and head_end else raw
    return Peek(
        message_id=message_id,
        subject=_readable(subject.group(1)) if subject else "",
        sender=" ".join(_readable(sender.group(1)).split()) if sender else "",
        key_sha256=hashlib.sha256(covered).hexdigest(),
    )


def _without_line_ends(body: bytes) -> bytes:
    """One form for a body that came once with CR LF and once with LF, or with another number of empty lines at its end."""
    return body.replace(b"\r\n", b"\n").rstrip(b"\r\n")


def _text(value: bytes) -> str:
    return value.replace(b"\0", b"").decode("utf-8", "replace")


def _readable(value: bytes) -> str:
    return decode_words(value).strip()[:200]
