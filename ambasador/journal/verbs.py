"""record(): the only writer of events. react_to(): does what is pending for a subject."""

import json
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F

from ambasador.journal import reacting
from ambasador.journal.actors import Actor
from ambasador.journal.facts import Fact
from ambasador.journal.models import Event, Pending, Wakeup
from ambasador.lib import clock

CHANNEL, BATCH = "ambasador", 50
_is_silent: ContextVar[bool] = ContextVar("is_silent", default=False)
# One statement for the event, the marks of its reactions, the call for a job and the word to the screens: a verb records several events.
# The row of the call is locked until the commit, so that whoever is about to remove it waits and then sees these marks.
RECORD = """
    WITH event AS (
        INSERT INTO journal_event (kind, subject_kind, subject_id, actor_kind, actor_id, actor_label, at, data)
        VALUES (%(kind)s, %(subject_kind)s, %(subject_id)s, %(actor_kind)s, %(actor_id)s, %(actor_label)s, %(at)s, %(data)s::jsonb)
        RETURNING id
    ), pending AS (
        INSERT INTO journal_pending (event_id, reaction, subject_kind, subject_id, since, tries, error)
        SELECT event.id, reaction, %(subject_kind)s, %(subject_id)s, %(at)s, 0, ''
        FROM event, unnest(%(reactions)s::text[]) WITH ORDINALITY AS wanted (reaction, place) ORDER BY place
    ), wakeup AS (
        INSERT INTO journal_wakeup (subject_kind, subject_id, since, calls)
        SELECT %(subject_kind)s, %(subject_id)s, %(at)s, 1 WHERE %(reactions)s::text[] <> '{}'
        ON CONFLICT (subject_kind, subject_id) DO UPDATE SET calls = journal_wakeup.calls + 1 RETURNING calls
    )
    SELECT event.id, (SELECT calls FROM wakeup), CASE WHEN %(topics)s <> '[]' THEN
        pg_notify(%(channel)s, json_build_object('kind', %(kind)s::text, 'event', event.id, 'topics', %(topics)s::json)::text) END
    FROM event
"""
RECORD_MANY = """
    INSERT INTO journal_event (kind, subject_kind, subject_id, actor_kind, actor_id, actor_label, at, data)
    SELECT %(kind)s, %(subject_kind)s, told.subject, %(actor_kind)s, %(actor_id)s, %(actor_label)s, %(at)s, told.data::jsonb
    FROM unnest(%(subjects)s::bigint[], %(data)s::text[]) WITH ORDINALITY AS told (subject, data, place) ORDER BY told.place
"""


def record(fact: Fact, *, by: Actor, topics: tuple[str, ...] = (), at: datetime | None = None) -> Event:
    """
    Append an event, mark its reactions pending and tell the open screens.

    Must run inside the transaction that writes the state the event tells of; raises RuntimeError otherwise.
    `topics` are what live screens subscribe to (`ticket:12`, `owner:3`, `unit:7`); only ids leave through NOTIFY.
    `at` is the moment the verb read at its top; without it the clock is read here.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an event is recorded inside the transaction of its change")
    at = at or clock.now()
    data = fact.to_json()
    names = reacting.LISTENERS.get(fact.kind, [])
    with connection.cursor() as cursor:
        cursor.execute(
            RECORD,
            {
                "kind": fact.kind,
                "subject_kind": fact.subject_kind,
                "subject_id": fact.subject_id(),
                "actor_kind": by.kind,
                "actor_id": by.id,
                "actor_label": by.label,
                "at": at,
                "data": json.dumps(data),
                "reactions": list(names),
                "channel": CHANNEL,
                "topics": json.dumps([] if _is_silent.get() else topics),
            },
        )
        number, calls, _told = cursor.fetchone()
        event = Event(
            id=number, kind=fact.kind, subject_kind=fact.subject_kind, subject_id=fact.subject_id(), actor_kind=by.kind,
            actor_id=by.id, actor_label=by.label, at=at, data=data,
        )  # fmt: skip
    if calls == 1:
        _defer(event.subject_kind, event.subject_id)
    return event


def record_many(facts: Sequence[Fact], *, by: Actor, at: datetime) -> None:
    """
    Append events of one kind in one statement, in their order, for changes of thousands at once. Nobody may listen to the kind.

    Must run inside the transaction of the changes, like `record`; raises RuntimeError otherwise, ValueError for a kind with reactions.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an event is recorded inside the transaction of its change")
    if not facts:
        return
    kind = facts[0].kind
    if any(fact.kind != kind for fact in facts) or reacting.LISTENERS.get(kind):
        raise ValueError(f"{kind} cannot be recorded by the thousand")
    with connection.cursor() as cursor:
        cursor.execute(
            RECORD_MANY,
            {
                "kind": kind,
                "subject_kind": facts[0].subject_kind,
                "actor_kind": by.kind,
                "actor_id": by.id,
                "actor_label": by.label,
                "at": at,
                "subjects": [fact.subject_id() for fact in facts],
                "data": [json.dumps(fact.to_json()) for fact in facts],
            },
        )


