"""How what leaves fares: claimed under a lease, sent, delayed, given up, taken back. What is put in comes from `outbox`. [I4]"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from ambasador.channels import access
from ambasador.channels.events import MessageSent, MessageWithdrawn, SendingDelayed, SendingFailed, SendingRepeated
from ambasador.channels.models import OutboxMessage, OutboxState
from ambasador.journal.actors import Actor
from ambasador.journal.verbs import record
from ambasador.lib import clock
from ambasador.lib.refusal import Refused

LEASE = timedelta(minutes=5)
MANY = 200  # sent again at one touch


class MessageIsGone(Refused):
    """The message left, or is leaving, or was taken back already."""

    code = "message_is_gone"
    sentence = _("This message cannot be taken back any more: it has left.")


def wake_sender(message: OutboxMessage) -> None:
    """Defer the job that sends this message, in the transaction that made it due."""
    job = app.configure_task("ambasador.channels.tasks.send_message", schedule_at=message.next_try_at)
    job.defer(message=message.id)


@transaction.atomic
def claim_message(message_id: int) -> OutboxMessage | None:
    """
    Take the message for sending, for the length of a lease; None when it is not due, another sender has it, or it is gone.

    A lease that ran out means that a sender died: the message is claimed again and leaves under the same Message-ID. The
    claim itself is no event; its outcome is.
    """
    now = clock.now()
    due = Q(state=OutboxState.WAITING, next_try_at__lte=now) | Q(state=OutboxState.SENDING, lease_until__lte=now)
    message = OutboxMessage.objects.select_for_update(skip_locked=True).filter(due, pk=message_id).first()
    if message is None:
        return None
    message.may_have_left = message.may_have_left or message.state == OutboxState.SENDING
    message.state, message.lease_until, message.tries = OutboxState.SENDING, now + LEASE, message.tries + 1
    message.save(update_fields=["state", "lease_until", "tries", "may_have_left"])
    return message


@transaction.atomic
def end_dead_claim(message_id: int) -> None:
    """
    Let go of a message whose sender is known to be dead, so that it is claimed again at once, not after the lease.

    Nothing happens to a message that is not being sent. As the claim itself, this is no event.
    """
    OutboxMessage.objects.filter(pk=message_id, state=OutboxState.SENDING).update(lease_until=clock.now())


@transaction.atomic
def mark_sent(message: OutboxMessage, *, response: str, by: Actor, is_built_in: bool = False, carrier_id: str = "") -> OutboxMessage:
    """Say that the mail server took the message (or that the built-in outbox keeps it). Records MessageSent; nothing on repetition."""
    message, response = _lock(message), _storable(response)[:300]
    if message.state == OutboxState.SENT:
        return message
    message.sent_at, message.carrier_id = clock.now(), _storable(carrier_id)[:200]
    _move(message, OutboxState.SENT, error="", response=response)
    fact = MessageSent(
        outgoing=message.id, recipient=message.recipient, message_id=message.message_id, response=response, is_built_in=is_built_in
    )
    record(fact, by=by, topics=_topics(message))
    return message


@transaction.atomic
def mark_delayed(message: OutboxMessage, *, error: str, next_try_at: datetime, may_have_left: bool, by: Actor) -> OutboxMessage:
    """Say that an attempt failed in a way that may pass, and when the next one is due. Records SendingDelayed."""
    message, error = _lock(message), _storable(error)
    if message.state != OutboxState.SENDING:
        return message
    message.next_try_at, message.may_have_left = next_try_at, message.may_have_left or may_have_left
    _move(message, OutboxState.WAITING, error=error)
    wake_sender(message)
    delayed = SendingDelayed(
        outgoing=message.id, recipient=message.recipient, tries=message.tries, error=error[:500], next_try_at=next_try_at
    )
    record(delayed, by=by, topics=_topics(message))
    return message


@transaction.atomic
def mark_given_up(message: OutboxMessage, *, error: str, by: Actor, is_undecided: bool = False) -> OutboxMessage:
    """Say that the message will not be tried again: refused for good, or too often in vain. Records SendingFailed."""
    message, error = _lock(message), _storable(error)
    if message.state != OutboxState.SENDING:
        return message
    _move(message, OutboxState.UNDECIDED if is_undecided else OutboxState.FAILED, error=error)
    failed = SendingFailed(outgoing=message.id, recipient=message.recipient, error=error[:500], is_undecided=is_undecided)
    record(failed, by=by, topics=_topics(message))
    return message


@transaction.atomic
def withdraw_message(message: OutboxMessage, *, by: Actor) -> OutboxMessage:
    """
    Take a message back before its first attempt (undo). Records MessageWithdrawn; nothing on repetition.

    Raises NotAllowed; MessageIsGone when an attempt has begun.
    """
    access.require_centre(by)
    message = _lock(message)
    if message.state == OutboxState.WITHDRAWN:
        return message
    if not message.can_be_withdrawn:
        raise MessageIsGone
    _move(message, OutboxState.WITHDRAWN, error="")
    record(MessageWithdrawn(outgoing=message.id, recipient=message.recipient), by=by, topics=_topics(message))
    return message


@transaction.atomic
def send_again(message: OutboxMessage, *, by: Actor) -> OutboxMessage:
    """Try a failed or undecided message once more, under the same Message-ID. Records SendingRepeated; otherwise changes nothing. Raises NotAllowed."""
    access.require_manage(by)
    message = _lock(message)
    if message.state in {OutboxState.FAILED, OutboxState.UNDECIDED}:
        _begin_again(message, by=by)
    return message


@transaction.atomic
def send_failed_again(*, by: Actor, most: int = MANY) -> int:
    """
    Try the messages that were not delivered once more, the oldest first and at most so many; how many they were. After an outage of
    the mail server, say. What is undecided is left alone: whether it arrived, a person decides for each. Records SendingRepeated of
    each. Raises NotAllowed.
    """
    access.require_manage(by)
    failed = OutboxMessage.objects.select_for_update(no_key=True, skip_locked=True).filter(state=OutboxState.FAILED).order_by("id")
    messages = list(failed[:most])
    for message in messages:
        _begin_again(message, by=by)
    return len(messages)


def _begin_again(message: OutboxMessage, *, by: Actor) -> None:
    message.tries = 0
    if message.line_id is not None:  # a person decided: what may have left before no longer stands against it
        message.may_have_left = False
    message.next_try_at = max(clock.now(), message.not_before)
    _move(message, OutboxState.WAITING, error="")
    wake_sender(message)
    record(SendingRepeated(outgoing=message.id, recipient=message.recipient), by=by, topics=_topics(message))


def _lock(message: OutboxMessage) -> OutboxMessage:
    return OutboxMessage.objects.select_for_update(no_key=True).get(pk=message.pk)


def _storable(text: str) -> str:
    return text.replace("\0", "")[:4000]


def _move(message: OutboxMessage, state: OutboxState, *, error: str, response: str = "") -> None:
    message.state, message.lease_until = state, None
    message.error, message.response = error, response
    message.save(
        update_fields=["state", "lease_until", "error", "response", "sent_at", "next_try_at", "tries", "may_have_left", "carrier_id"],
    )


def _topics(message: OutboxMessage) -> tuple[str, ...]:
    return ("outbox", *message.topics)
