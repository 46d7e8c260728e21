"""What must hold for every ticket at any moment, and the one way in which every verb is verified."""

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Sum
from django.db.models.functions import Coalesce

from ambasador.directory.models import Unit
from ambasador.journal.models import Event
from ambasador.lib import clock
from ambasador.promises.queries import say_now
from ambasador.tickets import queries
from ambasador.tickets.agents import loads_of_owners
from ambasador.tickets.conformance import deviations
from ambasador.tickets.fold import fold, merged
from ambasador.tickets.models import Deviation, Ownership, Ticket


def assert_true_to_journal(ticket: Ticket) -> None:
    """
    The events fold to the stored state; the turns tell the same; minutes add up; one owner, or a queue with a clock; the deviations
    written down are those that a replay finds.
    """
    ticket = Ticket.objects.get(pk=ticket.pk)
    events = [(event.at, event.kind, event.data) for event in queries.events_of(ticket)]
    told = fold(events)
    stored = queries.stored_state(ticket)
    assert told.owner == stored["owner"]
    assert told.is_closed == stored["is_closed"]
    assert told.attention == stored["attention"]
    assert told.version == stored["version"]
    assert told.data == stored["data"]
    assert told.open_obstacles == stored["obstacles"]
    assert {s.id: (s.key, s.position, s.after, s.performer, s.unit, s.state) for s in told.steps.values()} == stored["steps"]
    own = ticket.steps.filter(performer="owner").exclude(state__in=["done", "skipped"]).values_list("standard_minutes", flat=True)
    assert ticket.work_minutes == (0 if ticket.is_closed else sum(own))
    if ticket.owner_id:
        owned = Ticket.objects.open().filter(owner=ticket.owner).aggregate(n=Count("*"), minutes=Coalesce(Sum("work_minutes"), 0))
        assert loads_of_owners().get(ticket.owner_id, (0, 0)) == (owned["n"], owned["minutes"])
    turns = queries.stored_turns(ticket)
    assert merged(told.turns) == merged(turns)
    assert turns[0].from_at == ticket.opened_at
    assert all(before.to_at == after.from_at for before, after in itertools.pairwise(turns))
    now = max(clock.now(), turns[-1].from_at)
    assert sum(queries.minutes_per_party(ticket, at=now).values(), timedelta()) == now - ticket.opened_at
    owners = list(Ownership.objects.filter(ticket=ticket).order_by("from_at", "id").values_list("owner_id", flat=True))
    assert owners == [owner for owner, _at in told.owners]
    assert ticket.is_closed or (ticket.owner_id and ticket.owner_id == owners[-1]) or (ticket.queue_id and ticket.queue_due_at)
    recorded = Deviation.objects.filter(ticket=ticket).order_by("id").values_list("kind", "step_id")
    assert [(one.kind, one.step) for one in deviations(events, queries.standards_of(events))] == list(recorded)
    connection.check_constraints()  # the deferred triggers speak now


def assert_tellable(ticket: Ticket) -> None:
    """Something can be said of it, in both languages, and in public nothing internal. [N3]"""
    units = [name for pair in Unit.objects.values_list("name", "short_name") for name in pair if name]
    for language in ("pl", "en"):
        spoken = say_now(ticket, language=language, at=clock.now())
        public = " ".join(clause.text for clause in spoken.public).replace("\u00a0", " ")
        assert spoken.internal
        assert public
        assert not [name for name in units if name in public]


def events_by(change: Callable[[], Any]) -> list[str]:
    """The kinds of events that a change records, in order."""
    last = Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
    change()
    return list(Event.objects.filter(id__gt=last).order_by("id").values_list("kind", flat=True))
