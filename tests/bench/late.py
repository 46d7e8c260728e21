"""Reminders and changed working hours among as many open steps: what the sweep costs when nothing is due, and when thousands are."""

import time as stopwatch
from datetime import time

from django.db import connection

from ambasador.conversations import queries
from ambasador.conversations.verbs import send_digest
from ambasador.directory.models import Unit
from ambasador.directory.verbs import set_hours
from ambasador.journal.actors import CLOCK, SYSTEM
from ambasador.lib import clock
from ambasador.tickets.models import Nudge, Step
from ambasador.tickets.verbs import nudge_steps, recount_due_times
from tests.cast import WEDNESDAY

DUE = 5_000
# the seeded steps in work begin anew: due in some working days, looked at tomorrow
WATCHED = """
    UPDATE tickets_step SET counted_from = %(now)s::timestamptz - interval '1 hour', nudge_round = 1, standard_minutes = 4800,
        due_at = %(now)s::timestamptz + interval '12 days', next_nudge_at = %(now)s::timestamptz + interval '1 day' WHERE state = 'offered'
"""
LATE = """
    UPDATE tickets_step SET due_at = %(now)s::timestamptz - interval '1 hour', next_nudge_at = %(now)s::timestamptz - interval '1 hour'
    WHERE id IN (SELECT id FROM tickets_step WHERE state = 'offered' ORDER BY id LIMIT %(due)s::bigint)
"""


def measure() -> None:
    """All on a Wednesday morning, so that people are at work."""
    with clock.set_to(WEDNESDAY):
        _measure()


def _measure() -> None:
    values = {"now": WEDNESDAY, "due": DUE}
    with connection.cursor() as cursor:
        cursor.execute(WATCHED, values)
        cursor.execute("VACUUM ANALYZE tickets_step")
    open_steps = Step.objects.filter(state="offered").count()
    begun = stopwatch.monotonic()
    assert nudge_steps() == 0
    print(f"sweep of {open_steps} open steps, nothing due: {(stopwatch.monotonic() - begun) * 1000:.1f} ms")
    with connection.cursor() as cursor:
        cursor.execute(LATE, values)
    begun = stopwatch.monotonic()
    nudge_steps(seconds=600)
    print(f"{Nudge.objects.count()} nudges of {DUE} late steps: {stopwatch.monotonic() - begun:.1f} s")
    begun, letters = stopwatch.monotonic(), 0
    for kind, number in list(queries.recipients_to_tell(clock.now() + queries.COLLECTED_FOR)):
        letters += send_digest(kind, number, by=CLOCK) is not None
    print(f"{letters} letters of what was collected (none outside working hours): {stopwatch.monotonic() - begun:.1f} s")
    claims = Unit.objects.select_related("calendar").get(code="reklamacje")
    set_hours(claims.calendar, hours=[(day, time(9), time(15)) for day in range(5)], by=SYSTEM)
    for again in ("", " again"):
        begun = stopwatch.monotonic()
        moved = recount_due_times(claims.calendar, units=[claims.id], cause=0, by=CLOCK)
        print(f"due times counted{again} by other hours: {moved.steps} steps in {moved.tickets} tickets moved in {stopwatch.monotonic() - begun:.1f} s")
