"""Many messages through the intake again: started, moved on by the clock, stopped. [I3]"""

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from ambasador.channels import access
from ambasador.channels.events import ReplayEnded, ReplayStarted
from ambasador.channels.finding import InputSearch
from ambasador.channels.models import Replay
from ambasador.channels.verbs.intake import TOPICS, replay_raw_input
from ambasador.journal.actors import Actor
from ambasador.journal.verbs import record
from ambasador.lib import clock
from ambasador.lib.refusal import Refused

AT_ONCE = 50
REPLAY_LOCK = 7_313_094_416  # of two people who start at once the second meets the first one's


class NothingToReplay(Refused):
    code = "nothing_to_replay"
    sentence = _("None of these messages can be taken in again: they were taken over, or there are none any more.")


class ReplayIsRunning(Refused):
    code = "replay_is_running"
    sentence = _("Other messages are being taken in again just now. Wait until they are done, or stop that.")


@transaction.atomic
def start_replay(named: InputSearch, *, by: Actor) -> Replay:
    """
    Send everything that `named` finds through the intake again, in the background, oldest first. Records ReplayStarted.

    What arrives later is not part of it. The same while it runs is the one that runs. Raises NotAllowed, NothingToReplay, ReplayIsRunning.
    """
    access.require_centre(by)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s::bigint)", [REPLAY_LOCK])
    running = Replay.objects.filter(ended_at__isnull=True).first()
    if running is not None:
        if running.named == named.to_json():
            return running
        raise ReplayIsRunning
    found = named.to_replay()
    total, last = found.order_by().count(), found.aggregate(last=Max("id"))["last"]
    if last is None:
        raise NothingToReplay
    now = clock.now()
    replay = Replay.objects.create(named=named.to_json(), started_by_id=by.number, started_at=now, moved_at=now, total=total, last=last)
    record(ReplayStarted(replay=replay.id, total=total, named=replay.named), by=by, topics=TOPICS)
    _call(replay)
    return replay


@transaction.atomic
def go_on_replaying(replay: Replay, *, by: Actor) -> Replay:
    """
    Send the next fifty messages. Each records its own RawInputReplayed; ReplayEnded when none is left.

    Where it has come to commits with them, so a worker that dies repeats nothing. A replay that has ended stays so. Raises NotAllowed.
    """
    access.require_centre(by)
    replay = _lock(replay)
    if not replay.is_running:
        return replay
    following = InputSearch.from_json(replay.named).to_replay().filter(id__gt=replay.reached, id__lte=replay.last)
    rows = list(following.order_by("id")[:AT_ONCE])
    for row in rows:
        replay_raw_input(row, by=by, replay=replay)
        replay.reached = row.id
    replay.done, replay.moved_at = replay.done + len(rows), clock.now()
    if len(rows) < AT_ONCE:
        return _end(replay, by=by)
    replay.save(update_fields=["done", "reached", "moved_at"])
    _call(replay)
    return replay


@transaction.atomic
def stop_replay(replay: Replay, *, by: Actor) -> Replay:
    """Send no more of them; what was sent stays sent. Records ReplayEnded; nothing when it has ended. Raises NotAllowed."""
    access.require_centre(by)
    replay = _lock(replay)
    if replay.is_running:
        replay.was_stopped = True
        _end(replay, by=by)
    return replay


def _end(replay: Replay, *, by: Actor) -> Replay:
    replay.ended_at = clock.now()
    replay.save(update_fields=["done", "reached", "moved_at", "ended_at", "was_stopped"])
    record(ReplayEnded(replay=replay.id, done=replay.done, was_stopped=replay.was_stopped), by=by, topics=TOPICS)
    return replay


def _call(replay: Replay) -> None:
    app.configure_task("ambasador.channels.tasks.replay_many").defer(replay=replay.id)


def _lock(replay: Replay) -> Replay:
    return Replay.objects.select_for_update(no_key=True, of=("self",)).get(pk=replay.pk)
