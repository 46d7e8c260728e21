"""The one gate to the outside. Everything that leaves the system leaves through send_contact or release_contact. [C5]"""

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Literal

from django.conf import settings
from django.db import connection, transaction

from ambasador.channels import outbox
from ambasador.channels.models import Line
from ambasador.channels.outbox import Letter
from ambasador.channels.registry import channel_of
from ambasador.journal.actors import Actor
from ambasador.journal.verbs import record
from ambasador.lib import clock
from ambasador.outreach import access, policy, queries
from ambasador.outreach.events import ContactAllowed, ContactHeld, ContactRefused, ContactReleased
from ambasador.outreach.models import Contact, Reason, Verdict

UNDO = timedelta(seconds=10)
RecipientKind = Literal["customer", "unit", "person"]


@transaction.atomic
def send_contact(
    *,
    to: str,
    purpose: str,
    recipient_kind: RecipientKind,
    recipient_id: int | None,
    subject: str,
    text: str,
    by: Actor,
    matter: int | None = None,
    channel: str = "email",
    line: Line | None = None,
    automatic: bool = False,
    is_answer: bool = False,
    html: str = "",
    to_name: str = "",
    cc: Sequence[str] = (),
    from_name: str = "",
    from_address: str = "",
    reply_to: str = "",
    message_id: str = "",
    in_reply_to: str = "",
    references: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
    attachments: Sequence[tuple[str, str]] = (),
    not_before: datetime | None = None,
    topics: Sequence[str] = (),
) -> Contact:
    """
    Ask the gate, write its verdict into the ledger and, when it is allowed, put the message into the outbox.

    Records ContactAllowed, ContactHeld or ContactRefused; a refusal by the gate is an answer (`contact.verdict`,
    `contact.sentence`), not an exception. `purpose` is a code: `reply`, `acknowledgement`, `task`, `reminder`, `status`, ...;
    `matter` the ticket's id; `attachments` (sha256, shown name). `automatic` says that no person wrote this message: then
    own, machine and empty addresses are refused, confirmations go out once an hour per address, and the loop fuse holds.
    `is_answer` says that a message of the recipient brought it about at once: about one matter an hour, and five a day. A reminder to
    a customer waits for the end of the quiet hours.
    With `line` it leaves over that line, to an address of its channel. `not_before` leaves time to undo
    (`channels.verbs.withdraw_message`); `topics` are told when its state changes.
    Raises NotAllowed; BadAddress for a person's message to something that is no address, UnknownFile for a lost attachment.
    """
    access.require_send(by)
    # RFC 3834, 5: the one message that answers by machine says so; everything else automatic is "auto-generated", a person's says nothing
    answers = {"Auto-Submitted": "auto-replied"} if automatic and purpose == policy.ACKNOWLEDGEMENT else {}
    letter = Letter(
        to=to.strip(),
        subject=subject,
        text=text,
        html=html,
        to_name=to_name,
        cc=tuple(cc),
        from_name=from_name,
        from_address=from_address,
        reply_to=reply_to,
        message_id=message_id,
        in_reply_to=in_reply_to,
        references=tuple(references),
        headers={**(headers or {}), **answers},
        attachments=tuple(attachments),
        is_automatic=automatic,
        wants_bounces=purpose != policy.ACKNOWLEDGEMENT,
    )
    key = letter.to if line else policy.key_of(letter.to) if letter.to else ""
    _one_at_a_time(key)
    verdict, reason = _decide(
        letter, line=line, key=key, purpose=purpose, matter=matter, is_outside=recipient_kind == "customer", is_answer=is_answer
    )  # fmt: skip
    contact = Contact(
        purpose=purpose,
        matter=matter,
        channel=channel,
        recipient=outbox.one_line(letter.to)[:320],
        recipient_key=outbox.one_line(key)[:320],
        recipient_kind=recipient_kind,
        recipient_id=recipient_id,
        is_automatic=automatic,
        is_answer=is_answer,
        at=clock.now(),
        verdict=verdict,
        reason=reason,
    )
    if verdict == Verdict.ALLOW:
        if purpose == policy.REMINDER and recipient_kind == "customer":
            not_before = _after_quiet_hours(not_before)
        contact.outgoing = outbox.put(letter, channel=channel, line=line, not_before=not_before, topics=topics)
    elif verdict == Verdict.HOLD:
        contact.held = {"letter": dataclasses.asdict(letter), "topics": list(topics), "line": line.id if line else None}
    contact.save()
    _record(contact, by=by, topics=topics)
    return contact


