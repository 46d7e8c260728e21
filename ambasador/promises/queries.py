"""What is promised, and how likely it is to be kept. Lists take a constant number of queries."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.conf import settings

from ambasador.directory.models import Unit
from ambasador.lib.business_time import WorkingTime
from ambasador.promises import prediction, sentence
from ambasador.promises.models import Promise, StatutoryClock
from ambasador.tickets.models import Step, Ticket
from ambasador.tickets.timing import time_of_performer


@dataclass(frozen=True)
class Outlook:
    """
    The standing promise of a ticket with its present risk. `share_elapsed` is the share (0..1) of the way from opening to the promised
    end.
    """

    promise: Promise
    risk: float
    is_late: bool
    share_elapsed: float


Hours = Callable[[str, Unit | None], WorkingTime]


def seen_range(steps: Iterable[Step], *, at: datetime, hours: Hours | None = None) -> prediction.Range:
    """The range expected now for a route whose steps were loaded with their units and calendars; one query, for the owner's hours."""
    hours = hours or cache(time_of_performer)
    planned = [
        prediction.PlannedStep(
            key=step.key,
            after=tuple(step.after),
            standard_minutes=step.standard_minutes,
            hours=hours(step.performer, step.unit),
            is_over=step.is_over,
            started_at=step.started_at if step.is_active else None,
        )
        for step in steps
    ]
    return prediction.predict(planned, at=at)


def outlooks(tickets: Sequence[Ticket], *, at: datetime) -> dict[int, Outlook]:
    """The standing promise and its risk for each of these tickets that has one, by ticket id; three queries however many."""
    hours = cache(time_of_performer)  # the owners' hours are asked for once
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
            result[ticket.id] = outlook(ticket, promise, routes.get(ticket.id, []), at=at, hours=hours)
    return result


def outlook(ticket: Ticket, promise: Promise, steps: Sequence[Step], *, at: datetime, hours: Hours = time_of_performer) -> Outlook:
    until = ticket.closed_at or at
    whole = (promise.to_at - ticket.opened_at).total_seconds()
    share = min(1.0, max(0.0, (until - ticket.opened_at).total_seconds() / whole)) if whole > 0 else 1.0
    if ticket.closed_at:
        return Outlook(promise, 0.0, ticket.closed_at > promise.to_at, share)
    seen = seen_range(steps, at=at, hours=hours)
    standing = prediction.Standing(promise.from_at, promise.likely_at, promise.to_at)
    return Outlook(promise, prediction.risk_of_breaking(standing, seen), at > promise.to_at, share)


def current_promise(ticket: Ticket) -> Promise | None:
    return Promise.objects.filter(ticket=ticket, replaced_at__isnull=True).first()


def history(ticket: Ticket) -> list[Promise]:
    """All promises of the ticket, the first one first."""
    return list(Promise.objects.filter(ticket=ticket).select_related("reason_step").order_by("number"))


def statutory_clock(ticket: Ticket) -> StatutoryClock | None:
    return StatutoryClock.objects.filter(ticket=ticket).first()


def situation(
    ticket: Ticket, steps: Sequence[Step], promise: Promise | None, *, language: str, public: bool, at: datetime
) -> sentence.Situation:
    """
    What is to be said of a ticket whose steps were loaded with their units; one query, for an obstacle, and only when there is one.

    In public a step without a stage has no name: its own may be the first words of a question to colleagues.
    """
    named = public_stage_of if public else stage_of
    shape = [step for step in steps if step.is_active]
    present = min(shape, key=lambda s: (s.performer == "customer", s.position), default=None)
    ahead = next((step for step in steps if step.state == "planned"), None)
    late = next((step for step in reversed(steps) if step.is_over and _was_late(step)), None)
    obstacle = ""
    if ticket.obstacles_open:
        blocking = ticket.obstacles.filter(removed_at__isnull=True)
        found = (blocking.filter(is_public=True) if public else blocking).order_by("-id").first()
        obstacle = found.text if found else ""
    state: sentence.State = "owner"
    if ticket.closed_at:
        state = "closed"
    elif ticket.owner_id is None:
        state = "queue"
    elif present and present.performer == "customer" and present.state in ("offered", "accepted"):
        state = "customer"
    elif present and present.unit_id:
        state = "unit"
    return sentence.Situation(
        state=state,
        stage=(named(present, language) if present else "") or ("przygotowanie odpowiedzi" if language == "pl" else "preparing the answer"),
        opened_at=ticket.opened_at,
        since=(present.started_at if present else None) or ticket.party_since,
        due_at=ticket.queue_due_at if state == "queue" else (present.due_at if present else None),
        unit=present.unit.name_for(language) if present and present.unit else "",
        question=present.question if present and state == "customer" else "",
        late_stage=named(late, language) if late else "",
        changed=bool(promise and promise.number > 1),
        obstacle=obstacle,
        next_stage=named(ahead, language) if ahead else "",
        likely_at=promise.likely_at if promise else None,
        latest_at=promise.to_at if promise else None,
        closed_at=ticket.closed_at,
    )


def say(ticket: Ticket, *, language: str, public: bool, at: datetime) -> tuple[sentence.Clause, ...]:
    """ "Say this now" for one ticket, as clauses; two or three queries. [O6]"""
    steps = list(Step.objects.filter(ticket=ticket).select_related("unit").order_by("position", "id"))
    seen = situation(ticket, steps, current_promise(ticket), language=language, public=public, at=at)
    return sentence.clauses(seen, language=language, public=public, at=at, zone=settings.TIME_ZONE)


def stage_of(step: Step, language: str) -> str:
    """The name under which the customer knows the step."""
    if language == "en":
        return step.stage_en or step.name_en or step.stage or step.name
    return step.stage or step.name


def public_stage_of(step: Step, language: str) -> str:
    """The stage alone, or nothing when the step has none."""
    return (step.stage_en if language == "en" else "") or step.stage


def _was_late(step: Step) -> bool:
    return bool(step.state == "done" and step.finished_at and step.due_at and step.finished_at > step.due_at)
