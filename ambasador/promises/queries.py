"""What is promised, and how likely it is to be kept. Lists take a constant number of queries."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal

from django.conf import settings
from django.db.models import FilteredRelation, Q, QuerySet

from ambasador.directory.models import Unit
from ambasador.lib.business_time import WorkingTime
from ambasador.procedures.models import Performer
from ambasador.promises import prediction, sentence
from ambasador.promises.models import Promise, StatutoryClock, StoredRisk
from ambasador.tickets.models import Step, Ticket
from ambasador.tickets.models.route import ACTIVE, OVER
from ambasador.tickets.timing import time_of_performer


@dataclass(frozen=True)
class Outlook:
    """
    The standing promise of a ticket with its present risk. `share_elapsed` is the share (0..1) of the way from opening to the promised
    end.
    """

    promise: prediction.Standing
    risk: float
    is_late: bool
    share_elapsed: float


Hours = Callable[[str, Unit | None], WorkingTime]
OF_PROMISE = ("from_at", "likely_at", "to_at")
OF_RISK = ("promise_id", "made_at", "seconds", "risks")
OF_OUTLOOK = ("id", "opened_at", "closed_at", *(f"standing__{name}" for name in ("id", *OF_PROMISE)), *(f"stored_risk__{name}" for name in OF_RISK))
TURNS: dict[str, Literal["asked_back", "answered"]] = {"returned": "asked_back", "answered": "answered"}
OF_STEP = ("ticket_id", "performer", "unit_id", "key", "after", "standard_minutes", "state", "started_at")


def planned_steps(steps: Iterable[Step], *, hours: Hours | None = None) -> list[prediction.PlannedStep]:
    """A route as the prediction sees it, its steps loaded with their units and calendars; one query, for the owner's hours."""
    hours = hours or cache(time_of_performer)
    return [
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


def seen_range(steps: Iterable[Step], *, at: datetime, hours: Hours | None = None) -> prediction.Range:
    """The range expected now for such a route."""
    return prediction.predict(planned_steps(steps, hours=hours), at=at)


def with_standing_promise(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """The tickets joined to their standing promise, so that `OF_OUTLOOK` can be read with them."""
    return tickets.annotate(standing=FilteredRelation("promises", condition=Q(promises__replaced_at=None)))


def outlooks(tickets: Sequence[Ticket], *, at: datetime) -> dict[int, Outlook]:
    """The standing promise and its risk for each of these tickets that has one, by ticket id; as `read_outlooks`, with a query to read them."""
    found = with_standing_promise(Ticket.objects.filter(id__in=[ticket.id for ticket in tickets]))
    return read_outlooks(found.values_list(*OF_OUTLOOK), at=at)


def read_outlooks(rows: Iterable[tuple[Any, ...]], *, at: datetime) -> dict[int, Outlook]:
    """
    By ticket id, from rows that begin with `OF_OUTLOOK`; tickets without a promise are left out.

    The risk is the stored one; three queries look ahead for those of which a job has yet to store it.
    """
    known, ahead = {}, {}
    for ticket, opened_at, closed_at, promise, from_at, likely_at, to_at, *stored in (row[: len(OF_OUTLOOK)] for row in rows):
        if promise is None:
            continue
        standing = prediction.Standing(from_at, likely_at, to_at)
        risk = 0.0 if closed_at else _risk_of(stored, promise, at)
        if risk is None:
            ahead[ticket] = standing, opened_at
        else:
            known[ticket] = _outlook(standing, risk, opened_at, closed_at, at)
    routes = _planned_routes(list(ahead)) if ahead else {}
    for ticket, (standing, opened_at) in ahead.items():
        risk = prediction.risk_of_breaking(standing, prediction.predict(routes.get(ticket, ()), at=at))
        known[ticket] = _outlook(standing, risk, opened_at, None, at)
    return known


def outlook(ticket: Ticket, promise: Promise, steps: Sequence[Step], *, at: datetime, hours: Hours | None = None) -> Outlook:
    """
    The same for one ticket whose steps were loaded with their units and calendars: with the stored risk, as lists show it. A query for the
    risk where the ticket was loaded without `stored_risk`, one more where none is stored.
    """
    standing = prediction.Standing(promise.from_at, promise.likely_at, promise.to_at)
    if ticket.is_closed:
        return _outlook(standing, 0.0, ticket.opened_at, ticket.closed_at, at)
    stored: StoredRisk | None = getattr(ticket, "stored_risk", None)
    risk = _risk_of((stored.promise_id, stored.made_at, stored.seconds, stored.risks), promise.id, at) if stored else None
    if risk is None:
        risk = prediction.risk_of_breaking(standing, seen_range(steps, at=at, hours=hours))
    return _outlook(standing, risk, ticket.opened_at, None, at)


def _risk_of(stored: Sequence[Any], promise_id: int, at: datetime) -> float | None:
    """The stored risk, if it was reckoned for this promise: `stored` is promise, moment, seconds and risks, as in `StoredRisk`."""
    return prediction.RiskCurve(*stored[1:]).risk_at(at) if stored[0] == promise_id else None


def _outlook(standing: prediction.Standing, risk: float, opened_at: datetime, closed_at: datetime | None, at: datetime) -> Outlook:
    until = closed_at or at
    whole = (standing.to_at - opened_at).total_seconds()
    share = min(1.0, max(0.0, (until - opened_at).total_seconds() / whole)) if whole > 0 else 1.0
    return Outlook(standing, risk, until > standing.to_at, share)


def _planned_routes(ticket_ids: Sequence[int]) -> dict[int, list[prediction.PlannedStep]]:
    """The routes of these tickets as the prediction sees them; three queries: steps, their units, the contact centre."""
    rows = list(Step.objects.filter(ticket_id__in=ticket_ids).order_by("position").values_list(*OF_STEP))
    units = Unit.objects.filter(id__in={row[2] for row in rows if row[2]}).select_related("calendar").in_bulk() if rows else {}
    hours = cache(lambda performer, unit: time_of_performer(performer, units.get(unit)))
    routes: dict[int, list[prediction.PlannedStep]] = {}
    for ticket, performer, unit, key, after, minutes, state, started_at in rows:
        step = prediction.PlannedStep(
            key=key, after=tuple(after), standard_minutes=minutes, hours=hours(performer, unit), is_over=state in OVER,
            started_at=started_at if state in ACTIVE else None,
        )  # fmt: skip
        routes.setdefault(ticket, []).append(step)
    return routes


def current_promise(ticket: Ticket) -> Promise | None:
    return Promise.objects.filter(ticket=ticket, replaced_at__isnull=True).first()


def history(ticket: Ticket) -> list[Promise]:
    """All promises of the ticket, the first one first."""
    return list(Promise.objects.filter(ticket=ticket).order_by("number"))


def statutory_clock(ticket: Ticket) -> StatutoryClock | None:
    """None where the law sets no time; no query where the ticket was loaded with it."""
    return getattr(ticket, "statutory_clock", None)


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
    beside = [step for step in shape if step is not present and step.performer != "customer"] if present else []
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
        state = "unit"  # also while the owner has to do with what it asked or answered: the stage is theirs
    return sentence.Situation(
        state=state,
        stage=(named(present, language) if present else "") or ("przygotowanie odpowiedzi" if language == "pl" else "preparing the answer"),
        opened_at=ticket.opened_at,
        since=ticket.party_since if present is None or present.started_at is None or present.state in TURNS else present.started_at,
        due_at=ticket.queue_due_at if state == "queue" else (present.due_at if present else None),
        unit=present.unit.name_for(language) if present and present.unit else "",
        question=present.question if present and state == "customer" else "",
        late_stage=named(late, language) if late else "",
        changed=bool(promise and promise.number > 1),
        obstacle=obstacle,
        next_stage=named(ahead, language) if ahead else "",
        also=tuple(dict.fromkeys(name for step in beside if (name := named(step, language)))),
        turn=TURNS.get(present.state, "") if present and present.performer != Performer.SYSTEM else "",
        likely_at=promise.likely_at if promise else None,
        latest_at=promise.to_at if promise else None,
        closed_at=ticket.closed_at,
    )


@dataclass(frozen=True)
class Spoken:
    """ "Say this now" for colleagues and for the customer, as clauses."""

    internal: tuple[sentence.Clause, ...]
    public: tuple[sentence.Clause, ...]


def say(ticket: Ticket, steps: Sequence[Step], promise: Promise | None, *, language: str, at: datetime) -> Spoken:
    """ "Say this now" for one ticket whose steps were loaded with their units; at most two queries, for obstacles. [O6]"""

    def told(*, public: bool) -> tuple[sentence.Clause, ...]:
        seen = situation(ticket, steps, promise, language=language, public=public, at=at)
        return sentence.clauses(seen, language=language, public=public, at=at, zone=settings.TIME_ZONE)

    return Spoken(internal=told(public=False), public=told(public=True))


def say_now(ticket: Ticket, *, language: str, at: datetime) -> Spoken:
    """The same for a ticket of which nothing is loaded; two queries more."""
    steps = list(Step.objects.filter(ticket=ticket).select_related("unit").order_by("position", "id"))
    return say(ticket, steps, current_promise(ticket), language=language, at=at)


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
