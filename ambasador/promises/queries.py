"""What is promised, and how likely it is to be kept. Lists take a constant number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from ambasador.promises import prediction
from ambasador.promises.models import Promise, StatutoryClock
from ambasador.tickets.models import Step, Ticket
from ambasador.tickets.timing import time_of_performer


@dataclass(frozen=True)
class Outlook:
    """The standing promise of a ticket with its present risk. `share_elapsed` is the share (0..1) of the way from opening to the promised end."""

    promise: Promise
    risk: float
    is_late: bool
    share_elapsed: float


def seen_range(steps: Iterable[Step], *, at: datetime) -> prediction.Range:
    """The range expected now for a route whose steps were loaded with their units and calendars; no queries."""
    planned = [
        prediction.PlannedStep(
            key=step.key,
            after=tuple(step.after),
            standard_minutes=step.standard_minutes,
            hours=time_of_performer(step.performer, step.unit),
            is_over=step.is_over,
            started_at=step.started_at if step.is_active else None,
        )
        for step in steps
    ]
    return prediction.predict(planned, at=at)


def outlooks(tickets: Sequence[Ticket], *, at: datetime) -> dict[int, Outlook]:
    """The standing promise and its risk for each of these tickets that has one, by ticket id; two queries however many."""
    ids = [ticket.id for ticket in tickets]
    standing = {promise.ticket_id: promise for promise in Promise.objects.filter(ticket_id__in=ids, replaced_at__isnull=True)}
    routes: dict[int, list[Step]] = {}
    for step in (
        Step.objects.filter(ticket_id__in=[t.id for t in tickets if not t.is_closed]).select_related("unit__calendar").order_by("position")
    ):
        routes.setdefault(step.ticket_id, []).append(step)
    result = {}
    for ticket in tickets:
        promise = standing.get(ticket.id)
        if promise is not None:
            result[ticket.id] = outlook(ticket, promise, routes.get(ticket.id, []), at=at)
    return result


def outlook(ticket: Ticket, promise: Promise, steps: Sequence[Step], *, at: datetime) -> Outlook:
    until = ticket.closed_at or at
    whole = (promise.to_at - ticket.opened_at).total_seconds()
    share = min(1.0, max(0.0, (until - ticket.opened_at).total_seconds() / whole)) if whole > 0 else 1.0
    if ticket.closed_at:
        return Outlook(promise, 0.0, ticket.closed_at > promise.to_at, share)
    seen = seen_range(steps, at=at)
    standing = prediction.Standing(promise.from_at, promise.likely_at, promise.to_at)
    return Outlook(promise, prediction.risk_of_breaking(standing, seen), at > promise.to_at, share)


def current_promise(ticket: Ticket) -> Promise | None:
    return Promise.objects.filter(ticket=ticket, replaced_at__isnull=True).first()


def history(ticket: Ticket) -> list[Promise]:
    """All promises of the ticket, the first one first."""
    return list(Promise.objects.filter(ticket=ticket).select_related("reason_step").order_by("number"))


def statutory_clock(ticket: Ticket) -> StatutoryClock | None:
    return StatutoryClock.objects.filter(ticket=ticket).first()
