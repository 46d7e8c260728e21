"""
Reading mailboxes over IMAP. A message is flagged as seen only after it is committed here; nothing is ever deleted there. [I3]

Where reading goes on is kept per mailbox as UIDVALIDITY and the last UID. When the server gives the folder a new UIDVALIDITY
the UIDs mean nothing any more: then unseen and recent messages are read again, and those kept before are recognised.

A message that the server does not give, or at which the conversation breaks, is tried a second time at once; then it is noted
as stuck, and the messages behind it are read all the same.
"""

import logging
import threading
import time
from datetime import datetime, timedelta

from django.db import DataError, Error, close_old_connections
from imap_tools import BaseMailBox

from ambasador.channels.email import session
from ambasador.channels.email.session import TIMEOUT, TROUBLE, Broken, Refused
from ambasador.channels.models import Mailbox, StuckMessage
from ambasador.channels.queries import due_again, mailboxes_to_poll, stuck_messages
from ambasador.channels.verbs import keep_raw_input, note_failed_poll, note_poll, note_stuck, settle_stuck
from ambasador.journal.actors import CLOCK
from ambasador.lib import clock

logger = logging.getLogger(__name__)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
IDLE_SECONDS = 9 * 60
MOST_BREAKS = 20  # conversations that may break at a message within one reading
MOST_STUCK = 5000


def poll_one(mailbox: Mailbox, *, timeout: float = TIMEOUT) -> str:
    """Read a mailbox once; what came of it in a few words. Trouble with the server is noted on the mailbox, not raised."""
    before = mailbox.raw_inputs.order_by("-id").values_list("id", flat=True).first() or 0
    error = ""
    for _conversation in range(MOST_BREAKS):
        try:
            with session.opened(mailbox, timeout=timeout) as box:
                read_new(mailbox, box)
                return f"{mailbox.raw_inputs.filter(id__gt=before).count()} new"
        except Broken as problem:
            error = str(problem)  # that message is noted; the next conversation goes on behind it
        except TROUBLE as problem:
            error = str(problem) or type(problem).__name__
            break
    note_failed_poll(mailbox, error=error, by=CLOCK)
    return f"cannot be read: {error}"


def poll_all() -> dict[str, str]:
    """Read every active IMAP mailbox once; results by address."""
    return {mailbox.address: poll_one(mailbox) for mailbox in mailboxes_to_poll()}


def read_new(mailbox: Mailbox, box: BaseMailBox) -> None:
    """
    Keep what came since the last reading, then try what was stuck and is due again.

    For each message: fetched without marking it, kept and committed, then flagged, then the bookmark moves on. Killed
    anywhere between, the next reading fetches it again and finds it kept. Raises Broken after noting at which message.
    """
    mailbox.refresh_from_db()
    validity = session.validity(box, mailbox.folder)
    is_same = validity == mailbox.uid_validity
    last_uid = mailbox.last_uid if is_same else 0
    unsettled = list(stuck_messages(mailbox)[:MOST_STUCK])
    stuck = {row.uid: row for row in unsettled if row.uid_validity == validity}
    for uid in _new_uids(box, mailbox, is_same=is_same):
        row = stuck.get(uid)
        if row is None or not row.is_passed:
            _take(mailbox, box, validity, uid, row)
        last_uid = max(last_uid, uid)
        note_poll(mailbox, uid_validity=validity, last_uid=last_uid, by=CLOCK)
    note_poll(mailbox, uid_validity=validity, last_uid=max(last_uid, _newest_before(box, mailbox, is_same)), by=CLOCK)
    for row in unsettled:
        if row.uid_validity != validity:  # the folder was made anew: what that number named was just read again under another
            settle_stuck(row, was_fetched=False, by=CLOCK)
    for row in list(due_again(mailbox, uid_validity=validity, at=clock.now())[:100]):
        _take(mailbox, box, validity, row.uid, row)


def _take(mailbox: Mailbox, box: BaseMailBox, validity: int, uid: int, stuck: StuckMessage | None) -> None:
    """Fetch, keep and flag one message. What cannot be had is noted, twice before what lies behind it is read. Raises Broken."""
    try:
        raw = session.fetch(box, uid)
        if raw is not None:
            keep_raw_input(raw, mailbox=mailbox, uid_validity=validity, uid=uid, by=CLOCK)
    except Broken as problem:
        note_stuck(mailbox, uid_validity=validity, uid=uid, error=str(problem), by=CLOCK)
        raise
    except (Refused, DataError, ValueError) as problem:
        noted = note_stuck(mailbox, uid_validity=validity, uid=uid, error=str(problem), by=CLOCK)
        if not noted.is_passed:
            _take(mailbox, box, validity, uid, noted)
        return
    if stuck is not None:
        settle_stuck(stuck, was_fetched=raw is not None, by=CLOCK)
    if raw is not None:
        session.flag_seen(box, uid)


def _new_uids(box: BaseMailBox, mailbox: Mailbox, *, is_same: bool) -> list[int]:
    """UIDs to read, ascending. A mailbox joined for the first time is read from what is unseen: its past is not our intake."""
    if is_same:
        found = session.search(box, f"UID {mailbox.last_uid + 1}:*")
        return [uid for uid in found if uid > mailbox.last_uid]  # `n:*` names the last message even when it is older than n
    unseen = set(session.search(box, "UNSEEN"))
    if mailbox.uid_validity is not None:
        stuck = stuck_messages(mailbox).order_by("first_at").values_list("first_at", flat=True).first()
        since = min(mailbox.last_ok_at or clock.now(), stuck or clock.now()) - timedelta(days=1)
        unseen |= set(session.search(box, f"SINCE {_imap_date(since)}"))
    return sorted(unseen)


def _newest_before(box: BaseMailBox, mailbox: Mailbox, is_same: bool) -> int:
    """After a first reading the bookmark stands behind everything that was passed over as seen."""
    if is_same:
        return 0
    unseen = [uid for uid in session.search(box, "UNSEEN") if uid > 0]
    return min([session.next_uid(box, mailbox.folder) - 1, *(uid - 1 for uid in unseen)])


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
    """
    Read one mailbox and wait for news until it is closed. A conversation that had stood a while and breaks is begun anew at once.
    """
    close_old_connections()
    began = time.monotonic()
    try:
        mailbox = mailboxes_to_poll().filter(pk=mailbox_id).first()
        if mailbox is not None:
            _follow_connected(mailbox, every)
    except Error as problem:
        logger.warning("the database is away: %s", problem)
    finally:
        close_old_connections()
    time.sleep(1 if time.monotonic() - began > every else every)


def _follow_connected(mailbox: Mailbox, every: int) -> None:
    """By IDLE where the server has it, which is asked anew each minute: a half-open connection would be silent for ever."""
    try:
        with session.opened(mailbox) as box:
            while mailboxes_to_poll().filter(pk=mailbox.pk).exists():
                read_new(mailbox, box)
                if "IDLE" in box.client.capabilities:
                    box.idle.wait(timeout=min(IDLE_SECONDS, max(every, 60)))
                else:
                    time.sleep(every)
                    box.client.noop()
    except Broken:
        poll_one(mailbox)
    except TROUBLE as problem:
        note_failed_poll(mailbox, error=str(problem) or type(problem).__name__, by=CLOCK)