def tell_screens(*, kind: str, event_id: int, topics: tuple[str, ...]) -> None:
    """NOTIFY the event streams; delivered by PostgreSQL when the transaction commits."""
    if _is_silent.get():
        return
    payload = json.dumps({"kind": kind, "event": event_id, "topics": topics}, separators=(",", ":"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])


@contextmanager
def silently() -> Iterator[None]:
    """Let what happens inside be recorded, but tell no screen: generated history is nothing to watch."""
    token = _is_silent.set(True)
    try:
        yield
    finally:
        _is_silent.reset(token)


def _defer(subject_kind: str, subject_id: int) -> None:
    """A job for the subject's pending reactions."""
    from procrastinate.contrib.django import app  # the app exists only once Django is set up

    app.configure_task("ambasador.journal.tasks.react", lock=f"{subject_kind}:{subject_id}").defer(
        subject_kind=subject_kind, subject_id=subject_id
    )


def react_to(*, subject_kind: str, subject_id: int) -> int:
    """
    Do all pending reactions of a subject in the order of its events; returns how many were done.

    1. Each reaction runs in one transaction with the deletion of its mark: killed anywhere, it is done once or not yet.
    2. Those that come afterwards are done when no other is pending, each once for all its marks.
    3. The wakeup is removed when nothing is pending, and then it is looked once more: what was recorded before is seen, what is recorded
       after it gets a job of its own.
    4. A failing reaction keeps its mark with the error and does not stop the others. Raises ReactionsFailed at the end.
    """
    failed: list[int] = []
    done = _react_to_all(subject_kind, subject_id, failed)
    Wakeup.objects.filter(subject_kind=subject_kind, subject_id=subject_id).delete()
    done += _react_to_all(subject_kind, subject_id, failed)
    if failed:
        raise ReactionsFailed(f"{len(failed)} reactions of {subject_kind} {subject_id} failed")
    return done


def _react_to_all(subject_kind: str, subject_id: int, failed: list[int]) -> int:
    """Until nothing is pending but what has `failed`, to which it adds."""
    waiting = Pending.objects.filter(subject_kind=subject_kind, subject_id=subject_id).select_related("event").order_by("id")
    done = 0
    while batch := list(waiting.exclude(id__in=failed)[:BATCH]):
        at_once = [pending for pending in batch if pending.reaction not in reacting.AFTERWARDS]
        newest = {pending.reaction: pending for pending in batch}
        for pending in at_once or newest.values():
            try:
                done += _react_once(pending)
            except Exception:  # outermost loop of a worker: the mark is kept with its error and shown by `ambasador doctor`
                failed.append(pending.pk)
                if not at_once:
                    failed += [other.pk for other in batch if other.reaction == pending.reaction]
                Pending.objects.filter(pk=pending.pk).update(tries=F("tries") + 1, error=traceback.format_exc()[-4000:])
    return done


@transaction.atomic
def _react_once(pending: Pending) -> bool:
    """Delete the mark (what comes afterwards: the earlier ones too), which also locks it, and do its reaction; nothing when it has been done."""
    marks = Pending.objects.filter(pk=pending.pk)
    if pending.reaction in reacting.AFTERWARDS:
        same = {"subject_kind": pending.subject_kind, "subject_id": pending.subject_id, "reaction": pending.reaction}
        marks = Pending.objects.filter(**same, pk__lte=pending.pk)
    is_mine, _by_model = marks.delete()
    if is_mine:
        reacting.run(pending.reaction, pending.event)
    return bool(is_mine)


def react_at_once() -> int:
    """
    Do all pending reactions, in the order of their events, within the caller's transaction; returns how many (generated history).

    What comes afterwards is left to the worker. Whatever a reaction raises ends it, and the caller's transaction with it.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("reactions are done at once only as a part of one transaction")
    done = 0
    waiting = Pending.objects.exclude(reaction__in=reacting.AFTERWARDS).select_related("event").order_by("id")
    while batch := list(waiting.all()):
        for pending in batch:
            reacting.run(pending.reaction, pending.event)
        Pending.objects.filter(pk__in=[pending.pk for pending in batch]).delete()
        done += len(batch)
    return done


class ReactionsFailed(Exception):
    """Some reactions of a subject failed and stay pending with their error; the job is tried again."""
