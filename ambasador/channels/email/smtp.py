"""Handing a message to a mail server and telling apart what its answers mean."""

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

TIMEOUT = 60.0


@dataclass(frozen=True)
class Outcome:
    """
    `is_taken`: the server is responsible now. `is_final`: refused for good. Neither: it may work later. `may_have_left`: the
    text was handed over and the answer never came. `carrier_id` is the carrier's own id, where it gave one.
    """

    text: str
    is_taken: bool = False
    is_final: bool = False
    may_have_left: bool = False
    carrier_id: str = ""


def hand_over(letter: bytes, *, url: str, sender: str, recipients: Sequence[str], timeout: float = TIMEOUT) -> Outcome:
    """
    Give `letter` to the server at `url` (smtp://user:password@host:port, smtps://, or smtp+starttls:// to insist on TLS).

    Never raises for anything the server or the network does. The message counts as taken only when the main recipient,
    the first, was accepted; a refused copy recipient is named in the text.
    """
    try:
        server = _connect(urlsplit(url), timeout=timeout)
    except smtplib.SMTPResponseException as error:
        return Outcome(_said(error.smtp_code, error.smtp_error), is_final=False)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return Outcome(f"no connection: {error or type(error).__name__}")
    try:
        return _transaction(server, letter, sender=sender, recipients=recipients)
    finally:
        server.close()


def _connect(address: SplitResult, *, timeout: float) -> smtplib.SMTP:
    if address.scheme not in {"smtp", "smtps", "smtp+starttls"} or not address.hostname:
        raise ValueError("the address of the mail server must look like smtp://host:port")
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if address.scheme == "smtps":
        server = smtplib.SMTP_SSL(address.hostname, address.port or 465, timeout=timeout, context=context)
    else:
        server = smtplib.SMTP(address.hostname, address.port or 25, timeout=timeout)
    try:
        server.ehlo_or_helo_if_needed()
        if address.scheme == "smtp+starttls" or (address.scheme == "smtp" and address.username and server.has_extn("starttls")):
            server.starttls(context=context)
        if address.username:
            server.login(unquote(address.username), unquote(address.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _transaction(server: smtplib.SMTP, letter: bytes, *, sender: str, recipients: Sequence[str]) -> Outcome:
    """MAIL, RCPT, DATA by hand: smtplib.sendmail does not tell whether the text had been handed over when the line broke."""
    handed_over = False
    try:
        international = not all(map(str.isascii, (sender, *recipients)))
        if international and not server.has_extn("smtputf8"):
            return Outcome("the mail server does not take addresses with letters beyond a-z", is_final=True)
        options = ["smtputf8", "body=8bitmime"] if international else []
        server.command_encoding = "utf-8" if international else "ascii"
        code, text = server.mail(sender, options)
        if code != 250:
            return _refusal(code, text)
        refused = []
        for position, recipient in enumerate(recipients):
            code, text = server.rcpt(recipient)
            if code not in {250, 251}:
                if position == 0:
                    return _refusal(code, text)
                refused.append(f"{recipient}: {_said(code, text)}")
        handed_over = True  # from here on a broken line leaves it open whether the server kept the message
        code, text = server.data(letter)
        handed_over = False
        if code != 250:
            return _refusal(code, text)
        _say_goodbye(server)
        return Outcome("; ".join([_said(code, text), *refused]), is_taken=True)
    except smtplib.SMTPDataError as error:
        return _refusal(error.smtp_code, error.smtp_error)
    except (OSError, smtplib.SMTPException) as error:
        return Outcome(f"the connection broke: {error or type(error).__name__}", may_have_left=handed_over)


def _refusal(code: int, text: bytes | str) -> Outcome:
    return Outcome(_said(code, text), is_final=500 <= code < 600)


def _said(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(words.split())}"[:300]


def _say_goodbye(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        return  # the message was taken already; how the conversation ends does not matter