@transaction.atomic
def release_contact(contact: Contact, *, by: Actor) -> Contact:
    """Let a held message through after a person looked at it. Records ContactReleased; nothing when it was not held. Raises NotAllowed."""
    access.require_release(by)
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if contact.held is None:
        return contact
    letter = contact.held["letter"]
    letter["attachments"] = [(sha256, name) for sha256, name in letter["attachments"]]
    topics = contact.held["topics"]
    line = Line.objects.filter(pk=contact.held.get("line")).first() if contact.held.get("line") else None
    contact.outgoing = outbox.put(Letter(**letter), channel=contact.channel, line=line, topics=topics)
    contact.verdict, contact.reason, contact.held = Verdict.ALLOW, Reason.RELEASED, None
    contact.save(update_fields=["outgoing", "verdict", "reason", "held"])
    released = ContactReleased(
        contact=contact.id, purpose=contact.purpose, channel=contact.channel, outgoing=contact.outgoing.id, matter=contact.matter
    )
    record(released, by=by, topics=("outbox", *topics))
    return contact


def _after_quiet_hours(not_before: datetime | None) -> datetime | None:
    at = max(clock.now(), not_before or clock.now())
    opens = queries.writing_hours().next_opening(at)
    return opens if opens > at else not_before


def _one_at_a_time(key: str) -> None:
    """Decisions about one address wait for each other: fifty workers writing at once must not all find the counter low. [N7]"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 20))", [f"contact:{key}"])


def _decide(
    letter: Letter, *, line: Line | None, key: str, purpose: str, matter: int | None, is_outside: bool, is_answer: bool
) -> tuple[Verdict, Reason]:  # fmt: skip
    """`is_outside` is false for departments and partners: many cases a day may rightly need the same desk."""
    if not letter.is_automatic:
        return Verdict.ALLOW, Reason.WRITTEN_BY_A_PERSON
    if not letter.to or letter.to == "<>":
        return Verdict.REFUSE, Reason.NO_RETURN_PATH
    unfit = _unfit_on(line, letter.to) if line else _unfit_for_mail(letter.to)
    if unfit is not None:
        return Verdict.REFUSE, unfit
    now = clock.now()
    if purpose == policy.ACKNOWLEDGEMENT and queries.was_acknowledged(key, purpose=purpose, at=now, pause=policy.ACKNOWLEDGEMENT_PAUSE):
        return Verdict.REFUSE, Reason.ACKNOWLEDGED_LATELY

    def count(window: timedelta, **only: Any) -> int:
        return queries.automatic_to(key, since=now - window).filter(**only).count()

    if is_answer and (
        queries.was_answered_elsewhere(key, matter=matter, at=now, pause=policy.ACKNOWLEDGEMENT_PAUSE)
        or policy.blown(policy.FUSE_OF_ANSWERS, count_within=partial(count, is_answer=True))
    ):  # a confirmation that somebody lets go a day later helps nobody
        return (Verdict.REFUSE if purpose == policy.ACKNOWLEDGEMENT else Verdict.HOLD), Reason.ANSWERED_OFTEN
    if matter is not None and policy.blown(policy.FUSE_PER_MATTER, count_within=partial(count, matter=matter)):
        return Verdict.HOLD, Reason.FLOOD
    if is_outside and policy.blown(policy.FUSE_PER_ADDRESS, count_within=count):
        return Verdict.HOLD, Reason.LOOP_FUSE
    return Verdict.ALLOW, Reason.WITHIN_LIMITS


def _unfit_for_mail(address: str) -> Reason | None:
    if not outbox.is_address(address):
        return Reason.BAD_ADDRESS
    if policy.is_own(address, domain=settings.MAIL_DOMAIN, mailboxes=queries.own_addresses()):
        return Reason.OWN_ADDRESS
    return Reason.MACHINE_ADDRESS if policy.is_machine(address) else None


def _unfit_on(line: Line, address: str) -> Reason | None:
    return None if channel_of(line.code).address(address) else Reason.BAD_ADDRESS


def _record(contact: Contact, *, by: Actor, topics: Sequence[str]) -> None:
    about: dict[str, Any] = {"contact": contact.id, "purpose": contact.purpose, "channel": contact.channel, "matter": contact.matter}
    told = ("outbox", *topics)
    if contact.outgoing is not None:
        record(ContactAllowed(outgoing=contact.outgoing.id, **about), by=by, topics=told)
    elif contact.verdict == Verdict.HOLD:
        record(ContactHeld(reason=contact.reason, **about), by=by, topics=told)
    else:
        record(ContactRefused(reason=contact.reason, **about), by=by, topics=told)
