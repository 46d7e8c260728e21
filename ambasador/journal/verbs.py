"""record(): the only writer of events. react_to(): does what is pending for a subject."""

import json
import traceback
from collections.abc import Iterator
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
# one statement for the event, the marks of its reactions and the word to the screens: a verb records several events
RECORD = """
    WITH event AS (
        INSERT INTO journal_event (kind, subject_kind, subject_id, actor_kind, actor_id, actor_label, at, data)
        VALUES (%(kind)s, %(subject_kind)s, %(subject_id)s, %(actor_kind)s, %(actor_id)s, %(actor_label)s, %(at)s, %(data)s::jsonb)
        RETURNING id
    ), pending AS (
        INSERT INTO journal_pending (event_id, reaction, subject_kind, subject_id, since, tries, error)
        SELECT event.id, reaction, %(subject_kind)s, %(subject_id)s, %(at)s, 0, ''
        FROM event, unnest(%(reactions)s::text[]) WITH ORDINALITY AS wanted (reaction, place) ORDER BY place
    )
    SELECT event.id, CASE WHEN %(topics)s <> '[]' THEN
        pg_notify(%(channel)s, json_build_object('kind', %(kind)s::text, 'event', event.id, 'topics', %(topics)s::json)::text) END
    FROM event
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
        event = Event(
            id=cursor.fetchone()[0], kind=fact.kind, subject_kind=fact.subject_kind, subject_id=fact.subject_id(), actor_kind=by.kind,
            actor_id=by.id, actor_label=by.label, at=at, data=data,
        )  # fmt: skip
    if names:
        wake(event.subject_kind, event.subject_id)
    return event


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


def wake(subject_kind: str, subject_id: int) -> None:
    """Defer one job for the subject's pending reactions, unless one is already on its way."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_wakeup (subject_kind, subject_id, since) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [subject_kind, subject_id, clock.now()],
        )
        is_first = cursor.rowcount == 1
    if is_first:
        from procrastinate.contrib.django import app  # the app exists only once Django is set up

        app.configure_task("ambasador.journal.tasks.react", lock=f"{subject_kind}:{subject_id}").defer(
            subject_kind=subject_kind, subject_id=subject_id
        )


def react_to(*, subject_kind: str, subject_id: int) -> int:
    """
    Do all pending reactions of a subject in the order of its events; returns how many were done.

    1. The wakeup is removed first, so an event recorded meanwhile gets a job of its own.
    2. Each reaction runs in one transaction with the deletion of its mark: killed anywhere, it is done once or not yet.
    3. A failing reaction keeps its mark with the error and does not stop the others. Raises ReactionsFailed at the end.
    """
    Wakeup.objects.filter(subject_kind=subject_kind, subject_id=subject_id).delete()
    waiting = Pending.objects.filter(subject_kind=subject_kind, subject_id=subject_id).select_related("event").order_by("id")
    done = 0
    failed: list[int] = []
    while batch := list(waiting.exclude(id__in=failed)[:BATCH]):
        for pending in batch:
            try:
                done += _react_once(pending)
            except Exception:  # outermost loop of a worker: the mark is kept with its error and shown by `ambasador doctor`
                failed.append(pending.pk)
                Pending.objects.filter(pk=pending.pk).update(tries=F("tries") + 1, error=traceback.format_exc()[-4000:])
    if failed:
        raise ReactionsFailed(f"{len(failed)} reactions of {subject_kind} {subject_id} failed")
    return done


@transaction.atomic
def _react_once(pending: Pending) -> bool:
    """Delete the mark, which also locks it, and do its reaction; nothing when somebody else has just done it."""
    is_mine, _by_model = Pending.objects.filter(pk=pending.pk).delete()
    if is_mine:
        reacting.run(pending.reaction, pending.event)
    return bool(is_mine)


def react_at_once(*, leave: frozenset[str] = frozenset()) -> int:
    """
    Do all pending reactions, in the order of their events, within the caller's transaction; returns how many (generated history).

    Subjects of the kinds in `leave` are left to the worker. Whatever a reaction raises ends it, and the caller's transaction with it.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("reactions are done at once only as a part of one transaction")
    done = 0
    while batch := list(Pending.objects.exclude(subject_kind__in=leave).select_related("event").order_by("id")):
        for pending in batch:
            reacting.run(pending.reaction, pending.event)
        Pending.objects.filter(pk__in=[pending.pk for pending in batch]).delete()
        done += len(batch)
    return done


class ReactionsFailed(Exception):
    """Some reactions of a subject failed and stay pending with their error; the job is tried again."""
