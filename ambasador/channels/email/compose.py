"""A payload of the outbox as an Internet message. The same payload always gives the same bytes but for the MIME boundaries."""

import mimetypes
from collections.abc import Callable, Mapping
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any


def compose(payload: Mapping[str, Any], *, to: str, message_id: str, at: datetime, read: Callable[[str], bytes]) -> bytes:
    """
    The message as it is handed to a mail server, lines ended by CR LF.

    `read` returns the content of an attachment by its SHA-256. Raises ValueError when a value cannot stand in a header: a
    line break can get into none of them, the policy refuses it.
    """
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = message_id
    message["Date"] = at
    message["From"] = _address(payload["from_name"], payload["from_address"])
    message["To"] = _address(payload["to_name"], to)
    if payload["cc"]:
        message["Cc"] = [_address("", address) for address in payload["cc"]]
    if payload["reply_to"]:
        message["Reply-To"] = _address(payload["from_name"], payload["reply_to"])
    message["Subject"] = payload["subject"]
    if payload["in_reply_to"]:
        message["In-Reply-To"] = payload["in_reply_to"]
    if payload["references"]:
        message["References"] = " ".join(payload["references"])
    headers = dict(payload["headers"])
    if payload["is_automatic"]:
        # RFC 3834: whoever answers by machine must not answer this one; the second header is for Exchange
        headers = {"Auto-Submitted": "auto-generated", **headers, "X-Auto-Response-Suppress": "All"}
    for name, value in headers.items():
        if name not in message:
            message[name] = value
    message.set_content(payload["text"], subtype="plain", charset="utf-8")
    if payload["html"]:
        message.add_alternative(payload["html"], subtype="html", charset="utf-8")
    for attachment in payload["attachments"]:
        _attach(message, attachment, read=read)
    return message.as_bytes()


def _address(name: str, address: str) -> Address:
    return Address(display_name=name, addr_spec=address)


def _attach(message: EmailMessage, attachment: Mapping[str, str], *, read: Callable[[str], bytes]) -> None:
    media_type = attachment["media_type"]
    if media_type == "application/octet-stream":
        media_type = mimetypes.guess_type(attachment["name"])[0] or media_type
    main, slash, sub = media_type.partition("/")
    if not slash or not main.isalnum() or main in {"multipart", "message"}:
        main, sub = "application", "octet-stream"
    content = read(attachment["sha256"])
    parameters = {"charset": "utf-8"} if main == "text" and _is_utf8(content) else None
    message.add_attachment(content, maintype=main, subtype=sub, filename=attachment["name"], params=parameters)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
