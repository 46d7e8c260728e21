"""
Reading mailboxes over IMAP. A message is flagged as seen only after it is committed here; nothing is ever deleted there. [I3]

Where reading goes on is kept per mailbox as UIDVALIDITY and the last UID. When the server gives the folder a new UIDVALIDITY
the UIDs mean nothing any more: then unseen and recent messages are read again, and those kept before are recognised.
"""

import logging
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from imaplib import IMAP4

from django.db import Error, close_old_connections
from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from ambasador.channels.models import Mailbox
from ambasador.channels.queries import mailboxes_to_poll
from ambasador.channels.verbs import keep_raw_input, note_failed_poll, note_poll
from ambasador.config import env
from ambasador.journal.actors import CLOCK
from ambasador.lib import clock

logger = logging.getLogger(__name__)
TIMEOUT = 30.0  # for every single answer of the server
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
IDLE_SECONDS = 9 * 60
TROUBLE = (OSError, IMAP4.error, ImapToolsError, ValueError, IndexError)
_SIZE_OF_LITERAL = re.compile(rb"BODY\[\] \{\d+\}|RFC822 \{\d+\}", re.IGNORECASE)


def poll_one(mailbox: Mailbox, *, timeout: float = TIMEOUT) -> str:
    """Read a mailbox once; what came of it in a few words. Trouble with the server is noted on the mailbox, not raised."""
    try:
        with _opened(mailbox, timeout=timeout) as box:
            return f"{read_new(mailbox, box)} new"
    except TROUBLE as problem:
        error = str(problem) or type(problem).__name__
        note_failed_poll(mailbox, error=error, by=CLOCK)
        return f"cannot be read: {error}"


def poll_all() -> dict[str, str]:
    """Read every active IMAP mailbox once; results by address."""
    return {mailbox.address: poll_one(mailbox) for mailbox in mailboxes_to_poll()}


def read_new(mailbox: Mailbox, box: BaseMailBox) -> int:
    """
    Keep what came since the last reading; returns how many messages were handed over.

    For each message: fetched without marking it, kept and committed, then flagged, then the bookmark moves on. Killed
    anywhere between, the next reading fetches it again and finds it kept.
    """
    mailbox.refresh_from_db()
    validity = _validity(box, mailbox.folder)
    is_same = validity == mailbox.uid_validity
    last_uid = mailbox.last_uid if is_same else 0
    count = 0
    for uid in _new_uids(box, mailbox, is_same=is_same):
        raw = _fetch(box, uid)
        if raw is not None:
            keep_raw_input(raw, mailbox=mailbox, uid_validity=validity, uid=uid, by=CLOCK)
            _flag_seen(box, uid)
            count += 1
        last_uid = max(last_uid, uid)
        note_poll(mailbox, uid_validity=validity, last_uid=last_uid, by=CLOCK)
    note_poll(mailbox, uid_validity=validity, last_uid=max(last_uid, _newest_before(box, mailbox, is_same)), by=CLOCK)
    return count


@contextmanager
def _opened(mailbox: Mailbox, *, timeout: float) -> Iterator[BaseMailBox]:
    kind = {"tls": MailBox, "starttls": MailBoxStartTls, "none": MailBoxUnencrypted}[mailbox.security]
    box = kind(mailbox.host, mailbox.port, timeout=timeout)
    try:
        box.login(mailbox.username, env.text(mailbox.secret_name) if mailbox.secret_name else "", initial_folder=None)
        box.folder.set(mailbox.folder)
        yield box
    finally:
        try:
            box.client.shutdown()
        except OSError:
            logger.debug("the connection to %s was closed already", mailbox.host)


def _validity(box: BaseMailBox, folder: str) -> int:
    return int(box.folder.status(folder, ["UIDVALIDITY"])["UIDVALIDITY"])


def _new_uids(box: BaseMailBox, mailbox: Mailbox, *, is_same: bool) -> list[int]:
    """UIDs to read, ascending. A mailbox joined for the first time is read from what is unseen: its past is not our intake."""
    if is_same:
        found = _search(box, f"UID {mailbox.last_uid + 1}:*")
        return [uid for uid in found if uid > mailbox.last_uid]  # `n:*` names the last message even when it is older than n
    unseen = set(_search(box, "UNSEEN"))
    if mailbox.uid_validity is not None:
        since = (mailbox.last_ok_at or clock.now()) - timedelta(days=1)
        unseen |= set(_search(box, f"SINCE {_imap_date(since)}"))
    return sorted(unseen)


