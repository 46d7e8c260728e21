"""Background entry points of the journal: do what events wait for, and sweep up what a killed worker left."""

from datetime import timedelta
from typing import Any

from django.db import connection, models
from procrastinate.contrib.django import app

from ambasador.journal.models import Pending, Wakeup
from ambasador.journal.verbs import ReactionsFailed, react_to
from ambasador.lib import clock
from ambasador.lib.retrying import BEGIN_AGAIN, Patiently

STALLED_AFTER = timedelta(seconds=20)


@app.task(name="ambasador.journal.tasks.react", retry=Patiently(ReactionsFailed))
def react(subject_kind: str, subject_id: int) -> None:
    react_to(subject_kind=subject_kind, subject_id=subject_id)


@app.periodic(cron="* * * * * */10")
@app.task(name="ambasador.journal.tasks.sweep", queueing_lock="sweep")
def sweep(timestamp: int) -> None:
    """Every ten seconds: hand stalled jobs to a living worker, and wake subjects whose job was lost."""
    with connection.cursor() as cursor:
        cursor.execute(
            BEGIN_AGAIN  # noqa: S608
            + "NOT EXISTS (SELECT 1 FROM procrastinate_workers w WHERE w.id = j.worker_id"
            " AND w.last_heartbeat >= now() - make_interval(secs => %s))",
            [STALLED_AFTER.total_seconds()],
        )
    Wakeup.objects.filter(since__lt=clock.now() - timedelta(minutes=2)).delete()
    lost: models.QuerySet[Pending, Any] = Pending.objects.filter(since__lt=clock.now() - timedelta(minutes=1), tries__lt=50)
    for subject_kind, subject_id in set(lost.values_list("subject_kind", "subject_id")[:200]):
        react.configure(lock=f"{subject_kind}:{subject_id}").defer(subject_kind=subject_kind, subject_id=subject_id)
