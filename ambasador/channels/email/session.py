"""One conversation with an IMAP server: opening it, searching, fetching. What goes wrong with one message is told apart from the rest."""

import logging
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from imaplib import IMAP4

from django.conf import settings
from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from ambasador.channels.models import Mailbox
from ambasador.config import env

logger = logging.getLogger(__name__)
TIMEOUT = 25.0  # for every single answer of the server
LONGEST_FETCH = 120.0  # for one message in all: a server that sends it letter by letter never lets a single answer time out
TROUBLE = (OSError, IMAP4.error, ImapToolsError, ValueError, IndexError)
_LITERAL = re.compile(rb"BODY\[\] \{\d+\}|RFC822 \{\d+\}", re.IGNORECASE)
_UID = re.compile(rb"\bUID (\d+)", re.IGNORECASE)


class Refused(Exception):
    """The server does not give this message, and goes on talking."""


class Broken(Exception):
    """The conversation ended, or became senseless, at this message."""


@contextmanager
def opened(mailbox: Mailbox, *, timeout: float = TIMEOUT) -> Iterator[BaseMailBox]:
    """A conversation with the mailbox's folder open. Raises one of TROUBLE."""
    kind = {"tls": MailBox, "starttls": MailBoxStartTls, "none": MailBoxUnencrypted}[mailbox.security]
    box = kind(mailbox.host, mailbox.port, timeout=timeout)
    try:
        _guard(box.client)
        box.login(mailbox.username, env.text(mailbox.secret_name) if mailbox.secret_name else "", initial_folder=None)
        box.folder.set(mailbox.folder)
        yield box
    finally:
        try:
            box.client.shutdown()
        except OSError:
            logger.debug("the connection to %s was closed already", mailbox.host)


def _guard(client: IMAP4) -> None:
    """The network says when the other end is dead; and no answer is taken that would fill the memory."""
    for option, value in ((socket.TCP_KEEPIDLE, 20), (socket.TCP_KEEPINTVL, 5), (socket.TCP_KEEPCNT, 3)):
        client.sock.setsockopt(socket.IPPROTO_TCP, option, value)
    client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    setattr(client, "read", _bounded(client.read, settings.MAX_MESSAGE_MB * 1024 * 1024))  # noqa: B010


def _bounded(read: Callable[[int], bytes], most: int) -> Callable[[int], bytes]:
    def bounded(size: int) -> bytes:
        if size > most:
            raise IMAP4.abort(f"the message is larger than {most // 1024 // 1024} MB")
        return read(size)

    return bounded


def validity(box: BaseMailBox, folder: str) -> int:
    """The folder's UIDVALIDITY. It is opened anew for that, so that the numbers read afterwards are those of this very folder."""
    box.folder.set(folder)
    _name, said = box.client.response("UIDVALIDITY")
    if said and isinstance(said[-1], bytes) and said[-1].isdigit():
        return int(said[-1])
    return int(box.folder.status(folder, ["UIDVALIDITY"])["UIDVALIDITY"])


def next_uid(box: BaseMailBox, folder: str) -> int:
    return int(box.folder.status(folder, ["UIDNEXT"])["UIDNEXT"])


def search(box: BaseMailBox, criteria: str) -> list[int]:
    """UIDs, ascending. Raises IMAP4.error."""
    status, found = box.client.uid("SEARCH", *criteria.split(" "))
    if status != "OK":
        raise IMAP4.error(f"SEARCH was refused: {found!r}"[:200])
    return sorted(int(word) for part in found if part for word in part.split() if word.isdigit())


def fetch(box: BaseMailBox, uid: int, *, longest: float = LONGEST_FETCH) -> bytes | None:
    """The bytes of a message, without marking it; None when it went away meanwhile. Raises Refused or Broken."""
    ending = threading.Timer(longest, _hang_up, [box.client.sock])
    ending.daemon = True
    ending.start()
    try:
        status, answer = box.client.uid("FETCH", str(uid), "(UID BODY.PEEK[])")
    except IMAP4.abort as problem:
        raise Broken(str(problem)[:300]) from problem
    except IMAP4.error as problem:
        raise Refused(str(problem)[:300]) from problem
    except (OSError, ValueError, IndexError, AttributeError) as problem:
        raise Broken(str(problem)[:300] or type(problem).__name__) from problem
    finally:
        ending.cancel()
    if status != "OK":
        raise Refused(f"FETCH was refused: {answer!r}"[:300])
    for part in answer:
        if isinstance(part, tuple) and len(part) == 2 and _LITERAL.search(part[0]) and _is_of(uid, part[0]):
            return bytes(part[1])
    if any(part for part in answer):
        raise Refused(f"FETCH answered without the message: {answer!r}"[:300])
    return None


def _is_of(uid: int, head: bytes) -> bool:
    """A server may speak of other messages between; without a number it can only be the one we asked for."""
    named = _UID.search(head)
    return named is None or int(named[1]) == uid


def _hang_up(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        logger.debug("the connection was closed already")


def flag_seen(box: BaseMailBox, uid: int) -> None:
    """A courtesy to people who look into the mailbox. The bookmark is what counts, so a refusal is no trouble."""
    try:
        status, answer = box.client.uid("STORE", str(uid), "+FLAGS", r"(\Seen)")
    except IMAP4.abort:
        raise
    except IMAP4.error as problem:
        status, answer = "BAD", [str(problem)]
    if status != "OK":
        logger.warning("the server would not flag message %s as seen: %s", uid, answer)