def _newest_before(box: BaseMailBox, mailbox: Mailbox, is_same: bool) -> int:
    """After a first reading the bookmark stands behind everything that was passed over as seen."""
    if is_same:
        return 0
    status = box.folder.status(mailbox.folder, ["UIDNEXT"])
    unseen = [uid for uid in _search(box, "UNSEEN") if uid > 0]
    return min([int(status["UIDNEXT"]) - 1, *(uid - 1 for uid in unseen)])


def _search(box: BaseMailBox, criteria: str) -> list[int]:
    status, found = box.client.uid("SEARCH", *criteria.split(" "))
    if status != "OK":
        raise IMAP4.error(f"SEARCH was refused: {found!r}"[:200])
    return sorted(int(word) for part in found if part for word in part.split() if word.isdigit())


def _fetch(box: BaseMailBox, uid: int) -> bytes | None:
    """The bytes of a message, or None when it went away meanwhile. Raises IMAP4.error when the server answers nonsense."""
    status, answer = box.client.uid("FETCH", str(uid), "(UID BODY.PEEK[])")
    if status != "OK":
        raise IMAP4.error(f"FETCH was refused: {answer!r}"[:200])
    for part in answer:
        if isinstance(part, tuple) and len(part) == 2 and _SIZE_OF_LITERAL.search(part[0]):
            return bytes(part[1])
    if any(part for part in answer):
        raise IMAP4.error(f"FETCH answered without the message: {answer!r}"[:200])
    return None


def _flag_seen(box: BaseMailBox, uid: int) -> None:
    """A courtesy to people who look into the mailbox. The bookmark is what counts, so a refusal is no trouble."""
    status, answer = box.client.uid("STORE", str(uid), "+FLAGS", r"(\Seen)")
    if status != "OK":
        logger.warning("the server would not flag message %s as seen: %s", uid, answer)


def _imap_date(moment: datetime) -> str:
    """The day as IMAP writes it, in English whatever the locale."""
    return f"{moment.day:02}-{MONTHS[moment.month - 1]}-{moment.year}"


def poll_for_ever(*, every: int) -> None:
    """Keep reading all mailboxes, each in a thread of its own; new mailboxes join, closed ones leave. Ends with the process."""
    readers: dict[int, threading.Thread] = {}
    while True:
        close_old_connections()
        try:
            wanted = list(mailboxes_to_poll())
        except Error as problem:
            logger.warning("the database is away: %s", problem)
            wanted = []
        for mailbox in wanted:
            if mailbox.id not in readers or not readers[mailbox.id].is_alive():
                readers[mailbox.id] = threading.Thread(target=_follow, args=(mailbox.id, every), daemon=True)
                readers[mailbox.id].start()
        time.sleep(5)


def _follow(mailbox_id: int, every: int) -> None:
    """Read one mailbox and wait for news, by IDLE where the server has it, until the connection breaks or the mailbox is closed."""
    close_old_connections()
    try:
        mailbox = mailboxes_to_poll().filter(pk=mailbox_id).first()
        if mailbox is not None:
            _follow_connected(mailbox, every)
    except Error as problem:
        logger.warning("the database is away: %s", problem)
    finally:
        close_old_connections()
    time.sleep(every)


def _follow_connected(mailbox: Mailbox, every: int) -> None:
    try:
        with _opened(mailbox, timeout=TIMEOUT) as box:
            while mailboxes_to_poll().filter(pk=mailbox.pk).exists():
                read_new(mailbox, box)
                if "IDLE" in box.client.capabilities:
                    box.idle.wait(timeout=min(IDLE_SECONDS, max(every, 60)))
                else:
                    time.sleep(every)
                    box.client.noop()
    except TROUBLE as problem:
        note_failed_poll(mailbox, error=str(problem) or type(problem).__name__, by=CLOCK)
