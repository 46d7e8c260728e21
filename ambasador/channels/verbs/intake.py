"""What arrives: kept first, then taken over, failed visibly, set aside or replayed by whoever understands it. [I3]"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ambasador.channels import access
from ambasador.channels.email.peek import Peek, peek
from ambasador.channels.events import LineInputReplayed, RawInputFailed, RawInputKept, RawInputReplayed, RawInputSetAside, RawInputTaken
from ambasador.channels.models import Mailbox, RawInput, RawInputState, Replay, ReplayedInput, ReplayOutcome
from ambasador.channels.verbs.files import keep_files
from ambasador.journal.actors import Actor
from ambasador.journal.verbs import record
from ambasador.lib import clock
from ambasador.lib.refusal import Refused

MEDIA_TYPE = "message/rfc822"
TRIES = 3
PAUSES = (timedelta(seconds=30), timedelta(minutes=5))
TOPICS = ("intake",)


class BytesAreGone(Refused):
    code = "bytes_are_gone"
    sentence = _("The content of this message was kept as long as it should be and is deleted: there is nothing to take in.")


@dataclass(frozen=True)
class Arrival:
    """One message as it came in; `envelope_*` are what the mail server said, empty when nobody did."""

    raw: bytes
    envelope_from: str = ""
    envelope_to: Sequence[str] = ()
    uid_validity: int | None = None
    uid: int | None = None


def keep_raw_input(
    raw: bytes,
    *,
    mailbox: Mailbox,
    by: Actor,
    envelope_from: str = "",
    envelope_to: Sequence[str] = (),
    uid_validity: int | None = None,
    uid: int | None = None,
) -> RawInput:
    """
    Keep one message before anybody tries to understand it. Records RawInputKept.

    When it returns outside a transaction the message is committed and may be acknowledged to whoever delivered it. The same
    message of the same mailbox again - by UID, or by Message-ID and content - returns the row that is there and records
    nothing. Raises OSError (disk full) or django.db.Error; then nothing was kept and the deliverer keeps its copy.
    """
    arrival = Arrival(raw, envelope_from, envelope_to, uid_validity, uid)
    return keep_raw_inputs([arrival], mailbox=mailbox, by=by)[0][0]


def keep_raw_inputs(arrivals: Sequence[Arrival], *, mailbox: Mailbox, by: Actor) -> list[tuple[RawInput, bool]]:
    """
    `keep_raw_input` for many in one transaction: rows in the order given, each with whether it is new.

    Concurrent deliveries of the same message end in one row: the loser of the race reads the winner's.
    """
    rows = [_row(arrival, mailbox=mailbox) for arrival in arrivals]
    try:
        return _keep(rows, arrivals, mailbox=mailbox, by=by)
    except IntegrityError:
        if len(arrivals) == 1:
            return _keep(rows, arrivals, mailbox=mailbox, by=by)
        return [keep_raw_inputs([arrival], mailbox=mailbox, by=by)[0] for arrival in arrivals]


@transaction.atomic
def _keep(rows: list[RawInput], arrivals: Sequence[Arrival], *, mailbox: Mailbox, by: Actor) -> list[tuple[RawInput, bool]]:
    known = _known(rows, mailbox=mailbox)
    fresh: dict[int, RawInput] = {}
    kept: list[tuple[RawInput, bool]] = []
    for row in rows:
        found = next((known[key] for key in _keys(row) if key in known), None)
        if found is None:
            known.update(dict.fromkeys(_keys(row), row))
            fresh[id(row)] = row
        kept.append((found or row, found is None))
    stored = keep_files((arrival.raw, MEDIA_TYPE) for row, arrival in zip(rows, arrivals, strict=True) if id(row) in fresh)
    for row, file in zip(fresh.values(), stored, strict=True):
        row.pk, row.file = None, file
    for row in RawInput.objects.bulk_create(fresh.values()):
        record(RawInputKept(raw_input=row.id, mailbox=mailbox.id, size=row.size), by=by, topics=TOPICS)
    return kept


def _row(arrival: Arrival, *, mailbox: Mailbox) -> RawInput:
    seen: Peek = peek(arrival.raw)
    now, envelope_from = clock.now(), _clean(arrival.envelope_from)
    return RawInput(
        mailbox=mailbox,
        uid_validity=arrival.uid_validity,
        uid=arrival.uid,
        message_id=seen.message_id,
        body_sha256=seen.key_sha256,
        size=len(arrival.raw),
        subject_hint=seen.subject,
        senders=seen.sender if envelope_from.lower() in seen.sender.lower() else f"{seen.sender} {envelope_from}".strip(),
        envelope_from=envelope_from,
        envelope_to=[_clean(address) for address in arrival.envelope_to],
        received_at=now,
        state_at=now,
    )


def _clean(address: str) -> str:
    return address.replace("\0", "").encode("utf-8", "replace").decode("utf-8")[:320]


def _keys(row: RawInput) -> list[tuple[object, ...]]:
    by_content = (row.message_id, row.body_sha256)
    return [by_content] if row.uid is None else [("uid", row.uid_validity, row.uid), by_content]


def _known(rows: Iterable[RawInput], *, mailbox: Mailbox) -> dict[tuple[object, ...], RawInput]:
    rows = list(rows)
    same = Q(body_sha256__in={row.body_sha256 for row in rows})
    for validity in {row.uid_validity for row in rows if row.uid is not None}:
        same |= Q(uid_validity=validity, uid__in={row.uid for row in rows if row.uid_validity == validity})
    found = RawInput.objects.filter(same, mailbox=mailbox).select_related("file")
    return {key: row for row in found for key in _keys(row)}


@transaction.atomic
def mark_taken(raw_input: RawInput, *, by: Actor) -> RawInput:
    """Say that the message became something in the product. Records RawInputTaken; nothing when it had been taken."""
    raw_input = _lock(raw_input)
    if raw_input.state == RawInputState.TAKEN:
        return raw_input
    _move(raw_input, RawInputState.TAKEN, error="", reason="")
    record(RawInputTaken(raw_input=raw_input.id), by=by, topics=TOPICS)
    return raw_input


@transaction.atomic
def mark_failed(raw_input: RawInput, *, error: str, by: Actor, is_final: bool = False) -> RawInput:
    """
    Say that an attempt failed. Records RawInputFailed.

    It is tried again after half a minute and after five minutes; at the third failure, or at once with `is_final` (it took
    longer than 30 s, say), it becomes `failed`: shown to people until somebody replays it or sets it aside.
    """
    raw_input = _lock(raw_input)
    if raw_input.state == RawInputState.TAKEN:
        return raw_input
    error = error.replace("\0", "")[-4000:]
    raw_input.tries += 1
    is_final = is_final or raw_input.tries >= TRIES
    raw_input.next_try_at = None if is_final else clock.now() + PAUSES[raw_input.tries - 1]
    _move(raw_input, RawInputState.FAILED if is_final else RawInputState.KEPT, error=error, reason="", next_try_at=raw_input.next_try_at)
    record(RawInputFailed(raw_input=raw_input.id, tries=raw_input.tries, error=error[-500:], is_final=is_final), by=by, topics=TOPICS)
    return raw_input


@transaction.atomic
def set_aside(raw_input: RawInput, *, reason: str, by: Actor) -> RawInput:
    """
    Put the message away, kept but not taken over: a loop, a handled bounce, a copy.

    Records RawInputSetAside; nothing on repetition. Raises NotAllowed.
    """
    access.require_centre(by)
    raw_input = _lock(raw_input)
    reason = reason.strip()[:200]
    if raw_input.state == RawInputState.SET_ASIDE and raw_input.reason == reason:
        return raw_input
    _move(raw_input, RawInputState.SET_ASIDE, error="", reason=reason)
    record(RawInputSetAside(raw_input=raw_input.id, reason=reason), by=by, topics=TOPICS)
    return raw_input


@transaction.atomic
def replay_raw_input(raw_input: RawInput, *, by: Actor, replay: Replay | None = None) -> RawInput:
    """
    Send the message through the intake again: one that failed, was set aside, or waits for its next attempt.

    Records RawInputReplayed or LineInputReplayed, to which the same reactions listen as to its keeping. A message already taken over stays as it is.
    `replay` when it is one of many. Raises NotAllowed, BytesAreGone.
    """
    access.require_centre(by)
    raw_input = _lock(raw_input)
    if raw_input.state == RawInputState.TAKEN:
        return raw_input
    if raw_input.file_id is None:
        raise BytesAreGone
    if not by.is_own_machinery():
        raw_input.tries, raw_input.was_replayed = 0, True
        ReplayedInput.objects.filter(raw_input=raw_input, outcome="").update(outcome=ReplayOutcome.FAILED)
        ReplayedInput.objects.create(raw_input=raw_input, replay=replay, by_id=by.id, at=clock.now())
    _move(raw_input, RawInputState.KEPT, error=raw_input.error, reason="")
    about: dict[str, int] = {"raw_input": raw_input.id, "size": raw_input.size}
    if raw_input.line_id is not None:
        record(LineInputReplayed(line=raw_input.line_id, **about), by=by, topics=TOPICS)
    elif raw_input.mailbox_id is not None:
        record(RawInputReplayed(mailbox=raw_input.mailbox_id, **about), by=by, topics=TOPICS)
    return raw_input


def _lock(raw_input: RawInput) -> RawInput:
    return RawInput.objects.select_for_update(no_key=True).get(pk=raw_input.pk)


def _move(raw_input: RawInput, state: RawInputState, *, error: str, reason: str, next_try_at: object = None) -> None:
    raw_input.state, raw_input.state_at = state, clock.now()
    raw_input.error, raw_input.reason, raw_input.next_try_at = error, reason, next_try_at  # type: ignore[assignment]
    if raw_input.was_replayed and state != RawInputState.KEPT:
        ReplayedInput.objects.filter(raw_input=raw_input, outcome="").update(outcome=state.value, error=error[-300:])
    raw_input.save(update_fields=["state", "state_at", "error", "reason", "next_try_at", "tries", "was_replayed"])
