"""Messages that lie on a mail server and could not be fetched: tried again, settled, or left there by a person. [I3]"""

from datetime import timedelta

from django.db import transaction

from ambasador.channels import access
from ambasador.channels.events import FetchingEnded, FetchingFailed, FetchingRepeated
from ambasador.channels.models import Mailbox, StuckMessage, StuckState
from ambasador.journal.actors import Actor
from ambasador.journal.verbs import record
from ambasador.lib import clock

TOPICS = ("intake",)
# how long after each failure it is tried again; the first time at once, before anything behind it is read
PAUSES = (timedelta(0), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))


@transaction.atomic
def note_stuck(mailbox: Mailbox, *, uid_validity: int, uid: int, error: str, by: Actor) -> StuckMessage:
    """
    Remember that a message of the mailbox could not be fetched.

    The first failure may be the network's, so it is tried again at once and is no news. From the second on the messages behind it are read
    all the same, and FetchingFailed is recorded. After the fifth pause it waits for a person.
    """
    now, error = clock.now(), error.replace("\0", "")[:500] or "?"
    stuck = StuckMessage.objects.select_for_update(no_key=True).filter(mailbox=mailbox, uid_validity=uid_validity, uid=uid).first()
    if stuck is None:
        about = {"mailbox": mailbox, "uid_validity": uid_validity, "uid": uid}
        return StuckMessage.objects.create(**about, error=error, first_at=now, last_at=now, next_try_at=now)
    stuck.tries = stuck.tries + 1 if stuck.is_open else 1
    is_final = stuck.tries > len(PAUSES)
    stuck.is_passed = stuck.is_passed or stuck.tries > 1
    stuck.error, stuck.last_at = error, now
    stuck.next_try_at = None if is_final else now + PAUSES[stuck.tries - 1]
    stuck.state = StuckState.STUCK if is_final else StuckState.RETRYING
    stuck.save()
    if stuck.is_passed:
        failed = FetchingFailed(
            stuck=stuck.id, mailbox=mailbox.id, uid=uid, tries=stuck.tries, error=error[:300], is_final=is_final
        )  # fmt: skip
        record(failed, by=by, topics=TOPICS)
    return stuck


@transaction.atomic
def settle_stuck(stuck: StuckMessage, *, was_fetched: bool, by: Actor) -> StuckMessage:
    """
    Say that the message was fetched in the end, or is gone from the server.

    Records FetchingEnded when the failure had been news; otherwise, and on repetition, nothing.
    """
    stuck = _lock(stuck)
    return _end(stuck, StuckState.FETCHED if was_fetched else StuckState.GONE, by=by)


@transaction.atomic
def leave_stuck(stuck: StuckMessage, *, by: Actor) -> StuckMessage:
    """Leave the message on the server and try no more. Records FetchingEnded; nothing on repetition. Raises NotAllowed."""
    access.require_centre(by)
    return _end(_lock(stuck), StuckState.LEFT, by=by)


@transaction.atomic
def retry_stuck(stuck: StuckMessage, *, by: Actor) -> StuckMessage:
    """
    Try the message again at the next reading of its mailbox; also one that was left there. Records FetchingRepeated.

    What was fetched or is gone stays so. Raises NotAllowed.
    """
    access.require_centre(by)
    stuck = _lock(stuck)
    if stuck.state in {StuckState.FETCHED, StuckState.GONE}:
        return stuck
    stuck.state, stuck.tries, stuck.is_passed, stuck.next_try_at = StuckState.RETRYING, 1, True, clock.now()
    stuck.save(update_fields=["state", "tries", "is_passed", "next_try_at"])
    record(FetchingRepeated(stuck=stuck.id, mailbox=stuck.mailbox_id, uid=stuck.uid), by=by, topics=TOPICS)
    return stuck


def _end(stuck: StuckMessage, outcome: StuckState, *, by: Actor) -> StuckMessage:
    if not stuck.is_open:
        return stuck
    stuck.state, stuck.next_try_at, stuck.last_at = outcome, None, clock.now()
    stuck.save(update_fields=["state", "next_try_at", "last_at"])
    if stuck.is_passed:
        ended = FetchingEnded(stuck=stuck.id, mailbox=stuck.mailbox_id, uid=stuck.uid, outcome=outcome.value)
        record(ended, by=by, topics=TOPICS)
    return stuck


def _lock(stuck: StuckMessage) -> StuckMessage:
    return StuckMessage.objects.select_for_update(no_key=True).get(pk=stuck.pk)
